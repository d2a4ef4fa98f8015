"""What may import what: the contracts of pyproject.toml hold, and each of them bites."""

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture import PACKAGES, ROOT


@dataclass(frozen=True)
class Breach:
    """One thing that must be refused: the contract it breaks, the file and line it is planted in, how it is named."""

    contract: str
    file: str
    line: str
    named: str


BREACHES = [
    Breach("layers", "bot/vocabulary/__init__.py", "import bot.engine", "bot.vocabulary -> bot.engine"),
    Breach("layers", "bot/timing/__init__.py", "import bot.vocabulary", "bot.timing -> bot.vocabulary"),
    Breach("layers", "bot/engine.py", "import bot.features", "bot.engine -> bot.features"),
    Breach("layers", "bot/features/__init__.py", "import bot.settings", "bot.features -> bot.settings"),
    Breach("layers", "bot/features/pitches/handlers.py", "import storage", "bot.features.pitches.handlers -> storage"),
    Breach("layers", "adapters/slack/parse.py", "import storage", "adapters.slack.parse -> storage"),
    Breach("layers", "storage/__init__.py", "import jobs", "storage -> jobs"),
    Breach("layers", "jobs/__init__.py", "import bot.settings", "jobs -> bot.settings"),
    Breach("layers", "adapters/slack/courier.py", "import bot.app", "adapters.slack.courier -> bot.app"),
    Breach("places", "bot/stray.py", "", "bot.stray"),
    Breach(
        "features",
        "bot/features/pitches/handlers.py",
        "import bot.features.volunteering.model",
        "bot.features.pitches.handlers -> bot.features.volunteering.model",
    ),
    Breach(
        "inside-a-feature",
        "bot/features/pitches/model.py",
        "import bot.features.pitches.views",
        "bot.features.pitches.model -> bot.features.pitches.views",
    ),
    Breach(
        "inside-a-feature",
        "bot/features/pitches/views.py",
        "import bot.features.pitches.handlers",
        "bot.features.pitches.views -> bot.features.pitches.handlers",
    ),
    Breach(
        "inside-a-feature",
        "bot/features/pitches/handlers.py",
        "import bot.features.pitches.samples",
        "bot.features.pitches.handlers -> bot.features.pitches.samples",
    ),
    Breach("inside-a-feature", "bot/features/pitches/service.py", "", "bot.features.pitches.service"),
    Breach(
        "pure-rules",
        "bot/features/pitches/model.py",
        "import bot.engine",
        "bot.features.pitches.model -> bot.engine",
    ),
    Breach(
        "pure-rules",
        "bot/features/pitches/views.py",
        "import bot.engine",
        "bot.features.pitches.views -> bot.engine",
    ),
    *(
        Breach("neutral-core", "bot/engine.py", f"import {library}", f"bot.engine -> {library}")
        for library in ("discord", "slack_bolt", "slack_sdk", "sqlalchemy", "aiosqlite", "apscheduler")
    ),
    Breach("neutral-core", "bot/features/pitches/views.py", "import jinja2", "bot.features.pitches.views -> jinja2"),
    Breach("neutral-core", "bot/vocabulary/card.py", "import aiohttp", "bot.vocabulary.card -> aiohttp"),
    Breach(
        "adapters", "adapters/slack/render.py", "import adapters.discord", "adapters.slack.render -> adapters.discord"
    ),
    Breach("adapters", "adapters/web/__init__.py", "import adapters.slack", "adapters.web -> adapters.slack"),
    Breach("platforms-in-adapters", "storage/__init__.py", "import discord", "storage -> discord"),
    Breach("platforms-in-adapters", "jobs/__init__.py", "import slack_sdk", "jobs -> slack_sdk"),
    Breach("database-in-storage", "jobs/__init__.py", "import sqlalchemy", "jobs -> sqlalchemy"),
    Breach("database-in-storage", "adapters/web/__init__.py", "import alembic", "adapters.web -> alembic"),
    Breach("database-in-storage", "bot/app.py", "import sqlalchemy", "bot.app -> sqlalchemy"),
    Breach("scheduler-in-jobs", "storage/__init__.py", "import apscheduler", "storage -> apscheduler"),
    Breach("scheduler-in-jobs", "bot/app.py", "import apscheduler", "bot.app -> apscheduler"),
]


def test_every_import_goes_the_way_it_may():
    verdict = lint_imports(ROOT)

    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: f"{breach.contract}: {breach.named}")
def test_an_import_that_goes_the_wrong_way_is_found(breach: Breach, copy: Path):
    plant(copy / breach.file, breach.line)

    verdict = lint_imports(copy, "--contract", breach.contract)

    assert verdict.returncode == 1, verdict.stderr
    assert breach.named in verdict.stdout


def test_each_contract_is_seen_to_fail():
    contracts = {contract["id"] for contract in configuration()["contracts"]}

    assert {breach.contract for breach in BREACHES} == contracts


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's own modules in another place, where they may be spoilt."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(file: Path, line: str) -> None:
    with file.open("a") as module:
        module.write(f"\n{line}\n")


def lint_imports(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache", *options],
        cwd=folder,
        env={"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def configuration() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

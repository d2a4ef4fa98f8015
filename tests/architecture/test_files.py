"""Where things are: a path can be guessed, each module says what it is, and nothing tells of one machine."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture import PACKAGES, ROOT, modules

IN_A_FEATURE = {"model.py", "views.py", "handlers.py", "samples.py"}
IN_A_CHAT = {"parse.py", "render.py", "courier.py", "limits.py"}
NOBODYS = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py", "base.py"}

WRITTEN = {
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".ftl",
    ".html",
    ".css",
    ".js",
    ".yaml",
    ".yml",
    ".sh",
    ".example",
    ".mako",
    "",
}
MADE = {".git", ".venv", ".hypothesis", ".import_linter_cache", ".pytest_cache", ".ruff_cache", "__pycache__", "data"}
HOSTS = ["py" + "pi.org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian", "pkg." + "go.dev"]
ONE_MACHINE = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|mnt|work|farm)/\w")
BY_NUMBER = re.compile(r"\b(?:issue|ticket) #?\d", re.IGNORECASE)


def folders(parent: str) -> list[Path]:
    return sorted(path.parent for path in (ROOT / parent).glob("*/__init__.py"))


def chats() -> list[Path]:
    return [path for path in folders("adapters") if path.name != "web"]  # a browser is nobody's chat


def written() -> list[Path]:
    files = (path for path in ROOT.rglob("*") if not MADE & set(path.relative_to(ROOT).parts))
    return sorted(path for path in files if path.is_file() and path.suffix in WRITTEN and path.name != ".env")


def test_there_are_features():
    assert folders("bot/features")


@pytest.mark.parametrize("feature", folders("bot/features"), ids=lambda path: path.name)
def test_each_feature_has_the_same_four_files(feature: Path):
    assert {path.name for path in feature.glob("*.py")} == IN_A_FEATURE | {"__init__.py"}


@pytest.mark.parametrize("chat", chats(), ids=lambda path: path.name)
def test_each_chat_has_the_same_files(chat: Path):
    assert {path.name for path in chat.glob("*.py")} >= IN_A_CHAT


def test_every_feature_has_its_place_beside_the_others():
    strays = {path.name for path in (ROOT / "bot" / "features").glob("*.py")} - {"__init__.py"}

    assert not strays


def test_no_module_is_a_drawer_for_odds_and_ends():
    assert not [str(path) for path in modules(*PACKAGES, "tests") if path.name in NOBODYS]


@pytest.mark.parametrize("path", modules(*PACKAGES, "tests"), ids=str)
def test_each_module_opens_with_a_sentence(path: Path):
    said = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))) or ""

    first = said.split("\n\n")[0].strip()
    assert first.endswith((".", ":", "。")), f"{path} opens with {first!r}"


@pytest.mark.parametrize("path", written(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_tells_of_one_machine(path: Path):
    text = path.read_text(encoding="utf-8")

    assert not [host for host in HOSTS if host in text]
    assert not ONE_MACHINE.findall(text)
    assert not BY_NUMBER.findall(text)

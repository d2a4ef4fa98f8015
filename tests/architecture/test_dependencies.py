"""What Machi is made of: the lock is in step with what the project asks for, and says nothing of where it came from."""

import re
import tomllib
from itertools import chain

import pytest
from packaging.requirements import Requirement

from tests.architecture import ROOT

LOCK = (ROOT / "requirements.lock").read_text()
PINS = dict(re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==([^ ;]+)", LOCK, re.MULTILINE))


def asked_for() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = [*project["project"]["optional-dependencies"].values(), *project["dependency-groups"].values()]
    return [*project["project"]["dependencies"], *chain.from_iterable(groups)]


@pytest.mark.parametrize("line", asked_for())
def test_the_lock_holds_what_the_project_asks_for(line: str):
    requirement = Requirement(line)

    assert requirement.specifier.contains(PINS[requirement.name.lower()], prereleases=True)


def test_every_pin_is_held_by_a_hash():
    entries = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]

    assert len(entries) == len(PINS)
    assert not [entry for entry in entries if "--hash=sha256:" not in entry]


def test_the_lock_names_no_address():
    assert "://" not in LOCK

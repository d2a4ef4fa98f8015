"""What people are told to type: every make target that is written down exists, and says what it does."""

import re
import subprocess

import pytest

from tests.architecture import ROOT

TOLD = ["README.md", "CONTRIBUTING.md", ".ci/run", "Makefile"]


def told() -> set[str]:
    texts = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in TOLD)
    return set(re.findall(r"(?:^|[`$] ?|exec |say where: )make ([a-z]+)", texts, re.MULTILINE))


def helped() -> set[str]:
    shown = subprocess.run(["make", "-C", ROOT], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^  make ([a-z]+) +\S", shown, re.MULTILINE))


def test_make_alone_shows_every_target():
    listed = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert listed
    assert helped() == set(listed[1].split())


@pytest.mark.parametrize("target", sorted(told()))
def test_a_target_that_is_told_exists(target: str):
    assert target in helped()

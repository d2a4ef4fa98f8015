"""The example of a .env file: each setting once, in its order, with the sentence that explains it, and nothing else."""

from pathlib import Path

import pytest

from bot.settings import Settings, every_setting, load
from tests.architecture import ROOT

EXAMPLE = ROOT / ".env.example"
BLOCKS = EXAMPLE.read_text(encoding="utf-8").strip().split("\n\n")


def test_each_setting_stands_there_once_and_nothing_else_does():
    assert [block.split("\n")[1].partition("=")[0] for block in BLOCKS] == list(every_setting())


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[1].partition("=")[0])
def test_each_setting_is_explained_by_its_own_sentence(block: str):
    sentence, setting = block.split("\n")

    assert sentence == f"# {every_setting()[setting.partition('=')[0]].description}"
    assert sentence.endswith(".")


def test_the_example_can_be_used_as_it_is(tmp_path: Path, nothing_is_set):
    assert load(EXAMPLE) == load(tmp_path / "none")


def test_what_the_example_shows_is_what_happens_without_it(nothing_is_set):
    assert load(EXAMPLE) == Settings(_env_file=None)

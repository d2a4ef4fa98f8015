"""Every sample on every platform and in both languages: taken by the platform's own rules, and as it was kept.

``pytest tests/renderings --keep-renderings`` writes the kept ones anew; look at the difference before keeping it.
"""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters.discord import render as discord
from adapters.slack import render as slack
from adapters.slack.carried import Carried
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import Reader
from bot.vocabulary.request import Place
from tests.fakes import openapi
from tests.fakes.slack.blocks import problems_in_message, problems_in_view
from tests.features.samples import FEATURE_NAMES, READERS, all_cards, all_forms

KEPT: Final = Path(__file__).parent / "kept"
CARRIED: Final = Carried(Place("C1"), "feature.form", "draft1")

languages = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.language)
described = pytest.mark.skipif(not openapi.available(), reason=openapi.ABSENT)


def card_on_slack(card: Card, reader: Reader) -> dict[str, Any]:
    return slack.payload(card, reader, marker="marker")


def form_on_slack(form: FormView, reader: Reader) -> dict[str, Any]:
    return slack.modal(form, reader, CARRIED)


def card_on_discord(card: Card, reader: Reader) -> dict[str, Any]:
    return discord.payload(card, reader)


def form_on_discord(form: FormView, reader: Reader) -> dict[str, Any]:
    return discord.form(form, reader).to_dict()


@described
@languages
@pytest.mark.parametrize("name", all_cards())
def test_discord_takes_every_card(name, reader):
    assert openapi.check_request("POST", "/channels/1/messages", card_on_discord(all_cards()[name], reader)) == []


@described
@languages
@pytest.mark.parametrize("name", all_forms())
def test_discord_takes_every_form(name, reader):
    callback = {"type": 9, "data": form_on_discord(all_forms()[name], reader)}

    assert openapi.check_request("POST", "/interactions/1/token/callback", callback) == []


@languages
@pytest.mark.parametrize("name", all_cards())
def test_slack_takes_every_card(name, reader):
    message = card_on_slack(all_cards()[name], reader)

    for block in Block.parse_all(message["blocks"]):
        block.validate_json()
    assert problems_in_message(message["blocks"]) == []


@languages
@pytest.mark.parametrize("name", all_forms())
def test_slack_takes_every_form(name, reader):
    modal = form_on_slack(all_forms()[name], reader)

    View(**modal).validate_json()
    assert problems_in_view(modal) == []


@languages
@pytest.mark.parametrize("feature", FEATURE_NAMES)
def test_every_screen_looks_as_it_was_kept(feature, reader, rewrite):
    """One file a feature and language: what a reviewer sees change when a screen changes."""
    cards = {
        _title(name): {"discord": card_on_discord(card, reader), "slack": card_on_slack(card, reader)}
        for name, card in all_cards().items()
        if name.startswith(f"{feature}: ")
    }
    forms = {
        f"form: {_title(name)}": {"discord": form_on_discord(form, reader), "slack": form_on_slack(form, reader)}
        for name, form in all_forms().items()
        if name.startswith(f"{feature}: ")
    }
    screens = cards | forms
    path = KEPT / f"{feature}.{reader.language}.json"
    if rewrite:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(screens, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    assert path.exists(), "nothing is kept of this feature yet: pytest tests/renderings --keep-renderings"
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json.dumps(screens))


def test_nothing_is_kept_of_what_is_no_more(rewrite):
    if rewrite:
        return  # the others may be writing at this moment
    kept = {path.stem.partition(".")[0] for path in KEPT.glob("*.json")}

    assert kept == set(FEATURE_NAMES)


def _title(name: str) -> str:
    return name.partition(": ")[2]

"""Every sample of every feature with whatever people may type in it: Discord takes it, in both languages."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.discord import limits, render
from bot.vocabulary import card as cards
from bot.vocabulary.card import Block, Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import Reader
from bot.vocabulary.text import Bold, Code, Link, Say, Span, Text
from tests.fakes import openapi
from tests.features.samples import READERS, all_cards, all_forms

GUILD = 80351110224678912
FAMILY, FLAG, ACCENTED = "👩‍👩‍👧‍👦", "🇯🇵", "e\u0301\u0323"
TYPED = [
    " \n ",
    "椅子運び" * 1_000,
    FAMILY * 300 + FLAG * 300,
    ACCENTED * 900,
    "\u202e\u2066سلام عليكم @everyone <@&1> \u200f" * 60,
    "**_~~||`>>> # - 1. [x](https://evil.example)\n" * 60,
]
words = st.one_of(st.sampled_from(["", "\n" * 5_000, *TYPED]), st.text(max_size=200))


def with_typed(card: Card, typed: str) -> Card:
    """The card as if somebody had typed that wherever somebody's words stand in it."""
    return replace(card, title=_text(card.title, typed), blocks=tuple(_block(block, typed) for block in card.blocks))


def _block(block: Block, typed: str) -> Block:
    match block:
        case cards.Paragraph(value) | cards.Note(value):
            return replace(block, text=_text(value, typed))
        case cards.Facts(facts):
            return cards.Facts(tuple(replace(fact, value=_text(fact.value, typed)) for fact in facts))
        case cards.Buttons(buttons):
            told = (replace(button, label=_say(button.label, typed)) for button in buttons)
            return cards.Buttons(tuple(told))


def _text(value: Text, typed: str) -> Text:
    return tuple(_span(span, typed) for span in value)


def _span(span: Span, typed: str) -> Span:
    match span:
        case str():
            return typed
        case Bold() | Code() | Link():
            return replace(span, words=typed)
        case Say():
            return _say(span, typed)
        case _:
            return span


def _say(said: Say, typed: str) -> Say:
    told = tuple((name, each if isinstance(each, int) else _span(each, typed)) for name, each in said.arguments)
    return replace(said, arguments=told)


def refusals(method: str, path: str, body: Any) -> list[str]:
    return [str(problem) for problem in openapi.problems_in_request(method, path, body)]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.language)
@pytest.mark.parametrize("typed", TYPED, ids=range(len(TYPED)))
def test_discord_takes_every_card_whatever_was_typed_in_it(reader: Reader, typed: str):
    for name, card in all_cards().items():
        payload = render.payload(with_typed(card, typed), reader, GUILD)

        assert openapi.check_component_message(payload) == [], name
        assert sum(map(len, texts(payload["components"]))) <= limits.TEXT
        assert payload["allowed_mentions"] == {"parse": []}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), words)
def test_discord_takes_any_card_with_any_words(data: st.DataObject, typed: str):
    name, reader = data.draw(st.sampled_from(sorted(all_cards()))), data.draw(st.sampled_from(READERS))

    payload = render.payload(with_typed(all_cards()[name], typed), reader, GUILD)

    assert refusals("POST", "/channels/1/messages", payload) == []


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.language)
@pytest.mark.parametrize("typed", TYPED, ids=range(len(TYPED)))
def test_discord_takes_every_form_whatever_was_typed_in_it_before(reader: Reader, typed: str):
    for name, form in all_forms().items():
        assert openapi.check_modal(render.form(filled(form, typed), reader, 1, GUILD).to_dict()) == [], name


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), words)
def test_discord_takes_any_form_with_any_words(data: st.DataObject, typed: str):
    name, reader = data.draw(st.sampled_from(sorted(all_forms()))), data.draw(st.sampled_from(READERS))
    modal = {"type": 9, "data": render.form(filled(all_forms()[name], typed), reader, 1, GUILD).to_dict()}

    assert refusals("POST", "/interactions/1/token/callback", modal) == []


def filled(form: FormView, typed: str) -> FormView:
    """The form opened again with those words, and with them in every reason why it was."""
    answers = {question.name: typed for question in form.questions}
    problems = {question.name: (typed,) for question in form.questions}
    return replace(form, answers=answers, problems=problems)


def texts(components: Any) -> list[str]:
    """What all text displays say."""
    match components:
        case list():
            return [shown for part in components for shown in texts(part)]
        case {"content": str() as shown}:
            return [shown]
        case {"components": inner}:
            return texts(inner)
        case _:
            return []


def test_the_description_of_discord_is_looked_at():
    if not openapi.available():
        pytest.skip(openapi.ABSENT)
    assert refusals("POST", "/channels/1/messages", {"content": "a" * 4_001})

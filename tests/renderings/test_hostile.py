"""Every sample on Slack with hostile and long words in it: nothing acts, and nothing is refused.

The words of each card and each form's answers are replaced by what a test thinks of; what remains is a screen as
somebody might make it on purpose.
"""

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters.slack import render
from adapters.slack.carried import Carried
from adapters.slack.limits import MESSAGE, MODAL_TITLE, characters, weight
from bot.vocabulary.card import Block as CardBlock
from bot.vocabulary.card import Card, Facts, Note, Paragraph
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId, Person, Reader
from bot.vocabulary.request import Place
from bot.vocabulary.text import Bold, Code, Link
from tests.fakes.slack.blocks import problems_in_message, problems_in_view
from tests.features.samples import READERS, all_cards, all_forms

CARRIED = Carried(Place("C1"), "feature.form", "draft1")
NASTY = (
    "<!channel>",
    "<!here|here>",
    "<@U0AOI>",
    "<https://evil.example|nice>",
    "*bold* _it_ ~no~ `code`",
    ":tada:",
    "> quote",
    "&lt;!channel&gt;",
    "@everyone",
    "\u202eecilam",
    "\ud800",
    "<!date^0^{date}|x>",
    "👨‍👩‍👧‍👦",
    "\x00",
)
words = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=80),
    st.builds(lambda nasty, times: nasty * times, st.sampled_from(NASTY), st.integers(1, 2_000)),
)


def replaced(value: Any, words: str) -> Any:
    """The same card with every word that somebody typed replaced."""
    match value:
        case str():
            return words
        case Bold() | Code():
            return dataclasses.replace(value, words=words)
        case Link():
            return dataclasses.replace(value, words=words)
        case tuple():
            return tuple(replaced(part, words) for part in value)
        case _:
            return value


def hostile(card: Card, words: str) -> Card:
    blocks = tuple(hostile_block(block, words) for block in card.blocks)
    return dataclasses.replace(card, title=replaced(card.title, words), blocks=blocks)


def hostile_block(block: CardBlock, words: str) -> CardBlock:
    match block:
        case Paragraph(value) | Note(value):
            return dataclasses.replace(block, text=replaced(value, words))
        case Facts(facts):
            values = tuple(dataclasses.replace(fact, value=replaced(fact.value, words)) for fact in facts)
            return dataclasses.replace(block, facts=values)
        case _:
            return block


def reader(language_of: Reader, words: str) -> Reader:
    people = {member: Person(words, person.account) for member, person in language_of.people.items()}
    return dataclasses.replace(language_of, people=people | {MemberId("nobody"): Person(words)})


def mrkdwn(value: Any) -> list[str]:
    """Every text in which markup would act."""
    match value:
        case {"type": "mrkdwn", "text": text}:
            return [text]
        case dict():
            return [found for part in value.values() for found in mrkdwn(part)]
        case list():
            return [found for part in value for found in mrkdwn(part)]
        case _:
            return []


def buttons(block: dict[str, Any]) -> list[dict[str, Any]]:
    return block["elements"] if block["type"] == "actions" else []


def live_parts(value: Any) -> set[str]:
    """What in some blocks rings, links or expands."""
    match value:
        case {"type": "user", "user_id": user}:
            return {user}
        case {"type": "broadcast" | "usergroup" | "channel" | "emoji" as kind}:
            return {kind}
        case {"type": "link", "url": address}:
            return {address}
        case dict():
            return set().union(*map(live_parts, value.values()))
        case list():
            return set().union(*map(live_parts, value)) if value else set()
        case _:
            return set()


@pytest.mark.parametrize("language", READERS, ids=lambda reader: reader.language)
@given(name=st.sampled_from(sorted(all_cards())), words=words)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_words_act_or_are_refused_in_any_card(language: Reader, name: str, words: str):
    card = all_cards()[name]
    message = render.payload(hostile(card, words), reader(language, words), marker="marker", rung=())
    plain = render.payload(card, language, marker="marker", rung=())

    for block in Block.parse_all(message["blocks"]):
        block.validate_json()
    assert problems_in_message(message["blocks"]) == []
    assert characters(message["blocks"]) <= MESSAGE
    actions = [element["action_id"] for block in message["blocks"] for element in buttons(block)]
    assert len(set(actions)) == len(actions)
    assert mrkdwn(message["blocks"]) == []
    assert live_parts(message["blocks"]) <= live_parts(plain["blocks"])
    assert "<" not in message["text"]
    assert message["text"].strip() or not words.strip()
    assert (message["unfurl_links"], message["unfurl_media"]) == (False, False)
    json.dumps(message).encode()


@pytest.mark.parametrize("language", READERS, ids=lambda reader: reader.language)
@given(name=st.sampled_from(sorted(all_forms())), words=words)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_words_act_or_are_refused_in_any_form(language: Reader, name: str, words: str):
    form: FormView = all_forms()[name]
    answers = {question.name: words for question in form.questions}
    problems = {form.questions[0].name: (words,)}
    modal = render.modal(dataclasses.replace(form, answers=answers, problems=problems), language, CARRIED)

    View(**modal).validate_json()
    assert problems_in_view(modal) == []
    assert weight(modal["title"]["text"]) <= MODAL_TITLE
    assert len({block["block_id"] for block in modal["blocks"] if "block_id" in block}) == sum(
        "block_id" in block for block in modal["blocks"]
    )
    assert mrkdwn(modal) == []
    json.dumps(modal).encode()

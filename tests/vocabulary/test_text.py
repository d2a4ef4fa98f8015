"""Text and cards: words that cannot act, and limits that hold before anything is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vocabulary.action import Action
from bot.vocabulary.card import (
    MAX_BLOCKS,
    MAX_BUTTONS,
    MAX_FACTS,
    Button,
    Buttons,
    Card,
    Fact,
    Facts,
    Note,
    Paragraph,
    buttons_of,
    mentioned,
)
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import Bold, Mention, joined, mentions, say, text
from tests.vocabulary.generated import cards, texts

AOI, BEN, CHIE = (MemberId(name) for name in ("aoi", "ben", "chie"))


def row(*names: str) -> Buttons:
    return Buttons(tuple(Button(say("help"), Action(name)) for name in names))


def test_what_is_typed_stays_a_bare_string():
    assert text("@everyone *now* <!channel>") == ("@everyone *now* <!channel>",)


def test_the_order_of_variables_makes_no_difference():
    assert say("list", which=1, other="a") == say("list", other="a", which=1)


def test_texts_are_joined_with_a_separator_between_them_alone():
    assert joined([text("a", "b"), text(), text("c")], " × ") == ("a", "b", " × ", " × ", "c")
    assert joined([], " × ") == ()


def test_mentions_are_found_inside_messages_too():
    inner = say("inner", member=Mention(CHIE), number=3)

    assert mentions(text(Mention(AOI), "ben", say("outer", member=Mention(BEN), deeper=inner))) == {AOI, BEN, CHIE}


@given(texts)
def test_somebody_mentioned_is_found_wherever_they_stand(words):
    assert mentions((*words, Mention(AOI))) == mentions(words) | {AOI}
    assert mentions(text(say("around", inside=say("deep", who=Mention(AOI))), *words)) == mentions(words) | {AOI}


def test_a_card_mentions_who_stands_in_any_part_of_it():
    card = Card(
        text(Mention(AOI)),
        (Paragraph(text(Mention(BEN))), Facts((Fact(say("who"), text(Mention(CHIE))),)), Note(text(Mention(AOI)))),
    )

    assert mentioned(card) == {AOI, BEN, CHIE}


@given(cards)
def test_the_buttons_of_a_card_are_given_in_their_order_and_each_once(card):
    rows = [block.buttons for block in card.blocks if isinstance(block, Buttons)]

    found = list(buttons_of(card))

    assert found == [button for buttons in rows for button in buttons]
    assert len({button.action for button in found}) == len(found)


@pytest.mark.parametrize("number", [0, MAX_FACTS + 1])
def test_too_few_or_too_many_facts_are_refused(number):
    with pytest.raises(ValueError, match="facts are"):
        Facts((Fact(say("who"), text("somebody")),) * number)


@pytest.mark.parametrize("number", [0, MAX_BUTTONS + 1])
def test_too_few_or_too_many_buttons_are_refused(number):
    with pytest.raises(ValueError, match="buttons are"):
        row(*(f"b{position}" for position in range(number)))


def test_too_many_blocks_are_refused():
    blocks = (Note(text("a")),) * MAX_BLOCKS

    assert Card(text("title"), blocks)
    with pytest.raises(ValueError, match="blocks"):
        Card(text("title"), (*blocks, Note(text("a"))))


@pytest.mark.parametrize("rows", [[("a", "a")], [("a",), ("b", "a")]])
def test_two_buttons_that_carry_the_same_are_refused(rows):
    with pytest.raises(ValueError, match="same action"):
        Card(text("title"), tuple(row(*names) for names in rows))


@given(st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=3))
def test_words_and_spans_of_the_same_words_differ(words):
    assert text(*words) != text(*map(Bold, words))

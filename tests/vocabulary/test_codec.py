"""The codec: what a row keeps comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vocabulary import codec
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Answer, OpenForm, Reply
from tests.features.samples import all_cards, all_forms
from tests.vocabulary.generated import cards, forms


def kept_card(card: Card) -> Card:
    return codec.cards.validate_json(codec.cards.dump_json(card))


def kept_answer(answer: Answer | None) -> Answer | None:
    return codec.answers.validate_json(codec.answers.dump_json(answer))


@given(cards)
def test_every_card_comes_back_as_it_was(card):
    assert kept_card(card) == card


@given(cards, st.booleans(), st.booleans())
def test_every_reply_comes_back_as_it_was(card, replaces, pressing):
    reply = Reply(card, replaces, pressing)

    assert kept_answer(reply) == reply


@given(forms)
def test_every_opened_form_comes_back_as_it_was(form):
    assert kept_answer(OpenForm(form)) == OpenForm(form)


def test_no_answer_comes_back_as_none():
    assert kept_answer(None) is None


@pytest.mark.parametrize("name", all_cards())
def test_every_screen_comes_back_as_it_was(name):
    assert kept_card(all_cards()[name]) == all_cards()[name]


@pytest.mark.parametrize("name", all_forms())
def test_every_form_there_is_comes_back_as_it_was(name):
    opened = OpenForm(all_forms()[name])

    assert kept_answer(opened) == opened

"""Actions: what a button carries, and how little may be trusted of what comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vocabulary.action import LIMIT, Action, decode, run
from tests.vocabulary.generated import actions


@given(actions)
def test_an_action_comes_back_as_it_went(action):
    assert decode(action.encode()) == action


@given(st.text(max_size=2 * LIMIT))
def test_whatever_comes_back_is_an_action_of_those_words_or_none(encoded):
    try:
        action = decode(encoded)
    except ValueError:
        assert len(encoded) > LIMIT or not encoded.partition(":")[0]
    else:
        assert action.encode() == encoded


@pytest.mark.parametrize("parts", [("a:b", ()), ("a", ("b:c",)), ("a", ("b" * LIMIT,)), ("", ()), ("", ("a",))])
def test_what_no_platform_could_carry_back_is_refused(parts):
    with pytest.raises(ValueError, match="action"):
        Action(*parts)


def test_an_action_may_fill_what_a_platform_carries():
    longest = Action("a" * LIMIT)

    assert len(longest.encode()) == LIMIT


def test_a_button_runs_a_command_by_its_words():
    assert run("volunteer", "list").encode() == "run:volunteer:list"
    assert run("help").encode() == "run:help"

"""Forms: what is asked, and every problem of an answer at once."""

from collections.abc import Mapping
from dataclasses import dataclass, make_dataclass
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.timing import Reading
from bot.vocabulary.form import (
    MAX_QUESTIONS,
    Channel,
    Choice,
    Choices,
    Circumstances,
    Misfilled,
    Number,
    Option,
    Paragraph,
    Question,
    ShortText,
    When,
    ask,
    questions,
    read,
)
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import say
from tests.stores import MONDAY

NOW = Circumstances(MONDAY, "Asia/Tokyo", "ja")
COLOURS = tuple(Option(colour, say(f"colour-{colour}")) for colour in ("red", "green", "blue"))


def read_even(typed: str) -> int:
    if int(typed) % 2:
        raise Refused("odd")
    return int(typed)


@dataclass(frozen=True, slots=True)
class Everything:
    """A question of each kind that can go wrong."""

    words: str = ask("words", ShortText(5))
    number: int = ask("number", Number(1, 200))
    colour: str = ask("colour", Choice(COLOURS), hint=True)
    when: Reading = ask("when", When())
    even: int = ask("even", ShortText(), reads=read_even)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Questions that need no answer."""

    words: str | None = ask("words", Paragraph(20), required=False)
    number: int | None = ask("number", Number(), required=False)
    colours: tuple[str, ...] = ask("colours", Choices(COLOURS), required=False)
    when: Reading | None = ask("when", When(), required=False)
    channel: str | None = ask("channel", Channel(), required=False)


RIGHT = {"words": "hello", "number": "12", "colour": "red", "when": "来週土曜 15時", "even": "4"}
WRONG = {"words": "hello!", "number": "201", "colour": "pink", "when": "12/3(日) 19時", "even": "3"}
READ = Everything("hello", 12, "red", Reading(datetime(2026, 12, 5, 15), None, None, "Asia/Tokyo"), 4)  # noqa: DTZ001


def problems_of(answers: Mapping[str, str]) -> set[str]:
    """The questions whose answers cannot be read."""
    try:
        read(Everything, answers, NOW)
    except Misfilled as misfilled:
        return set(misfilled.problems)
    return set()


def test_a_form_is_read_into_what_it_asks_for():
    assert read(Everything, RIGHT, NOW) == READ


@given(st.sets(st.sampled_from(sorted(WRONG))), st.sets(st.sampled_from(sorted(WRONG))))
def test_every_problem_is_named_at_once_and_nothing_else(wrong, empty):
    answers = {**RIGHT, **{name: WRONG[name] for name in wrong}, **dict.fromkeys(empty, " 　\n")}

    if wrong | empty:
        with pytest.raises(Misfilled) as misfilled:
            read(Everything, answers, NOW)
        assert misfilled.value.problems.keys() == wrong | empty
        assert all(misfilled.value.problems[name] == (say("form-required"),) for name in empty)
    else:
        assert read(Everything, answers, NOW) == READ


def test_each_problem_says_what_to_do():
    with pytest.raises(Misfilled) as misfilled:
        read(Everything, WRONG, NOW)

    assert misfilled.value.problems == {
        "words": (say("form-too-long", limit=5, length=6),),
        "number": (say("form-number", least=1, most=200),),
        "colour": (say("form-choice"),),
        "when": (say("when-wrong-weekday", month=12, day=3, weekday=3),),
        "even": ("odd",),
    }


@pytest.mark.parametrize("answers", [{}, dict.fromkeys(["words", "number", "colours", "when", "channel"], "  ")])
def test_what_needs_no_answer_may_stay_empty(answers):
    assert read(Nothing, answers, NOW) == Nothing(None, None, (), None, None)


def test_answers_are_read_without_the_blanks_around_them():
    answers = {"words": " a b\n", "number": " 3 ", "colours": ("red", "blue"), "channel": "C1"}

    assert read(Nothing, answers, NOW) == Nothing("a b", 3, ("red", "blue"), None, "C1")


def test_answers_to_what_was_not_asked_are_left_alone():
    assert read(Everything, {**RIGHT, "surplus": "x"}, NOW) == READ


@dataclass(frozen=True, slots=True)
class Once:
    """A date that does not come again."""

    when: Reading = ask("when", When(once=True))


def test_a_date_that_comes_once_does_not_repeat():
    with pytest.raises(Misfilled) as misfilled:
        read(Once, {"when": "毎週土曜 15時"}, NOW)

    assert misfilled.value.problems == {"when": (say("when-once"),)}
    assert read(Once, {"when": RIGHT["when"]}, NOW).when == READ.when


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(st.integers(-5, 9_999), st.booleans(), st.sampled_from(["", "人", "名"]))
def test_a_number_is_read_in_either_width_with_or_without_its_counter(number, wide, counter):
    answers = {**RIGHT, "number": str(number).translate(WIDE if wide else {}) + counter}

    if 1 <= number <= 200:
        assert read(Everything, answers, NOW).number == number
    else:
        with pytest.raises(Misfilled):
            read(Everything, answers, NOW)


@pytest.mark.parametrize("typed", ["many", "1.5", "-3", "1 2", "9" * 5_000, "1,000", "人"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Misfilled) as misfilled:
        read(Everything, {**RIGHT, "number": typed}, NOW)

    assert misfilled.value.problems.keys() == {"number"}


@given(st.text(max_size=20), st.sampled_from(["words", "number", "colour", "when"]))
def test_whatever_is_typed_is_read_or_named_as_the_problem(typed, name):
    assert problems_of({**RIGHT, name: typed}) <= {name}


def test_questions_are_asked_in_the_order_of_the_fields():
    asked = questions(Everything)

    assert [question.name for question in asked] == ["words", "number", "colour", "when", "even"]
    assert asked[2] == Question("colour", say("colour"), Choice(COLOURS), True, say("colour-hint"))


@pytest.mark.parametrize("number", [0, MAX_QUESTIONS + 1])
def test_a_form_of_no_questions_or_more_than_a_platform_shows_is_refused(number):
    form = make_dataclass("Form", [(f"q{position}", str, ask("words", ShortText())) for position in range(number)])

    with pytest.raises(ValueError, match="asks 1 to 5"):
        questions(form)

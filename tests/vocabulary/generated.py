"""Strategies for every word of the vocabulary: any text, card and form there could be."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.form import (
    Channel,
    Choice,
    Choices,
    FormView,
    Number,
    Option,
    Question,
    ShortText,
    When,
)
from bot.vocabulary.form import Paragraph as Long
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import Bold, Code, Heading, InChannel, Link, Mention, Moment, Recurrence, Say, WallTime, say

typed = st.text(st.characters(codec="utf-8"), max_size=12)
names = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=8)
_wall_times = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - wall time

plain_spans = st.one_of(
    typed,
    st.builds(Bold, typed),
    st.builds(Code, typed),
    st.builds(Link, typed, typed),
    st.builds(Mention, st.builds(MemberId, names)),
    st.builds(InChannel, st.from_regex("[A-Z0-9]{1,12}", fullmatch=True) | names),
    st.builds(Moment, _wall_times.map(lambda at: at.replace(tzinfo=UTC)), st.sampled_from(["full", "date", "time"])),
    st.builds(WallTime, _wall_times, st.just("Asia/Tokyo"), st.none() | _wall_times),
    st.builds(Recurrence, typed),
)


def _say(argument: st.SearchStrategy) -> st.SearchStrategy[Say]:
    arguments = st.dictionaries(names, argument | st.integers(-(2**31), 2**31), max_size=3)
    return st.builds(lambda name, given: say(name, **given), names, arguments)


spans = st.recursive(plain_spans | st.builds(Heading, names), _say, max_leaves=4)
says = _say(spans)
texts = st.lists(spans, max_size=4).map(tuple)

actions = st.builds(Action, names, st.lists(st.text("abc019", max_size=6), max_size=3).map(tuple))
buttons = st.builds(Button, says, actions, st.sampled_from(["plain", "primary", "danger"]))
_facts = st.builds(Facts, st.lists(st.builds(Fact, says, texts), min_size=1, max_size=3).map(tuple))
_buttons = st.lists(buttons, min_size=1, max_size=4, unique_by=lambda button: button.action).map(tuple).map(Buttons)
_quiet_blocks = st.one_of(st.builds(Paragraph, texts), st.builds(Note, texts), _facts)
_blocks = st.builds(
    lambda blocks, row: (*blocks, *row), st.lists(_quiet_blocks, max_size=3), st.lists(_buttons, max_size=1)
)
cards = st.builds(Card, texts, _blocks, st.none() | says)

_options = st.lists(st.builds(Option, names, says), min_size=1, max_size=3).map(tuple)
_fields = st.one_of(
    st.builds(ShortText, st.integers(1, 200)),
    st.builds(Long, st.integers(1, 2_000)),
    st.builds(Number, st.integers(0, 9), st.integers(10, 99)),
    st.builds(Choice, _options),
    st.builds(Choices, _options),
    st.builds(When, st.booleans()),
    st.just(Channel()),
)
_questions = st.builds(Question, names, says, _fields, st.booleans(), st.none() | says)
forms = st.builds(
    FormView,
    says,
    actions,
    names,
    st.lists(_questions, min_size=1, max_size=5).map(tuple),
    st.dictionaries(names, typed | st.lists(typed, max_size=3).map(tuple), max_size=3),
    st.dictionaries(names, texts, max_size=3),
)

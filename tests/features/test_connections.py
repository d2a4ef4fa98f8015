"""Stories of people who did something together, and of bringing people together."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feature import Context, Feature, Features, Option
from bot.features import FEATURES
from bot.features.connections.model import a_year_later, pair, pairs
from bot.ports import InDoubt, TargetGone
from bot.timing import wall_time
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Conversation, Effect, Met, Notify
from bot.vocabulary.people import MemberId
from bot.vocabulary.request import MemberLeft
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say, text
from tests.people import Resident, Town, living_town

together = Feature("together")
"""Stands for every feature in which people do something together."""


@together.command("together did", options=[Option("member", say("option-who"), "member", required=True)])
async def did(context: Context, member: MemberId) -> list[Effect]:
    """Confirm that one did something with somebody."""
    return [Met((context.member.id, member), Subject("call", "chairs"))]


@together.command("together talk", options=[Option("member", say("option-who"), "member", required=True)])
async def talk(context: Context, member: MemberId) -> list[Effect]:
    """Begin a conversation with somebody."""
    both = (context.member.id, member)
    otherwise = tuple(Notify(one, Card(text("write to each other")), "talk") for one in both)
    return [Conversation(both, Card(text("here you are")), "talk", otherwise=otherwise)]


@pytest.fixture
async def town():
    """A town in which people do something together."""
    async with living_town(Features((*FEATURES.all, together))) as town:
        yield town


def years(person: Resident) -> list[str]:
    """The notes about a year together that somebody got."""
    return [letter for letter in person.mail if letter.startswith(("A year with", "Ada さんと出会って"))]


# --- a year --------------------------------------------------------------------------------------------------------


async def test_a_year_after_the_first_time_both_get_a_private_note_at_ten_in_the_morning(town: Town, ada, ben):
    await ben.runs("/help")
    await ada.runs("/together did Ben")

    await town.goes_to(datetime(2027, 11, 23, 0, 59, tzinfo=UTC))
    assert (years(ada), years(ben)) == ([], [])

    await town.passes(minutes=2)

    [to_ada], [to_ben] = years(ada), years(ben)
    assert to_ada == (
        "A year with Ben\n"
        "On Mon 23 Nov 2026 you and Ben did something together for the first time."
        " How about starting something together?\n"
        "[Start something together] [Say thank you] [Never again]\n"
        "Ben got the same note. What you choose is told to nobody."
    )
    assert to_ben.startswith("A year with Ada\n")


async def test_a_year_is_told_once_however_often_they_meet(town: Town, ada, ben):
    await ben.runs("/help")
    await ada.runs("/together did Ben")
    await town.passes(days=200)
    await ada.runs("/together did Ben")
    await ben.runs("/together did Ada")

    await town.passes(days=900)

    assert (len(years(ada)), len(years(ben))) == (1, 1)


async def test_a_year_is_told_in_japanese_to_who_reads_japanese(town: Town, ada, chie):
    await chie.runs("/help")
    await ada.runs("/together did 千恵")

    await town.passes(days=366)

    [note] = years(chie)
    assert "一緒に何かやろうか" in note


async def test_where_one_of_them_has_left_neither_is_told(town: Town, ada, ben):
    await ben.runs("/help")
    await ada.runs("/together did Ben")
    await ben.does(MemberLeft(ben.new_key(), ben.space, ben.actor))

    await town.passes(days=400)

    assert (years(ada), years(ben)) == ([], [])


async def test_who_wants_never_to_be_brought_together_is_not_and_nobody_learns_it(town: Town, ada, ben):
    await ben.runs("/help")
    await ada.runs("/together did Ben")
    await ada.runs("/connect never Ben")
    assert "Nobody is told" in ada.reads

    await town.passes(days=400)

    assert (years(ada), ben.mail) == ([], [])


async def test_a_note_opens_a_pitch(town: Town, ada, ben):
    await ben.runs("/help")
    await ada.runs("/together did Ben")
    await town.passes(days=366)

    await ada.presses("Start something together", on=ada.letters[-1])

    assert ada.form
    assert ada.form.action.name == "pitches.pitch"


def test_the_29th_of_february_is_remembered_on_the_28th():
    met = datetime(2028, 2, 29, 3, tzinfo=UTC)

    assert wall_time(a_year_later(met, "Asia/Tokyo"), "Asia/Tokyo") == datetime(2029, 2, 28, 10)  # noqa: DTZ001


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
)
def test_a_year_later_is_ten_in_the_morning_of_the_same_day(met_at: datetime, zone: str):
    met, later = wall_time(met_at, zone), wall_time(a_year_later(met_at, zone), zone)

    assert (later.hour, later.minute, later.year - met.year, later.month) == (10, 0, 1, met.month)
    assert later.day == met.day or (met.month, met.day) == (2, 29)


@given(st.lists(st.sampled_from([MemberId(name) for name in "abcde"]), max_size=6))
def test_of_those_who_met_everybody_met_everybody_once(members: list[MemberId]):
    met = pairs(members)

    assert len(set(met)) == len(met) == len(set(members)) * (len(set(members)) - 1) // 2
    assert all(pair(two.second, two.first) == two for two in met)


# --- conversations -------------------------------------------------------------------------------------------------


async def test_a_conversation_opens_where_both_have_a_login(town: Town, ada):
    dan = town.person("Dan")
    await dan.runs("/help")

    await ada.runs("/together talk @Dan")
    await ada.runs("/together talk @Dan")

    opened = [card.title[0] for card in town.couriers["discord"].in_channel("@ada&@dan")]
    assert opened == ["here you are"]
    assert (ada.mail, dan.mail) == ([], [])


async def test_who_shares_no_chat_is_told_otherwise(town: Town, ada, ben):
    await ben.runs("/help")

    await ada.runs("/together talk Ben")

    assert (ada.mail, ben.mail) == (["write to each other"], ["write to each other"])


async def test_where_a_conversation_cannot_be_opened_both_are_told_otherwise(town: Town, ada):
    dan = town.person("Dan")
    await dan.runs("/help")
    town.couriers["discord"].will(TargetGone("private threads are not allowed here"))

    await ada.runs("/together talk @Dan")
    await town.passes(days=8)

    assert (ada.mail, dan.mail) == (["write to each other"], ["write to each other"])


async def test_a_conversation_in_doubt_is_looked_for_and_stands_there_once(town: Town, ada):
    dan = town.person("Dan")
    await dan.runs("/help")
    town.couriers["discord"].will(InDoubt("the reply was lost"), stored=True)

    await ada.runs("/together talk @Dan")
    await town.passes(days=8)

    assert len(town.couriers["discord"].in_channel("@ada&@dan")) == 1
    assert town.couriers["discord"].looked == 1
    assert (ada.mail, dan.mail) == ([], [])

"""Stories of organizers who ask how their town is doing, and are told every month if they like."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.features.reports.model import USUAL, Figures, Reports, first_day, instant, month_named, next_month, rounded
from bot.timing import Month
from bot.vocabulary.card import buttons_of
from bot.vocabulary.people import SpaceAddress
from tests.fakes.courier import Message
from tests.people import Resident, Town, shown

JAPAN = ZoneInfo("Asia/Tokyo")
INTRODUCTION = {"positioning": "Baker × Cyclist", "tie": "live", "phase": "3", "words": "Bread and bicycles"}


@pytest.fixture
def olga(town: Town) -> Resident:
    return town.person("Olga", organizer=True)


def japan(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=JAPAN).astimezone(UTC)


def read(message: Message) -> str:
    return shown(message.card, replace(message.reader, language="en"))


def reports(town: Town, on: str = "discord") -> list[str]:
    return [words for each in town.cards("organizers", on) if " in your town" in (words := read(each))]


async def a_busy_week(town: Town, ada: Resident, ben: Resident) -> None:
    """Two calls, one of them filled; a walk that takes place; a pitch; an introduction, and one who just watches."""
    for title in ("Chairs", "Tables"):
        await ada.runs("/volunteer call")
        await ada.posts(title=title, places="1")
    await ben.reacts("✋", on=town.cards("volunteering", "slack")[0])
    await ada.runs("/meetup new")
    await ada.posts(title="Walk", when="Tuesday 10:00")
    await ada.runs("/pitch new")
    await ada.posts(title="A shelf", why="Books", step="Ask", when="Sunday 10:00")
    for person, visibility in ((ben, "everyone"), (ada, "watching")):
        await person.runs("/intro write")
        await person.posts(**INTRODUCTION, visibility=visibility)
    await town.passes(days=2)


async def test_it_tells_in_plain_words_how_the_month_goes(town, olga, ada, ben):
    await a_busy_week(town, ada, ben)

    await olga.runs("/settings report")

    assert olga.reads.startswith(
        "November 2026 in your town [so far]\n"
        "Meetups that took place: 1\n"
        "Calls for hands: 2 posted, 1 filled, 1 with places left just now\n"
        "New people: a few\n"
        "New introductions: a few\n"
        "Pitches: 1 started, none resting just now\n"
    )
    assert town.cards("organizers") == [], "it's told to whoever asks"


async def test_nobody_is_named_and_who_just_watches_is_not_counted(town, olga, ada):
    await ada.runs("/intro write")
    await ada.posts(**INTRODUCTION, visibility="watching")

    await olga.runs("/settings report")

    assert "New introductions: nobody" in olga.reads
    assert "Ada" not in olga.reads


async def test_who_was_shown_and_only_watches_by_now_is_not_counted(town, olga, ada):
    await ada.runs("/intro write")
    await ada.posts(**INTRODUCTION, visibility="everyone")
    await ada.runs("/intro hide")

    await olga.runs("/settings report")

    assert "New introductions: nobody" in olga.reads


async def test_in_a_quiet_town_it_says_so_without_a_word_of_blame(town, olga):
    await olga.runs("/settings report month:last")

    assert olga.reads.startswith("October 2026 in your town\nMeetups that took place: none\nCalls for hands: none\n")
    assert "New people: nobody" in olga.reads


async def test_what_waits_for_an_organizer_is_in_it_with_the_way_there(town, olga, ada):
    await olga.runs("/settings approvals what:meetups")
    await ada.runs("/meetup new")
    await ada.posts(title="Walk", when="Saturday 10:00")

    await olga.runs("/settings report")
    assert "One proposal waits for an organizer." in olga.reads
    await olga.presses("Look at them")

    assert "[Walk]" in olga.reads


async def test_it_comes_on_the_first_of_each_month_once(town, olga, ada, ben):
    await olga.runs("/settings report")
    await olga.presses("Tell organizers every month")
    assert "On the first of each month at 9:00" in olga.reads
    await a_busy_week(town, ada, ben)

    await town.goes_to(japan(2026, 12, 1, 8))
    before = reports(town)
    await town.goes_to(japan(2026, 12, 1, 9))
    [first] = reports(town)
    await town.goes_to(japan(2027, 2, 1, 8))

    assert before == []
    assert first.startswith("November 2026 in your town\nMeetups that took place: 1\n")
    assert reports(town, "slack") == reports(town)
    assert [words.split(" in ")[0] for words in reports(town)] == ["November 2026", "December 2026"]


async def test_after_a_long_pause_the_one_that_was_due_comes_once(town, olga):
    await olga.runs("/settings report monthly:start")
    await olga.runs("/settings pause until:20 Dec 9:00")

    await town.goes_to(japan(2026, 12, 19))
    before = reports(town)
    await town.goes_to(japan(2026, 12, 21))

    assert (before, len(reports(town))) == ([], 1)
    await town.goes_to(japan(2027, 1, 1, 9))
    assert len(reports(town)) == 2


async def test_a_month_that_begins_twice_by_other_clocks_is_reported_on_once(town, olga):
    await olga.runs("/settings report monthly:start")
    await town.goes_to(japan(2026, 12, 1, 10))

    await olga.runs("/settings timezone America/New_York")
    await town.goes_to(japan(2026, 12, 3))

    assert len(reports(town)) == 1


async def test_it_is_shown_to_all_organizers_when_one_likes_and_there_is_one_of_each_month(town, olga):
    for _ in range(2):
        await olga.runs("/settings report")
        await olga.presses("Show it to all organizers")

    assert len(reports(town)) == 1
    assert olga.reads == "Shown\nIt's in the organizers' channel."


async def test_stopped_it_comes_no_more(town, olga):
    await olga.runs("/settings report monthly:start")
    await olga.runs("/settings check")
    assert "Report to organizers: on the first of each month at 9:00" in olga.reads
    await olga.runs("/settings report monthly:stop")

    await town.goes_to(japan(2026, 12, 2))

    assert reports(town) == []


async def test_one_looks_at_another_month_by_a_button_and_at_none_to_come(town, olga):
    await olga.runs("/settings report")
    await olga.presses("Last month")
    assert olga.reads.startswith("October 2026")
    await olga.presses("This month so far")
    [look] = [each.action for each in buttons_of(olga.card) if each.action.name == "reports.look"]

    for name in ("2027-01", "x", "2026-13"):
        await olga.presses_action(replace(look, arguments=(name,)))
        assert olga.reads.startswith("Not quite")


async def test_who_is_no_organizer_or_lost_the_right_is_told_nothing(town, olga, ada):
    await olga.runs("/settings report")
    olga.actor = replace(olga.actor, organizer=False)
    await olga.presses("Show it to all organizers")
    await ada.runs("/settings report")

    for person in (olga, ada):
        assert "Only organizers can do this." in person.reads
    assert reports(town) == []


async def test_another_towns_life_is_not_in_it(town, olga, ada, ben):
    await a_busy_week(town, ada, ben)
    async with town.store.transaction() as work:
        elsewhere = await work.directory.space(SpaceAddress("slack", "elsewhere"))
        figures = await work.of(elsewhere.community)[Reports].figures(
            japan(2026, 11, 1), japan(2026, 12, 1), town.clock.now()
        )

    assert figures == Figures()


# --- rules ----------------------------------------------------------------------------------------------------------


@given(some.integers(0, 10_000))
def test_a_number_of_people_tells_no_one_of_them(people):
    told = rounded(people)

    assert told in (0, 1) if people < 5 else told % 5 == 0
    assert (told == 0) == (people == 0)
    if people >= 5:
        assert rounded(people - 1) == told or rounded(people + 1) == told, "one more or less does not show by itself"


@given(
    zone=some.sampled_from(("Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo")),
    hours=some.integers(0, 3 * 365 * 24),
)
def test_a_year_of_reports_is_one_a_month_on_its_first_morning(zone, hours):
    now, rhythm = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours), USUAL
    months: list[Month] = []
    for _ in range(13):
        month = next_month(rhythm, now, zone)
        now = instant(rhythm, month)
        rhythm = replace(rhythm, last=first_day(month))
        months.append(month)
        there = now.astimezone(ZoneInfo(zone))
        assert (there.day, there.hour) == (1, 9)
    assert all(later == month.following for month, later in pairwise(months))
    assert [month_named(month.name, zone) for month in months] == months

"""Stories of the weekly digest: what is on, told once a week, and never when there is nothing to tell."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.features.digests.model import USUAL, instant, next_day
from bot.locales import plain
from bot.vocabulary.people import Reader
from tests.fakes.courier import Message
from tests.people import Resident, Town, shown

JAPAN = ZoneInfo("Asia/Tokyo")
INTRODUCTION = {"positioning": "Baker × Cyclist", "tie": "live", "phase": "3", "words": "Bread and bicycles"}


@pytest.fixture
def olga(town: Town) -> Resident:
    return town.person("Olga", organizer=True)


def japan(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAPAN).astimezone(UTC)


def read(message: Message) -> str:
    """A card of a channel as its town reads it, in English."""
    return shown(message.card, replace(message.reader, language="en"))


def digests(town: Town, on: str = "discord", channel: str = "meetups") -> list[str]:
    titles = ("This week in", "今週の")
    return [
        read(each)
        for each in town.cards(channel, on)
        if any(plain(each.card.title, Reader(language, "UTC")).startswith(titles) for language in ("ja", "en"))
    ]


async def starts(olga: Resident) -> None:
    await olga.runs("/settings digest")
    await olga.presses("Every Monday at 9:00")


async def asks_for_hands(person: Resident, title: str = "Carrying chairs", **answers: str) -> None:
    await person.runs("/volunteer call")
    await person.posts(title=title, places="2", **answers)


async def test_nothing_goes_out_until_an_organizer_says_so(town, olga, ada):
    await asks_for_hands(ada)
    await olga.runs("/settings digest")
    assert "The digest doesn't go out yet." in olga.reads

    await town.passes(days=9)

    assert digests(town) == []


async def test_it_tells_what_is_on_in_every_chat_at_the_hour_that_was_chosen(town, olga, ada, ben):
    await starts(olga)
    assert "Goes out: every Monday at 9:00\nIn: #meetups\nNext: Mon 30 Nov 2026 09:00" in olga.reads
    await asks_for_hands(ada, when="2 Dec 10:00")
    await ada.runs("/pitch new")
    await ada.posts(title="A tiny library", why="Books", step="Ask the café", when="2 Dec 10:00")
    await ben.runs("/meetup new")
    await ben.posts(title="Walk", when="Saturday 5 Dec 7:00", where="The park")
    await ben.runs("/intro write")
    await ben.posts(**INTRODUCTION, visibility="everyone")

    await town.goes_to(japan(11, 30, 8, 59))
    assert digests(town) == []
    await town.goes_to(japan(11, 30, 9))

    [there] = digests(town)
    assert digests(town, "slack") == [there]
    assert there.startswith("This week in みどり町\nCome along:\n· Sat 5 Dec 2026, 07:00 Asia/Tokyo Walk · The park")
    assert "A hand is welcome:\n· Carrying chairs · Wed 2 Dec 2026, 10:00 Asia/Tokyo · 2 places" in there
    assert "Who would join in?\n· A tiny library" in there
    assert "New introductions, say hello:\n· " in there
    assert "Ben" in there


async def test_in_a_week_with_nothing_to_tell_nothing_is_posted(town, olga):
    await starts(olga)
    await olga.runs("/settings digest")
    await olga.presses("What would it say now?")
    assert olga.reads.startswith("A quiet week")

    await town.passes(days=20)

    assert digests(town) == []


async def test_it_comes_once_a_week_and_tells_of_a_newcomer_once(town, olga, ada, ben):
    await starts(olga)
    await asks_for_hands(ada)
    await ben.runs("/intro write")
    await ben.posts(**INTRODUCTION, visibility="everyone")

    await town.goes_to(japan(12, 7, 12))

    first, second = digests(town)
    assert "New introductions" in first
    assert "New introductions" not in second


async def test_who_is_hidden_or_shows_themselves_to_one_chat_is_not_named(town, olga, ada, ben):
    await starts(olga)
    await asks_for_hands(ada)
    for person, visibility in ((ben, "space"), (town.person("Dan"), "watching")):
        await person.runs("/intro write")
        await person.posts(**INTRODUCTION, visibility=visibility)

    await town.goes_to(japan(11, 30, 10))

    [there] = digests(town)
    assert "New introductions" not in there
    assert "Ben" not in there
    assert "Dan" not in there


async def test_an_introduction_that_was_changed_is_no_news(town, olga, ada, ben):
    await ben.runs("/intro write")
    await ben.posts(**INTRODUCTION, visibility="everyone")
    await town.passes(days=10)
    await starts(olga)
    await asks_for_hands(ada)
    await ben.runs("/intro edit")
    await ben.posts(words="Bread alone")

    await town.goes_to(japan(12, 7, 10))

    [there] = digests(town)
    assert "Ben" not in there


async def test_a_full_call_is_not_among_the_open_places(town, olga, ada, ben):
    await starts(olga)
    await ada.runs("/volunteer call")
    await ada.posts(title="Carrying chairs", places="1")
    [card] = town.cards("volunteering")
    await ben.reacts("✋", on=card)

    await town.goes_to(japan(11, 30, 10))

    assert digests(town) == []


async def test_day_hour_and_channel_are_one_choice_made_at_any_time(town, olga, ada):
    await olga.runs("/settings digest")
    await olga.presses("Choose day, hour, channel")
    await olga.fills(weekday="4", hour="18", channel="#square")
    assert "Goes out: every Friday at 18:00\nIn: #square\nNext: Fri 27 Nov 2026 18:00" in olga.reads
    await asks_for_hands(ada)

    await town.goes_to(japan(11, 27, 18))
    assert len(digests(town, channel="square")) == 1
    assert len(digests(town, "slack", "meetups")) == 1

    await olga.runs_with("settings", "digest", weekday="6", hour="7")
    await town.goes_to(japan(12, 1, 0))
    assert len(digests(town, channel="square")) == 2, "Sunday at 7, and Monday no more"


async def test_stopped_it_goes_out_no_more(town, olga, ada):
    await starts(olga)
    await asks_for_hands(ada)
    await olga.runs("/settings digest")
    await olga.presses("Stop it")

    await town.passes(days=9)

    assert digests(town) == []
    assert "Stopped" in olga.reads


async def test_who_lost_the_right_meanwhile_chooses_nothing(town, olga, ada):
    await olga.runs("/settings digest")
    await olga.presses("Choose day, hour, channel")
    olga.actor = replace(olga.actor, organizer=False)

    await olga.fills(weekday="4", hour="18")
    assert "Only organizers can do this." in olga.reads
    await ada.runs("/settings digest")
    assert "Only organizers can do this." in ada.reads
    await asks_for_hands(ada)
    await town.passes(days=9)
    assert digests(town) == []


async def test_after_a_change_of_zone_it_goes_out_by_the_new_clocks_and_not_twice(town, olga, ada):
    await starts(olga)
    await asks_for_hands(ada)
    await town.passes(days=1)
    await olga.runs("/settings timezone Europe/London")

    await town.goes_to(japan(11, 30, 17, 59))
    before = digests(town)
    await town.goes_to(japan(11, 30, 18))
    assert (before, len(digests(town))) == ([], 1), "nine in London is six in the evening in Japan"
    await olga.runs("/settings timezone America/New_York")
    await town.goes_to(japan(12, 1, 12))
    assert len(digests(town)) == 1, "it is nine on the same Monday once more, and it has gone out"
    await town.goes_to(japan(12, 7, 23))
    assert len(digests(town)) == 2


async def test_one_that_is_due_in_a_short_pause_goes_out_after_it(town, olga, ada):
    await starts(olga)
    await asks_for_hands(ada)
    await olga.runs("/settings pause until:30 Nov 15:00")

    await town.goes_to(japan(11, 30, 14))
    before = digests(town)
    await town.goes_to(japan(11, 30, 16))

    assert (before, len(digests(town))) == ([], 1)


async def test_one_that_is_due_in_a_long_pause_is_left_out_and_told_to_organizers_once(town, olga, ada):
    await starts(olga)
    await asks_for_hands(ada)
    await olga.runs("/settings pause until:2 Dec 10:00")

    await town.goes_to(japan(12, 2, 12))

    assert digests(town) == []
    told = [read(each) for each in town.cards("organizers") if "digest" in read(each)]
    assert len(told) == 1
    assert "The next one: Mon 7 Dec 2026 09:00" in told[0]
    await town.goes_to(japan(12, 7, 9))
    assert len(digests(town)) == 1


async def test_organizers_see_when_it_goes_out_where_they_look_how_things_stand(town, olga):
    await starts(olga)

    await olga.runs("/settings check")

    assert "Weekly digest: every Monday at 9:00" in olga.reads


async def test_a_week_that_is_full_fits_a_screen(town, olga, ada):
    await starts(olga)
    for number in range(8):
        await asks_for_hands(ada, f"Call {number}", when="2 Dec 10:00")

    await town.goes_to(japan(11, 30, 9))

    [there] = digests(town)
    assert "A hand is welcome (and 4 more):" in there
    assert there.count("· Call") == 4


# --- the hour -------------------------------------------------------------------------------------------------------

ZONES = ("Asia/Tokyo", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia")


@given(
    zone=some.sampled_from(ZONES),
    weekday=some.integers(0, 6),
    hour=some.integers(0, 23),
    hours=some.integers(0, 3 * 365 * 24),
)
def test_a_year_of_digests_is_one_a_week_on_its_day_at_its_hour(zone, weekday, hour, hours):
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    rhythm, now = replace(USUAL, day=weekday, hour=hour), start
    days: list[date] = []
    for _ in range(53):
        day = next_day(rhythm, now, zone)
        now = instant(rhythm, day, zone)
        rhythm = replace(rhythm, last=day)
        days.append(day)
        shown_then = now.astimezone(ZoneInfo(zone))
        assert (shown_then.hour - hour) % 24 in (0, 1), "only an hour that is jumped over is another"
    assert {(later - day).days for day, later in pairwise(days)} == {7}
    assert {day.weekday() for day in days} == {weekday}
    assert instant(replace(rhythm, last=None), days[0], zone) > start


@given(
    here=some.sampled_from(ZONES),
    there=some.sampled_from(ZONES),
    weekday=some.integers(0, 6),
    hour=some.integers(0, 23),
)
def test_by_whatever_clocks_no_day_is_chosen_twice(here, there, weekday, hour):
    rhythm = replace(USUAL, day=weekday, hour=hour)
    day = next_day(rhythm, datetime(2026, 3, 20, tzinfo=UTC), here)

    following = next_day(replace(rhythm, last=day), instant(rhythm, day, here), there)

    assert following > day

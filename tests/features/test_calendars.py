"""Gatherings in other calendar programs: what they are given, as two of them read it, and who may read it."""

import io
import re
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import ics
import pytest
import vobject
from dateutil.rrule import rruleset, rrulestr
from dateutil.tz import tzical
from sqlalchemy import select

from bot.calendars import Entry, Feed, Stamp, written
from bot.features.calendars.model import digest_of
from bot.timing import Month
from bot.vocabulary.action import Action
from bot.vocabulary.card import buttons_of
from storage.calendars import SqlFeeds
from storage.tables import metadata
from tests.features.test_series import edits
from tests.people import SITE, Resident, Town, shown

NOW = datetime(2026, 11, 27, tzinfo=UTC)
EVERY_FRIDAY = {"title": "Morning walk", "when": "every Friday 7pm-9pm", "where": "Community hall"}


async def proposes(ada: Resident, **answers: str) -> str:
    """Propose a gathering; gives the id of its first date."""
    await ada.runs("/meetup new")
    await ada.posts(**answers)
    return date_on(ada.town)


def date_on(town: Town) -> str:
    """The date whose card came last into the channel."""
    going = next(b for b in buttons_of(town.cards("meetups")[-1].card) if b.action.name == "meetups.going")
    return going.action.arguments[0]


async def saved(resident: Resident, date: str) -> str:
    """The gathering of a date as its file says it."""
    await resident.presses_action(Action("calendars.file", (date,)))
    assert resident.file, resident.reads
    assert resident.file.media_type == "text/calendar"
    return resident.file.content.decode()


async def feed(town: Town, secret: str) -> Feed | None:
    """What stands behind an address."""
    found = await SqlFeeds(town.store._database).behind(digest_of(secret), town.clock.now())
    return found[1] if found else None


async def address(resident: Resident, kind: str) -> str:
    """A new address for a calendar; gives its secret part."""
    await resident.presses_action(Action("calendars.subscribe", (kind,)))
    found = re.search(rf"{re.escape(SITE)}/calendar/([0-9a-f]+)\.ics", resident.reads)
    assert found, resident.reads
    return found[1]


def entries(content: str) -> list:
    return vobject.readOne(content).vevent_list


def unfolded(content: str) -> str:
    return content.replace("\r\n ", "")


async def test_a_gathering_is_read_by_two_other_programs_as_it_was_meant(town: Town, ada: Resident):
    date = await proposes(ada, title="Picnic", when="Dec 5 3pm-5pm", where="River bank", details="Bring a blanket.")

    content = await saved(ada, date)

    starts, ends = datetime(2026, 12, 5, 6, tzinfo=UTC), datetime(2026, 12, 5, 8, tzinfo=UTC)
    (one,) = ics.Calendar(content).events
    (other,) = entries(content)
    assert (one.name, one.begin.datetime, one.end.datetime, one.location) == ("Picnic", starts, ends, "River bank")
    assert (other.summary.value, other.dtstart.value, other.dtend.value) == ("Picnic", starts, ends)
    assert other.description.value == "Bring a blanket."
    assert "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo" in content


async def test_a_series_is_its_rule_and_says_nothing_of_who_comes(town: Town, ada: Resident, ben: Resident):
    date = await proposes(ada, **EVERY_FRIDAY)
    await ben.presses_action(Action("meetups.going", (date,)))

    content = await saved(ben, date)

    (entry,) = entries(content)
    assert entry.rrule.value == "FREQ=WEEKLY;BYDAY=FR"
    assert not re.search("Ada|Ben|ATTENDEE|ORGANIZER", content)


async def test_a_date_that_moves_stands_instead_of_its_own(town: Town, ada: Resident):
    date = await proposes(ada, **EVERY_FRIDAY)
    before = await saved(ada, date)
    await ada.presses_action(Action("meetups.move", (date,)))
    await ada.posts(when="Sat Nov 28 10am")

    content = await saved(ada, date)

    series, moved = sorted(entries(content), key=lambda entry: "recurrence-id" in entry.contents)
    assert series.uid.value == moved.uid.value == entries(before)[0].uid.value
    assert moved.contents["recurrence-id"][0].value.isoformat() == "2026-11-27T19:00:00+09:00"
    assert moved.dtstart.value.isoformat() == "2026-11-28T10:00:00+09:00"
    assert (series.status.value, moved.status.value) == ("CONFIRMED", "CONFIRMED")


async def test_what_changes_again_is_a_later_version_and_what_does_not_is_the_same(town: Town, ada: Resident):
    date = await proposes(ada, title="Picnic", when="Dec 5 3pm")
    first, again = await saved(ada, date), await saved(ada, date)
    await ada.presses_action(Action("meetups.move", (date,)))
    await ada.posts(when="Dec 6 3pm")
    later = await saved(ada, date)

    assert first == again
    assert [entries(each)[0].sequence.value for each in (first, later)] == ["0", "1"]
    assert entries(first)[0].uid.value == entries(later)[0].uid.value


async def test_a_gathering_that_is_called_off_is_there_as_called_off(town: Town, ada: Resident):
    date = await proposes(ada, title="Picnic", when="Dec 5 3pm")
    await ada.presses_action(Action("meetups.call_off", (date,)))

    (entry,) = entries(await saved(ada, date))

    assert entry.status.value == "CANCELLED"


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Casablanca"])
async def test_a_year_of_fridays_stays_at_its_hour_wherever_clocks_change(town: Town, ada: Resident, zone: str):
    date = await proposes(ada, title="Choir", when=f"every Friday 19:00 {zone}")

    content = await saved(ada, date)

    (entry,) = entries(content)
    as_told = told_zone(content)
    rule = rrulestr(entry.rrule.value, dtstart=entry.dtstart.value.replace(tzinfo=None))
    walls = list(islice(rule, 60))
    assert {(wall.weekday(), wall.hour, wall.minute) for wall in walls} == {(4, 19, 0)}
    assert {wall.replace(tzinfo=as_told).utcoffset() for wall in walls} == {
        wall.replace(tzinfo=ZoneInfo(zone)).utcoffset() for wall in walls
    }
    for wall in walls:
        assert wall.replace(tzinfo=as_told).utcoffset() == wall.replace(tzinfo=ZoneInfo(zone)).utcoffset()


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Europe/Dublin", "Australia/Lord_Howe"])
def test_the_rules_of_a_zone_are_told_to_the_hour(zone: str):
    begins = datetime(2026, 11, 27, 19)  # noqa: DTZ001 - wall time
    entry = Entry("x", "Choir", "", "", begins, None, zone, Stamp(0, NOW))

    as_told = told_zone(written(Feed("Town", "en", (entry,))).decode())

    midnights = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(3 * 365)]
    changing = [day for day, after in pairwise(midnights) if ahead(day, zone) != ahead(after, zone)]
    hours = [day + timedelta(hours=hour) for day in changing for hour in range(24)]
    assert [each for each in (*midnights, *hours) if each.astimezone(as_told).utcoffset() != ahead(each, zone)] == []


def ahead(instant: datetime, zone: str) -> timedelta | None:
    return instant.astimezone(ZoneInfo(zone)).utcoffset()


def told_zone(content: str) -> tzinfo:
    """The zone of a calendar, by the rules that it tells and nothing else."""
    zones = tzical(io.StringIO(content))
    zone = zones.get(zones.keys()[0])
    assert zone
    return zone


@pytest.mark.parametrize("day", [29, 30, 31])
@pytest.mark.parametrize("ends", ["", ";COUNT=15", ";UNTIL=20290301T235959"])
def test_a_day_that_some_months_lack_is_told_without_a_rule_that_programs_overlook(day: int, ends: str):
    rule = f"FREQ=MONTHLY;BYMONTHDAY={','.join(str(each) for each in range(28, day + 1))};BYSETPOS=-1{ends}"
    start = datetime(2027, 1, day, 19)  # noqa: DTZ001 - wall time
    entry = Entry("x", "Choir", "", "", start, None, "Asia/Tokyo", Stamp(0, NOW), rule)

    content = written(Feed("Town", "en", (entry,))).decode()

    (told,) = entries(content)
    dates: Any = rruleset()
    dates.rrule(rrulestr(re.sub(r"UNTIL=\d+T\d+Z", lambda until: in_tokyo(until[0]), told.rrule.value), dtstart=start))
    for walls in told.contents.get("rdate", []):
        for wall in walls.value:
            dates.rdate(wall.replace(tzinfo=None))
    assert "BYSETPOS" not in content
    assert list(islice(dates, 60)) == list(islice(rrulestr(rule, dtstart=start), 60))


def in_tokyo(until: str) -> str:
    instant = datetime.strptime(until, "UNTIL=%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return f"UNTIL={instant.astimezone(ZoneInfo('Asia/Tokyo')):%Y%m%dT%H%M%S}"


async def test_the_last_day_of_a_series_is_told_as_an_instant(town: Town, ada: Resident):
    date = await proposes(ada, title="Choir", when="every Friday 7pm until Mar 26")

    content = await saved(ada, date)

    assert "UNTIL=20270326T145959Z" in content


async def test_my_calendar_holds_what_i_answered_and_no_more(town: Town, ada: Resident, ben: Resident):
    picnic = await proposes(ada, title="Picnic", when="Dec 5 3pm")
    choir = await proposes(ada, title="Choir", when="Dec 6 3pm")
    await proposes(ada, title="Chess", when="Dec 7 7pm")
    await ben.presses_action(Action("meetups.going", (picnic,)))
    await ben.presses_action(Action("meetups.maybe", (choir,)))

    found = await feed(town, await address(ben, "personal"))

    assert found
    assert {entry.title: entry.status for entry in found.entries} == {"Picnic": "confirmed", "Choir": "tentative"}


async def test_one_persons_answer_is_no_change_to_anothers_calendar(town: Town, ada: Resident, ben: Resident):
    date = await proposes(ada, title="Picnic", when="Dec 5 3pm")
    await ben.presses_action(Action("meetups.maybe", (date,)))
    of_ada, of_ben = await address(ada, "personal"), await address(ben, "personal")

    read = [await feed(town, secret) for secret in (of_ada, of_ben, of_ada, of_ben)]

    assert [each.entries[0].stamp.sequence for each in read if each] == [0, 0, 0, 0]


async def test_the_towns_calendar_is_the_organizers_to_give(town: Town, ada: Resident):
    await ada.presses_action(Action("calendars.subscribe", ("community",)))

    assert "organizers" in ada.reads


async def test_the_towns_calendar_holds_every_gathering(town: Town, ada: Resident):
    await proposes(ada, **EVERY_FRIDAY)
    await proposes(ada, title="Picnic", when="Dec 5 3pm")
    olga = town.person("Olga", organizer=True)

    found = await feed(town, await address(olga, "community"))

    assert found
    assert {entry.title for entry in found.entries} == {"Morning walk", "Picnic"}


async def test_a_new_address_ends_the_old_one_and_a_stopped_one_leads_nowhere(town: Town, ada: Resident):
    await proposes(ada, title="Picnic", when="Dec 5 3pm")
    old, new = await address(ada, "personal"), await address(ada, "personal")
    replaced, followed = await feed(town, old), await feed(town, new)
    await ada.presses_action(Action("calendars.stop", ("personal",)))

    assert len(new) * 4 >= 128
    assert replaced is None
    assert followed
    assert await feed(town, new) is None


async def test_an_address_is_kept_nowhere_and_told_once(town: Town, ada: Resident):
    await ada.presses_action(Action("calendars.subscribe", ("personal",)), key="twice")
    told = ada.reads
    await ada.presses_action(Action("calendars.subscribe", ("personal",)), key="twice")

    found = re.search(r"/calendar/([0-9a-f]+)", told)
    assert found
    assert "no copy" in ada.reads
    async with town.store._database.begin() as connection:
        kept = [str(tuple(row)) for table in metadata.sorted_tables for row in await connection.execute(select(table))]
    assert not [row for row in kept if found[1] in row]


async def test_everything_comes_as_one_file(town: Town, ada: Resident):
    await proposes(ada, **EVERY_FRIDAY)
    await ada.runs("/meetup ics")

    await ada.presses("Everything as a file")

    assert ada.file
    assert [entry.summary.value for entry in entries(ada.file.content.decode())] == ["Morning walk"]


NASTY = [
    "a\r\nX-EVIL:1", "a\nX-EVIL:1", "a\rX-EVIL:1", "a\u2028X-EVIL:1", "a\u2029X-EVIL:1", "a\x85X-EVIL:1", "a\vX-EVIL:1",
    "a;X-EVIL=1", "a,b", "a\\nX-EVIL:1", "a\\", "a:b", '"a"', "BEGIN:VEVENT", "END:VCALENDAR", "a\x00b", "a\x1b[1m",
    "あ" * 80, "x" * 74 + "あ\nX-EVIL:1", "x" * 73 + "\r\n X-EVIL:1", "👨‍👩‍👧‍👦" * 12, "\\,;:\\n",
]  # fmt: skip


def picnic(words: str = "") -> Entry:
    starts = datetime(2026, 12, 5, 15)  # noqa: DTZ001 - wall time
    stamp = Stamp(0, datetime(2026, 11, 23, tzinfo=UTC))
    return Entry("x", f"T{words}", f"W{words}", f"D{words}", starts, None, "Asia/Tokyo", stamp)


@pytest.mark.parametrize("nasty", NASTY, ids=repr)
def test_nothing_that_is_typed_becomes_more_than_words(nasty: str):
    content, harmless = (written(Feed(f"Town{words}", "ja", (picnic(words),))).decode() for words in (nasty, ""))

    (entry,), (expected,) = entries(content), entries(harmless)
    assert set(entry.contents) == set(expected.contents)
    assert len(ics.Calendar(content).events) == 1
    assert line_names(content) == line_names(harmless)
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    assert entry.description.value.startswith("D")


def line_names(content: str) -> list[str]:
    """The name of each property, as whoever splits at line breaks of any kind would see them."""
    return [re.split("[:;]", line)[0] for line in unfolded(content).splitlines()]


async def test_what_is_typed_into_the_form_is_only_words_too(town: Town, ada: Resident):
    date = await proposes(ada, title="T\nX-EVIL:1", when="Dec 5 3pm", details="D\r\nEND:VEVENT\r\nX-EVIL:1")

    content = await saved(ada, date)

    assert "X-EVIL" not in line_names(content)
    assert line_names(content).count("END") == 2 + content.count("BEGIN:STANDARD") + content.count("BEGIN:VTIMEZONE")


def test_an_empty_calendar_is_one_too():
    content = written(Feed("つくし町", "ja", ())).decode()

    assert vobject.readOne(content).contents["x-wr-calname"][0].value == "つくし町"


async def keeps_month(town: Town) -> Resident:
    olga = town.person("Olga", organizer=True)
    await olga.runs("/settings month channel:#month")
    return olga


def months(town: Town) -> list[str]:
    """The month's messages as they stand, oldest first."""
    there = [message for message in town.couriers["discord"].messages.values() if message.ref.channel == "month"]
    return [shown(message.card, message.reader) for message in there]


async def test_the_month_is_one_message_that_follows_every_change(town: Town, ada: Resident):
    await keeps_month(town)
    picnic = await proposes(ada, title="Picnic", when="Nov 28 3pm", where="River bank")
    await proposes(ada, title="Choir", when="every Friday 7pm")
    before = months(town)
    await ada.presses_action(Action("meetups.call_off", (picnic,)))

    (now,) = months(town)

    assert len(before) == 1
    assert re.search(r"11月27日\(金\) 19:00.*Choir", now)
    assert re.search(r"11月28日\(土\) 15:00.*Picnic · River bank", before[0])
    assert re.search(r"Picnic · River bank （取りやめ）", now)
    assert "12月" not in now


async def test_a_new_month_has_a_message_of_its_own(town: Town, ada: Resident):
    await keeps_month(town)
    await proposes(ada, title="Choir", when="every Friday 7pm")

    await town.goes_to(datetime(2026, 12, 1, 0, 5, tzinfo=ZoneInfo("Asia/Tokyo")))

    november, december = months(town)
    assert re.search(r"11月27日.*Choir （終わりました）", november)
    assert december.count("Choir") == 4


async def test_nothing_goes_up_where_nobody_asked_for_it(town: Town, ada: Resident):
    await proposes(ada, title="Picnic", when="Nov 28 3pm")

    assert months(town) == []


async def test_a_month_that_was_stopped_does_not_follow_any_more(town: Town, ada: Resident):
    olga = await keeps_month(town)
    before = months(town)
    await olga.presses_action(Action("calendars.hide_month"))
    await proposes(ada, title="Picnic", when="Nov 28 3pm")

    assert months(town) == before


@pytest.mark.parametrize(("number", "following", "before"), [(1, (2027, 2), (2026, 12)), (12, (2028, 1), (2027, 11))])
def test_months_follow_each_other_across_years(number: int, following: tuple[int, int], before: tuple[int, int]):
    month = Month(2027, number, "Asia/Tokyo")

    assert (month.following.year, month.following.number) == following
    assert (month.before.year, month.before.number) == before


async def test_the_board_shows_what_is_on_and_nobodys_name(town: Town, ada: Resident, ben: Resident):
    olga = town.person("Olga", organizer=True)
    picnic = await proposes(ada, title="Picnic", when="Dec 5 3pm", where="River bank")
    await proposes(ada, title="Choir", when="every Friday 7pm")
    await ben.presses_action(Action("meetups.going", (picnic,)))
    await ada.runs("/volunteer call")
    await ada.posts(title="Carry chairs", when="Dec 4 10am", where="Hall", places="2", details="Shoes\n---\nCode 4711")

    await olga.runs("/settings board name:tsukuba")
    board = await SqlFeeds(town.store._database).board(digest_of("tsukuba"), town.clock.now())

    assert board
    assert [each.title for each in board.gatherings[:3]] == ["Choir", "Choir", "Picnic"]
    assert [each.title for each in board.calls] == ["Carry chairs"]
    assert not re.search("Ada|Ben|4711", str(board))


async def test_the_board_leads_nowhere_once_it_was_taken_away(town: Town):
    olga = town.person("Olga", organizer=True)
    await olga.runs("/settings board name:tsukuba")
    await olga.presses("Take the page away")

    assert await SqlFeeds(town.store._database).board(digest_of("tsukuba"), town.clock.now()) is None


@pytest.mark.parametrize("name", ["a", "-x-", "../x", "f" * 48])
async def test_a_page_has_a_name_that_can_be_an_address(town: Town, name: str):
    olga = town.person("Olga", organizer=True)

    await olga.runs(f"/settings board name:{name}")

    assert "small letters" in olga.reads


async def test_the_board_is_the_organizers_to_offer(town: Town, ada: Resident):
    await ada.runs("/settings board")

    assert "organizers" in ada.reads


async def test_a_date_that_is_left_out_before_anybody_was_asked_is_not_there(town: Town, ada: Resident):
    date = await proposes(ada, **EVERY_FRIDAY)
    await ada.runs("/meetup skip")
    await ada.presses_nth(4)
    await ada.presses("Call this date off")

    (series,) = entries(await saved(ada, date))

    (left_out,) = series.exdate.value
    assert left_out.isoformat() == "2026-12-25T19:00:00+09:00"


async def test_one_date_that_is_called_something_else_says_so_alone(town: Town, ada: Resident):
    date = await proposes(ada, **EVERY_FRIDAY)
    await edits(ada, "Only this date", title="Evening walk")

    series, changed = sorted(entries(await saved(ada, date)), key=lambda entry: "recurrence-id" in entry.contents)

    assert (series.summary.value, changed.summary.value) == ("Morning walk", "Evening walk")
    assert changed.contents["recurrence-id"][0].value == changed.dtstart.value


async def test_a_series_that_changes_from_a_date_on_is_two(town: Town, ada: Resident):
    await proposes(ada, **EVERY_FRIDAY)
    await town.passes(days=13)
    await edits(ada, "This and the following", when="every Saturday 6pm")
    olga = town.person("Olga", organizer=True)

    found = await feed(town, await address(olga, "community"))

    assert found
    series = [entry for entry in entries(written(found).decode()) if "rrule" in entry.contents]
    assert len({entry.uid.value for entry in series}) == 2
    assert {"UNTIL" in entry.rrule.value: entry.rrule.value.split("BYDAY=")[1][:2] for entry in series} == {
        True: "FR",
        False: "SA",
    }


async def test_dates_that_took_place_stay_when_all_to_come_change(town: Town, ada: Resident):
    await proposes(ada, **EVERY_FRIDAY)
    await town.passes(days=6)
    await edits(ada, "All dates to come", when="every Saturday 6pm")
    olga = town.person("Olga", organizer=True)

    found = await feed(town, await address(olga, "community"))

    assert found
    before, series = sorted(
        (each for each in found.entries if not each.instead_of), key=lambda each: each.rrule is not None
    )
    assert before.start.isoformat() == "2026-11-27T19:00:00"
    assert (series.start.weekday(), series.rrule) == (5, "FREQ=WEEKLY;BYDAY=SA")

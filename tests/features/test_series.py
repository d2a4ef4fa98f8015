"""Stories of gatherings that repeat: several dates open at once, one left out or moved, and changes to some or all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.meetups.model import Meetup, MeetupId, OccurrenceId
from bot.ports import NotSent
from bot.timing.recurrence import Repetition, monthly_on_days, monthly_on_weekday, weekly
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from tests.features.test_meetups import card_of, meets, said_beneath
from tests.people import Resident, Town
from tests.reliability.almanac import civil, day_number
from tests.stores import MONDAY

FRIDAYS = "毎週金曜 19時"  # the first on 27 November 2026


def at(month: int, day: int, hour: int = 0, year: int = 2026) -> datetime:
    """An instant by a clock in Tokyo."""
    return datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=9)


def dates(town: Town) -> list[str]:
    """State and date of every card of a meetup, in the order they went up."""
    return [
        " ".join(card_of(town, position).splitlines()[line] for line in (0, 1)).replace("Book club ", "")
        for position in range(len(town.cards("meetups", "slack")))
    ]


async def chooses(host: Resident, line: str, label: str) -> None:
    await host.runs(line)
    await host.presses(label)


# --- several dates at once ------------------------------------------------------------------------------------------


async def test_the_card_of_a_date_goes_up_in_the_morning_a_week_before_it(town, ada):
    await meets(ada, when=FRIDAYS)

    await town.goes_to(at(11, 27, 7))
    assert len(town.cards("meetups", "slack")) == 1
    await town.goes_to(at(11, 27, 9))

    assert dates(town) == [
        "[参加受付中] いつ: 2026年11月27日(金) 19:00 Asia/Tokyo",
        "[参加受付中] いつ: 2026年12月4日(金) 19:00 Asia/Tokyo",
    ]


async def test_a_gathering_early_in_the_morning_is_announced_the_day_before(town, ada):
    await meets(ada, when="毎週金曜 7時")

    await town.goes_to(at(11, 26, 9))

    assert len(town.cards("meetups", "slack")) == 2
    await town.goes_to(at(12, 5))
    assert said_beneath(town, 1)[0] == "「Book club」まで、あと7日です"


async def test_with_more_days_ahead_several_dates_stand_at_once_each_with_its_own_answers(town, ada, ben):
    await meets(ada, when=FRIDAYS)
    await chooses(ada, "/remind meetup", "Set: Book club")
    await ada.fills(days_ahead="21", reminders="1 day, 2 hours", guests="")

    assert "Reminders: a day before, 2 hours before\nCards go up: 21 days ahead" in ada.reads
    assert [line.split()[2] for line in dates(town)] == [
        "2026年11月27日(金)",
        "2026年12月4日(金)",
        "2026年12月11日(金)",
    ]
    await ben.presses("going", on=town.cards("meetups", "slack")[2])
    assert "参加: Ben" in card_of(town, 2)
    assert "Ben" not in card_of(town, 1)

    await town.goes_to(at(12, 12))
    assert said_beneath(town, 2) == ["「Book club」まで、あと24時間です", "「Book club」まで、あと2時間です"]


async def test_the_next_date_can_be_answered_before_its_card_goes_up(town, ada, ben):
    await meets(ada, when=FRIDAYS)
    await ben.runs("/meetup rsvp")
    await ben.presses_nth(1)
    await ben.presses("going")

    assert len(town.cards("meetups", "slack")) == 1
    await town.goes_to(at(11, 28))

    assert "参加: Ben" in card_of(town, 1)


async def test_a_series_that_ends_after_so_many_times_announces_no_more(town, ada):
    await meets(ada, when="毎週金曜 19時 全3回")

    await town.goes_to(at(1, 31, year=2027))

    assert len(town.cards("meetups", "slack")) == 3
    assert await town.due.next_at() is None


# --- one date -------------------------------------------------------------------------------------------------------


async def test_a_date_far_ahead_is_left_out_and_nobody_is_bothered(town, ada, ben):
    await meets(ada, when=FRIDAYS)
    await ada.runs("/meetup skip")
    assert "Fri 25 Dec 2026, 19:00" in ada.reads
    await ada.presses_nth(4)
    await ada.presses("Call this date off")

    await town.goes_to(at(1, 9, year=2027))

    assert [line.split()[2] for line in dates(town)] == [
        "2026年11月27日(金)",
        "2026年12月4日(金)",
        "2026年12月11日(金)",
        "2026年12月18日(金)",
        "2027年1月1日(金)",
        "2027年1月8日(金)",
        "2027年1月15日(金)",
    ]
    assert ben.mail == []


async def test_a_date_that_was_called_off_is_brought_back_and_everybody_is_asked_again(town, ada, ben):
    card = await meets(ada, when=FRIDAYS)
    await ben.presses("going", on=card)
    await chooses(ada, "/meetup skip", "Leave out: Book club")
    await ada.presses("Call this date off")

    await chooses(ada, "/meetup restore", "Bring back: Book club")

    assert "One person has been told, and asked again" in ada.reads
    assert dates(town)[0].startswith("[参加受付中]")
    assert "Ben" not in card_of(town, 0)
    assert ben.mail[-1].startswith("It's on after all\n")
    await ben.presses("going", on=ben.letters[-1])
    await town.goes_to(at(11, 28))
    assert said_beneath(town, 0) == ["「Book club」まで、あと24時間です", "「Book club」まで、あと1時間です"]


async def test_what_takes_place_already_cannot_be_brought_back(town, ada):
    await meets(ada, when=FRIDAYS)
    await chooses(ada, "/meetup skip", "Leave out: Book club")
    await ada.presses("Call this date off")
    await ada.runs("/meetup restore")
    choice = ada.card
    await ada.presses("Bring back")

    await ada.presses("Bring back", on=choice)

    assert "This date is on already" in ada.reads


async def test_only_who_manages_it_brings_a_date_back(town, ada, ben):
    await meets(ada, when=FRIDAYS)
    await chooses(ada, "/meetup skip", "Leave out: Book club")
    await ada.presses("Call this date off")
    await ada.runs("/meetup restore")

    await ben.presses("Bring back", on=ada.card)

    assert "Only the host or an organizer" in ben.reads


# --- this, following, all -------------------------------------------------------------------------------------------


async def edits(host: Resident, which: str, position: int = 0, **answers: str) -> None:
    await host.runs("/meetup edit")
    await host.presses_nth(position)
    await host.presses(which)
    await host.posts(**answers)


async def test_one_date_is_changed_and_the_others_stay(town, ada, ben):
    card = await meets(ada, when=FRIDAYS, where="図書館")
    await ben.presses("going", on=card)

    await edits(ada, "Only this date", title="Book club: ghosts", where="公園")
    await town.goes_to(at(11, 28))

    first, second = card_of(town, 0), card_of(town, 1)
    assert first.startswith("Book club: ghosts [")
    assert "どこで: 公園" in first
    assert second.startswith("Book club [")
    assert "どこで: 図書館" in second
    assert "参加: Ben" in first
    assert ben.mail[0].splitlines()[:6] == [
        "Something has changed",
        "“Book club” keeps its date. This is different now:",
        "Name so far: Book club",
        "New name: Book club: ghosts",
        "Place so far: 図書館",
        "New place: 公園",
    ]


async def test_one_date_at_another_hour_asks_who_answered_again(town, ada, ben):
    card = await meets(ada, when=FRIDAYS)
    await ben.presses("going", on=card)

    await edits(ada, "Only this date", when="11/27 20時")
    await town.goes_to(at(11, 28))

    assert dates(town) == [
        "[終わりました] いつ: 2026年11月27日(金) 20:00 Asia/Tokyo",
        "[参加受付中] いつ: 2026年12月4日(金) 19:00 Asia/Tokyo",
    ]
    assert ben.mail[0].startswith("The date has changed\n")
    assert "Ben" not in card_of(town, 0)


async def test_all_dates_to_come_move_to_another_hour_and_keep_what_was_left_out(town, ada, ben):
    card = await meets(ada, when=FRIDAYS)
    await ben.presses("going", on=card)
    await ada.runs("/meetup skip")
    await ada.presses_nth(2)  # 11 December
    await ada.presses("Call this date off")

    await edits(ada, "All dates to come", when="毎週土曜 20時")
    assert "Next dates: Sat 28 Nov 2026, 20:00" in ada.reads
    await town.goes_to(at(12, 20))

    assert [line.split()[2:4] for line in dates(town)] == [
        ["2026年11月28日(土)", "20:00"],
        ["2026年12月5日(土)", "20:00"],
        ["2026年12月19日(土)", "20:00"],
        ["2026年12月26日(土)", "20:00"],
    ]
    assert [letter.splitlines()[0] for letter in ben.mail] == ["The date has changed"]
    assert said_beneath(town, 1)[-1] == "「Book club」まで、あと1時間です"


async def test_this_date_and_the_following_change_and_those_before_stay(town, ada, ben):
    await meets(ada, when="毎週金曜 19時 全4回", where="図書館")
    await town.goes_to(at(11, 27, 10))
    await ben.presses("going", on=town.cards("meetups", "slack")[1])

    await edits(ada, "This and the following", position=1, where="公園", when="毎週日曜 10時 全2回")
    await town.goes_to(at(1, 31, year=2027))

    assert dates(town) == [
        "[終わりました] いつ: 2026年11月27日(金) 19:00 Asia/Tokyo",
        "[終わりました] いつ: 2026年11月29日(日) 10:00 Asia/Tokyo",
        "[終わりました] いつ: 2026年12月6日(日) 10:00 Asia/Tokyo",
    ]
    assert ["図書館" in card_of(town, 0), "公園" in card_of(town, 1), "公園" in card_of(town, 2)] == [True] * 3
    assert ben.mail[0].startswith("The date has changed\n")


async def test_following_dates_keep_their_hour_and_count_when_only_words_change(town, ada):
    await meets(ada, when="毎週金曜 19時 全3回")
    await town.goes_to(at(11, 27, 10))

    await edits(ada, "This and the following", position=1, title="Film club")
    await town.goes_to(at(1, 31, year=2027))

    lines = [card_of(town, position).splitlines()[:2] for position in range(len(town.cards("meetups", "slack")))]
    assert [line[0].split(" [")[0] for line in lines] == ["Book club", "Film club", "Film club"]
    assert [line[1].split()[1] for line in lines] == ["2026年11月27日(金)", "2026年12月4日(金)", "2026年12月11日(金)"]


async def test_a_series_that_loses_its_repetition_by_mistake_is_asked_about(town, ada):
    await meets(ada, when=FRIDAYS)

    await ada.runs("/meetup edit")
    await ada.presses_nth(0)
    await ada.presses("All dates to come")
    await ada.fills(when="12/5 20時")

    assert "Please also write how it repeats" in ada.reads
    await ada.presses("Change it")
    assert ada.form
    assert ada.form.answers["when"] == "12/5 20時"


async def test_more_places_let_those_in_who_wait(town, ada, ben, chie):
    card = await meets(ada, capacity="1")
    await ben.presses("going", on=card)
    await chie.presses("参加します", on=card)

    await ada.runs("/meetup edit")
    await ada.presses("Change: Book club")
    await ada.posts(capacity="2")

    assert "参加: Ben、千恵" in card_of(town)
    assert [letter.splitlines()[0] for letter in chie.mail] == ["空きが出ました"]
    assert ben.mail == []


async def test_an_edit_that_is_fixed_after_the_date_is_over_is_refused(town, ada):
    await meets(ada, when="11/27 19時")
    await ada.runs("/meetup edit")
    await ada.presses("Change: Book club")
    await ada.fills(title="Too late")
    await town.passes(days=5)

    await ada.presses("Looks right")

    assert "This meetup is over" in ada.reads


# --- reminders in flight --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["moved", "called off"])
async def test_a_reminder_that_was_sent_says_what_is_so_once_its_date_changes(town, ada, ben, act):
    await meets(ada, when="11/27 19時")
    await town.goes_to(at(11, 26, 20))
    assert said_beneath(town) == ["「Book club」まで、あと24時間です"]

    if act == "moved":
        await chooses(ada, "/meetup move", "Change the date")
        await ada.posts(when="11/30 19時")
    else:
        await chooses(ada, "/meetup cancel", "Call off")
        await ada.presses("Call it off")
    await town.passes(minutes=1)

    now = "「Book club」の日時が変わりました" if act == "moved" else "「Book club」は取りやめになりました。"
    assert said_beneath(town) == [now]
    assert said_beneath(town, on="discord") == [now]


async def test_a_reminder_held_up_on_its_way_is_not_posted_once_its_date_has_moved(town, ada):
    await meets(ada, when="11/27 19時")
    town.couriers["slack"].will(NotSent("not now", 300.0))
    town.couriers["discord"].will(NotSent("not now", 300.0))
    await town.goes_to(at(11, 26, 19))
    await chooses(ada, "/meetup move", "Change the date")
    await ada.posts(when="12/9 19時")

    await town.passes(hours=1)

    assert said_beneath(town) == said_beneath(town, on="discord") == []


# --- rules ----------------------------------------------------------------------------------------------------------


def series(start: datetime, repetition: Repetition) -> Meetup:
    return Meetup(MeetupId("m"), MemberId("ada"), "", start, "Asia/Tokyo", timedelta(hours=2), repetition.rrule())


repetitions = st.one_of(
    st.builds(weekly, st.integers(1, 4), st.sets(st.integers(0, 6), min_size=1, max_size=3)),
    st.builds(monthly_on_weekday, st.integers(1, 3), st.sampled_from([(1,), (2,), (4,), (-1,)]), st.integers(0, 6)),
    st.builds(monthly_on_days, st.just(1), st.sampled_from([(1,), (15,), (29,), (30,), (31,), (-1,)])),
)


@given(repetitions, st.integers(0, 700), st.integers(1, 6))
def test_ending_a_series_and_going_on_from_a_date_leaves_every_date_once(repetition, offset, position):
    first = datetime(*civil(day_number(2026, 1, 1) + offset), 19)  # noqa: DTZ001 - wall time
    long_ago = datetime(2025, 12, 1, tzinfo=UTC)
    whole = series(first, repetition)
    slots = whole.dates(long_ago, 12)
    chosen = slots[position]

    before, after = whole.ended(chosen), whole.from_on(chosen, MeetupId("n"))

    assert before.dates(long_ago, 20) == slots[:position]
    assert after.dates(long_ago, 12 - position) == slots[position:]
    assert after.dates(long_ago, 1) == (chosen,)


@given(st.integers(2, 9), st.integers(1, 8))
def test_a_series_counted_in_times_goes_on_for_the_times_that_are_left(count, position):
    whole = series(datetime(2026, 1, 2, 19), Repetition(weekly(1, [4]).unit, weekdays=(4,), count=count))  # noqa: DTZ001
    slots = whole.dates(datetime(2025, 12, 1, tzinfo=UTC), 20)
    if position >= len(slots):
        return

    after = whole.from_on(slots[position], MeetupId("n"))

    assert after.dates(datetime(2025, 12, 1, tzinfo=UTC), 20) == slots[position:]


def test_a_date_knows_whether_the_rule_yields_it():
    fridays = series(datetime(2026, 11, 27, 19), weekly(1, [4]))  # noqa: DTZ001

    assert fridays.has(datetime(2027, 3, 5, 19))  # noqa: DTZ001
    assert not fridays.has(datetime(2027, 3, 6, 19))  # noqa: DTZ001
    assert not fridays.has(datetime(2026, 11, 20, 19))  # noqa: DTZ001


@pytest.mark.parametrize("state", ["planned", "over"])
def test_only_what_was_called_off_is_brought_back(state):
    date = series(datetime(2026, 11, 27, 19), weekly(1, [4])).on(datetime(2026, 11, 27, 19), OccurrenceId("o"))  # noqa: DTZ001
    date = date.finish() if state == "over" else date

    with pytest.raises(Refused):
        date.restore(MONDAY)


async def test_what_comes_back_on_the_29th_of_february_is_on_the_28th_in_short_years(ada):
    await ada.runs("/meetup new")
    await ada.fills(title="Leap day breakfast", when="every year on Feb 29 at 10am")

    assert "When: Sun 28 Feb 2027, 10:00" in ada.reads
    next_dates = next(line for line in ada.reads.splitlines() if line.startswith("Next dates"))
    for day in ("Sun 28 Feb 2027", "Tue 29 Feb 2028", "Wed 28 Feb 2029"):
        assert day in next_dates

"""Stories of people who meet: once or again and again, at a date that may move, with a place or a wait for one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.meetups.model import Meetup, MeetupId, Occurrence, OccurrenceId
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.request import Interest
from storage.happenings import SqlMirrors
from tests.fakes.courier import Message
from tests.people import Resident, Town, shown
from tests.stores import MONDAY

SATURDAY = "来週土曜 15時"  # 5 December 2026, twelve days ahead


async def meets(host: Resident, title: str = "Book club", when: str = SATURDAY, **answers: str) -> Message:
    """A meetup, posted; gives the message of its card."""
    await host.runs("/meetup new")
    await host.posts(title=title, when=when, **answers)
    return host.town.cards("meetups", host.chat)[-1]


def card_of(town: Town, position: int = -1, on: str = "slack") -> str:
    """A meetup's card as it stands in one of the chats."""
    message = town.cards("meetups", on)[position]
    return shown(message.card, message.reader)


def said_beneath(town: Town, position: int = -1, on: str = "slack") -> list[str]:
    """The first lines of what stands in the thread beneath a meetup's card."""
    message = town.cards("meetups", on)[position]
    return [shown(reminder.card, reminder.reader).splitlines()[0] for reminder in town.thread(message, on)]


async def test_a_meetup_proposed_on_discord_is_answered_from_slack(town, ada, chie):
    await meets(ada, where="図書館", capacity="4", details="Bring a book.")

    await chie.presses("参加します", on=town.cards("meetups", "slack")[-1])

    assert chie.reads.startswith("お待ちしています\n")
    for chat in ("discord", "slack"):
        assert card_of(town, on=chat) == (
            "Book club [参加受付中]\n"
            "Bring a book.\n"
            "いつ: 2026年12月5日(土) 15:00 Asia/Tokyo\n"
            "どこで: 図書館\n"
            "人数: 1/4人（あと3人）\n"
            "ひらく人: Ada\n"
            "参加: 千恵\n"
            "[✅ 参加します] [🤔 まだ分からない] [🙅 今回は難しい] [カレンダーに追加]\n"
            "✅ 参加、🤔 未定、🙅 欠席、👀 変更があれば知りたい。ボタンでもリアクションでも答えられます。"
        )


async def test_a_meetup_for_any_number_says_nothing_of_places(town, ada):
    await meets(ada)

    assert "人数" not in card_of(town)


async def test_the_preview_of_a_series_shows_its_next_three_dates(town, chie):
    await chie.runs("/集まり 定期")
    await chie.fills(title="読書会", when="毎月第2土曜 10時")

    assert "[投稿前]" in chie.reads
    assert (
        "これからの日程: 2026年12月12日(土) 10:00 Asia/Tokyo ／ 2027年1月9日(土) 10:00 Asia/Tokyo ／ "
        "2027年2月13日(土) 10:00 Asia/Tokyo" in chie.reads
    )
    assert town.cards("meetups") == []


async def test_the_preview_of_a_single_date_says_that_it_happens_once(town, ada):
    await ada.runs("/meetup series")
    await ada.fills(title="Book club", when="Dec 5 3pm to 5pm")

    assert "When: Sat 5 Dec 2026, 15:00–17:00" in ada.reads
    assert "This happens just once." in ada.reads


async def test_a_date_that_has_passed_since_the_preview_is_not_posted(town, ada):
    await ada.runs("/meetup new")
    await ada.fills(title="Book club", when="今日の19時")
    await town.passes(hours=9)

    await ada.presses("Looks right")

    assert "That moment has passed" in ada.reads
    assert town.cards("meetups") == []


async def test_who_comes_too_late_waits_and_moves_up_in_turn(town, ada, ben, chie):
    dan = town.person("Dan")
    card = await meets(ada, capacity="1")
    await ben.presses("going", on=card)
    await chie.presses("参加します", on=card)

    await dan.presses("going", on=card)
    assert "number 2 in the queue" in dan.reads
    assert card_of(town).startswith("Book club [満員]\n")
    await ben.presses("Take my answer back")

    assert [letter.splitlines()[0] for letter in chie.mail] == ["空きが出ました"]
    assert dan.mail == []
    assert "参加: 千恵\n空き待ち: Dan\n" in card_of(town)


async def test_a_reaction_counts_like_the_button_and_taking_it_away_withdraws(town, ada, ben):
    await meets(ada)
    card = town.cards("meetups", "slack")[-1]

    await ben.reacts("✅", on=card)
    assert "参加: Ben" in card_of(town)
    await ben.unreacts("✅", on=card)

    assert "Ben" not in card_of(town)
    assert "taken back" in ben.reads


async def test_taking_an_old_reaction_away_leaves_the_newer_answer_alone(town, ada, ben):
    await meets(ada)
    card = town.cards("meetups", "slack")[-1]
    await ben.reacts("✅", on=card)

    await ben.reacts("🤔", on=card)
    await ben.unreacts("✅", on=card)
    assert "未定: Ben" in card_of(town)
    await ben.reacts("🙅🏽‍♀️", on=card)
    await ben.unreacts("🤔", on=card)

    assert "Ben" not in card_of(town)
    assert "Not this time" in ben.reads


async def test_reminders_come_a_week_a_day_and_an_hour_before_and_ring_those_going(town, ada, ben, chie):
    dan = town.person("Dan")
    card = await meets(ada)
    await ben.presses("going", on=card)
    await dan.presses("going", on=card)
    await chie.presses("まだ分からない", on=card)

    await town.goes_to(datetime(2026, 11, 28, 6, 1, tzinfo=UTC))
    assert said_beneath(town) == ["「Book club」まで、あと7日です"]
    await town.goes_to(datetime(2026, 12, 4, 6, 1, tzinfo=UTC))
    assert said_beneath(town)[1:] == ["「Book club」まで、あと24時間です"]
    await town.goes_to(datetime(2026, 12, 5, 5, 1, tzinfo=UTC))
    assert said_beneath(town)[2:] == ["「Book club」まで、あと1時間です"]

    await town.passes(days=30)

    assert len(said_beneath(town)) == len(said_beneath(town, on="discord")) == 3
    rung = {chat: town.thread(town.cards("meetups", chat)[-1], chat)[0].rings for chat in ("discord", "slack")}
    assert rung == {"discord": ("dan",), "slack": ("ben",)}


async def test_a_meetup_of_the_day_after_tomorrow_has_no_reminder_a_week_before(town, ada):
    await meets(ada, when="明後日 19:30")

    await town.passes(days=4)

    assert said_beneath(town) == ["「Book club」まで、あと24時間です", "「Book club」まで、あと1時間です"]


async def test_a_meetup_that_moves_takes_its_reminders_along_and_asks_everybody_again(town, ada, ben, chie):
    dan = town.person("Dan")
    card = await meets(ada)
    await ben.presses("going", on=card)
    await chie.presses("まだ分からない", on=card)
    await dan.presses("Can't", on=card)

    await ada.runs("/meetup move")
    await ada.presses("Change the date: Book club")
    await ada.posts(when="12月20日 10時")

    assert "2 people have been told" in ada.reads
    assert card_of(town).startswith(
        "Book club [日時が変わりました]\n"
        "いつ: 2026年12月20日(日) 10:00 Asia/Tokyo\n"
        "もとの日時: 2026年12月5日(土) 15:00 Asia/Tokyo\n"
    )
    assert "参加:" not in card_of(town)
    assert "未定:" not in card_of(town)
    assert [letter.splitlines()[:4] for letter in chie.mail] == [
        [
            "日時が変わりました",
            "「Book club」の日時が変わりました。新しい日時のご都合は、いかがですか。",
            "いままで: 2026年12月5日(土) 15:00 Asia/Tokyo",
            "新しい日時: 2026年12月20日(日) 10:00 Asia/Tokyo",
        ]
    ]
    assert dan.mail == []
    await ben.presses("going", on=ben.letters[-1])
    assert "参加: Ben" in card_of(town)

    await town.goes_to(datetime(2026, 12, 12, 0, tzinfo=UTC))
    assert said_beneath(town) == []
    await town.goes_to(datetime(2026, 12, 30, tzinfo=UTC))
    assert len(said_beneath(town)) == 3


async def test_a_meetup_moved_there_and_back_is_told_each_time(town, ada, ben):
    card = await meets(ada)
    for when in ("12月20日 10時", SATURDAY, "12月20日 10時"):
        await ben.presses("going", on=card)
        await ada.runs("/meetup move")
        await ada.presses("Change the date")
        await ada.posts(when=when)

    assert len(ben.mail) == 3
    assert "[日時が変わりました]" in card_of(town)


async def test_a_meetup_that_moves_keeps_its_length(town, ada):
    await meets(ada, when="12月3日 19時から21時まで")

    await ada.runs("/meetup move")
    await ada.presses("Change the date")
    await ada.posts(when="12月4日 18時")

    assert "いつ: 2026年12月4日(金) 18:00〜20:00 Asia/Tokyo" in card_of(town)


async def test_a_meetup_called_off_says_so_to_all_and_reminds_nobody(town, ada, ben, chie):
    card = await meets(ada)
    await ben.presses("going", on=card)

    await ada.runs("/meetup cancel")
    await ada.presses("Call off: Book club")
    await ada.presses("Call it off")
    assert await town.due.next_at() is None
    await town.passes(days=20)

    assert "one person has been told" in ada.reads
    assert card_of(town).startswith("Book club [取りやめ]\n")
    assert [letter.splitlines()[0] for letter in ben.mail] == ["A meetup is called off"]
    assert said_beneath(town) == []
    await chie.presses("参加します", on=card)
    assert "取りやめになりました" in chie.reads


async def test_an_answer_to_what_is_over_is_kindly_refused(town, ada, ben):
    card = await meets(ada)
    await town.goes_to(datetime(2026, 12, 5, 7, 59, tzinfo=UTC))
    await ben.presses("going", on=card)
    assert "See you there" in ben.reads

    await town.passes(minutes=2)
    await ben.presses("Maybe", on=card)

    assert "This meetup is over. /meetup list shows what's coming up." in ben.reads
    assert card_of(town).startswith("Book club [終わりました]\n")


async def test_what_is_over_is_neither_moved_nor_called_off(town, ada):
    await meets(ada)
    posted = ada.card
    await town.passes(days=14)

    await ada.presses("Call it off", on=posted)
    assert "This meetup is over" in ada.reads
    await ada.presses("Change the date", on=posted)

    assert "This meetup is over" in ada.reads
    assert ada.form is None


async def test_only_the_host_or_an_organizer_moves_or_calls_off(town, ada, ben):
    await meets(ada)
    olga = town.person("Olga", on="slack", organizer=True)

    await ben.runs("/meetup move")
    assert "Nothing here just now" in ben.reads
    await ada.runs("/meetup cancel")
    await ben.presses("Call off: Book club", on=ada.card)
    assert "Only the host or an organizer" in ben.reads
    assert card_of(town).startswith("Book club [参加受付中]")

    await olga.runs("/meetup cancel")
    await olga.presses("Call off: Book club")
    await olga.presses("Call it off")

    assert card_of(town).startswith("Book club [取りやめ]")


async def test_each_date_of_a_series_has_a_card_a_thread_and_answers_of_its_own(town, ada, ben):
    card = await meets(ada, when="毎週金曜 19時")
    await ben.presses("going", on=card)

    await town.goes_to(datetime(2026, 11, 27, 12, 1, tzinfo=UTC))

    first, second = card_of(town, 0), card_of(town, 1)
    assert len(town.cards("meetups", "slack")) == 2
    assert first.startswith("Book club [終わりました]\nいつ: 2026年11月27日(金) 19:00 Asia/Tokyo\n")
    assert second.startswith("Book club [参加受付中]\nいつ: 2026年12月4日(金) 19:00 Asia/Tokyo\n")
    assert "参加: Ben" in first
    assert "Ben" not in second

    await town.goes_to(datetime(2026, 12, 11, 12, 1, tzinfo=UTC))

    assert len(town.cards("meetups", "slack")) == 4
    assert said_beneath(town, 1) == [
        "「Book club」まで、あと7日です",
        "「Book club」まで、あと24時間です",
        "「Book club」まで、あと1時間です",
    ]


async def test_a_date_of_a_series_called_off_makes_way_for_the_next_one(town, ada, ben):
    card = await meets(ada, when="毎週金曜 19時")
    await ben.presses("going", on=card)

    await ada.runs("/meetup cancel")
    await ada.presses("Call off: Book club")
    await ada.presses("Call this date off")

    assert card_of(town, 0).startswith("Book club [取りやめ]")
    assert "The next one is on Fri 4 Dec 2026, 19:00" in ben.mail[-1]
    await town.goes_to(datetime(2026, 11, 27, tzinfo=UTC))
    assert card_of(town, 1).startswith("Book club [参加受付中]\nいつ: 2026年12月4日(金) 19:00 Asia/Tokyo\n")


async def test_a_series_that_is_ended_makes_no_further_date(town, ada):
    await meets(ada, when="毎週金曜 19時")

    await ada.runs("/meetup cancel")
    await ada.presses("Call off: Book club")
    await ada.presses("End the whole series")
    await town.passes(days=30)

    assert len(town.cards("meetups", "slack")) == 1


async def test_a_date_of_a_series_that_moves_leaves_the_others_where_they_are(town, ada):
    await meets(ada, when="毎週金曜 19時")
    await ada.runs("/meetup move")
    await ada.presses("Change the date")
    await ada.posts(when="11/26 18時")

    await town.goes_to(datetime(2026, 11, 28, tzinfo=UTC))

    assert "いつ: 2026年11月26日(木) 18:00" in card_of(town, 0)
    assert "いつ: 2026年12月4日(金) 19:00" in card_of(town, 1)


async def test_the_list_shows_what_comes_next_and_lets_people_answer(town, ada, ben):
    await meets(ada, title="Later")
    await meets(ada, title="Sooner", when="明日の19時")

    await ben.runs("/meetup list")
    assert [line.split("”")[0] for line in ben.reads.splitlines()[1:3]] == ["“Sooner", "“Later"]
    await ben.runs("/meetup rsvp")
    await ben.presses("Answer: Sooner")
    await ben.presses("going")

    assert ben.reads.startswith("See you there\nYou're going to “Sooner”.")


async def test_an_empty_list_invites_to_propose_something(town, ben):
    await ben.runs("/meetup list")
    await ben.presses("Propose a meetup")

    assert ben.form


# --- rules ----------------------------------------------------------------------------------------------------------

ADA, BEN = MemberId("ada"), MemberId("ben")


def on_the_wall(iso: str) -> datetime:
    """A local wall time."""
    return datetime.fromisoformat(iso)


def weekly(zone: str = "Asia/Tokyo", start: datetime | None = None) -> Meetup:
    start = start or on_the_wall("2026-11-27T19:00")
    return Meetup(MeetupId("books"), ADA, "Book club", start, zone, timedelta(hours=2), "FREQ=WEEKLY;BYDAY=FR")


def first_of(meetup: Meetup) -> Occurrence:
    return meetup.on(meetup.start, OccurrenceId("first"))


def test_each_reminder_is_useful_until_the_next_one_takes_over():
    date = first_of(weekly())

    reminders = list(date.reminders(MONDAY - timedelta(days=30)))

    assert [reminder.name for reminder in reminders] == ["10080", "1440", "60"]
    assert [reminder.useful_until for reminder in reminders] == [reminders[1].at, reminders[2].at, date.starts_at]


def test_a_meetup_stays_at_its_hour_when_clocks_change():
    london = weekly("Europe/London", on_the_wall("2027-03-26T19:00"))

    dates = london.dates(datetime(2027, 3, 20, tzinfo=UTC), 2)

    assert dates == (on_the_wall("2027-03-26T19:00"), on_the_wall("2027-04-02T19:00"))
    instants = [london.on(date, OccurrenceId("date")).starts_at for date in dates]
    assert instants == [datetime(2027, 3, 26, 19, tzinfo=UTC), datetime(2027, 4, 2, 18, tzinfo=UTC)]


def test_after_a_long_silence_a_series_goes_on_with_a_date_that_is_still_to_come():
    date = first_of(weekly())

    assert date.next_slot(datetime(2027, 1, 5, tzinfo=UTC)) == on_the_wall("2027-01-08T19:00")


@given(st.integers(-5, 40))
def test_wherever_a_date_moves_the_next_one_is_the_rules_own(days):
    date = first_of(weekly())
    moved = date.move(date.start + timedelta(days=days, minutes=1), None, "Asia/Tokyo", MONDAY - timedelta(days=9))

    after_it = moved.next_slot(moved.ends_at)

    assert after_it is not None
    assert after_it.weekday() == 4
    assert after_it > date.slot
    assert after_it == date.next_slot(moved.ends_at)


def test_a_meetup_that_happens_once_has_no_next_date():
    once = Meetup(MeetupId("books"), ADA, "Book club", on_the_wall("2026-11-27T19:00"), "Asia/Tokyo")

    assert first_of(once).next_slot(MONDAY) is None


def test_a_series_of_so_many_times_ends():
    meetup = weekly()
    twice = Meetup(meetup.id, ADA, "Book club", meetup.start, meetup.zone, rrule="FREQ=WEEKLY;BYDAY=FR;COUNT=2")

    last = twice.on(twice.start + timedelta(weeks=1), OccurrenceId("last"))

    assert first_of(twice).next_slot(MONDAY) == last.start
    assert last.next_slot(MONDAY) is None


def test_moving_a_date_clears_its_answers():
    date = first_of(weekly()).go(BEN, MONDAY)

    moved = date.move(date.start + timedelta(days=1), None, date.zone, MONDAY)

    assert moved.rsvps.entries == ()
    assert moved.moved


@pytest.mark.parametrize("start", [on_the_wall("2026-11-27T19:00"), on_the_wall("2026-11-23T10:00")])
def test_a_date_moves_neither_to_where_it_is_nor_into_the_past(start):
    with pytest.raises(Refused):
        first_of(weekly()).move(start, None, "Asia/Tokyo", MONDAY)


def test_a_date_called_off_takes_no_answer_and_is_not_moved():
    cancelled = first_of(weekly()).cancel(MONDAY)

    with pytest.raises(Refused):
        cancelled.go(BEN, MONDAY)
    with pytest.raises(Refused):
        cancelled.move(on_the_wall("2026-12-01T10:00"), None, "Asia/Tokyo", MONDAY)


async def test_interest_in_the_platforms_own_calendar_is_a_maybe_unless_they_have_answered(town, ada):
    dan, eve = town.person("Dan"), town.person("Eve")
    await ada.runs("/meetup new")
    await ada.posts(title="Tea", when="next Saturday 3pm")
    [card] = town.cards("meetups")
    await stands_in_the_calendar(town, "event1")
    await eve.presses("I'm going", on=card)

    for person in (dan, eve):
        await person.does(Interest(person.new_key(), person.space, person.actor, "event1", added=True))
    with_interest = shown(town.cards("meetups")[0].card, town.cards("meetups")[0].reader)
    await dan.does(Interest(dan.new_key(), dan.space, dan.actor, "event1", added=False))

    assert "未定: Dan" in with_interest
    assert "参加: Eve" in with_interest
    assert "Dan" not in shown(town.cards("meetups")[0].card, town.cards("meetups")[0].reader)


async def stands_in_the_calendar(town: Town, event: str) -> None:
    """The mirror of the town's Discord has shown the only meetup there is."""
    mirrors = SqlMirrors(town.store._database, ["discord"])
    [happening] = await mirrors.claim(town.clock.now(), 10)
    await mirrors.shown(happening, event)

"""Stories of people who have themselves reminded, and who choose what they are told."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.reminders.model import Reminder, ReminderId, read_quiet
from bot.ports import NotSent
from bot.vocabulary.people import MemberId, SpaceId
from bot.vocabulary.preference import Quiet
from bot.vocabulary.refusal import Refused
from tests.features.test_meetups import card_of, meets
from tests.people import Resident, Town, shown


@pytest.fixture
def olga(town: Town) -> Resident:
    """Olga, an organizer who lives on Slack and reads English."""
    return town.person("Olga", on="slack", organizer=True)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """An instant by a clock in Tokyo."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=9)


def in_channel(town: Town, channel: str, on: str = "slack") -> list[str]:
    """What stands in a channel, first line and words."""
    return [shown(message.card, message.reader) for message in town.cards(channel, on)]


async def plans(who: Resident, when: str, words: str = "ごみを出す") -> None:
    await who.runs("/remind me")
    await who.posts(words=words, when=when)


# --- to oneself -----------------------------------------------------------------------------------------------------


async def test_a_word_to_oneself_comes_in_private_at_its_moment(town, ada, ben):
    await plans(ada, "明日の8時")
    assert ada.reads.startswith("The reminder is set\nNext: Tue 24 Nov 2026, 08:00 Asia/Tokyo\n")

    await town.goes_to(at(24, 7, 59))
    assert ada.mail == []
    await town.goes_to(at(24, 8, 1))

    assert ada.mail == ["A reminder\nごみを出す"]
    assert ben.mail == []
    await town.passes(days=30)
    assert len(ada.mail) == 1


async def test_the_preview_shows_the_words_and_the_next_three_moments(town, chie):
    await chie.runs("/remind me")
    await chie.fills(words="燃えるごみ", when="毎週火・金曜 8時")

    days = ("2026年11月24日(火)", "2026年11月27日(金)", "2026年12月1日(火)")
    assert f"燃えるごみ\n次は: {' ／ '.join(f'{day} 08:00 Asia/Tokyo' for day in days)}\n" in chie.reads
    assert await town.due.next_at() is None


async def test_what_repeats_comes_each_time(town, ada):
    await plans(ada, "毎日 8時")

    await town.goes_to(at(26, 9))

    assert len(ada.mail) == 3


async def test_what_one_set_oneself_comes_in_quiet_hours_and_to_who_wants_to_hear_nothing(town, ada):
    await ada.runs("/mydata quiet 22-7")
    await ada.runs("/mydata notify none")
    await plans(ada, "明日の6時")

    await town.goes_to(at(24, 6, 1))

    assert len(ada.mail) == 1


async def test_words_typed_into_a_reminder_ring_nobody(town, olga):
    await olga.runs("/remind channel")
    await olga.posts(words="@everyone <!channel> *now*", when="明日の8時", channel="#plaza")
    await town.goes_to(at(24, 9))

    assert "@everyone <!channel> *now*" in in_channel(town, "plaza")[0]
    assert town.cards("plaza", "slack")[0].rings == ()


async def test_a_reminder_that_is_a_little_late_says_so_and_one_that_is_too_late_is_told_once(town, ada):
    await plans(ada, "明日の8時")
    town.clock.set(at(24, 11))
    await town.settles()
    assert ada.mail == [
        "A reminder\nごみを出す\nThis was for Tue 24 Nov 2026, 08:00 Asia/Tokyo. Machi was away then.",
    ]

    await plans(ada, "明日の8時")
    town.clock.set(at(27, 11))
    await town.settles()
    await town.passes(days=3)

    assert [letter.splitlines()[0] for letter in ada.mail[1:]] == ["A reminder didn't go out"]
    await ada.runs("/remind list")
    assert "over" in ada.reads


async def test_a_clock_that_jumps_a_year_makes_one_notice_and_goes_on(town, ada):
    await plans(ada, "毎日 8時")
    town.clock.set(at(23, 12) + timedelta(days=365))
    await town.settles()

    assert [letter.splitlines()[0] for letter in ada.mail] == ["A reminder didn't go out"]
    assert "It goes on as planned on Wed 24 Nov 2027, 08:00" in ada.mail[0]
    await town.passes(days=1)
    assert len(ada.mail) == 2


async def test_no_more_reminders_wait_than_somebody_can_keep_in_mind(town, ada):
    for minute in range(25):
        await plans(ada, f"明日の8時{minute + 1}分")

    await plans(ada, "明日の9時")

    assert "25 reminders waiting already" in ada.reads


# --- to a channel ---------------------------------------------------------------------------------------------------


async def test_an_organizer_has_something_said_in_a_channel_of_their_chat_again_and_again(town, olga):
    await olga.runs("/remind channel", channel="garden")
    assert olga.form
    assert olga.form.answers["channel"] == "#garden"
    await olga.posts(words="水やり当番です", when="毎週月曜 9時")

    await town.goes_to(at(8, 0, month=12))

    said = ["お知らせ\n水やり当番です\nOlga さんの予約です"] * 2
    assert in_channel(town, "garden") == said
    assert in_channel(town, "garden", on="discord") == []


async def test_only_organizers_speak_to_channels(town, ben):
    await ben.runs("/remind channel")

    assert "Only organizers can do this" in ben.reads
    assert ben.form is None


async def test_what_a_channel_could_not_get_in_time_is_not_posted_late(town, olga):
    await olga.runs("/remind channel")
    await olga.posts(words="水やり", when="明日の8時", channel="#garden")
    for _ in range(3):
        town.couriers["slack"].will(NotSent("down", 3_600.0))

    await town.goes_to(at(24, 12))

    assert in_channel(town, "garden") == []


async def test_another_organizer_may_change_what_goes_to_a_channel_and_nobody_what_is_private(town, ada, olga):
    otto = town.person("Otto", on="slack", organizer=True)
    await plans(ada, "明日の8時", "private")
    await olga.runs("/remind channel")
    await olga.posts(words="水やり", when="明日の8時", channel="#garden")

    await otto.runs("/remind list")
    assert "水やり" in otto.reads
    assert "private" not in otto.reads
    await otto.runs("/remind edit 水やり")
    await otto.posts(words="草むしり")
    await town.goes_to(at(24, 9))

    assert in_channel(town, "garden")[0].splitlines()[1] == "草むしり"


# --- what is planned ------------------------------------------------------------------------------------------------


async def test_a_reminder_is_changed_paused_tested_and_taken_away(town, ada):
    await plans(ada, "毎日 8時", "milk")

    await ada.runs("/remind edit milk")
    await ada.posts(words="oat milk", when="毎日 9時")
    await town.goes_to(at(24, 8, 30))
    assert ada.mail == []
    await town.goes_to(at(24, 9, 30))
    assert ada.mail == ["A reminder\noat milk"]

    await ada.runs("/remind test oat")
    assert ada.reads == "A reminder\noat milk"
    assert len(ada.mail) == 1

    await ada.runs("/remind pause oat")
    assert "It rests" in ada.reads
    await town.passes(days=2)
    assert len(ada.mail) == 1
    await ada.runs("/remind list")
    assert "“oat milk” — resting" in ada.reads
    await ada.runs("/remind pause oat")
    assert "Next: Fri 27 Nov 2026, 09:00" in ada.reads

    await ada.runs("/remind delete oat")
    assert "The reminder is removed" in ada.reads
    assert await town.due.next_at() is None
    await ada.runs("/remind list")
    assert "No reminders are set" in ada.reads


async def test_the_details_show_what_became_of_it(town, ada):
    await plans(ada, "毎日 8時", "milk")
    await town.goes_to(at(24, 9))
    await ada.runs("/remind list")
    await ada.presses("Details: milk")
    assert "Last time: Tue 24 Nov 2026, 08:00 Asia/Tokyo (sent)" in ada.reads

    town.clock.set(at(26, 7, 30))
    await town.settles()
    await ada.runs("/remind list")
    await ada.presses("Details: milk")

    assert "(missed: Machi was away, and it would have come too late)" in ada.reads


async def test_nobody_reaches_somebody_elses_reminder(town, ada, ben, olga):
    await plans(ada, "明日の8時", "secret")
    await ada.runs("/remind list")

    for other in (ben, olga):
        await other.presses("Details: secret", on=ada.card)
        assert "That reminder wasn't found" in other.reads


async def test_ones_reminders_stand_on_ones_home_page(town, ada, ben):
    await plans(ada, "明日の8時", "milk")

    assert "My reminders\n“milk” — Tue 24 Nov 2026, 08:00" in await ada.opens_home()
    assert "milk" not in await ben.opens_home()


async def test_a_reminder_on_the_home_page_is_changed_let_rest_and_taken_away_there(town, ada):
    await plans(ada, "明日の8時", "milk")
    await ada.opens_home()

    await ada.presses("Change it", on=ada.home)
    await ada.posts(words="oat milk")
    await ada.opens_home()
    await ada.presses("Let it rest", on=ada.home)
    resting = await ada.opens_home()
    await town.goes_to(at(24, 8, 1))
    assert "“oat milk” — resting" in resting
    assert ada.mail == []

    await plans(ada, "明日の8時", "bread")
    await ada.opens_home()
    await ada.presses("Remove it", on=ada.home)
    assert "bread" not in await ada.opens_home()
    await town.passes(days=3)
    assert ada.mail == []


async def test_what_rests_on_the_home_page_goes_on_from_there(town, ada):
    await plans(ada, "明日の8時", "milk")
    for door in ("Let it rest", "Go on"):
        await ada.opens_home()
        await ada.presses(door, on=ada.home)

    await town.goes_to(at(24, 8, 1))

    assert ada.mail == ["A reminder\nmilk"]


# --- what one would like to be told ---------------------------------------------------------------------------------


async def test_who_wants_only_changes_hears_of_a_cancellation_and_of_nothing_else(town, ada, ben):
    await ben.runs("/mydata notify 変更だけ")
    card = await meets(ada, when="11/27 19時")
    await ben.presses("going", on=card)
    await ben.runs("/help")
    await ada.runs("/meetup cohost Ben")
    await ada.presses("Add to: Book club")
    assert ben.mail == []

    await ada.runs("/meetup cancel")
    await ada.presses("Call off")
    await ada.presses("Call it off")

    assert [letter.splitlines()[0] for letter in ben.mail] == ["A meetup is called off"]


async def test_an_uninterested_member_hears_nothing_at_all(town, ada, ben):
    await ben.comes_in()
    welcomed = len(ben.mail)
    await ben.runs("/mydata notify")
    await ben.presses("nothing")
    assert "You hear of: nothing" in ben.reads
    await meets(ada, when="毎週金曜 19時")

    await town.passes(days=60)

    assert len(ben.mail) == welcomed
    assert all("ben" not in message.rings for chat in town.couriers.values() for message in chat.messages.values())


async def test_two_hours_before_is_chosen_once_and_holds_for_what_one_goes_to_already(town, ada, ben):
    card = await meets(ada, when="11/27 19時")
    await ben.presses("going", on=card)

    await ben.runs("/mydata notify before:2時間前")
    assert "Before a gathering you go to: 2 hours before" in ben.reads
    await town.goes_to(at(27, 17, 1))
    assert [letter.splitlines()[0] for letter in ben.mail] == ["“Book club” is 2 hours away"]

    await meets(ada, when="11/29 19時")
    await ben.presses("going", on=town.cards("meetups", "slack")[-1])
    await ben.runs("/mydata notify")
    await ben.presses("No reminder")
    await town.passes(days=5)

    assert len(ben.mail) == 1
    assert "参加: Ben" in card_of(town)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("22-7", Quiet(time(22), time(7))),
        ("２２時半から７時", Quiet(time(22, 30), time(7))),
        ("22:30〜6:45", Quiet(time(22, 30), time(6, 45))),
        ("23時15分から24時まで", Quiet(time(23, 15), time(0))),
        ("9 to 17", Quiet(time(9), time(17))),
        ("off", None),
        ("なし", None),
    ],
)
def test_quiet_hours_are_read_as_people_type_them(typed, read):
    assert read_quiet(typed) == read


@pytest.mark.parametrize("typed", ["at night", "22", "25-7", "22-7-9", "22:70-7", "7-7", ""])
def test_hours_that_are_none_are_refused(typed):
    with pytest.raises(Refused):
        read_quiet(typed)


async def test_quiet_hours_are_chosen_by_a_button_or_by_typing(town, chie):
    await chie.runs("/mydata quiet")
    assert "いまは、控える時間を決めていません。" in chie.reads
    await chie.presses("22:00 から 07:00")
    assert "22:00 から 07:00 までは、個別のお知らせを控えます" in chie.reads

    await chie.runs("/mydata quiet 23時半から6時")
    assert "23:30 から 06:00" in chie.reads
    await chie.presses("控えない")

    assert "決めていません" in chie.reads


# --- rules ----------------------------------------------------------------------------------------------------------


@given(st.integers(1, 6), st.booleans(), st.integers(0, 100))
def test_a_late_word_is_of_use_no_longer_than_until_the_next_one(every, to_channel, days):
    start = datetime(2026, 11, 24, 8)  # noqa: DTZ001 - wall time
    rule = f"FREQ=DAILY;INTERVAL={every}" if every > 1 else "FREQ=DAILY"
    channel = "C1" if to_channel else None
    daily = Reminder(ReminderId("r"), MemberId("a"), "", start, "Asia/Tokyo", rule, SpaceId("s"), channel)
    slot = daily.dates(at(1, 0), days + 1)[-1]

    following = daily.next(daily.instant(slot))

    assert following is not None
    assert daily.instant(slot) < daily.useful_until(slot) <= daily.instant(following)

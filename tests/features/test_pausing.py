"""Stories of organizers who stop everything Machi says by itself, and let it go on."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.ports import InDoubt, ToAccount
from bot.vocabulary.card import buttons_of
from bot.vocabulary.people import Pause, SpaceAddress
from bot.vocabulary.request import ButtonPress, Place
from tests.fakes.courier import FakeCourier
from tests.people import Resident, Town
from tests.stores import due_by

JAPAN = ZoneInfo("Asia/Tokyo")
CALL = {"title": "Carrying chairs", "places": "2"}


@pytest.fixture
def olga(town: Town) -> Resident:
    return town.person("Olga", organizer=True)


def japan(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=JAPAN).astimezone(UTC)


async def asks_for_hands(person: Resident) -> None:
    await person.runs("/volunteer call")
    await person.posts(**CALL)


async def pauses(olga: Resident) -> None:
    await olga.runs("/settings pause")
    await olga.presses("Pause until I end it")


async def resumes(olga: Resident) -> None:
    await olga.runs("/settings pause")
    await olga.presses("Go on now")


async def test_while_it_is_paused_nothing_is_posted_and_who_asks_is_answered(town, olga, ada):
    await pauses(olga)
    assert olga.reads.startswith("Pausing Machi [paused]\nMachi is paused.")

    await asks_for_hands(ada)
    await town.passes(days=1)

    assert town.cards("volunteering") == town.cards("volunteering", "slack") == []
    assert "Machi is paused just now: what you did is kept" in ada.reads


async def test_what_was_done_meanwhile_is_posted_in_its_order_once_it_goes_on(town, olga, ada):
    await pauses(olga)
    for title in ("First", "Second"):
        await ada.runs("/volunteer call")
        await ada.posts(title=title, places="1")
    await olga.runs("/settings pause")
    assert "Waiting: 4 messages" in olga.reads

    await olga.presses("Go on now")

    assert "The 4 messages that were waiting leave now" in olga.reads
    titles = [message.card.title for message in town.cards("volunteering")]
    assert titles == [("First",), ("Second",)]
    assert len(town.cards("volunteering", "slack")) == 2


async def test_a_reminder_whose_time_comes_meanwhile_is_given_once_it_goes_on_while_it_helps(town, olga, ada):
    await ada.runs("/remind me")
    await ada.posts(words="The keys", when="today 12:00")
    await pauses(olga)

    await town.goes_to(japan(23, 12, 30))
    assert ada.mail == []
    await resumes(olga)
    await town.passes(days=1)

    assert [letter for letter in ada.mail if "The keys" in letter] == ada.mail
    assert len(ada.mail) == 1


async def test_what_came_too_late_is_told_once_to_whom_it_belongs(town, olga, ada):
    await ada.runs("/remind me")
    await ada.posts(words="The keys", when="today 12:00")
    await pauses(olga)

    await town.passes(days=3)
    await resumes(olga)
    await town.passes(days=3)

    [letter] = ada.mail
    assert "The keys" in letter


async def test_a_pause_ends_by_itself_at_the_moment_that_was_named(town, olga, ada):
    await olga.runs("/settings pause until:tomorrow 9am")
    assert "until Tue 24 Nov 2026 09:00" in olga.reads
    await asks_for_hands(ada)

    await town.goes_to(japan(24, 8, 59))
    assert town.cards("volunteering") == []
    await town.goes_to(japan(24, 9, 0))
    await town.settles()

    assert len(town.cards("volunteering")) == 1
    [word] = town.cards("organizers")
    assert word.card.title[0].id == "pause-over-title"
    assert (await town.community()).pause is None


async def test_until_the_morning_is_the_communitys_morning(town, olga):
    await olga.runs("/settings timezone Europe/London")
    await olga.runs("/settings pause")

    await olga.presses("Until tomorrow at 8")

    pause = (await town.community()).pause
    assert pause
    assert pause.until == datetime(2026, 11, 24, 8, tzinfo=UTC)


async def test_the_end_can_be_changed_while_it_lasts_and_the_one_before_ends_nothing(town, olga, ada):
    await olga.runs("/settings pause until:tomorrow 9am")
    since = (await town.community()).pause.since
    await town.passes(hours=1)
    await olga.runs("/settings pause")
    await olga.presses("Until…")
    await olga.fills(when="Wednesday 9am")
    await asks_for_hands(ada)

    await town.goes_to(japan(24, 12))
    during = (await town.community()).pause
    await town.goes_to(japan(25, 9))

    assert during
    assert (during.since, during.until) == (since, japan(25, 9))
    assert (await town.community()).pause is None


async def test_who_ends_it_by_hand_is_not_stopped_by_the_moment_that_was_named(town, olga, ada):
    await olga.runs("/settings pause until:tomorrow 9am")
    await resumes(olga)
    await town.passes(days=2)

    assert (await town.community()).pause is None
    assert town.cards("organizers") == []


async def test_two_organizers_who_end_it_at_once_end_it_once(town, olga):
    await pauses(olga)
    await olga.runs("/settings pause")
    otto = town.person("Otto", on="slack", organizer=True)
    await otto.runs("/settings pause")

    await olga.presses("Go on now")
    await otto.presses("Go on now")

    assert otto.reads.startswith("Not quite\nMachi isn't paused any more.")


@pytest.mark.parametrize("typed", ["yesterday 9am", "whenever", "every Friday 9am"])
async def test_a_moment_that_is_none_stops_nothing(town, olga, typed):
    await olga.runs(f"/settings pause until:{typed}")

    assert olga.reads.startswith("Not quite")
    assert (await town.community()).pause is None


async def test_who_lost_the_right_meanwhile_stops_nothing(town, olga, ada):
    await olga.runs("/settings pause")
    olga.actor = replace(olga.actor, organizer=False)

    await olga.presses("Pause until I end it")
    await ada.runs("/settings pause")

    assert "Only organizers can do this." in olga.reads
    assert "Only organizers can do this." in ada.reads
    assert (await town.community()).pause is None


async def test_who_lost_the_right_before_sending_the_form_stops_nothing(town, olga):
    await olga.runs("/settings pause")
    await olga.presses("Until…")
    olga.actor = replace(olga.actor, organizer=False)

    await olga.fills(when="tomorrow 9am")

    assert "Only organizers can do this." in olga.reads
    assert (await town.community()).pause is None


async def test_it_is_seen_where_one_looks_how_things_are(town, olga, ada):
    await pauses(olga)
    await asks_for_hands(ada)

    await olga.runs("/settings check")
    assert olga.reads.startswith("Pausing Machi [paused]")
    assert "Waiting: 2 messages" in olga.reads
    assert "Machi is paused just now" not in olga.reads, "it is said once"
    assert "[Go on now]" in await olga.opens_home()
    assert "Machi is paused." in await ada.opens_home()
    assert "[Go on now]" not in await ada.opens_home()

    await olga.presses("Go on now")

    assert "paused" not in await ada.opens_home()
    await olga.runs("/settings audit")
    assert "Olga paused Machi" in olga.reads
    assert "Olga let Machi go on" in olga.reads


async def test_the_home_page_that_is_open_says_so(town, olga, ada):
    await pauses(olga)
    assert "Machi is paused." in await ada.opens_home()


async def test_a_gathering_that_takes_place_meanwhile_is_over_once_it_goes_on(town, olga, ada, ben):
    await ada.runs("/meetup new")
    await ada.posts(title="Walk", when="Wednesday 10:00")
    [card] = town.cards("meetups")
    await ben.presses("I'm going", on=card)
    letters = len(ben.mail)
    await pauses(olga)

    await town.goes_to(japan(27, 10))
    assert town.thread(card) == []
    await resumes(olga)
    await town.passes(hours=1)

    assert town.thread(card) == [], "nobody is reminded of what is over"
    assert len(ben.mail) == letters
    assert any("came" in letter for letter in ada.mail), "its host is asked who came"


# --- in flight ------------------------------------------------------------------------------------------------------


async def test_a_message_that_was_taken_on_and_not_begun_waits(town, olga, ada):
    await asks_for_hands(ada)
    deliveries = town.delivery._deliveries
    await _queues_a_call(town, ada)
    claimed = await deliveries.claim(town.clock.now(), 10)
    assert len(claimed) == 2

    await _pauses_silently(town)
    assert await deliveries.mark(claimed, town.clock.now()) == frozenset()
    await town.passes(hours=1)

    assert len(town.cards("volunteering")) == 1
    await resumes(olga)
    assert len(town.cards("volunteering")) == 2


async def test_what_may_have_arrived_is_looked_for_and_never_sent_again_meanwhile(town, olga, ada):
    courier = town.couriers["discord"]
    await ada.runs("/remind me")
    await ada.posts(words="The keys", when="today 12:00")
    await town.goes_to(japan(23, 11, 59))
    courier.will(InDoubt("no answer in 20 s"))
    await town.goes_to(japan(23, 12, 0))
    tried = len(_to_people(courier))
    await pauses(olga)

    await town.passes(hours=3)

    assert len(_to_people(courier)) == tried
    await resumes(olga)
    await town.passes(hours=1)
    assert len([letter for letter in ada.mail if "The keys" in letter]) == 1


async def test_after_a_long_pause_nothing_has_grown_too_old_to_be_sent(town, olga, ada):
    await pauses(olga)
    await asks_for_hands(ada)

    await town.passes(days=20)
    await resumes(olga)

    assert len(town.cards("volunteering")) == 1


async def test_due_work_whose_time_had_come_before_the_pause_is_not_done_in_it(town, olga, ada):
    await ada.runs("/remind me")
    await ada.posts(words="The keys", when="today 12:00")
    town.clock.set(japan(23, 12))
    assert await due_by(town.store, town.clock.now())

    await _pauses_silently(town)
    await town.settles()

    assert ada.mail == []
    await resumes(olga)
    assert len(ada.mail) == 1


async def test_another_community_goes_on(town, olga, ada):
    async with town.store.transaction() as work:
        space = await work.directory.space(SpaceAddress("slack", "elsewhere", "Elsewhere"))
        await work.of(space.community).communities.pause(Pause(town.clock.now()))

    await asks_for_hands(ada)

    assert len(town.cards("volunteering")) == 1


def _to_people(courier: FakeCourier) -> list[ToAccount]:
    return [target for target in courier.tried if isinstance(target, ToAccount)]


async def _pauses_silently(town: Town) -> None:
    community = (await town.community()).id
    async with town.store.transaction() as work:
        await work.of(community).communities.pause(Pause(town.clock.now()))


async def _queues_a_call(town: Town, person: Resident) -> None:
    """Ask for hands once more, and let nothing be carried out yet."""
    await person.runs("/volunteer call")
    await person.fills(**CALL)
    assert person.card
    [post] = [each.action for each in buttons_of(person.card) if each.action.name == "draft.post"]
    await town.engine.handle(ButtonPress(person.new_key(), person.space, person.actor, Place("#plaza"), post))

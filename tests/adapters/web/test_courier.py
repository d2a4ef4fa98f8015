"""The courier: what is delivered into the chat, once, at the time of its clock."""

from datetime import timedelta

import pytest

from bot.ports import Delivery, MessageRef, Sent, TargetGone, ToAccount, ToChannel, ToConversation, ToMessage, ToThread
from bot.vocabulary.effect import File
from tests.adapters.web.town import OFFICE, PLAZA, READER, Town, card
from tests.stores import MONDAY, StandingClock

CARD = card("椅子運び")


async def test_a_card_is_created_once_however_often_it_is_delivered(town: Town):
    first = await town.deliver(ToChannel("volunteering"), CARD, marker="one")
    again = await town.deliver(ToChannel("volunteering"), CARD, marker="one")

    [said] = town.chat.talk("plaza", "volunteering", "ren")
    assert first == again == Sent(MessageRef("volunteering", said.id))
    assert (said.card, said.reader, said.at) == (CARD, READER, MONDAY)


async def test_the_same_card_can_stand_in_both_chats_under_one_marker(town: Town):
    await town.deliver(ToChannel("volunteering"), CARD, marker="one", space=PLAZA)
    await town.deliver(ToChannel("volunteering"), CARD, marker="one", space=OFFICE)

    assert len(town.chat.talk("plaza", "volunteering", "ren")) == 1
    assert len(town.chat.talk("office", "volunteering", "noah")) == 1


async def test_an_edit_changes_the_card_where_it_stands_though_its_marker_is_the_same(town: Town, clock: StandingClock):
    posted, _ = await town.show_call("椅子運び")
    clock.move(hours=1)

    edited = await town.deliver(ToMessage(posted), card("机運び"), marker="call1-plaza")

    [said] = town.chat.talk("plaza", "volunteering", "ren")
    assert edited == Sent(posted)
    assert (said.card, said.at, said.edited) == (card("机運び"), MONDAY, True)


async def test_an_edit_that_changes_nothing_is_no_change(town: Town):
    posted, _ = await town.show_call()
    [before] = town.chat.talk("plaza", "volunteering", "ren")
    assert before.card

    await town.deliver(ToMessage(posted), before.card, marker="again")

    assert town.chat.talk("plaza", "volunteering", "ren") == (before,)


async def test_a_file_comes_with_its_message(town: Town):
    date = File("machi-picnic.ics", "text/calendar", b"BEGIN:VCALENDAR")

    await town.courier.deliver(Delivery("one", PLAZA, ToAccount("ren"), CARD, READER, date))

    [said] = town.chat.talk("plaza", "dm-ren", "ren")
    assert said.file == date


async def test_a_thread_message_stands_beneath_its_card_and_rings_whom_it_should(town: Town, clock: StandingClock):
    posted, _ = await town.show_call()
    clock.move(days=1)

    outcome = await town.deliver(ToThread(posted, rings=("ren",)), card("まもなくです"), marker="soon")

    [said] = town.chat.talk("plaza", "volunteering", "ren", posted.message)
    assert outcome == Sent(MessageRef("volunteering", said.id, posted.message))
    assert (said.rings, said.at) == (("ren",), MONDAY + timedelta(days=1))


async def test_a_direct_message_reaches_one_person(town: Town):
    outcome = await town.deliver(ToAccount("ren"), CARD, marker="to-ren")

    [said] = town.chat.talk("plaza", "dm-ren", "ren")
    assert outcome == Sent(MessageRef("dm-ren", said.id))


async def test_a_conversation_is_seen_by_those_in_it_alone(town: Town):
    outcome = await town.deliver(ToConversation(("ren", "aoi")), CARD, marker="both")

    [said] = town.chat.talk("plaza", "group-aoi+ren", "ren")
    assert outcome == Sent(MessageRef("group-aoi+ren", said.id))
    assert town.chat.talk("plaza", "group-aoi+ren", "emma") == ()
    assert [town.chat.groups(town.chat.resident("plaza", who)) for who in ("aoi", "emma")] == [("group-aoi+ren",), ()]


@pytest.mark.parametrize(
    "target",
    [
        ToChannel("nowhere"),
        ToMessage(MessageRef("plaza", "m9999999")),
        ToThread(MessageRef("plaza", "m9999999")),
        ToAccount("nobody"),
    ],
    ids=["channel", "message", "thread", "account"],
)
async def test_what_is_not_there_is_said_to_be_gone(town: Town, target: ToChannel):
    outcome = await town.deliver(target, CARD, marker="lost")

    assert isinstance(outcome, TargetGone)
    assert town.chat.marked("plaza", "lost") is None

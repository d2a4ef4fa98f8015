"""The chat: what is said in it stays, once, and only with those it was said to."""

from dataclasses import replace

import pytest

from adapters.web.chat import MACHI, SAMPLE, Chat, Message, NoRoom, UnknownPlace
from adapters.web.limits import PEOPLE
from tests.adapters.web.town import READER, card
from tests.fakes.shelf import FakeShelf
from tests.stores import MONDAY

HELLO = Message("", "plaza", "plaza", "aoi", MONDAY, words="こんにちは", marker="hello")
CARD = replace(HELLO, author=MACHI, words="", card=card("椅子運び"), reader=READER, marker="card")


@pytest.fixture
async def chat(shelf: FakeShelf) -> Chat:
    return await Chat.open(shelf)


async def test_what_is_said_twice_with_one_marker_is_said_once(chat: Chat):
    first = await chat.say(HELLO)
    again = await chat.say(HELLO)

    assert again == first
    assert chat.talk("plaza", "plaza", "ren") == (first,)


async def test_everything_is_there_after_a_restart(chat: Chat, shelf: FakeShelf):
    said = await chat.say(CARD)
    await chat.react(said, "ren", "✋", added=True)
    await chat.edit(said, card("机運び"), READER)
    await chat.say(replace(HELLO, thread=said.id))
    midori = await chat.add("plaza", "みどり", "ja")
    await chat.read(midori, "plaza")

    restarted = await Chat.open(shelf)

    assert restarted.talk("plaza", "plaza", "aoi") == chat.talk("plaza", "plaza", "aoi")
    assert restarted.talk("plaza", "plaza", "aoi", said.id) == chat.talk("plaza", "plaza", "aoi", said.id)
    assert restarted.people("plaza") == chat.people("plaza")
    assert restarted.unread(midori, "plaza") == 0
    assert await restarted.say(CARD) == restarted.message("plaza", said.id)


async def test_a_new_message_never_takes_the_id_of_one_that_was_dismissed(chat: Chat):
    private = await chat.say(replace(CARD, private_to="aoi"))
    await chat.dismiss(private)

    assert (await chat.say(HELLO)).id > private.id


async def test_a_private_message_is_seen_by_one_person_alone(chat: Chat):
    await chat.say(replace(CARD, private_to="aoi"))

    assert len(chat.talk("plaza", "plaza", "aoi")) == 1
    assert chat.talk("plaza", "plaza", "ren") == ()


async def test_direct_messages_are_seen_by_one_person_alone(chat: Chat):
    await chat.say(replace(CARD, channel="dm-aoi"))

    assert chat.talk("plaza", "dm-aoi", "ren") == ()
    assert not chat.may_enter(chat.resident("plaza", "ren"), "dm-aoi")


async def test_only_organizers_see_their_channel(chat: Chat):
    assert chat.may_enter(chat.resident("plaza", "aoi"), "organizers")
    assert not chat.may_enter(chat.resident("plaza", "ren"), "organizers")


async def test_only_a_private_message_can_be_dismissed(chat: Chat):
    said = await chat.say(CARD)

    await chat.dismiss(said)

    assert chat.talk("plaza", "plaza", "aoi") == (said,)


async def test_a_message_of_one_space_is_not_there_in_the_other(chat: Chat):
    said = await chat.say(HELLO)

    with pytest.raises(UnknownPlace):
        chat.message("office", said.id)


async def test_a_reaction_is_there_once_and_goes_with_the_last_who_put_it(chat: Chat):
    said = await chat.say(HELLO)

    assert await chat.react(said, "ren", "✋", added=True)
    assert not await chat.react(said, "ren", "✋", added=True)
    await chat.react(said, "emma", "✋", added=True)
    assert chat.message("plaza", said.id).reactions == (("✋", ("ren", "emma")),)

    await chat.react(said, "ren", "✋", added=False)
    await chat.react(said, "emma", "✋", added=False)
    assert chat.message("plaza", said.id).reactions == ()


async def test_what_one_has_not_seen_is_counted_but_not_what_one_said(chat: Chat):
    aoi, ren = chat.resident("plaza", "aoi"), chat.resident("plaza", "ren")

    await chat.say(HELLO)

    assert (chat.unread(aoi, "plaza"), chat.unread(ren, "plaza")) == (0, 1)


async def test_who_comes_in_has_nothing_to_catch_up_with(chat: Chat):
    await chat.say(HELLO)

    midori = await chat.add("plaza", "みどり", "ja")

    assert chat.unread(midori, "plaza") == 0


async def test_no_two_people_of_a_space_can_be_mistaken_for_each_other(chat: Chat):
    await chat.add("plaza", "Mary Ann", "en")

    with pytest.raises(NoRoom):
        await chat.add("plaza", "MaryAnn", "en")
    with pytest.raises(NoRoom):
        await chat.add("plaza", "葵", "ja")


async def test_a_space_holds_so_many_people_and_no_more(chat: Chat):
    for number in range(PEOPLE - len([one for one in SAMPLE if one.space == "plaza"])):
        await chat.add("plaza", f"person{number}", "en")

    with pytest.raises(NoRoom):
        await chat.add("plaza", "one more", "en")


async def test_a_page_is_told_of_each_change(chat: Chat):
    changes = chat.changes()
    before = await anext(changes)

    await chat.say(HELLO)

    assert await anext(changes) == chat.version != before


async def test_the_version_of_one_run_is_never_that_of_another(chat: Chat, shelf: FakeShelf):
    assert (await Chat.open(shelf)).version != chat.version

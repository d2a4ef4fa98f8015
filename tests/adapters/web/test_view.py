"""The view: all that a page shows is in its address, and an address of something that is gone still opens."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from adapters.web.chat import MACHI, Chat, Message
from adapters.web.view import CLOSED, Pane, View, read_view
from tests.fakes.shelf import FakeShelf
from tests.stores import MONDAY

SAID = Message("", "plaza", "volunteering", MACHI, MONDAY, marker="said")


@pytest.fixture
async def chat(shelf: FakeShelf) -> Chat:
    return await Chat.open(shelf)


def read(address: str, chat: Chat) -> View:
    return read_view(dict(parse_qsl(urlsplit(address).query)), chat, "ja")


async def test_an_address_opens_the_view_it_was_made_of(chat: Chat):
    said = await chat.say(SAID)
    panes = {"plaza": Pane("ren", "volunteering", said.id, said.id), "office": Pane("noah", "dm")}
    view = View("en", panes, "office", CLOSED)

    assert read(view.address, chat) == view


async def test_home_is_in_the_talk_with_machi_where_slack_has_one(chat: Chat):
    pane = read("/?office=noah&office-in=home", chat).panes["office"]

    assert (pane.channel, pane.place) == ("home", "dm-noah")


async def test_nothing_said_opens_the_plaza_for_the_first_of_each_space(chat: Chat):
    assert read("/", chat) == View("ja", {"plaza": Pane("aoi"), "office": Pane("sakura")}, "plaza")


@pytest.mark.parametrize(
    "query",
    [
        "lang=fr",
        "tab=elsewhere",
        "step=nine",
        "step=²",
        "plaza=nobody",
        "plaza-in=nowhere",
        "plaza-in=home",
        "plaza-thread=m0000099",
        "plaza-json=../etc",
    ],
)
async def test_what_is_not_there_gives_way_to_what_is(chat: Chat, query: str):
    assert read(f"/?{query}", chat) == read("/", chat)


async def test_a_channel_of_organizers_is_not_shown_to_others(chat: Chat):
    assert read("/?plaza=ren&plaza-in=organizers", chat).panes["plaza"] == Pane("ren", "plaza")


async def test_nobody_opens_the_thread_of_a_message_that_is_not_theirs_to_see(chat: Chat):
    private = await chat.say(replace(SAID, private_to="aoi"))

    view = read(f"/?plaza=ren&plaza-in=volunteering&plaza-json={private.id}&plaza-thread={private.id}", chat)

    assert view.panes["plaza"] == Pane("ren", "volunteering")


async def test_direct_messages_follow_the_person(chat: Chat):
    view = read("/?plaza=aoi&plaza-in=dm", chat).showing("plaza", person="ren")

    assert view.panes["plaza"].place == "dm-ren"
    assert view.tab == "plaza"

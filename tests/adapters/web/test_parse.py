"""Parsing: what the page posts, as requests; and what a line that is being typed may become."""

import pytest

from adapters.web.chat import MACHI, Chat, Message, UnknownPlace
from adapters.web.parse import (
    completions,
    finder,
    is_command,
    read_command,
    read_post,
    read_press,
    read_reaction,
    read_submission,
)
from bot.features import FEATURES
from bot.vocabulary.action import Action
from bot.vocabulary.people import AccountRef
from bot.vocabulary.request import Place
from tests.fakes.shelf import FakeShelf
from tests.stores import MONDAY

SAID = Message("", "plaza", "plaza", MACHI, MONDAY, marker="said")
POSTED = {"key": ("token",), "person": ("aoi",), "channel": ("plaza",)}


@pytest.fixture
async def chat(shelf: FakeShelf) -> Chat:
    return await Chat.open(shelf)


def posted(chat: Chat, **fields: str | tuple[str, ...]):
    given = {name.replace("__", "."): (value,) if isinstance(value, str) else value for name, value in fields.items()}
    return read_post(chat, "plaza", {**POSTED, **given})


async def test_a_post_says_who_acts_where(chat: Chat):
    post = posted(chat)

    assert post.actor.account == AccountRef("aoi", "葵")
    assert (post.actor.language, post.actor.organizer) == ("ja", True)
    assert post.place == Place("plaza")


async def test_a_direct_message_is_a_place_of_its_own(chat: Chat):
    assert posted(chat, channel="dm-aoi").place == Place("dm-aoi", direct=True)


@pytest.mark.parametrize(
    "fields",
    [{"person": "nobody"}, {"person": "noah"}, {"channel": "nowhere"}, {"channel": "dm-ren"}, {"thread": "m0000001"}],
)
async def test_nobody_acts_where_they_cannot_be(chat: Chat, fields: dict[str, str]):
    with pytest.raises(UnknownPlace):
        posted(chat, **fields)


@pytest.mark.parametrize(
    "line", ["/volunteer list which:mine", "／手伝い 一覧 which:mine", "/machi volunteer list which:mine"]
)
async def test_a_line_is_read_as_the_command_it_means(chat: Chat, line: str):
    command = read_command(FEATURES, chat, posted(chat), line)

    assert is_command(line)
    assert (command.name, command.subcommand, command.options) == ("volunteer", "list", {"which": "mine"})


async def test_a_person_is_named_by_an_at_sign(chat: Chat):
    command = read_command(FEATURES, chat, posted(chat), "/people who @蓮")

    assert AccountRef("ren") in command.options.values()


@pytest.mark.parametrize("typed", ["@emma", "@EMMA", "＠Ｅｍｍａ", "Emma"])
async def test_a_name_is_found_however_it_is_typed(chat: Chat, typed: str):
    assert finder(chat, "plaza")(typed) == AccountRef("emma")


async def test_the_same_press_from_one_rendering_is_one_gesture_and_from_the_next_another(chat: Chat):
    message = await chat.say(SAID)
    fields = {"action": "volunteering.join:call1"}

    first, again = (read_press(posted(chat, **fields), message) for _ in range(2))
    later = read_press(posted(chat, key="other token", **fields), message)
    by_another = read_press(posted(chat, person="ren", **fields), message)

    assert first == again
    assert first.action == Action("volunteering.join", ("call1",))
    assert len({first.key, later.key, by_another.key}) == 3


@pytest.mark.parametrize("action", ["", ":", "::join"])
async def test_an_action_without_a_name_is_nothing_to_press(chat: Chat, action: str):
    message = await chat.say(SAID)

    with pytest.raises(UnknownPlace):
        read_press(posted(chat, action=action), message)


async def test_a_form_is_read_by_its_questions(chat: Chat):
    fields = {"answer__title": "椅子運び", "answer__details": "一行目\r\n二行目", "answer__unasked": "x"}

    submission = read_submission(FEATURES, posted(chat, action="volunteering.call", draft="draft1", **fields))

    assert submission.draft == "draft1"
    assert submission.answers["title"] == "椅子運び"
    assert submission.answers["details"] == "一行目\n二行目"
    assert submission.answers["where"] == ""
    assert "unasked" not in submission.answers


async def test_a_form_nobody_knows_is_left_to_the_engine_to_refuse(chat: Chat):
    submission = read_submission(FEATURES, posted(chat, action="volunteering.gone", draft="draft1"))

    assert submission.answers == {}


async def test_putting_an_emoji_and_taking_it_away_are_two_gestures(chat: Chat):
    message = await chat.say(SAID)

    put = read_reaction(posted(chat, emoji="✋", added="yes"), message)
    taken = read_reaction(posted(chat, emoji="✋", added="no"), message)

    assert (put.added, taken.added) == (True, False)
    assert put.key != taken.key


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("/vol", "/volunteer "),
        ("／vol", "/volunteer "),
        ("/volunteer c", "/volunteer call "),
        ("/volunteer list ", "/volunteer list which:open"),
        ("/people who ", "/people who member:"),
        ("/people who member:", "/people who member:@葵 "),
        ("/people who @e", "/people who @Emma "),
        ("ねえ @", "ねえ @葵 "),
    ],
)
async def test_a_line_that_is_being_typed_may_become(chat: Chat, typed: str, first: str):
    assert completions(FEATURES, chat, "plaza", typed, "ja")[0].line == first


@pytest.mark.parametrize(
    "typed", ["", "こんにちは", "/nothing", "/volunteer list which:mine ", "mail@example.org is mine"]
)
async def test_nothing_is_suggested_where_nothing_fits(chat: Chat, typed: str):
    assert completions(FEATURES, chat, "plaza", typed, "ja") == ()

"""The playground's posts: what each does to the town, once, and what it says when it cannot."""

import asyncio
import base64
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from bot.ports import ToAccount
from bot.vocabulary.effect import Answer, File, Reply
from bot.vocabulary.request import ButtonPress, Command, FormSubmission, Gesture, MemberJoined, Reaction
from tests.adapters.web.town import FIX, JOIN, PLAZA, POST, Town, card, open_town
from tests.fakes.shelf import FakeShelf
from tests.stores import MONDAY, StandingClock


@dataclass(slots=True)
class Pages:
    """Posts as the page does, without a browser."""

    town: Town
    client: ClientSession
    view: str = "/?lang=ja"

    async def post(self, path: str, **fields: str) -> str:
        """Post, and give the page's answer; each post is a gesture of its own unless a key is given."""
        headers = {"Origin": self.town.address, "HX-Request": "true", "HX-Current-URL": self.town.address + self.view}
        known = {"person": "aoi", "channel": "volunteering", "key": f"key{len(self.town.engine.gestures)}"}
        async with self.client.post(f"{self.town.address}{path}", data=known | fields, headers=headers) as answer:
            assert answer.status == 200
            return await answer.text()

    async def get(self, path: str) -> str:
        async with self.client.get(f"{self.town.address}{path}", headers={"HX-Current-URL": self.view}) as answer:
            return await answer.text()


@pytest.fixture
async def pages(town: Town, client: ClientSession) -> Pages:
    return Pages(town, client)


def titles(town: Town, resident: str = "aoi", channel: str = "volunteering", space: str = "plaza") -> list[str]:
    """The titles of the cards that somebody sees in a channel."""
    said = town.chat.talk(space, channel, resident)
    return [str(message.card.title[0]) for message in said if message.card]


async def test_the_file_of_an_answer_is_saved_by_a_link_on_the_page(pages: Pages, town: Town):
    file = File("machi-picnic.ics", "text/calendar", "花見\r\n".encode())
    town.engine.answers = lambda _: Reply(card("花見"), file=file)

    page = await pages.post("/plaza/say", channel="plaza", line="/meetup ics")

    content = base64.b64encode(file.content).decode()
    assert f'<a href="data:text/calendar;base64,{content}" download="machi-picnic.ics"' in page


async def test_words_are_an_ordinary_message_and_no_gesture(pages: Pages, town: Town):
    await pages.post("/plaza/say", line="  おはよう   ございます ")

    [said] = town.chat.talk("plaza", "volunteering", "ren")
    assert (said.words, said.author) == ("おはよう ございます", "aoi")
    assert town.engine.gestures == []


async def test_nothing_typed_says_nothing(pages: Pages, town: Town):
    await pages.post("/plaza/say", line="   ")

    assert town.chat.talk("plaza", "volunteering", "ren") == ()


async def test_a_command_is_answered_in_private_under_the_words_it_answers(pages: Pages, town: Town):
    await pages.post("/plaza/say", line="/help")

    [command] = town.engine.gestures
    [answer] = town.chat.talk("plaza", "volunteering", "aoi")
    assert isinstance(command, Command)
    assert (command.name, answer.private_to, answer.asked) == ("help", "aoi", "/help")
    assert town.chat.talk("plaza", "volunteering", "ren") == ()


async def test_in_direct_messages_an_answer_is_an_ordinary_message(pages: Pages, town: Town):
    await pages.post("/plaza/say", line="/help", channel="dm-aoi")

    [answer] = town.chat.talk("plaza", "dm-aoi", "aoi")
    assert answer.private_to is None


async def test_a_double_click_is_one_gesture(pages: Pages, town: Town):
    posted, _ = await town.show_call()
    press = {"message": posted.message, "action": JOIN.encode(), "key": "one rendering"}

    await asyncio.gather(*(pages.post("/plaza/press", **press) for _ in range(5)))

    assert len({gesture.key for gesture in town.engine.gestures}) == 1
    assert titles(town).count("参加が決まりました") == 1


async def test_the_same_button_of_the_next_rendering_is_another_gesture(pages: Pages, town: Town):
    posted, _ = await town.show_call()

    for key in ("one rendering", "the next"):
        await pages.post("/plaza/press", message=posted.message, action=JOIN.encode(), key=key)

    assert len({gesture.key for gesture in town.engine.gestures}) == 2


async def test_a_form_opens_is_mended_previewed_and_posted(pages: Pages, town: Town):
    form = {"action": "volunteering.call", "draft": "draft1", "answer.places": "2"}

    opened = await pages.post("/plaza/say", line="/volunteer call")
    again = await pages.post("/plaza/submit", **form)
    await pages.post("/plaza/submit", **form | {"answer.title": "椅子運び"})
    [preview] = town.chat.talk("plaza", "volunteering", "aoi")
    await pages.post("/plaza/press", message=preview.id, action=POST.encode())

    assert "<dialog" in opened
    assert "ここは記入してください。" in again
    assert 'value="2"' in again
    assert titles(town) == ["投稿しました", "椅子運び"]
    assert titles(town, "noah", space="office") == ["椅子運び"]


async def test_a_mended_preview_takes_the_place_of_the_first(pages: Pages, town: Town):
    form = {"action": "volunteering.call", "draft": "draft1"}
    await pages.post("/plaza/submit", **form, **{"answer.title": "椅子運び"})
    [preview] = town.chat.talk("plaza", "volunteering", "aoi")

    reopened = await pages.post("/plaza/press", message=preview.id, action=FIX.encode())
    await pages.post("/plaza/submit", source=preview.id, **form, **{"answer.title": "机運び"})

    assert f'name="source" value="{preview.id}"' in reopened
    assert 'value="椅子運び"' in reopened
    assert titles(town) == ["机運び"]


async def test_a_private_message_can_be_dismissed_by_the_one_who_sees_it(pages: Pages, town: Town):
    await pages.post("/plaza/say", line="/help")
    [answer] = town.chat.talk("plaza", "volunteering", "aoi")

    await pages.post("/plaza/dismiss", person="ren", message=answer.id)
    assert titles(town) == ["何をしましょうか"]

    await pages.post("/plaza/dismiss", message=answer.id)
    assert titles(town) == []


@pytest.mark.parametrize(
    ("space", "person", "emoji", "told"),
    [
        ("plaza", "ren", "✋", []),
        ("plaza", "ren", "🙅", ["いまは満員です"]),
        ("office", "noah", "✋", ["リアクションを受け取りました"]),
        ("office", "noah", "🙅", ["いまは満員です"]),
    ],
)
async def test_a_reaction_is_answered_in_the_manner_of_its_chat(
    pages: Pages, town: Town, space: str, person: str, emoji: str, told: list[str]
):
    refs = dict(zip(("plaza", "office"), await town.show_call(), strict=True))

    await pages.post(f"/{space}/react", person=person, message=refs[space].message, emoji=emoji, added="yes")

    [reaction] = town.engine.gestures
    assert isinstance(reaction, Reaction)
    assert (reaction.emoji, reaction.added) == (emoji, True)
    assert town.chat.message(space, refs[space].message).reactions == ((emoji, (person,)),)
    assert titles(town, person, space=space) == ["椅子運び", *told]


async def test_a_reaction_that_is_there_already_is_no_gesture(pages: Pages, town: Town):
    posted, _ = await town.show_call()

    for key in ("one", "two"):
        await pages.post("/plaza/react", message=posted.message, emoji="✋", added="yes", key=key)

    assert len(town.engine.gestures) == 1


async def test_who_comes_in_is_told_to_the_engine_and_becomes_who_one_is(pages: Pages, town: Town):
    page = await pages.post("/office/person", name="みどり", language="en")

    [joined] = town.engine.gestures
    assert isinstance(joined, MemberJoined)
    assert (joined.actor.account.name, joined.actor.language) == ("みどり", "en")
    assert "みどり さんが加わりました" in page


@pytest.mark.parametrize(
    ("name", "problem"), [("  ", "名前を書いてください。"), ("さくら", "その名前の人はもういるか")]
)
async def test_a_person_who_cannot_be_added_is_asked_for_again(pages: Pages, town: Town, name: str, problem: str):
    page = await pages.post("/office/person", name=name, language="ja")

    assert problem in page
    assert len(town.chat.people("office")) == 3


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/plaza/press", {"message": "m9999999", "action": "volunteering.join:1"}),
        ("/plaza/press", {"message": "", "action": "volunteering.join:1"}),
        ("/plaza/say", {"person": "nobody", "line": "x"}),
        ("/plaza/say", {"channel": "dm-ren", "line": "x"}),
        ("/nowhere/say", {"line": "x"}),
        ("/plaza/submit", {"action": "", "draft": "d"}),
    ],
)
async def test_what_is_not_there_is_said_in_a_sentence_beside_the_page_as_it_is(
    pages: Pages, town: Town, path: str, fields: dict[str, str]
):
    page = await pages.post(path, **fields)

    assert "それは、もうここにはありません。" in page
    assert 'id="town"' in page
    assert town.engine.gestures == []


async def test_an_emoji_that_is_not_offered_is_not_taken(pages: Pages, town: Town):
    posted, _ = await town.show_call()

    await pages.post("/plaza/react", message=posted.message, emoji="💣", added="yes")

    assert town.chat.message("plaza", posted.message).reactions == ()


# --- the clock ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "step"), [("hour", timedelta(hours=1)), ("day", timedelta(days=1)), ("week", timedelta(weeks=1))]
)
async def test_the_clock_moves_by_steps(pages: Pages, clock: StandingClock, by: str, step: timedelta):
    await pages.post("/clock", by=by)

    assert clock.now() == MONDAY + step


@pytest.mark.parametrize("phrase", ["来週土曜 15時", "12/5 15:00", "12月5日(土) 15時"])
async def test_the_clock_moves_to_a_moment_as_people_type_it(pages: Pages, clock: StandingClock, phrase: str):
    await pages.post("/clock", to=phrase)

    assert clock.now().isoformat() == "2026-12-05T06:00:00+00:00"


async def test_what_happens_on_the_way_has_its_own_time_and_is_counted(pages: Pages, town: Town):
    posted, _ = await town.show_call()

    page = await pages.post("/clock", by="day")

    [reminder] = town.chat.talk("plaza", "volunteering", "aoi", posted.message)
    assert reminder.at == MONDAY + timedelta(hours=23)
    assert "2026年11月24日(火) 10:00 になりました。お知らせが1件届きました。" in page


async def test_one_press_on_the_clock_that_arrives_twice_moves_it_once(pages: Pages, clock: StandingClock):
    await asyncio.gather(*(pages.post("/clock", by="week", key="one rendering") for _ in range(3)))

    assert clock.now() == MONDAY + timedelta(weeks=1)


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("", "ここは記入してください。"),
        ("いつか", "日時として読めませんでした"),
        ("2026/11/1 10時", "もう過ぎました"),
        ("毎週土曜 10時", "ひとつの日時を書いてください"),
        ("2031/1/1 10時", "一度に進められるのは2年までです"),
    ],
)
async def test_a_moment_the_clock_cannot_go_to_is_refused_with_the_reason(
    pages: Pages, clock: StandingClock, phrase: str, reason: str
):
    page = await pages.post("/clock", to=phrase)

    assert reason in page
    assert clock.now() == MONDAY


# --- the page -------------------------------------------------------------------------------------------------------


async def test_the_page_speaks_the_language_that_was_chosen(pages: Pages):
    assert "チャンネル" in await pages.get("/?lang=ja")
    assert "Channels" in await pages.get("/?lang=en")


async def test_a_form_speaks_the_language_of_the_one_who_fills_it_in(pages: Pages):
    pages.view = "/?lang=en"

    in_japanese = await pages.post("/plaza/say", line="/volunteer call")
    in_english = await pages.post("/plaza/say", line="/volunteer call", person="emma")

    assert "何を手伝ってほしいですか" in in_japanese
    assert ">必須<" in in_japanese
    assert ">required<" in in_english


async def test_a_page_that_has_seen_it_all_is_told_nothing(pages: Pages, town: Town, client: ClientSession):
    async with client.get(f"{town.address}/town", params={"seen": town.chat.version}) as answer:
        assert answer.status == 204


async def test_a_page_that_does_not_exist_is_said_in_a_sentence(town: Town, client: ClientSession):
    async with client.get(f"{town.address}/elsewhere/complete") as answer:
        assert (answer.status, await answer.text()) == (
            404,
            "そのページはありません。プレイグラウンドは / にあります。",
        )


SORRY = "番号 [0-9a-f]{6} を運営の方に伝えてください"


async def test_a_reaction_that_cannot_be_kept_is_answered_with_an_apology_and_a_reference(pages: Pages, town: Town):
    posted, _ = await town.show_call()

    def fail(_: Gesture) -> Answer | None:
        raise OSError("the disk is gone")

    working, town.engine.answers = town.engine.answers, fail
    page = await pages.post("/plaza/react", message=posted.message, emoji="🙅", added="yes")
    assert re.search(SORRY, page)
    assert 'id="town"' in page

    town.engine.answers = working
    assert not re.search(SORRY, await pages.post("/plaza/say", line="/help"))


async def test_what_cannot_be_remembered_is_answered_with_an_apology_and_works_once_it_can_be(
    pages: Pages, town: Town, monkeypatch: pytest.MonkeyPatch
):
    async def fail(key: str, value: str) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(FakeShelf, "put", lambda _, key, value: fail(key, value))
        page = await pages.post("/plaza/say", line="/help", key="the same")
        assert re.search(SORRY, page)
    assert titles(town) == []

    await pages.post("/plaza/say", line="/help", key="the same")
    assert titles(town) == ["何をしましょうか"]


async def test_what_follows_from_a_gesture_may_fail_and_the_answer_is_there_all_the_same(
    pages: Pages, town: Town, monkeypatch: pytest.MonkeyPatch
):
    async def fail(_: Town, title: str) -> None:
        raise OSError("no platform to be seen")

    town.to_post = True
    monkeypatch.setattr(Town, "show_call", fail)
    page = await pages.post("/plaza/say", line="/help")

    assert titles(town) == ["何をしましょうか"]
    assert not re.search(SORRY, page)


async def test_the_stream_tells_of_each_change_and_ends_when_the_server_stops(
    shelf: FakeShelf, clock: StandingClock, client: ClientSession
):
    async with open_town(shelf, clock) as town:
        stream = await client.get(f"{town.address}/events")
        first = await stream.content.readuntil(b"\n\n")
        await town.deliver(ToAccount("ren"), card("こんにちは"), marker="hello", space=PLAZA)
        second = await stream.content.readuntil(b"\n\n")

    assert first != second
    assert second == f"event: changed\ndata: {town.chat.version}\n\n".encode()
    stream.close()


async def test_every_button_works_after_a_restart(shelf: FakeShelf, clock: StandingClock, client: ClientSession):
    async with open_town(shelf, clock) as before:
        await Pages(before, client).post(
            "/plaza/submit", action="volunteering.call", draft="draft1", **{"answer.title": "椅子"}
        )
        posted, _ = await before.show_call()
    async with open_town(shelf, clock) as after:
        [preview, _] = after.chat.talk("plaza", "volunteering", "aoi")
        await Pages(after, client).post("/plaza/press", message=preview.id, action=POST.encode())
        await Pages(after, client).post("/plaza/press", person="ren", message=posted.message, action=JOIN.encode())

    assert [type(gesture) for gesture in before.engine.gestures] == [FormSubmission]
    assert [type(gesture) for gesture in after.engine.gestures] == [ButtonPress, ButtonPress]
    assert titles(after) == ["投稿しました", "椅子運び"]
    assert titles(after, "ren") == ["椅子運び", "参加が決まりました"]

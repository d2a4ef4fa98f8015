"""People on a Discord over sockets, with the real library in between."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import discord
import pytest

from adapters.discord import client, render
from adapters.discord.client import DiscordAdapter, TokenRefused
from bot.ports import Delivery, Sent, ToAccount, ToChannel
from bot.vocabulary.action import Action
from bot.vocabulary.effect import File, OpenForm, Reply
from bot.vocabulary.people import AccountRef, SpaceAddress
from bot.vocabulary.request import ButtonPress, FormSubmission, MemberJoined, MemberLeft, MenuChoice, Place, Reaction
from tests.adapters.discord.samples import CHAIRS, JA, JOIN
from tests.adapters.discord.town import FORM
from tests.fakes.discord import FakeDiscord, payloads
from tests.fakes.discord.people import NoResponseError


def delivery(fake, target, marker="marker1", card=CHAIRS):
    return Delivery(marker, SpaceAddress("discord", str(fake.home.id)), target, card, JA)


async def published(fake, adapter):
    """The call's card, as it stands in the channel."""
    outcome = await adapter.courier.deliver(delivery(fake, ToChannel(str(fake.channel("general").id))))
    assert isinstance(outcome, Sent)
    return fake.message(outcome.message.message)


async def test_a_command_is_answered_privately(fake, connect):
    aoi = fake.member("あおい")

    async with connect():
        answered = await aoi.slash("help")

    assert answered.ephemeral
    assert "## 椅子運び" in answered.text


DATE = File("machi-picnic.ics", "text/calendar", "BEGIN:VCALENDAR 花見\r\n".encode())


async def test_a_file_comes_with_its_answer(fake, connect, town):
    aoi = fake.member("あおい")
    town.engine.answers = lambda _: Reply(CHAIRS, file=DATE)

    async with connect():
        answered = await aoi.slash("help")

    assert answered.ephemeral
    assert answered.reply.files == {DATE.name: DATE.content}


async def test_a_file_comes_where_the_answer_takes_the_place_of_a_question(fake, connect, town):
    aoi = fake.member("あおい")

    async with connect():
        opened = await aoi.slash("volunteer call")
        preview = await aoi.submits(opened, {"title": "椅子運び", "kind": "value2"})
        town.engine.answers = lambda _: Reply(CHAIRS, replaces=True, file=DATE)
        await aoi.presses("これでよい", on=preview)

    assert preview.reply.files == {DATE.name: DATE.content}


async def test_a_form_leads_through_its_problems_to_what_was_meant(fake, connect, town):
    aoi = fake.member("あおい")
    events = fake.channel("events")

    async with connect():
        opened = await aoi.slash("volunteer call")
        asked_again = await aoi.submits(opened, {"title": "?", "kind": "value2", "channel": events})
        problems = asked_again.text
        reopened = await aoi.presses("直す", on=asked_again)
        await aoi.submits(reopened, {"title": "椅子運び"})
        preview = asked_again.text
        await aoi.presses("これでよい", on=asked_again)

    assert asked_again.ephemeral
    assert "ここは記入してください。" in problems
    assert preview.startswith("## 椅子運び")
    assert town.draft == {"title": "椅子運び", "kind": "value2", "channel": (str(events.id),)}
    assert asked_again.text == "## posted\nposted"


async def test_a_button_works_after_a_restart(fake, connect, town):
    aoi = fake.member("あおい")
    async with connect() as adapter:
        card = await published(fake, adapter)

    async with connect():
        pressed = await aoi.presses("これでよい", on=card)

    assert isinstance(town.engine.gestures[-1], ButtonPress)
    assert town.engine.gestures[-1].action == JOIN
    assert pressed.replies == []


async def test_a_form_opened_before_a_restart_can_be_sent_after_it(fake, connect, town):
    aoi = fake.member("あおい")
    async with connect():
        opened = await aoi.slash("volunteer call")

    async with connect():
        await aoi.submits(opened, {"title": "椅子運び", "kind": "value0"})

    submission = town.engine.gestures[-1]
    assert isinstance(submission, FormSubmission)
    assert (submission.action, submission.draft) == (FORM.action, FORM.draft)


async def test_a_reaction_is_heard_with_its_message(fake, connect, town):
    aoi = fake.member("あおい")

    async with connect() as adapter:
        card = await published(fake, adapter)
        await aoi.reacts("🙅", on=card)
        await aoi.unreacts("🙅", on=card)
        await fake.until(lambda: len(town.engine.gestures) == 2)

    first, second = town.engine.gestures
    assert isinstance(first, Reaction)
    assert isinstance(second, Reaction)
    assert (first.message, first.emoji, first.added, second.added) == (str(card.id), "🙅", True, False)
    assert first.place == Place(str(card.channel.id))
    assert first.space == SpaceAddress("discord", str(fake.home.id))
    assert first.space.name == "つくば"
    assert first.actor.account.name == "あおい"
    assert first.key != second.key


async def test_the_same_reaction_made_again_is_another_gesture(fake, connect, town):
    aoi = fake.member("あおい")

    async with connect() as adapter:
        card = await published(fake, adapter)
        for _ in range(3):
            await aoi.reacts("🙅", on=card)
            await aoi.unreacts("🙅", on=card)
        await fake.until(lambda: len(town.engine.gestures) == 6)

    assert [gesture.added for gesture in town.engine.gestures] == [True, False] * 3
    assert len({gesture.key for gesture in town.engine.gestures}) == 6


async def test_what_presses_after_a_reaction_comes_as_a_direct_message(fake, connect):
    aoi, ben = fake.member("あおい"), fake.member("ben")

    async with connect() as adapter:
        card = await published(fake, adapter)
        await aoi.reacts("✋", on=card)
        await ben.reacts("🙅", on=card)
        (message,) = await fake.until(lambda: aoi.inbox)

    assert message.text == "## waitlisted\nwaitlisted"
    assert ben.inbox == []


async def test_a_reaction_that_could_not_be_kept_is_tried_again(fake, connect, town, monkeypatch):
    monkeypatch.setattr(client, "_AGAIN", (0.01, 0.01))
    aoi = fake.member("あおい")
    troubles = [OSError("the disk is away"), OSError("the disk is away")]

    def answer(gesture):
        if troubles:
            raise troubles.pop()
        return town.answer(gesture)

    town.engine.answers = answer
    async with connect() as adapter:
        card = await published(fake, adapter)
        await aoi.reacts("✋", on=card)
        await fake.until(lambda: aoi.inbox, within=30.0)

    assert len(town.engine.gestures) == 3
    assert len({gesture.key for gesture in town.engine.gestures}) == 1


async def test_a_reaction_to_somebody_elses_message_is_nobodys_business(fake, connect, town):
    aoi, ben = fake.member("あおい"), fake.member("ben")
    chat = await aoi.says("おはよう")

    async with connect() as adapter:
        card = await published(fake, adapter)
        await ben.reacts("🙅", on=chat)
        await ben.reacts("🙅", on=card)
        await fake.until(lambda: town.engine.gestures)

    assert [gesture.message for gesture in town.engine.gestures] == [str(card.id)]


async def test_a_button_in_a_direct_message_is_pressed_in_its_guild(fake, connect, town):
    aoi = fake.member("あおい")
    fake.guild("よその町")

    async with connect() as adapter:
        await adapter.courier.deliver(delivery(fake, ToAccount(str(aoi.id))))
        await aoi.presses("これでよい", on=aoi.inbox[0])

    pressed = town.engine.gestures[-1]
    assert isinstance(pressed, ButtonPress)
    assert pressed.space == SpaceAddress("discord", str(fake.home.id))
    assert pressed.place == Place(str(aoi.dm.id), direct=True)
    assert not pressed.actor.organizer


async def test_a_form_opened_in_a_direct_message_comes_back_to_its_guild(fake, connect, town):
    aoi = fake.member("あおい")
    fake.guild("よその町")
    town.engine.answers = lambda gesture: OpenForm(FORM) if isinstance(gesture, ButtonPress) else Reply(CHAIRS)

    async with connect() as adapter:
        await adapter.courier.deliver(delivery(fake, ToAccount(str(aoi.id))))
        opened = await aoi.presses("これでよい", on=aoi.inbox[0])
        sent = await aoi.submits(opened, {"title": "椅子運び", "kind": "value0"})
        await aoi.presses("これでよい", on=sent)

    assert {gesture.space.external_id for gesture in town.engine.gestures} == {str(fake.home.id)}


async def test_somebody_who_comes_and_goes_is_noticed_where_that_is_granted(fake, connect, town):
    aoi = fake.member("あおい", joined=False)

    async with connect():
        await aoi.joins()
        await aoi.leaves()
        await fake.until(lambda: len(town.engine.gestures) == 2)

    came, went = town.engine.gestures
    assert isinstance(came, MemberJoined)
    assert isinstance(went, MemberLeft)
    assert came.actor.account == went.actor.account
    assert came.actor.account.name == "あおい"


async def test_no_privileged_intent_is_needed(connect, town, shelf):
    async with FakeDiscord(privileged=discord.Intents.none()) as bare:
        adapter = DiscordAdapter(town.engine, shelf, bare.token, api_url=bare.api_url)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(adapter.run())
            await bare.connected()
            answered = await bare.member("あおい").slash("help")
            task.cancel()

    assert answered.ephemeral
    assert bare.gateway.identifies[0]["intents"] & discord.Intents(members=True).value == 0


async def test_organizers_are_those_who_manage_the_guild(fake, connect, town):
    manager = fake.member("あおい", permissions=discord.Permissions(manage_guild=True))
    member = fake.member("ben", locale="en-GB")
    traveller = fake.member("chi", locale="fr")

    async with connect():
        for person in (manager, member, traveller):
            await person.slash("help")

    assert [gesture.actor.organizer for gesture in town.engine.gestures] == [True, False, False]
    assert [gesture.actor.language for gesture in town.engine.gestures] == ["ja", "en", None]


async def test_a_command_in_a_thread_is_heard_in_its_channel(fake, connect, town):
    aoi = fake.member("あおい")

    async with connect() as adapter:
        card = await published(fake, adapter)
        thread = fake.world.start_thread(card.channel, {"name": "椅子"}, card)
        await aoi.slash("help", channel=thread)

    assert town.engine.gestures[-1].place == Place(str(card.channel.id), str(thread.id))


async def test_options_come_by_name_and_people_as_accounts(fake, connect, town):
    aoi, ben = fake.member("あおい"), fake.member("ben")

    async with connect():
        await aoi.slash("volunteer list", which="open", who=ben)

    who = town.engine.gestures[-1].options["who"]
    assert town.engine.gestures[-1].options["which"] == "open"
    assert (who.external_id, who.name) == (str(ben.id), "ben")


async def test_a_slow_answer_still_arrives(fake, connect, town, monkeypatch):
    monkeypatch.setattr(client, "PATIENCE", 0.05)
    aoi = fake.member("あおい")
    town.engine.ready.clear()

    async with connect(), asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(aoi.slash("help"))
        await fake.until(lambda: fake.sent("POST", "/callback"))
        town.engine.ready.set()
        answered = await asking

    assert answered.ephemeral
    assert "## 椅子運び" in answered.text


async def test_a_form_that_comes_late_waits_behind_a_door(fake, connect, town, monkeypatch):
    monkeypatch.setattr(client, "PATIENCE", 0.05)
    aoi = fake.member("あおい")
    town.engine.ready.clear()

    async with connect(), asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(aoi.slash("volunteer call"))
        await fake.until(lambda: fake.sent("POST", "/callback"))
        town.engine.ready.set()
        late = await asking
        town.engine.answers = lambda _gesture: OpenForm(FORM)
        opened = await aoi.presses("入力欄を開く", on=late)

    assert late.ephemeral
    assert opened.modal is not None


async def test_a_command_without_an_answer_leaves_nothing_behind(fake, connect):
    aoi = fake.member("あおい", permissions=discord.Permissions(manage_guild=True))

    async with connect():
        answered = await aoi.slash("settings setup")
        await fake.until(lambda: fake.sent("DELETE", "/webhooks/"))

    assert all(reply.deleted for reply in answered.replies)


async def test_an_answer_that_cannot_be_shown_is_apologised_for_and_the_next_one_given(fake, connect, town):
    aoi = fake.member("あおい")
    town.engine.answers = lambda _gesture: OpenForm(replace(FORM, action=Action("a" * 90)))

    async with connect():
        failed = await aoi.slash("help")
        town.engine.answers = town.answer
        answered = await aoi.slash("help")

    assert "Machi の側で問題が起きました" in failed.text
    assert "## 椅子運び" in answered.text


async def test_a_session_is_resumed_where_machi_was_told_to_connect(fake, connect, town):
    aoi = fake.member("あおい")
    fake.resume_url = "ws://127.0.0.1:9/gateway"

    async with connect(gateway_url=fake.gateway_url):
        await fake.until(lambda: len(fake.gateway.connections) == 1)
        fake.ask_to_reconnect()
        await fake.until(lambda: fake.gateway.resumes)
        answered = await aoi.slash("help")

    assert answered.ephemeral


async def test_a_token_that_discord_does_not_know_is_told_once(fake, town, shelf):
    adapter = DiscordAdapter(town.engine, shelf, "another.token", api_url=fake.api_url)

    with pytest.raises(TokenRefused):
        await adapter.run()

    assert len(fake.requests) == 1


async def test_the_api_may_stand_behind_a_path_and_a_slash(fake, connect):
    aoi = fake.member("あおい")

    async with connect(api_url=f"{fake.api_url}/"):
        answered = await aoi.slash("help")

    assert answered.ephemeral
    assert {request.path.count("//") for request in fake.requests} == {0}


async def test_answers_on_their_way_arrive_before_machi_leaves(fake, connect, town):
    aoi = fake.member("あおい")
    town.engine.ready.clear()

    async with asyncio.TaskGroup() as tasks:
        async with connect():
            asking = tasks.create_task(aoi.slash("help"))
            await fake.until(lambda: town.engine.gestures)
            asyncio.get_running_loop().call_later(0.05, town.engine.ready.set)
        answered = await asking

    assert "## 椅子運び" in answered.text


async def test_machi_waits_for_a_discord_that_is_away(fake, town, shelf):
    aoi = fake.member("あおい")
    adapter = DiscordAdapter(town.engine, shelf, fake.token, api_url=fake.api_url)
    await fake.stop()

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(adapter.run())
        await asyncio.sleep(0)
        await fake.start()
        await fake.until(lambda: fake.gateway.identifies, within=10.0)
        answered = await aoi.slash("help")
        running.cancel()

    assert answered.ephemeral


async def test_an_event_that_nobody_understands_is_survived(fake, connect):
    aoi = fake.member("あおい")

    async with connect():
        for session in fake.gateway.sessions.values():
            session.emit("INTERACTION_CREATE", {"id": "1", "type": 3})
        await fake.until(lambda: len(fake.gateway.identifies) == 2, within=10.0)
        answered = await aoi.slash("help")

    assert answered.ephemeral


async def test_where_there_is_one_guild_a_press_in_a_direct_message_means_that_one(fake, connect, town):
    aoi = fake.member("あおい")

    async with connect():
        message = fake.world.send(aoi.dm, render.payload(CHAIRS, JA), {})
        await aoi.presses("これでよい", on=message)

    assert town.engine.gestures[-1].space == SpaceAddress("discord", str(fake.home.id))


async def test_a_press_that_names_no_guild_is_sent_to_its_server(fake, connect, town):
    aoi = fake.member("あおい")
    fake.guild("よその町")

    async with connect():
        message = fake.world.send(aoi.dm, render.payload(CHAIRS, JA), {})
        answered = await aoi.presses("これでよい", on=message)

    assert answered.ephemeral
    assert "サーバーの中で" in answered.text
    assert town.engine.gestures == []


async def test_the_menu_on_a_person_tells_of_whom_it_was_chosen(fake, connect, town):
    aoi, ben = fake.member("あおい"), fake.member("ben")

    async with connect():
        await aoi.user_command("See introduction", ben)

    chosen = town.engine.gestures[-1]
    assert isinstance(chosen, MenuChoice)
    assert (chosen.name, chosen.on) == ("introductions.see", AccountRef(str(ben.id), "ben"))
    assert getattr(chosen.on, "name", None) == "ben"


async def test_the_menu_on_a_message_tells_its_words_and_no_intent_is_needed(fake, connect, town):
    aoi, ben = fake.member("あおい"), fake.member("ben")
    town.engine.answers = lambda _gesture: OpenForm(FORM)
    chat = await ben.says(f"{aoi.mention} 椅子を運ぶのを手伝って")

    async with connect():
        opened = await aoi.message_command("Make this a call", chat)

    chosen = town.engine.gestures[-1]
    assert isinstance(chosen, MenuChoice)
    assert chosen.name == "volunteering.call"
    assert str(chosen.on).endswith("椅子を運ぶのを手伝って")
    assert opened.modal is not None
    assert fake.gateway.identifies[0]["intents"] & discord.Intents(message_content=True).value == 0


async def test_a_form_from_a_menu_that_comes_late_asks_to_choose_again(fake, connect, town, monkeypatch):
    monkeypatch.setattr(client, "PATIENCE", 0.05)
    aoi = fake.member("あおい")
    town.engine.answers = lambda _gesture: OpenForm(FORM)
    town.engine.ready.clear()
    chat = await aoi.says("椅子")

    async with connect(), asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(aoi.message_command("Make this a call", chat))
        await fake.until(lambda: fake.sent("POST", "/callback"))
        town.engine.ready.set()
        late = await asking

    assert late.ephemeral
    assert "もう一度選んでください" in late.text


async def test_titles_are_offered_while_they_are_typed_and_nobody_types_an_id(fake, connect, town):
    aoi = fake.member("あおい")
    town.engine.titles = (("call1", "椅子運び"), ("call2", "草むしり"), ("call3", "長い" * 100))

    async with connect():
        everything = await aoi.completes("volunteer join", "call", "")
        chairs = await aoi.completes("volunteer join", "call", "椅子", places=2)
        nothing = await aoi.completes("volunteer join", "call", "なし")
        await aoi.slash("volunteer join", call=chairs[0]["value"], places=3)

    assert [choice["name"] for choice in everything[:2]] == ["椅子運び", "草むしり"]
    assert len(everything[2]["name"]) == 100
    assert (chairs, nothing) == ([{"name": "椅子運び", "value": "call1"}], [])
    assert dict(town.engine.gestures[-1].options) == {"call": "call1", "places": "3"}


async def test_twenty_five_are_offered_at_most(fake, connect, town):
    aoi = fake.member("あおい")
    town.engine.titles = tuple((f"call{number}", f"手伝い {number}") for number in range(40))

    async with connect():
        offered = await aoi.completes("volunteer join", "call", "手伝い")

    assert len(offered) == 25


async def test_the_roles_somebody_holds_are_told(fake, connect, town):
    helpers = fake.role("手伝い")
    aoi = fake.member("あおい", roles=(helpers,))

    async with connect():
        await aoi.slash("help")

    assert town.engine.gestures[-1].actor.roles == frozenset({str(helpers.id)})


async def test_somebodys_new_name_is_taken_over_without_a_word_from_them(fake, connect, town):
    aoi = fake.member("あおい")

    async with connect():
        await fake.connected()
        fake.home.members[aoi.id].nick = "青井"
        await aoi.is_given()
        await fake.until(lambda: town.engine.renamings)

    [(address, account)] = town.engine.renamings
    assert (address.external_id, account.external_id, account.name) == (str(fake.home.id), str(aoi.id), "青井")


async def test_whoever_reads_neither_language_is_answered_in_the_communitys(fake, connect, town):
    lou = fake.member("Lou", locale="fr")

    async with connect():
        await lou.slash("help")

    assert town.engine.gestures[-1].actor.language is None


async def test_somebody_without_a_name_of_their_choice_goes_by_their_login(fake, connect, town, monkeypatch):
    aoi = fake.member("aoi_1987")
    whole = payloads.user
    monkeypatch.setattr(payloads, "user", lambda *each, **more: {**whole(*each, **more), "global_name": None})

    async with connect() as adapter:
        card = await published(fake, adapter)
        await aoi.slash("help")
        await aoi.reacts("✋", on=card)
        await fake.until(lambda: len(town.engine.gestures) == 2)

    assert [gesture.actor.account.name for gesture in town.engine.gestures] == [aoi.user.name] * 2


@pytest.mark.parametrize("answered", [(404, 10062), (400, 40060), (429, 0), (500, 0)])
async def test_an_answer_that_discord_does_not_take_is_survived_and_the_next_is_given(fake, connect, town, answered):
    aoi, (status, code) = fake.member("あおい"), answered
    limit = {"retry_after": 0.1} if status == 429 else {}
    fake.fail_next("POST", r"/interactions/\d+/.*/callback$", status=status, code=code, **limit)

    async with connect():
        with suppress(NoResponseError):
            await aoi.slash("help")
        again = await aoi.slash("help")

    assert again.ephemeral
    assert len(town.engine.gestures) == 2


async def test_a_discord_that_asks_to_come_back_is_come_back_to_without_a_new_session(fake, connect, town):
    aoi = fake.member("あおい")

    async with connect() as adapter:
        await fake.connected()
        card = await published(fake, adapter)
        fake.ask_to_reconnect()
        await fake.until(lambda: fake.gateway.resumes, within=10.0)
        await aoi.reacts("✋", on=card)
        await fake.until(lambda: town.engine.gestures)

    assert len(fake.gateway.identifies) == 1

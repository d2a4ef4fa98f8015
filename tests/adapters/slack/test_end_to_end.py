"""The adapter on the real Bolt and the real slack_sdk, lived with over sockets, in both modes."""

import asyncio

import pytest

from adapters.slack import app
from adapters.slack.app import SlackAdapter, TokenRefused
from bot import drafts
from bot.ports import MessageRef, ToThread
from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons
from bot.vocabulary.effect import OpenForm, Reply
from bot.vocabulary.people import AccountRef
from bot.vocabulary.request import (
    ButtonPress,
    Command,
    FormSubmission,
    HomeOpened,
    MemberJoined,
    MemberLeft,
    Place,
    Reaction,
)
from bot.vocabulary.text import say
from tests.adapters.slack import town
from tests.adapters.slack.conftest import Living, running
from tests.adapters.slack.test_courier import DATE, delivery, posted
from tests.fakes.slack.web_api import METHODS

FILLED = {"title": "椅子運び", "places": "２", "role": "driver", "days": ["carrier"], "details": "軽トラあり"}


@pytest.fixture(autouse=True)
async def everything_was_taken(slack):
    yield
    assert slack.refusals == []


async def preview_of(hana):
    opened = await hana.runs("/volunteer", "call")
    return await hana.submits(opened.view, FILLED)


async def test_a_command_is_answered_in_private(machi, slack, hana):
    answer = await hana.runs("/volunteer", "list")

    assert answer.text.startswith("volunteer list")
    assert answer.message.recipient == hana.id
    assert slack.channel("general").messages == []


async def test_the_file_of_an_answer_is_handed_over_directly(machi, engine, slack, hana):
    engine.answers = lambda _: Reply(town.CALL, file=DATE)

    answer = await hana.runs("/volunteer", "list")

    handed = await slack.until(lambda: slack.state.group([hana.id]).messages)
    assert answer.message.recipient == hana.id
    assert [message.files for message in handed] == [{DATE.name: DATE.content}]


async def test_without_the_permission_a_sentence_says_what_is_missing(machi, engine, slack, hana):
    engine.answers = lambda _: Reply(town.CALL, file=DATE)
    slack.fail_next("files.getUploadURLExternal", error="missing_scope")

    await hana.runs("/volunteer", "list")

    (said,) = await slack.until(lambda: slack.state.group([hana.id]).messages)
    assert "files:write" in said.readable


async def test_a_command_tells_who_where_and_in_which_language(machi, engine, slack, hana):
    ben = slack.user(name="ben", real_name="Ben", locale="en-GB", is_admin=True)

    await hana.runs("/volunteer", "list which:mine")
    await ben.runs("/machi", "volunteer list")

    first, second = engine.gestures
    place = Place(slack.channel("general").id)
    assert isinstance(first, Command)
    assert first.space.external_id == slack.state.team_id
    assert first.space.name == "Machi Town"
    assert (first.actor.account.external_id, first.actor.account.name) == (hana.id, "花")
    assert (first.actor.language, first.actor.organizer, first.place) == ("ja", False, place)
    assert (first.name, first.subcommand, first.options) == ("volunteer", "list", {"which": "mine"})
    assert (second.name, second.subcommand) == ("volunteer", "list")
    assert (second.actor.language, second.actor.organizer) == ("en", True)


async def test_somebody_named_in_a_command_is_found(machi, engine, slack, hana):
    ben = slack.user(name="ben", real_name="Ben Sato")

    await hana.runs("/volunteer", f"who <@{ben.id}|ben>")
    await hana.runs("/volunteer", "who @花")
    await hana.runs("/volunteer", "who @nobody")

    found = [gesture.options["member"] for gesture in engine.gestures]
    assert found == [AccountRef(ben.id), AccountRef(hana.id), "@nobody"]
    assert found[0].name == "Ben Sato"


async def test_a_form_is_filled_in_mended_previewed_and_posted(machi, engine, hana):
    opened = await hana.runs("/volunteer", "call")
    refused = await hana.submits(opened.view, FILLED | {"places": "たくさん"})
    mended = await hana.submits(opened.view, {"places": "２"})
    preview = hana.view.readable
    done = await hana.presses("これでよい")

    assert refused.errors == {"title": "短く", "places": "数字で、半角でも全角でも"}
    assert mended.response_action == "update"
    assert "軽トラあり" in preview
    assert done.view.readable.startswith("投稿しました")
    sent = [gesture for gesture in engine.gestures if isinstance(gesture, FormSubmission)]
    assert [gesture.draft for gesture in sent] == ["draft1", "draft1"]
    assert len({gesture.key for gesture in sent}) == 2
    assert sent[1].answers == FILLED | {"days": ("carrier",)}
    assert engine.gestures[-1].action == Action(drafts.POST, ("draft1",))
    assert engine.gestures[-1].place == sent[0].place == engine.gestures[0].place


async def test_a_submission_that_comes_again_is_the_same_request(machi, engine, slack, hana):
    opened = await hana.runs("/volunteer", "call")
    refused = await hana.submits(opened.view, FILLED | {"places": "たくさん"})
    await slack.redelivers(refused.delivery)

    assert len({gesture.key for gesture in engine.gestures[1:]}) == 1


async def test_what_was_previewed_can_be_mended_in_place(machi, hana):
    await preview_of(hana)

    fixing = await hana.presses("直す")

    assert fixing.view is hana.view
    assert len(hana.views) == 1
    assert fixing.view.callback_id == "machi-form"
    assert "これでよい" in fixing.view.labels
    assert (await hana.submits(fixing.view, {"role": "driver"})).response_action == "update"


async def test_a_preview_that_is_closed_says_where_the_draft_is(machi, engine, slack, hana):
    await preview_of(hana)

    told = await hana.closes(patience=2)
    again = await hana.presses("続きを書く", on=told.message)

    assert told.text.startswith("取ってあります")
    assert engine.gestures[-2].action == Action(drafts.CANCEL, ("draft1",))
    assert again.view.callback_id == "machi-form"


async def test_a_form_that_is_closed_before_it_was_sent_says_nothing(machi, engine, slack, hana):
    engine.answers = lambda gesture: (
        Reply(town.card(), pressing=True) if isinstance(gesture, ButtonPress) else town.answer(gesture)
    )
    await hana.runs("/volunteer", "call")

    await hana.closes()

    await slack.settles()
    assert hana.reads == ""


async def test_what_was_typed_in_a_form_that_is_closed_is_kept_as_far_as_slack_tells(machi, engine, slack, hana):
    aside = Reply(town.card(title="取ってあります"))
    engine.answers = lambda gesture: aside if isinstance(gesture, FormSubmission) else town.answer(gesture)
    opened = await hana.runs("/volunteer", "call")
    hana.fills({"title": "椅子運び"}, opened.view)

    told = await hana.closes(patience=2)

    assert told.text.startswith("取ってあります")
    kept = engine.gestures[-1]
    assert (kept.sent, kept.draft, kept.answers["title"]) == (False, "draft1", "椅子運び")


async def test_a_form_that_was_only_looked_at_is_not_kept(machi, engine, slack, hana):
    engine.answers = lambda gesture: (
        OpenForm(town.form(title="椅子運び", role="driver", days=("carrier",)))
        if isinstance(gesture, Command)
        else Reply(town.card(), pressing=True)
    )
    await hana.runs("/volunteer", "call")

    await hana.closes()

    await slack.settles()
    assert not any(isinstance(gesture, FormSubmission) for gesture in engine.gestures)
    assert hana.reads == ""


async def test_a_button_on_a_card_is_answered_in_private(machi, engine, slack, hana):
    message = await posted(machi, slack, town.CALL)

    answer = await hana.presses("これでよい", on=message)

    assert answer.text.startswith("参加が決まりました")
    assert answer.message.recipient == hana.id
    assert engine.gestures[-1].action == town.JOIN
    assert engine.gestures[-1].place == Place(message.channel_id)
    assert message.edited_ts is None


async def test_each_press_is_a_gesture_of_its_own(machi, engine, slack, hana):
    message = await posted(machi, slack, town.CALL)

    first = await hana.presses("これでよい", on=message)
    await hana.presses("これでよい", on=message)
    await slack.redelivers(first.delivery)

    keys = [gesture.key for gesture in engine.gestures]
    assert keys[0] == keys[2] != keys[1]


async def test_a_private_answer_is_replaced_where_the_reply_says_so(machi, engine, hana):
    drawn = town.card(Buttons((Button(say("draft-post"), Action(drafts.POST, ("draft1",))),)))
    engine.answers = lambda gesture: Reply(drawn) if isinstance(gesture, Command) else town.answer(gesture)
    shown = await hana.runs("/volunteer", "list")

    replaced = await hana.presses("これでよい", on=shown.message)

    assert len(hana.ephemerals) == 1
    assert replaced.message is shown.message
    assert hana.reads.startswith("投稿しました")


async def test_a_public_card_is_never_replaced_by_a_private_answer(machi, engine, slack, hana):
    message = await posted(machi, slack, town.CALL)
    engine.answers = lambda _: Reply(town.card(title="済みました"), replaces=True)

    await hana.presses("これでよい", on=message)

    assert "公民館まで。" in message.readable
    assert hana.reads.startswith("済みました")


async def test_a_press_in_a_modal_that_leads_to_nothing_to_read_says_done(machi, engine, hana):
    quietly = town.card(Buttons((Button(say("draft-post"), Action("volunteering.quietly")),)))
    engine.answers = lambda gesture: Reply(quietly) if isinstance(gesture, FormSubmission) else town.answer(gesture)
    await preview_of(hana)

    await hana.presses("これでよい")

    assert hana.view.readable == "できました"


async def test_a_form_that_leads_to_nothing_to_read_closes(machi, engine, hana):
    engine.answers = lambda gesture: None if isinstance(gesture, FormSubmission) else town.answer(gesture)

    await preview_of(hana)

    assert hana.views == []


async def test_a_form_that_could_not_open_in_time_is_offered_again(machi, slack, hana):
    slack.fail_next("views.open", error="expired_trigger_id")

    late = await hana.runs("/volunteer", "call")
    again = await hana.presses("フォームを開く", on=late.message)

    assert late.text.startswith("もう一度、押してください")
    assert again.view.callback_id == "machi-form"


async def test_an_answer_reaches_its_reader_when_the_modal_was_closed_meanwhile(machi, slack, hana):
    await preview_of(hana)
    slack.fail_next("views.update", error="not_found")

    answer = await hana.presses("これでよい")

    assert answer.text.startswith("投稿しました")


@pytest.mark.parametrize("name", ["raised_hand", "hand::skin-tone-3"])
async def test_a_reaction_is_answered_in_private_and_can_be_taken_back(machi, engine, slack, hana, name: str):
    message = await posted(machi, slack, town.CALL)

    added = await hana.reacts(name, on=message, patience=2)
    await hana.unreacts(name, on=message, patience=2)

    assert added.text.startswith("✋ つけた")
    assert hana.reads.startswith("✋ はずした")
    assert isinstance(engine.gestures[0], Reaction)
    assert (engine.gestures[0].message, engine.gestures[0].place) == (message.ts, Place(message.channel_id))


async def test_an_emoji_that_means_nothing_and_the_apps_own_are_left_alone(machi, engine, slack, hana):
    message = await posted(machi, slack, town.CALL)

    await hana.reacts("pizza", on=message)
    await machi.courier._client.reactions_add(channel=message.channel_id, timestamp=message.ts, name="hand")

    await slack.settles()
    assert engine.gestures == []


async def test_an_event_that_comes_again_is_the_same_request(machi, engine, slack, hana):
    message = await posted(machi, slack, town.CALL)

    reacted = await hana.reacts("hand", on=message)
    await slack.redelivers(reacted.delivery)

    assert len(engine.gestures) == 2
    assert len({gesture.key for gesture in engine.gestures}) == 1
    assert len(hana.ephemerals) == 1  # what was said once is not said again


async def test_the_home_tab_shows_what_the_engine_says_and_its_buttons_work(machi, engine, slack, hana):
    engine.blocks = town.CALL.blocks

    await hana.opens_home()
    opened = await hana.presses("これでよい", on=hana.home)

    assert isinstance(engine.gestures[0], HomeOpened)
    assert "公民館まで。" in hana.home.readable
    assert hana.view.readable.startswith("参加が決まりました")
    assert opened.view is hana.home  # it was brought up to date after the press
    assert engine.gestures[1].place == Place(hana.id, direct=True)


async def test_the_messages_tab_is_not_the_home_page(machi, engine, slack, hana):
    await hana.opens_home(tab="messages", patience=0)

    await slack.settles()
    assert engine.gestures == []


async def test_a_shortcut_runs_a_command_and_nothing_else(machi, engine, slack, hana):
    opened = await hana.uses_shortcut("run:volunteer:call")
    with pytest.raises(AssertionError):
        await hana.uses_shortcut("volunteering.join:call1")

    assert opened.view.callback_id == "machi-form"
    assert len(engine.gestures) == 1


async def test_a_word_to_machi_brings_help(machi, engine, slack, hana):
    answer = await hana.mentions_app("なにができますか")

    assert answer.text.startswith("help")
    assert engine.gestures[0].name == "help"


async def test_machi_is_spoken_to_in_a_thread_as_by_a_command(machi, engine, slack, hana):
    message = await posted(machi, slack, town.CALL)

    answer = await hana.mentions_app("手伝い list which:mine", thread=message)

    assert answer.text.startswith("volunteer list")
    assert (answer.message.recipient, answer.message.thread_ts) == (hana.id, message.ts)
    command = engine.gestures[0]
    assert (command.name, command.subcommand, command.options) == ("volunteer", "list", {"which": "mine"})
    assert command.place == Place(message.channel_id, message.ts)


async def test_a_form_that_a_word_asks_for_is_opened_by_a_button(machi, engine, slack, hana):
    answer = await hana.mentions_app("/volunteer call")
    opened = await hana.presses("フォームを開く", on=answer.message)

    assert opened.view.callback_id == "machi-form"


async def test_a_message_can_be_made_into_something(machi, engine, slack, hana):
    ben = slack.user(name="ben", real_name="Ben Sato")
    message = ben.writes(f"Who helps <@{hana.id}> &amp; me?")

    opened = await hana.uses_message_shortcut("menu:volunteering.ask", on=message)

    assert opened.view.callback_id == "machi-form"
    [choice] = engine.gestures
    assert (choice.name, choice.on) == ("volunteering.ask", "Who helps @花 & me?")
    assert choice.place == Place(message.channel_id)


async def test_what_was_parked_goes_once_machi_is_let_in(machi, engine, slack, hana):
    inner = {"type": "member_joined_channel", "user": slack.state.bot.id, "channel": "C0HALL", "channel_type": "C"}
    await slack.send_event(inner)

    assert engine.reachable == ["C0HALL"]
    assert engine.gestures == []


@pytest.mark.parametrize(
    ("kind", "channel", "reason"),
    [
        ("channel_archive", "C0HALL", "is_archived"),
        ("group_archive", "C0HALL", "is_archived"),
        ("channel_deleted", "C0HALL", "channel_not_found"),
        ("group_deleted", "C0HALL", "channel_not_found"),
    ],
)
async def test_a_channel_that_is_closed_is_told_at_once(machi, engine, slack, hana, kind, channel, reason):
    await slack.send_event({"type": kind, "channel": channel, "user": hana.id, "event_ts": "1.0"})

    assert engine.closed == [(channel, reason)]


@pytest.mark.parametrize("kind", ["channel_unarchive", "group_unarchive"])
async def test_a_channel_that_is_open_again_gets_what_waited(machi, engine, slack, hana, kind):
    await slack.send_event({"type": kind, "channel": "C0HALL", "user": hana.id})

    assert engine.reachable == ["C0HALL"]


@pytest.mark.parametrize("kind", ["channel_rename", "group_rename"])
async def test_a_channel_by_another_name_is_the_same_channel(machi, engine, slack, kind):
    told = await slack.send_event({"type": kind, "channel": {"id": "C0HALL", "name": "広場", "created": 1}})

    assert told.acknowledged
    assert (engine.closed, engine.reachable) == ([], [])


async def test_a_workspace_by_another_name_is_known_by_it(machi, engine, slack, hana):
    await slack.send_event({"type": "team_rename", "name": "つくば"})
    await hana.runs("/volunteer", "list")

    assert [space.name for space in engine.renamed_spaces] == ["つくば"]
    assert engine.gestures[0].space.name == "つくば"


async def test_a_new_name_is_taken_over_at_once(machi, engine, slack, hana):
    await hana.changes(real_name="花子")

    assert [(account.external_id, account.name) for _, account in engine.renamings] == [(hana.id, "花子")]


async def test_organizers_may_be_named_or_come_from_a_user_group(slack, engine, clock):
    ada, ben, chie = (slack.user(name=name) for name in ("ada", "ben", "chie"))
    slack.state.user_groups["S0TEAM"] = [ben.id]
    adapter = SlackAdapter(
        engine,
        clock,
        slack.bot_token,
        app_token=slack.app_token,
        api_url=slack.api_url,
        organizers=[ada.id, "S0TEAM", "S0GONE"],
    )
    async with running(adapter):
        await slack.connected()
        for person in (ada, ben, chie):
            await person.runs("/volunteer", "list")
        slack.state.user_groups["S0TEAM"] = []
        clock.move(minutes=5)
        await ben.runs("/volunteer", "list")

    assert [gesture.actor.organizer for gesture in engine.gestures] == [True, True, False, False]
    slack.refusals.clear()


async def test_times_are_shown_in_the_zone_that_slack_tells(machi, engine, slack):
    eve = slack.user(name="eve", tz="Europe/Lisbon")
    odd = slack.user(name="odd", tz="Mars/Olympus")

    await eve.runs("/volunteer", "list")
    await odd.runs("/volunteer", "list")

    assert [gesture.actor.timezone for gesture in engine.gestures] == ["Europe/Lisbon", None]


async def test_somebody_who_has_to_wait_sees_a_modal_that_becomes_the_form(machi, engine, slack, hana):
    engine.ready.clear()

    waiting = await hana.runs("/volunteer", "call")
    said = hana.view.readable
    engine.ready.set()
    await slack.until(lambda: hana.view.callback_id == "machi-form")

    assert waiting.delivery.acknowledged
    assert waiting.delivery.seconds < 2.5
    assert "少しお待ちください" in said
    assert len(hana.views) == 1
    assert (await hana.submits(values=FILLED)).response_action == "update"


async def test_what_was_filled_in_stays_there_while_it_takes_a_moment(machi, engine, slack, hana):
    opened = await hana.runs("/volunteer", "call")
    engine.ready.clear()

    waiting = await hana.submits(opened.view, FILLED)
    typed = dict(hana.view.values)
    engine.ready.set()
    await slack.until(lambda: "軽トラあり" in hana.view.readable)

    assert waiting.delivery.seconds < 2.5
    assert "少しお待ちください" in waiting.errors["title"]
    assert typed


async def test_newcomers_are_made_known_and_those_who_left_too(machi, engine, slack, hana):
    await hana.joins_team()
    await hana.joins(slack.channel("手伝い"))
    hana.user.deleted = True
    await hana.changes(real_name="花")

    assert [type(gesture) for gesture in engine.gestures] == [MemberJoined, MemberJoined, MemberLeft]
    assert {gesture.actor.account.external_id for gesture in engine.gestures} == {hana.id}


async def test_a_changed_profile_is_noticed_at_once_and_changed_rights_within_minutes(
    machi, engine, slack, clock, hana
):
    await hana.runs("/volunteer", "list")
    await hana.changes(locale="en-US")
    await hana.runs("/volunteer", "list")
    hana.user.is_admin = True
    await hana.runs("/volunteer", "list")
    clock.move(minutes=5)
    await hana.runs("/volunteer", "list")

    actors = [gesture.actor for gesture in engine.gestures]
    assert [actor.language for actor in actors] == ["ja", "en", "en", "en"]
    assert [actor.organizer for actor in actors] == [False, False, False, True]
    assert len(slack.calls("users.info")) == 3


async def test_an_administrator_of_another_workspace_is_a_guest_here(machi, engine, slack):
    guest = slack.user(name="guest", team_id="T0OTHER", is_admin=True)

    await guest.runs("/volunteer", "list")

    assert engine.gestures[0].actor.organizer is False
    assert engine.gestures[0].space.external_id == slack.state.team_id


@pytest.mark.parametrize(
    ("said", "guest"),
    [
        ({}, False),
        ({"is_restricted": True}, True),
        ({"is_restricted": True, "is_ultra_restricted": True}, True),
        ({"is_stranger": True}, True),
        ({"team_id": "T0OTHER"}, True),
        ({"team_id": "T0OTHER", "enterprise_user": {"teams": ["T0OTHER", "T0TOWN"]}}, False),
        ({"team_id": None}, False),
    ],
    ids=str,
)
async def test_who_is_a_guest_is_what_slack_says_of_them_here(machi, engine, slack, hana, monkeypatch, said, guest):
    whole = METHODS["users.info"]
    monkeypatch.setitem(METHODS, "users.info", lambda *given: {"user": whole(*given)["user"] | said})

    await hana.runs("/volunteer", "list")

    assert engine.gestures[0].actor.guest is guest


async def test_somebody_slack_does_not_describe_is_a_plain_member(machi, engine, slack, hana):
    slack.fail_next("users.info", status=500)

    await hana.runs("/volunteer", "list")

    actor = engine.gestures[0].actor
    assert (actor.account.name, actor.language, actor.organizer) == ("hana", None, False)


async def test_an_answer_that_does_not_arrive_is_said_in_another_way(machi, slack, hana):
    slack.fail_next("response_url", status=500)

    answer = await hana.runs("/volunteer", "list")

    assert answer.text.startswith("volunteer list")
    assert [request.method for request in slack.requests][-2:] == ["response_url", "chat.postEphemeral"]


async def test_a_command_is_acknowledged_only_after_the_engine_is_done(machi, engine, slack, hana):
    engine.ready.clear()

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(hana.runs("/volunteer", "list"))
        await slack.until(lambda: slack.calls("users.info"))
        before = list(slack.deliveries)
        engine.ready.set()
        answer = await running

    assert before == []
    assert answer.delivery.acknowledged


async def test_a_fault_of_ours_is_not_acknowledged_so_that_slack_sends_it_again(machi, engine, slack, hana):
    message = await posted(machi, slack, town.CALL)

    def fails(gesture):
        raise RuntimeError("a fault")

    engine.answers = fails
    reacted = await hana.reacts("hand", on=message)

    assert not reacted.delivery.acknowledged


async def test_what_was_heard_is_answered_before_machi_leaves(living: Living, engine, slack, hana):
    engine.ready.clear()

    async with asyncio.TaskGroup() as tasks:
        async with living():
            asking = tasks.create_task(hana.runs("/volunteer", "list"))
            await slack.until(lambda: slack.calls("users.info"))
            asyncio.get_running_loop().call_later(0.1, engine.ready.set)
        answer = await asking

    assert answer.text.startswith("volunteer list")


async def test_what_was_shown_before_a_restart_still_works(living: Living, engine, slack, hana):
    async with living() as machi:
        message = await posted(machi, slack, town.CALL)
        await preview_of(hana)

    async with living():
        pressed = await hana.presses("これでよい", on=message)
        done = await hana.presses("これでよい", on=hana.view)

    assert pressed.text.startswith("参加が決まりました")
    assert done.view.readable.startswith("投稿しました")


async def test_an_answer_beneath_a_card_is_given_there(machi, engine, slack, hana):
    message = await posted(machi, slack, town.CALL)
    beneath = ToThread(MessageRef(message.channel_id, message.ts))
    await machi.courier.deliver(delivery(slack, beneath))

    answer = await hana.presses("これでよい", on=slack.channel("general").messages[-1])

    assert answer.message.thread_ts == message.ts
    assert engine.gestures[-1].place == Place(message.channel_id, message.ts)


async def test_a_slack_that_is_out_of_reach_at_the_start_is_waited_for(slack, engine, clock, monkeypatch):
    monkeypatch.setattr(app, "PATIENCE", 0.01)
    slack.fail_next("auth.test", status=503, times=2)
    slack.fail_next("apps.connections.open", drop_before=True)
    adapter = SlackAdapter(engine, clock, slack.bot_token, app_token=slack.app_token, api_url=slack.api_url)

    async with running(adapter):
        await slack.connected()

    assert len(slack.calls("auth.test")) == 3
    assert len(slack.calls("apps.connections.open")) == 2


@pytest.mark.parametrize(("bot_token", "app_token"), [("xoxb-other", None), (None, "xapp-other")])
async def test_a_refused_token_is_said_at_once(slack, engine, clock, bot_token, app_token):
    bot_token, app_token = bot_token or slack.bot_token, app_token or slack.app_token
    adapter = SlackAdapter(engine, clock, bot_token, app_token=app_token, api_url=slack.api_url)

    with pytest.raises(TokenRefused, match="MACHI_SLACK__"):
        await adapter.run()

    assert adapter.routes() == []
    slack.refusals.clear()

"""The fake Slack against the real slack-bolt and slack-sdk: both modes, a whole conversation, and every refusal."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, time
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import SUBSCRIPTIONS, CannotDo, FakeSlack, Person, Unanswered
from tests.fakes.slack.blocks import problems_in_message, problems_in_view

Json = dict[str, Any]


# a small app, as one would write it for the real Slack


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(label: str, value: str) -> Json:
    return {"text": plain(label), "value": value}


TITLE: Json = {
    "type": "input",
    "block_id": "title",
    "label": plain("Title"),
    "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20},
}
PLACES: Json = {
    "type": "input",
    "block_id": "places",
    "label": plain("How many hands"),
    "element": {
        "type": "static_select",
        "action_id": "pick",
        "options": [option("one", "1"), option("two", "2")],
        "initial_option": option("one", "1"),
    },
}


def modal(*blocks: Json, **more: Any) -> Json:
    whole = {
        "type": "modal",
        "callback_id": "call",
        "title": plain("A call"),
        "submit": plain("Post"),
        "blocks": list(blocks),
    }
    return whole | more


def card(text: str) -> list[Json]:
    join = {"type": "button", "action_id": "join", "text": plain("✋ 手伝う"), "value": "call-1"}
    quiet = {"type": "button", "action_id": "cant", "text": plain("今回は無理")}
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": text}},
        {"type": "actions", "block_id": "answers", "elements": [join, quiet]},
    ]


def small_app(slack: FakeSlack) -> AsyncApp:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)

    @app.command("/hello")
    async def hello(ack, command):
        await ack(f"Hello, {command['user_name']}: {command['text']}")

    @app.command("/later")
    async def later(ack, respond):
        await ack()
        await respond("Here you are", response_type="ephemeral")

    @app.command("/beside")
    async def beside(ack, client, command):
        await ack()
        await client.chat_postEphemeral(channel=command["channel_id"], user=command["user_id"], text="A word beside")

    @app.command("/silent")
    async def silent(ack):
        await ack()

    @app.command("/call")
    async def call(ack, client, command):
        await ack()
        await client.views_open(trigger_id=command["trigger_id"], view=modal(TITLE, PLACES, private_metadata="draft-1"))

    @app.view("call")
    async def submitted(ack, view, client, body):
        values = view["state"]["values"]
        title, places = values["title"]["text"]["value"], values["places"]["pick"]["selected_option"]["value"]
        if title == "?":
            await ack(response_action="errors", errors={"title": "Say a little more"})
            return
        preview = modal({"type": "section", "text": plain(f"{title} × {places}")})
        await ack(response_action="update", view={key: preview[key] for key in ("type", "title", "blocks")})
        await client.chat_postMessage(channel="#general", text=title, blocks=card(f"{title} 0/{places}"))

    @app.action("join")
    async def join(ack, body, client, respond):
        await ack()
        about = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**about, text="joined", blocks=card(f"<@{body['user']['id']}> is in"))
        await respond("You are in", response_type="ephemeral")

    @app.action("cant")
    async def cannot(ack, respond):
        await ack()
        await respond("Noted", response_type="ephemeral")

    @app.event("reaction_added")
    async def reacted(event, client):
        item = event["item"]
        blocks = card(f"{event['reaction']} by {event['user']}")
        await client.chat_update(channel=item["channel"], ts=item["ts"], text="reacted", blocks=blocks)

    @app.event("reaction_removed")
    async def unreacted(event, client):
        await client.chat_postMessage(channel=event["user"], text=f"You took :{event['reaction']}: back")

    @app.event("app_home_opened")
    async def home(event, client):
        view = {"type": "home", "blocks": [{"type": "header", "text": plain("Your places")}]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.event("team_join")
    async def welcome(event, client):
        told = await client.users_info(user=event["user"]["id"], include_locale=True)
        await client.chat_postMessage(channel=event["user"]["id"], text=f"Welcome ({told['user']['locale']})")

    @app.event("app_mention")
    async def mentioned(event, say):
        await say(f"<@{event['user']}> called", thread_ts=event["ts"])

    @app.event("member_joined_channel")
    @app.event("member_left_channel")
    async def ignored():
        return None

    @app.shortcut("new_call")
    async def shortcut(ack, client, shortcut):
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(TITLE))

    @app.message_shortcut("from_message")
    async def from_message(ack, respond, shortcut):
        await ack()
        await respond(f"About: {shortcut['message']['text']}", response_type="ephemeral")

    @app.view_closed("call")
    async def closed(ack, respond, client, body):
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Kept {body['view']['private_metadata']}")

    return app


@asynccontextmanager
async def over_socket_mode(slack: FakeSlack, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=1)
    await handler.connect_async()
    await slack.connected()
    try:
        yield handler
    finally:
        await handler.close_async()


@asynccontextmanager
async def over_http(slack: FakeSlack, app: AsyncApp) -> AsyncIterator[None]:
    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.sends_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield
    finally:
        await runner.cleanup()


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture(params=[over_socket_mode, over_http], ids=["socket-mode", "http"])
async def town(request: pytest.FixtureRequest) -> AsyncIterator[FakeSlack]:
    """A workspace with the small app connected, in either mode; it must never be refused anything."""
    async with FakeSlack(ack_seconds=1) as fake, request.param(fake, small_app(fake)):
        yield fake
        assert fake.refusals == []


@pytest.fixture
def hana(town: FakeSlack) -> Person:
    return town.user(name="hana", real_name="花", locale="ja-JP")


@pytest.fixture
def ben(town: FakeSlack) -> Person:
    return town.user(name="ben", tz="Europe/London")


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


async def posted_card(town: FakeSlack, person: Person) -> Any:
    await person.runs("/call")
    await person.submits(values={"Title": "椅子運び", "How many": "two"})
    return await town.until(lambda: town.channel("general").messages[-1:] and town.channel("general").messages[-1])


# a conversation, in both modes


async def test_a_command_is_answered_in_its_acknowledgement(town, hana):
    answer = await hana.runs("/hello", "town")

    assert answer.text == "Hello, hana: town"
    assert [message.readable for message in hana.ephemerals] == ["Hello, hana: town"]


async def test_a_command_is_answered_at_its_response_url(town, hana):
    answer = await hana.runs("/later")

    assert answer.text == "Here you are"
    assert len(town.calls("response_url")) == 1


async def test_a_command_is_answered_by_an_ephemeral_message(town, hana, ben):
    answer = await hana.runs("/beside")

    assert answer.text == hana.reads == "A word beside"
    assert ben.ephemerals == []


async def test_a_command_without_an_answer_shows_nothing(town, hana):
    answer = await hana.runs("/silent", patience=0.1)

    assert answer.delivery.acknowledged
    assert (answer.text, answer.view, answer.effects) == ("", None, [])


async def test_a_modal_is_opened_corrected_submitted_and_updated(town, hana):
    opened = await hana.runs("/call")
    questions = opened.view.labels
    refused = await hana.submits(opened.view, {"Title": "?", "places": "two"})
    accepted = await hana.submits(opened.view, {"title": "椅子運び"})
    card = await town.until(lambda: next(iter(town.channel("general").messages), None))

    assert questions == ["Title", "How many hands"]
    assert refused.errors == {"title": "Say a little more"}
    assert accepted.response_action == "update"
    assert hana.view.readable == "椅子運び × 2"
    assert card.readable == "椅子運び 0/2"
    assert [button.label for button in card.buttons] == ["✋ 手伝う", "今回は無理"]


async def test_what_is_not_typed_keeps_its_initial_value(town, hana):
    await hana.runs("/call")

    await hana.submits(values={"Title": "草取り"})

    assert hana.view.readable == "草取り × 1"


async def test_a_button_updates_the_message_and_answers_who_pressed_it(town, hana, ben):
    card = await posted_card(town, hana)

    answer = await ben.presses("手伝う", on=card)

    await town.until(lambda: ben.reads == "You are in")
    assert card.readable == f"{ben.mention} is in"
    assert answer.text == "You are in"
    assert hana.ephemerals == []


async def test_a_reaction_reaches_the_app_and_its_removal_too(town, hana, ben):
    card = await posted_card(town, hana)

    await ben.reacts("hand", on=card, patience=2)
    edited = card.readable
    taken_back = await ben.unreacts("hand", on=card, patience=2)

    assert edited == f"hand by {ben.id}"
    assert card.reactions == {}
    assert taken_back.text == ben.reads == "You took :hand: back"


async def test_the_home_tab_is_published_when_it_is_opened(town, hana):
    await hana.opens_home()

    assert hana.home.readable == "Your places"


async def test_a_newcomer_is_welcomed_in_the_language_of_the_profile(town, hana):
    await hana.joins_team(patience=2)

    assert [message.readable for message in hana.dms] == ["Welcome (ja-JP)"]


async def test_a_mention_is_answered_in_its_thread(town, hana):
    await hana.mentions_app("are you there?")

    question, reply = town.channel("general").messages
    assert reply.thread_ts == question.ts
    assert reply.readable == f"{hana.mention} called"


async def test_shortcuts_open_modals_and_know_their_message(town, hana, ben):
    said = ben.writes("Who has a ladder?")

    opened = await hana.uses_shortcut("new_call")
    about = await hana.uses_message_shortcut("from_message", on=said)

    assert opened.view.title == "A call"
    assert about.text == "About: Who has a ladder?"


async def test_closing_a_modal_is_told_only_when_it_asked(town, hana):
    await hana.runs("/call")
    silent = await hana.closes()

    await hana.runs("/call")
    hana.view.body["notify_on_close"] = True
    told = await hana.closes(patience=2)

    assert silent is None
    assert told.text == "Kept draft-1"
    assert hana.views == []


async def test_an_event_is_sent_again_with_the_same_identity(town, hana):
    await hana.opens_home()
    first = town.deliveries[-1]

    second = await town.redelivers(first, attempt=2)

    assert second.acknowledged
    assert second.envelope.payload["event_id"] == first.envelope.payload["event_id"]
    await town.until(lambda: len(town.calls("views.publish")) == 2)


async def test_the_app_hears_of_channels_it_is_in_and_no_others(town, hana):
    town.channel("garden")
    town.channel("cellar", app_is_member=False)

    heard = await hana.joins("garden")
    unheard = await hana.joins("cellar")

    assert heard.delivery.acknowledged
    assert unheard.delivery is None


async def test_an_unknown_command_is_reported_as_unanswered(town, hana):
    with pytest.raises(Unanswered, match="/nobody"):
        await hana.runs("/nobody")


async def test_people_cannot_do_what_slack_does_not_offer(town, hana, ben):
    await hana.runs("/call")

    with pytest.raises(CannotDo, match="required and empty"):
        await hana.submits()
    with pytest.raises(CannotDo, match="How many hands"):
        hana.fills({"Colour": "blue"})
    with pytest.raises(CannotDo, match=r"one.*two"):
        hana.fills({"places": "three"})
    with pytest.raises(CannotDo, match="0 to 20 characters"):
        hana.fills({"Title": "x" * 21})
    with pytest.raises(CannotDo, match="sees no button"):
        await ben.presses("手伝う")
    with pytest.raises(CannotDo, match="no such modal"):
        await ben.submits(hana.view)


# the shapes are Slack's


def sent(town: FakeSlack) -> Json:
    return town.deliveries[-1].envelope.payload


async def test_a_command_comes_as_the_fields_of_a_form(town, hana):
    await hana.runs("/hello", "手伝い")
    form = sent(town)

    assert {key: form[key] for key in ("command", "text", "user_id", "user_name", "channel_name", "team_id")} == {
        "command": "/hello",
        "text": "手伝い",
        "user_id": hana.id,
        "user_name": "hana",
        "channel_name": "general",
        "team_id": "T0TOWN",
    }
    assert form["response_url"].startswith(town.state.address)
    assert {"trigger_id", "api_app_id", "token", "team_domain", "channel_id", "is_enterprise_install"} <= form.keys()


async def test_a_press_tells_where_the_button_stood(town, hana, ben):
    card = await posted_card(town, hana)
    await ben.presses("cant", on=card)
    press = sent(town)

    assert press["type"] == "block_actions"
    assert press["user"] == {"id": ben.id, "username": "ben", "name": "ben", "team_id": "T0TOWN"}
    assert press["container"] == {
        "type": "message",
        "message_ts": card.ts,
        "channel_id": card.channel_id,
        "is_ephemeral": False,
    }
    assert press["message"]["blocks"] == card.blocks
    assert press["state"] == {"values": {}}
    assert press["actions"][0].items() >= {"type": "button", "action_id": "cant", "block_id": "answers"}.items()
    assert {"trigger_id", "response_url", "team", "channel", "api_app_id"} <= press.keys()


async def test_a_press_on_an_ephemeral_message_does_not_repeat_it(town, hana, ben):
    whisper = {"channel": "general", "user": hana.id, "text": "for you", "blocks": card("for you")}
    await AsyncWebClient(token=town.bot_token, base_url=town.api_url).chat_postEphemeral(**whisper)

    await hana.presses("cant", on=hana.ephemerals[0])

    assert sent(town)["container"]["is_ephemeral"]
    assert "message" not in sent(town)
    with pytest.raises(CannotDo, match="does not see"):
        await ben.presses("cant", on=hana.ephemerals[0])


async def test_a_submission_carries_the_view_and_its_state(town, hana):
    await hana.runs("/call")
    await hana.submits(values={"Title": "椅子運び"})
    submission = sent(town)

    assert submission["type"] == "view_submission"
    assert submission["view"]["state"]["values"]["title"] == {"text": {"type": "plain_text_input", "value": "椅子運び"}}
    assert (submission["view"]["callback_id"], submission["view"]["private_metadata"]) == ("call", "draft-1")
    assert submission["response_urls"] == []
    assert {"id", "hash", "root_view_id", "previous_view_id", "app_id", "team_id", "bot_id"} <= submission[
        "view"
    ].keys()


async def test_a_reaction_names_the_message_and_its_author_in_an_event_of_its_own(town, hana, ben):
    card = await posted_card(town, hana)
    await ben.reacts("hand", on=card)
    first = sent(town)
    await ben.reacts("wave", on=card)

    assert first["event"]["item"] == {"type": "message", "channel": card.channel_id, "ts": card.ts}
    assert (first["event"]["user"], first["event"]["item_user"]) == (ben.id, town.state.bot.id)
    assert (first["type"], first["team_id"], first["authorizations"][0]["user_id"]) == (
        "event_callback",
        "T0TOWN",
        town.state.bot.id,
    )
    assert first["event_id"] != sent(town)["event_id"]


async def test_an_answer_holds_what_its_own_gesture_led_to_and_this_person_sees(town, hana, ben):
    first = await hana.runs("/hello", "one")
    second = await ben.runs("/hello", "two")
    third = await hana.runs("/hello", "three")

    assert [answer.text for answer in (first, second, third)] == [
        "Hello, hana: one",
        "Hello, ben: two",
        "Hello, hana: three",
    ]
    assert first.messages == hana.ephemerals[:1]


# one mode or the other


async def test_socket_mode_survives_a_request_to_reconnect(slack):
    hana = slack.user(name="hana")
    async with over_socket_mode(slack, small_app(slack)):
        old = slack.socket_mode.connections[0]

        await slack.socket_mode.disconnect("refresh_requested")
        await slack.until(lambda: slack.socket_mode.connections and slack.socket_mode.connections != [old])
        await slack.until(lambda: len(slack.socket_mode.connections) == 1)
        answer = await hana.runs("/hello")

    assert answer.text == "Hello, hana: "
    assert len(slack.calls("apps.connections.open")) == 2


async def test_socket_mode_shares_the_envelopes_between_connections(slack):
    hana = slack.user(name="hana")
    other = AsyncApp(client=AsyncWebClient(token=slack.bot_token, base_url=slack.api_url))

    @other.command("/hello")
    async def hello(ack):
        await ack("The other one")

    async with over_socket_mode(slack, small_app(slack)), over_socket_mode(slack, other):
        await slack.connected(2)

        answers = [await hana.runs("/hello") for _ in range(4)]

    assert sorted(answer.text for answer in answers) == ["Hello, hana: "] * 2 + ["The other one"] * 2


async def test_a_broken_connection_leaves_the_interaction_unanswered(slack):
    hana = slack.user(name="hana")
    async with AsyncExitStack() as exits:
        session = await exits.enter_async_context(aiohttp.ClientSession())
        client = AsyncWebClient(base_url=slack.api_url)
        link = str((await client.apps_connections_open(app_token=slack.app_token))["url"])
        mute = await session.ws_connect(link)
        hello = await mute.receive_json()

        slack.state.announce({"type": "team_join", "user": {"id": hana.id}})
        envelope = await mute.receive_json()
        slack.socket_mode.cut()
        await slack.until(lambda: slack.deliveries)

    assert hello["type"] == "hello"
    assert (envelope["type"], envelope["payload"]["type"]) == ("events_api", "event_callback")
    assert not slack.deliveries[0].acknowledged


async def test_a_ticket_opens_one_connection_only(slack):
    link = str((await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token))["url"])
    async with aiohttp.ClientSession() as session, session.ws_connect(link):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(link)


async def test_http_mode_signs_every_request_and_verifies_the_url(slack):
    async with over_http(slack, small_app(slack)):
        verified = await slack.verifies_request_url()
        forged = await slack.http.post("{}", "application/json", {"X-Slack-Signature": "v0=forged"})

    assert verified
    assert forged.status == 401


async def test_redelivery_over_http_says_how_often_and_why(slack):
    seen: list[tuple[str | None, str | None]] = []

    async def endpoint(request: web.Request) -> web.Response:
        headers = request.headers
        seen.append((headers.get("X-Slack-Retry-Num"), headers.get("X-Slack-Retry-Reason")))
        return web.Response()

    app = web.Application()
    app.router.add_post("/", endpoint)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.sends_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await slack.user(name="hana").opens_home(patience=0)

    await slack.redelivers(slack.deliveries[0], attempt=1, reason="http_error")
    await runner.cleanup()

    assert seen == [(None, None), ("1", "http_error")]


# the Web API refuses as Slack does


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


async def test_tokens_are_checked(slack):
    def api(token: str) -> AsyncWebClient:
        return AsyncWebClient(token=token, base_url=slack.api_url)

    assert await refused(api("").auth_test()) == "not_authed"
    assert await refused(api("xoxb-stolen").auth_test()) == "invalid_auth"
    assert await refused(api(slack.app_token).auth_test()) == "not_allowed_token_type"
    assert await refused(api("").apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"


async def test_an_unknown_method_is_refused_and_recorded(slack, client):
    assert await refused(client.api_call("chat.shout", json={"text": "hey"})) == "unknown_method"
    assert [(request.method, request.arguments) for request in slack.requests] == [("chat.shout", {"text": "hey"})]
    assert [refusal.error for refusal in slack.refusals] == ["unknown_method"]


POST = "chat.postMessage"


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        (POST, {"text": "hi"}, "channel_not_found"),
        (POST, {"channel": "C404", "text": "hi"}, "channel_not_found"),
        (POST, {"channel": "cellar", "text": "hi"}, "not_in_channel"),
        (POST, {"channel": "vault", "text": "hi"}, "channel_not_found"),
        (POST, {"channel": "attic", "text": "hi"}, "is_archived"),
        (POST, {"channel": "general"}, "no_text"),
        (POST, {"channel": "general", "text": "x" * 40_001}, "msg_too_long"),
        (POST, {"channel": "general", "text": "hi", "thread_ts": "1.0"}, "thread_not_found"),
        (POST, {"channel": "general", "text": "hi", "blocks": "{"}, "invalid_blocks_format"),
        (POST, {"channel": "general", "text": "hi", "blocks": [{"type": "section"}]}, "invalid_blocks"),
        (POST, {"channel": "general", "text": "hi", "metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
        ("chat.update", {"channel": "general", "ts": "1.0", "text": "hi"}, "message_not_found"),
        ("chat.delete", {"channel": "general", "ts": "1.0"}, "message_not_found"),
        ("chat.postEphemeral", {"channel": "general", "user": "U404", "text": "hi"}, "user_not_found"),
        ("chat.postEphemeral", {"channel": "garden", "user": "U0HANA", "text": "hi"}, "user_not_in_channel"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": "U404"}, "user_not_found"),
        ("conversations.history", {"channel": "cellar"}, "not_in_channel"),
        ("conversations.replies", {"channel": "general", "ts": "1.0"}, "thread_not_found"),
        ("conversations.info", {"channel": "vault"}, "channel_not_found"),
        ("conversations.list", {"types": "cellar"}, "invalid_types"),
        ("users.info", {"user": "U404"}, "user_not_found"),
        ("reactions.add", {"name": "✋", "channel": "general", "timestamp": "1.0"}, "invalid_name"),
        ("reactions.add", {"name": "hand"}, "no_item_specified"),
        ("reactions.add", {"name": "hand", "channel": "general", "timestamp": "1.0"}, "message_not_found"),
        ("views.open", {"trigger_id": "x", "view": modal(TITLE)}, "invalid_trigger_id"),
        ("views.open", {"trigger_id": "x", "view": modal(TITLE, title=plain("x" * 25))}, "invalid_arguments"),
        ("views.update", {"view_id": "V404", "view": modal(TITLE)}, "not_found"),
        ("views.publish", {"user_id": "U0HANA", "view": modal(TITLE)}, "invalid_arguments"),
        ("bots.info", {"bot": "B404"}, "bot_not_found"),
    ],
)
async def test_the_web_api_refuses_in_the_words_of_slack(slack, client, method, arguments, error):
    slack.user("U0HANA", name="hana")
    slack.channel("garden")
    slack.channel("cellar", app_is_member=False)
    slack.channel("vault", app_is_member=False, is_private=True)
    slack.channel("attic").is_archived = True

    answer = await refused(client.api_call(method, json=arguments))

    assert answer == error
    assert slack.channel("general").messages == []


async def test_only_its_own_messages_can_the_app_change(slack, client):
    said = slack.user(name="hana").writes("mine")
    place = slack.channel("general").id

    assert await refused(client.chat_update(channel=place, ts=said.ts, text="yours")) == "cant_update_message"
    assert await refused(client.chat_delete(channel=place, ts=said.ts)) == "cant_delete_message"
    assert said.text == "mine"


async def test_an_update_keeps_the_blocks_and_metadata_it_does_not_name(slack, client):
    metadata = {"event_type": "delivery", "event_payload": {"m": "abc"}}
    sent = await client.chat_postMessage(channel="general", text="a", blocks=card("a"), metadata=metadata)
    about = {"channel": sent["channel"], "ts": sent["ts"]}
    message = slack.channel("general").messages[0]

    await client.chat_update(**about, text="b")
    kept = message.readable, message.metadata
    await client.chat_update(**about, text="c", blocks=[], metadata={})

    assert kept == ("a", metadata)
    assert (message.readable, message.metadata) == ("c", None)


async def test_a_deleted_message_is_gone_for_everybody(slack, client):
    sent = await client.chat_postMessage(channel="general", text="oops")

    await client.chat_delete(channel=sent["channel"], ts=sent["ts"])
    history = await client.conversations_history(channel=sent["channel"])

    assert history["messages"] == slack.channel("general").messages == []


async def test_reactions_are_added_once_read_and_removed(slack, client):
    sent = await client.chat_postMessage(channel="general", text="hi")
    item = {"channel": sent["channel"], "timestamp": sent["ts"]}

    await client.reactions_add(name="hand", **item)
    again = await refused(client.reactions_add(name="hand", **item))
    read = await client.reactions_get(**item)
    await client.reactions_remove(name="hand", **item)
    missing = await refused(client.reactions_remove(name="hand", **item))

    assert (again, missing) == ("already_reacted", "no_reaction")
    assert read["message"]["reactions"] == [{"name": "hand", "users": [slack.state.bot.id], "count": 1}]


async def test_history_comes_in_pages_newest_first_with_metadata_on_request(slack, client):
    for number in range(3):
        marker = {"event_type": "delivery", "event_payload": {"m": str(number)}}
        await client.chat_postMessage(channel="general", text=str(number), metadata=marker)
    place = slack.channel("general")

    pages = await client.conversations_history(channel=place.id, limit=2, include_all_metadata=True)
    markers = [said["metadata"]["event_payload"]["m"] async for page in pages for said in page["messages"]]
    bare = await client.conversations_history(channel=place.id, oldest=place.messages[1].ts)

    assert markers == ["2", "1", "0"]
    assert ["metadata" in message for message in bare["messages"]] == [False]


async def test_a_thread_is_read_from_its_first_message_on(slack, client):
    parent = await client.chat_postMessage(channel="general", text="parent")
    await client.chat_postMessage(channel="general", text="reply", thread_ts=parent["ts"])
    place = slack.channel("general").id

    thread = await client.conversations_replies(channel=place, ts=parent["ts"])
    history = await client.conversations_history(channel=place)

    assert [message["text"] for message in thread["messages"]] == ["parent", "reply"]
    assert [(message["text"], message["reply_count"]) for message in history["messages"]] == [("parent", 1)]


async def test_looking_up_may_lag_behind_posting():
    now = [1_000_000.0]
    async with FakeSlack(clock=lambda: now[0]) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        slack.state.history_lag = 3.0
        sent = await client.chat_postMessage(channel="general", text="hi")
        early = await client.conversations_history(channel=str(sent["channel"]))
        now[0] += 3.1
        late = await client.conversations_history(channel=str(sent["channel"]))

    assert early["messages"] == []
    assert [message["text"] for message in late.get("messages", [])] == ["hi"]


async def test_people_and_channels_can_be_listed(slack, client):
    hana = slack.user(name="hana", locale="ja-JP")
    slack.channel("cellar", app_is_member=False)

    people = await client.users_list(include_locale=True)
    without = await client.users_info(user=hana.id)
    public = await client.conversations_list()
    mine = await client.users_conversations()
    joined = await client.conversations_join(channel=slack.channel("cellar").id)
    members = await client.conversations_members(channel=slack.channel("general").id)

    assert {person["name"]: person["locale"] for person in people["members"]} == {"machi": "en-US", "hana": "ja-JP"}
    assert (without["user"]["tz"], without["user"]["tz_offset"]) == ("Asia/Tokyo", 32400)
    assert "locale" not in without["user"]
    assert [place["name"] for place in public["channels"]] == ["general", "cellar"]
    assert [place["name"] for place in mine["channels"]] == ["general"]
    assert joined["channel"]["is_member"]
    assert members["members"] == [slack.state.bot.id, hana.id]


async def test_a_direct_conversation_is_opened_once(slack, client):
    hana = slack.user(name="hana")

    first = await client.conversations_open(users=hana.id)
    second = await client.conversations_open(users=[hana.id], return_im=True)
    await client.chat_postMessage(channel=hana.id, text="psst")

    assert first["channel"]["id"] == second["channel"]["id"] == hana.dm.id
    assert second["channel"]["user"] == hana.id
    assert hana.reads == "psst"


# time limits


async def test_a_trigger_serves_once_and_for_three_seconds():
    now = [1_000_000.0]
    async with FakeSlack(clock=lambda: now[0]) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        hana = slack.user(name="hana")
        fresh, stale = slack.state.new_trigger(hana.id), slack.state.new_trigger(hana.id)

        await client.views_open(trigger_id=fresh, view=modal(TITLE))
        again = await refused(client.views_open(trigger_id=fresh, view=modal(TITLE)))
        now[0] += 3.1
        late = await refused(client.views_open(trigger_id=stale, view=modal(TITLE)))

    assert (again, late) == ("exchanged_trigger_id", "expired_trigger_id")


async def test_modals_stack_three_deep_and_updates_know_their_hash(slack, client):
    hana = slack.user(name="hana")

    def trigger() -> str:
        return slack.state.new_trigger(hana.id)

    opened = await client.views_open(trigger_id=trigger(), view=modal(TITLE, external_id="mine"))
    await client.views_push(trigger_id=trigger(), view=modal(TITLE))
    await client.views_push(trigger_id=trigger(), view=modal(TITLE))
    deeper = await refused(client.views_push(trigger_id=trigger(), view=modal(TITLE)))
    await client.views_update(external_id="mine", hash=opened["view"]["hash"], view=modal(TITLE, title=plain("Two")))
    stale = await refused(
        client.views_update(view_id=opened["view"]["id"], hash=opened["view"]["hash"], view=modal(TITLE))
    )

    assert (deeper, stale) == ("push_limit_reached", "hash_conflict")
    assert [view.title for view in hana.views] == ["Two", "A call", "A call"]


async def test_a_response_url_serves_five_times_and_for_thirty_minutes():
    now = [1_000_000.0]
    async with FakeSlack(clock=lambda: now[0]) as slack, aiohttp.ClientSession() as session:
        hana, place = slack.user(name="hana"), slack.channel("general")

        async def use(url: Any, **body: Any) -> int:
            async with session.post(slack.state.address + url.path, json=body) as response:
                return response.status

        used, old = slack.response_urls.issue(hana.id, place.id), slack.response_urls.issue(hana.id, place.id)
        statuses = [await use(used, text=str(turn), response_type="in_channel") for turn in range(6)]
        now[0] += 30 * 60 + 1
        late = await use(old, text="late")

    assert statuses == [200] * 5 + [404]
    assert late == 404
    assert [refusal.error for refusal in slack.refusals] == ["used_url", "expired_url"]
    assert [message.text for message in place.messages] == ["0", "1", "2", "3", "4"]


async def test_a_response_url_replaces_or_deletes_the_message_that_was_pressed(slack, client):
    hana = slack.user(name="hana")
    await client.chat_postMessage(channel="general", text="card")
    message = slack.channel("general").messages[0]
    url = slack.response_urls.issue(hana.id, message.channel_id, message)

    slack.response_urls.use(url.path, {"text": "aside", "response_type": "ephemeral"})
    slack.response_urls.use(url.path, {"text": "beside", "replace_original": False})
    slack.response_urls.use(url.path, {"text": "replaced"})
    replaced = message.text
    slack.response_urls.use(url.path, {"delete_original": True})

    assert [whisper.text for whisper in hana.ephemerals] == ["aside", "beside"]
    assert replaced == "replaced"
    assert message.deleted


async def test_a_replaced_ephemeral_message_is_still_seen_by_its_reader_alone(slack, client):
    hana = slack.user(name="hana")
    await client.chat_postEphemeral(channel="general", user=hana.id, text="before")
    url = slack.response_urls.issue(hana.id, slack.channel("general").id, hana.ephemerals[0])

    slack.response_urls.use(url.path, {"text": "after", "replace_original": True})

    assert hana.reads == "after"
    assert [(effect.kind, effect.seen_by) for effect in slack.state.effects] == [
        ("whispered", hana.id),
        ("edited", hana.id),
    ]


# faults


async def test_ordered_faults_come_once_each_in_their_order(slack, client):
    slack.fail_next(POST, error="internal_error")
    slack.fail_next(POST, status=503)
    slack.fail_next(POST, retry_after=30)

    in_words = await refused(client.chat_postMessage(channel="general", text="1"))
    with pytest.raises(SlackApiError) as broken:
        await client.chat_postMessage(channel="general", text="2")
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel="general", text="3")
    await client.chat_postMessage(channel="general", text="4")

    assert in_words == "internal_error"
    assert broken.value.response.status_code == 503
    assert limited.value.response.headers["Retry-After"] == "30"
    assert [message.text for message in slack.channel("general").messages] == ["4"]
    assert slack.faults.waiting == 0


@pytest.mark.parametrize(
    ("order", "seen_as", "stored"),
    [
        ({"drop_before": True}, aiohttp.ClientError, []),
        ({"drop_after": True}, aiohttp.ClientError, ["hi"]),
        ({"error": "fatal_error", "stored": True}, SlackApiError, ["hi"]),
        ({"status": 500, "stored": True}, SlackApiError, ["hi"]),
    ],
)
async def test_a_lost_reply_may_hide_that_the_message_is_there(slack, client, order, seen_as, stored):
    slack.fail_next("*", **order)

    with pytest.raises(seen_as):
        await client.chat_postMessage(channel="general", text="hi")

    assert [message.text for message in slack.channel("general").messages] == stored
    assert len(slack.calls(POST)) == 1


# blocks


SAID = {"type": "mrkdwn", "text": "hi"}
SECTION = {"type": "section", "text": SAID}
PRESS = {"type": "button", "text": plain("go"), "action_id": "go"}


@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ("text", "must be an array"),
        ([SECTION] * 51, "no more than 50 items"),
        ([{"type": "marquee"}], "unsupported type: marquee"),
        ([{"type": "section"}], "`text` or `fields`"),
        ([SECTION | {"colour": "red"}], "invalid additional property: colour"),
        ([{"type": "section", "text": SAID | {"text": ""}}], "must be more than 0 characters"),
        ([{"type": "section", "text": SAID | {"text": "x" * 3001}}], "must be less than 3001 characters"),
        ([{"type": "section", "fields": [SAID] * 11}], "no more than 10 items"),
        ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters"),
        ([{"type": "header", "text": SAID}], "unsupported type: mrkdwn"),
        ([{"type": "actions", "elements": []}], "no fewer than 1 items"),
        (
            [{"type": "actions", "elements": [PRESS | {"action_id": str(n)} for n in range(26)]}],
            "no more than 25 items",
        ),
        ([{"type": "actions", "elements": [PRESS | {"text": plain("x" * 76)}]}], "must be less than 76 characters"),
        ([{"type": "actions", "elements": [PRESS | {"value": "x" * 2001}]}], "must be less than 2001 characters"),
        ([{"type": "actions", "elements": [PRESS | {"style": "loud"}]}], "must be one of primary, danger"),
        ([{"type": "actions", "elements": [PRESS, PRESS]}], '`action_id` "go" already exists'),
        ([SECTION | {"block_id": "b"}, SECTION | {"block_id": "b"}], "block_id `b` already exists"),
        ([{"type": "context", "elements": [SAID] * 11}], "no more than 10 items"),
        ([{"type": "image", "alt_text": "a map"}], "either image_url or slack_file"),
        ([SECTION | {"accessory": {"type": "static_select"}}], "either options or option_groups"),
    ],
)
def test_blocks_over_a_limit_are_refused(blocks, problem):
    problems = problems_in_message(blocks)

    assert any(problem in told and "json-pointer:/blocks" in told for told in problems), problems


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (modal(TITLE, title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(TITLE, submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (modal(*[SECTION] * 101), "no more than 100 items"),
        (modal(private_metadata="x" * 3001), "must be less than 3001 characters"),
        ({"type": "modal", "title": plain("A"), "blocks": [TITLE]}, "missing required field: submit"),
        ({"type": "modal", "blocks": []}, "missing required field: title"),
        (modal(TITLE | {"label": SAID}), "unsupported type: mrkdwn"),
        (modal(PLACES | {"element": PLACES["element"] | {"options": []}}), "no fewer than 1 items"),
        ({"type": "home", "title": plain("A"), "blocks": []}, "invalid additional property: title"),
    ],
)
def test_views_over_a_limit_are_refused(view, problem):
    problems = problems_in_view(view)

    assert any(problem in told for told in problems), problems


def test_good_blocks_and_views_are_taken():
    assert problems_in_message(card("hi")) == []
    assert problems_in_view(modal(TITLE, PLACES)) == []


async def test_blocks_are_too_long_together(slack, client):
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5

    assert await refused(client.chat_postMessage(channel="general", text="hi", blocks=long)) == "msg_blocks_too_long"


# forms


def ask(kind: str, **more: Any) -> Json:
    element = {"type": kind, "action_id": "a", **more}
    return {"type": "input", "block_id": kind, "label": plain(kind), "optional": True, "element": element}


CHOICES = [option("朝", "morning"), option("夜", "night")]
EVERY_ELEMENT = modal(
    ask("plain_text_input", initial_value="before"),
    ask("number_input", is_decimal_allowed=False),
    ask("static_select", options=CHOICES),
    ask("multi_static_select", options=CHOICES, initial_options=CHOICES[:1]),
    ask("radio_buttons", options=CHOICES),
    ask("checkboxes", options=CHOICES),
    ask("users_select"),
    ask("multi_users_select"),
    ask("channels_select"),
    ask("conversations_select"),
    ask("datepicker", initial_date="2026-12-01"),
    ask("timepicker"),
)


async def submitted_values(slack: FakeSlack, fill: Callable[[Person], Json]) -> Json:
    """Open the form, fill it, submit it, and return the state as the app received it."""
    hana = slack.user("U0HANA", name="hana")
    app = AsyncApp(
        client=AsyncWebClient(token=slack.bot_token, base_url=slack.api_url), signing_secret=slack.signing_secret
    )

    @app.command("/form")
    async def form(ack, client, command):
        await ack()
        await client.views_open(trigger_id=command["trigger_id"], view=EVERY_ELEMENT)

    @app.view("call")
    async def accept(ack):
        await ack(response_action="clear")

    async with over_http(slack, app):
        await hana.runs("/form")
        await hana.submits(values=fill(hana))
    values = slack.deliveries[-1].envelope.payload["view"]["state"]["values"]
    return {name: next(value for key, value in block["a"].items() if key != "type") for name, block in values.items()}


async def test_a_form_left_alone_sends_its_initial_values(slack):
    values = await submitted_values(slack, lambda _: {})

    assert values == {
        "plain_text_input": "before",
        "number_input": None,
        "static_select": None,
        "multi_static_select": CHOICES[:1],
        "radio_buttons": None,
        "checkboxes": [],
        "users_select": None,
        "multi_users_select": [],
        "channels_select": None,
        "conversations_select": None,
        "datepicker": "2026-12-01",
        "timepicker": None,
    }


async def test_a_filled_form_sends_what_was_chosen(slack):
    place = slack.channel("general")

    values = await submitted_values(
        slack,
        lambda hana: {
            "plain_text_input": None,
            "number_input": 4,
            "static_select": "夜",
            "multi_static_select": ["朝", "night"],
            "radio_buttons": "morning",
            "checkboxes": "夜",
            "users_select": hana,
            "multi_users_select": [hana],
            "channels_select": place,
            "conversations_select": place.id,
            "datepicker": date(2026, 12, 12),
            "timepicker": time(19, 30),
        },
    )

    assert values == {
        "plain_text_input": None,
        "number_input": "4",
        "static_select": CHOICES[1],
        "multi_static_select": CHOICES,
        "radio_buttons": CHOICES[0],
        "checkboxes": CHOICES[1:],
        "users_select": "U0HANA",
        "multi_users_select": ["U0HANA"],
        "channels_select": place.id,
        "conversations_select": place.id,
        "datepicker": "2026-12-12",
        "timepicker": "19:30",
    }
    assert slack.state.stack("U0HANA") == []


async def test_a_choice_on_a_card_is_reported_at_once(slack, client):
    menu = {"type": "static_select", "action_id": "when", "placeholder": plain("When?"), "options": CHOICES}
    await client.chat_postMessage(channel="general", text="hi", blocks=[{"type": "actions", "elements": [menu]}])
    hana, message = slack.user(name="hana"), slack.channel("general").messages[0]
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)

    @app.action("when")
    async def chosen(ack, action, respond):
        await ack()
        await respond(action["selected_option"]["value"], response_type="ephemeral")

    async with over_http(slack, app):
        answer = await hana.picks("夜", of="When?", on=message)

    assert answer.text == "night"


async def test_the_app_hears_of_its_own_reaction_and_of_messages_only_when_it_asked(client):
    async with FakeSlack(subscriptions=SUBSCRIPTIONS | {"message.channels"}) as slack:
        seen: list[str] = []

        async def endpoint(request: web.Request) -> web.Response:
            event = (await request.json())["event"]
            seen.append(f"{event['type']} {event['user']}")
            return web.Response()

        app = web.Application()
        app.router.add_post("/", endpoint)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.sends_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
        hana = slack.user("U0HANA", name="hana")

        await hana.says("good morning")
        said = slack.channel("general").messages[0]
        mine = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        await mine.reactions_add(name="wave", channel=said.channel_id, timestamp=said.ts)
        await slack.until(lambda: len(seen) == 2)
        await hana.says("psst", channel=hana.dm)
        await slack.settles()
        await runner.cleanup()

    assert seen == ["message U0HANA", f"reaction_added {slack.state.bot.id}"]

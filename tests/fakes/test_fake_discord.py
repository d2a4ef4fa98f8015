"""The fake Discord against the real discord.py, and against what Discord itself would refuse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands, ui

from tests.fakes import openapi
from tests.fakes.discord import CannotDoError, FakeDiscord, Modal, NoResponseError, Person

NEEDS_DESCRIPTION = pytest.mark.skipif(not openapi.available(), reason=openapi.ABSENT)

INTENTS = discord.Intents.none() | discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
INTENTS.guild_reactions = True


class HelpForm(ui.Modal, title="手伝いをお願いする"):
    """A form with every kind of question Machi asks."""

    name = ui.Label(text="何をしますか", component=ui.TextInput(custom_id="title", max_length=20))
    place = ui.Label(text="どこで", component=ui.TextInput(custom_id="where", default="公民館", required=False))
    kind = ui.Label(
        text="種類",
        component=ui.RadioGroup(
            custom_id="kind",
            options=[
                discord.RadioGroupOption(label="力仕事", value="muscle", default=True),
                discord.RadioGroupOption(label="運転", value="drive"),
            ],
        ),
    )
    days = ui.Label(
        text="曜日",
        component=ui.CheckboxGroup(
            custom_id="days",
            required=False,
            options=[
                discord.CheckboxGroupOption(label="土曜", value="sat", default=True),
                discord.CheckboxGroupOption(label="日曜", value="sun"),
            ],
        ),
    )
    who = ui.Label(text="誰に", component=ui.UserSelect(custom_id="who", required=False, max_values=2))


class Note(ui.LayoutView):
    """A components-v2 message with a text and a button that carries its meaning in its custom_id."""

    def __init__(self, text: str, *, label: str = "手伝う", custom_id: str = "join:7") -> None:
        super().__init__(timeout=None)
        row: ui.ActionRow[Note] = ui.ActionRow(ui.Button(label=label, custom_id=custom_id))
        self.add_item(ui.Container(ui.TextDisplay(text), ui.Separator(), row))


class Bot(discord.Client):
    """A small application, written the way Machi's adapter is: raw interactions, nothing remembered."""

    def __init__(self, intents: discord.Intents = INTENTS) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.01, allowed_mentions=discord.AllowedMentions.none())
        self.heard: list[tuple[str, object]] = []
        self.tree = app_commands.CommandTree(self)
        volunteer = app_commands.Group(name="volunteer", description="手伝い")
        volunteer.command(name="call", description="手伝いを頼む")(call)
        volunteer.command(name="list", description="募集中")(listing)
        volunteer.command(name="join", description="手伝う")(joining)
        self.tree.add_command(volunteer)
        self.tree.add_command(app_commands.ContextMenu(name="See introduction", callback=see))
        self.tree.add_command(app_commands.ContextMenu(name="Make this a call", callback=make))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without discord.py's five seconds before a second IDENTIFY."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        data: dict = dict(interaction.data or {})
        self.heard.append(("interaction", data))
        if interaction.type is discord.InteractionType.modal_submit:
            await interaction.response.send_message(view=Note("下書き"), ephemeral=True)
        elif interaction.type is discord.InteractionType.component and data["custom_id"].startswith("join"):
            await interaction.response.edit_message(view=Note("参加 1人", label="やめる", custom_id="leave:7"))

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        self.heard.append(("reaction", (payload.user_id, str(payload.emoji), payload.message_id)))

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        self.heard.append(("unreaction", (payload.user_id, str(payload.emoji), payload.message_id)))

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(("message", message.content))

    async def on_member_join(self, member: discord.Member) -> None:
        self.heard.append(("joined", member.id))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.heard.append(("removed", guild.id))

    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        self.heard.append(("outage", guild.id))

    async def on_resumed(self) -> None:
        self.heard.append(("resumed", None))

    def of(self, kind: str) -> list[object]:
        return [what for each, what in self.heard if each == kind]


async def call(interaction: discord.Interaction, title: str | None = None) -> None:
    await interaction.response.send_modal(HelpForm(custom_id=f"call:{title}"))


@app_commands.choices(area=[app_commands.Choice(name="北部", value="north")])
async def listing(interaction: discord.Interaction, area: str | None = None, of: discord.Member | None = None) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.followup.send(view=Note(f"{area} {of and of.display_name}", custom_id="quiet"))
    await interaction.followup.send("続き", ephemeral=True)


async def suggest(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{typed}…", value="7")]


@app_commands.autocomplete(which=suggest)
async def joining(interaction: discord.Interaction, which: str) -> None:
    await interaction.response.send_message(which, ephemeral=True)


async def see_settings(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("設定", ephemeral=True)


async def see(interaction: discord.Interaction, member: discord.Member) -> None:
    await interaction.response.send_message(f"{member.display_name}さん", ephemeral=True)


async def make(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"「{message.content}」から", ephemeral=True)


@asynccontextmanager
async def running(fake: FakeDiscord, bot: Bot, *, ready: bool = True) -> AsyncIterator[Bot]:
    """The bot logged in and connected, and closed again. REST is pointed at the fake for all of discord.py."""
    discord.http.Route.BASE = fake.api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(fake.gateway_url)
    async with bot, asyncio.TaskGroup() as tasks:
        await bot.login(fake.token)
        life = tasks.create_task(bot.connect())
        if ready:
            await bot.wait_until_ready()
        yield bot
        await bot.close()
        life.cancel()


@pytest.fixture(autouse=True)
def discord_addresses(monkeypatch):
    """Whatever a test points discord.py at is put back."""
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    gateway = discord.gateway.DiscordWebSocket
    monkeypatch.setattr(gateway, "DEFAULT_GATEWAY", gateway.DEFAULT_GATEWAY)


class Clock:
    def __init__(self) -> None:
        self.now = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def fake(clock):
    async with FakeDiscord(clock=clock) as started:
        yield started


@pytest.fixture
async def bot(fake):
    async with running(fake, Bot()) as running_bot:
        yield running_bot


@pytest.fixture
async def synced(fake, bot):
    await bot.tree.sync()
    return bot


@pytest.fixture
def aoi(fake) -> Person:
    return fake.member("Aoi")


@pytest.fixture
def general(fake, bot):
    return bot.get_channel(fake.channel("general").id)


# ------------------------------------------------------------------------------------------------ connecting


async def test_a_real_client_logs_in_and_sees_its_guild(fake, bot):
    (guild,) = bot.guilds

    assert (guild.name, [each.name for each in guild.text_channels]) == ("つくば", ["general", "events"])
    assert fake.gateway.identifies[0]["intents"] == INTENTS.value
    assert fake.gateway.addresses == ["/gateway?v=10&encoding=json&compress=zlib-stream"]


async def test_a_client_that_asks_for_no_compression_reads_plain_text(fake):
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{fake.gateway_url}?v=10&encoding=json") as socket,
    ):
        hello = await socket.receive_json()

    assert hello["op"] == 10


async def test_a_wrong_token_is_refused_by_rest_and_by_the_gateway(fake):
    discord.http.Route.BASE = fake.api_url

    async with Bot() as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.login("wrong")
    async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway_url) as socket:
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": "wrong", "intents": 1}})
        closing = await socket.receive()

    assert closing.data == 4004


async def test_a_privileged_intent_that_is_not_ticked_ends_the_connection():
    ticked = discord.Intents.all()
    ticked.members = False
    async with FakeDiscord(privileged=ticked) as fake:
        with pytest.raises(ExceptionGroup) as refused:
            await _waits_forever(fake, Bot(INTENTS | discord.Intents(members=True)))

    assert refused.group_contains(discord.PrivilegedIntentsRequired)


async def _waits_forever(fake, bot):
    async with running(fake, bot, ready=False):
        await asyncio.Event().wait()


async def test_a_dropped_gateway_is_resumed_and_what_was_missed_is_replayed(fake, bot, aoi):
    message = await aoi.says("こんにちは")
    await fake.until(lambda: bot.of("message"))

    await fake.drop_gateway()
    await aoi.reacts("✋", on=message)

    await fake.until(lambda: bot.of("reaction"))
    assert (len(fake.gateway.identifies), len(fake.gateway.resumes)) == (1, 1)
    assert fake.gateway.addresses[1].startswith("/gateway?")


async def test_a_forgotten_session_is_identified_anew(fake, bot):
    await fake.drop_gateway(1001, forget=True)

    await fake.until(lambda: len(fake.gateway.identifies) == 2)
    assert len(fake.gateway.resumes) == 1


async def test_a_client_asked_to_reconnect_resumes(fake, bot):
    fake.ask_to_reconnect()

    await fake.until(lambda: bot.of("resumed"))
    assert len(fake.gateway.identifies) == 1


async def test_one_place_pins_every_gateway_connection_even_when_ready_names_another_host(fake):
    fake.resume_url = "ws://gateway.invalid"
    bot = Bot()
    connect = bot.http.ws_connect

    async def pinned(url, *, compress=0):
        return await connect(str(yarl.URL(fake.gateway_url).with_query(yarl.URL(url).query)), compress=compress)

    bot.http.ws_connect = pinned
    async with running(fake, bot):
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("ws://gateway.invalid")
        await fake.drop_gateway()
        await fake.until(lambda: bot.of("resumed"))

    assert len(fake.gateway.resumes) == 1


async def test_heartbeats_are_acknowledged_until_a_test_says_otherwise(fake, bot):
    await fake.until(lambda: fake.gateway.connections[0].heartbeats)

    assert bot.latency < 5


async def test_a_session_hears_only_what_its_intents_ask_for(fake, aoi):
    async with running(fake, Bot(discord.Intents(guilds=True))) as bot:
        message = await aoi.says("こんにちは")
        await aoi.reacts("✋", on=message)
        fake.world.remove_bot(fake.home)
        await fake.until(lambda: bot.of("removed"))

    assert [kind for kind, _ in bot.heard] == ["removed"]


async def test_other_peoples_words_are_hidden_without_the_message_content_intent(fake, bot, aoi):
    await aoi.says("ひみつ")
    await aoi.dms("そうだん")

    await fake.until(lambda: len(bot.of("message")) == 2)
    assert bot.of("message") == ["", "そうだん"]


async def test_members_are_given_in_chunks_on_request(fake):
    people = [fake.member(f"住民{number}") for number in range(3)]
    async with running(fake, Bot(INTENTS | discord.Intents(members=True))) as bot:
        names = {each.name for each in bot.guilds[0].members}

    assert names >= {each.user.name for each in people}


async def test_an_outage_is_told_apart_from_being_removed(fake, bot):
    fake.world.begin_outage(fake.home)
    await fake.until(lambda: bot.of("outage"))
    fake.world.end_outage(fake.home)
    fake.world.remove_bot(fake.home)

    await fake.until(lambda: bot.of("removed"))
    assert bot.of("outage") == bot.of("removed") == [fake.home.id]


async def test_a_newcomer_is_told_by_the_members_intent_and_by_a_notice_in_the_system_channel(fake):
    newcomer = fake.member("Ren", joined=False)
    async with running(fake, Bot(INTENTS | discord.Intents(members=True))) as bot:
        await newcomer.joins()
        await fake.until(lambda: bot.of("joined") and bot.of("message"))

    assert bot.of("joined") == [newcomer.id]
    assert [each.kind for each in fake.channel("general").history] == [7]


# ------------------------------------------------------------------------------------------------ commands and forms


async def test_registered_commands_are_kept_with_their_ids(fake, synced):
    first = fake.commands()["volunteer"]["id"]

    await synced.tree.sync()

    assert fake.commands()["volunteer"]["id"] == first
    assert [each.name for each in await synced.tree.fetch_commands()] == [
        "volunteer",
        "See introduction",
        "Make this a call",
    ]


async def test_a_slash_command_opens_a_form_and_the_form_is_answered_privately(fake, synced, aoi):
    shown = await aoi.slash("volunteer call", title="椅子運び")
    answer = await aoi.submits(shown, {"何をしますか": "椅子運び", "誰に": fake.member("Ren")})

    (sent,) = [what for kind, what in synced.heard if kind == "interaction" and "components" in what]
    assert {part["component"]["custom_id"]: _said(part["component"]) for part in sent["components"]} == {
        "title": "椅子運び",
        "where": "公民館",
        "kind": "muscle",
        "days": ["sat"],
        "who": [str(each.user.id) for each in fake.home.members.values() if each.user.name == "Ren"],
    }
    assert (answer.reply.text, answer.ephemeral, fake.channel("general").messages) == ("下書き", True, [])
    assert aoi.modal is None


def _said(component):
    return component.get("value", component.get("values"))


async def test_the_form_can_be_read_as_a_person_reads_it(synced, aoi):
    shown = await aoi.slash("volunteer call")

    modal = shown.modal
    assert isinstance(modal, Modal)
    assert (modal.title, modal.custom_id, aoi.modal) == ("手伝いをお願いする", "call:None", modal)
    assert [(each.label, each.value) for each in modal.questions] == [
        ("何をしますか", ""),
        ("どこで", "公民館"),
        ("種類", "muscle"),
        ("曜日", ("sat",)),
        ("誰に", ()),
    ]


@pytest.mark.parametrize(
    "answers",
    [{}, {"title": "あ" * 21}, {"title": "椅子", "種類": "料理"}, {"title": "椅子", "days": ["sat", "sat", "sun"]}],
)
async def test_the_client_does_not_send_what_the_form_does_not_allow(fake, synced, aoi, answers):
    shown = await aoi.slash("volunteer call")

    with pytest.raises(CannotDoError):
        await aoi.submits(shown, answers)
    assert aoi.modal is shown.modal


async def test_options_are_resolved_and_a_thinking_answer_is_waited_for(fake, synced, aoi):
    ren = fake.member("Ren")

    answer = await aoi.slash("volunteer list", area="北部", of=ren)
    await fake.until(lambda: len(answer.replies) == 2)

    assert [each.text for each in answer.replies] == ["north Ren", "続き"]
    assert answer.ephemeral


@pytest.mark.parametrize(
    ("command", "options"),
    [("volunteer", {}), ("volunteer dance", {}), ("nothing", {}), ("volunteer list", {"area": "南部"})],
)
async def test_the_client_does_not_send_a_command_that_is_not_there(synced, aoi, command, options):
    with pytest.raises(CannotDoError):
        await aoi.slash(command, **options)


async def test_what_is_typed_is_completed_by_the_app(synced, aoi):
    offered = await aoi.completes("volunteer join", "which", "椅")

    assert offered == [{"name": "椅…", "value": "7"}]


async def test_a_command_for_organizers_is_not_offered_to_others(fake, bot, aoi):
    settings = app_commands.Command(name="settings", description="運営設定", callback=see_settings)
    settings.default_permissions = discord.Permissions(manage_guild=True)
    bot.tree.add_command(settings, guild=discord.Object(fake.home.id))
    await bot.tree.sync(guild=discord.Object(fake.home.id))
    organizer = fake.member("Hana", permissions=discord.Permissions(manage_guild=True))

    with pytest.raises(CannotDoError):
        await aoi.slash("settings")
    assert (await organizer.slash("settings")).text == "設定"


async def test_a_form_put_away_is_never_heard_of(synced, aoi):
    shown = await aoi.slash("volunteer call")
    aoi.closes()

    with pytest.raises(CannotDoError):
        await aoi.submits(shown, {"title": "椅子運び"})
    assert aoi.modal is None


async def test_menus_on_people_and_on_messages_run_their_commands(fake, synced, aoi):
    ren = fake.member("Ren")
    message = await ren.says("だれか手を貸して")

    seen = await aoi.user_command("See introduction", ren)
    made = await aoi.message_command("Make this a call", on=message)

    assert (seen.text, made.text) == ("Renさん", "「だれか手を貸して」から")


async def test_an_interaction_carries_both_locales_and_the_permissions_of_both(fake, synced):
    await fake.member("Eve", locale="en-GB").slash("volunteer call")

    data = next(each.data for each in fake.events if each.name == "INTERACTION_CREATE")
    assert (data["locale"], data["guild_locale"], data["context"]) == ("en-GB", "ja", 0)
    assert int(data["member"]["permissions"]) & discord.Permissions(send_messages=True).value
    assert int(data["app_permissions"]) & discord.Permissions(manage_threads=True).value


async def test_a_command_works_in_a_direct_message(synced, aoi):
    answer = await aoi.slash("volunteer list", channel=aoi.dm)

    assert answer.reply.channel is aoi.dm


async def test_nobody_answering_is_told_to_the_test(fake, aoi, monkeypatch):
    monkeypatch.setattr("tests.fakes.discord.people.ANSWER_WITHIN", 0.01)
    fake.world.register(None, [{"name": "help", "description": "助け", "type": 1}])

    with pytest.raises(NoResponseError):
        await aoi.slash("help")


# ------------------------------------------------------------------------------------------------ answering


async def test_a_second_answer_is_refused_with_40060(fake, bot, aoi):
    made = fake.world.interact(3, aoi.user, fake.channel("general"), {"custom_id": "x", "component_type": 2})

    assert await _callback(fake, made, {"type": 4, "data": {"content": "はい"}}) == (204, None)
    assert await _callback(fake, made, {"type": 4, "data": {"content": "はい"}}) == (400, 40060)


async def test_an_answer_after_three_seconds_is_refused_with_10062(fake, clock, aoi):
    made = fake.world.interact(3, aoi.user, fake.channel("general"), {"custom_id": "x", "component_type": 2})
    clock.now += 3.1

    assert await _callback(fake, made, {"type": 4, "data": {"content": "はい"}}) == (404, 10062)


async def test_a_modal_cannot_answer_a_modal(fake, synced, aoi):
    await aoi.slash("volunteer call")
    made = fake.world.interact(5, aoi.user, fake.channel("general"), {"custom_id": "x", "components": []})

    assert await _callback(fake, made, {"type": 9, "data": HelpForm().to_dict()}) == (400, 50035)


async def test_a_refused_body_does_not_use_the_answer_up(fake, aoi):
    made = fake.world.interact(3, aoi.user, fake.channel("general"), {"custom_id": "x", "component_type": 2})

    assert await _callback(
        fake, made, {"type": 4, "data": {"components": [{"type": 10, "content": ""}], "flags": 1 << 15}}
    ) == (
        400,
        50035,
    )
    assert await _callback(fake, made, {"type": 4, "data": {"content": "はい"}}) == (204, None)


async def test_a_token_is_dead_after_fifteen_minutes(fake, clock, synced, aoi):
    answer = await aoi.slash("volunteer list")
    clock.now += 15 * 60 + 1

    status, code = await _send(fake, "POST", f"/webhooks/{fake.app_id}/{answer.token}", {"content": "まだいます"})

    assert (status, code) == (401, 50027)


async def test_the_original_answer_is_read_edited_and_deleted_by_its_token(fake, synced, aoi):
    answer = await aoi.slash("volunteer list")
    original = f"/webhooks/{fake.app_id}/{answer.token}/messages/@original"

    assert await _send(fake, "GET", original) == (200, None)
    assert await _send(fake, "PATCH", original, {"components": Note("変更").to_components()}) == (200, None)
    assert answer.original.text == "変更"
    assert await _send(fake, "DELETE", original) == (204, None)
    assert await _send(fake, "GET", original) == (404, 10008)


async def _callback(fake, made, body):
    return await _send(fake, "POST", f"/interactions/{made.id}/{made.token}/callback", body)


async def _send(fake, method, path, body=None):
    """Status and error code of a request made without discord.py."""
    headers = {"Authorization": f"Bot {fake.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, fake.api_url + path, json=body) as response,
    ):
        answer = await response.json() if response.status != 204 else {}
        return response.status, answer.get("code") if isinstance(answer, dict) else None


# ------------------------------------------------------------------------------------------------ buttons


async def test_a_button_works_after_the_client_was_restarted(fake, aoi):
    async with running(fake, Bot()) as first:
        await first.get_partial_messageable(fake.channel("general").id).send(view=Note("椅子運び"))
    card = fake.channel("general").last

    async with running(fake, Bot()):
        pressed = await aoi.presses("手伝う", on=card)

    assert (pressed.updated, card.text, [each.label for each in card.buttons]) == (card, "参加 1人", ["やめる"])
    assert card.edits == 1


async def test_only_who_an_ephemeral_message_is_for_can_press_on_it(fake, synced, aoi):
    shown = await aoi.slash("volunteer call")
    answer = await aoi.submits(shown, {"title": "椅子運び"})

    with pytest.raises(CannotDoError):
        await fake.member("Ren").presses("手伝う", on=answer)
    await aoi.presses("join:7", on=answer)
    assert answer.reply.text == "参加 1人"


async def test_a_menu_is_chosen_from_by_label_or_by_person(fake, bot, general, aoi):
    menus = ui.View(timeout=None)
    menus.add_item(ui.Select(custom_id="area", options=[discord.SelectOption(label="北部", value="north")]))
    menus.add_item(ui.UserSelect(custom_id="who"))
    await general.send("選んでください", view=menus)

    with pytest.raises(NoResponseError):
        await _hurried(aoi).selects("北部", on=fake.channel("general").last, menu="area")
    with pytest.raises(NoResponseError):
        await _hurried(aoi).selects(aoi, on=fake.channel("general").last, menu="who")

    assert [each["values"] for each in bot.of("interaction")] == [["north"], [str(aoi.id)]]


def _hurried(person):
    """Somebody who does not wait for an answer."""
    person._wait = _no_answer
    return person


async def _no_answer(condition, seconds):
    await asyncio.sleep(0.05)
    raise NoResponseError


# ------------------------------------------------------------------------------------------------ messages


async def test_a_layout_is_stored_once_for_one_nonce(fake, general):
    first = await general.send(view=Note("お知らせ"), nonce="reminder-1")
    second = await general.send(view=Note("お知らせ"), nonce="reminder-1")

    assert first.id == second.id
    assert [each.text for each in fake.channel("general").messages] == ["お知らせ"]
    assert len(fake.sent("POST", r"/channels/\d+/messages$")) == 2


async def test_the_nonce_window_ends(fake, clock, general):
    await general.send("お知らせ", nonce="reminder-1")
    clock.now += 181
    await general.send("お知らせ", nonce="reminder-1")

    assert len(fake.channel("general").messages) == 2


async def test_history_is_read_from_either_end_and_around(fake, general, aoi):
    said = [(await aoi.says(f"{number}")).id for number in range(5)]

    assert [each.id async for each in general.history(limit=2)] == said[:2:-1]
    assert [each.id async for each in general.history(before=discord.Object(said[2]), limit=5)] == said[1::-1]
    assert [each.id async for each in general.history(after=discord.Object(said[1]), limit=2)] == said[2:4]
    assert [each.id async for each in general.history(around=discord.Object(said[2]), limit=3)] == said[3:0:-1]


async def test_without_the_permission_history_is_empty_and_no_error(fake, general, aoi):
    await aoi.says("だれか")
    fake.permit(fake.channel("general"), fake.home.roles[1], read_message_history=False)

    assert [each async for each in general.history()] == []


async def test_files_arrive_with_their_bytes(fake, general):
    await general.send("予定です", file=discord.File(BytesIO(b"BEGIN:VCALENDAR"), "meetup.ics"))

    message = fake.channel("general").last
    assert (message.text, message.files) == ("予定です", {"meetup.ics": b"BEGIN:VCALENDAR"})


async def test_only_allowed_mentions_notify(fake, general, aoi):
    said = f"@everyone {aoi.mention}"

    await general.send(said)
    await general.send(said, allowed_mentions=discord.AllowedMentions(users=[discord.Object(aoi.id)]))

    silent, telling = (each.pings for each in fake.channel("general").messages)
    assert (silent.users, silent.everyone) == (frozenset(), False)
    assert (telling.users, telling.everyone) == (frozenset({aoi.id}), False)


async def test_a_thread_hangs_under_its_message_and_wakes_when_written_to(fake, bot, general, aoi):
    message = await general.send(view=Note("椅子運び"))
    thread = await message.create_thread(name="椅子運びの相談")
    await thread.send("よろしくお願いします")
    await thread.add_user(discord.Object(aoi.id))
    await thread.edit(archived=True)
    await aoi.says("了解です", channel=fake.channel("椅子運びの相談"))

    kept = fake.message(message.id).thread
    assert kept is not None
    assert (kept.id, kept.archived, aoi.id in kept.members) == (message.id, False, True)
    assert [each.text for each in kept.messages] == ["よろしくお願いします", "了解です"]


async def test_a_thread_stands_alone_too(fake, general):
    await general.create_thread(name="おしゃべり", type=discord.ChannelType.public_thread)

    assert fake.channel("おしゃべり").parent is fake.channel("general")


async def test_reactions_come_and_go_and_are_listed(fake, bot, general, aoi):
    message = await general.send("手伝える人は ✋")
    card = fake.message(message.id)
    await message.add_reaction("✋")
    await aoi.reacts("✋", on=card)
    await fake.until(lambda: (aoi.id, "✋", message.id) in bot.of("reaction"))

    reacted = {each.id async for each in (await message.fetch()).reactions[0].users()}
    await aoi.unreacts("✋", on=card)
    await fake.until(lambda: bot.of("unreaction"))

    assert reacted == {bot.user.id, aoi.id}
    assert card.reactions == {"✋": [bot.user.id]}


async def test_a_direct_message_reaches_its_reader(fake, bot, aoi):
    user = await bot.fetch_user(aoi.id)
    await user.send(view=Note("集合場所は南門です"))

    assert [each.text for each in aoi.inbox] == ["集合場所は南門です"]


async def test_an_event_in_the_calendar_is_made_changed_and_taken_away(fake, bot, clock):
    guild = bot.guilds[0]
    start = datetime.fromtimestamp(clock.now, UTC) + timedelta(days=1)

    event = await guild.create_scheduled_event(
        name="朝市",
        start_time=start,
        end_time=start + timedelta(hours=2),
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        location="駅前広場",
    )
    await event.edit(name="夕市")

    (kept,) = fake.scheduled_events()
    assert (kept.name, kept.body["entity_metadata"]) == ("夕市", {"location": "駅前広場"})
    await event.delete()
    assert fake.scheduled_events() == []


async def test_guilds_channels_and_members_can_be_asked_for(fake, bot, aoi):
    guild = await bot.fetch_guild(fake.home.id)

    assert [each.name for each in await guild.fetch_channels()] == ["general", "events"]
    assert (await guild.fetch_member(aoi.id)).name == "Aoi"


async def test_all_members_can_be_asked_for_with_the_members_intent(fake, aoi):
    async with running(fake, Bot(INTENTS | discord.Intents(members=True))) as bot:
        everybody = [each.id async for each in bot.guilds[0].fetch_members(limit=None)]

    assert set(everybody) == fake.home.members.keys()


# ------------------------------------------------------------------------------------------------ refusals


async def test_refusals_bear_the_real_codes(fake, bot, general, aoi):
    everyone = fake.home.everyone
    message = await aoi.says("こんにちは")
    here = f"/channels/{fake.channel('general').id}"

    assert await _send(fake, "POST", "/channels/123456/messages", {"content": "a"}) == (404, 10003)
    assert await _send(fake, "GET", f"{here}/messages/123456") == (404, 10008)
    assert await _send(fake, "PATCH", f"{here}/messages/{message.id}", {"content": "a"}) == (403, 50005)
    assert await _send(fake, "DELETE", f"{here}/messages/{message.id}") == (403, 50013)
    assert await _send(fake, "POST", f"{here}/messages", {}) == (400, 50006)
    assert await _send(fake, "PUT", f"{here}/messages/{message.id}/reactions/hand/@me") == (404, 10014)
    assert await _send(fake, "GET", f"/guilds/{fake.home.id}/members/123456") == (404, 10007)
    assert await _send(fake, "GET", "/nothing") == (404, 0)
    fake.permit(fake.channel("general"), fake.home.roles[1], send_messages=False)
    assert await _send(fake, "POST", f"{here}/messages", {"content": "a"}) == (403, 50013)
    fake.permit(fake.channel("general"), everyone, view_channel=False)
    fake.permit(fake.channel("general"), fake.home.roles[1], view_channel=False)
    assert await _send(fake, "POST", f"{here}/messages", {"content": "a"}) == (403, 50001)


@pytest.mark.parametrize("reason", ["closed", "left"])
async def test_a_reader_who_cannot_be_reached_is_50007(fake, bot, aoi, reason):
    user = await bot.fetch_user(aoi.id)
    if reason == "closed":
        aoi.takes_dms(False)
    else:
        await aoi.leaves()

    with pytest.raises(discord.Forbidden) as refused:
        await user.send("こんにちは")
    assert refused.value.code == 50007


async def test_deleting_a_channel_or_removing_the_bot_closes_the_door(fake, bot, aoi):
    events = fake.channel("events")
    fake.world.delete_channel(events)
    assert await _send(fake, "GET", f"/channels/{events.id}") == (404, 10003)

    fake.world.remove_bot(fake.home)
    assert await _send(fake, "GET", f"/channels/{fake.channel('general').id}") == (403, 50001)


# ------------------------------------------------------------------------------------------------ trouble


async def test_a_failure_can_be_planned_before_and_after_the_message_is_stored(fake, general):
    fake.fail_next("POST", r"/messages$", status=403, code=50013)
    with pytest.raises(discord.Forbidden):
        await general.send("一")
    fake.fail_next("POST", r"/messages$", status=503, stored=True)
    with pytest.raises(discord.DiscordServerError):
        await general.send("二")
    fake.fail_next("POST", r"/messages$", drop_before=True)
    with pytest.raises(aiohttp.ClientError):
        await general.send("三")
    fake.fail_next("POST", r"/messages$", drop_after=True)
    with pytest.raises(aiohttp.ClientError):
        await general.send("四")

    assert [each.text for each in fake.channel("general").messages] == ["二", "四"]
    assert [each.status for each in fake.sent("POST", r"/messages$")] == [403, 503, None, None]


async def test_a_planned_429_is_waited_for_by_the_client(fake, general):
    fake.fail_next("POST", r"/messages$", retry_after=0.01)

    await general.send("お知らせ")

    assert [each.status for each in fake.sent("POST", r"/messages$")] == [429, 200]


async def test_a_rate_limit_set_by_a_test_really_limits_each_channel_by_itself(fake, clock):
    here, there = (f"/channels/{fake.channel(name).id}/messages" for name in ("general", "events"))
    fake.limit("POST", r"/messages$", 1, 5.0)

    assert [(await _send(fake, "POST", path, {"content": "a"}))[0] for path in (here, here, there)] == [200, 429, 200]
    clock.now += 5
    assert (await _send(fake, "POST", here, {"content": "a"}))[0] == 200


async def test_after_an_outage_the_fake_is_back_at_its_address_with_all_it_knew(fake, general):
    await general.send("お知らせ")
    address = fake.api_url

    await fake.stop()
    with pytest.raises(aiohttp.ClientError):
        await _send(fake, "GET", "/users/@me")
    await fake.start()

    assert fake.api_url == address
    assert await _send(fake, "GET", f"/channels/{general.id}/messages/{fake.channel('general').last.id}") == (200, None)


async def test_an_error_inside_the_fake_fails_the_test_that_met_it():
    fake = FakeDiscord()
    fake.bugs.append(ValueError("a mistake of ours"))
    await fake.start()

    with pytest.raises(ExceptionGroup):
        await fake.stop()


# ------------------------------------------------------------------------------------------------ Discord's rules


@NEEDS_DESCRIPTION
@pytest.mark.parametrize(
    ("body", "place"),
    [
        (
            {
                "components": [
                    {"type": 1, "components": [{"type": 2, "style": 1, "custom_id": "a", "label": "あ" * 81}]}
                ]
            },
            "label",
        ),
        ({"content": "あ" * 4001}, "content"),
        ({"embeds": [{"title": "あ" * 257}]}, "embeds.0.title"),
        ({"content": "a", "nonce": "n" * 26}, "nonce"),
        ({"components": [{"type": 99}]}, "components.0"),
    ],
)
async def test_discords_own_description_refuses(fake, body, place):
    path = f"/channels/{fake.channel('general').id}/messages"

    assert any(place in each for each in openapi.check_request("POST", path, body))
    assert await _send(fake, "POST", path, body) == (400, 50035)


@NEEDS_DESCRIPTION
def test_discords_description_takes_a_snowflake_as_number_and_as_string():
    for recipient in (1234567890, "1234567890"):
        assert openapi.check_request("POST", "/api/v10/users/@me/channels", {"recipient_id": recipient}) == []


@NEEDS_DESCRIPTION
def test_a_path_discord_does_not_have_is_named():
    assert openapi.check_request("POST", "/channels/1/nonsense", {}) == [
        "body: Discord has no POST /channels/1/nonsense"
    ]


@NEEDS_DESCRIPTION
async def test_whatever_the_client_sends_here_is_what_discord_takes(fake, synced, general, aoi):
    await general.send(view=Note("椅子運び"), nonce="reminder-1")
    shown = await aoi.slash("volunteer call")
    await aoi.submits(shown, {"title": "椅子運び"})

    said = [openapi.check_request(each.method, each.path, each.body) for each in fake.requests]
    assert [problems for problems in said if problems] == []


BUTTON = {"type": 2, "style": 1, "label": "手伝う", "custom_id": "join"}
OPTIONS = [{"label": "北部", "value": "north"}, {"label": "南部", "value": "south"}]
MENU = {"type": 3, "custom_id": "area", "options": OPTIONS}
V2 = 1 << 15


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"components": [{"type": 1, "components": [{**BUTTON, "label": None}]}]}, "needs a label or an emoji"),
        ({"components": [{"type": 1, "components": [{**BUTTON, "url": "https://example.org"}]}]}, "cannot have it"),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "style": 5, "label": "地図"}]}]},
            "button of style 5 needs it",
        ),
        ({"components": [{"type": 1, "components": [BUTTON, BUTTON]}]}, "custom_id 'join' stands 2 times"),
        ({"components": [{"type": 1, "components": [BUTTON, MENU]}]}, "a select fills its row alone"),
        ({"components": [{"type": 1, "components": [{**MENU, "max_values": 3}]}]}, "3 of 2 options"),
        ({"components": [{"type": 1, "components": [{**MENU, "min_values": 2}]}]}, "more than max_values"),
        (
            {"components": [{"type": 1, "components": [{**MENU, "options": [*OPTIONS, OPTIONS[0]]}]}]},
            "'north' stands 2",
        ),
        ({"components": [{"type": 14}] * 41, "flags": V2}, "41 components in all"),
        ({"components": [{"type": 10, "content": "あ" * 2001}] * 2, "flags": V2}, "4002 characters of text"),
        ({"components": [{"type": 10, "content": " "}], "flags": V2}, "a text display needs text"),
        ({"components": [{"type": 10, "content": "あ"}], "content": "い", "flags": V2}, "cannot be used with"),
        ({"components": [{"type": 10, "content": "あ"}], "flags": 0}, "needs the components-v2 flag"),
        ({"embeds": [{"fields": [{"name": "いつ", "value": ""}]}]}, "an embed's field needs it"),
        ({"embeds": [{"description": "あ" * 3001}] * 2}, "6002 characters in all embeds"),
        ({"content": "a", "allowed_mentions": {"parse": ["users"], "users": [1]}}, "exclude each other"),
    ],
)
def test_our_own_checks_refuse_in_a_message(body, why):
    (problem,) = openapi.check_component_message(body)

    assert why in problem


def test_our_own_checks_pass_a_good_message():
    note = Note("椅子運び")

    assert openapi.check_component_message({"components": note.to_components(), "flags": V2}) == []


@pytest.mark.parametrize(
    ("components", "why"),
    [
        ([{"type": 10, "content": "あ"}] * 6, "6 questions"),
        ([{"type": 18, "component": {"type": 4, "custom_id": "a", "max_length": 1, "value": "あい"}}], "2 characters"),
        (
            [{"type": 18, "component": {"type": 4, "custom_id": "a", "max_length": 1, "min_length": 2}}],
            "more than max_length",
        ),
        ([{"type": 18, "component": {"type": 4, "custom_id": "a"}}] * 2, "stands 2 times"),
        (
            [
                {
                    "type": 18,
                    "component": {
                        "type": 21,
                        "custom_id": "a",
                        "options": [{**each, "default": True} for each in OPTIONS],
                    },
                }
            ],
            "2 chosen beforehand",
        ),
    ],
)
def test_our_own_checks_refuse_in_a_form(components, why):
    (problem,) = openapi.check_modal({"title": "題", "custom_id": "form", "components": components})

    assert why in problem


AREA = {"type": 3, "name": "area", "description": "地区", "choices": [{"name": "北部", "value": "north"}]}


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ({"options": [{**AREA, "autocomplete": True}]}, "choices and autocomplete"),
        (
            {"options": [{**AREA, "choices": [], "required": False}, {**AREA, "name": "b", "required": True}]},
            "after optional",
        ),
        ({"options": [AREA, AREA]}, "'area' stands 2 times"),
        ({"name": "Help"}, "no name for a slash command"),
        ({"name": "two words"}, "no name for a slash command"),
        ({"description": ""}, "needs a description"),
        ({"description_localizations": {"ja": "あ" * 8001}}, "characters of names"),
    ],
)
def test_our_own_checks_refuse_in_a_command(command, why):
    (problem,) = openapi.check_command({"name": "people", "description": "住民", **command})

    assert why in problem


async def test_a_refusal_names_the_place_in_discords_own_tree(fake):
    headers = {"Authorization": f"Bot {fake.token}"}
    body = {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "custom_id": "a"}]}]}
    async with aiohttp.ClientSession(headers=headers) as session:
        path = f"{fake.api_url}/channels/{fake.channel('general').id}/messages"
        async with session.post(path, json=body) as response:
            answer = await response.json()

    (said,) = answer["errors"]["components"]["0"]["components"]["0"]["_errors"]
    assert (answer["code"], said["message"]) == (50035, "a button needs a label or an emoji")

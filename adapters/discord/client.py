"""The client: Machi's one connection to Discord, from the first login to a clean end."""

import asyncio
import hashlib
import secrets
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final, Protocol

import discord
import structlog
from discord import gateway
from discord.backoff import ExponentialBackoff
from discord.ext import tasks
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import commands, greeting, limits, parse, respond
from adapters.discord.courier import DiscordCourier
from adapters.discord.interests import Interests
from adapters.discord.reactions import Reactions
from adapters.discord.sessions import Sessions, TooManySessions, Turns
from adapters.discord.silence import LONGEST, Silence
from bot.feature import Features
from bot.pauses import Pauses
from bot.ports import Clock, Delivery, MessageRef, Sent, Shelf, ToAccount
from bot.vocabulary.effect import Answer, Reply
from bot.vocabulary.people import AccountRef, MemberId, Reader, SpaceAddress
from bot.vocabulary.request import Asking, Gesture, Interest, Reaction

log = structlog.get_logger(__name__)

API_URL: Final = "https://discord.com/api/v10"

PATIENCE: Final = 2.3
"""Seconds the engine may take before an answer is deferred; Discord itself waits three."""
FAREWELL: Final = 3.0
"""Seconds that answers on their way have when Machi stops."""
UNANSWERED: Final = 2.2
"""Heartbeats without a sign of life after which a connection counts as dead."""
ANEW: Final = 1.5
"""Seconds before a session that Discord has ended is followed by a new one; it asks for one to five."""
_AGAIN: Final = (0.5, 2.0, 8.0, 30.0, 120.0)
"""Seconds until a gesture that nobody waits for is tried again, each longer than the one before."""
_TOKEN_REFUSED: Final = 4004
_ANSWERED: Final = 40060
# The gateway numbers its events, but tells the number only while one is being read.
_NUMBERED: Final = frozenset(
    {"raw_reaction_add", "raw_reaction_remove", "member_join", "raw_member_remove", "interest_told", "interest_lost"}
)
# Comes with the news of what was taken away; nobody reads it.
_UNREAD: Final = ("MESSAGE_CREATE", "MESSAGE_UPDATE")
# What the library tells only of those it remembers, and Machi remembers nobody.
_UNHEARD: Final = {
    "GUILD_SCHEDULED_EVENT_USER_ADD": "interest_told",
    "GUILD_SCHEDULED_EVENT_USER_REMOVE": "interest_lost",
    "GUILD_MEMBER_UPDATE": "member_told",
}


class Engine(Protocol):
    """What this adapter needs of the core."""

    features: Features
    clock: Clock

    async def handle(self, gesture: Gesture) -> Answer | None:
        """Do what a person asked for, and say what to answer them at once."""
        ...

    async def suggestions(self, asking: Asking) -> tuple[tuple[str, str], ...]:
        """What fits an option that is being typed: values and plain words, the likeliest first."""
        ...

    async def cards(self, address: SpaceAddress) -> tuple[tuple[MessageRef, frozenset[str]], ...]:
        """The newest cards of a space, and the emoji each answers to."""
        ...

    async def standing(self, platform: str) -> tuple[SpaceAddress, ...]:
        """The spaces of a platform that Machi has not left."""
        ...

    async def left(self, address: SpaceAddress) -> None:
        """Machi was taken out of a space."""
        ...

    async def returned(self, address: SpaceAddress, owner: str | None = None) -> None:
        """Machi is in a space, be it for the first time, still, or again; its owner may put things right there."""
        ...

    async def happenings(self, address: SpaceAddress) -> tuple[str, ...]:
        """The platform's ids of what is still planned in a space's calendar."""
        ...

    async def renamed(self, address: SpaceAddress, account: AccountRef) -> None:
        """Somebody goes by another name from now on."""
        ...

    async def taken_away(self, address: SpaceAddress, channel: str, message: str) -> None:
        """A message is not there any more, whoever took it away."""
        ...

    async def reader(self, gesture: Gesture, members: frozenset[MemberId]) -> Reader:
        """The person behind a gesture as the reader of an answer, with the members it mentions."""
        ...


class TokenRefused(Exception):  # noqa: N818 - said to the person who installs
    """Discord does not know the token; there is no use in trying again."""


class DiscordAdapter:
    """Machi on Discord.

    Args:
        engine: handles what people do.
        shelf: keeps what Discord was told of the commands, and what it asked us to leave alone.
        token: the bot's.
        api_url: where every request goes, with or without a slash at its end.
        gateway_url: where every connection goes, first and resumed; asked of the API when there is none.
        command_guilds: the guilds that are to have the commands; without any, all of them.
        shard_count: how many connections share the bot's guilds; ``None`` is one that has them all.
        shard_ids: which of them are held here; without any, all of them.
    """

    def __init__(
        self,
        engine: Engine,
        shelf: Shelf,
        token: str,
        *,
        api_url: str = API_URL,
        gateway_url: str | None = None,
        command_guilds: Collection[int] = (),
        shard_count: int | None = None,
        shard_ids: Collection[int] = (),
    ) -> None:
        """Take everything from outside; nothing is sent before :meth:`run`."""
        self.courier = DiscordCourier(Silence(Pauses(shelf, engine.clock)))
        self._engine = engine
        self._shelf = shelf
        self._token = token
        self._api_url = api_url.rstrip("/")
        self._gateway_url = gateway_url
        self._command_guilds = command_guilds
        self._shard_count = shard_count
        self._shard_ids = shard_ids or range(shard_count or 0)
        self._may_see_members = True
        self._turns = Turns()
        self._clients: dict[int | None, GatewayClient] = {}

    async def run(self) -> None:
        """Stay connected until cancelled; raises :class:`TokenRefused` and nothing else."""
        with _reached_at(self._api_url):
            try:
                async with asyncio.TaskGroup() as connections:
                    for shard in self._shard_ids or [None]:
                        connections.create_task(self._keep(shard))
            except ExceptionGroup as group:
                raise group.exceptions[0] from None  # the same for each: the token is refused

    async def _keep(self, shard: int | None) -> None:
        backoff = ExponentialBackoff[Any]()
        while True:
            try:
                await self._stay(shard)
            except TooManySessions:
                continue  # waits at its beginning
            except discord.PrivilegedIntentsRequired:
                self._may_see_members = False
            except discord.LoginFailure as error:
                raise TokenRefused("Discord does not know MACHI_DISCORD__TOKEN") from error
            except Exception as error:
                if isinstance(error, discord.ConnectionClosed) and error.code == _TOKEN_REFUSED:
                    raise TokenRefused("Discord does not know MACHI_DISCORD__TOKEN any more") from error
                log.exception("the connection to discord broke off")
            await asyncio.sleep(backoff.delay())

    def client(self, shard: int | None = None) -> "GatewayClient":
        """A client that is not connected yet; it can be used once."""
        return GatewayClient(
            self._engine,
            self._shelf,
            self.courier,
            self._gateway_url,
            command_guilds=self._command_guilds,
            members=self._may_see_members,
            shard=None if shard is None else (shard, self._shard_count or 1),
            turns=self._turns,
        )

    def is_connected(self) -> bool:
        """Whether every connection to Discord stands right now."""
        return bool(self._clients) and all(client.is_up() for client in self._clients.values())

    async def _stay(self, shard: int | None) -> None:
        async with self.client(shard) as client:
            self._clients[shard] = client
            await client.may_begin()
            try:
                await client.login(self._token)
                await client.find_gateway()
                await client.connect()
            finally:
                await client.finish()


class GatewayClient(discord.Client):
    """The library's client, reduced to hearing gestures and handing them to the engine."""

    def __init__(
        self,
        engine: Engine,
        shelf: Shelf,
        courier: DiscordCourier,
        gateway_url: str | None = None,
        *,
        command_guilds: Collection[int] = (),
        members: bool = True,
        shard: tuple[int, int] | None = None,
        turns: Turns | None = None,
    ) -> None:
        """Keep nothing in memory that the community's own memory holds."""
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # Machi never speaks
        super().__init__(
            # Of messages it is heard that they are gone, and not what they say.
            intents=discord.Intents(
                guilds=True, guild_messages=True, guild_reactions=True, guild_scheduled_events=True
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=LONGEST,
            http_trace=courier.silence.trace(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            shard_id=shard[0] if shard else None,
            shard_count=shard[1] if shard else None,
        )
        self._engine = engine
        self._shelf = shelf
        self._courier = courier
        self._gateway_url = gateway_url
        self._command_guilds = command_guilds
        self._members = members
        for news, name in _UNHEARD.items():
            self._connection.parsers[news] = partial(self.dispatch, name)
        for news in _UNREAD:
            self._connection.parsers[news] = _unread
        self._menus = commands.menus(engine.features)
        self._sessions = Sessions(shelf, engine.clock, shard[0] if shard else None)
        self._turns = turns or Turns()
        self._reactions = Reactions(engine, shelf, self._do)
        self._interests = Interests(engine, shelf, self._do)
        self._in_order = asyncio.Lock()
        self._coming_and_going = asyncio.Lock()
        self._at_work: set[asyncio.Task[Any]] = set()

    def is_up(self) -> bool:
        """Whether the connection stands and everything is known."""
        # The library says nothing of a connection before there is one.
        return self.is_ready() and self.ws is not None and self.ws.open

    async def login(self, token: str) -> None:
        """Log in as soon as Discord takes requests of ours again."""
        await self._courier.silence.over()
        await super().login(token)

    async def setup_hook(self) -> None:
        """After the login: open the courier's way, and tell Discord of the commands."""
        flags = self.application_flags
        if self._members and (flags.gateway_guild_members or flags.gateway_guild_members_limited):
            # What is ticked in the developer portal is known only now, and the library has no door for it.
            self._connection._intents.members = True  # noqa: SLF001
        self._courier.connected(self.http)
        await self._tell_commands()
        self._hourly.start()

    async def may_begin(self) -> None:
        """Wait until a new session may be asked for."""
        if wait := await self._sessions.wait():
            log.warning("too many sessions were begun: discord is left in peace for a while", seconds=round(wait))
            await asyncio.sleep(wait)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """A new session is about to be asked for; raises :class:`TooManySessions` where it has to wait."""
        if not initial:
            await asyncio.sleep(ANEW)
        await self._turns.take()
        await self._sessions.begin()

    async def find_gateway(self) -> None:
        """Learn where to connect to."""
        url = self._gateway_url or (await self.http.get_bot_gateway())[1]
        DiscordWebSocket.DEFAULT_GATEWAY = gateway.yarl.URL(url)

    async def finish(self) -> None:
        """Let the answers on their way arrive, then fall silent."""
        self._hourly.cancel()
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=FAREWELL)
        self._courier.left(self.http)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Hand an event on; one that has no id of its own comes with the name the gateway gave it."""
        if self.is_closed():
            return  # the library goes on getting ready for some seconds
        if event in _NUMBERED:
            args = (*args, f"{self.ws.session_id}:{self.ws.sequence}")
        super().dispatch(event, *args, **kwargs)

    async def on_connect(self) -> None:
        """A new session: what was missed comes first, and what is heard from now on after it."""
        if self._gateway_url:
            # Resume where we were told to connect, whatever Discord proposes.
            self.ws.gateway = gateway.yarl.URL(self._gateway_url)
        self._listen_closely()
        async with self._in_order:
            await self._look_over()

    async def on_resumed(self) -> None:
        """The session goes on, and Discord has told what was missed; what it shows is compared with it."""
        self._listen_closely()
        await self._look_over(self._in_order)

    @tasks.loop(hours=1)
    async def _hourly(self) -> None:
        """Compare what Discord shows with what is known."""
        if self.is_ready():
            await self._look_over(self._in_order, thorough=False)

    def _listen_closely(self) -> None:
        # The library takes a connection for dead after a minute, however often it should have been heard.
        beating = getattr(self.ws, "_keep_alive", None)
        if beating is not None and beating.interval:
            beating.heartbeat_timeout = min(beating.heartbeat_timeout, UNANSWERED * beating.interval)

    async def on_ready(self) -> None:
        """Say that people are heard from now on."""
        log.info("connected to discord", guilds=len(self.guilds))
        with self._working():
            async with self._coming_and_going:
                for space in await self._engine.standing(parse.PLATFORM):
                    if self._is_gone(int(space.external_id)):
                        log.info("machi was removed from a guild while it was away", guild=space.external_id)
                        await self._left(space)

    def _is_gone(self, guild: int) -> bool:
        """Whether a guild would be among those of this connection, and is not; in an outage it still is."""
        ours = self.shard_id is None or (guild >> 22) % (self.shard_count or 1) == self.shard_id
        return ours and self.get_guild(guild) is None

    async def _left(self, space: SpaceAddress) -> None:
        await greeting.bid_farewell(space.external_id, self._shelf)
        await self._engine.left(space)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """One event failed; the next is heard all the same."""
        log.error("an event of discord failed", event_method=event_method, exc_info=True)  # noqa: LOG014 - the library calls it from its handler

    async def on_interaction(self, told: discord.Interaction[Any]) -> None:
        """Somebody used a command, pressed a button or sent a form."""
        with self._working():
            if told.type is discord.InteractionType.autocomplete:
                await _tried(self._suggest(told))
                return
            try:
                gesture = parse.interaction(told, self._menus)
            except parse.Nowhere:
                await respond.ask_for_guild(told, _stranger(told))
                return
            if gesture is not None:
                await self._serve(told, gesture)

    async def on_raw_reaction_add(self, told: discord.RawReactionActionEvent, event: str) -> None:
        """Somebody reacted, to a message of whatever age."""
        if told.message_author_id in {None, getattr(self.user, "id", None)}:
            await self._hear_reaction(parse.reaction(told, event, self))

    async def on_raw_reaction_remove(self, told: discord.RawReactionActionEvent, event: str) -> None:
        """Somebody took a reaction away."""
        await self._hear_reaction(parse.reaction(told, event, self))

    async def on_raw_reaction_clear(self, told: discord.RawReactionClearEvent) -> None:
        """Somebody tidied all reactions of a message away."""
        await self._forget_reactions(told.message_id)

    async def on_raw_reaction_clear_emoji(self, told: discord.RawReactionClearEmojiEvent) -> None:
        """Somebody tidied everybody's reactions of one emoji away."""
        await self._forget_reactions(told.message_id, str(told.emoji))

    async def _forget_reactions(self, message: int, emoji: str | None = None) -> None:
        with self._working():
            async with self._in_order:
                await self._reactions.forget(str(message), emoji)

    async def on_raw_message_delete(self, told: discord.RawMessageDeleteEvent) -> None:
        """Somebody took a message away."""
        await self._miss(told.guild_id, told.channel_id, [told.message_id])

    async def on_raw_bulk_message_delete(self, told: discord.RawBulkMessageDeleteEvent) -> None:
        """Somebody took several messages away at once."""
        await self._miss(told.guild_id, told.channel_id, sorted(told.message_ids))

    async def _miss(self, guild: int | None, channel: int, messages: Sequence[int]) -> None:
        if guild is None:
            return
        with self._working():
            for message in messages:
                await self._engine.taken_away(SpaceAddress(parse.PLATFORM, str(guild)), str(channel), str(message))

    async def on_member_join(self, member: discord.Member, event: str) -> None:
        """Somebody came; heard only where the members intent is granted."""
        await self._take(parse.joined(member, event))

    async def on_raw_member_remove(self, told: discord.RawMemberRemoveEvent, event: str) -> None:
        """Somebody left; heard only where the members intent is granted."""
        await self._take(parse.left(told, event, self))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Machi was invited."""
        with self._working():
            async with self._coming_and_going:
                owner = str(guild.owner_id) if guild.owner_id else None
                await self._engine.returned(SpaceAddress(parse.PLATFORM, str(guild.id), guild.name), owner)
                await greeting.greet(guild, self._courier, self._shelf, sees_newcomers=self.intents.members)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A guild is there, perhaps since Machi was away."""
        await self.on_guild_join(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Machi was shown the door; an outage is not that. All is kept for a while: it may be invited again."""
        log.info("machi was removed from a guild", guild=guild.id)
        with self._working():
            async with self._coming_and_going:
                await self._left(SpaceAddress(parse.PLATFORM, str(guild.id)))

    async def on_interest_told(self, told: Any, event: str) -> None:
        """Somebody is interested in an event of the guild's."""
        await self._hear_interest(parse.interest(told, event, added=True))

    async def on_interest_lost(self, told: Any, event: str) -> None:
        """Somebody is not interested any more."""
        await self._hear_interest(parse.interest(told, event, added=False))

    async def _hear_interest(self, gesture: Interest) -> None:
        with self._working():
            async with self._in_order:
                await self._interests.hear(gesture)

    async def on_member_told(self, told: Any) -> None:
        """Somebody goes by another name; heard only where the members intent is granted."""
        with self._working():
            address, account = parse.renamed(told)
            await self._engine.renamed(address, account)

    async def _tell_commands(self) -> None:
        try:
            features, guilds = self._engine.features, self._command_guilds
            await commands.tell(self.http, self.application_id or 0, features, self._shelf, guilds)
        except discord.DiscordException:
            log.exception("discord was not told of the commands")

    async def _suggest(self, told: discord.Interaction[Any]) -> None:
        fitting: tuple[tuple[str, str], ...] = ()
        # Nothing comes of it where Discord cannot wait: somebody goes on typing, and is asked for again.
        with suppress(TimeoutError, parse.Nowhere):
            async with asyncio.timeout(PATIENCE):
                asking = parse.asking(told)
                fitting = await self._engine.suggestions(asking) if asking else ()
        await respond.suggest(told, fitting)

    async def _serve(self, told: discord.Interaction[Any], gesture: parse.Spoken) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                answering = tasks.create_task(self._answer(gesture))
                await asyncio.wait({answering}, timeout=PATIENCE)
                if not answering.done():
                    await _tried(respond.ask_for_patience(told))
            answer, reader = answering.result()
            await respond.give(told, gesture, answer, reader or _stranger(told))
        except discord.NotFound:
            log.warning("an answer came too late for discord", key=gesture.key)
        except Exception as error:
            if getattr(error, "code", None) == _ANSWERED:
                log.info("a gesture that came again was answered before", key=gesture.key)
                return
            reference = secrets.token_hex(3)
            log.exception("an answer could not be given", reference=reference, key=gesture.key)
            await _tried(respond.apologise(told, _stranger(told), reference))

    async def _answer(self, gesture: Gesture) -> tuple[Answer | None, Reader | None]:
        answer = await self._engine.handle(gesture)
        return answer, await self._engine.reader(gesture, respond.named_in(answer)) if answer else None

    async def _hear_reaction(self, gesture: Reaction | None) -> None:
        if gesture is not None:
            with self._working():
                async with self._in_order:
                    await self._reactions.hear(gesture)

    async def _look_over(self, turn: asyncio.Lock | None = None, *, thorough: bool = True) -> None:
        with self._working():
            for guild in self.guilds:
                await self._reactions.look_over(self.http, guild.id, turn, thorough=thorough)
                await self._interests.look_over(self.http, guild.id, turn)

    async def _do(self, gesture: Gesture) -> None:
        answer, reader = await self._kept(gesture)
        if isinstance(answer, Reply) and answer.pressing and reader:
            await self._say_directly(gesture, answer, reader)

    async def _take(self, gesture: Gesture | None) -> None:
        """Handle what nobody waits for, one after the other: of two gestures the latest is to win."""
        if gesture is None:
            return
        with self._working():
            async with self._in_order:
                await self._do(gesture)

    async def _kept(self, gesture: Gesture) -> tuple[Answer | None, Reader | None]:
        """Handle a gesture until it is kept: Discord brings none twice."""
        for wait in _AGAIN:
            try:
                return await self._answer(gesture)
            except Exception:
                log.exception("a gesture is not kept yet", key=gesture.key, again_in=wait)
                await asyncio.sleep(wait)
        return await self._answer(gesture)

    async def _say_directly(self, gesture: Gesture, reply: Reply, reader: Reader) -> None:
        marker = hashlib.sha256(gesture.key.encode()).hexdigest()[: limits.NONCE]
        target = ToAccount(gesture.actor.account.external_id)
        outcome = await self._courier.deliver(Delivery(marker, gesture.space, target, reply.card, reader, reply.file))
        if not isinstance(outcome, Sent):
            log.warning("a direct answer did not arrive", key=gesture.key, outcome=outcome)

    @contextmanager
    def _working(self) -> Generator[None]:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - the library runs every event in a task
        self._at_work.add(task)
        try:
            yield
        finally:
            self._at_work.discard(task)


def _unread(_told: Any) -> None:
    """What people write to each other is none of Machi's business."""


async def _tried(step: Any) -> None:
    try:
        await step
    except Exception:
        log.exception("discord did not take an answer")


def _stranger(told: discord.Interaction[Any]) -> Reader:
    """Somebody of whom only Discord's own language is known."""
    return Reader(parse.language_of(told) or "ja", "UTC")


@contextmanager
def _reached_at(api_url: str) -> Generator[None]:
    # The library keeps both addresses for the whole process; a process has one Discord.
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = api_url
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before

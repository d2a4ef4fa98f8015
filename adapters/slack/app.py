"""The app: Bolt in, over Socket Mode or signed HTTP, and the answer to each gesture out.

Bolt tries its listeners one by one, so there is one for each kind of payload and a dictionary behind it. A gesture is
acknowledged when the engine has committed it, never before: what is lost on the way comes again under the same key.
Only where a person waits, and Slack would tell them of a failure, are they told after some seconds that it takes a
moment; what they asked for goes on behind it.
"""

import asyncio
import functools
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Protocol, TypeAlias, TypeVar

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import ingress, parse, render
from adapters.slack.answers import Answers, Readers
from adapters.slack.courier import SlackCourier, outcome_of
from adapters.slack.ingress import Ingress
from adapters.slack.manifest import COMMANDS
from adapters.slack.parse import By, Json, Unreadable
from adapters.slack.people import People, Workspace
from adapters.slack.turn import Leaving, Turn, Turns
from adapters.slack.web_client import LOGGER, SECONDS, ResponseUrls, new_client, new_session
from bot.feature import Features
from bot.ports import Clock, Failure, Stopped
from bot.vocabulary.card import Block, Card, mentioned
from bot.vocabulary.effect import Answer, Reply
from bot.vocabulary.people import AccountRef, MemberId, SpaceAddress
from bot.vocabulary.request import Gesture, HomeOpened

log = structlog.get_logger(__name__)

API_URL: Final = "https://slack.com/api/"
ANYTHING: Final = re.compile("")
PING: Final = 10
"""Seconds between the pings that tell whether a Socket Mode connection still lives."""

PATIENCE: Final = 5
"""Seconds until Slack is called again when it was out of reach at the start."""

ValueT = TypeVar("ValueT")
Hear: TypeAlias = Callable[[Json, Turn], Awaitable[dict[str, Any] | None]]
Heard: TypeAlias = Callable[[Json], Awaitable[None]]

# What Bolt raises for a payload that is none, and raises once more while it looks for the words to say so.
_NOT_A_PAYLOAD: Final = (LookupError, TypeError, ValueError, AttributeError, RecursionError)


class Engine(Readers, Protocol):
    """What this adapter needs of the core."""

    features: Features

    async def handle(self, gesture: Gesture) -> Answer | None:
        """Do what a person asked for, and say what to answer them at once."""
        ...

    async def home(self, gesture: HomeOpened) -> tuple[Block, ...]:
        """What a member's home page shows."""
        ...

    async def opened_home(self, gesture: HomeOpened) -> None:
        """Remember that a member looks at their home page, so that it follows what changes."""
        ...


class TokenRefused(Exception):  # noqa: N818 - said to the person who installs
    """Slack does not know a token; there is no use in trying again."""


class SlackAdapter:
    """Machi in one Slack workspace: it listens over Socket Mode when there is an app token, else at its routes.

    Args:
        engine: handles what people do.
        clock: tells how old a signature is, and what is known of a person.
        bot_token: names the workspace, and pays for every call.
        app_token: opens Socket Mode.
        signing_secret: tells Slack's own requests from others when Slack calls.
        api_url: where every call goes.
        names: Slack's word for each of Machi's commands.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        bot_token: str,
        *,
        app_token: str | None = None,
        signing_secret: str | None = None,
        api_url: str = API_URL,
        names: Mapping[str, str] = COMMANDS,
    ) -> None:
        """Take everything from outside; nothing is called before :meth:`run`."""
        self._engine = engine
        self._app_token = app_token
        self._names = {spoken: name for name, spoken in names.items()}
        self._client = new_client(bot_token, api_url)
        self._response_urls = ResponseUrls(api_url)
        self.courier = SlackCourier(self._client)
        self._people = People(self._client, clock)
        self._answers = Answers(self._client, self._response_urls, engine)
        self._turns = Turns()
        self._socket: SocketModeClient | None = None
        self._ingress = Ingress(signing_secret, clock, self.dispatch) if signing_secret and not app_token else None
        self._heard: Mapping[str, Heard] = {
            "app_home_opened": self._opened_home,
            "app_mention": self._mentioned,
            "member_joined_channel": self._joined,
            "reaction_added": self._reacted,
            "reaction_removed": self._reacted,
            "team_join": self._joined,
            "user_change": self._changed,
        }
        self._app = self._bolt(new_client(None, api_url))

    # --- its life ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Stay connected until cancelled; raises :class:`TokenRefused` and nothing else."""
        async with new_session() as session:
            self._client.session = self._app.client.session = self._response_urls.session = session
            workspace = await _patiently(self._people.workspace, "MACHI_SLACK__BOT_TOKEN")
            log.info("Slack knows us", workspace=workspace.address.name)
            async with self._turns.taken():
                if self._app_token:
                    await self._listen(self._app_token)
                else:
                    await asyncio.Event().wait()  # it is the web server that listens

    async def _listen(self, app_token: str) -> None:
        handler = AsyncSocketModeHandler(self._app, app_token, web_client=self._client, ping_interval=PING)
        await _honour_environment(handler)
        self._socket = handler.client
        try:
            while not await self._connected(handler):
                log.warning("Slack did not let us connect")
            await asyncio.Event().wait()  # from here on the library connects again by itself
        finally:
            await self._turns.end()  # while what was heard can still be acknowledged
            await handler.close_async()

    async def _connected(self, handler: AsyncSocketModeHandler) -> bool:
        """Connect once; the library by itself would try one stale address for ever, and one refused token too."""

        async def address() -> str:
            opened = await self._client.apps_connections_open(app_token=handler.app_token)
            return str(opened["url"])

        handler.client.wss_uri = await _patiently(address, "MACHI_SLACK__APP_TOKEN")
        try:
            async with asyncio.timeout(SECONDS):
                await handler.connect_async()
        except TimeoutError:
            return False
        return True

    def is_connected(self) -> bool:
        """Whether Slack reaches Machi right now; where Slack calls, whether it has said who we are."""
        if self._app_token is None:
            return self._people.is_known
        session = self._socket.current_session if self._socket else None
        return session is not None and not session.closed

    def routes(self) -> list[web.RouteDef]:
        """Where Slack posts to when it calls Machi; nowhere over Socket Mode."""
        return [web.post(ingress.PATH, self._ingress.receive)] if self._ingress else []

    async def dispatch(self, body: dict[str, Any]) -> web.Response:
        """Hand a verified payload to Bolt: 400 for what it cannot read, 503 until Slack has said who we are."""
        try:
            await self._people.workspace()
        except (SlackApiError, aiohttp.ClientError, TimeoutError):
            return web.Response(status=503)
        try:
            # The ingress has verified and read the bytes; Bolt takes a body that was read already in this mode only.
            answer = await self._app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
        except _NOT_A_PAYLOAD as error:
            answer = await _unreadable(error)
        return await to_aiohttp_response(answer)

    def _bolt(self, client: AsyncWebClient) -> AsyncApp:
        async def authorize() -> AuthorizeResult:  # no method: Bolt would pass an argument for its self
            return _authorized(await self._people.workspace(), self._client.token)

        app = AsyncApp(
            name=render.NAME,
            logger=LOGGER,
            client=client,
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,  # the ingress has done it, before anything was parsed
            ssl_check_enabled=False,
            url_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        app.command(ANYTHING)(self._listener(self._commanded))
        app.block_action(ANYTHING)(self._listener(self._pressed))
        app.view_submission(ANYTHING)(self._listener(self._submitted))
        app.view_closed(ANYTHING)(self._listener(self._closed))
        app.shortcut(ANYTHING)(self._listener(self._shortcut))
        app.event(ANYTHING)(self._listener(self._happened))
        app.error(_unreadable)
        return app

    def _listener(self, hear: Hear) -> Callable[..., Awaitable[BoltResponse | None]]:
        async def listen(ack: AsyncAck, body: Json) -> BoltResponse | None:
            try:
                await ack(**(await self._turns.take(functools.partial(hear, body)) or {}))
            except Unreadable as problem:
                log.warning("a payload of a strange shape", reason=str(problem))
                return BoltResponse(status=400)
            except Leaving:
                return BoltResponse(status=503)
            except Exception:
                log.exception("a payload could not be handled", type=body.get("type"))
                return BoltResponse(status=500)
            return None

        return listen

    # --- what people do ---------------------------------------------------------------------------------------------

    async def _by(self, body: Json) -> By | None:
        """Who makes this gesture; nobody when it is a bot, such as Machi itself."""
        account = parse.account(body)
        profile = await self._people.profile(account.external_id, account.name)
        workspace = await self._people.workspace()
        if profile.is_bot or account.external_id == workspace.bot_user:
            return None
        return By(workspace.address, profile.actor)

    async def _commanded(self, body: Json, turn: Turn) -> None:
        if (by := await self._by(body)) is None:
            return
        known = {account: (await self._people.profile(account)).actor.account for account in parse.mentioned(body)}

        def find(word: str) -> AccountRef | None:
            return known.get(word) or self._people.named(word)

        command = parse.command(body, by, self._engine.features, self._names, find)
        answer = await turn.patiently(self._engine.handle(command), self._answers.moment_of_command(command))
        await _reach(self._answers.to_command(body, command, answer))
        await _reach(self._answers.hand_over(command, answer))

    async def _pressed(self, body: Json, turn: Turn) -> None:
        if (by := await self._by(body)) is None:
            return
        press = parse.press(body, by)
        moment = functools.partial(self._answers.say_moment, body, press)
        answer = await turn.patiently(self._engine.handle(press), then=lambda: _reach(moment()))
        await _reach(self._answers.to_press(body, press, answer))
        await _reach(self._answers.hand_over(press, answer))
        if parse.is_home(body):
            await _reach(self._publish(HomeOpened(f"{press.key}:home", by.space, by.actor)))

    async def _shortcut(self, body: Json, turn: Turn) -> None:
        if (by := await self._by(body)) is None:
            return
        press = parse.shortcut(body, by)
        moment = functools.partial(self._answers.say_moment, body, press)
        answer = await turn.patiently(self._engine.handle(press), then=lambda: _reach(moment()))
        await _reach(self._answers.in_new_modal(body, press, answer))
        await _reach(self._answers.hand_over(press, answer))

    async def _submitted(self, body: Json, turn: Turn) -> dict[str, Any] | None:
        if (by := await self._by(body)) is None:
            return None
        submitted = parse.submission(body, by)
        moment = self._answers.moment_of_submission(body, submitted)
        answer = await turn.patiently(self._engine.handle(submitted), moment)
        await _reach(self._answers.hand_over(submitted, answer))
        if turn.over:
            await _reach(self._answers.to_late_submission(body, submitted, answer))
            return None
        return await self._answers.to_submission(body, submitted, answer)

    async def _closed(self, body: Json, _: Turn) -> None:
        by = await self._by(body)
        closing = parse.closing(body, by) if by else None
        answer = await self._engine.handle(closing) if closing else None
        # A refusal means that there was nothing to lose: posted already, or never sent.
        if closing and isinstance(answer, Reply) and not answer.pressing:
            await _reach(self._answers.whisper(closing, answer.card))

    async def _happened(self, body: Json, _: Turn) -> None:
        hear = self._heard.get(parse.event(body))
        if hear is not None:
            await hear(body)

    async def _opened_home(self, body: Json) -> None:
        if parse.opens_home(body) and (by := await self._by(body)) is not None:
            opened = parse.home(body, by)
            await self._engine.opened_home(opened)
            await _reach(self._publish(opened))

    async def show_home(self, space: SpaceAddress, account: AccountRef) -> Failure | None:
        """Show somebody their home page as it is now; says why where it could not be."""
        try:
            profile = await self._people.profile(account.external_id)
            await self._publish(HomeOpened("", space, profile.actor))
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            return outcome_of(error)
        return None

    async def _publish(self, opened: HomeOpened) -> None:
        blocks = await self._engine.home(opened)
        members = frozenset[MemberId]().union(*(mentioned(Card((), (block,))) for block in blocks))
        view = render.home(blocks, await self._engine.reader(opened, members))
        await self._client.views_publish(user_id=opened.actor.account.external_id, view=view)

    async def _mentioned(self, body: Json) -> None:
        if (by := await self._by(body)) is None:
            return
        command = parse.mention(body, by)
        answer = await self._engine.handle(command)
        if isinstance(answer, Reply) and self._turns.is_first_to_tell(command.key):
            await _reach(self._answers.whisper(command, answer.card))
            await _reach(self._answers.hand_over(command, answer))

    async def _joined(self, body: Json) -> None:
        if (by := await self._by(body)) is not None:
            await self._engine.handle(parse.joined(body, by))

    async def _reacted(self, body: Json) -> None:
        # Most emoji mean nothing, and people react a lot: nobody is looked up for those.
        if (emoji := parse.emoji(body)) is None or (by := await self._by(body)) is None:
            return
        reaction = parse.reaction(body, by, emoji)
        answer = await self._engine.handle(reaction)
        if self._turns.is_first_to_tell(reaction.key):
            await _reach(self._answers.to_reaction(reaction, answer))
            await _reach(self._answers.hand_over(reaction, answer))

    async def _changed(self, body: Json) -> None:
        self._people.forget(parse.account(body).external_id)
        if (left := parse.left(body, (await self._people.workspace()).address)) is not None:
            await self._engine.handle(left)


def _authorized(workspace: Workspace, token: str | None) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None,
        team_id=workspace.address.external_id,
        bot_user_id=workspace.bot_user,
        bot_id=workspace.bot_id,
        bot_token=token,
    )


async def _patiently(call: Callable[[], Awaitable[ValueT]], setting: str) -> ValueT:
    """Call Slack until it answers; a token that it refuses is no matter of patience."""
    while True:
        try:
            return await call()
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            if isinstance(outcome_of(error), Stopped):
                raise TokenRefused(f"Slack does not take {setting}") from error
            log.warning("Slack is out of reach", reason=str(error))
            await asyncio.sleep(PATIENCE)


async def _reach(showing: Awaitable[object]) -> None:
    """Show an answer; what was done is kept whether or not Slack shows it."""
    try:
        await showing
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("an answer did not reach its reader", reason=str(error))


async def _unreadable(error: Exception) -> BoltResponse:
    """Answer what Bolt itself stumbles over: our own listeners raise nothing, so it was the payload."""
    log.warning("a payload of a strange shape", reason=f"{type(error).__name__}: {error}")
    return BoltResponse(status=400)


async def _honour_environment(handler: AsyncSocketModeHandler) -> None:
    """Let the connection go through the proxies of the environment, except to the hosts in ``NO_PROXY``."""
    await handler.client.aiohttp_client_session.close()
    handler.client.aiohttp_client_session = aiohttp.ClientSession(trust_env=True)
    handler.client.proxy = None

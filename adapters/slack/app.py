"""The app: Bolt in, over Socket Mode or signed HTTP, and the answer to each gesture out.

Bolt tries its listeners one by one, so there is one for each kind of payload and a dictionary behind it. A gesture is
acknowledged when the engine has committed it, never before: what is lost on the way comes again under the same key.
Only where a person waits, and Slack would tell them of a failure, are they told after some seconds that it takes a
moment; what they asked for goes on behind it.
"""

import asyncio
import functools
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias, TypeVar

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from adapters.slack import ingress, parse, render
from adapters.slack.answers import Answers, Moment, Readers
from adapters.slack.census import Census, Registry
from adapters.slack.courier import SlackCourier, outcome_of
from adapters.slack.ingress import Ingress
from adapters.slack.inspector import SlackInspector
from adapters.slack.installations import Installation, Installations
from adapters.slack.installing import App, Installing
from adapters.slack.lines import SILENCE, Lines
from adapters.slack.manifest import COMMANDS
from adapters.slack.parse import By, Json, Unreadable
from adapters.slack.people import PLATFORM, People
from adapters.slack.reactions import Catching, Reactions
from adapters.slack.rounds import rounds
from adapters.slack.turn import Leaving, Turn, Turns
from adapters.slack.vault import Vault
from adapters.slack.web_client import LOGGER, ResponseUrls, new_client, new_session
from adapters.slack.workspaces import InstalledWorkspaces, OneWorkspace, SlackCouriers, Workspace, Workspaces
from bot.feature import Features
from bot.pauses import Pauses
from bot.ports import Clock, Courier, Failure, MessageRef, NotSent, Shelf, Stopped
from bot.vocabulary.card import Block, Card, mentioned
from bot.vocabulary.effect import Answer, Reply
from bot.vocabulary.people import AccountRef, MemberId, SpaceAddress
from bot.vocabulary.request import Gesture, HomeOpened, Reaction

log = structlog.get_logger(__name__)

API_URL: Final = "https://slack.com/api/"
ANYTHING: Final = re.compile("")
PATIENCE: Final = 5
"""Seconds until Slack is called again when it was out of reach at the start."""

CLOSED: Final = {
    "channel_archive": "is_archived",
    "channel_deleted": "channel_not_found",
    "group_archive": "is_archived",
    "group_deleted": "channel_not_found",
}
"""What Slack would say to a message in a channel that this has happened to."""

ValueT = TypeVar("ValueT")
Hear: TypeAlias = Callable[[Json, Turn], Awaitable[dict[str, Any] | None]]
Heard: TypeAlias = Callable[[Workspace, Json], Awaitable[None]]

# What Bolt raises for a payload that is none, and raises once more while it looks for the words to say so.
_NOT_A_PAYLOAD: Final = (LookupError, TypeError, ValueError, AttributeError, RecursionError)
_OUT_OF_REACH: Final = (SlackApiError, aiohttp.ClientError, TimeoutError)
# What comes of an answer that lacks what it is asked for.
_NOT_AN_ANSWER: Final = (LookupError, TypeError, ValueError, AttributeError)


class Engine(Readers, Registry, Protocol):
    """What this adapter needs of the core."""

    features: Features

    async def home(self, gesture: HomeOpened) -> tuple[Block, ...]:
        """What a member's home page shows."""
        ...

    async def opened_home(self, gesture: HomeOpened) -> None:
        """Remember that a member looks at their home page, so that it follows what changes."""
        ...

    async def cards(self, address: SpaceAddress) -> tuple[tuple[MessageRef, frozenset[str]], ...]:
        """The newest cards of a space that answer to emoji, and the emoji each answers to."""
        ...

    async def space_renamed(self, space: SpaceAddress) -> None:
        """The space goes by the name of this address from now on."""
        ...

    async def left(self, address: SpaceAddress) -> None:
        """Machi was taken out of a space."""
        ...

    async def returned(self, address: SpaceAddress) -> None:
        """Machi is in a space, be it for the first time, still, or again."""
        ...


class TokenRefused(Exception):  # noqa: N818 - said to the person who installs
    """Slack does not know a token; there is no use in trying again."""


@dataclass(frozen=True, slots=True)
class Installable:
    """What many workspaces need to install Machi by OAuth.

    Args:
        keys: what their tokens are sealed with, 32 bytes each; the first seals.
        shelf: where they are kept.
    """

    app: App
    keys: tuple[bytes, ...]
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class Visit:
    """A gesture, where it was made, and who made it."""

    workspace: Workspace
    by: By


class SlackAdapter:
    """Machi on Slack: it listens over Socket Mode when there is an app token, else at its routes.

    Args:
        engine: handles what people do.
        clock: tells how old a signature is, and what is known of a person.
        bot_token: names the one workspace, and pays for every call there.
        installable: how many workspaces install Machi, where there is no one bot token.
        shelf: where it is remembered which reactions were seen, and what Slack asked to be left alone; without one,
            nothing is caught up with that was missed.
        app_token: opens Socket Mode, over so many ``connections``.
        signing_secret: tells Slack's own requests from others when Slack calls.
        api_url: where every call goes.
        names: Slack's word for each of Machi's commands.
        organizers: people and user groups, by id, who are organizers beside the workspace's own administrators.
        silence: seconds without a word from Slack until a connection is opened anew.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        bot_token: str | None = None,
        *,
        installable: Installable | None = None,
        shelf: Shelf | None = None,
        app_token: str | None = None,
        connections: int = 1,
        signing_secret: str | None = None,
        api_url: str = API_URL,
        names: Mapping[str, str] = COMMANDS,
        organizers: Collection[str] = (),
        silence: float = SILENCE,
    ) -> None:
        """Take everything from outside; nothing is called before :meth:`run`."""
        self._engine = engine
        self._clock = clock
        self._shelf = shelf
        self._app_token = app_token
        self._connections = connections
        self._silence = silence
        self._api_url = api_url
        self._organizers = frozenset(organizers)
        self._names = {spoken: name for name, spoken in names.items()}
        self._response_urls = ResponseUrls(api_url)
        self._session: aiohttp.ClientSession | None = None
        self._client = new_client(None, api_url)
        self._installing: Installing | None = None
        self.courier: Courier
        self._workspaces: Workspaces
        self._one: Workspace | None = None
        if bot_token:
            self._one = self._furnish(bot_token)
            self._workspaces, self.courier = OneWorkspace(self._one), self._one.courier
        elif installable:
            self._workspaces = self._installed(installable)
            self.courier = SlackCouriers(self._workspaces)
        else:
            raise ValueError("Slack needs a bot token, or an app that can be installed")
        self.inspector = SlackInspector(self._workspaces)
        self._turns = Turns()
        self._lines: Lines | None = None
        self._reactions = Reactions(shelf) if shelf else None
        self._ingress = Ingress(signing_secret, clock, self.dispatch) if signing_secret and not app_token else None
        self._heard: Mapping[str, Heard] = {
            "app_home_opened": self._opened_home,
            "app_mention": self._mentioned,
            "app_uninstalled": self._uninstalled,
            "channel_archive": self._channel_closed,
            "channel_deleted": self._channel_closed,
            "channel_rename": self._channel_renamed,
            "channel_unarchive": self._channel_opened,
            "group_archive": self._channel_closed,
            "group_deleted": self._channel_closed,
            "group_rename": self._channel_renamed,
            "group_unarchive": self._channel_opened,
            "member_joined_channel": self._joined,
            "reaction_added": self._reacted,
            "reaction_removed": self._reacted,
            "team_join": self._joined,
            "team_rename": self._workspace_renamed,
            "tokens_revoked": self._revoked,
            "user_change": self._changed,
        }
        self._app = self._bolt()

    def _furnish(self, token: str, team: str = "") -> Workspace:
        client = new_client(token, self._api_url, Pauses(self._shelf, self._clock, team))
        client.session = self._session
        people = People(client, self._clock, self._organizers)
        return Workspace(client, people, Answers(client, self._response_urls, self._engine), SlackCourier(client))

    def _installed(self, installable: Installable) -> InstalledWorkspaces:
        installations = Installations(installable.shelf, Vault(installable.keys))
        workspaces = InstalledWorkspaces(installations, self._furnish)

        async def take_in(installation: Installation) -> None:
            await workspaces.install(installation)
            await self._engine.returned(SpaceAddress(PLATFORM, installation.team, installation.name))

        self._installing = Installing(installable.app, self._client, take_in, installable.shelf, self._clock)
        return workspaces

    # --- its life ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Stay connected until cancelled; raises :class:`TokenRefused` and nothing else."""
        async with new_session() as session:
            self._session = self._client.session = self._app.client.session = self._response_urls.session = session
            if self._one:
                self._one.client.session = session
                identity = await _patiently(self._one.people.workspace, "MACHI_SLACK__BOT_TOKEN")
                log.info("Slack knows us", workspace=identity.address.name)
                await self._engine.returned(identity.address)
            async with self._turns.taken():
                await self._live()

    async def _live(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                if self._reactions and self._shelf:
                    catching = Catching(self._engine.cards, self._reactions, self._catch_up)
                    census = Census(self._engine, self._shelf)
                    for look_over in (catching.catch_up, census.look_over):
                        group.create_task(rounds(self._workspaces, look_over))
                group.create_task(self._listen(self._app_token) if self._app_token else asyncio.Event().wait())
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None

    async def _listen(self, app_token: str) -> None:
        async def ask() -> str:
            return str((await self._client.apps_connections_open(app_token=app_token))["url"])

        async def address() -> str:
            # Once Slack has let us in, a refusal may pass: Socket Mode is switched off and on again, a token replaced.
            known = self._lines is not None and self._lines.was_open
            return await _patiently(ask, None if known else "MACHI_SLACK__APP_TOKEN")

        self._lines = Lines(self._app, app_token, self._client, address, silence=self._silence)
        await self._lines.hold(self._connections, before_closing=self._turns.end)

    def is_connected(self) -> bool:
        """Whether Slack reaches Machi right now; where Slack calls, whether it has said who we are."""
        if self._app_token is None:
            return self._one is None or self._one.people.is_known
        return self._lines is not None and self._lines.is_open

    def routes(self) -> list[web.RouteDef]:
        """Where Slack posts to when it calls Machi, and where a browser goes to install it."""
        events = [web.post(ingress.PATH, self._ingress.receive)] if self._ingress else []
        return events + (self._installing.routes() if self._installing else [])

    async def dispatch(self, body: dict[str, Any]) -> web.Response:
        """Hand a verified payload to Bolt: 400 for what it cannot read, 503 until Slack has said who we are."""
        try:
            if self._one:
                await self._one.people.workspace()
        except _OUT_OF_REACH:
            return web.Response(status=503)
        try:
            # The ingress has verified and read the bytes; Bolt takes a body that was read already in this mode only.
            answer = await self._app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
        except _NOT_A_PAYLOAD as error:
            answer = await _unreadable(error)
        return await to_aiohttp_response(answer)

    def _bolt(self) -> AsyncApp:
        async def authorize(team_id: str | None) -> AuthorizeResult:  # no method: Bolt would pass itself an argument
            # What comes from a workspace that left, or cannot be named yet, is for our own listeners to judge.
            workspace = await self._workspaces.of(team_id or "")
            try:
                identity = await workspace.people.workspace() if workspace else None
            except _OUT_OF_REACH:
                identity = None
            if workspace is None or identity is None:
                return AuthorizeResult(enterprise_id=None, team_id=team_id)
            return AuthorizeResult(
                enterprise_id=None,
                team_id=identity.address.external_id,
                bot_user_id=identity.bot_user,
                bot_id=identity.bot_id,
                bot_token=workspace.client.token,
            )

        app = AsyncApp(
            name=render.NAME,
            logger=LOGGER,
            client=new_client(None, self._api_url),
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,  # the ingress has done it, before anything was parsed
            ssl_check_enabled=False,
            url_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        app.middleware(_said_to_the_app)
        app.options(ANYTHING)(self._listener(self._suggested))
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

    async def _visit(self, body: Json) -> Visit | None:
        """Where this gesture was made and by whom; nothing when it was a bot, or where Machi is not installed."""
        workspace = await self._workspaces.of(parse.team(body))
        if workspace is None:
            log.warning("a gesture from a workspace that Machi is not installed in")
            return None
        by = await self._by(workspace, body)
        return Visit(workspace, by) if by else None

    async def _by(self, workspace: Workspace, body: Json) -> By | None:
        account = parse.account(body)
        profile = await workspace.people.profile(account.external_id, account.name)
        identity = await workspace.people.workspace()
        if profile.is_bot or account.external_id == identity.bot_user:
            return None
        return By(identity.address, profile.actor)

    async def _find(self, workspace: Workspace, body: Json) -> Callable[[str], AccountRef | None]:
        people = workspace.people
        known = {account: (await people.profile(account)).actor.account for account in parse.mentioned(body)}
        return lambda word: known.get(word) or people.named(word)

    def _hand_over(self, workspace: Workspace, gesture: Gesture, answer: Answer | None) -> None:
        """Send the file of an answer behind it: Slack is not kept waiting for that."""
        if isinstance(answer, Reply) and answer.file is not None:
            self._turns.afterwards(lambda: _reach(workspace.answers.hand_over(gesture, answer)))

    async def _commanded(self, body: Json, turn: Turn) -> None:
        if (visit := await self._visit(body)) is None:
            return
        find = await self._find(visit.workspace, body)
        command = parse.command(body, visit.by, self._engine.features, self._names, find)
        moment = Moment(visit.workspace.answers, body, command)
        answer = await turn.patiently(self._engine.handle(command), then=lambda: _reach(moment.say()))
        await _reach(visit.workspace.answers.to_command(body, command, answer, moment))
        self._hand_over(visit.workspace, command, answer)

    async def _pressed(self, body: Json, turn: Turn) -> None:
        if (visit := await self._visit(body)) is None:
            return
        press = parse.press(body, visit.by)
        moment = Moment(visit.workspace.answers, body, press)
        answer = await turn.patiently(self._engine.handle(press), then=lambda: _reach(moment.say()))
        await _reach(visit.workspace.answers.to_press(body, press, answer, moment))
        self._hand_over(visit.workspace, press, answer)
        if parse.is_home(body):
            opened = HomeOpened(f"{press.key}:home", visit.by.space, visit.by.actor)
            await _reach(self._publish(visit.workspace, opened))

    async def _shortcut(self, body: Json, turn: Turn) -> None:
        if (visit := await self._visit(body)) is None:
            return
        chosen = parse.shortcut(body, visit.by, await self._find(visit.workspace, body))
        moment = Moment(visit.workspace.answers, body, chosen)
        answer = await turn.patiently(self._engine.handle(chosen), then=lambda: _reach(moment.say()))
        await _reach(visit.workspace.answers.in_new_modal(body, chosen, answer, moment))
        self._hand_over(visit.workspace, chosen, answer)

    async def _submitted(self, body: Json, turn: Turn) -> dict[str, Any] | None:
        if (visit := await self._visit(body)) is None:
            return None
        answers = visit.workspace.answers
        submitted = parse.submission(body, visit.by)
        moment = answers.moment_of_submission(body, submitted)
        answer = await turn.patiently(self._engine.handle(submitted), moment)
        self._hand_over(visit.workspace, submitted, answer)
        if turn.over:
            await _reach(answers.to_late_submission(body, submitted, answer))
            return None
        return await answers.to_submission(body, submitted, answer)

    async def _closed(self, body: Json, _: Turn) -> None:
        visit = await self._visit(body)
        closing = parse.closing(body, visit.by) if visit else None
        answer = await self._engine.handle(closing) if closing else None
        # A refusal means that there was nothing to lose: posted already, or never sent.
        if visit and closing and isinstance(answer, Reply) and not answer.pressing:
            await _reach(visit.workspace.answers.whisper(closing, answer.card))

    async def _suggested(self, _: Json, __: Turn) -> dict[str, Any]:
        """Nothing of ours asks for suggestions while it is typed; who asks all the same is told that there are none."""
        return {"options": []}

    async def _happened(self, body: Json, _: Turn) -> None:
        hear = self._heard.get(parse.event(body))
        workspace = await self._workspaces.of(parse.team(body)) if hear else None
        if hear and workspace:
            await hear(workspace, body)

    # --- what happens by itself -------------------------------------------------------------------------------------

    async def _opened_home(self, workspace: Workspace, body: Json) -> None:
        if parse.opens_home(body) and (by := await self._by(workspace, body)) is not None:
            opened = parse.home(body, by)
            await self._engine.opened_home(opened)
            await _reach(self._publish(workspace, opened))

    async def show_home(self, space: SpaceAddress, account: AccountRef) -> Failure | None:
        """Show somebody their home page as it is now; says why where it could not be."""
        workspace = await self._workspaces.of(space.external_id)
        if workspace is None:
            return Stopped("Machi is not installed there")
        try:
            profile = await workspace.people.profile(account.external_id)
            await self._publish(workspace, HomeOpened("", space, profile.actor))
        except _OUT_OF_REACH as error:
            return outcome_of(error)
        return None

    async def _publish(self, workspace: Workspace, opened: HomeOpened) -> None:
        blocks = await self._engine.home(opened)
        members = frozenset[MemberId]().union(*(mentioned(Card((), (block,))) for block in blocks))
        view = render.home(blocks, await self._engine.reader(opened, members))
        await workspace.client.views_publish(user_id=opened.actor.account.external_id, view=view)

    async def _mentioned(self, workspace: Workspace, body: Json) -> None:
        if (by := await self._by(workspace, body)) is None:
            return
        identity = await workspace.people.workspace()
        command = parse.mention(body, by, self._engine.features, identity.bot_user, await self._find(workspace, body))
        answer = await self._engine.handle(command)
        if self._turns.is_first_to_tell(command.key):
            await _reach(workspace.answers.to_mention(command, answer))
            self._hand_over(workspace, command, answer)

    async def _joined(self, workspace: Workspace, body: Json) -> None:
        identity = await workspace.people.workspace()
        if parse.account(body).external_id == identity.bot_user:
            await self._channel_opened(workspace, body)
        elif (by := await self._by(workspace, body)) is not None:
            await self._engine.handle(parse.joined(body, by))

    async def _channel_opened(self, workspace: Workspace, body: Json) -> None:
        """Machi was let into a channel, or one that was archived came back: what waited for it need not wait."""
        if channel := parse.channel(body):
            identity = await workspace.people.workspace()
            workspace.courier.reaches(channel)
            await self._engine.channel_opened(identity.address, channel)

    async def _channel_closed(self, workspace: Workspace, body: Json) -> None:
        """A channel was archived or deleted: what is for it waits, and the organizers hear of it once."""
        if channel := parse.channel(body):
            identity = await workspace.people.workspace()
            await self._engine.channel_closed(identity.address, channel, CLOSED[parse.event(body)])

    async def _channel_renamed(self, workspace: Workspace, body: Json) -> None:  # noqa: ARG002 - heard, not kept
        """A channel goes by another name: Slack shows it wherever Machi names the channel, as it names it by its id."""
        log.info("a channel goes by another name", channel=parse.channel(body))

    async def _workspace_renamed(self, workspace: Workspace, body: Json) -> None:
        """The workspace goes by another name from now on."""
        identity = workspace.people.renamed(parse.new_name(body), await workspace.people.workspace())
        await self._engine.space_renamed(identity.address)

    async def _reacted(self, workspace: Workspace, body: Json) -> None:
        # Most emoji mean nothing, and people react a lot: nobody is looked up for those.
        if (emoji := parse.emoji(body)) is None or (by := await self._by(workspace, body)) is None:
            return
        reaction = parse.reaction(body, by, emoji)
        answer = await self._engine.handle(reaction)
        if self._reactions:
            await self._reactions.saw(reaction)
        if self._turns.is_first_to_tell(reaction.key):
            await _reach(workspace.answers.to_reaction(reaction, answer))
            self._hand_over(workspace, reaction, answer)

    async def _catch_up(self, workspace: Workspace, reaction: Reaction) -> None:
        """A reaction that was made, or taken back, while nobody told us."""
        profile = await workspace.people.profile(reaction.actor.account.external_id)
        identity = await workspace.people.workspace()
        if profile.is_bot or profile.actor.account.external_id == identity.bot_user:
            return
        whole = parse.made_by(reaction, profile.actor)
        answer = await self._engine.handle(whole)
        await _reach(workspace.answers.to_reaction(whole, answer))

    async def _changed(self, workspace: Workspace, body: Json) -> None:
        account = parse.account(body).external_id
        workspace.people.forget(account)
        space = (await workspace.people.workspace()).address
        if (left := parse.left(body, space)) is not None:
            await self._engine.handle(left)
        elif (profile := await workspace.people.profile(account)).is_known:
            await self._engine.renamed(space, profile.actor.account)

    async def _uninstalled(self, workspace: Workspace, body: Json) -> None:
        log.warning("Machi was uninstalled from a workspace", team=parse.team(body))
        await self._engine.left(SpaceAddress(PLATFORM, parse.team(body)))
        workspace.people.forget_everybody()
        await self._workspaces.leave(parse.team(body))

    async def _revoked(self, workspace: Workspace, body: Json) -> None:
        if parse.revokes_ours(body):
            await self._uninstalled(workspace, body)


async def _said_to_the_app(body: Json, next: Callable[[], Awaitable[None]]) -> BoltResponse | None:  # noqa: A002
    """Take what Slack says to the app itself: nobody made it, so no listener of Bolt's hears it."""
    if body.get("type") == "app_rate_limited":
        log.warning("Slack leaves events out: there were too many", team=body.get("team_id"))
    elif body.get("type") == "url_verification":
        return BoltResponse(status=200, body={"challenge": str(body.get("challenge") or "")})
    elif not body.get("ssl_check"):
        await next()
        return None
    return BoltResponse(status=200)


async def _patiently(call: Callable[[], Awaitable[ValueT]], setting: str | None) -> ValueT:
    """Call Slack until it answers; a token of the settings that it refuses is no matter of patience."""
    while True:
        try:
            return await call()
        except (*_OUT_OF_REACH, *_NOT_AN_ANSWER) as error:
            outcome = outcome_of(error)
            if setting and isinstance(outcome, Stopped):
                raise TokenRefused(f"Slack does not take {setting}") from error
            log.warning("Slack is out of reach", reason=f"{type(error).__name__}: {error}")
            wait = (outcome.retry_after or 0.0) if isinstance(outcome, NotSent) and _said_when(error) else 0.0
            await asyncio.sleep(max(PATIENCE, wait))


def _said_when(error: Exception) -> bool:
    """Whether Slack itself has said when to come again."""
    return isinstance(error, SlackApiError) and "Retry-After" in error.response.headers


async def _reach(showing: Awaitable[object]) -> None:
    """Show an answer; what was done is kept whether or not Slack shows it, and whatever Slack says to that."""
    try:
        await showing
    except _OUT_OF_REACH as error:
        log.warning("an answer did not reach its reader", reason=str(error))
    except Exception:
        log.exception("an answer could not be shown")


async def _unreadable(error: Exception) -> BoltResponse:
    """Answer what Bolt itself stumbles over: our own listeners raise nothing, so it was the payload."""
    log.warning("a payload of a strange shape", reason=f"{type(error).__name__}: {error}")
    return BoltResponse(status=400)

"""The composition root: settings, storage, engine, adapters and jobs put together. Only this module knows them all."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import structlog
from aiohttp import web
from pydantic import SecretStr

from adapters.web.health import DETAILS
from adapters.web.health import routes as health_routes
from adapters.web.server import application, is_loopback, serving
from bot.engine import Engine
from bot.features import FEATURES
from bot.features.settings.model import TOPICS
from bot.health import Health
from bot.ports import Calendar, Clock, Courier, Defaults, HomeShower
from bot.settings import Settings, keys, listed, pairs
from bot.timing import zone_rules
from bot.vocabulary.people import MemberId, Reader, SpaceAddress
from bot.vocabulary.request import Actor, HomeOpened
from jobs.advance import advance
from jobs.clock import AdjustableClock, SystemClock
from jobs.delivery import DeliveryWork
from jobs.due import DueWork
from jobs.homes import HomeWork
from jobs.ids import RandomIds
from jobs.mirroring import MirrorWork
from jobs.scheduler import Scheduler
from jobs.watch import Watch
from jobs.work import Work
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.happenings import SqlMirrors
from storage.homes import SqlStaleHomes
from storage.migrate import head
from storage.opening import opened
from storage.shelf import SqlShelf
from storage.store import SqlStore

if TYPE_CHECKING:
    from adapters.slack.app import Installable
    from adapters.web.playground import Playground

log = structlog.get_logger(__name__)

Part: TypeAlias = Literal["discord", "slack", "playground", "jobs"]
"""What one process may run: a platform, the playground, or the work that comes due by itself."""

_OFFSET: Final = "clock/offset"
_RULES: Final = "zones/rules"


class CannotStart(Exception):  # noqa: N818 - said to the person who starts Machi
    """Machi cannot start, and the message says what to do."""


@dataclass(slots=True)
class Machi:
    """One process of Machi, while it is put together.

    Args:
        couriers: by platform; deliveries to others are left to other processes.
        showers: who shows home pages, by platform.
        watch: keeps alive what runs in the background.
        lives: by platform, what runs until Machi stops.
        connections: by platform, whether it is connected right now.
        guarded: routes for the browser at this machine alone.
        open_routes: routes that are sure of their callers by themselves.
    """

    settings: Settings
    parts: frozenset[Part]
    database: Database
    clock: Clock
    store: SqlStore
    engine: Engine
    works: dict[str, Work] = field(default_factory=dict)
    couriers: dict[str, Courier] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    showers: dict[str, HomeShower] = field(default_factory=dict)
    watch: Watch = field(default_factory=lambda: Watch(SystemClock()))
    lives: dict[Part, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    connections: dict[str, Callable[[], bool]] = field(default_factory=dict)
    guarded: list[web.AbstractRouteDef] = field(default_factory=list)
    open_routes: list[web.AbstractRouteDef] = field(default_factory=list)
    wake: Callable[[], None] = lambda: None

    def shelf(self, owner: str) -> SqlShelf:
        """What an adapter keeps across restarts."""
        return SqlShelf(self.database, owner)

    async def work_until_idle(self) -> None:
        """Do at once what is due and what is to be sent."""
        for work in self.works.values():
            await work.run_until_idle()


def clock() -> Clock:
    """The machine's own clock."""
    return SystemClock()


async def run(settings: Settings, only: frozenset[Part] | None = None) -> None:
    """Run the parts that were asked for, or those that are configured, until the process is told to stop."""
    parts = only or configured(settings)
    _configure_logs()
    _stop_on_terminate()
    async with AsyncExitStack() as stack:
        machi = await stack.enter_async_context(_composed(settings, parts))
        await _connect(machi)
        await _serve(machi, stack)
        keep_for_good()
        scheduler = Scheduler(machi.works, machi.clock, machi.watch)
        machi.wake = scheduler.wake
        problem = await _live(machi, scheduler)
    raise problem


def keep_for_good() -> None:
    """Take what is there at the start as there for good: to look it all through again stops everything for 80 ms."""
    gc.collect()
    gc.freeze()


async def migrate(settings: Settings) -> None:
    """Bring the database up to this version."""
    async with opened(settings.database_url.get_secret_value()):
        print(f"The database is at revision {head()}.")  # noqa: T201


async def seed(settings: Settings) -> None:
    """Fill the playground with the sample town."""
    from bot.town import settle  # noqa: PLC0415 - only what is asked for is loaded

    async with AsyncExitStack() as stack:
        machi = await stack.enter_async_context(_composed(settings, frozenset({"playground", "jobs"})))
        await _connect(machi)
        await settle(machi.engine)
        await machi.work_until_idle()
    print("The sample town is there. Start the playground to visit it: make run")  # noqa: T201


def slack_manifest(settings: Settings, request_url: str | None) -> Mapping[str, Any]:
    """The manifest of Machi's Slack app, in the language of the settings."""
    from adapters.slack.manifest import manifest, renamed  # noqa: PLC0415 - only what is asked for is loaded

    return manifest(
        FEATURES,
        language=settings.language,
        request_url=request_url,
        redirect_url=_redirect_url(settings) if settings.slack.many else None,
        names=renamed(pairs(settings.slack.commands)),
    )


def _redirect_url(settings: Settings) -> str:
    from adapters.slack.installing import CALLBACK  # noqa: PLC0415 - only what is configured is loaded

    if settings.web.public_url is None:
        raise CannotStart("To be installed in Slack, Machi needs its own address: set MACHI_WEB__PUBLIC_URL.")
    return settings.web.public_url + CALLBACK


def configured(settings: Settings) -> frozenset[Part]:
    """The parts there is a token for; without any, the playground."""
    slack = settings.slack.bot_token or settings.slack.client_id
    platforms: dict[Part, object] = {"discord": settings.discord.token, "slack": slack}
    there: set[Part] = {part for part, token in platforms.items() if token}
    return frozenset({"jobs", *(there or {"playground"})})


@asynccontextmanager
async def _composed(settings: Settings, parts: frozenset[Part]) -> AsyncIterator[Machi]:
    """The core on its storage, with the work it does by itself."""
    if "playground" in parts and parts & {"discord", "slack"}:
        raise CannotStart("The playground has a clock of its own, so it runs alone: machi run --only playground jobs")
    address = settings.database_url.get_secret_value()
    async with opened(address) as database:
        time = await _playground_clock(database) if "playground" in parts else SystemClock()
        ids = RandomIds(time)
        defaults = Defaults(settings.language, settings.timezone)
        store = SqlStore(database, time, ids, defaults, wake=lambda: machi.wake())  # noqa: PLW0108 - set later
        machi = Machi(
            settings, parts, database, time, store, Engine(FEATURES, store, time, ids, settings.web.public_url or "")
        )
        await machi.engine.forget_again()
        yield machi


async def _connect(machi: Machi) -> None:
    if "discord" in machi.parts:
        _add_discord(machi)
    if "slack" in machi.parts:
        _add_slack(machi)
    if "playground" in machi.parts:
        await _add_playground(machi)
    _add_calendars(machi)
    if "jobs" in machi.parts:
        await _keep_wall_times(machi)
        machi.works["due"] = DueWork(machi.store, machi.engine.handle_due, machi.clock)
    if machi.couriers:
        deliveries = SqlDeliveries(machi.database, machi.couriers)
        await deliveries.recover(machi.clock.now())
        machi.works["delivery"] = DeliveryWork(deliveries, machi.couriers, machi.clock)
    if machi.showers:
        machi.works["homes"] = HomeWork(SqlStaleHomes(machi.database, machi.showers), machi.showers, machi.clock)
    if machi.calendars:
        mirrors = SqlMirrors(machi.database, machi.calendars)
        machi.works["mirroring"] = MirrorWork(mirrors, machi.calendars, machi.clock)


def _add_calendars(machi: Machi) -> None:
    """Calendar feeds and boards, where somebody said at which address they are reached."""
    if machi.settings.web.public_url is None:
        return
    from adapters.web.board import BoardPages  # noqa: PLC0415 - only what is configured is loaded
    from adapters.web.calendars import CalendarPages  # noqa: PLC0415
    from adapters.web.doors import Doors  # noqa: PLC0415
    from storage.calendars import SqlFeeds  # noqa: PLC0415

    feeds, clock = SqlFeeds(machi.database), machi.clock
    doors = Doors(feeds, machi.clock)
    machi.open_routes += [*CalendarPages(feeds, clock, doors).routes(), *BoardPages(feeds, clock, doors).routes()]


async def _keep_wall_times(machi: Machi) -> None:
    """Plan anew after an update of the time zone database: what was planned by older rules may be an hour off."""
    shelf, rules = machi.shelf("jobs"), zone_rules()
    if await shelf.get(_RULES) != rules:
        await machi.engine.plan_anew()
        await shelf.put(_RULES, rules)


def _add_discord(machi: Machi) -> None:
    from adapters.discord.client import DiscordAdapter, TokenRefused  # noqa: PLC0415 - only what is configured is loaded
    from adapters.discord.events import DiscordCalendar  # noqa: PLC0415
    from adapters.discord.inspector import DiscordInspector  # noqa: PLC0415

    chosen = machi.settings.discord
    if chosen.token is None:
        raise CannotStart("Discord needs a token: set MACHI_DISCORD__TOKEN, as the README says.")
    adapter = DiscordAdapter(
        machi.engine,
        machi.shelf("discord"),
        chosen.token.get_secret_value(),
        api_url=chosen.api_url,
        gateway_url=chosen.gateway_url,
        command_guilds=chosen.command_guilds,
        shard_count=chosen.shard_count,
        shard_ids=chosen.shard_ids,
    )
    machi.couriers["discord"] = adapter.courier
    machi.calendars["discord"] = DiscordCalendar(adapter.courier)
    machi.lives["discord"] = _life(adapter.run, TokenRefused)
    machi.connections["discord"] = adapter.is_connected
    machi.engine.inspectors["discord"] = DiscordInspector(chosen.token.get_secret_value(), chosen.api_url)


def _add_slack(machi: Machi) -> None:
    from adapters.slack.app import SlackAdapter, TokenRefused  # noqa: PLC0415 - only what is configured is loaded
    from adapters.slack.manifest import renamed  # noqa: PLC0415

    chosen = machi.settings.slack
    if chosen.bot_token is None and not chosen.many:
        raise CannotStart("Slack needs a bot token: set MACHI_SLACK__BOT_TOKEN, as the README says.")
    adapter = SlackAdapter(
        machi.engine,
        machi.clock,
        _secret(chosen.bot_token),
        installable=_installable(machi),
        shelf=machi.shelf("slack"),
        app_token=_secret(chosen.app_token),
        connections=chosen.connections,
        signing_secret=_secret(chosen.signing_secret),
        api_url=chosen.api_url,
        names=renamed(pairs(chosen.commands)),
        organizers=listed(chosen.organizers),
    )
    machi.couriers["slack"] = adapter.courier
    machi.engine.inspectors["slack"] = adapter.inspector
    machi.showers["slack"] = adapter
    machi.lives["slack"] = _life(adapter.run, TokenRefused)
    machi.connections["slack"] = adapter.is_connected
    machi.open_routes += adapter.routes()


def _installable(machi: Machi) -> "Installable | None":
    from adapters.slack.app import Installable  # noqa: PLC0415 - only what is configured is loaded
    from adapters.slack.installing import App  # noqa: PLC0415

    chosen = machi.settings.slack
    if chosen.client_id is None or chosen.client_secret is None or chosen.token_keys is None:
        return None
    app = App(
        chosen.client_id.get_secret_value(), chosen.client_secret.get_secret_value(), _redirect_url(machi.settings)
    )
    return Installable(app, keys(chosen.token_keys), machi.shelf("slack"))


def _secret(kept: SecretStr | None) -> str | None:
    return kept.get_secret_value() if kept else None


def _life(run_adapter: Callable[[], Awaitable[None]], refused: type[Exception]) -> Callable[[], Awaitable[None]]:
    async def live() -> None:
        try:
            await run_adapter()
        except refused as error:
            raise CannotStart(f"{error}. Set it anew in .env and start again.") from error

    return live


# --- the playground -------------------------------------------------------------------------------------------------


async def _add_playground(machi: Machi) -> "Playground":
    from adapters.discord.render import payload as for_discord  # noqa: PLC0415 - only what is configured is loaded
    from adapters.slack import parse as slack_parse  # noqa: PLC0415
    from adapters.slack import render as for_slack  # noqa: PLC0415
    from adapters.slack.carried import Carried  # noqa: PLC0415
    from adapters.web.chat import Chat  # noqa: PLC0415
    from adapters.web.courier import PlaygroundCourier  # noqa: PLC0415
    from adapters.web.guide import Guide  # noqa: PLC0415
    from adapters.web.modals import Slack  # noqa: PLC0415
    from adapters.web.playground import Playground  # noqa: PLC0415

    if not is_loopback(machi.settings.web.host):
        raise CannotStart("The playground is for this machine alone: leave MACHI_WEB__HOST at 127.0.0.1.")
    shelf = machi.shelf("playground")
    chat = await Chat.open(shelf)
    await _found_town(machi.store)
    playground = Playground(
        engine=machi.engine,
        features=FEATURES,
        chat=chat,
        guide=await Guide.open(shelf),
        clock=machi.clock,
        advance=lambda to: _move_clock(machi, to),
        after_gesture=machi.work_until_idle,
        reader_of=lambda space, actor, members: _reader_of(machi.engine, space, actor, members),
        previews={"Discord": for_discord, "Slack": for_slack.payload},
        slack=Slack(
            modal=lambda form, reader, place: for_slack.modal(
                form, reader, Carried(place, form.action.encode(), form.draft)
            ),
            errors=for_slack.errors,
            picked=slack_parse.with_picked,
            home=for_slack.home,
        ),
        timezone=machi.settings.timezone,
        language=machi.settings.language,
    )
    await playground.greet()
    machi.couriers["playground"] = PlaygroundCourier(chat, machi.clock)
    machi.guarded += playground.routes()
    return playground


async def _found_town(store: SqlStore) -> None:
    """Both chats of the playground belong to one community, and each has a channel for every topic."""
    from adapters.web.chat import SPACES  # noqa: PLC0415

    first, *others = SPACES
    async with store.transaction() as work:
        space = await work.directory.space(first)
        communities = work.of(space.community).communities
        if len(await communities.spaces()) > 1:
            return
        community = await work.directory.community(space.community)
        await communities.save(replace(community, name=_TOWN, area=_TOWN))
        for chat in (space, *[await work.directory.attach(other, space.community) for other in others]):
            for topic in TOPICS:
                await communities.choose_place(chat.id, topic, topic)


_TOWN: Final = "つくし町"


async def _playground_clock(database: Database) -> AdjustableClock:
    kept = await SqlShelf(database, "playground").get(_OFFSET)
    return AdjustableClock(SystemClock(), timedelta(seconds=float(kept or 0)))


async def _move_clock(machi: Machi, to: datetime) -> None:
    if not isinstance(machi.clock, AdjustableClock):
        raise TypeError("only the playground's clock can be moved")
    try:
        await advance(machi.clock, list(machi.works.values()), to)
    finally:
        # Also when it was interrupted on the way: the town's time never goes back.
        await machi.shelf("playground").put(_OFFSET, str(machi.clock.offset.total_seconds()))
        machi.wake()


async def _reader_of(engine: Engine, space: SpaceAddress, actor: Actor, members: frozenset[MemberId]) -> Reader:
    return await engine.reader(HomeOpened("", space, actor), members)


# --- living and stopping --------------------------------------------------------------------------------------------


async def _serve(machi: Machi, stack: AsyncExitStack) -> None:
    needed = bool(machi.guarded or machi.open_routes)
    chosen = machi.settings.web
    host, port, token = chosen.host, chosen.port, chosen.health_token
    report = Health(machi.database, machi.watch, machi.connections, SystemClock()).report
    health = health_routes(report, token.get_secret_value() if token else None)
    try:
        app = application(machi.guarded, [*machi.open_routes, *health])
        address = await stack.enter_async_context(serving(app, host, port))
    except OSError as error:
        if not needed:
            log.warning("nobody can ask how Machi is: set MACHI_WEB__PORT", port=port, reason=error.strerror)
            return
        reason = f"Port {port} on {host} cannot be used ({error.strerror}). Choose another: MACHI_WEB__PORT=8081"
        raise CannotStart(reason) from error
    what = "The playground is open at" if machi.guarded else "Listening at" if needed else "Health is told at"
    print(f"{what} {address}{'/' if needed else DETAILS} (Ctrl-C stops it)", flush=True)  # noqa: T201


async def _live(machi: Machi, scheduler: Scheduler) -> CannotStart:
    """Live until told to stop, or until the last platform refuses Machi: gives what it said.

    One that refuses leaves the others alone. At the end work finishes first, while its platforms can still be reached.
    """
    ended: asyncio.Queue[CannotStart] = asyncio.Queue()

    async def live_on(part: Part, live: Callable[[], Awaitable[None]]) -> None:
        try:
            await machi.watch.keep(part, live, unless=CannotStart)
        except CannotStart as problem:
            log.error("a platform is left out", reason=str(problem))
            machi.connections.pop(part, None)
            await ended.put(problem)

    async with asyncio.TaskGroup() as group:
        living = [group.create_task(live_on(part, live), name=part) for part, live in machi.lives.items()]
        try:
            async with scheduler.running():
                problem = await ended.get()
                for _ in range(len(machi.lives) - 1):
                    problem = await ended.get()
        finally:
            machi.watch.close()
            for life in living:
                life.cancel()
    return problem


def _configure_logs() -> None:
    """One line an event on standard error. A traceback never shows what variables held: people's words are private."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # The platforms' libraries write tokens and people's words at DEBUG.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(name)s %(message)s")


def _stop_on_terminate() -> None:
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)

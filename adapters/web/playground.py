"""The playground: the page's routes, and what happens when somebody does something on it."""

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, TypeAlias
from urllib.parse import parse_qsl, urlsplit

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.web import parse
from adapters.web.chat import MACHI, MANNERS, SPACES, Chat, Message, NoRoom, UnknownPlace, is_direct
from adapters.web.guide import Guide
from adapters.web.limits import REMEMBERED_MOVES
from adapters.web.modals import Slack, open_modal, refuse_modal, render_home
from adapters.web.pages import EMOJI, STATIC, Homes, Pages, Preview
from adapters.web.parse import Fields, Post
from adapters.web.render import ShownCard, ShownForm, render_form
from adapters.web.server import streaming
from adapters.web.view import DIRECT, HOME, View, read_view
from bot import drafts
from bot.command_line import Completion
from bot.feature import Features
from bot.ports import Clock
from bot.timing import Reading, resolve
from bot.vocabulary.action import run
from bot.vocabulary.card import Block, Button, Buttons, Card, Note, Paragraph, mentioned
from bot.vocabulary.effect import Answer, OpenForm, Reply
from bot.vocabulary.form import Circumstances, FormView, Misfilled, When, ask, read
from bot.vocabulary.people import LANGUAGES, Language, MemberId, Reader, SpaceAddress
from bot.vocabulary.request import Actor, Asking, ButtonPress, FormSubmission, Gesture, HomeOpened, Place, Reaction
from bot.vocabulary.text import say, text

log = structlog.get_logger(__name__)

ReaderOf: TypeAlias = Callable[[SpaceAddress, Actor, frozenset[MemberId]], Awaitable[Reader]]
"""For whom an answer is worded: the person's language and zone, and the members that the answer mentions."""

_JUMPS: Final[Mapping[str, timedelta]] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_FARTHEST: Final = timedelta(days=2 * 366)


class Doer(Protocol):
    """What runs gestures: the engine."""

    async def handle(self, gesture: Gesture) -> Answer | None:
        """Do what a person asked for, and say what to answer them at once."""
        ...

    async def home(self, gesture: HomeOpened) -> tuple[Block, ...]:
        """What a member's home page shows."""
        ...

    async def suggestions(self, asking: Asking) -> tuple[tuple[str, str], ...]:
        """What fits an option that is being typed: values and plain words."""
        ...


@dataclass(frozen=True, slots=True)
class _Moment:
    to: Reading = ask("playground-clock-to", When())


class _NotMoved(Exception):  # noqa: N818 - said to a person, not a fault
    """The clock stays; the sentence says why."""


@dataclass(frozen=True, slots=True)
class _Doing:
    """A gesture on its way: who made it where, under which words, and on which private message."""

    post: Post
    gesture: Gesture
    asked: str = ""
    source: Message | None = None


@dataclass(slots=True, eq=False)
class Playground:
    """A town's two chats in a browser.

    Args:
        engine: runs the gestures.
        features: what the command line knows.
        advance: moves the clock to a later instant; what comes due on the way happens at its own time.
        after_gesture: carries out at once what a gesture has caused.
        reader_of: for whom an answer is worded.
        previews: what a card becomes on the platforms, by their names.
        slack: what forms and Home become on Slack, of which the pane in its manner is drawn.
        timezone: the community's.
        language: of the page, until another one is chosen.
    """

    engine: Doer
    features: Features
    chat: Chat
    guide: Guide
    clock: Clock
    advance: Callable[[datetime], Awaitable[None]]
    after_gesture: Callable[[], Awaitable[None]]
    reader_of: ReaderOf
    previews: Mapping[str, Preview]
    slack: Slack
    timezone: str
    language: Language
    _pages: Pages = field(init=False)
    _moves: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED_MOVES))
    _moving: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        """Make what draws the pages."""
        self._pages = Pages(self.chat, self.guide, self.clock, self.previews, self.timezone)

    async def greet(self) -> None:
        """Let Machi say in each space that it is there; it says so once."""
        for space in SPACES:
            marker = f"welcome-{space.external_id}"
            if self.chat.marked(space.external_id, marker):
                continue
            reader = Reader(self.language, self.timezone)
            await self.chat.say(
                Message(
                    "",
                    space.external_id,
                    "plaza",
                    MACHI,
                    self.clock.now(),
                    card=_WELCOME,
                    reader=reader,
                    marker=marker,
                )
            )
            for resident in self.chat.people(space.external_id):
                await self.chat.read(resident, "plaza")

    def routes(self) -> list[web.AbstractRouteDef]:
        """Every route of the page."""
        return [
            web.get("/", self._told(self._page)),
            web.get("/town", self._told(self._refresh)),
            web.get("/events", self._events),
            web.post("/clock", self._told(self._move_clock)),
            web.get("/{space}/complete", self._told(self._complete)),
            web.get("/{space}/person", self._told(self._ask_for_person)),
            web.post("/{space}/person", self._told(self._add_person)),
            web.post("/{space}/say", self._told(self._say)),
            web.post("/{space}/press", self._told(self._press)),
            web.post("/{space}/submit", self._told(self._submit)),
            web.post("/{space}/react", self._told(self._react)),
            web.post("/{space}/dismiss", self._told(self._dismiss)),
            web.static("/static", STATIC, append_version=False),
        ]

    # --- reading ----------------------------------------------------------------------------------------------------

    async def _page(self, request: web.Request) -> web.Response:
        view = self._view(request, dict(request.query))
        await self._mark_read(view)
        whole = "HX-Request" not in request.headers or "HX-History-Restore-Request" in request.headers
        homes = await self._homes(view)
        return _html(self._pages.page(view, homes) if whole else self._pages.town(view, homes), vary=True)

    async def _refresh(self, request: web.Request) -> web.Response:
        if request.query.get("seen") == self.chat.version:
            return web.Response(status=204)
        return await self._town(self._view(request))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        # A page that was closed is noticed when the next change is told to it.
        with streaming(request), suppress(ConnectionResetError):
            async for version in self.chat.changes():
                await stream.write(f"event: changed\ndata: {version}\n\n".encode())
        return stream

    async def _complete(self, request: web.Request) -> web.Response:
        address, typed = parse.space_named(request.match_info["space"]), request.query.get("line", "")
        view, space = self._view(request), address.external_id
        found = await self._titles(view, address, typed)
        found = found or parse.completions(self.features, self.chat, space, typed, view.language)
        return _html(self._pages.completions(space, view.language, found, typed))

    async def _titles(self, view: View, space: SpaceAddress, typed: str) -> tuple[Completion, ...]:
        """What may be picked by its title, where a line asks for that."""
        resident = self.chat.resident(space.external_id, view.panes[space.external_id].person)
        asked = parse.read_asking(self.features, space, resident, typed)
        if asked is None:
            return ()
        asking, before = asked
        fitting = [title for _, title in await self.engine.suggestions(asking) if title != asking.typed]
        return tuple(Completion(f"{before}{title}", "") for title in fitting[: parse.COMPLETIONS])

    async def _ask_for_person(self, request: web.Request) -> web.Response:
        space = parse.space_named(request.match_info["space"]).external_id
        return _html(self._pages.person(self._view(request), space))

    # --- doing ------------------------------------------------------------------------------------------------------

    async def _say(self, request: web.Request) -> web.Response:
        post = await self._post(request)
        typed = parse.line(post)
        if parse.is_command(typed):
            command = parse.read_command(self.features, self.chat, post, typed)
            return await self._do(request, _Doing(post, command, asked=typed))
        if typed:
            await self.chat.say(self._message(post, post.key("say", typed), words=typed))
        return await self._town(self._view(request))

    async def _press(self, request: web.Request) -> web.Response:
        post = await self._post(request)
        if post.word("home"):
            return await self._do(request, _Doing(post, parse.read_press(post, None)))
        pressed = self._pressed(post)
        source = pressed if pressed.private_to or is_direct(pressed.channel) else None
        return await self._do(request, _Doing(post, parse.read_press(post, pressed), source=source))

    async def _submit(self, request: web.Request) -> web.Response:
        post = await self._post(request)
        source = self._message_of(post, "source") if post.word("source") else None
        picked = self.slack.picked if MANNERS[post.space.external_id] == "slack" else dict
        return await self._do(request, _Doing(post, parse.read_submission(self.features, post, picked), source=source))

    async def _react(self, request: web.Request) -> web.Response:
        post = await self._post(request)
        message = self._pressed(post)
        reaction = parse.read_reaction(post, message)
        if reaction.emoji not in EMOJI:
            raise UnknownPlace(reaction.emoji)
        if not await self.chat.react(message, post.resident.id, reaction.emoji, added=reaction.added):
            return await self._town(self._view(request))
        return await self._do(request, _Doing(post, reaction))

    async def _dismiss(self, request: web.Request) -> web.Response:
        post = await self._post(request)
        await self.chat.dismiss(self._pressed(post))
        return await self._town(self._view(request))

    async def _add_person(self, request: web.Request) -> web.Response:
        space, fields = parse.space_named(request.match_info["space"]), await _fields(request)
        view, name = self._view(request), parse.word(fields, "name").strip()
        words = self._pages.words(view.language)
        language = next((known for known in LANGUAGES if known == parse.word(fields, "language")), self.language)
        if not name:
            return self._asked_again(view, space, words("add-nameless"), name)
        try:
            resident = await self.chat.add(space.external_id, name, language)
        except NoRoom:
            return self._asked_again(view, space, words("add-full"), name)
        joining = parse.read_joining(space, resident)
        place = Place("plaza")
        doing = _Doing(Post(space, resident, place, joining.key, {}), joining)
        await self._run(doing)
        view = view.showing(space.external_id, person=resident.id)
        return await self._town(view, push=True, toast=words("added", name=resident.name), dismiss_dialog=True)

    def _asked_again(self, view: View, space: SpaceAddress, problem: str, name: str) -> web.Response:
        page = self._pages.person(view, space.external_id, problem, name)
        return _html(page, {"HX-Retarget": "#dialogs", "HX-Reswap": "innerHTML"})

    # --- the clock --------------------------------------------------------------------------------------------------

    async def _move_clock(self, request: web.Request) -> web.Response:
        view, fields = self._view(request), await _fields(request)
        async with self._moving:
            move = f"{parse.word(fields, 'key')} {parse.word(fields, 'by')} {parse.word(fields, 'to')}"
            if move in self._moves:
                return await self._town(view)
            self._moves.append(move)
            try:
                return await self._town(view, toast=await self._move(view, fields))
            except _NotMoved as refused:
                return await self._town(view, toast=str(refused), grave=True)

    async def _move(self, view: View, fields: Fields) -> str:
        before = self.chat.count()
        await self.advance(self._target(view, fields))
        await self.guide.note_move()
        self.chat.change()
        now = self._pages.when(self.clock.now(), view.language)
        return self._pages.words(view.language)("clock-moved", moment=now, messages=self.chat.count() - before)

    def _target(self, view: View, fields: Fields) -> datetime:
        words, now = self._pages.words(view.language), self.clock.now()
        if jump := _JUMPS.get(parse.word(fields, "by")):
            return now + jump
        target = self._typed_moment(view, parse.word(fields, "to"))
        if target <= now:
            raise _NotMoved(words("clock-past"))
        if target > now + _FARTHEST:
            raise _NotMoved(words("clock-far"))
        return target

    def _typed_moment(self, view: View, phrase: str) -> datetime:
        circumstances = Circumstances(self.clock.now(), self.timezone, view.language)
        try:
            reading = read(_Moment, {"to": phrase}, circumstances).to
        except Misfilled as misfilled:
            raise _NotMoved(self._pages.plain(misfilled.problems["to"], view.language)) from misfilled
        if reading.rrule:
            raise _NotMoved(self._pages.words(view.language)("clock-repeats"))
        return resolve(reading.start, reading.zone)

    # --- a gesture and its answer -----------------------------------------------------------------------------------

    async def _do(self, request: web.Request, doing: _Doing) -> web.Response:
        form = await self._run(doing)
        view = self._view(request)
        if form is None and view.panes[doing.post.space.external_id].channel == HOME:
            # What is answered there is said in the talk with Machi.
            view = view.showing(doing.post.space.external_id, channel=DIRECT)
            return await self._town(view, push=True, dismiss_dialog=True)
        if form is None:
            return await self._town(view, dismiss_dialog=True)
        source = doing.source.id if doing.source and self._shows_draft(doing) else ""
        place = {
            "person": doing.post.resident.id,
            "channel": doing.post.place.channel,
            "thread": doing.post.place.thread or "",
            "source": source,
        }
        space = doing.post.space.external_id
        return await self._town(view, form, place=place, space=space, manner=MANNERS[space])

    async def _run(self, doing: _Doing) -> ShownForm | None:
        answer = await self.engine.handle(doing.gesture)
        await self.guide.note(doing.gesture, answer)
        form = await self._answer(doing, answer)
        try:
            await self.after_gesture()
        except Exception:
            log.exception("what a gesture has caused is carried out later", key=doing.gesture.key)
        return form

    async def _answer(self, doing: _Doing, answer: Answer | None) -> ShownForm | None:
        match answer:
            case Reply():
                await self._reply(doing, answer)
            case OpenForm(form):
                reader = await self.reader_of(doing.post.space, doing.post.actor, frozenset())
                return self._form(doing, form, reader)
            case None:
                pass
        return None

    def _form(self, doing: _Doing, form: FormView, reader: Reader) -> ShownForm:
        post, words = doing.post, self._pages.words(reader.language)
        channels = tuple(
            (channel, f"#{words(f'channel-{channel}')}") for channel in self.chat.channels(doing.post.resident)
        )
        if MANNERS[post.space.external_id] == "discord":
            return render_form(form, reader, channels)
        # The view itself, and not what it was made of: what Slack would show is what is seen here.
        match doing.gesture:
            case FormSubmission(draft=form.draft) if form.problems:
                return refuse_modal(self.slack, form, reader, post.place, channels, parse.filled(post))
            case _:
                return open_modal(self.slack, form, reader, post.place, channels)

    async def _reply(self, doing: _Doing, reply: Reply) -> None:
        post, key = doing.post, doing.gesture.key
        if isinstance(doing.gesture, Reaction) and not reply.pressing and MANNERS[post.space.external_id] == "discord":
            return  # a reaction is no interaction there: nothing private can follow it
        reader = await self.reader_of(post.space, post.actor, mentioned(reply.card))
        if doing.source and (reply.replaces or self._shows_draft(doing)):
            await self.chat.edit(doing.source, reply.card, reader, reply.file)
            return
        private_to = None if post.place.direct else post.resident.id
        said = self._message(post, key, card=reply.card, reader=reader, private_to=private_to, asked=doing.asked)
        await self.chat.say(replace(said, author=MACHI, file=reply.file))

    def _shows_draft(self, doing: _Doing) -> bool:
        """Whether the private message is a preview that is being mended: the next one takes its place."""
        match doing.gesture:
            case ButtonPress(action=action):
                return action.name == drafts.FIX
            case FormSubmission():
                return True
            case _:
                return False

    def _message(self, post: Post, key: str, **more: Any) -> Message:
        place, at = post.place, self.clock.now()
        return Message(
            "", post.space.external_id, place.channel, post.resident.id, at, thread=place.thread, marker=key, **more
        )

    # --- requests and responses -------------------------------------------------------------------------------------

    async def _post(self, request: web.Request) -> Post:
        return parse.read_post(self.chat, request.match_info["space"], await _fields(request))

    def _pressed(self, post: Post) -> Message:
        return self._message_of(post, "message")

    def _message_of(self, post: Post, name: str) -> Message:
        message = self.chat.message(post.space.external_id, post.word(name))
        if not message.seen_by(post.resident.id):
            raise UnknownPlace(message.id)
        return message

    def _view(self, request: web.Request, query: Mapping[str, str] | None = None) -> View:
        if query is None:
            query = dict(parse_qsl(urlsplit(request.headers.get("HX-Current-URL", "")).query))
        return read_view(query, self.chat, self.language)

    async def _mark_read(self, view: View) -> None:
        try:
            for space, pane in view.panes.items():
                if pane.channel == HOME:
                    continue
                await self.chat.read(self.chat.resident(space, pane.person), pane.place)
        except Exception:
            log.exception("what was read is not remembered")  # and shown all the same

    async def _town(
        self, view: View, form: ShownForm | None = None, *, push: bool = False, **more: object
    ) -> web.Response:
        await self._mark_read(view)
        return _html(
            self._pages.town(view, await self._homes(view), form, **more), {"HX-Push-Url": view.address} if push else {}
        )

    async def _homes(self, view: View) -> Homes:
        """What Slack would show on each Home that is open, from the view it would get."""
        return {
            space.external_id: await self._home(space, pane.person)
            for space in SPACES
            if (pane := view.panes[space.external_id]).channel == HOME
        }

    async def _home(self, space: SpaceAddress, person: str) -> ShownCard:
        actor = parse.actor(self.chat.resident(space.external_id, person))
        blocks = await self.engine.home(HomeOpened("", space, actor))
        reader = await self.reader_of(space, actor, mentioned(Card((), blocks)))
        return render_home(self.slack.home(blocks, reader), reader)

    def _told(self, handler: Handler) -> Handler:
        """The handler, with what goes wrong told in a sentence."""

        async def telling(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except UnknownPlace:
                view = self._view(request)
                words = self._pages.words(view.language)
                if request.method == "GET":
                    return web.Response(status=404, text=words("error-page"))
                return await self._town(view, toast=words("error-gone"), grave=True)
            except web.HTTPRequestEntityTooLarge:
                text_of = self._pages.words(self._view(request).language)
                return web.Response(status=413, text=text_of("error-too-large"))
            except (web.HTTPException, ConnectionError):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it was, somebody waits for a word
                return self._excused(request, error)

        return telling

    def _excused(self, request: web.Request, error: Exception) -> web.Response:
        """An apology on the page as it is, which asks nothing of a store that may be the reason."""
        reference = secrets.token_hex(3)
        log.error("the playground failed", reference=reference, path=request.path, exc_info=error)
        view = self._view(request)
        sorry = self._pages.plain(text(say("apology", reference=reference)), view.language)
        if request.method == "GET" and "HX-Request" not in request.headers:
            return web.Response(status=500, text=sorry)
        return _html(self._pages.town(view, {}, toast=sorry, grave=True))


async def _fields(request: web.Request) -> Fields:
    posted = await request.post()
    return {name: tuple(str(value) for value in posted.getall(name)) for name in posted}


def _html(page: str, headers: Mapping[str, str] | None = None, *, vary: bool = False) -> web.Response:
    response = web.Response(text=page, content_type="text/html", headers=headers)
    if vary:
        response.headers["Vary"] = "HX-Request, HX-History-Restore-Request"
    return response


_WELCOME: Final = Card(
    text(say("playground-welcome-title")),
    (
        Paragraph(text(say("playground-welcome"))),
        Buttons(
            (
                Button(say("playground-welcome-intro"), run("intro", "write"), "primary"),
                Button(say("playground-welcome-call"), run("volunteer", "call")),
                Button(say("playground-welcome-pitch"), run("pitch", "new")),
                Button(say("playground-welcome-meetup"), run("meetup", "new")),
            )
        ),
        Note(text(say("playground-welcome-note"))),
    ),
)

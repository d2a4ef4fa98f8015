"""The pages: what the chat, the guide and the clock look like in one view, as HTML."""

import base64
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.web.blocks import render_blocks
from adapters.web.chat import CHANNELS, MACHI, MANNERS, ORGANIZERS, SPACES, Chat, Manner, Message, Resident, members_of
from adapters.web.guide import Being, Guide, Moving, Step, Typing, steps
from adapters.web.limits import LINE, NAME, SHOWN
from adapters.web.parse import ANSWER
from adapters.web.render import ShownCard, ShownForm, render_card, render_json
from adapters.web.view import CLOSED, DIRECT, HOME, View
from bot.command_line import Completion
from bot.locales import moment, plain
from bot.ports import Clock
from bot.vocabulary.card import Card
from bot.vocabulary.people import LANGUAGES, Language, Reader
from bot.vocabulary.text import Moment, Span, Text, say, text

FOLDER: Final = Path(__file__).parent
STATIC: Final = FOLDER / "static"

Homes: TypeAlias = Mapping[str, ShownCard]
"""What stands on Home in each pane where that is open, by the space."""
Preview: TypeAlias = Callable[[Card, Reader], Mapping[str, Any]]
Words: TypeAlias = Callable[..., str]

EMOJI: Final[Mapping[str, str]] = {
    "✋": "raised",
    "🙌": "raising",
    "✅": "check",
    "🤔": "thinking",
    "🙅": "no",
    "✨": "sparkles",
    "👀": "eyes",
    "🙏": "thanks",
    "👋": "wave",
}
"""The reactions the playground offers, and what their texts are called."""

_HUES: Final = 8
_TOGETHER: Final = timedelta(minutes=5)
"""Messages of one author that follow each other so soon share one head."""
_START: Final[Mapping[str, str]] = {
    "introductions": "/intro write",
    "volunteering": "/volunteer call",
    "pitches": "/pitch new",
    "meetups": "/meetup new",
    ORGANIZERS: "/settings setup",
}
"""The command that an empty channel suggests."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who said something, as the page draws them."""

    name: str
    initial: str
    hue: int
    machi: bool = False


@dataclass(frozen=True, slots=True)
class ShownReaction:
    """An emoji under a message, and who put it there."""

    emoji: str
    count: int
    mine: bool
    names: str


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as one person sees it.

    Args:
        day: the day that begins with it, if one does.
        head: whether its author is shown; not when they just spoke.
        json: what each platform would get, by its name, where that is asked for.
    """

    message: Message
    author: Author
    day: str
    head: bool
    time: str
    card: ShownCard | None
    asker: str
    reactions: tuple[ShownReaction, ...]
    replies: int
    thread: str
    json_address: str
    json: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    @property
    def file_address(self) -> str:
        """The file that came with it, in the address itself: nothing has to be kept anywhere for it."""
        file = self.message.file
        return f"data:{file.media_type};base64,{base64.b64encode(file.content).decode()}" if file else ""


@dataclass(frozen=True, slots=True)
class ShownChannel:
    """A line of the sidebar."""

    id: str
    name: str
    address: str
    current: bool
    unread: int
    private: bool


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Somebody one can be."""

    resident: Resident
    author: Author
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class ShownPane:
    """One pane: a space in the manner of its platform, as one person sees it.

    Args:
        tabs: Home and the messages, where the talk with Machi has both.
        home: what stands on Home, where that is open.
    """

    space: str
    manner: Manner
    me: ShownPerson
    people: tuple[ShownPerson, ...]
    channels: tuple[ShownChannel, ...]
    groups: tuple[ShownChannel, ...]
    direct: ShownChannel
    tabs: tuple[ShownChannel, ...]
    home: ShownCard | None
    place: str
    name: str
    topic: str
    empty: str
    start: str
    messages: tuple[ShownMessage, ...]
    older: int
    root: ShownMessage | None
    replies: tuple[ShownMessage, ...]
    without_thread: str
    address: str


@dataclass(frozen=True, slots=True)
class ShownClock:
    """The town's time."""

    words: str
    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class ShownSuggestion:
    """Something the guide offers: a line to type, somebody to be, or the clock to move."""

    label: str
    address: str = ""
    line: str = ""
    space: str = ""
    by: str = ""


def author_of(message: Message, people: Mapping[str, Resident]) -> Author:
    """The author of a message."""
    if message.author == MACHI:
        return Author("Machi", "町", 0, machi=True)
    return drawn(people[message.author])


def drawn(resident: Resident) -> Author:
    """A resident as the page draws them: a letter on one of a few colours, always the same."""
    return Author(resident.name, resident.name[:1].upper(), sum(resident.id.encode()) % _HUES)


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """Draws the page and its parts.

    Args:
        previews: what else a card can be shown as, by the platform's name.
        timezone: the community's.
    """

    chat: Chat
    guide: Guide
    clock: Clock
    previews: Mapping[str, Preview]
    timezone: str

    def page(self, view: View, homes: Homes) -> str:
        """The whole page."""
        return _TEMPLATES.get_template("page.html").render(self._town(view, homes))

    def town(self, view: View, homes: Homes, form: ShownForm | None = None, **more: object) -> str:
        """What changes of the page, with what is to be put beside it: a dialog, a toast."""
        spoken = self.words(form.language) if form else None
        context = {**self._town(view, homes), "form": form, "f": spoken, **more}
        return _TEMPLATES.get_template("answer.html").render(context)

    def person(self, view: View, space: str, problem: str = "", name: str = "") -> str:
        """The dialog that adds a person."""
        context = self._common(view.language) | {"space": space, "manner": MANNERS[space], "problem": problem}
        return _TEMPLATES.get_template("person.html").render(context | {"name": name})

    def completions(self, space: str, language: Language, found: Sequence[Completion], typed: str) -> str:
        """The list beneath a line that is being typed."""
        context = self._common(language) | {"space": space, "found": found, "typed": typed}
        return _TEMPLATES.get_template("completions.html").render(context)

    def toast(self, language: Language, words: str) -> str:
        """A sentence that passes by."""
        return _TEMPLATES.get_template("toast.html").render(self._common(language) | {"toast": words})

    def words(self, language: Language) -> Words:
        """Gives the page's texts by their ids, without what they all begin with."""
        reader = Reader(language, self.timezone)

        def worded(message_id: str, **arguments: Span | int) -> str:
            return plain(text(say(f"playground-{message_id}", **arguments)), reader)

        return worded

    def plain(self, value: Text, language: Language) -> str:
        """A text of the core's as bare words."""
        return plain(value, Reader(language, self.timezone))

    def when(self, at: datetime, language: Language) -> str:
        """An instant in the community's time."""
        return moment(Moment(at), Reader(language, self.timezone))

    # --- the parts ------------------------------------------------------------------------------------------------

    def _common(self, language: Language) -> dict[str, Any]:
        return {
            "t": self.words(language),
            "language": language,
            "languages": LANGUAGES,
            "emoji": EMOJI,
            "limits": {"line": LINE, "name": NAME},
            "answer": ANSWER,
            "token": secrets.token_hex(8),
        }

    def _town(self, view: View, homes: Homes) -> dict[str, Any]:
        now = self.clock.now()
        return self._common(view.language) | {
            "view": view,
            "version": self.chat.version,
            "panes": [self._pane(view, space.external_id, homes.get(space.external_id)) for space in SPACES],
            "clock": ShownClock(self.when(now, view.language), now, self.timezone),
            "tongues": [(language, replace(view, language=language).address) for language in LANGUAGES],
            "guide": self._guide(view),
            "closed": CLOSED,
        }

    def _pane(self, view: View, space: str, home: ShownCard | None) -> ShownPane:
        words, pane = self.words(view.language), view.panes[space]
        me = self.chat.resident(space, pane.person)
        people = {resident.id: resident for resident in self.chat.people(space)}
        said = self.chat.talk(space, pane.place, me.id)
        shown = tuple(self._messages(view, space, said[-SHOWN:], people))
        thread: tuple[ShownMessage, ...] = ()
        if pane.thread:
            root = self.chat.message(space, pane.thread)
            replies = self.chat.talk(space, pane.place, me.id, root.id)
            thread = tuple(self._messages(view, space, (root, *replies[-SHOWN:]), people))
        at_home = pane.channel == HOME
        shows_both = MANNERS[space] == "slack" and pane.channel in (HOME, DIRECT)
        direct = self._channel(view, me, DIRECT)
        chosen = [self._person(view, resident) for resident in people.values()]
        return ShownPane(
            space=space,
            manner=MANNERS[space],
            me=next(one for one in chosen if one.current),
            people=tuple(chosen),
            channels=tuple(self._channel(view, me, channel) for channel in self.chat.channels(me)),
            direct=replace(direct, current=True) if at_home else direct,
            tabs=(self._channel(view, me, HOME), direct) if shows_both else (),
            home=(home or _NOTHING) if at_home else None,
            place=pane.place,
            groups=tuple(self._channel(view, me, channel) for channel in self.chat.groups(me)),
            name=self._named(view.language, me, pane.channel),
            topic=words(f"topic-{_sort(pane.channel)}"),
            empty=words(f"empty-{_sort(pane.channel)}"),
            start=_START.get(pane.channel, ""),
            messages=shown,
            older=max(len(said) - SHOWN, 0),
            root=thread[0] if thread else None,
            replies=thread[1:],
            without_thread=view.showing(space, thread="").address,
            address=view.showing(space).address,
        )

    def _person(self, view: View, resident: Resident) -> ShownPerson:
        pane = view.panes[resident.space]
        here = (DIRECT, HOME, *self.chat.channels(resident), *self.chat.groups(resident))
        lost = pane.channel not in here
        changes = {"person": resident.id, "channel": CHANNELS[0] if lost else pane.channel}
        address = view.showing(resident.space, **changes).address
        return ShownPerson(resident, drawn(resident), address, resident.id == pane.person)

    def _channel(self, view: View, me: Resident, channel: str) -> ShownChannel:
        pane = view.panes[me.space]
        moved = view.showing(me.space, channel=channel, thread="", json="")
        return ShownChannel(
            channel,
            self._named(view.language, me, channel),
            moved.address,
            channel == pane.channel,
            0 if channel == pane.channel else self.chat.unread(me, moved.panes[me.space].place),
            channel == ORGANIZERS,
        )

    def _named(self, language: Language, me: Resident, channel: str) -> str:
        if others := [member for member in members_of(channel) if member != me.id]:
            return ", ".join(self.chat.resident(me.space, other).name for other in others)
        return "Machi" if channel in (DIRECT, HOME) else self.words(language)(f"channel-{channel}")

    def _messages(
        self, view: View, space: str, said: Sequence[Message], people: Mapping[str, Resident]
    ) -> Iterator[ShownMessage]:
        earlier: Message | None = None
        for message in said:
            new_day = earlier is None or self._day(earlier.at) != self._day(message.at)
            yield ShownMessage(
                message,
                author_of(message, people),
                moment(Moment(message.at, "date"), Reader(view.language, self.timezone)) if new_day else "",
                new_day or earlier is None or not _goes_on(earlier, message),
                moment(Moment(message.at, "time"), Reader(view.language, self.timezone)),
                self._card(space, message),
                people[message.private_to].name if message.private_to in people else "",
                tuple(_reactions(message, view.panes[space].person, people)),
                len(self.chat.talk(space, message.channel, view.panes[space].person, message.id)),
                view.showing(space, thread=message.id).address,
                view.showing(space, json="" if view.panes[space].json == message.id else message.id).address,
                tuple(self._json(message)) if view.panes[space].json == message.id else (),
            )
            earlier = message

    def _card(self, space: str, message: Message) -> ShownCard | None:
        if message.card is None or message.reader is None:
            return None
        if MANNERS[space] == "slack" and (for_slack := self.previews.get("Slack")):
            # The blocks themselves, and not what they were made of: what Slack would show is what is seen here.
            in_public = message.channel in CHANNELS and not message.private_to
            reader = _ringing(message.reader, message.rings) if in_public else message.reader
            return render_blocks(for_slack(message.card, reader)["blocks"], reader)
        # Discord words a date for whoever looks, and says how far away it is.
        now = self.clock.now() if MANNERS[space] == "discord" else None
        return render_card(message.card, message.reader, now)

    def _day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.timezone)).date()

    def _json(self, message: Message) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
        if message.card and message.reader:
            for platform, preview in self.previews.items():
                yield platform, render_json(preview(message.card, message.reader))

    def _guide(self, view: View) -> dict[str, Any]:
        every = steps(self.guide.progress)
        first_left = next((number for number, step in enumerate(every, 1) if not step.done), 0)
        chosen = int(view.step) if view.step.isdecimal() and 1 <= int(view.step) <= len(every) else first_left
        return {
            "open": view.step != CLOSED,
            "toggle": replace(view, step="" if view.step == CLOSED else CLOSED).address,
            "steps": [(number, step, replace(view, step=str(number)).address) for number, step in enumerate(every, 1)],
            "chosen": chosen,
            "suggestions": list(self._suggestions(view, every[chosen - 1])) if chosen else [],
        }

    def _suggestions(self, view: View, step: Step) -> Iterator[ShownSuggestion]:
        words = self.words(view.language)
        following = replace(view, step="")
        for suggestion in step.suggestions:
            match suggestion:
                case Typing(space, channel, line):
                    address = following.showing(space, channel=channel, thread="", json="").address
                    yield ShownSuggestion(words(f"guide-type-{space}", line=line), address, line=line, space=space)
                case Being(space, channel, person):
                    address = following.showing(space, person=person, channel=channel, thread="", json="").address
                    name = self.chat.resident(space, person).name
                    yield ShownSuggestion(words(f"guide-be-{space}", name=name), address)
                case Moving(by):
                    yield ShownSuggestion(words(f"clock-{by}"), by=by)


def _ringing(reader: Reader, rings: Collection[str]) -> Reader:
    """A reader who is shown only those as mentioned whom the message rings: in a channel all others are plain words."""
    people = {
        member: person if person.account in rings else replace(person, account=None)
        for member, person in reader.people.items()
    }
    return replace(reader, people=people)


def _goes_on(earlier: Message, message: Message) -> bool:
    alike = (earlier.author, earlier.private_to) == (message.author, message.private_to)
    return alike and message.private_to is None and message.at - earlier.at < _TOGETHER


def _reactions(message: Message, me: str, people: Mapping[str, Resident]) -> Iterator[ShownReaction]:
    for emoji, who in message.reactions:
        names = ", ".join(people[resident].name for resident in who if resident in people)
        yield ShownReaction(emoji, len(who), me in who, names)


_NOTHING: Final = ShownCard((), "", (), "ja")


_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _sort(channel: str) -> str:
    """The name under which a channel's texts stand."""
    return "group" if members_of(channel) else DIRECT if channel == HOME else channel

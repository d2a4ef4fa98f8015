"""What a fake Discord remembers, in the shape tests read it: guilds, channels, people, messages, interactions.

Objects point at each other (a message knows its channel, a channel its guild), so a test can walk from any of them.
Only `World` changes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import discord

Json = dict[str, Any]
Named = TypeVar("Named")

TEXT_CHANNEL, DM_CHANNEL, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 11, 12
ORDINARY, JOINED, THREAD_CREATED, REPLY, COMMAND_ANSWER, THREAD_STARTER = 0, 7, 18, 19, 20, 21
CONTEXT_MENU_ANSWER = 23
EPHEMERAL, LOADING, HAS_THREAD, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 5, 1 << 15

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
ANSWER, DEFERRED_ANSWER, DEFERRED_UPDATE, UPDATE, CHOICES, SHOW_MODAL = 4, 5, 6, 7, 8, 9


class NotThereError(LookupError):
    """A test spoke of something the person could not see."""


@dataclass(slots=True, eq=False)
class User:
    """A person's or the bot's account. `takes_dms` off means 50007 to whoever writes."""

    id: int
    name: str
    locale: str = "ja"
    bot: bool = False
    takes_dms: bool = True

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False)
class Role:
    """A role of a guild; the one with the guild's own id is @everyone."""

    id: int
    name: str
    permissions: discord.Permissions
    position: int = 1

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"


@dataclass(slots=True, eq=False)
class Membership:
    """One user's place in one guild."""

    user: User
    joined_at: str
    nick: str | None = None
    roles: list[Role] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Overwrite:
    """What a channel allows or denies one role or one user."""

    target: Role | User
    allow: discord.Permissions
    deny: discord.Permissions


@dataclass(slots=True, eq=False)
class Guild:
    """A server. While `unavailable` (an outage) it is known by its id alone; once `bot_removed` not at all."""

    id: int
    name: str
    locale: str
    owner: User
    roles: list[Role] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    threads: list[Channel] = field(default_factory=list)
    members: dict[int, Membership] = field(default_factory=dict)
    events: dict[int, ScheduledEvent] = field(default_factory=dict)
    system_channel: Channel | None = None
    unavailable: bool = False
    bot_removed: bool = False

    @property
    def everyone(self) -> Role:
        return next(role for role in self.roles if role.id == self.id)

    def channel(self, name: str) -> Channel:
        return next(each for each in (*self.channels, *self.threads) if each.name == name)


@dataclass(slots=True, eq=False)
class Channel:
    """A text channel, a thread or a direct message. `history` holds all messages in order, the oldest first."""

    id: int
    kind: int
    name: str
    guild: Guild | None = None
    topic: str | None = None
    overwrites: list[Overwrite] = field(default_factory=list)
    history: list[Message] = field(default_factory=list)
    recipient: User | None = None
    parent: Channel | None = None
    owner: User | None = None
    members: dict[int, str] = field(default_factory=dict)
    archived: bool = False
    locked: bool = False
    auto_archive_duration: int = 4320
    created_at: str = ""

    @property
    def is_thread(self) -> bool:
        return self.parent is not None

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    @property
    def messages(self) -> list[Message]:
        """What people and apps wrote; Discord's own notices ("… joined", "… started a thread") left out."""
        return [each for each in self.history if each.kind in {ORDINARY, REPLY, COMMAND_ANSWER, CONTEXT_MENU_ANSWER}]

    @property
    def last(self) -> Message:
        return self.messages[-1]


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it, and what a press carries."""

    label: str
    emoji: str
    custom_id: str
    url: str
    style: int
    disabled: bool
    component_id: int


@dataclass(frozen=True, slots=True)
class Select:
    """A menu in a message; `options` are label and value."""

    kind: int
    custom_id: str
    placeholder: str
    options: tuple[tuple[str, str], ...]
    least: int
    most: int
    disabled: bool
    component_id: int


@dataclass(frozen=True, slots=True)
class Pings:
    """Whom a message really notifies, after `allowed_mentions` and permissions."""

    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    everyone: bool = False


@dataclass(slots=True, eq=False)
class Message:
    """A message. `reactions` maps an emoji to the ids of who reacted, in order; `files` a name to its bytes."""

    id: int
    channel: Channel
    author: User
    kind: int = ORDINARY
    content: str = ""
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    flags: int = 0
    nonce: str | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict)
    thread: Channel | None = None
    pings: Pings = Pings()
    reference: Json | None = None
    interaction: Interaction | None = None
    created_at: str = ""
    edited_at: str | None = None
    edits: int = 0
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """All a person reads of it, a line for each part; words on buttons and menus are not text."""
        shown = [self.content, *(_embed_text(each) for each in self.embeds)]
        shown += [part["content"] for part in walk(self.components) if part["type"] == 10]
        return "\n".join(each for each in shown if each)

    @property
    def buttons(self) -> list[Button]:
        return [_button(part) for part in walk(self.components) if part["type"] == 2]

    @property
    def selects(self) -> list[Select]:
        return [_select(part) for part in walk(self.components) if part["type"] in {3, 5, 6, 7, 8}]

    def button(self, name: str) -> Button:
        """The button with this custom_id, else this label, else this emoji."""
        return named(name, self.buttons, lambda each: (each.custom_id, each.label, each.emoji))

    def select(self, name: str | None = None) -> Select:
        """The menu with this custom_id or placeholder; without a name the only one."""
        if name is None:
            (only,) = self.selects
            return only
        return named(name, self.selects, lambda each: (each.custom_id, each.placeholder))


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a modal as the person finds it: `value` is what stands there before anything is typed.

    `value` is a str (text, radio group; "" and None when empty), a tuple of str (menus, checkbox groups) or a bool.
    """

    label: str
    description: str
    kind: int
    custom_id: str
    required: bool
    value: Any
    options: tuple[tuple[str, str], ...]
    component: Json


@dataclass(slots=True, eq=False)
class Modal:
    """A form a person has open: `is_open` until sent, closed or replaced by another."""

    custom_id: str
    title: str
    components: list[Json]
    shown_by: Interaction
    is_open: bool = True

    @property
    def questions(self) -> list[Question]:
        return [question for part in self.components for question in _questions(part)]

    def question(self, name: str) -> Question:
        return named(name, self.questions, lambda each: (each.custom_id, each.label))

    @property
    def text(self) -> str:
        """The paragraphs shown between the questions."""
        return "\n".join(part["content"] for part in self.components if part["type"] == 10)


@dataclass(slots=True, eq=False)
class Interaction:
    """What a person did, and all the app answered so far; grows while the app goes on answering.

    `callback` is the type of the first answer (None while there is none), `replies` the messages written with its
    token in order, `updated` the message it changed in place, `modal` the form it opened, `choices` its completions.
    """

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    data: Json
    at: float
    message: Message | None = None
    triggered_by: Interaction | None = None
    callback: int | None = None
    replies: list[Message] = field(default_factory=list)
    original: Message | None = None
    updated: Message | None = None
    modal: Modal | None = None
    choices: list[Json] = field(default_factory=list)

    @property
    def guild(self) -> Guild | None:
        return self.channel.guild

    @property
    def answered(self) -> bool:
        return self.callback is not None

    @property
    def settled(self) -> bool:
        """Answered with something to see, or taken back: a "thinking…" alone is neither."""
        still_thinks = self.original is not None and self.original.loading and not self.original.deleted
        return self.answered and not still_thinks

    @property
    def reply(self) -> Message:
        """The only message it was answered with."""
        (only,) = self.replies
        return only

    @property
    def text(self) -> str:
        return "\n".join(each.text for each in self.replies)

    @property
    def ephemeral(self) -> bool:
        """Whether every reply is for the actor's eyes only."""
        return bool(self.replies) and all(each.ephemeral for each in self.replies)


@dataclass(slots=True, eq=False)
class ScheduledEvent:
    """An event in a guild's calendar; `body` is what the app said of it, in Discord's own words."""

    id: int
    guild: Guild
    creator: User
    body: Json
    interested: list[User] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.body["name"]

    @property
    def status(self) -> int:
        return self.body.get("status", 1)


@dataclass(slots=True, eq=False)
class Request:
    """One HTTP request as it came in. `path` is below /api/v10, `at` by the fake's clock; `status` None: no answer.

    `retry_after` is what a 429 told the client to wait, and `everywhere` whether with all requests. `agent` is who
    the client says it is.
    """

    method: str
    path: str
    query: dict[str, str]
    body: Any
    at: float
    files: dict[str, bytes] = field(default_factory=dict)
    status: int | None = None
    answer: Any = None
    retry_after: float | None = None
    everywhere: bool = False
    agent: str = ""


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, nested ones and accessories too, in the order they are read."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        yield from walk([component[name] for name in ("accessory", "component") if component.get(name)])


def named(name: str, things: Sequence[Named], names: Callable[[Named], tuple[str, ...]]) -> Named:
    """The thing of this name; the first kind of name that fits decides. Raises NotThereError, naming what there is."""
    for rank in range(len(names(things[0])) if things else 0):
        for thing in things:
            if names(thing)[rank] == name:
                return thing
    raise NotThereError(f"{name!r} is not among {[' / '.join(filter(None, names(each))) for each in things]}")


def _embed_text(embed: Json) -> str:
    fields = [text for each in embed.get("fields") or () for text in (each["name"], each["value"])]
    lines = [embed.get("title"), embed.get("description"), *fields, (embed.get("footer") or {}).get("text")]
    return "\n".join(line for line in lines if line)


def _button(part: Json) -> Button:
    return Button(
        label=part.get("label") or "",
        emoji=(part.get("emoji") or {}).get("name") or "",
        custom_id=part.get("custom_id") or "",
        url=part.get("url") or "",
        style=part["style"],
        disabled=bool(part.get("disabled")),
        component_id=part["id"],
    )


def _select(part: Json) -> Select:
    return Select(
        kind=part["type"],
        custom_id=part["custom_id"],
        placeholder=part.get("placeholder") or "",
        options=_labels(part),
        least=part["min_values"] if part.get("min_values") is not None else 1,
        most=part.get("max_values") or 1,
        disabled=bool(part.get("disabled")),
        component_id=part["id"],
    )


def _questions(part: Json) -> Iterator[Question]:
    match part["type"]:
        case 18:
            yield _question(part["component"], part["label"], part.get("description") or "")
        case 1:
            yield from (_question(each, each.get("label") or "", "") for each in part["components"])


def _question(part: Json, label: str, description: str) -> Question:
    return Question(
        label=label,
        description=description,
        kind=part["type"],
        custom_id=part["custom_id"],
        required=part.get("required") is not False and part["type"] != 23,
        value=_initial(part),
        options=_labels(part),
        component=part,
    )


def _initial(part: Json) -> Any:
    chosen = tuple(each["value"] for each in part.get("options") or () if each.get("default"))
    match part["type"]:
        case 4:
            return part.get("value") or ""
        case 21:
            return chosen[0] if chosen else None
        case 23:
            return bool(part.get("default"))
        case _:
            return chosen or tuple(str(each["id"]) for each in part.get("default_values") or ())


def _labels(part: Json) -> tuple[tuple[str, str], ...]:
    return tuple((each["label"], each["value"]) for each in part.get("options") or ())

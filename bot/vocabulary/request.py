"""Requests: who did what, as plain values parsed from a platform's events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from bot.vocabulary.action import Action
from bot.vocabulary.form import Answers
from bot.vocabulary.people import AccountRef, CommunityId, Language, SpaceAddress
from bot.vocabulary.subject import Subject


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as the platform vouches for them at this moment.

    Args:
        account: the login.
        language: from the platform's locale; ``None`` where it is not told.
        organizer: whether the platform's own rights make them an organizer here and now.
        timezone: the zone their platform shows them times in (IANA name); ``None`` where it is not told.
        roles: the roles they hold there, by the platform's ids; one of them may be chosen to make organizers.
        guest: whether they are only a guest there, or at home in another space altogether.
    """

    account: AccountRef
    language: Language | None = None
    organizer: bool = False
    timezone: str | None = None
    roles: frozenset[str] = frozenset()
    guest: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: a channel, perhaps a thread in it, or a direct message."""

    channel: str
    thread: str | None = None
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """``/volunteer list which:mine``: words as they are typed, options by name.

    ``key`` names this very gesture, as for every request: the same key is the same request delivered again.
    """

    key: str
    space: SpaceAddress
    actor: Actor
    place: Place
    name: str
    subcommand: str = ""
    options: Mapping[str, str | AccountRef] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """An entry chosen from the menu on a person, or on a message.

    Args:
        name: the entry's, as in ``introductions.see``.
        on: the login of the person, or the words of the message.
    """

    key: str
    space: SpaceAddress
    actor: Actor
    place: Place
    name: str
    on: AccountRef | str


@dataclass(frozen=True, slots=True)
class Asking:
    """A command that is being typed, and the option somebody would like to see values for; it does nothing yet.

    Args:
        command: as far as it was typed.
        option: the option's name.
        typed: what stands there so far.
    """

    command: Command
    option: str
    typed: str = ""


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A button of a card, pressed."""

    key: str
    space: SpaceAddress
    actor: Actor
    place: Place
    action: Action


@dataclass(frozen=True, slots=True)
class FormSubmission:
    """A form, filled in and sent; or not sent but closed, and then what stands in it is kept and no more."""

    key: str
    space: SpaceAddress
    actor: Actor
    place: Place
    action: Action
    draft: str
    answers: Answers
    sent: bool = True


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji put on a message, or taken away from it.

    Args:
        message: the platform's id of the message.
        emoji: the Unicode emoji, variants and all.
    """

    key: str
    space: SpaceAddress
    actor: Actor
    place: Place
    message: str
    emoji: str
    added: bool


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest in something of the platform's own calendar, told or taken back.

    Args:
        happening: the platform's id of it.
    """

    key: str
    space: SpaceAddress
    actor: Actor
    happening: str
    added: bool


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """Somebody came into a space."""

    key: str
    space: SpaceAddress
    actor: Actor


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """Somebody left a space."""

    key: str
    space: SpaceAddress
    actor: Actor


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody opened their home page."""

    key: str
    space: SpaceAddress
    actor: Actor


@dataclass(frozen=True, slots=True)
class Due:
    """Planned work whose time has come; the request that nobody sends.

    Args:
        key: the id of the plan.
        action: which feature's work, and its arguments.
        at: when it was due.
        useful_until: from when on it is of no use any more, if ever.
    """

    key: str
    community: CommunityId
    subject: Subject
    action: Action
    at: datetime
    useful_until: datetime | None = None


Gesture: TypeAlias = (
    Command | MenuChoice | ButtonPress | FormSubmission | Reaction | Interest | MemberJoined | MemberLeft | HomeOpened
)
"""What a person did."""

Request: TypeAlias = Gesture | Due

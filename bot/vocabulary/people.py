"""People and the places they meet in, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NewType, TypeAlias

CommunityId = NewType("CommunityId", str)
SpaceId = NewType("SpaceId", str)
MemberId = NewType("MemberId", str)

Language: TypeAlias = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


RoleUse: TypeAlias = Literal["organizers", "ring"]
"""What a role of a space may be chosen for: its holders are organizers; an organizer may ring it for a call."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is posted in a community or sent to its people meanwhile; without an end, until somebody ends it."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Community:
    """One local group: a purpose, an area, a language and a time zone (IANA name).

    Args:
        pause: whether nothing leaves for now.
        looks_at: the topics of what organizers look at before it is posted, where a member proposes it.
        guests: whether those take part who are only guests of one of its chats.
    """

    id: CommunityId
    name: str
    purpose: str
    area: str
    language: Language
    timezone: str
    pause: Pause | None = None
    looks_at: frozenset[str] = frozenset()
    guests: bool = False


@dataclass(frozen=True, slots=True)
class SpaceAddress:
    """How a platform names one guild or workspace."""

    platform: str
    external_id: str
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Space:
    """One chat of a community: a Discord guild, a Slack workspace, or a pane of the playground."""

    id: SpaceId
    community: CommunityId
    address: SpaceAddress


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a community; one member may have an account in each of its spaces."""

    id: MemberId
    community: CommunityId
    name: str
    language: Language | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class AccountRef:
    """Somebody as a platform names them: the login's id there and the name shown."""

    external_id: str
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Account:
    """A member's login in one space."""

    space: SpaceId
    external_id: str
    member: MemberId
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """What a renderer must know of a member it mentions: the name, and the login in the space it writes to, if any."""

    name: str
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a card is rendered for: a language, a zone (IANA name), and the people it mentions."""

    language: Language
    timezone: str
    people: Mapping[MemberId, Person] = field(default_factory=dict)

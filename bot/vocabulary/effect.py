"""Effects: what shall happen, as values that handlers return.

``Reply`` and ``OpenForm`` answer the actor at once. All others are stored in the transaction that caused them, and
carried out afterwards.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

from bot.vocabulary.action import Action
from bot.vocabulary.card import Card
from bot.vocabulary.form import Answers, FormView
from bot.vocabulary.people import Community, Language, MemberId, SpaceId
from bot.vocabulary.preference import Preference, Weight
from bot.vocabulary.subject import Subject

Topic: TypeAlias = Literal["introductions", "volunteering", "pitches", "meetups", "organizers", "month", "digest"]
"""What a channel may be chosen for."""


MAX_FILE = 8_000_000
MAX_FILE_NAME = 80


@dataclass(frozen=True, slots=True)
class File:
    """Something to keep, handed over with a message: a calendar entry, an export.

    Args:
        name: as people find it again among their downloads: ASCII letters, digits, dots, hyphens and underscores.
        content: at most ``MAX_FILE`` bytes, which every platform takes.
    """

    name: str
    media_type: str
    content: bytes

    __pydantic_config__: ClassVar = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}

    def __post_init__(self) -> None:
        """Refuse a name that means something else to some system, and what some platform does not take."""
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", self.name) or len(self.name) > MAX_FILE_NAME:
            raise ValueError(f"no name for a file: {self.name!r}")
        if not 1 <= len(self.content) <= MAX_FILE:
            raise ValueError(f"a file is 1 to {MAX_FILE} bytes, not {len(self.content)}")


@dataclass(frozen=True, slots=True)
class Reply:
    """A card only the actor sees, at once.

    Args:
        card: what they read.
        replaces: whether it takes the place of the private message whose button was pressed.
        pressing: whether it must reach somebody who reacted with an emoji, where nothing private can follow; said of
            what surprises (full, waitlisted, refused), not of what is plain to see on the card.
        file: what comes with it. Where no private answer can carry one, it is sent to the actor directly.
        once: whether it holds a secret, so that not even Machi keeps it.
    """

    card: Card
    replaces: bool = False
    pressing: bool = False
    file: File | None = None
    once: bool = False
    kind: Literal["reply"] = "reply"


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form, opened for the actor at once."""

    form: FormView
    kind: Literal["open_form"] = "open_form"


Answer: TypeAlias = Reply | OpenForm


@dataclass(frozen=True, slots=True)
class PublishCard:
    """How the subject's card should look in every space, from now on.

    Idempotent: several pending ones collapse into the last.

    Args:
        space: only in that space; ``None`` is in each.
        channel: in this channel of that space, and not where the topic belongs.
        useful_until: after this instant it is not posted any more, where it does not stand yet.
        standing: only where the card stands already; nothing new is posted.
    """

    subject: Subject
    card: Card
    topic: Topic
    space: SpaceId | None = None
    standing: bool = False
    channel: str | None = None
    useful_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notify:
    """A direct message to a member, once per key.

    Args:
        key: what it is about, such as ``promoted:<sign-up>``; a second one with the same key is not sent.
        useful_until: after this instant it is not sent any more.
        weight: why they are told; some members would rather not hear of everything.
        file: what comes with it.
        about: beneath whose card they are told that a message waits, where they take no direct messages; the subject
            of the same answer where nothing else is said.
    """

    member: MemberId
    card: Card
    key: str
    useful_until: datetime | None = None
    weight: Weight = "mine"
    file: File | None = None
    about: Subject | None = None


@dataclass(frozen=True, slots=True)
class PostToThread:
    """A message in the thread of the subject's card, in every space, once per key.

    Args:
        rings: the members whom mentioning them in it shall notify; nobody else is ever pinged.
        rings_role: whether the role that organizers have chosen for it is rung, where a space has one.
    """

    subject: Subject
    card: Card
    key: str
    rings: tuple[MemberId, ...] = ()
    useful_until: datetime | None = None
    rings_role: bool = False


@dataclass(frozen=True, slots=True)
class Outdated:
    """What was said beforehand is not true any more: what is not sent yet is not sent, what is sent shows this instead.

    Args:
        begins: how the keys of those messages begin.
        card: what they show from now on.
        subject: whose thread they stand in; ``None`` is direct messages.
    """

    begins: str
    card: Card
    subject: Subject | None = None


HappeningState: TypeAlias = Literal["planned", "cancelled", "over"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a subject stands in a platform's own calendar from now on, where the platform has one.

    Idempotent, as :class:`PublishCard`.
    """

    subject: Subject
    title: str
    starts_at: datetime
    ends_at: datetime
    where: str = ""
    details: str = ""
    state: HappeningState = "planned"


@dataclass(frozen=True, slots=True)
class Planned:
    """One piece of due work: an action of a feature at an instant, of use until another.

    From then on it is not done any more, but handed to the feature as missed.
    """

    at: datetime
    action: Action
    useful_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation of a few members among themselves, opened where they all have a login, once per key.

    Args:
        card: what it begins with.
        key: what it is about; a second one with the same key is not opened.
        otherwise: what is said to them one by one where they share no chat, or where none can be opened.
    """

    members: tuple[MemberId, ...]
    card: Card
    key: str
    topic: Topic = "introductions"
    otherwise: tuple[Notify, ...] = ()


@dataclass(frozen=True, slots=True)
class Met:
    """These members did something together, and it is confirmed; said once or again, it is the first time that counts.

    Args:
        subject: what they did together.
    """

    members: tuple[MemberId, ...]
    subject: Subject


@dataclass(frozen=True, slots=True)
class Gave:
    """Somebody lent somebody a hand, and it is confirmed; once a pair and subject, however often it is said."""

    giver: MemberId
    receiver: MemberId
    subject: Subject
    title: str


@dataclass(frozen=True, slots=True)
class Thanked:
    """Somebody thanks somebody for what they did; once a pair and subject.

    Args:
        told: whether whoever says so lets the other know by itself, such as of many thanks together.
    """

    by: MemberId
    to: MemberId
    subject: Subject
    title: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class ThanksTakenBack:
    """What somebody thanked for, they did not mean to: as if they had never said so."""

    by: MemberId
    subject: Subject


@dataclass(frozen=True, slots=True)
class Prefer:
    """What a member would like to be told from now on."""

    member: MemberId
    preference: Preference


@dataclass(frozen=True, slots=True)
class Forget:
    """Everything kept of a member goes: the last of its effects to be said, for nothing can be said to them after it.

    Before it, every feature parts with what the member has with others; what others made stays, without the name.

    Args:
        remains: under which id others' records name them from now on; nobody's before.
        card: what stands in place of every message that was theirs, or about them.
    """

    member: MemberId
    remains: MemberId
    card: Card


@dataclass(frozen=True, slots=True)
class Unite:
    """Two members turn out to be one person: what is kept of the other is the member's from now on.

    Before it, every feature unites what the two answered, so that nobody has two places.

    Args:
        introduces: whose introduction stays, where both have one.
    """

    member: MemberId
    other: MemberId
    introduces: MemberId


@dataclass(frozen=True, slots=True)
class Separate:
    """A member's logins in other spaces than this one are newcomers from now on; everything stays where it is."""

    member: MemberId
    space: SpaceId


PlanState: TypeAlias = Literal["planned", "done", "missed"]
"""What became of planned work: still to come, done in time, or of no use any more before it could be done."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is planned for a subject from now on.

    Replaces what was planned before and has not happened: so a meetup that is moved or cancelled takes its reminders
    along. What already happened for the same action and instant does not happen again.
    """

    subject: Subject
    work: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that somebody filled in, and what its answers are read in the light of.

    Args:
        action: the form's, such as ``meetups.meetup``.
        language: of whoever wrote it.
    """

    action: str
    arguments: tuple[str, ...]
    answers: Answers
    written_at: datetime
    zone: str
    language: Language


@dataclass(frozen=True, slots=True)
class Proposed:
    """A member would like to post this; an organizer is to look at it first.

    Args:
        draft: where it was written; changed and sent again, it is the same proposal.
        card: how it will look, without what is not for everybody.
        until: the instant from which on a yes would be of no use.
    """

    draft: str
    filled: Filled
    topic: Topic
    card: Card
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Posted:
    """What was written in that draft was posted, and nobody had to be asked."""

    draft: str


@dataclass(frozen=True, slots=True)
class Enact:
    """Post what a member filled in, as if they did so themselves at this moment."""

    member: MemberId
    space: SpaceId
    filled: Filled


@dataclass(frozen=True, slots=True)
class Reopen:
    """What was filled in, opened for the actor once more, in another draft."""

    filled: Filled
    draft: str


@dataclass(frozen=True, slots=True)
class PlanAnew:
    """The community goes by other clocks from now on: every feature plans anew what stands on its wall time.

    Args:
        community: as it is now.
    """

    community: Community


@dataclass(frozen=True, slots=True)
class UpdateHome:
    """What a member's home page shows has changed; where they have one open, it follows.

    The engine says so by itself for whoever acted and whoever is told something; a feature says it of others.
    """

    member: MemberId


Effect: TypeAlias = (
    Reply
    | OpenForm
    | PublishCard
    | Notify
    | PostToThread
    | Schedule
    | Outdated
    | Conversation
    | Met
    | Gave
    | Thanked
    | ThanksTakenBack
    | Prefer
    | Forget
    | Unite
    | Separate
    | Plan
    | Proposed
    | Posted
    | Enact
    | Reopen
    | PlanAnew
    | UpdateHome
)

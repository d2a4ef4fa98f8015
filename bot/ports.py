"""Ports: what the core needs from outside, as protocols that storage, adapters and jobs fill in."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, Protocol, TypeAlias, TypeVar

from bot.vocabulary.action import Action
from bot.vocabulary.card import Card
from bot.vocabulary.effect import (
    Answer,
    Conversation,
    File,
    Forget,
    HappeningState,
    Notify,
    Outdated,
    Plan,
    PlanState,
    PostToThread,
    PublishCard,
    Schedule,
    Topic,
)
from bot.vocabulary.form import Answers
from bot.vocabulary.people import (
    Account,
    AccountRef,
    Community,
    CommunityId,
    Language,
    Member,
    MemberId,
    Pause,
    Reader,
    RoleUse,
    Space,
    SpaceAddress,
    SpaceId,
)
from bot.vocabulary.preference import Preference
from bot.vocabulary.profile import Profile
from bot.vocabulary.request import Due
from bot.vocabulary.subject import Subject

PortT = TypeVar("PortT")


class Clock(Protocol):
    """The only source of the present."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class Ids(Protocol):
    """The only source of new ids."""

    def new(self) -> str:
        """An id nobody has: 16 to 24 letters and digits, so that two fit a button."""
        ...


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a community starts with before anybody has set it up."""

    language: Language
    timezone: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has filled in and not posted yet; kept seven days."""

    id: str
    member: MemberId
    form: str
    arguments: tuple[str, ...]
    answers: Answers
    written_at: datetime
    expires_at: datetime


class Directory(Protocol):
    """Who and where, across all communities: the one door from a platform's ids to ours."""

    async def space(self, address: SpaceAddress) -> Space:
        """The space at that address; made with a community of its own when it is new."""
        ...

    async def known(self, address: SpaceAddress) -> Space | None:
        """The space at that address, if anybody has ever spoken to Machi there."""
        ...

    async def attach(self, address: SpaceAddress, community: CommunityId) -> Space:
        """The space at that address, made as a further space of a community; ``ValueError`` if it is another's."""
        ...

    async def community(self, community: CommunityId) -> Community:
        """The community of that id."""
        ...

    async def standing(self, platform: str) -> tuple[SpaceAddress, ...]:
        """The spaces of a platform that Machi has not left."""
        ...

    async def everywhere(self) -> tuple[Community, ...]:
        """Every community there is, oldest first."""
        ...


class Members(Protocol):
    """The people of one community."""

    async def of_account(self, space: SpaceId, account: AccountRef, language: Language | None = None) -> Member:
        """The member behind a login that acts; made when they are new. A changed name or locale is taken over."""
        ...

    async def known(self, space: SpaceId, account: AccountRef) -> Member | None:
        """The member behind a login, if there is one; nobody is made by asking."""
        ...

    async def mentioned(self, space: SpaceId, account: AccountRef) -> Member:
        """The member behind a login that somebody else named; made when they are new, else left as it is."""
        ...

    async def get(self, member: MemberId) -> Member:
        """The member of that id, locked for update; ``LookupError`` if this community has none."""
        ...

    async def called(self, name: str) -> Member | None:
        """The one member who goes by that name, in whatever case; nobody when there are several."""
        ...

    async def save(self, member: Member) -> None:
        """Keep the member's name, language and zone."""
        ...

    async def accounts(self, members: Collection[MemberId]) -> tuple[Account, ...]:
        """Every login of those members, the one used last first."""
        ...

    async def logins(self, space: SpaceId) -> tuple[AccountRef, ...]:
        """Every login in that space that has not left it."""
        ...

    async def named(self, members: Collection[MemberId]) -> Mapping[MemberId, str]:
        """The names of those members."""
        ...

    async def present(self, member: MemberId) -> bool:
        """Whether the member is still in one of the community's spaces."""
        ...

    async def renamed(self, space: SpaceId, account: AccountRef) -> None:
        """Take over the name that a login goes by now; nobody is made by it."""
        ...

    async def unite(self, member: MemberId, other: MemberId) -> None:
        """Let everything of the other's be the member's, logins and all; the other is nobody any more."""
        ...

    async def separate(self, member: MemberId, space: SpaceId) -> None:
        """Let the member's logins in other spaces be newcomers; what is not sent to them yet goes to that space."""
        ...

    async def left(self, space: SpaceId, account: AccountRef) -> None:
        """Remember that a login left its space; nothing of the member's is lost."""
        ...


class Communities(Protocol):
    """The settings of one community."""

    async def save(self, community: Community) -> None:
        """Keep its name, purpose, area, language and zone."""
        ...

    async def look_at(self, topics: Collection[Topic]) -> None:
        """Have an organizer look at what members propose for these topics, and for no others."""
        ...

    async def pause(self, pause: Pause) -> None:
        """Post and send nothing, and do nothing that is planned, until it is resumed; one that lasts goes on."""
        ...

    async def admit_guests(self, *, welcome: bool) -> None:
        """Whether those take part who are only guests of one of its chats."""
        ...

    async def resume(self, at: datetime) -> None:
        """Go on: what waits leaves in its order, what is planned is done, or has been missed."""
        ...

    async def spaces(self) -> tuple[Space, ...]:
        """Its spaces, oldest first."""
        ...

    async def place(self, space: SpaceId, topic: Topic) -> str | None:
        """The channel for a topic in a space: the one chosen for it, else where Machi was first spoken to."""
        ...

    async def choose_place(self, space: SpaceId, topic: Topic, channel: str) -> None:
        """Choose the channel for a topic in a space."""
        ...

    async def opened(self, space: SpaceId, channel: str) -> None:
        """Let what waits because that channel was out of reach be sent at once."""
        ...

    async def closed(self, space: SpaceId, channel: str, reason: str, at: datetime) -> None:
        """Let what is for that channel wait, and tell the organizers once; ``reason`` in the platform's word."""
        ...

    async def role(self, space: SpaceId, use: RoleUse) -> str | None:
        """The platform's id of the role that was chosen for a use in a space."""
        ...

    async def choose_role(self, space: SpaceId, use: RoleUse, role: str | None) -> None:
        """Choose the role for a use in a space; ``None`` is none."""
        ...

    async def kept_by(self, space: SpaceId, account: str, *, acting: bool) -> None:
        """Remember a login that may put things right in a space; who acts as an organizer comes before who owns it."""
        ...

    async def left(self, space: SpaceId, at: datetime) -> bool:
        """Machi is not in that space any more since then; whether it was until now."""
        ...

    async def returned(self, space: SpaceId) -> bool:
        """Machi is in that space again; whether it had left."""
        ...

    async def deserted(self, at: datetime) -> bool:
        """Whether Machi had left every space of the community by that instant, and is in none again."""
        ...

    async def erase(self) -> None:
        """Forget the community and everything in it, for good."""
        ...

    async def spoken_to_in(self, space: SpaceId, channel: str) -> None:
        """Remember the first channel Machi was spoken to in, for cards nobody has chosen a place for."""
        ...


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When something goes out again and again by itself, by the community's clocks.

    Args:
        day: of the week, from Monday as 0, or of the month.
        last: the day it went out for last; never twice for one day, whatever the clocks do.
    """

    kind: Literal["digest", "report"]
    day: int
    hour: int
    last: date | None = None


class Rhythms(Protocol):
    """What goes out again and again by itself in one community."""

    async def of(self, kind: str) -> Rhythm | None:
        """When it goes out; ``None`` where it does not."""
        ...

    async def keep(self, rhythm: Rhythm) -> None:
        """Let it go out then from now on."""
        ...

    async def stop(self, kind: str) -> None:
        """Let it go out no more."""
        ...


class Preferences(Protocol):
    """What the members of one community would like to be told, and when."""

    async def of(self, member: MemberId) -> Preference:
        """What the member chose; for whoever has not chosen, what is usual."""
        ...

    async def keep(self, member: MemberId, preference: Preference) -> None:
        """Keep what the member chose."""
        ...


class Inbox(Protocol):
    """Which gestures were handled, and how they were answered."""

    async def claim(self, space: SpaceId, key: str, at: datetime) -> bool:
        """Whether this is the first time that key is seen; of several at once exactly one is told yes."""
        ...

    async def answered(self, space: SpaceId, key: str) -> Answer | None:
        """The answer given when the key was first seen."""
        ...

    async def answer(self, space: SpaceId, key: str, answer: Answer | None) -> None:
        """Keep the answer of a claimed key."""
        ...


class Drafts(Protocol):
    """Forms filled in and not posted yet."""

    async def save(self, draft: Draft) -> bool:
        """Keep a draft under its id, in place of an earlier one; false when that one was posted already."""
        ...

    async def get(self, draft: str, member: MemberId) -> Draft | None:
        """The member's own draft of that id, locked for update, unless it was posted or has expired."""
        ...

    async def close(self, draft: str) -> None:
        """Forget what a draft said, and remember that it was posted: nothing is posted twice."""
        ...


class Outbox(Protocol):
    """What must be said, as rows in the transaction of its cause."""

    async def publish(self, effect: PublishCard, at: datetime) -> None:
        """Queue a subject's card for every space; a pending one for the same subject is overwritten."""
        ...

    async def notify(self, effect: Notify, at: datetime) -> None:
        """Queue a direct message, once per member and key."""
        ...

    async def post(self, effect: PostToThread, at: datetime) -> None:
        """Queue a thread message for every space, once per subject and key."""
        ...

    async def outdate(self, effect: Outdated, at: datetime) -> None:
        """Call off what is not sent yet, and have what is sent say that it is not true any more."""
        ...

    async def converse(self, effect: Conversation, at: datetime) -> None:
        """Queue the opening of a conversation, once per key; without a chat they share, what is said otherwise."""
        ...


class Neighbours(Protocol):
    """What the people of one community may see of each other's introductions.

    Who shows theirs to nobody, or to another chat than the viewer's, is not in any answer.
    """

    async def of(self, member: MemberId, viewer: MemberId) -> Profile | None:
        """What the viewer may see of a member; of oneself, all of it."""
        ...

    async def near(
        self, viewer: MemberId, phases: Collection[int], met_before: datetime, limit: int
    ) -> Sequence[Profile]:
        """Whom the viewer may see who is at one of those phases and, if they ever met, last met before that instant.

        Those who share an interest come first, then the newest; who asked never to be brought together with the
        viewer, and the viewer, are left out.
        """
        ...

    async def here(self, members: Sequence[MemberId]) -> frozenset[MemberId]:
        """Those of the members who have not left every chat."""
        ...

    async def watches(self, member: MemberId) -> bool:
        """Whether they chose just to watch, so that nothing is to be suggested to them."""
        ...

    async def are_apart(self, one: MemberId, other: MemberId) -> bool:
        """Whether one of the two asked never to be brought together with the other; nobody is ever told."""
        ...


@dataclass(frozen=True, slots=True)
class PlanKept:
    """A piece of planned work, and what became of it."""

    at: datetime
    action: Action
    state: PlanState


class Removals(Protocol):
    """Cards that somebody took away from where they stood."""

    async def noticed(self, space: SpaceId, channel: str, message: str, at: datetime) -> bool:
        """That message is not there any more; whether it was a card.

        Its card comes back by itself once; from then on it stays away, and the organizers are told how to bring it
        back. What is over does not come back.
        """
        ...

    async def put_back(self, space: SpaceId, subject: Subject, at: datetime) -> bool:
        """Bring a subject's card back that stays away; whether it does."""
        ...


class Plans(Protocol):
    """Work planned for later."""

    async def replace(self, plan: Plan, at: datetime) -> None:
        """Keep a subject's plan in place of what was planned for it and has not happened."""
        ...

    async def of(self, subject: Subject) -> tuple[PlanKept, ...]:
        """What is planned for a subject and what became of it, in its order; what was replaced is left out."""
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """A direct message that could not be delivered, because its reader takes none."""

    card: Card
    file: File | None = None


class Letters(Protocol):
    """Direct messages that wait for their readers."""

    async def waiting(self, member: MemberId, at: datetime) -> tuple[Letter, ...]:
        """What waits for a member and is still of use, the latest first."""
        ...


class Happenings(Protocol):
    """What stands in the platforms' own calendars."""

    async def schedule(self, effect: Schedule, at: datetime) -> None:
        """Keep how a subject is to stand there, in every space."""
        ...

    async def subject_of(self, space: SpaceId, happening: str) -> Subject | None:
        """The subject that a platform's happening is about."""
        ...

    async def planned(self, space: SpaceId) -> Sequence[str]:
        """The platform's ids of what is still planned there and stands there."""
        ...


@dataclass(frozen=True, slots=True)
class Deed:
    """Something an organizer did for somebody or in their place.

    Args:
        by: the organizer.
        what: its name, such as ``volunteering.join``; the message ``audit-<what>`` says it in words.
        subject: what it was done to.
        member: for whom, if for one person.
    """

    at: datetime
    by: MemberId
    what: str
    subject: Subject
    member: MemberId | None = None


class Audit(Protocol):
    """What organizers did for others, kept for the organizers to read."""

    async def note(self, deed: Deed) -> None:
        """Keep it."""
        ...

    async def latest(self, limit: int) -> tuple[Deed, ...]:
        """The latest, newest first."""
        ...


class Postings(Protocol):
    """Which message shows which subject."""

    async def subject_of(self, space: SpaceId, channel: str, message: str) -> Subject | None:
        """The subject whose card that message is."""
        ...

    async def newest(self, space: SpaceId, limit: int) -> "Sequence[tuple[Subject, MessageRef]]":
        """The newest cards in a space, and where they stand."""
        ...


class Records(Protocol):
    """Everything that is kept, from the side of whom it is about."""

    async def of(self, member: MemberId) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Every record that is about a member, by kind, as JSON has it."""
        ...


class Erasures(Protocol):
    """The erasing of everything that is kept of a person."""

    async def begin(self) -> int:
        """Remember up to where everything was queued before; what is queued from now on is told because of it."""
        ...

    async def erase(self, forget: Forget, since: int, at: datetime) -> None:
        """Erase a member: rows go or lose the name, feeds are revoked, and messages show the card instead.

        What was queued after ``since`` is told as it stands. Of the logins a hash is kept, so that no backup brings
        them back.
        """
        ...

    async def tidy(self, remains: MemberId, *, at_last: bool) -> bool:
        """Forget the messages of an erased member that say so by now, or ``at_last`` all; whether any are left."""
        ...

    async def brought_back(self) -> Sequence[tuple[Member, Account]]:
        """Members who were there before they were erased, and are again: a backup was put back."""
        ...


class Homes(Protocol):
    """The home pages that people of one community have open, and which of them show something old."""

    async def opened(self, space: SpaceId, account: AccountRef, at: datetime) -> None:
        """Remember that somebody has a home page there, and when they last looked at it."""
        ...

    async def changed(self, members: Collection[MemberId], at: datetime, *, seen_since: datetime | None = None) -> None:
        """Let the home pages of those members be shown anew, and all that were opened since that instant."""
        ...


class Scope(Protocol):
    """One community's rows, inside one transaction. There is no way to another community's from here."""

    members: Members
    communities: Communities
    rhythms: Rhythms
    preferences: Preferences
    inbox: Inbox
    drafts: Drafts
    outbox: Outbox
    neighbours: Neighbours
    plans: Plans
    postings: Postings
    removals: Removals
    happenings: Happenings
    letters: Letters
    homes: Homes
    records: Records
    erasures: Erasures
    audit: Audit

    def __getitem__(self, port: type[PortT]) -> PortT:
        """The repository that fills in a feature's port, such as ``scope[Calls]``."""
        ...


class Agenda(Protocol):
    """The plans of all communities, from the clock's side."""

    async def claim(self, at: datetime, most: int) -> tuple[Due, ...]:
        """What has come due, in due order, except for what another machine has claimed; it counts as done.

        Whether it is still of use is for whoever does it to say. With the transaction it is as if never claimed.
        """
        ...

    async def begins(self, due: Due) -> bool:
        """Whether a claimed piece is still to be done: what came before it may have planned otherwise."""
        ...

    async def miss(self, due: Due) -> None:
        """Keep that it was of no use any more."""
        ...

    async def postpone(self, due: Due, until: datetime) -> None:
        """Do not offer it again before that instant: it failed just now."""
        ...

    async def next_at(self) -> datetime | None:
        """When something comes due next."""
        ...


class UnitOfWork(Protocol):
    """One transaction: all of it happens, or none."""

    directory: Directory
    agenda: Agenda

    def of(self, community: CommunityId) -> Scope:
        """The rows of one community."""
        ...

    def doing(self, due: Due) -> Scope:
        """The rows of the community of a claimed piece of work; what it says is in doubt if it may have been said."""
        ...

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A part that can fail by itself: what it wrote is undone when it raises.

        Raises :class:`StoreFull` and :class:`StoreContended` where nothing of the whole transaction can be kept.
        """
        ...


class StoreFull(Exception):  # noqa: N818 - a state of the store, which passes
    """There is no room left where everything lives: nothing new can be kept, and nothing was lost."""


class StoreContended(Exception):  # noqa: N818 - a state of the store, which passes
    """Somebody else was in the way: nothing was kept, and the same may be tried again at once."""


class Store(Protocol):
    """Where everything lives."""

    def transaction(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Begin; commit at the end, roll back when an exception leaves it.

        Raises :class:`StoreFull` without room left, and :class:`StoreContended`.
        """
        ...


# --- delivery -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MessageRef:
    """Where a platform keeps a message: the channel and the message's id there, and the thread beneath it, if any."""

    channel: str
    message: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class ToChannel:
    """Create the subject's card in a channel."""

    channel: str
    rings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToMessage:
    """Edit a message of ours where it stands.

    Args:
        beneath: whether it stands in the thread of its reference, and not in the channel.
    """

    message: MessageRef
    beneath: bool = False


@dataclass(frozen=True, slots=True)
class ToThread:
    """Say something in the thread beneath the subject's card, opened if there is none yet; rings logins and a role."""

    message: MessageRef
    rings: tuple[str, ...] = ()
    role: str | None = None


@dataclass(frozen=True, slots=True)
class ToAccount:
    """A direct message to a login."""

    account: str


@dataclass(frozen=True, slots=True)
class ToConversation:
    """A conversation of these logins and nobody else, opened if there is none yet.

    Args:
        channel: where platforms that keep conversations beneath a channel open it; ``None`` is nowhere.
    """

    accounts: tuple[str, ...]
    channel: str | None = None


Target: TypeAlias = ToChannel | ToMessage | ToThread | ToAccount | ToConversation


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one place.

    Args:
        marker: at most 25 characters, the same each time this delivery is tried, and nobody else's.
        space: where it goes, as the platform names it.
        reader: for whom the card is rendered.
        file: what comes with it; only to a login.
    """

    marker: str
    space: SpaceAddress
    target: Target
    card: Card
    reader: Reader
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform said yes."""

    message: MessageRef


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certainly not stored: try again after so many seconds; without a number after longer and longer waits."""

    reason: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class InDoubt:
    """It may or may not have been stored; nobody knows until it was looked up."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform will never take this content."""

    reason: str


@dataclass(frozen=True, slots=True)
class TargetGone:
    """The channel, the message or the person cannot be reached: deleted, closed, or a permission is missing.

    Args:
        closed: the person is there, but takes no direct messages.
        denied: the place is there, but not open to us; what stands in it still stands.
        removed: somebody took our message away; the place is there.
    """

    reason: str
    closed: bool = False
    denied: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """The platform refuses everything of ours in this space, such as after a token was revoked."""

    reason: str


Failure: TypeAlias = NotSent | InDoubt | Rejected | TargetGone | Stopped
Outcome: TypeAlias = Sent | Failure


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands in the place under the marker, the earliest first; empty only where there is certainly nothing."""

    messages: tuple[MessageRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Unseen:
    """Nothing can be told of the place.

    Args:
        lasting: looking again is of no use, such as without the permission to read there.
    """

    reason: str
    lasting: bool = False


Sight: TypeAlias = Seen | Unseen


@dataclass(frozen=True, slots=True)
class Doubt:
    """How doubt about a message is resolved on a platform; durations are in seconds.

    Args:
        quiet: from the beginning of a request until it has arrived or never will.
        absences: look-ups in a row that must find nothing before it is sent again.
        apart: between two of them.
        dropped: from the first request on, for which the platform itself drops a repetition.
        verified: from a repetition on, for which a second copy is looked for.
    """

    quiet: float = 0.0
    absences: int = 1
    apart: float = 5.0
    dropped: float = 0.0
    verified: float = 0.0


@dataclass(frozen=True, slots=True)
class Pace:
    """So many messages in any so many seconds, and no more."""

    messages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Paces:
    """How fast a platform may be written to; without a number, as fast as can be.

    Args:
        place: to one channel, or to one person.
        whole: to everybody there together.
        threads_apart: a thread is a channel of its own; else what is beneath a card counts for the card's channel.
    """

    place: Pace | None = None
    whole: Pace | None = None
    threads_apart: bool = False


class Courier(Protocol):
    """Carries deliveries to one platform; makes exactly one request per attempt and never retries by itself.

    Nothing raises for what the platform answered.
    """

    @property
    def platform(self) -> str:
        """The platform it carries to, as spaces name theirs."""
        ...

    @property
    def doubt(self) -> Doubt:
        """How doubt is resolved there."""
        ...

    @property
    def paces(self) -> Paces:
        """How fast it may be written to."""
        ...

    def rests(self) -> float:
        """For how many seconds nothing at all can be sent there: it would not leave."""
        ...

    async def deliver(self, delivery: Delivery) -> Outcome:
        """Try once; anything unknown is :class:`InDoubt`."""
        ...

    async def look_up(self, delivery: Delivery, since: datetime) -> Sight:
        """Find what was stored of a delivery since then, by its marker."""
        ...

    async def remove(self, message: MessageRef) -> bool:
        """Take back a message of ours; whether it is gone now."""
        ...


@dataclass(frozen=True, slots=True)
class Unsent:
    """Certainly not on the platform, or an edit, which may be repeated."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """On the platform, or not.

    Args:
        first_at: when the first request began that may have stored it.
        last_at: when the last one began.
        absences: how many look-ups in a row found nothing since.
    """

    first_at: datetime
    last_at: datetime
    absences: int = 0


@dataclass(frozen=True, slots=True)
class Verifying:
    """On the platform as that message; between those instants, a second copy may come to light."""

    message: MessageRef
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that one worker has taken on.

    Args:
        fence: raised by each claim; what a worker with an older one reports is not believed.
        attempt: how often it was tried before.
        standing: what is known of it on the platform.
    """

    id: str
    fence: int
    attempt: int
    delivery: Delivery
    standing: Unsent | Doubtful | Verifying = Unsent()


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a delivery, and until when a second copy may come to light."""

    claimed: Claimed
    outcome: Outcome
    verify_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resting:
    """What nothing is to be sent to just now.

    Args:
        platforms: whole platforms.
        places: by the space's id on its platform, a channel or a login; or, where threads are apart, a card.
        threads_apart: the platforms where they are.
    """

    platforms: frozenset[str] = frozenset()
    places: frozenset[tuple[str, str]] = frozenset()
    threads_apart: frozenset[str] = frozenset()


NOTHING_RESTS: Final = Resting()


class Deliveries(Protocol):
    """The outbox from the carrier's side. A worker holds what it claimed until it says what became of it."""

    async def claim(self, at: datetime, limit: int, resting: Resting = NOTHING_RESTS) -> tuple[Claimed, ...]:
        """Take on what is due, in due order; never two messages of one channel or person out of their order."""
        ...

    async def mark(self, claimed: Sequence[Claimed], at: datetime) -> frozenset[str]:
        """Record that these are about to be sent, and give the ids of those that may be.

        Others changed, came to nothing, or were taken over meanwhile, and are given back. From this commit on they are
        on their way.
        """
        ...

    async def finish(self, reports: Sequence[Report], at: datetime) -> None:
        """Record what became of each."""
        ...

    async def put_off(self, claimed: Claimed, until: datetime, *, absences: int = 0) -> None:
        """Give it back as it stands, to be claimed again at that instant."""
        ...

    async def give_up(self, claimed: Claimed, reason: str, at: datetime) -> None:
        """Record that nobody will ever know whether it was stored."""
        ...

    async def verified(self, claimed: Claimed, at: datetime) -> None:
        """Record that there is no second copy at that instant."""
        ...

    async def recover(self, at: datetime) -> int:
        """After a start: take over what dead workers held, and say how many deliveries that was."""
        ...

    async def next_at(self) -> datetime | None:
        """When something is to be done next."""
        ...


@dataclass(frozen=True, slots=True)
class StaleHome:
    """A home page that shows something old.

    Args:
        revision: raised by each change; what is shown now is this one or a later one.
        attempt: how often it was tried before.
    """

    space: SpaceAddress
    account: AccountRef
    revision: int
    attempt: int = 0


class StaleHomes(Protocol):
    """The home pages of all communities that show something old, from the side of whoever shows them."""

    async def claim(self, at: datetime, limit: int) -> tuple[StaleHome, ...]:
        """Take on what is to be shown anew; whoever does not finish it within a minute has lost it."""
        ...

    async def shown(self, home: StaleHome, at: datetime) -> None:
        """Record that it shows that revision; what changed meanwhile is shown once more."""
        ...

    async def put_off(self, home: StaleHome, until: datetime) -> None:
        """Try again then."""
        ...

    async def gone(self, home: StaleHome) -> None:
        """Forget it, until it is opened again."""
        ...

    async def next_at(self) -> datetime | None:
        """When one is to be shown next."""
        ...


class HomeShower(Protocol):
    """Shows home pages on one platform, as they are at that moment."""

    async def show_home(self, space: SpaceAddress, account: AccountRef) -> Failure | None:
        """Show somebody their home page; says why where it could not be."""
        ...


@dataclass(frozen=True, slots=True)
class Happening:
    """How a subject is to stand in the calendar of one space.

    Args:
        external: the platform's id of it, once it stands there.
        language: of the community.
        attempt: how often it was tried before.
    """

    id: int
    revision: int
    space: SpaceAddress
    title: str
    starts_at: datetime
    ends_at: datetime
    where: str
    details: str
    state: HappeningState
    language: Language
    external: str | None = None
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """It stands in the platform's calendar as it should; without an id it had no business there any more."""

    external: str | None


class Calendar(Protocol):
    """One platform's own calendar, which mirrors what happens; asking for the same twice changes nothing."""

    @property
    def platform(self) -> str:
        """The platform, as spaces name theirs."""
        ...

    async def show(self, happening: Happening, now: datetime) -> "Shown | NotSent | TargetGone | Rejected":
        """Let it stand there so; nothing raises for what the platform answered."""
        ...


class Mirrors(Protocol):
    """The happenings from the calendars' side."""

    async def claim(self, at: datetime, limit: int) -> tuple[Happening, ...]:
        """Take on what stands otherwise than it should, for a minute."""
        ...

    async def shown(self, happening: Happening, external: str | None) -> None:
        """Record that it stands as it should."""
        ...

    async def put_off(self, happening: Happening, until: datetime, reason: str) -> None:
        """Try it again at that instant."""
        ...

    async def refused(self, happening: Happening, until: datetime, reason: str, at: datetime) -> None:
        """The same, and tell the organizers of its space what is missing, once."""
        ...

    async def next_at(self) -> datetime | None:
        """When something is to be tried next."""
        ...


class Shelf(Protocol):
    """What an adapter must remember across restarts, as JSON under a key of its own.

    A key that is about a space, a message or a happening of a community ends in a colon and the platform's id of it:
    what is kept there is forgotten together with the community.
    """

    async def get(self, key: str) -> str | None:
        """What is kept under that key."""
        ...

    async def put(self, key: str, value: str) -> None:
        """Keep it, in place of what was there."""
        ...

    async def remove(self, key: str) -> None:
        """Forget it."""
        ...

    async def take(self, key: str) -> str | None:
        """What is kept under that key, and forget it: of several who take it at once, one is given it."""
        ...

    async def under(self, prefix: str) -> tuple[tuple[str, str], ...]:
        """Every key that begins so with what it keeps, in the order of the keys."""
        ...


# --- inspection -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lack:
    """Something Machi needs in a space and does not have.

    Args:
        kind: a ``permission`` or ``scope`` that was not granted; no ``membership`` in a channel; a ``channel`` that is
            gone or closed; a ``token`` that is refused; an ``intent`` that is not ticked; or ``silence``: the platform
            did not say.
        name: what is lacking, as the platform spells it: ``send_messages``, ``chat:write``, ``is_archived``.
        channel: the id of the only channel where it is lacking; ``None`` is everywhere.
        channel_name: how people know that channel, where the platform says it.
    """

    kind: Literal["permission", "scope", "membership", "channel", "token", "intent", "silence"]
    name: str = ""
    channel: str | None = None
    channel_name: str = ""


class Inspector(Protocol):
    """Looks at what a platform lets Machi do. Nothing raises: what cannot be found out is ``silence``."""

    @property
    def platform(self) -> str:
        """The platform it looks at, as spaces name theirs."""
        ...

    async def inspect(self, space: SpaceAddress, channels: Collection[str]) -> tuple[Lack, ...]:
        """What Machi lacks in a space and in those channels of it, within two seconds; nothing where all is well."""
        ...

"""The rules of a proposal: who may decide it, how often, and how long it waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal, NewType, Protocol, TypeAlias

from bot.vocabulary.card import Card
from bot.vocabulary.effect import Filled, Topic
from bot.vocabulary.people import MemberId, SpaceId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

ProposalId = NewType("ProposalId", str)

KIND: Final = "proposal"
LIFE: Final = timedelta(days=14)
"""How long it waits where it has no date, or a later one."""
MOST: Final = 5
"""Of one member at a time."""

State: TypeAlias = Literal["waiting", "asked", "approved", "declined", "withdrawn", "lapsed", "posted"]
"""For an organizer; for its writer, whom an organizer asked something; decided; too late; posted without a yes."""
OPEN: Final[tuple[State, ...]] = ("waiting", "asked")

Choice: TypeAlias = Literal["nothing", "meetups", "calls", "both"]
CHOICES: Final[Mapping[Choice, frozenset[Topic]]] = {
    "nothing": frozenset(),
    "meetups": frozenset({"meetups"}),
    "calls": frozenset({"volunteering"}),
    "both": frozenset({"meetups", "volunteering"}),
}
"""What organizers may want to look at first."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a member would like to post.

    Args:
        draft: the one it was sent in last.
        changing: the one it is being changed in; empty where it is not.
        card: how it will look, as far as everybody may read it.
        until: the instant from which on a yes would be of no use; ``None`` where it has no date.
        word: what an organizer said to it last.
    """

    id: ProposalId
    member: MemberId
    space: SpaceId
    draft: str
    filled: Filled
    topic: Topic
    card: Card
    until: datetime | None
    proposed_at: datetime
    state: State = "waiting"
    word: str = ""
    changing: str = ""

    @property
    def subject(self) -> Subject:
        """What the organizers' card is about."""
        return Subject(KIND, self.id)

    @property
    def open(self) -> bool:
        """Whether anything may still become of it."""
        return self.state in OPEN

    def lapses_at(self, at: datetime) -> datetime:
        """When it is of no use any more, or has waited long enough, as seen at an instant."""
        return min(self.until, at + LIFE) if self.until else at + LIFE

    def decided(self, state: State, at: datetime, word: str = "") -> "Proposal":
        """With an organizer's word; refused where somebody was faster, or it is too late."""
        if not self.open:
            raise Refused(say(f"proposal-already-{self.state}"))
        if state == "approved" and self.until and self.until <= at:
            raise Refused(say("proposal-date-passed"))
        return replace(self, state=state, word=word)

    def belongs_to(self, member: MemberId) -> bool:
        """Whether the member wrote it."""
        return self.member == member


def choice_of(topics: frozenset[str]) -> Choice:
    """What was chosen."""
    return next((choice for choice, chosen in CHOICES.items() if chosen == topics), "nothing")


class Proposals(Protocol):
    """What members of one community would like to post."""

    async def get(self, proposal: ProposalId) -> Proposal:
        """The proposal of that id, locked for update; ``LookupError`` if there is none."""
        ...

    async def written_in(self, draft: str) -> Proposal | None:
        """The proposal that was sent, or is being changed, in that draft; locked for update."""
        ...

    async def save(self, proposal: Proposal) -> None:
        """Keep it."""
        ...

    async def waiting(self, limit: int) -> Sequence[Proposal]:
        """Those that nobody has decided, the oldest first."""
        ...

    async def of_member(self, member: MemberId, limit: int) -> Sequence[Proposal]:
        """A member's own that nobody has decided, the oldest first."""
        ...

    async def count(self) -> int:
        """How many wait for an organizer's word."""
        ...

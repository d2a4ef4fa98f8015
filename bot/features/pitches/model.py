"""The rules of pitches: teammates, sparks, and first steps that stay small and near."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal, NewType, Protocol, TypeAlias

from bot.timing import resolve
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

PitchId = NewType("PitchId", str)

KIND: Final = "pitch"
STEP_WITHIN: Final = timedelta(days=14)
ASK_AGAIN_AFTER: Final = timedelta(days=3)

State: TypeAlias = Literal["open", "resting", "done"]
Following: TypeAlias = Literal["teammate", "spark"]
"""In on it, or excited by it (ワクワク); one person may be both."""


@dataclass(frozen=True, slots=True)
class Step:
    """The next small step, and when it will have been taken: local wall time in a zone.

    Its words are empty from the moment it was taken until the next one is planned.
    """

    words: str
    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who joined a pitch, or is excited by it."""

    member: MemberId
    following: Following
    at: datetime


@dataclass(frozen=True, slots=True)
class Pitch:
    """An idea somebody would like to build with others."""

    id: PitchId
    owner: MemberId
    title: str
    why: str
    looking_for: str
    step: Step
    created_at: datetime
    state: State = "open"
    steps_taken: int = 0
    followers: tuple[Follower, ...] = ()

    @property
    def subject(self) -> Subject:
        """What its card and thread are about."""
        return Subject(KIND, self.id)

    @property
    def teammates(self) -> tuple[MemberId, ...]:
        """Who is in, in the order they came; the owner is not counted."""
        return self._following("teammate")

    @property
    def sparks(self) -> tuple[MemberId, ...]:
        """Whom it excites, in the order they said so."""
        return self._following("spark")

    def followed_by(self, member: MemberId, following: Following) -> bool:
        """Whether the member is in, or excited."""
        return member in self._following(following)

    def follow(self, member: MemberId, following: Following, at: datetime) -> "Pitch":
        """With the member as a teammate, or excited."""
        self._must_not_be_done()
        if member == self.owner:
            raise Refused(say("pitch-own"))
        if self.followed_by(member, following):
            return self
        return replace(self, followers=(*self.followers, Follower(member, following, at)))

    def unfollow(self, member: MemberId, following: Following) -> "Pitch":
        """Without the member as that."""
        self._must_not_be_done()
        if not self.followed_by(member, following):
            raise Refused(say("pitch-not-in"))
        return replace(
            self,
            followers=tuple(
                follower for follower in self.followers if (follower.member, follower.following) != (member, following)
            ),
        )

    def take_step(self, member: MemberId) -> "Pitch":
        """One step further; there is no step to take until the next one is planned."""
        self.must_be_changeable_by(member)
        if not self.step.words:
            return self
        return replace(self, steps_taken=self.steps_taken + 1, step=replace(self.step, words=""))

    def plan_step(self, member: MemberId, step: Step, now: datetime) -> "Pitch":
        """Another next step: a later day, or a smaller step. Wakes a resting pitch."""
        self.must_be_changeable_by(member)
        return replace(self, step=near(step, now), state="open")

    def rest(self, member: MemberId) -> "Pitch":
        """Resting, for as long as it likes."""
        self.must_be_changeable_by(member)
        return self.rested()

    def rested(self) -> "Pitch":
        """Resting by itself, after the question was left open twice."""
        return replace(self, state="resting")

    def finish(self, member: MemberId) -> "Pitch":
        """It came true."""
        self.must_be_changeable_by(member)
        return replace(self, state="done")

    def must_be_changeable_by(self, member: MemberId) -> None:
        """Refuse who may not change it: everybody once it came true, and before that all but the owner."""
        self._must_not_be_done()
        if member != self.owner:
            raise Refused(say("pitch-only-owner"))

    def _following(self, following: Following) -> tuple[MemberId, ...]:
        return tuple(follower.member for follower in self.followers if follower.following == following)

    def _must_not_be_done(self) -> None:
        if self.state == "done":
            raise Refused(say("pitch-closed"))


def near(step: Step, now: datetime) -> Step:
    """The step, if it is to come and near enough to be a first step."""
    at = resolve(step.at, step.zone)
    if at <= now:
        raise Refused(say("pitch-step-passed"))
    if at > now + STEP_WITHIN:
        raise Refused(say("pitch-step-far", days=STEP_WITHIN.days))
    return step


class Pitches(Protocol):
    """The pitches of one community."""

    async def get(self, pitch: PitchId) -> Pitch:
        """The pitch of that id, locked for update; ``LookupError`` if this community has none."""
        ...

    async def save(self, pitch: Pitch) -> None:
        """Keep a pitch and its followers."""
        ...

    async def board(self, limit: int) -> Sequence[Pitch]:
        """The open pitches, then the resting ones, newest first."""
        ...

    async def of_owner(self, member: MemberId, limit: int) -> Sequence[Pitch]:
        """The member's own pitches that are not done, newest first."""
        ...

"""The rules of pitches: teammates, sparks, and first steps that stay small and near."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final, Literal, NewType, Protocol, TypeAlias

from bot.timing import resolve, wall_time
from bot.vocabulary.people import MemberId
from bot.vocabulary.profile import Profile, Reasons
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

PitchId = NewType("PitchId", str)

KIND: Final = "pitch"
STEP_WITHIN: Final = timedelta(days=14)
ASK_AGAIN_AFTER: Final = timedelta(days=3)
WOKEN: Final = timedelta(days=7)
"""How far ahead the step of a pitch is put that was woken."""
IDLE: Final = timedelta(days=14)
"""After a step was taken and no other chosen: then the owner is asked once what comes next."""
ENOUGH_TO_MEET: Final = 3
"""Teammates, from whom on a date is looked for."""
ONE_EACH: Final = 1
"""How many pitches of one person may be open at a time, until an organizer says otherwise."""
NOT_MET_FOR: Final = timedelta(days=90)
MOST_SUGGESTED: Final = 3

SATURDAY, SUNDAY, WEDNESDAY = 5, 6, 2
MEETING_TIMES: Final = ((SATURDAY, time(10)), (SUNDAY, time(14)), (WEDNESDAY, time(19)))
"""When neighbours mostly can: weekday and wall time of the dates a team is asked about."""
SOONEST: Final = timedelta(days=3)

State: TypeAlias = Literal["open", "resting", "done"]
Following: TypeAlias = Literal["teammate", "spark", "curious", "watch"]
"""In on it, excited by it (ワクワク), curious, or following changes; one person may be several."""
Change: TypeAlias = Literal["title", "why", "looking", "step"]


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
    """Somebody who joined a pitch, or is excited by it.

    Args:
        brings: what a teammate brings, in their words.
        hours: how many hours a week they have for it, if they said.
    """

    member: MemberId
    following: Following
    at: datetime
    brings: str = ""
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """Whose name stands beside the owner's, once they agreed."""

    member: MemberId
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    """Somebody of the team can meet on that date."""

    member: MemberId
    date: datetime


@dataclass(frozen=True, slots=True)
class Pitch:
    """An idea somebody would like to build with others.

    Args:
        dates: the local wall times the team is asked about, in the step's zone; none until there are enough of them.
        meeting_at: when they meet, once it is chosen: local wall time.
    """

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
    partner: Partner | None = None
    dates: tuple[datetime, ...] = ()
    votes: tuple[Vote, ...] = ()
    meeting_at: datetime | None = None

    @property
    def subject(self) -> Subject:
        """What its card and thread are about."""
        return Subject(KIND, self.id)

    @property
    def owners(self) -> tuple[MemberId, ...]:
        """Whose names it goes by: the owner's, and the partner's once they agreed."""
        both = self.partner is not None and self.partner.agreed
        return (self.owner, self.partner.member) if both and self.partner else (self.owner,)

    @property
    def teammates(self) -> tuple[MemberId, ...]:
        """Who is in, in the order they came; the owners are not counted."""
        return self._following("teammate")

    @property
    def team(self) -> tuple[MemberId, ...]:
        """Everybody who builds it."""
        return (*self.owners, *self.teammates)

    @property
    def sparks(self) -> tuple[MemberId, ...]:
        """Whom it excites, in the order they said so."""
        return self._following("spark")

    @property
    def told(self) -> tuple[MemberId, ...]:
        """Who hears of changes: the team, and who follows."""
        return tuple(dict.fromkeys((*self.team, *self._following("watch"))))

    def followed_by(self, member: MemberId, following: Following) -> bool:
        """Whether the member is in, excited, curious or following."""
        return member in self._following(following)

    def follow(self, member: MemberId, following: Following, at: datetime) -> "Pitch":
        """With the member as that."""
        self._must_not_be_done()
        if member in self.owners:
            raise Refused(say("pitch-own"))
        if self.followed_by(member, following):
            return self
        return replace(self, followers=(*self.followers, Follower(member, following, at)))

    def unfollow(self, member: MemberId, following: Following) -> "Pitch":
        """Without the member as that."""
        self._must_not_be_done()
        if not self.followed_by(member, following):
            raise Refused(say("pitch-not-in"))
        others = tuple(one for one in self.followers if (one.member, one.following) != (member, following))
        votes = self.votes if following != "teammate" else tuple(vote for vote in self.votes if vote.member != member)
        return replace(self, followers=others, votes=votes)

    def bring(self, member: MemberId, brings: str, hours: int | None) -> "Pitch":
        """What a teammate brings, and how many hours a week."""
        self._must_not_be_done()
        if not self.followed_by(member, "teammate"):
            raise Refused(say("pitch-not-in"))
        changed = (
            replace(one, brings=brings, hours=hours) if (one.member, one.following) == (member, "teammate") else one
            for one in self.followers
        )
        return replace(self, followers=tuple(changed))

    def agree(self, member: MemberId) -> "Pitch":
        """The partner says yes: from now on it goes by both names."""
        self._must_not_be_done()
        if self.partner is None or self.partner.member != member:
            raise Refused(say("pitch-gone"))
        without = replace(self, followers=tuple(one for one in self.followers if one.member != member))
        return replace(without, partner=replace(self.partner, agreed=True))

    def looking_for_a_date(self, now: datetime) -> "Pitch":
        """With dates to choose from, once there are enough teammates; asked once."""
        if self.dates or len(self.teammates) < ENOUGH_TO_MEET:
            return self
        return replace(self, dates=meeting_dates(now, self.step.zone))

    def vote(self, member: MemberId, date: datetime) -> "Pitch":
        """The member can meet then; said again, they cannot."""
        self._must_not_be_done()
        if member not in self.team:
            raise Refused(say("pitch-team-only"))
        if date not in self.dates:
            raise Refused(say("pitch-date-gone"))
        vote = Vote(member, date)
        votes = tuple(one for one in self.votes if one != vote)
        return replace(self, votes=votes if vote in self.votes else (*votes, vote))

    def can_meet(self, date: datetime) -> tuple[MemberId, ...]:
        """Who of the team can meet then."""
        return tuple(vote.member for vote in self.votes if vote.date == date)

    def meet(self, member: MemberId, date: datetime) -> "Pitch":
        """The owner chooses the date."""
        self.must_be_changeable_by(member)
        if date not in self.dates:
            raise Refused(say("pitch-date-gone"))
        return replace(self, meeting_at=date)

    def met(self, now: datetime) -> bool:
        """Whether the team has come together by now."""
        return self.meeting_at is not None and resolve(self.meeting_at, self.step.zone) <= now

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

    def edited(self, member: MemberId, new: "Pitch") -> "Pitch":
        """What it says, anew; who follows stays."""
        self.must_be_changeable_by(member)
        step = self.step if (new.step.words, new.step.at) == (self.step.words, self.step.at) else new.step
        return replace(self, title=new.title, why=new.why, looking_for=new.looking_for, step=step, state="open")

    def changes(self, before: "Pitch") -> tuple[Change, ...]:
        """What is different from before."""
        different: dict[Change, bool] = {
            "title": self.title != before.title,
            "why": self.why != before.why,
            "looking": self.looking_for != before.looking_for,
            "step": self.step != before.step,
        }
        return tuple(change for change, so in different.items() if so)

    def rest(self, member: MemberId) -> "Pitch":
        """Resting, for as long as it likes."""
        self.must_be_changeable_by(member)
        return self.rested()

    def rested(self) -> "Pitch":
        """Resting by itself, after the question was left open twice."""
        return replace(self, state="resting")

    def wake(self, member: MemberId, now: datetime) -> "Pitch":
        """Open again with the step it went to rest with, a week from now."""
        self.must_be_changeable_by(member)
        if self.state == "open":
            return self
        day = wall_time(now + WOKEN, self.step.zone)
        return replace(self, state="open", step=replace(self.step, at=datetime.combine(day, self.step.at.time())))

    def finish(self, member: MemberId) -> "Pitch":
        """It came true."""
        self.must_be_changeable_by(member)
        return replace(self, state="done")

    def without(self, member: MemberId) -> "Pitch | None":
        """As if the member had never been in on it; an agreed partner goes on alone, and else nothing is left."""
        partner = self.partner if self.partner and self.partner.member != member else None
        followers = tuple(one for one in self.followers if one.member != member)
        votes = tuple(one for one in self.votes if one.member != member)
        rest = replace(self, partner=partner, followers=followers, votes=votes)
        if self.owner != member:
            return rest
        return replace(rest, owner=partner.member, partner=None) if partner and partner.agreed else None

    def united(self, member: MemberId, other: MemberId) -> "Pitch":
        """With two members who are one person as that member."""
        both = (member, other)
        owner = member if self.owner in both else self.owner
        partner = self.partner
        if partner and partner.member in both:
            partner = None if owner == member else replace(partner, member=member)
        agreed = partner is not None and partner.agreed and partner.member == member
        own = owner == member or agreed
        followers: dict[tuple[MemberId, Following], Follower] = {}
        for one in (replace(each, member=member) if each.member == other else each for each in self.followers):
            if not (own and one.member == member):
                followers.setdefault((one.member, one.following), one)
        votes = dict.fromkeys(replace(vote, member=member) if vote.member == other else vote for vote in self.votes)
        return replace(self, owner=owner, partner=partner, followers=tuple(followers.values()), votes=tuple(votes))

    def must_be_changeable_by(self, member: MemberId) -> None:
        """Refuse who may not change it: everybody once it came true, and before that all but the owners."""
        self._must_not_be_done()
        if member not in self.owners:
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


def meeting_dates(now: datetime, zone: str) -> tuple[datetime, ...]:
    """The dates a team is asked about, soonest first: local wall times, a few days from now."""
    earliest = wall_time(now + SOONEST, zone).date()
    days = ((earliest + timedelta(days=(weekday - earliest.weekday()) % 7), at) for weekday, at in MEETING_TIMES)
    return tuple(sorted(datetime.combine(day, at) for day, at in days))


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody who might like to be in on it, and why, from what they show themselves; never a score."""

    profile: Profile
    why: Reasons


class Pitches(Protocol):
    """The pitches of one community."""

    async def get(self, pitch: PitchId) -> Pitch:
        """The pitch of that id, locked for update; ``LookupError`` if this community has none."""
        ...

    async def save(self, pitch: Pitch) -> None:
        """Keep a pitch, its followers and its dates."""
        ...

    async def board(self, limit: int) -> Sequence[Pitch]:
        """The open pitches, then the resting ones, newest first."""
        ...

    async def of_owner(self, member: MemberId, limit: int) -> Sequence[Pitch]:
        """The member's own pitches that are not done, newest first; also those that go by their name as a partner."""
        ...

    async def concerning(self, member: MemberId) -> Sequence[Pitch]:
        """Every pitch that a member made, or that the next question finds."""
        ...

    async def followed_by(self, member: MemberId) -> Sequence[Pitch]:
        """The pitches that a member is in on, excited by or follows, or whose partner they are, done or not."""
        ...

    async def invite(self, pitch: PitchId, member: MemberId, at: datetime) -> bool:
        """Remember that a member is asked whether they would be in; false when they were asked before."""
        ...

    async def invited(self, pitch: PitchId) -> frozenset[MemberId]:
        """Who was asked; what they said is kept nowhere."""
        ...

    async def most_open(self) -> int | None:
        """How many pitches of one person may be open at a time; ``None`` is as many as they like."""
        ...

    async def allow(self, most: int | None) -> None:
        """Keep another number."""
        ...

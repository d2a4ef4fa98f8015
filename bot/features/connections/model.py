"""The rules of connections: when people met, and how others are brought together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import Final, Literal, Protocol, TypeAlias, get_args

from dateutil.relativedelta import relativedelta
from rapidfuzz import fuzz

from bot.timing import resolve, wall_time
from bot.vocabulary.people import MemberId
from bot.vocabulary.profile import Profile
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import folded, say

KIND: Final = "connection"
TEN: Final = time(10)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two members, whoever is named first."""

    first: MemberId
    second: MemberId

    @property
    def subject(self) -> Subject:
        """What plans about the two are kept under."""
        return Subject(KIND, f"{self.first}-{self.second}")

    @property
    def members(self) -> tuple[MemberId, MemberId]:
        """Both."""
        return self.first, self.second

    def other(self, member: MemberId) -> MemberId:
        """The one of them who is not that member."""
        return self.second if member == self.first else self.first


def pair(one: MemberId, other: MemberId) -> Pair:
    """The pair of two members, the same for either order."""
    return Pair(min(one, other), max(one, other))


def pairs(members: Sequence[MemberId]) -> list[Pair]:
    """Every two of those members."""
    return [pair(one, other) for one, other in combinations(sorted(set(members)), 2)]


@dataclass(frozen=True, slots=True)
class Connection:
    """Two people who did something together.

    Args:
        met_at: when that was confirmed for the first time; it stays, however often they meet.
        last_at: when it was confirmed last.
        subject: what they did first.
    """

    pair: Pair
    met_at: datetime
    last_at: datetime
    subject: Subject


def a_year_later(met_at: datetime, zone: str) -> datetime:
    """The instant of a connection's anniversary: the same day a year later at 10:00; 29 February's is the 28th."""
    day = wall_time(met_at, zone).date() + relativedelta(years=1)
    return resolve(datetime.combine(day, TEN), zone)


# --- bringing people together ---------------------------------------------------------------------------------------

Says: TypeAlias = Literal["", "yes", "no"]

OPEN_FOR: Final = timedelta(days=7)
"""How long somebody may take to answer; then a proposal is over, and nobody is told."""
AGAIN_AFTER: Final = timedelta(days=90)
"""How long the same two are not proposed to each other again, whatever became of it."""
MOST_REQUESTS: Final = 3
"""Requests that may wait for one connector at a time."""
SUGGESTED: Final = 2
"""How many connectors somebody may choose from."""
PEERS: Final = 3
"""How many people somebody is told of at once."""
CANDIDATES: Final = 50
Answer: TypeAlias = Literal["met", "later", "rest"]
ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two people who might like to talk; they do once both say so, and nobody learns who did not.

    Args:
        connector: who was asked to think of somebody; nobody where one asked for the other directly.
        target: the other; nobody yet while the connector thinks.
        goal: what the asker is looking for, in their words.
        passed: whether the connector could think of nobody.
    """

    id: str
    asker: MemberId
    made_at: datetime
    goal: str = ""
    connector: MemberId | None = None
    target: MemberId | None = None
    asker_says: Says = ""
    target_says: Says = ""
    passed: bool = False

    @property
    def agreed(self) -> bool:
        """Whether both said yes."""
        return self.asker_says == self.target_says == "yes"

    def over(self, at: datetime) -> bool:
        """Whether its time has passed."""
        return at >= self.made_at + OPEN_FOR

    def pick(self, connector: MemberId, target: MemberId) -> "Proposal":
        """The connector thinks of somebody, once."""
        if connector != self.connector or self.target is not None or self.passed:
            raise Refused(say("proposal-over"))
        if target in (self.asker, connector):
            raise Refused(say("connect-somebody-else"))
        return replace(self, target=target)

    def asks(self, member: MemberId) -> bool:
        """Whether the question lies before that member; it comes to who asked only once the other said yes."""
        if self.target is None:
            return False
        return member == self.target or (member == self.asker and (self.asker_says != "" or self.target_says == "yes"))

    def says(self, member: MemberId, word: Says) -> "Proposal":
        """One of the two answers; the first answer counts."""
        if self.target is None or member not in (self.asker, self.target):
            raise Refused(say("button-unknown"))
        if member == self.target:
            return replace(self, target_says=self.target_says or word)
        return replace(self, asker_says=self.asker_says or word)

    def other(self, member: MemberId) -> MemberId:
        """Who the other of the two is."""
        other = self.target if member == self.asker else self.asker
        if other is None:
            raise Refused(say("button-unknown"))
        return other


@dataclass(frozen=True, slots=True)
class Mingling:
    """How somebody likes to be brought together with others.

    Args:
        topics: what they can introduce others for; none unless they are a connector.
        contact: how to reach them, shown only to somebody with whom both said yes and who shares no chat.
        coffee: whether they are in the coffee rounds, out of them for now, or never were.
        skips: the round they leave out, by its date.
        waited: whether nobody was found for them the last time.
    """

    member: MemberId
    topics: str = ""
    contact: str = ""
    coffee: Literal["", "in", "paused"] = ""
    skips: str = ""
    waited: bool = False


def fitting(goal: str, connectors: Sequence[Mingling]) -> list[Mingling]:
    """The connectors whose topics fit best what somebody is looking for, at most two."""
    wanted = folded(goal)
    ranked = sorted(connectors, key=lambda one: (-fuzz.partial_ratio(wanted, folded(one.topics)), one.member))
    return ranked[:SUGGESTED]


def thought_of(goal: str, profiles: Sequence[Profile]) -> list[Profile]:
    """Of those a connector may see, the ones whose words fit best what somebody is looking for."""
    wanted = folded(goal)

    def fit(profile: Profile) -> float:
        told = " ".join((*(tag.shown for tag in profile.tags), profile.words))
        return fuzz.partial_ratio(wanted, folded(told))

    return sorted(profiles, key=lambda profile: (-fit(profile), profile.member))[:PEERS]


# --- coffee ---------------------------------------------------------------------------------------------------------

EVERY: Final = timedelta(weeks=2)
FIRST_ROUND: Final = date(2026, 1, 5)
"""A Monday; every round is some fortnights after it."""
NOT_AGAIN_FOR: Final = timedelta(weeks=12)
SIX_IN_THE_EVENING: Final = time(18)
NEAREST: Final = 20
"""Of everybody else, how many are considered for each; more would change little and take long."""


@dataclass(frozen=True, slots=True)
class Drinker:
    """Somebody in a coffee round, and what makes them good company for whom."""

    member: MemberId
    interests: frozenset[str] = frozenset()
    phase: int = 0
    waited: bool = False


Group: TypeAlias = tuple[MemberId, ...]


def next_round(after: datetime, zone: str) -> date:
    """The date of the next round whose heads-up is still to come."""
    day = wall_time(after, zone).date()
    fortnights = max(0, -((FIRST_ROUND - day).days // EVERY.days) - 1)
    found = FIRST_ROUND + fortnights * EVERY
    while heads_up_at(found, zone) <= after:
        found += EVERY
    return found


def round_at(day: date, zone: str) -> datetime:
    """When a round's people are brought together: ten in the morning."""
    return resolve(datetime.combine(day, TEN), zone)


def heads_up_at(day: date, zone: str) -> datetime:
    """When they are told of it: at six the evening before."""
    return resolve(datetime.combine(day - timedelta(days=1), SIX_IN_THE_EVENING), zone)


def asked_at(day: date, zone: str) -> datetime:
    """When they are asked how it was: at six in the evening, nine days later."""
    return resolve(datetime.combine(day + timedelta(days=9), SIX_IN_THE_EVENING), zone)


def company(one: Drinker, other: Drinker) -> int:
    """How good company two are for each other; only to choose between pairings, and shown to nobody."""
    near = bool(one.phase and other.phase and abs(one.phase - other.phase) <= 1)
    waited = one.waited + other.waited
    return 100 + 10 * min(3, len(one.interests & other.interests)) + 5 * near + 30 * waited


def brought_together(drinkers: Sequence[Drinker], not_again: Collection[Pair]) -> tuple[list[Group], list[MemberId]]:
    """Pairs, a trio for who is left over, and those for whom nobody is left.

    As many as possible are paired, and of all such pairings the one with the best company is taken: a
    maximum-weight matching. See docs/coffee.md.

    Args:
        drinkers: everybody in this round.
        not_again: the pairs that shall not meet: met lately, or never to be brought together.
    """
    people = sorted(drinkers, key=lambda drinker: drinker.member)
    paired = [(people[one].member, people[other].member) for one, other in _matching(people, frozenset(not_again))]
    groups: list[Group] = sorted(pair(*two).members for two in paired)
    placed = {member for group in groups for member in group}
    left_over = [drinker.member for drinker in people if drinker.member not in placed]
    return groups, [member for member in left_over if not _joined(groups, member, frozenset(not_again))]


def _joined(groups: list[Group], member: MemberId, not_again: frozenset[Pair]) -> bool:
    for position, group in enumerate(groups):
        if len(group) == 2 and not any(pair(member, other) in not_again for other in group):
            groups[position] = (*group, member)
            return True
    return False


def _matching(people: Sequence[Drinker], not_again: frozenset[Pair]) -> list[tuple[int, int]]:
    import rustworkx  # noqa: PLC0415 - brings numpy along, which no start should wait for

    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(people)))
    graph.add_edges_from(sorted(_edges(people, not_again)))
    return sorted(rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int))


def _edges(people: Sequence[Drinker], not_again: frozenset[Pair]) -> set[tuple[int, int, int]]:
    edges: set[tuple[int, int, int]] = set()
    for one, drinker in enumerate(people):
        possible = [
            (company(drinker, other), position)
            for position, other in enumerate(people)
            if position != one and pair(drinker.member, other.member) not in not_again
        ]
        # Of equals the ones that come next in the circle, so that not everybody is drawn to the same few.
        nearest = sorted(possible, key=lambda found: (-found[0], (found[1] - one) % len(people)))[:NEAREST]
        edges |= {(min(one, other), max(one, other), weight) for weight, other in nearest}
    return edges


class Connections(Protocol):
    """The connections of one community."""

    async def met(self, connection: Connection) -> bool:
        """Keep that two met; whether it was for the first time. Later times change only when they met last."""
        ...

    async def of(self, pair: Pair) -> Connection | None:
        """The connection of two, unless they never met."""
        ...

    async def since(self, at: datetime) -> Sequence[Connection]:
        """Every connection made since then."""
        ...

    async def keep_apart(self, member: MemberId, other: MemberId) -> None:
        """Never bring these two together: the first of them asked for it."""
        ...

    async def save(self, proposal: Proposal) -> None:
        """Keep a proposal in place of what it was before."""
        ...

    async def proposal(self, id_: str) -> Proposal | None:
        """The proposal of that id."""
        ...

    async def between(self, pair: Pair, since: datetime) -> Proposal | None:
        """The last proposal made of those two since then, whichever of them asked."""
        ...

    async def connectors(self, since: datetime, most: int) -> Sequence[Mingling]:
        """Everybody who offers to introduce others, but those with so many requests waiting since then."""
        ...

    async def mingling(self, member: MemberId) -> Mingling:
        """How somebody likes to be brought together with others; nothing chosen where they never said."""
        ...

    async def choose(self, mingling: Mingling) -> None:
        """Keep how somebody likes to be brought together with others."""
        ...

    async def drinkers(self, day: str) -> Sequence[Drinker]:
        """Who is in the round of that date: who has joined, has not left every chat, and does not leave it out."""
        ...

    async def not_again(self, since: str) -> frozenset[Pair]:
        """The pairs of rounds after that date, and those never to be brought together."""
        ...

    async def keep_round(self, day: str, groups: Sequence[Group], alone: Sequence[MemberId]) -> None:
        """Keep who was brought together, and who was not."""
        ...

    async def round(self, day: str) -> Sequence[Group]:
        """Who was brought together in the round of that date."""
        ...

    async def answer(self, day: str, member: MemberId, answer: str) -> Sequence[MemberId]:
        """Keep what somebody says of a round, and give the others of their group who said the same."""
        ...

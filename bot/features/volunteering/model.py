"""The rules of calls, sign-ups and offers: who gets a place, who waits, who comes next, and which offer fits a call."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal, NewType, Protocol, TypeAlias

from bot.timing import resolve, wall_time
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.roster import BETTER, Roster, Standing
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

CallId = NewType("CallId", str)
OfferId = NewType("OfferId", str)

KIND: Final = "call"
OFFER_KIND: Final = "offer"
MOST_PLACES: Final = 200
MOST_ROLES: Final = 5
LONGEST_ROLE: Final = 20

CLAIM: Final = timedelta(hours=24)
"""How long a place that came free is kept for whoever is next."""
ASKED_AGAIN: Final = timedelta(hours=72)
"""How long a place is kept when the date has moved."""
SHORT_NOTICE: Final = timedelta(hours=24)
"""Before the start: from then on a withdrawal is late, and places left are shown around."""
SETTLED: Final = timedelta(hours=48)
"""After the end: from then on it is taken to have happened, without the caller saying so."""
ANY_TIME: Final = timedelta(days=60)
"""How long a call without a date stands."""
USUAL_LENGTH: Final = timedelta(hours=2)

State: TypeAlias = Literal["open", "closed", "done", "cancelled", "expired"]
Change: TypeAlias = Literal["title", "when", "where", "places", "details", "private"]


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of place and how many there are of it; without a name it is just a pair of hands."""

    name: str
    places: int


@dataclass(frozen=True, slots=True)
class Team:
    """Who has, and who waits for, a place of one role."""

    name: str
    roster: Roster


@dataclass(frozen=True, slots=True)
class Call:
    """A request for hands.

    Args:
        teams: the places, by role; a person is in one of them at most.
        start: local wall time in the zone; ``None`` means any time.
        deadline: whether ``start`` is the latest moment for it, and not when it takes place.
        private_details: what only people with a place may read, such as a phone number.
        aside: who said "it depends", and who said "not this time".
        watchers: who wants to hear of changes without a place.
        buddy: who looks after people who come for the first time; ``None`` where nobody said they would.
    """

    id: CallId
    caller: MemberId
    title: str
    created_at: datetime
    teams: tuple[Team, ...]
    zone: str
    start: datetime | None = None
    end: datetime | None = None
    deadline: bool = False
    where: str = ""
    details: str = ""
    private_details: str = ""
    state: State = "open"
    aside: Roster = field(default_factory=Roster)
    watchers: tuple[MemberId, ...] = ()
    buddy: MemberId | None = None

    @property
    def subject(self) -> Subject:
        """What its card and thread are about."""
        return Subject(KIND, self.id)

    @property
    def starts_at(self) -> datetime | None:
        """The instant it starts, or of its deadline."""
        return resolve(self.start, self.zone) if self.start else None

    @property
    def ends_at(self) -> datetime:
        """The instant it is over."""
        if self.starts_at is None:
            return self.created_at + ANY_TIME
        if self.deadline:
            return self.starts_at
        return resolve(self.end, self.zone) if self.end else self.starts_at + USUAL_LENGTH

    @property
    def roles(self) -> tuple[Role, ...]:
        """What it has places for."""
        return tuple(Role(team.name, team.roster.places or 0) for team in self.teams)

    @property
    def inside(self) -> tuple[MemberId, ...]:
        """Who has a place."""
        return self._members("in")

    @property
    def expecting(self) -> tuple[MemberId, ...]:
        """Everybody who wants to hear of changes: with a place, in the queue, undecided, or watching."""
        answered = (*self.inside, *self._members("offered"), *self._members("waiting"), *self._members("maybe"))
        return tuple(dict.fromkeys((*answered, *self.watchers)))

    @property
    def left(self) -> int:
        """How many places are left, over all roles."""
        return sum(team.roster.left or 0 for team in self.teams)

    @property
    def going_on(self) -> bool:
        """Whether it is neither done, called off nor over."""
        return self.state in ("open", "closed")

    @property
    def about(self) -> frozenset[str]:
        """The words that say what it is about."""
        return telling_words(f"{self.title} {self.details} {' '.join(role.name for role in self.roles)}")

    def standing_of(self, member: MemberId) -> Standing | None:
        """What the member answered."""
        team = self.team_of(member)
        return (team.roster if team else self.aside).standing_of(member)

    def team_of(self, member: MemberId) -> Team | None:
        """Where the member has a place, or waits for one."""
        return next((team for team in self.teams if team.roster.standing_of(member)), None)

    def team(self, name: str) -> Team:
        """The team of that role."""
        return next((team for team in self.teams if team.name == name), self.teams[0])

    def free_team(self) -> Team:
        """The first team with a place left, else the first."""
        return next((team for team in self.teams if team.roster.left and not team.roster.waiting), self.teams[0])

    def kept_until(self, at: datetime) -> datetime | None:
        """Until when a place that comes free is kept for whoever is next; ``None`` where there is no time for that."""
        until = at + CLAIM
        return until if self.starts_at is None or until <= self.starts_at else None

    def short_notice(self, at: datetime) -> bool:
        """Whether it starts so soon that who withdraws now is hard to replace."""
        return self.starts_at is not None and at >= self.starts_at - SHORT_NOTICE

    def shown_around(self, at: datetime) -> bool:
        """Whether its places are left so shortly before the start that they are shown around."""
        return self.state == "open" and self.left > 0 and self.short_notice(at) and at < self.ends_at

    def overlaps(self, other: "Call") -> bool:
        """Whether one person would have to be at two places at once."""
        mine, theirs = self.starts_at, other.starts_at
        if mine is None or theirs is None or self.deadline or other.deadline or self.id == other.id:
            return False
        return mine < other.ends_at and theirs < self.ends_at

    def must_be_ahead(self, now: datetime) -> None:
        """Refuse to be posted when its date has passed."""
        if self.starts_at and self.starts_at <= now:
            raise Refused(say("call-date-passed"))

    def join(self, member: MemberId, at: datetime, role: str | None = None) -> "Call":
        """A place for the member, or the end of that role's queue; saying yes to a place that was kept."""
        if member == self.caller:
            raise Refused(say("call-own"))
        self._must_be_going_on()
        team = self._wanted(member, role)
        if self.state == "closed" and team.roster.standing_of(member) is None:
            raise Refused(say("call-closed-for-more"))
        elsewhere = replace(self._without(member, at), aside=self.aside.without(member))
        call = self if team.roster.standing_of(member) else elsewhere
        return call._with_team(team.name, lambda roster: roster.join(member, at))  # noqa: SLF001 - its own kind

    def leave(self, member: MemberId, at: datetime) -> "Call":
        """Without the member; whoever waits longest is next."""
        if self.team_of(member) is None:
            raise Refused(say("call-not-in"))
        self._must_be_going_on()
        return self._without(member, at)

    def answer(self, member: MemberId, standing: Literal["maybe", "cant"], at: datetime) -> "Call":
        """It depends, or not this time: gives back a place. Who cannot hears no more of it."""
        self._must_be_going_on()
        if member == self.caller:
            raise Refused(say("call-own"))
        call = replace(self._without(member, at), aside=self.aside.answer(member, standing, at))
        return call.unwatch(member) if standing == "cant" else call

    def reconsider(self, member: MemberId) -> "Call":
        """Takes "it depends" or "not this time" back, as if they had not answered."""
        return replace(self, aside=self.aside.without(member)) if self.going_on else self

    def watch(self, member: MemberId) -> "Call":
        """The member hears of changes."""
        return self if member in self.watchers else replace(self, watchers=(*self.watchers, member))

    def unwatch(self, member: MemberId) -> "Call":
        """The member does not."""
        return replace(self, watchers=tuple(watcher for watcher in self.watchers if watcher != member))

    def lapsed(self, at: datetime) -> "Call":
        """Places kept long enough go on to whoever is next."""
        until = self.kept_until(at)
        return self._with_teams(lambda roster: roster.lapsed(at, until))

    def looked_after_by(self, member: MemberId | None) -> "Call":
        """Newcomers are welcome, and that is who looks after them."""
        self._must_be_going_on()
        if member is not None and member != self.caller and member not in self.inside:
            raise Refused(say("call-buddy-inside"))
        return replace(self, buddy=member)

    def with_buddy_there(self) -> "Call":
        """When who looks after newcomers gave their place back, the caller does."""
        there = self.buddy is None or self.buddy == self.caller or self.buddy in self.inside
        return self if there else replace(self, buddy=self.caller)

    def edited(self, new: "Call", at: datetime) -> "Call":
        """What was asked for, anew, with everybody's answers; a moved date asks who has a place once more."""
        self._must_be_going_on()
        call = replace(new, id=self.id, caller=self.caller, created_at=self.created_at, state="open", aside=self.aside)
        call = replace(call, watchers=self.watchers, buddy=self.buddy, teams=self._resettled(new, at))
        if (call.start, call.end, call.zone, call.deadline) == (self.start, self.end, self.zone, self.deadline):
            return call
        call.must_be_ahead(at)
        until = at + ASKED_AGAIN
        limit = until if call.starts_at is None else min(until, call.starts_at)
        return call._with_teams(lambda roster: roster.asked_again(limit))  # noqa: SLF001 - its own kind

    def changes(self, before: "Call") -> tuple[Change, ...]:
        """What is different from before, of what people were told."""
        when = (self.start, self.end, self.zone, self.deadline) != (
            before.start,
            before.end,
            before.zone,
            before.deadline,
        )
        different: dict[Change, bool] = {
            "title": self.title != before.title,
            "when": when,
            "where": self.where != before.where,
            "places": self.roles != before.roles,
            "details": self.details != before.details,
            "private": self.private_details != before.private_details,
        }
        return tuple(change for change, so in different.items() if so)

    def close(self) -> "Call":
        """Enough hands: nobody else may join, and who has a place keeps it."""
        self._must_be_going_on()
        return replace(self, state="closed")

    def cancel(self) -> "Call":
        """Called off; the answers stay, so that it is known whom to tell."""
        self._must_be_going_on()
        return replace(self, state="cancelled")

    def finish(self) -> "Call":
        """It is done, and who has a place lent a hand."""
        self._must_be_going_on()
        return replace(self, state="done")

    def over(self) -> "Call":
        """Its time has gone by without anybody."""
        return replace(self, state="expired")

    def could_not_come(self, member: MemberId, at: datetime) -> "Call":
        """Somebody with a place was not there after all; nobody is asked to take it any more."""
        self._must_be_going_on()
        kept = self._with_teams(lambda roster: replace(roster, entries=_others(roster, member)))
        return replace(kept, aside=self.aside.answer(member, "cant", at))

    def handed_to(self, member: MemberId, at: datetime) -> "Call":
        """Somebody takes it over from a caller who has left."""
        self._must_be_going_on()
        return replace(self._without(member, at), caller=member, aside=self.aside.without(member)).unwatch(member)

    def united(self, member: MemberId, other: MemberId, at: datetime) -> "Call":
        """With two members who are one person as that member, who has one place at most, and none on their own call."""
        both = (member, other)
        caller = member if self.caller in both else self.caller
        answers = {one: self.standing_of(one) for one in both}
        given = [one for one in both if answers[one] is not None]
        if caller == member:
            stands = None
        else:
            stands = min(given, key=lambda one: BETTER.index(answers[one] or "cant"), default=None)
            if len(given) > 1 and answers[member] == answers[other]:
                stands = self._earlier(member, other)
        call = self
        for one in given:
            if one != stands:
                call = replace(call._without(one, at), aside=call.aside.without(one))
        if stands == other:
            call = call._renamed(other, member)  # noqa: SLF001 - its own kind
        watchers = tuple(dict.fromkeys(member if one in both else one for one in call.watchers))
        return replace(call, caller=caller, watchers=watchers, buddy=member if call.buddy in both else call.buddy)

    def _earlier(self, one: MemberId, other: MemberId) -> MemberId:
        """Whose answer came first: in the same queue by its order, else by the time."""
        team = self.team_of(one)
        if team and team.roster.standing_of(other):
            return next(entry.member for entry in team.roster.entries if entry.member in (one, other))
        rosters = (*(each.roster for each in self.teams), self.aside)
        at = {entry.member: entry.at for roster in rosters for entry in roster.entries}
        return min(one, other, key=lambda member: at[member])

    def _renamed(self, before: MemberId, after: MemberId) -> "Call":
        call = self._with_teams(lambda roster: roster.united(after, before))
        return replace(call, aside=self.aside.united(after, before))

    def must_be_managed_by(self, member: MemberId, *, organizer: bool = False) -> None:
        """Refuse all but the caller and organizers, and everybody once it is over."""
        self._must_be_going_on()
        if member != self.caller and not organizer:
            raise Refused(say("call-only-caller"))

    def _wanted(self, member: MemberId, role: str | None) -> Team:
        if role is not None:
            return self.team(role)
        return self.team_of(member) or self.free_team()

    def _members(self, standing: Standing) -> tuple[MemberId, ...]:
        rosters = (*(team.roster for team in self.teams), self.aside)
        return tuple(member for roster in rosters for member in roster.members(standing))

    def _without(self, member: MemberId, at: datetime) -> "Call":
        until = self.kept_until(at)
        if self.state != "open":
            return self._with_teams(lambda roster: replace(roster, entries=_others(roster, member)))
        return self._with_teams(lambda roster: roster.without(member, until) if roster.standing_of(member) else roster)

    def _with_teams(self, change: Callable[[Roster], Roster]) -> "Call":
        return replace(self, teams=tuple(replace(team, roster=change(team.roster)) for team in self.teams))

    def _with_team(self, name: str, change: Callable[[Roster], Roster]) -> "Call":
        changed = (replace(team, roster=change(team.roster)) if team.name == name else team for team in self.teams)
        return replace(self, teams=tuple(changed))

    def _resettled(self, new: "Call", at: datetime) -> tuple[Team, ...]:
        """The new teams with everybody in them: by the role's name, else by its position, else in the first queue."""
        until = new.kept_until(at)
        names = {team.name for team in new.teams}
        rosters: dict[str, Roster] = {team.name: replace(team.roster, entries=()) for team in new.teams}
        displaced: list[MemberId] = []
        for position, team in enumerate(self.teams):
            same = new.teams[position].name if position < len(new.teams) else None
            home = team.name if team.name in names else same
            if home is None or rosters[home].entries:
                displaced += [*team.roster.inside, *team.roster.offered, *team.roster.waiting]
                continue
            rosters[home] = replace(rosters[home], entries=team.roster.entries)
        settled = {name: roster.with_places(roster.places, until) for name, roster in rosters.items()}
        first = new.teams[0].name
        for member in displaced:
            settled[first] = settled[first].join(member, at)
        return tuple(Team(team.name, settled[team.name]) for team in new.teams)

    def _must_be_going_on(self) -> None:
        if not self.going_on:
            raise Refused(say("call-closed"))


def _others(roster: Roster, member: MemberId) -> tuple:
    return tuple(entry for entry in roster.entries if entry.member != member)


def moved_up(before: Call, after: Call, acting: MemberId | None) -> tuple[MemberId, ...]:
    """Who has a place now without having acted."""
    return tuple(member for member in after.inside if member not in before.inside and member != acting)


def offered_to(before: Call, after: Call) -> tuple[MemberId, ...]:
    """For whom a place is kept now that was not before."""
    kept = {member for team in before.teams for member in team.roster.offered}
    return tuple(member for team in after.teams for member in team.roster.offered if member not in kept)


def let_go(before: Call, after: Call) -> tuple[MemberId, ...]:
    """For whom a place is kept no more, without an answer from them."""
    kept = {member for team in before.teams for member in team.roster.offered}
    return tuple(member for member in kept if after.standing_of(member) is None)


# --- places, as people type them ------------------------------------------------------------------------------------

_SEPARATORS: Final = re.compile(r"[,、;/\n・+&]|\band\b|と(?=\D*\d)")
_COUNTER: Final = r"(?:人|名|people|persons?)?"
_NAME_FIRST: Final = re.compile(rf"(?P<name>\D*?)[\s:：x×]*(?P<places>\d+)\s*{_COUNTER}")
_NUMBER_FIRST: Final = re.compile(r"(?P<places>\d+)\s*(?:人|名|x|×)?\s*(?P<name>\D*)")
_IN_A_ROW: Final = re.compile(rf"[^\d\s]+[\s:：x×]*\d+\s*{_COUNTER}")


def read_roles(typed: str) -> tuple[Role, ...]:
    """「運転1、運搬3」 or "driver 1, carry 3", or just a number; refuses anything else with an example."""
    words = unicodedata.normalize("NFKC", typed).strip()
    pieces = [piece.strip() for piece in _SEPARATORS.split(words) if piece.strip()]
    if len(pieces) == 1 and len(in_a_row := _IN_A_ROW.findall(words)) > 1:
        pieces = in_a_row
    roles = tuple(_role(piece) for piece in pieces)
    names = [role.name for role in roles]
    if not 1 <= len(roles) <= MOST_ROLES:
        raise Refused(say("call-roles-many", most=MOST_ROLES))
    if len(set(names)) != len(names) or (len(names) > 1 and "" in names):
        raise Refused(say("call-roles-unclear"))
    if sum(role.places for role in roles) > MOST_PLACES:
        raise Refused(say("form-number", least=1, most=MOST_PLACES))
    return roles


def _role(piece: str) -> Role:
    found = _NAME_FIRST.fullmatch(piece) or _NUMBER_FIRST.fullmatch(piece)
    if found is None or len(found["places"]) > len(str(MOST_PLACES)):
        raise Refused(say("call-roles-unclear"))
    name, places = found["name"].strip(" :：人名"), int(found["places"])
    if places < 1 or len(name) > LONGEST_ROLE or ":" in name:
        raise Refused(say("call-roles-unclear"))
    return Role("" if name in ("people", "person", "persons") else name, places)


def teams_for(roles: Sequence[Role]) -> tuple[Team, ...]:
    """Empty teams for those roles."""
    return tuple(Team(role.name, Roster(role.places)) for role in roles)


def typed_roles(roles: Sequence[Role]) -> str:
    """The roles as somebody could have typed them."""
    return ", ".join(f"{role.name} {role.places}".strip() for role in roles)


# --- offers ---------------------------------------------------------------------------------------------------------

Span: TypeAlias = Literal["week", "month", "months"]
SPANS: Final[dict[Span, timedelta]] = {
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "months": timedelta(days=91),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Help that somebody holds out until an instant, without being asked.

    Args:
        amount: when, and how much, in their words.
    """

    id: OfferId
    member: MemberId
    what: str
    amount: str
    where: str
    words: str
    created_at: datetime
    until: datetime
    state: Literal["open", "over"] = "open"

    @property
    def subject(self) -> Subject:
        """What its card is about."""
        return Subject(OFFER_KIND, self.id)

    def over(self) -> "Offer":
        """Held out no more."""
        return replace(self, state="over")

    def renewed(self, member: MemberId, at: datetime) -> "Offer":
        """Held out again, for as long as before."""
        self.must_be_of(member)
        return replace(self, created_at=at, until=at + (self.until - self.created_at), state="open")

    def must_be_of(self, member: MemberId) -> None:
        """Refuse all but the person who made it."""
        if member != self.member:
            raise Refused(say("offer-only-own"))

    def must_be_open(self) -> None:
        """Refuse what is held out no more."""
        if self.state != "open":
            raise Refused(say("offer-closed"))


_RUNS: Final = re.compile(r"[\u4e00-\u9fff々]{2,}|[\u30a1-\u30fa\u30fc]{2,}|[a-z]{3,}")
_ENDINGS: Final = re.compile(r"(?:ying|ing|ies|ed|es|s|y)$")
_SAYING_LITTLE: Final = frozenset(
    """
    手伝 伝大 募集 一緒 時間 週間 週末 平日 土曜 日曜 月曜 火曜 水曜 木曜 金曜 曜日 午前 午後 時半 少人 人数 歓迎 可能
    and are the for with you can could will would help hand hands need some any time hour week day morning afternoon
    monday tuesday wednesday thursday friday saturday sunday this that from have please our your lend one two three
    """.split()  # noqa: SIM905 - two languages of words read better so
)


def telling_words(words: str) -> frozenset[str]:
    """The parts of a text that say what it is about: pairs of kanji or katakana, and English words without endings."""
    found: set[str] = set()
    for run in _RUNS.findall(unicodedata.normalize("NFKC", words).casefold()):
        if run[0].isascii():
            found |= {run if run in _SAYING_LITTLE else _ENDINGS.sub("", run)}
        else:
            found |= {run[at : at + 2] for at in range(len(run) - 1)}
    return frozenset(word for word in found if word not in _SAYING_LITTLE and len(word) > 1)


def fits(offer: Offer, call: Call) -> bool:
    """Whether a call asks for what an offer holds out: they share a word that says what it is about."""
    if offer.member == call.caller or call.standing_of(offer.member) is not None:
        return False
    return bool(telling_words(f"{offer.what} {offer.words}") & call.about)


def digest_day(call: Call, at: datetime) -> Subject:
    """The one message of a day in which places left are shown around."""
    return Subject("open_places", wall_time(at, call.zone).date().isoformat())


class Calls(Protocol):
    """The calls of one community."""

    async def get(self, call: CallId) -> Call:
        """The call of that id, locked for update; ``LookupError`` if this community has none."""
        ...

    async def save(self, call: Call) -> None:
        """Keep a call, its sign-ups and who watches it."""
        ...

    async def open(self, limit: int) -> Sequence[Call]:
        """The calls that still look for hands or are under way, soonest first, those without a date last."""
        ...

    async def of_member(self, member: MemberId, limit: int) -> Sequence[Call]:
        """The calls a member made, has a place on or waits for, that are not over, soonest first."""
        ...

    async def answered_by(self, member: MemberId) -> Sequence[Call]:
        """Every call that a member made or has answered in any way, over or not, locked for update."""
        ...

    async def helped_before(self, member: MemberId) -> bool:
        """Whether the member ever had a place on a call that is done."""
        ...

    async def asks_first(self, member: MemberId, at: datetime) -> bool:
        """Whether this is the first time in their life that they ask, and they have not been asked to give first."""
        ...

    async def asked_first(self, member: MemberId, at: datetime) -> None:
        """Remember that they were shown where they could lend a hand first; once in a life."""
        ...


class Offers(Protocol):
    """The standing offers of one community."""

    async def get(self, offer: OfferId) -> Offer:
        """The offer of that id, locked for update; ``LookupError`` if this community has none."""
        ...

    async def save(self, offer: Offer) -> None:
        """Keep an offer."""
        ...

    async def open(self, at: datetime, limit: int, *, member: MemberId | None = None) -> Sequence[Offer]:
        """The offers held out at that instant, of one member or of all, newest first."""
        ...

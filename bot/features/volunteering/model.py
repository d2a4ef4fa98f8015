"""The rules of calls and sign-ups: who gets a place, who waits, and who comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, NewType, Protocol, TypeAlias

from bot.timing import resolve
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.roster import Roster
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

CallId = NewType("CallId", str)

KIND: Final = "call"
MOST_PLACES: Final = 200

State: TypeAlias = Literal["open", "done", "cancelled"]


@dataclass(frozen=True, slots=True)
class Call:
    """A request for hands.

    Args:
        start: local wall time in the zone; ``None`` means any time.
        private_details: what only people with a place may read, such as a phone number.
        sign_ups: who has a place, who waits, and who said "not this time".
    """

    id: CallId
    caller: MemberId
    title: str
    created_at: datetime
    sign_ups: Roster
    zone: str
    start: datetime | None = None
    end: datetime | None = None
    where: str = ""
    details: str = ""
    private_details: str = ""
    state: State = "open"

    @property
    def subject(self) -> Subject:
        """What its card and thread are about."""
        return Subject(KIND, self.id)

    def must_be_ahead(self, now: datetime) -> None:
        """Refuse to be posted when its date has passed."""
        if self.start and resolve(self.start, self.zone) <= now:
            raise Refused(say("call-date-passed"))

    def join(self, member: MemberId, at: datetime) -> "Call":
        """A place for the member, or the end of the queue."""
        if member == self.caller:
            raise Refused(say("call-own"))
        return self._answered(self.sign_ups.join(member, at))

    def leave(self, member: MemberId) -> "Call":
        """Without the member; whoever waits longest moves up."""
        if self.sign_ups.standing_of(member) not in ("in", "waiting"):
            raise Refused(say("call-not-in"))
        return self._answered(self.sign_ups.without(member))

    def decline(self, member: MemberId, at: datetime) -> "Call":
        """Not this time: gives back a place, and asks for no more."""
        return self._answered(self.sign_ups.answer(member, "cant", at))

    def reconsider(self, member: MemberId) -> "Call":
        """Takes a "not this time" back, as if they had not answered."""
        if self.sign_ups.standing_of(member) != "cant":
            return self
        return self._answered(self.sign_ups.without(member))

    def finish(self, member: MemberId, *, organizer: bool = False) -> "Call":
        """Done, said by the caller or an organizer."""
        self._must_be_open()
        if member != self.caller and not organizer:
            raise Refused(say("call-only-caller"))
        return replace(self, state="done")

    def _answered(self, sign_ups: Roster) -> "Call":
        self._must_be_open()
        return replace(self, sign_ups=sign_ups)

    def _must_be_open(self) -> None:
        if self.state != "open":
            raise Refused(say("call-closed"))


class Calls(Protocol):
    """The calls of one community."""

    async def get(self, call: CallId) -> Call:
        """The call of that id, locked for update; ``LookupError`` if this community has none."""
        ...

    async def save(self, call: Call) -> None:
        """Keep a call and its sign-ups."""
        ...

    async def open(self, limit: int) -> Sequence[Call]:
        """The calls that still look for hands or are under way, soonest first, those without a date last."""
        ...

    async def of_member(self, member: MemberId, limit: int) -> Sequence[Call]:
        """The open calls a member made or has a place or a wait on, soonest first."""
        ...

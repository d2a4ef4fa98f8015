"""The parts a phrase is made of, each said at most once, in whatever order the language allows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.timing.days import Day
from bot.timing.hours import Daypart, Hour, Span
from bot.timing.recurrence import Repetition
from bot.timing.rules import Rule
from bot.timing.tokens import Lexicon, Tokens


@dataclass(frozen=True, slots=True)
class Later:
    """A number of minutes from now."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """From an hour of one day to an hour of another."""

    first_day: Day
    start: Hour
    last_day: Day
    end: Hour


@dataclass(frozen=True, slots=True)
class Duration:
    minutes: int


@dataclass(frozen=True, slots=True)
class Times:
    """How often something repeats before it ends."""

    count: int


@dataclass(frozen=True, slots=True)
class Until:
    """The last day on which something repeats."""

    day: Day


@dataclass(frozen=True, slots=True)
class Since:
    """The first day on which something may repeat."""

    day: Day


When = Day | Repetition | Later | Stretch
Part = When | Span | Daypart | Duration | Times | Until | Since


@dataclass(frozen=True, slots=True)
class Parts:
    """What has been said so far."""

    when: When | None = None
    span: Span | None = None
    daypart: Daypart | None = None
    duration: Duration | None = None
    times: Times | None = None
    until: Until | None = None
    since: Since | None = None

    def plus(self, part: Part) -> "Parts | None":
        """These parts and one more; None where such a part was said already."""
        place = _place(part)
        if isinstance(part, Later) and self.duration:
            return None  # "1 hour 30 minutes from now" is one length of time, not two
        return None if getattr(self, place) else replace(self, **{place: part})

    def tidy(self) -> "Parts":
        """The same, with the hour in its daypart, whether that stood beside the hour or elsewhere."""
        if self.span is None or self.span.start.daypart or self.daypart is None:
            return self
        start = self.span.start.within(self.daypart)
        return replace(self, span=replace(self.span, start=start), daypart=None)

    @property
    def bounded(self) -> bool:
        """Whether anything was said that makes sense of a repetition only."""
        return any((self.times, self.until, self.since))


def _place(part: Part) -> str:
    match part:
        case Span():
            return "span"
        case Daypart():
            return "daypart"
        case Duration():
            return "duration"
        case Times():
            return "times"
        case Until():
            return "until"
        case Since():
            return "since"
        case _:
            return "when"


class Grammar(NamedTuple):
    """How one language says when: its words, its parts, what may stand between them, and in what order they come.

    Where the hour may not come first, 19時30日 is not half past seven mistyped as the 30th at seven, and 19時から土曜
    is not Saturday from seven on.
    """

    language: str
    lexicon: Lexicon
    part: Rule[Part]
    link: Rule[object]
    hour_may_come_first: bool


def parses(tokens: Tokens, grammar: Grammar, said: Parts = Parts()) -> Iterator[tuple[Parts, Tokens]]:
    """Every way to read a beginning of the tokens as parts, with the tokens left over."""
    for part, rest in grammar.part(tokens):
        parts = said.plus(part)
        if parts is None or (parts.when is part and said.span and not grammar.hour_may_come_first):
            continue
        yield parts, rest
        for _, after in grammar.link(rest):
            yield from parses(after, grammar, parts)

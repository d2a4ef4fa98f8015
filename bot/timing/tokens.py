"""The tokens of a phrase: what its characters stand for, before any grammar."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.timing.recurrence import Unit
from bot.timing.refusal import NotUnderstood, Reason

WIDTHS = ("<wide>", "<narrow>")
TYPED_ALIKE = str.maketrans("~〜–—−‐’", "------'")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that means something to the grammar only in its place."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    value: int


@dataclass(frozen=True, slots=True)
class NumberAndHalf:
    """One and a half is 1."""

    whole: int


@dataclass(frozen=True, slots=True)
class ClockFace:
    """Digits with a colon: 19:30."""

    hour: int
    minute: int

    @property
    def real(self) -> bool:
        """Whether a clock can show it; 24:00 ends a day."""
        return self.minute < 60 and (self.hour < 24 or (self.hour, self.minute) == (24, 0))

    @property
    def late(self) -> bool:
        """Whether it is an hour as the night counts on in Japan: 25:30 is half past one of the next day."""
        return self.minute < 60 and self.hour < 30


@dataclass(frozen=True, slots=True)
class FullDate:
    """A year, a month and a day in that order: 2026-12-05."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class SlashDate:
    """Two numbers of which one is the month, and perhaps a year: 12/3."""

    first: int
    second: int
    year: int | None


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday by its name (Monday is 0), perhaps in the plural: "Fridays"."""

    number: int
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Ordinal:
    """Second is 2, last is -1. In figures (2nd) it may stand for a day of the month; spelled out it counts things."""

    nth: int
    spelled: bool = True


@dataclass(frozen=True, slots=True)
class WeeksOn:
    """A week counted from ours: next week is 1."""

    count: int


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many units: 隔週 is two weeks."""

    unit: Unit
    interval: int = 1


@dataclass(frozen=True, slots=True)
class Token:
    """One thing that was said, and where it begins in the phrase."""

    value: object
    begins: int


Tokens = tuple[Token, ...]
Shape = tuple[re.Pattern[str], Callable[[re.Match[str]], object]]

SHAPES: tuple[Shape, ...] = (
    (
        re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])"),
        lambda found: FullDate(int(found[1]), int(found[3]), int(found[4])),
    ),
    (
        re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}))?(?![0-9/])"),
        lambda found: SlashDate(int(found[1]), int(found[2]), int(found[3]) if found[3] else None),
    ),
    (
        re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?(?![0-9:])"),
        lambda found: ClockFace(int(found[1]), int(found[2])),
    ),
    (re.compile(r"([0-9]{1,2})\.5(?![0-9])"), lambda found: NumberAndHalf(int(found[1]))),
    (re.compile(r"[0-9]{1,4}(?![0-9])"), lambda found: Number(int(found[0]))),
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language's words and shapes stand for, and which words only join others.

    A joint stands between two words and an article before one; neither changes what they mean.
    """

    words: Mapping[str, tuple[object, ...]]
    shapes: tuple[Shape, ...] = SHAPES
    joints: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()

    def longest_at(self, text: str, begins: int) -> tuple[tuple[object, ...], int] | None:
        """What stands at a place in the text, and where it ends; the longest reading, a word before a shape."""
        found = [*self._words_at(text, begins), *self._shapes_at(text, begins)]
        return max(found, key=lambda meaning: meaning[1], default=None)

    def _words_at(self, text: str, begins: int) -> list[tuple[tuple[object, ...], int]]:
        return [
            (values, begins + len(word))
            for word, values in self.words.items()
            if text.startswith(word, begins) and not _cuts_a_word(text, begins + len(word))
        ]

    def _shapes_at(self, text: str, begins: int) -> list[tuple[tuple[object, ...], int]]:
        matches = ((pattern.match(text, begins), meaning) for pattern, meaning in self.shapes)
        return [((meaning(found),), found.end()) for found, meaning in matches if found]


def normalise(phrase: str) -> str:
    """The phrase with one width, one case, one kind of dash and single spaces.

    Only width is levelled: a superscript or a number in a circle stays what it is, and is not understood.
    """
    one_width = "".join(map(_one_width, phrase))
    return " ".join(unicodedata.normalize("NFC", one_width).casefold().translate(TYPED_ALIKE).split())


def tokenise(text: str, lexicon: Lexicon) -> Tokens:
    """The tokens of a normalised phrase; refused at the first character that no word or shape explains."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        found = lexicon.longest_at(text, at)
        if found is None:
            raise NotUnderstood(Reason.NOT_UNDERSTOOD, unknown=_run_of_script(text, at))
        values, ends = found
        tokens += [Token(value, at) for value in values]
        at = ends
    return _without_silent_words(text, tuple(tokens), lexicon)


def _without_silent_words(text: str, tokens: Tokens, lexicon: Lexicon) -> Tokens:
    silent = [Word(word) for word in lexicon.joints | lexicon.articles]
    for before, token, after in zip((None, *tokens), tokens, (*tokens[1:], None), strict=False):
        misplaced = after is None or after.value == token.value
        if before is None:
            misplaced |= token.value in [Word(word) for word in lexicon.joints]
        if token.value in silent and misplaced:
            raise NotUnderstood(Reason.NOT_UNDERSTOOD, unknown=text[token.begins :])
    return tuple(token for token in tokens if token.value not in silent)


def _one_width(character: str) -> str:
    if unicodedata.decomposition(character).startswith(WIDTHS):
        return unicodedata.normalize("NFKC", character)
    return character


def _cuts_a_word(text: str, ends: int) -> bool:
    """Whether an end falls inside a word of Latin letters: "sat" is no part of "saturn"."""
    return _latin(text[ends - 1]) and ends < len(text) and _latin(text[ends])


def _latin(character: str) -> bool:
    return "a" <= character <= "z"


def _run_of_script(text: str, at: int) -> str:
    """The characters around a place that are of its script: the whole word that was not understood."""
    begins, ends = at, at + 1
    while begins > 0 and _script(text[begins - 1]) == _script(text[at]):
        begins -= 1
    while ends < len(text) and _script(text[ends]) == _script(text[at]):
        ends += 1
    return text[begins:ends]


def _script(character: str) -> str:
    return unicodedata.name(character, "unknown").split()[0]

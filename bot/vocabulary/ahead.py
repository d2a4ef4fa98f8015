"""Ahead of time: how long before something, as people type it and as it is said back."""

import re
import unicodedata
from datetime import timedelta
from typing import Final

from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import Say, Text, joined, say, text

MOST: Final = 5
"""How many moments before one date may be named."""
SHORTEST: Final = timedelta(minutes=5)
LONGEST: Final = timedelta(days=60)

_UNITS: Final = {
    "weeks": ("週間", "週", "weeks", "week", "wks", "wk", "w"),
    "days": ("日", "days", "day", "d"),
    "hours": ("時間", "hours", "hour", "hrs", "hr", "h"),
    "minutes": ("分間", "分", "minutes", "minute", "mins", "min", "m"),
}
_UNIT_OF: Final = {word: unit for unit, words in _UNITS.items() for word in words}
_WORDS: Final = "|".join(sorted(_UNIT_OF, key=len, reverse=True))
_NUMBER: Final = r"\d+|半|half an?|an?|one|two|three|[一二三四五六七八九十]"
_ONE: Final = re.compile(rf"({_NUMBER})\s*({_WORDS})(半)?\s*(?:前|まえ|before|ahead|earlier)?(?:に)?")
_BETWEEN: Final = re.compile(r"\s*(?:[,、;・/\n]|と|および|\band\b)\s*")
_GROUPED: Final = re.compile(r"(?<=\d),(?=\d{3})")
_NONE: Final = ("なし", "無し", "いらない", "不要", "none", "no", "off", "0")
_SPELLED: Final = {"半": 0.5, "half a": 0.5, "half an": 0.5, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3} | {
    letter: number for number, letter in enumerate("一二三四五六七八九十", 1)
}


def read_ahead(typed: str) -> tuple[timedelta, ...]:
    """How long before, the longest first: "7日前、24時間前" or "1 day, 2 hours"; nothing for "none" and "なし".

    Refuses what it does not understand to the last character, and what is too short, too long or too much.
    """
    words = _GROUPED.sub("", unicodedata.normalize("NFKC", typed).casefold().strip().strip("。."))
    if words in _NONE:
        return ()
    found = {_read_one(part, typed) for part in _BETWEEN.split(words) if part}
    if not found:
        raise Refused(say("ahead-not-understood", typed=typed))
    if len(found) > MOST:
        raise Refused(say("ahead-too-many", most=MOST))
    return tuple(sorted(found, reverse=True))


def _read_one(part: str, typed: str) -> timedelta:
    match = _ONE.fullmatch("1日前" if part == "前日" else part)
    if match is None:
        raise Refused(say("ahead-not-understood", typed=typed))
    number, unit, and_half = match.groups()
    amount = (_SPELLED[number] if number in _SPELLED else int(number)) + (0.5 if and_half else 0)
    if amount > LONGEST / timedelta(minutes=1):
        raise Refused(say("ahead-out-of-reach"))
    before = timedelta(**{_UNIT_OF[unit]: amount})
    if not SHORTEST <= before <= LONGEST:
        raise Refused(say("ahead-out-of-reach"))
    return before


def ahead(before: timedelta) -> Say:
    """How long before, in words: "a week before", 「2時間前」."""
    minutes = before // timedelta(minutes=1)
    for unit, length in (("weeks", 10_080), ("days", 1_440), ("hours", 60)):
        if minutes % length == 0:
            return say(f"ahead-{unit}", number=minutes // length)
    return say("ahead-minutes", number=minutes)


def all_ahead(befores: tuple[timedelta, ...]) -> Text:
    """Each of them in words, or that there are none."""
    if not befores:
        return text(say("ahead-none"))
    return joined([text(ahead(before)) for before in befores], say("list-separator"))

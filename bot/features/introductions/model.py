"""The rules of introductions: the positioning line, and who may see whom."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol, TypeAlias

from bot.vocabulary.people import MemberId, SpaceId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say

KIND: Final = "introduction"
MOST_TAGS: Final = 3
LONGEST_TAG: Final = 24
TIMES: Final = " × "

_SIGNS: Final = re.compile("[×✕✖ｘＸ*＊,、，/／|｜\n]")
_X_BETWEEN_WORDS: Final = re.compile(r"\s+[xX]\s+")

Tie: TypeAlias = Literal["live", "work", "from", "want", "other"]
Phase: TypeAlias = Literal["1", "2", "3", "4", "5"]
Visibility: TypeAlias = Literal["everyone", "space", "watching"]
"""Everybody in the community, this one chat only, or nobody yet: just watching."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """Who somebody is, in their own words.

    Args:
        tags: up to three; with the area they are the position nobody else may hold.
        space: the chat it was written in, which is the one a ``space`` visibility means.
    """

    member: MemberId
    tags: tuple[str, ...]
    tie: Tie
    phase: Phase
    words: str
    visibility: Visibility
    space: SpaceId
    written_at: datetime

    @property
    def subject(self) -> Subject:
        """What its card is about."""
        return Subject(KIND, self.member)

    @property
    def searchable(self) -> str:
        """The words it can be found by."""
        return folded(" ".join((*self.tags, self.words)))

    def visible_in(self, space: SpaceId) -> bool:
        """Whether people in that space may see it."""
        return self.visibility == "everyone" or (self.visibility == "space" and self.space == space)


def position(introduction: Introduction, area: str) -> str:
    """The positioning line: career × skill × area, the area once."""
    named = not area or folded(area) in map(folded, introduction.tags)
    return TIMES.join(introduction.tags if named else (*introduction.tags, area))


def read_tags(typed: str) -> tuple[str, ...]:
    """Up to three tags from ``A × B``; people also type x, ＊, commas or slashes between them."""
    # An x parts the words on both its sides; alone between clearer signs it is a tag.
    parts = [part for words in _SIGNS.split(typed) for part in _X_BETWEEN_WORDS.split(words.strip())]
    tags = tuple(dict.fromkeys(tag for part in parts if (tag := " ".join(part.split()))))
    if not 1 <= len(tags) <= MOST_TAGS:
        raise Refused(say("introduction-tags-few-or-many", most=MOST_TAGS))
    if too_long := next((tag for tag in tags if len(tag) > LONGEST_TAG), None):
        raise Refused(say("introduction-tag-long", tag=too_long, limit=LONGEST_TAG))
    return tags


def folded(words: str) -> str:
    """Words as they are compared: full-width, half-width kana and capitals make no difference."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


class Introductions(Protocol):
    """The introductions of one community."""

    async def of(self, member: MemberId) -> Introduction | None:
        """The member's introduction, whoever may see it."""
        ...

    async def save(self, introduction: Introduction) -> None:
        """Keep an introduction in place of the member's earlier one."""
        ...

    async def find(self, words: Sequence[str], space: SpaceId, limit: int) -> Sequence[Introduction]:
        """Introductions that people in the space may see, with all those words in them or in the name, newest first.

        The words come :func:`folded`; a part of a word is enough.
        """
        ...

"""The rules of introductions: the positioning line, what is rare about it, and who may see whom."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Final, Literal, Protocol, TypeAlias

from rapidfuzz import fuzz

from bot.locales import plain
from bot.vocabulary.people import LANGUAGES, MemberId, Reader, SpaceId
from bot.vocabulary.profile import Hours, Interest, Tie
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.tag import kind_of
from bot.vocabulary.text import Span, Text, folded, joined, say, text

KIND: Final = "introduction"
MOST_TAGS: Final = 3
LONGEST_TAG: Final = 24
TIMES: Final = " × "
ENOUGH: Final = 5
"""Introductions there must be before anything is said to be rare."""
NEAR: Final = 75.0
"""How alike two spellings are, of 100, before one is asked whether the other was meant."""

_SIGNS: Final = re.compile("[×✕✖ｘＸ*＊,、，/／|｜\n]")
_X_BETWEEN_WORDS: Final = re.compile(r"\s+[xX]\s+")
_HIRAGANA: Final = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}

Phase: TypeAlias = Literal["1", "2", "3", "4", "5"]
Visibility: TypeAlias = Literal["everyone", "space", "watching"]
"""Everybody in the community, this one chat only, or nobody yet: just watching."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """Who somebody is, in their own words, or in ours from what they chose.

    Args:
        tags: up to three; with the area they are the position nobody else may hold. None where everything was chosen.
        words: their own; none where everything was chosen: then each reader reads it in their own language.
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
    interests: tuple[Interest, ...] = ()
    hours: tuple[Hours, ...] = ()

    @property
    def subject(self) -> Subject:
        """What its card is about."""
        return Subject(KIND, self.member)

    @property
    def says_something(self) -> bool:
        """Whether there is anything to show; who only watches need not say anything."""
        return bool(self.tags or self.words or self.interests)

    @property
    def searchable(self) -> str:
        """The words it can be found by, in both languages where they are ours."""
        chosen = [say(f"interest-{interest}") for interest in self.interests]
        ours = [plain(text(word), Reader(language, "UTC")) for word in chosen for language in LANGUAGES]
        return sought(" ".join((*self.tags, self.words, *ours)))

    @property
    def tag_words(self) -> frozenset[str]:
        """The tags as they are compared; where all was chosen, what was."""
        chosen = [f"interest-{interest}" for interest in self.interests]
        return frozenset(map(folded, self.tags)) if self.tags else frozenset(chosen)

    def visible_in(self, space: SpaceId) -> bool:
        """Whether people in that space may see it."""
        return self.visibility == "everyone" or (self.visibility == "space" and self.space == space)


def position(introduction: Introduction, area: str) -> Text:
    """The positioning line: career × skill × area, the area once."""
    if not introduction.tags:
        parts: list[Span] = [say(f"interest-{interest}") for interest in introduction.interests]
        return _times((*parts, area) if area else tuple(parts))
    named = not area or folded(area) in map(folded, introduction.tags)
    return _times(introduction.tags if named else (*introduction.tags, area))


def _times(parts: Sequence[Span]) -> Text:
    return joined([text(part) for part in parts], TIMES)


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


def sought(words: str) -> str:
    """Words as they are looked for: as they are compared, and in hiragana whichever kana they were written in."""
    return folded(words).translate(_HIRAGANA)


def nearly(tag: str, known: Collection[str]) -> str | None:
    """The tag among those in use that this one may be a slip of; ``None`` where it is in use, or nothing is near.

    Args:
        tag: as it was typed.
        known: the tags others use, :func:`bot.vocabulary.tag.folded`.
    """
    word = folded(tag)
    if word in known:
        return None
    alike, near = max(((fuzz.ratio(word, other, score_cutoff=NEAR), other) for other in known), default=(0.0, None))
    return near if alike else None


@dataclass(frozen=True, slots=True)
class Rarity:
    """What is rare about somebody, as far as they may know it.

    Args:
        alone: the fewest of their tags that nobody else they may see holds; nothing where others hold all of them.
        shared: how many others hold all of them.
        enough: whether there are introductions enough to say anything.
    """

    alone: tuple[str, ...] = ()
    shared: int = 0
    enough: bool = True


def rarity(tags: Sequence[str], others: Mapping[int, int]) -> Rarity:
    """What is rare about these tags.

    Args:
        tags: each of another kind.
        others: of the sets of them that others hold, by how many, :meth:`Introductions.held`.
    """
    positions = range(len(tags))
    for size in range(1, len(tags) + 1):
        for chosen in combinations(positions, size):
            wanted = sum(1 << position for position in chosen)
            if not any(held & wanted == wanted for held, people in others.items() if people):
                return Rarity(tuple(tags[position] for position in chosen))
    return Rarity(shared=others[(1 << len(tags)) - 1])


def words_for(tag: str, aliases: Mapping[str, str], same: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Every word that means what a tag means.

    Args:
        tag: as it was typed, or the word of a choice.
        aliases: what this town's organizers said that words mean.
        same: the words every town starts with, by what they are.
    """
    kind = kind_of(tag, aliases)
    theirs = {word for word, means in aliases.items() if kind_of(means, {}) == kind}
    return frozenset({folded(tag), kind, *theirs, *(same.get(kind, ()))})


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom somebody is looking for.

    Args:
        words: all of which are to be found in an introduction or in a name, :func:`sought`.
        tags: of each, one of the words that mean it.
    """

    words: tuple[str, ...] = ()
    tags: tuple[frozenset[str], ...] = ()
    phase: Phase | None = None
    tie: Tie | None = None


class Introductions(Protocol):
    """The introductions of one community.

    Whatever is asked for a viewer counts only what that viewer may see.
    """

    async def of(self, member: MemberId) -> Introduction | None:
        """The member's introduction, whoever may see it."""
        ...

    async def seen(self, member: MemberId, viewer: MemberId) -> Introduction | None:
        """The member's introduction, if the viewer may see it."""
        ...

    async def save(self, introduction: Introduction) -> None:
        """Keep an introduction in place of the member's earlier one."""
        ...

    async def delete(self, member: MemberId) -> None:
        """Forget what the member said."""
        ...

    async def find(self, wanted: Sought, viewer: MemberId, limit: int, offset: int = 0) -> Sequence[Introduction]:
        """Introductions that the viewer may see, newest first; a part of a word is enough."""
        ...

    async def holders(self, tags: Sequence[frozenset[str]], viewer: MemberId, limit: int) -> Sequence[MemberId]:
        """Others than the viewer, visible to them, who hold of each of the tags one of its words."""
        ...

    async def held(self, tags: Sequence[frozenset[str]], viewer: MemberId) -> Mapping[int, int]:
        """Of the sets of the tags that others, visible to the viewer, hold: by how many.

        A set is the sum of 1 for the first tag, 2 for the second, 4 for the third. How many hold all of the tags is
        exact; of fewer of them 1 stands for any number. Each tag comes as the words that mean it; no word means two.
        """
        ...

    async def visible(self, viewer: MemberId, limit: int) -> int:
        """How many introductions the viewer may see, their own among them; no more than the limit."""
        ...

    async def tags_seen(self, viewer: MemberId, limit: int) -> frozenset[str]:
        """The tags of introductions that the viewer may see, folded, the most used first."""
        ...

    async def aliases(self) -> Mapping[str, str]:
        """What this town's organizers said that words mean, folded."""
        ...

    async def say_same(self, word: str, means: str | None) -> None:
        """A word means another, both folded, from now on; ``None`` takes that back."""
        ...

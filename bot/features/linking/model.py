"""The rules of linking: a code from one side, typed on the other, confirmed on the first."""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.vocabulary.people import MemberId, SpaceId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import say

LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What nobody takes for something else when it is read out or copied by hand."""
LENGTH: Final = 8
VALID: Final = timedelta(minutes=10)
"""How long a code may be typed, and from then on be confirmed."""
MOST_TRIES: Final = 5
"""Wrong codes of one person within that time."""


def new_code() -> str:
    """A code nobody guesses: eight letters and digits."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def shown(code: str) -> str:
    """A code as it is read: in two halves."""
    return f"{code[:4]}-{code[4:]}"


def digest_of(typed: str) -> str:
    """What is kept of a code, however it is typed: in small or full-width letters, with or without the hyphen."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    letters = "".join(letter for letter in folded if letter.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """A code that somebody asked for.

    Args:
        member: who asked for it.
        space: where.
        typed_by: who typed it elsewhere; nobody yet.
        until: until when it may be typed, or, once it was, be confirmed.
    """

    id: str
    digest: str
    member: MemberId
    space: SpaceId
    until: datetime
    typed_by: MemberId | None = None

    def typed(self, member: MemberId, at: datetime) -> "Link":
        """Typed on the other side, once and in time."""
        if self.typed_by is not None or at >= self.until:
            raise Refused(say("link-wrong"))
        return replace(self, typed_by=member, until=at + VALID)

    def confirmed(self, member: MemberId, at: datetime) -> MemberId:
        """Whose login it is, if that member may say so and is in time."""
        if member != self.member or self.typed_by is None or at >= self.until:
            raise Refused(say("link-over"))
        return self.typed_by


class Links(Protocol):
    """The codes of one community."""

    async def keep(self, link: Link) -> None:
        """Keep a code in place of the same member's earlier one."""
        ...

    async def by_code(self, digest: str) -> Link | None:
        """The code that somebody typed, locked for update, if this community has it."""
        ...

    async def get(self, link: str) -> Link | None:
        """The code of that id, locked for update."""
        ...

    async def forget(self, link: str) -> None:
        """Forget a code."""
        ...

    async def tried(self, member: MemberId, at: datetime) -> None:
        """Remember that a member typed what was no code."""
        ...

    async def tries(self, member: MemberId, since: datetime) -> int:
        """How many they typed since then."""
        ...

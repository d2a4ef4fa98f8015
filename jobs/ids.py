"""Ids: twenty lower-case letters and digits that sort by the time they were made."""

import base64
import secrets
from typing import Final

from bot.ports import Clock

_TIME_BYTES: Final = 6
"""Milliseconds since 1970 fit until the year 10889."""
_CHARACTERS: Final = 20


class RandomIds:
    """Ids that begin with the millisecond and end with 52 random bits."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def new(self) -> str:
        """An id nobody has."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        raw = milliseconds.to_bytes(_TIME_BYTES, "big") + secrets.token_bytes(7)
        return base64.b32hexencode(raw).decode().lower()[:_CHARACTERS]

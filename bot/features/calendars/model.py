"""The rules of calendars: what an address is, and what a file is called."""

import hashlib
import secrets
from typing import Final

from bot.calendars import Kind

BYTES: Final = 24
"""Of chance in an address: nobody guesses 192 bits."""
FILE_NAME: Final = "machi.ics"


def new_secret() -> str:
    """The part of an address that nobody can guess."""
    return secrets.token_hex(BYTES)


def digest_of(secret: str) -> str:
    """What is kept of it: enough to know it again, and too little to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address(site: str, secret: str) -> str:
    """Where a calendar is read."""
    return f"{site}/calendar/{secret}.ics"


def of_member(kind: Kind) -> bool:
    """Whether a feed is somebody's own."""
    return kind == "personal"

"""The rules of calendars: what an address is, and what a file is called."""

import hashlib
import re
import secrets
from typing import Final

from bot.calendars import Kind
from bot.timing import Month
from bot.vocabulary.subject import Subject

BYTES: Final = 24
"""Of chance in an address: nobody guesses 192 bits."""
FILE_NAME: Final = "machi.ics"
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,30}[a-z0-9])")  # shorter than any secret


def new_secret() -> str:
    """The part of an address that nobody can guess."""
    return secrets.token_hex(BYTES)


def digest_of(secret: str) -> str:
    """What is kept of it: enough to know it again, and too little to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address(site: str, kind: Kind, secret: str) -> str:
    """Where a calendar or the page is read."""
    return f"{site}/town/{secret}" if kind == "board" else f"{site}/calendar/{secret}.ics"


def page_name(typed: str) -> str | None:
    """The last part of a page's address that somebody chose; ``None`` where it could not be one."""
    name = typed.strip().casefold()
    return name if _NAME.fullmatch(name) else None


def of_member(kind: Kind) -> bool:
    """Whether a feed is somebody's own."""
    return kind == "personal"


def subject_of(month: Month) -> Subject:
    """What a month's card is about."""
    return Subject("month", month.name)

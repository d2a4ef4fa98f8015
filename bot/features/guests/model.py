"""The rules of guests: what organizers may choose."""

from typing import Final

WELCOME: Final = "welcome"
NOT_YET: Final = "not-yet"
CHOICES: Final = (WELCOME, NOT_YET)

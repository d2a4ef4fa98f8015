"""Emoji as reactions: compared without skin tone, variation selector or gender."""

import re
from typing import Final

# Fitzpatrick modifiers, VS15/VS16, and a zero-width joiner followed by a gender sign.
_VARIANTS: Final = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]|\u200d[\u2640\u2642]")


def normalised(emoji: str) -> str:
    """The emoji itself: 🙅🏽‍♀️ and 🙅 are one answer."""
    return _VARIANTS.sub("", emoji)

"""Limits: what Discord holds, in one table, and how what people typed is shortened to fit.

Source: Discord's OpenAPI description and its component reference; all lengths are in characters.
"""

import re
import unicodedata
from itertools import takewhile
from typing import Final

COMPONENTS: Final = 40
"""Components of one message in all, nested ones too."""
TEXT: Final = 4_000
"""Characters of all text displays of one message."""
TITLE: Final = 250
"""Characters we give a card's title."""
ROW: Final = 5
"""Buttons side by side."""
BUTTON: Final = 80
CUSTOM_ID: Final = 100

MODAL_TITLE: Final = 45
LABEL: Final = 45
HINT: Final = 100
OPTION: Final = 100
GROUP: Final = 10
"""Options of a radio or checkbox group; more become a select."""
SELECT: Final = 25
TYPED: Final = 4_000
"""Characters of a text input at most."""

THREAD_NAME: Final = 100
NONCE: Final = 25
HISTORY: Final = 100
"""Messages of one page of a channel's history."""
REFUSALS: Final = 1_000
"""Refused requests within ``REFUSALS_WITHIN`` seconds after which we fall silent; ten times as many are a ban."""
REFUSALS_WITHIN: Final = 600.0
PAGE: Final = 100
"""People of one page of a reaction."""
EVENT_NAME: Final = 100
EVENT_PLACE: Final = 100
EVENT_WORDS: Final = 1_000
"""Characters of an event's description."""
RINGS: Final = 100
"""Users whom ``allowed_mentions`` may list."""

COMMAND_DESCRIPTION: Final = 100
MENU: Final = 32
"""Characters of an entry of the menu on a person or a message."""
MENU_ENTRIES: Final = 5
"""Entries we put into either menu; Discord holds fifteen, and nobody reads so many."""
COMMANDS: Final = 100
COMMAND_TEXT: Final = 8_000
"""Characters of a command's names, descriptions and values together, in the longest language."""
COMMAND_OPTIONS: Final = 25
COMMAND_CHOICES: Final = 25

_ELLIPSIS: Final = "…"
_JOINER: Final = "\u200d"
# Continue what stands before them without being combining marks: joiners, Hangul vowels and finals, half-width voiced
# marks, skin tones, and the tags of regional flags.
_TRAILING: Final = re.compile("[\u200c\u200d\u1160-\u11ff\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG_LETTER: Final = re.compile("[\U0001f1e6-\U0001f1ff]")


def shortened(words: str, limit: int) -> str:
    """The words if they fit, else as many whole characters of them as fit with an ellipsis."""
    if len(words) <= limit:
        return words
    return words[: boundary(words, limit - len(_ELLIPSIS))].rstrip() + _ELLIPSIS


def boundary(words: str, at: int) -> int:
    """The last place at or before ``at`` where nothing that people see as one character is cut in two."""
    while 0 < at < len(words) and (_continues(words, at) or _parts_a_flag(words, at)):
        at -= 1
    return max(at, 0)


def _continues(words: str, at: int) -> bool:
    is_mark = unicodedata.category(words[at]).startswith("M")
    return is_mark or words[at - 1] == _JOINER or _TRAILING.match(words[at]) is not None


def _parts_a_flag(words: str, at: int) -> bool:
    # A flag is a pair of letters: an odd number of them before the cut means that it parts one.
    if not _FLAG_LETTER.match(words[at]):
        return False
    before = takewhile(_FLAG_LETTER.match, reversed(words[:at]))
    return len(list(before)) % 2 == 1

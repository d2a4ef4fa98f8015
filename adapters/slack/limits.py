"""Limits: what Slack takes at most, and the one way in which people's words are made to fit.

Source: docs.slack.dev/reference/block-kit and /reference/views. Characters are counted the careful way round: as UTF-16
units, and ``& < >`` as the entities that Slack stores, so that nothing is refused whichever way Slack counts.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

VIEW_BLOCKS: Final = 100
BLOCK: Final = 3_000
"""Characters in one block."""
MESSAGE: Final = 12_000
"""Characters in all blocks of a message; observed (slackapi/bolt-js#2867), not promised."""
FALLBACK: Final = 3_000
"""Characters in the text beside the blocks; ``chat.update`` takes 4,000."""
HEADER: Final = 150
BUTTON: Final = 75
OPTION: Final = 75
CHECKBOXES: Final = 10
MODAL_TITLE: Final = 24
LABEL: Final = 2_000
HINT: Final = 2_000
INPUT: Final = 3_000
ERROR: Final = 1_000
"""Characters in one complaint about a submission; Slack names no figure."""

SHORTENED: Final = "…"

# Marks that turn the direction of the text after them, and controls that no reader can see; line breaks and tabs stay.
_UNSEEN: Final = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u0080-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_LONE_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_JOINER: Final = "\u200d"
_EXTENDING: Final = re.compile("[\u200d\uff9e\uff9f\u1160-\u11ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG_HALF: Final = re.compile("[\U0001f1e6-\U0001f1ff]")


def clean(words: str) -> str:
    """Words without what is invisible and could disguise them, or could not be stored."""
    return _LONE_SURROGATES.sub("\ufffd", _UNSEEN.sub("", words))


def weight(words: str) -> int:
    """How much of a limit some words use up."""
    units = len(words.encode("utf-16-le", "surrogatepass")) // 2
    return units + 4 * words.count("&") + 3 * (words.count("<") + words.count(">"))


def shortened(words: str, limit: int) -> str:
    """The words, cut at a whole character as people see it, visibly, when they weigh more than the limit."""
    if weight(words) <= limit:
        return words
    kept: list[str] = []
    left = limit - weight(SHORTENED)
    for grapheme in graphemes(words):
        left -= weight(grapheme)
        if left < 0:
            break
        kept.append(grapheme)
    return "".join(kept).rstrip() + SHORTENED


def graphemes(words: str) -> Iterator[str]:
    """Characters as people see them: an emoji with its skin tone, a family, a flag, a letter with its accents."""
    cluster = ""
    for character in words:
        if cluster and not _belongs(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _belongs(cluster: str, character: str) -> bool:
    if cluster[-1] == _JOINER or (cluster[-1] == "\r" and character == "\n"):
        return True
    if _FLAG_HALF.match(character):
        return bool(_FLAG_HALF.fullmatch(cluster))
    return bool(_EXTENDING.match(character)) or unicodedata.category(character) in {"Mn", "Mc", "Me"}


def characters(blocks: Any) -> int:
    """The weight of every text in some blocks."""
    match blocks:
        case list():
            return sum(map(characters, blocks))
        case dict():
            own = weight(blocks["text"]) if isinstance(blocks.get("text"), str) else 0
            return own + sum(map(characters, blocks.values()))
        case _:
            return 0

"""Tags: the words people position themselves by, and which of them mean the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.vocabulary.text import folded

SAME: Final[tuple[tuple[str, ...], ...]] = (
    (
        "キャリアコンサルタント",
        "キャリコン",
        "キャリアカウンセラー",
        "career consultant",
        "career counsellor",
        "career coach",
    ),
    ("人事", "hr", "human resources", "人事部"),
    ("エンジニア", "プログラマー", "プログラマ", "software engineer", "engineer", "programmer", "developer"),
    ("デザイナー", "デザイナ", "designer"),
    ("看護師", "ナース", "nurse"),
    ("教師", "教員", "先生", "teacher"),
    ("保育士", "nursery teacher", "childminder"),
    ("翻訳者", "翻訳家", "翻訳", "translator"),
    ("通訳", "通訳者", "interpreter"),
    ("写真家", "カメラマン", "フォトグラファー", "photographer"),
    ("農家", "農業", "farmer"),
    ("料理人", "シェフ", "cook", "chef"),
    ("税理士", "tax accountant"),
    ("社会福祉士", "ソーシャルワーカー", "social worker"),
    ("研究者", "リサーチャー", "researcher"),
    ("ライター", "writer"),
    ("編みもの", "編み物", "knitting"),
    ("木工", "woodworking", "woodworker"),
)
"""Words for the same thing that every town starts with, the usual one first; organizers add their own."""

BY_KIND: Final[Mapping[str, frozenset[str]]] = {folded(words[0]): frozenset(map(folded, words)) for words in SAME}
"""The same by what they are, as they are compared."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it was typed, and what it is: other words for the same are the same kind."""

    shown: str
    kind: str


_KINDS: Final[Mapping[str, str]] = {folded(word): folded(words[0]) for words in SAME for word in words}


def kind_of(shown: str, aliases: Mapping[str, str]) -> str:
    """What a tag is.

    Args:
        shown: as it was typed.
        aliases: what this town's organizers said, folded word by folded word; they have the last word.
    """
    word = folded(shown)
    meant = aliases.get(word, word)
    return _KINDS.get(meant, meant)


def tagged(shown: str, aliases: Mapping[str, str]) -> Tag:
    """A tag that was typed, with its kind."""
    return Tag(shown, kind_of(shown, aliases))

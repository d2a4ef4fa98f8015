"""Whatever a person typed stands in Discord as it was typed, and does nothing."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord.markdown import escaped, markdown
from bot.vocabulary.people import MemberId, Person, Reader
from bot.vocabulary.text import Bold, Code, Link, Mention, Moment, say, text
from tests.adapters.discord.samples import JA, SATURDAY

# How Discord's own client reads a message, rule by rule.
RULES = {
    "heading": re.compile(r"^\s*#{1,6}\s", re.MULTILINE),
    "small print": re.compile(r"^\s*-#", re.MULTILINE),
    "list": re.compile(r"^[ \t]*(?:[-*]|\d+\.)(?:\s|$)", re.MULTILINE),
    "quote": re.compile(r"^\s*>{1,3}", re.MULTILINE),
    "emphasis": re.compile(r"[*_][\s\S]*?[*_]"),
    "struck out": re.compile(r"~~[\s\S]*?~~"),
    "spoiler": re.compile(r"\|\|[\s\S]*?\|\|"),
    "code": re.compile(r"`[\s\S]*?`"),
    "masked link": re.compile(r"\[[\s\S]*?\]\([\s\S]*?\)"),
    "mention, channel, command, emoji or moment": re.compile(r"<[@#:/at][^>]*>"),
    "address in angle brackets": re.compile(r"<\w+:[^>]*>"),
    "address": re.compile(r"[a-z]+://\S", re.IGNORECASE),
    "emoji by name": re.compile(r":[\w+-]+:"),
    "everybody": re.compile(r"@(?:everyone|here)"),
    "direction": re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"),
}
LITERAL = re.compile(r"\\([^0-9A-Za-z\s])")

FRAGMENTS = [
    *("#", "##", "-", "-#", "*", "**", "_", "__", "~~", "||", "`", "```", ">", ">>>", "<", "[", "]", "(", ")", "\\"),
    *("\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", " ", "\t", "\u3000", "1.", "42.", ":", "::", "@", "/", "//"),
    *("@everyone", "@here", "<@80351110224678912>", "<@&1>", "<#1>", "</volunteer:1>", "<:a:1>", "<a:b:1>", "<t:1:R>"),
    *(
        "[x](https://evil.example)",
        "https://evil.example",
        "discord://x",
        ":smile:",
        "<id:home>",
        "¯\\_(ツ)_/¯",
        "手伝い",
    ),
    *(
        "\u202e",
        "\u2066",
        "\u200b",
        "\ufeff",
        "\x00",
        "12:30:45",
        "everyone",
        "here",
        "<mailto:a@b.example>",
        "🙅🏽‍♀️",
        "\ud800",
    ),
]
typed = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=12).map("".join)


def acting(shown: str, *, bold: bool = False) -> list[str]:
    """The rules by which something of this acts; what a backslash makes literal does not, nor bold of ours."""
    neutral = LITERAL.sub("\ufffc", shown)
    if bold:
        neutral = neutral.replace("**", "\ufffc")
    return [name for name, rule in RULES.items() if rule.search(neutral)]


def as_read(shown: str) -> str:
    """What a person sees of a text in which nothing acts."""
    return LITERAL.sub(r"\1", shown).replace("@\u200b", "@")


def as_seen(words: str) -> str:
    """What a person sees of what was typed: the lines, without what nobody can see."""
    lines = re.sub("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", words)
    controls = "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\xad\ud800-\udfff]"
    unseen = "[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
    return re.sub(f"{controls}|{unseen}", "", lines)


@given(typed)
@example("@\u200beveryone")
@example("\\" * 3 + "*x*")
@example("1" + "." * 3 + " x")
def test_no_typed_text_acts(words):
    shown = escaped(words)

    assert acting(shown) == []


@given(typed)
def test_typed_text_reads_as_it_was_typed(words):
    shown = escaped(words)

    assert as_read(shown) == as_seen(words)


@given(typed, typed, typed)
def test_no_typed_text_acts_beside_spans_of_ours(before, bold, after):
    shown = markdown(text(before, Bold(bold), after), JA, 4_000)

    assert acting(shown, bold=True) == []


@given(typed, st.integers(min_value=1, max_value=40))
def test_shortened_text_keeps_its_limit_and_still_does_not_act(words, limit):
    shown = markdown(text(words, Bold(words)), JA, limit)

    assert len(shown) <= limit
    assert acting(shown, bold=True) == []


@given(typed)
def test_a_typed_name_does_not_act(name):
    reader = Reader("ja", "Asia/Tokyo", {MemberId("aoi"): Person(name)})

    shown = markdown(text(Mention(MemberId("aoi"))), reader, 4_000)

    assert acting(shown) == []


@given(typed, typed)
def test_a_name_does_not_act_together_with_what_stands_before_it(words, name):
    reader = Reader("ja", "Asia/Tokyo", {MemberId("aoi"): Person(name)})

    shown = markdown(text(words, Mention(MemberId("aoi"))), reader, 4_000)

    assert acting(shown) == []


@given(typed)
def test_a_typed_word_in_a_message_of_ours_does_not_act(phrase):
    shown = markdown(text(say("command-unknown", typed=phrase)), JA, 4_000)

    assert acting(shown) == []


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        ("10:30 — 2026-12-05, 3.5 km (公民館)", "10:30 — 2026-12-05, 3.5 km (公民館)"),
        (Bold("椅子 *2*"), "**椅子 \\*2\\***"),
        (Bold("\u200b "), ""),
        (Code("/volunteer list"), "`/volunteer list`"),
        (Code("a`b"), "a\\`b"),
        (Link("見る", "https://machi.example/a_(b)?c=<d>"), "[見る](https://machi.example/a_%28b%29?c=%3Cd%3E)"),
        (Mention(MemberId("aoi")), "<@80351110224678912>"),
        (Mention(MemberId("ben")), "Ben \\*the\\* builder"),
        (Mention(MemberId("gone")), "どなたか"),
        (Moment(SATURDAY), "<t:1796450400:F>"),
        (Moment(SATURDAY, "date"), "<t:1796450400:D>"),
        (Moment(SATURDAY, "time"), "<t:1796450400:t>"),
        (Moment(SATURDAY, "relative"), "<t:1796450400:R>"),
    ],
)
def test_spans_of_ours_act(span, shown):
    assert markdown(text(span), JA, 4_000) == shown


def test_bold_beside_bold_stays_apart():
    shown = markdown(text(Bold("a"), Bold("b")), JA, 4_000)

    assert shown == "**a**\u200b**b**"


def test_a_mention_that_does_not_fit_is_left_out_whole():
    shown = markdown(text("参加 ", Mention(MemberId("aoi"))), JA, 12)

    assert shown == "参加…"


def test_a_title_stays_on_its_line():
    shown = markdown(text("椅子\n\n# 運び"), JA, 100, one_line=True)

    assert shown == "椅子 # 運び"

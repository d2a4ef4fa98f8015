"""How people's words are made to fit: cut where nobody is hurt, and visibly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.limits import characters, clean, graphemes, shortened, weight


@pytest.mark.parametrize(
    "whole",
    [
        "é",
        "e\u0301",
        "👋🏽",
        "👨‍👩‍👧‍👦",
        "🙅🏽‍♀️",
        "🇯🇵",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "が",
        "ｶﾞ",
        "1️⃣",
        "각",
        "\r\n",
    ],
)
def test_what_people_see_as_one_character_is_one(whole: str):
    assert list(graphemes(f"a{whole}b")) == ["a", whole, "b"]


def test_flags_are_pairs():
    assert list(graphemes("🇯🇵🇬🇧")) == ["🇯🇵", "🇬🇧"]


def test_words_that_fit_stay_as_they_are():
    assert shortened("椅子運び", 4) == "椅子運び"


def test_words_that_do_not_fit_end_in_an_ellipsis():
    assert shortened("椅子運びを手伝ってください", 5) == "椅子運び…"


def test_an_emoji_is_kept_whole_or_left_out():
    assert shortened("手伝う👨‍👩‍👧‍👦です", 8) == "手伝う…"


def test_what_slack_stores_as_an_entity_weighs_as_much():
    assert weight("&<>") == len("&amp;&lt;&gt;")
    assert weight("👋") == 2


def test_what_is_unseen_is_taken_out_and_line_breaks_stay():
    assert clean("a\u202eb\x00c\nd\te\ud800") == "abc\nd\te\ufffd"


def test_every_text_of_some_blocks_counts():
    assert characters([{"text": {"type": "plain_text", "text": "abc"}}, {"elements": [{"text": "de"}]}]) == 5


@given(st.text(), st.integers(1, 60))
def test_nothing_is_ever_longer_than_its_limit_and_what_is_cut_says_so(words: str, limit: int):
    fitted = shortened(words, limit)

    assert weight(fitted) <= limit
    assert fitted == words or fitted.endswith("…")


@given(st.text())
def test_the_characters_people_see_make_up_the_words(words: str):
    assert "".join(graphemes(words)) == words

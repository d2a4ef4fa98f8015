"""Emoji: one answer in all its colours and genders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features import FEATURES
from bot.vocabulary.emoji import normalised

KNOWN = sorted({emoji for _, emoji in FEATURES.reactions})
TONES = ["", *(chr(tone) for tone in range(0x1F3FB, 0x1F400))]
PRESENTATIONS = ["", "\ufe0f", "\ufe0e"]
GENDERS = ["", "\u200d♀", "\u200d♂", "\u200d♀\ufe0f", "\u200d♂\ufe0f"]


@given(*map(st.sampled_from, (KNOWN, PRESENTATIONS, TONES, PRESENTATIONS, GENDERS)))
def test_every_variant_is_the_emoji_itself(emoji, before, tone, after, gender):
    assert normalised(emoji + before + tone + after + gender) == emoji


@given(st.text(max_size=6))
def test_what_is_normalised_stays_as_it_is(words):
    assert normalised(normalised(words)) == normalised(words)


@pytest.mark.parametrize("emoji", ["👩\u200d🌾", "👨\u200d👩\u200d👧", "♀", "♂", "👍", "🏳\u200d🌈", "a", ""])
def test_another_emoji_stays_another(emoji):
    assert normalised(emoji) == emoji
    assert emoji not in KNOWN

"""What people typed is shortened where they would cut it themselves."""

import pytest

from adapters.discord.limits import shortened


@pytest.mark.parametrize(
    ("words", "limit", "shown"),
    [
        ("公民館", 3, "公民館"),
        ("公民館前", 3, "公民…"),
        ("か\u3099か\u3099か\u3099", 4, "か\u3099…"),
        ("👍🏽👍🏽", 4, "👍🏽👍🏽"),
        ("👍🏽👍🏽", 3, "👍🏽…"),
        ("🇯🇵🇯🇵🇯🇵", 4, "🇯🇵…"),
        ("町🙅🏽‍♀️！！", 5, "町…"),
        ("a b", 2, "a…"),
        ("🙅🏽‍♀️です", 3, "…"),
    ],
)
def test_words_are_cut_between_what_people_see_as_characters(words, limit, shown):
    assert shortened(words, limit) == shown

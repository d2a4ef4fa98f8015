"""Every screen of linking, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.features.linking import views
from bot.features.linking.model import Link
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import Account, CommunityId, MemberId, Space, SpaceAddress, SpaceId

AOI, BEN = MemberId("aoi"), MemberId("ben")
UNTIL = datetime(2026, 12, 6, 1, tzinfo=UTC)
LINK = Link("link1", "digest", AOI, SpaceId("one"), UNTIL, BEN)
LOGINS = [
    (
        Account(SpaceId(name), "1", AOI, "葵"),
        Space(SpaceId(name), CommunityId("town"), SpaceAddress(name, "1", "みどり町")),
    )
    for name in ("discord", "slack")
]
WORDS = ("link-typed", "link-wrong-code", "link-too-often", "link-done", "link-not-me", "unlink-done")


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return {
        "code": views.code("K7QX4M2P"),
        "is it you?": views.is_it_you(LINK, BEN, both_introduced=False),
        "is it you, with two introductions?": views.is_it_you(LINK, BEN, both_introduced=True),
        "which side keeps everything?": views.which_keeps(LOGINS),
        **{message: views.said(message) for message in WORDS},
    }


def forms() -> Mapping[str, FormView]:
    """It asks nothing."""
    return {}

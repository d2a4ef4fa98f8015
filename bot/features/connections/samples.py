"""Every screen of connections, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.features.connections import views
from bot.features.connections.model import Connection, pair
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId
from bot.vocabulary.subject import Subject

AOI, BEN = MemberId("aoi"), MemberId("ben")
MET = datetime(2025, 11, 23, 1, tzinfo=UTC)
CONNECTION = Connection(pair(AOI, BEN), MET, MET, Subject("call", "call1"))


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return {
        "a year on": views.a_year_on(CONNECTION, AOI),
        "kept apart": views.kept_apart(CONNECTION.pair, AOI),
    }


def forms() -> Mapping[str, FormView]:
    """None yet."""
    return {}

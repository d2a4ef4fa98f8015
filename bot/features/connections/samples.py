"""Every screen of connections, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.features.connections import views
from bot.features.connections.handlers import feature
from bot.features.connections.model import ANSWERS, Connection, Mingling, Proposal, pair
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId
from bot.vocabulary.profile import Profile, Reasons
from bot.vocabulary.subject import Subject
from bot.vocabulary.tag import Tag

AOI, BEN, CHIE = MemberId("aoi"), MemberId("ben"), MemberId("chie")
MET = datetime(2025, 11, 23, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = "2026-12-07"
CONNECTION = Connection(pair(AOI, BEN), MET, MET, Subject("call", "call1"))
BAKER = Profile(BEN, (Tag("パン職人", "パン職人"),), "live", 3)
WHY = Reasons(("food", "books"), BAKER.tags, ("weekend-day",))
WISH = Proposal("proposal1", AOI, NOW, target=BEN, asker_says="yes")
ASKED = Proposal("proposal1", AOI, NOW, "養蜂にくわしい人と話したい", connector=CHIE, target=BEN)
CONNECTOR = Mingling(CHIE, "修理が得意な人、近くの学校のこと", "chie@example.org")
COFFEE = Mingling(AOI, coffee="in")


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return _years() | _peers() | _connectors() | _coffee()


def _years() -> dict[str, Card]:
    return {
        "a year on": views.a_year_on(CONNECTION, AOI),
        "kept apart": views.kept_apart(CONNECTION.pair, AOI),
    }


def _peers() -> dict[str, Card]:
    return {
        "peers": views.peers([(BAKER, WHY), (replace(BAKER, member=CHIE), replace(WHY, hours=()))], leaning=True),
        "no peers": views.peers([], leaning=True),
        "no interests yet": views.peers([], leaning=False),
        "no introduction yet": views.no_introduction(),
        "wished": views.wished(),
        "would you like to meet": views.would_you(WISH, BEN),
        "would you like to help": views.would_you(ASKED, BEN),
        "would you like to talk": views.would_you(ASKED, AOI),
        "answered": views.answered(),
        "together": views.together(WISH),
        "together about something": views.together(ASKED),
        "write to each other": views.write_to_each_other(CHIE, CONNECTOR.contact),
        "no contact shared": views.write_to_each_other(CHIE, ""),
    }


def _connectors() -> dict[str, Card]:
    return {
        "connectors": views.choose_connector(ASKED, [CONNECTOR]),
        "no connectors": views.choose_connector(ASKED, []),
        "requested": views.requested(),
        "think of somebody": views.think_of(replace(ASKED, target=None), [BEN]),
        "think of anybody": views.think_of(replace(ASKED, target=None), []),
        "picked": views.picked(),
        "offering": views.offering(CONNECTOR),
        "offering nothing": views.offering(Mingling(CHIE)),
    }


def _coffee() -> dict[str, Card]:
    return {
        "coffee: out": views.coffee(Mingling(AOI), NOW),
        "coffee: in": views.coffee(COFFEE, NOW),
        "coffee: left out": views.coffee(replace(COFFEE, skips=DAY), NOW),
        "coffee: paused": views.coffee(replace(COFFEE, coffee="paused"), NOW),
        "coffee tomorrow": views.coffee_tomorrow(DAY, NOW),
        "coffee, two": views.coffee_together((AOI, BEN)),
        "coffee, three": views.coffee_together((AOI, BEN, CHIE)),
        "coffee without a chat": views.coffee_with([CHIE], [(CHIE, CONNECTOR.contact)]),
        "coffee without a contact": views.coffee_with([CHIE], []),
        "coffee, nobody left": views.coffee_alone(),
        "how was coffee": views.how_was_coffee(DAY, [BEN, CHIE]),
        **{f"coffee, answered {answer}": views.coffee_answered(answer) for answer in ANSWERS},
    }


def forms() -> Mapping[str, FormView]:
    """Each form, empty."""
    return {
        "ask": feature.forms["connections.ask"].opened("draft1"),
        "offer": feature.forms["connections.offer"].opened("draft1"),
        "pick": feature.forms["connections.pick"].opened("draft1", (ASKED.id,)),
    }

"""Every screen of membership, for the renderings to be looked at and checked."""

from collections.abc import Mapping

from bot.features.membership import views
from bot.features.membership.model import goals_of
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import Community, CommunityId

TOWN = Community(CommunityId("town"), "みどり町", "近所で助け合い、集まる", "つくば", "ja", "Asia/Tokyo")


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    return {
        "help for a member": views.goals(TOWN, goals_of(organizer=False)),
        "help for an organizer": views.goals(TOWN, goals_of(organizer=True)),
        "welcome": views.welcome(TOWN),
        "nothing of mine yet": views.mine(()),
        "languages": views.languages(),
        "language kept": views.spoken(),
        "export asked for": views.handing_over(),
        "export": views.handed_over(),
        "zone": views.zone("zone-now", "Asia/Tokyo"),
        "zone kept": views.zone("zone-kept", "Europe/London"),
    }


def forms() -> Mapping[str, FormView]:
    """It asks nothing."""
    return {}

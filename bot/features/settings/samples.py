"""Every screen of settings, for the renderings to be looked at and checked."""

from collections.abc import Mapping

from bot.features.settings import views
from bot.features.settings.handlers import feature
from bot.features.settings.model import TOPICS
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import Community, CommunityId

TOWN = Community(CommunityId("town"), "みどり町", "近所で助け合い、集まる", "つくば", "ja", "Asia/Tokyo")


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    chosen = {topic: "C042" if topic == "meetups" else None for topic in TOPICS}
    return {
        "preview": views.preview(TOWN),
        "saved": views.saved(TOWN),
        "languages": views.languages(TOWN),
        "channels": views.channels(chosen),
        "channel-chosen": views.channels(chosen, changed="meetups"),
    }


def forms() -> Mapping[str, FormView]:
    """The one form, as it opens for a community that has a name and a zone."""
    filled_in = {"name": TOWN.name, "zone": TOWN.timezone}
    return {"set-up": feature.forms["settings.setup"].opened("draft1", answers=filled_in)}

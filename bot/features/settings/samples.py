"""Every screen of settings, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import get_args

from bot.feature import Lacking
from bot.features.settings import views
from bot.features.settings.handlers import feature
from bot.features.settings.model import TOPICS, Fate, Refusing, Undelivered
from bot.ports import Deed, Lack
from bot.vocabulary.card import Card
from bot.vocabulary.form import FormView
from bot.vocabulary.people import Community, CommunityId, MemberId, Pause, Space, SpaceAddress, SpaceId
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import text

FATES = get_args(Fate)
WHYS = ("not_in_channel", "", "no answer in 20 s", "its time had passed", "history denied", "invalid_blocks")
TOWN = Community(CommunityId("town"), "みどり町", "近所で助け合い、集まる", "つくば", "ja", "Asia/Tokyo")

DISCORD = Space(SpaceId("d"), TOWN.id, SpaceAddress("discord", "1", "みどり町"))
SLACK = Space(SpaceId("s"), TOWN.id, SpaceAddress("slack", "T1", "みどり町の会社"))
LACKS = (
    Lacking(DISCORD, Lack("permission", "create_events")),
    Lacking(DISCORD, Lack("permission", "send_messages", "42", "手伝い")),
    Lacking(DISCORD, Lack("channel", "unknown_channel", "43")),
    Lacking(DISCORD, Lack("intent", "members")),
    Lacking(SLACK, Lack("scope", "files:write")),
    Lacking(SLACK, Lack("membership", "not_in_channel", "C042", "集まり")),
    Lacking(SLACK, Lack("token", "token_revoked")),
    Lacking(SLACK, Lack("silence")),
)
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
UNDELIVERED = tuple(Undelivered(text("椅子運び"), fate, why, MONDAY) for fate, why in zip(FATES, WHYS, strict=True))


DEEDS = (
    Deed(MONDAY, MemberId("aoi"), "call-join", Subject("call", "call1"), MemberId("ben")),
    Deed(MONDAY, MemberId("chie"), "call-done", Subject("call", "call1")),
)


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    chosen = {topic: "C042" if topic == "meetups" else None for topic in TOPICS}
    return {
        "preview": views.preview(TOWN),
        "saved": views.saved(TOWN),
        "languages": views.languages(TOWN),
        "channels": views.channels(chosen),
        "channel-chosen": views.channels(chosen, changed="meetups"),
        "audit": views.audit(DEEDS),
        "audit-empty": views.audit([]),
        "check": views.checked(LACKS, [Refusing(SLACK, "token_revoked")], UNDELIVERED, missed=2),
        "pause": views.pause(None, 0),
        "paused": views.pause(Pause(MONDAY), 12),
        "paused-until": views.pause(Pause(MONDAY, MONDAY + timedelta(days=1)), 1),
        "paused-home": Card(text("Machi"), tuple(views.corner(Pause(MONDAY), organizer=True))),
        "paused-home-member": Card(text("Machi"), tuple(views.corner(Pause(MONDAY, MONDAY), organizer=False))),
        "resumed": views.resumed(3),
        "check-paused": views.paused_meanwhile(views.checked([], [], UNDELIVERED, missed=0), Pause(MONDAY), 2),
        "check-paused-well": views.paused_meanwhile(views.checked([], [], [], missed=0), Pause(MONDAY), 0),
        "organizers": views.role("organizers", chosen=True),
        "organizers-none": views.role("organizers", chosen=False),
        "ring": views.role("ring", chosen=True),
        "check-well": views.checked([], [], [], missed=0),
    }


def forms() -> Mapping[str, FormView]:
    """The one form, as it opens for a community that has a name and a zone; and until when to pause."""
    filled_in = {"name": TOWN.name, "zone": TOWN.timezone}
    return {
        "set-up": feature.forms["settings.setup"].opened("draft1", answers=filled_in),
        "pause": feature.forms["settings.pause"].opened("draft2"),
    }

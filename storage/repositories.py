"""The repositories of the features: which class fills in which port."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.calendars import Calendars
from bot.features.approvals.model import Proposals
from bot.features.connections.model import Connections
from bot.features.digests.model import Digests
from bot.features.introductions.model import Introductions
from bot.features.linking.model import Links
from bot.features.meetups.model import Meetups
from bot.features.pitches.model import Pitches
from bot.features.reminders.model import Reminders
from bot.features.reports.model import Reports
from bot.features.settings.model import Troubles
from bot.features.thanks.model import Gifts, ThankYous
from bot.features.volunteering.model import Calls, Offers
from bot.vocabulary.people import CommunityId
from storage.approvals import SqlProposals
from storage.calendars import SqlCalendars
from storage.connections import SqlConnections
from storage.digests import SqlDigests
from storage.introductions import SqlIntroductions
from storage.links import SqlLinks
from storage.meetups import SqlMeetups
from storage.pitches import SqlPitches
from storage.reminders import SqlReminders
from storage.reports import SqlReports
from storage.thanks import SqlGifts, SqlThankYous
from storage.troubles import SqlTroubles
from storage.volunteering import SqlCalls, SqlOffers

Registry: TypeAlias = Mapping[type, Callable[[AsyncConnection, CommunityId], Any]]

REPOSITORIES: Final[Registry] = {
    Introductions: SqlIntroductions,
    Calls: SqlCalls,
    Offers: SqlOffers,
    Gifts: SqlGifts,
    ThankYous: SqlThankYous,
    Pitches: SqlPitches,
    Meetups: SqlMeetups,
    Reminders: SqlReminders,
    Connections: SqlConnections,
    Troubles: SqlTroubles,
    Links: SqlLinks,
    Calendars: SqlCalendars,
    Digests: SqlDigests,
    Proposals: SqlProposals,
    Reports: SqlReports,
}

"""The features, each in a folder of its own; this list is all there is to switching one on."""

from typing import Final

from bot.feature import Features
from bot.features.approvals.handlers import feature as approvals_feature
from bot.features.calendars.handlers import feature as calendars_feature
from bot.features.connections.handlers import feature as connections_feature
from bot.features.digests.handlers import feature as digests_feature
from bot.features.guests.handlers import feature as guests_feature
from bot.features.introductions.handlers import feature as introductions_feature
from bot.features.linking.handlers import feature as linking_feature
from bot.features.meetups.handlers import feature as meetups_feature
from bot.features.membership.handlers import feature as membership_feature
from bot.features.parting.handlers import feature as parting_feature
from bot.features.pitches.handlers import feature as pitches_feature
from bot.features.reminders.handlers import feature as reminders_feature
from bot.features.reports.handlers import feature as reports_feature
from bot.features.settings.handlers import feature as settings_feature
from bot.features.thanks.handlers import feature as thanks_feature
from bot.features.volunteering.handlers import feature as volunteering_feature

FEATURES: Final = Features(
    (
        introductions_feature,
        volunteering_feature,
        thanks_feature,
        pitches_feature,
        reminders_feature,
        meetups_feature,
        calendars_feature,
        connections_feature,
        settings_feature,
        digests_feature,
        approvals_feature,
        guests_feature,
        reports_feature,
        membership_feature,
        linking_feature,
        parting_feature,
    )
)

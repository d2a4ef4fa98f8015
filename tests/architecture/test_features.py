"""The features as the platforms hear of them: none is forgotten, and none promises what it does not do."""

from bot.command_line import UMBRELLA
from bot.features import FEATURES
from bot.features.membership.model import GOALS
from bot.vocabulary.card import MAX_BUTTONS
from tests.features.samples import FEATURE_NAMES

# Commands that Slack reaches by /machi alone, because a workspace shares its slash commands with other apps.
BY_UMBRELLA = {"settings", "help", "mydata", "remind"}


def test_every_folder_is_switched_on():
    assert sorted(feature.name for feature in FEATURES.all) == sorted(FEATURE_NAMES)


def test_every_goal_of_help_is_a_command():
    assert all((goal.command, goal.subcommand) in FEATURES.commands for goal in GOALS)
    for organizer in (False, True):
        assert len([goal for goal in GOALS if goal.organizer is organizer]) <= MAX_BUTTONS


def test_slack_has_every_command_or_leaves_it_to_machi():
    from adapters.slack.manifest import COMMANDS

    assert COMMANDS.keys() - {UMBRELLA} == set(FEATURES.names) - BY_UMBRELLA

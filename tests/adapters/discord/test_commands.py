"""Commands as Discord is told of them, and how often."""

import re
from collections import Counter

import pytest
from inline_snapshot import snapshot

from adapters.discord import commands, limits
from bot.features import FEATURES
from tests.adapters.discord.samples import features
from tests.fakes import openapi
from tests.fakes.engine import FakeEngine

EVERYTHING = {"volunteer", "help", "settings", "See introduction", "Make this a call"}


def puts(fake):
    return fake.sent("PUT", "/commands$")


def test_discord_takes_every_command():
    told = commands.payloads(features())

    assert [str(problem) for problem in openapi.problems_in_request("PUT", "/applications/1/commands", told)] == []


def test_commands_are_english_with_japanese_beside_them():
    volunteer = commands.payloads(features())[0]

    assert volunteer == snapshot(
        {
            "type": 1,
            "name": "volunteer",
            "description": "Lend a hand, or ask for one",
            "description_localizations": {"ja": "手を貸す・借りる"},
            "options": [
                {
                    "type": 1,
                    "name": "call",
                    "description": "Ask for hands",
                    "description_localizations": {"ja": "手伝いを募集する"},
                    "options": [],
                },
                {
                    "type": 1,
                    "name": "list",
                    "description": "See who could use a hand",
                    "description_localizations": {"ja": "募集中の手伝いを見る"},
                    "options": [
                        {
                            "type": 6,
                            "name": "who",
                            "description": "Asked by",
                            "description_localizations": {"ja": "呼びかけ"},
                            "required": True,
                        },
                        {
                            "type": 3,
                            "name": "which",
                            "description": "Which ones to see",
                            "description_localizations": {"ja": "どれを見るか"},
                            "required": False,
                            "choices": [{"name": "open", "name_localizations": {"ja": "募集中"}, "value": "open"}],
                        },
                    ],
                },
                {
                    "type": 1,
                    "name": "join",
                    "description": "Lend a hand",
                    "description_localizations": {"ja": "手伝う"},
                    "options": [
                        {
                            "type": 3,
                            "name": "call",
                            "description": "Asked by",
                            "description_localizations": {"ja": "呼びかけ"},
                            "required": True,
                            "autocomplete": True,
                        },
                        {
                            "type": 4,
                            "name": "places",
                            "description": "Places",
                            "description_localizations": {"ja": "人数"},
                            "required": False,
                            "min_value": 1,
                            "max_value": 9999,
                        },
                    ],
                },
            ],
            "contexts": [0],
            "integration_types": [0],
        }
    )


def test_only_channels_that_can_hold_a_card_are_offered():
    each = [
        option for command in commands.payloads(FEATURES) for sub in command.get("options", ()) for option in _of(sub)
    ]

    offered = [option["channel_types"] for option in each if option["type"] == 7]

    assert offered
    assert all(types == [0, 5] for types in offered)


def _of(sub):
    return sub.get("options", ())


def test_a_command_without_sub_commands_stands_alone():
    helping = commands.payloads(features())[1]

    assert (helping["name"], helping["options"]) == ("help", [])


def test_commands_are_for_guilds_alone():
    assert {tuple(command["contexts"]) for command in commands.payloads(features())} == {(0,)}


def test_a_command_that_is_for_organizers_alone_is_offered_to_nobody_else():
    offered = {command["name"]: command.get("default_member_permissions") for command in commands.payloads(features())}

    assert (offered["volunteer"], offered["help"], offered["settings"]) == (None, None, 32)


def test_the_menus_on_people_and_messages_hold_entries_of_ours():
    entries = {told["name"]: told for told in commands.payloads(features()) if told["type"] != 1}

    assert entries == snapshot(
        {
            "Make this a call": {
                "type": 3,
                "name": "Make this a call",
                "name_localizations": {"ja": "手伝い募集にする"},
                "contexts": [0],
                "integration_types": [0],
            },
            "See introduction": {
                "type": 2,
                "name": "See introduction",
                "name_localizations": {"ja": "紹介を見る"},
                "contexts": [0],
                "integration_types": [0],
            },
        }
    )


class TestEveryCommandThereIs:
    """All features' commands within what Discord holds, none of them cut."""

    told = commands.payloads(FEATURES)

    def test_discord_takes_them(self):
        assert openapi.problems_in_request("PUT", "/applications/1/commands", self.told) == []

    def test_there_are_at_most_a_hundred_and_of_each_menu_five(self):
        count = Counter(each["type"] for each in self.told)

        assert count[1] <= limits.COMMANDS
        assert max(count[2], count[3]) <= limits.MENU_ENTRIES

    def test_no_two_are_called_the_same(self):
        names = [(each["type"], each["name"]) for each in self.told]
        japanese = [(each["type"], each["name_localizations"]["ja"]) for each in self.told if each["type"] != 1]

        assert len(set(names)) == len(names)
        assert len(set(japanese)) == len(japanese)

    @pytest.mark.parametrize("command", told, ids=lambda command: command["name"])
    def test_each_holds_what_discord_holds_and_loses_nothing(self, command):
        handlers = FEATURES.subcommands(command["name"])

        assert _longest(command) <= limits.COMMAND_TEXT
        for node in _nodes(command):
            assert len(node.get("options", ())) <= limits.COMMAND_OPTIONS
            assert len(node.get("choices", ())) <= limits.COMMAND_CHOICES
            assert not (node.get("choices") and node.get("autocomplete"))
            assert re.fullmatch("[-_a-z0-9]{1,32}", node["name"]) or node["type"] != 1
        if any(handler.subcommand for handler in handlers):
            assert len(command["options"]) == len(handlers)

    def test_everything_people_read_is_worded_in_japanese_too(self):
        for node in [node for command in self.told for node in _nodes(command)]:
            words = "name_localizations" if node["type"] in (2, 3) and "description" not in node else None
            assert node[words or "description_localizations"]["ja"], node["name"]
            assert all(choice["name_localizations"]["ja"] for choice in node.get("choices", ()))


def _nodes(node):
    """A command with its sub-commands and options."""
    yield node
    for inner in node.get("options", ()):
        yield from _nodes(inner)


def _longest(node):
    """Characters that Discord counts of a command: names, descriptions and choices, in their longest language."""

    def longest(words, localized):
        return max(map(len, [words, *localized.values()]))

    own = longest(node["name"], node.get("name_localizations", {}))
    own += longest(node.get("description", ""), node.get("description_localizations", {}))
    for choice in node.get("choices", ()):
        own += longest(choice["name"], choice.get("name_localizations", {})) + len(str(choice["value"]))
    return own + sum(_longest(inner) for inner in node.get("options", ()))


async def test_commands_may_be_for_one_guild_alone_and_come_there_at_once(fake, connect):
    async with connect(command_guilds=(fake.home.id,)):
        pass

    async with connect(command_guilds=(fake.home.id,)):
        pass

    assert set(fake.commands(fake.home)) == EVERYTHING
    assert fake.commands() == {}
    assert len(puts(fake)) == 1


async def test_where_commands_shall_not_be_any_more_they_are_taken_back(fake, connect):
    other = fake.guild("よその町")
    async with connect():
        pass

    async with connect(command_guilds=(fake.home.id, other.id)):
        pass
    narrow = (set(fake.commands()), set(fake.commands(fake.home)), set(fake.commands(other)))
    async with connect():
        pass

    assert narrow == (set(), EVERYTHING, EVERYTHING)
    assert (set(fake.commands()), fake.commands(fake.home), fake.commands(other)) == (EVERYTHING, {}, {})


async def test_discord_is_told_of_the_commands_once(fake, connect):
    async with connect():
        pass

    async with connect():
        pass

    assert set(fake.commands()) == EVERYTHING
    assert len(puts(fake)) == 1


async def test_discord_is_told_again_when_the_commands_change(fake, connect):
    async with connect():
        pass

    async with connect(FakeEngine(features(organizers=False))):
        pass

    assert set(fake.commands()) == EVERYTHING - {"settings"}


async def test_discord_is_told_again_when_somebody_has_removed_a_command(fake, connect):
    async with connect():
        pass
    fake.world.commands.clear()

    async with connect():
        pass

    assert set(fake.commands()) == EVERYTHING


async def test_machi_is_there_even_where_discord_does_not_take_the_commands(fake, connect, shelf):
    fake.fail_next("PUT", "/commands$", status=403, code=50001)

    async with connect():
        pass

    assert "commands" not in shelf.kept

"""Commands as Discord is told of them, and how often."""

from inline_snapshot import snapshot

from adapters.discord import commands
from tests.adapters.discord.samples import features
from tests.fakes import openapi
from tests.fakes.engine import FakeEngine


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
            ],
            "contexts": [0],
            "integration_types": [0],
        }
    )


def test_a_command_without_sub_commands_stands_alone():
    helping = commands.payloads(features())[1]

    assert (helping["name"], helping["options"]) == ("help", [])


def test_commands_are_for_guilds_alone():
    assert {tuple(command["contexts"]) for command in commands.payloads(features())} == {(0,)}


def test_a_command_that_is_for_organizers_alone_is_offered_to_nobody_else():
    offered = {command["name"]: command.get("default_member_permissions") for command in commands.payloads(features())}

    assert offered == {"volunteer": None, "help": None, "settings": 32}


async def test_discord_is_told_of_the_commands_once(fake, connect):
    async with connect():
        pass

    async with connect():
        pass

    assert set(fake.commands()) == {"volunteer", "help", "settings"}
    assert len(puts(fake)) == 1


async def test_discord_is_told_again_when_the_commands_change(fake, connect):
    async with connect():
        pass

    async with connect(FakeEngine(features(organizers=False))):
        pass

    assert set(fake.commands()) == {"volunteer", "help"}


async def test_discord_is_told_again_when_somebody_has_removed_a_command(fake, connect):
    async with connect():
        pass
    fake.world.commands.clear()

    async with connect():
        pass

    assert set(fake.commands()) == {"volunteer", "help", "settings"}


async def test_machi_is_there_even_where_discord_does_not_take_the_commands(fake, connect, shelf):
    fake.fail_next("PUT", "/commands$", status=403, code=50001)

    async with connect():
        pass

    assert shelf.kept == {}

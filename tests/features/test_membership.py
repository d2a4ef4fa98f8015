"""Stories of people who come in, and of people who look for the way."""

from bot.features.membership.model import GOALS
from bot.vocabulary.request import MemberLeft
from tests.people import Resident


async def leaves(person: Resident) -> None:
    """Leave the chat."""
    await person.does(MemberLeft(person.new_key(), person.space, person.actor))


async def test_a_newcomer_is_welcomed_by_direct_message_with_one_button(town, ada, chie):
    await ada.comes_in()
    await chie.comes_in()

    assert ada.mail == [
        "Welcome to みどり町\nA short introduction is a good first hello to your neighbours.\n[Introduce myself]"
    ]
    assert chie.mail[0].startswith("みどり町 へようこそ\n")
    assert ada.heard == []

    await ada.presses("Introduce myself", on=ada.letters[0])
    assert ada.form


async def test_nobody_is_welcomed_twice_in_their_life(town, ada):
    await ada.comes_in()
    await leaves(ada)
    await town.passes(days=400)

    await ada.comes_in()

    assert len(ada.mail) == 1


async def test_who_was_there_before_and_comes_in_is_welcomed_too(town, ada):
    await ada.runs("/help")

    await ada.comes_in()

    assert len(ada.mail) == 1


async def test_who_left_and_comes_back_is_the_same_person(town, ada, ben):
    await ada.runs("/intro write")
    await ada.posts(positioning="translator", tie="live", phase="2", words="Hello.", visibility="everyone")
    await leaves(ada)

    await ada.runs("/intro show")

    assert "translator" in ada.reads


async def test_help_is_by_goal_and_each_goal_leads_somewhere(town, ada):
    await ada.runs("/help")

    assert ada.reads == (
        "What would you like to do?\n"
        "Choose what you have in mind. Only you can see this.\n"
        "[Introduce myself] [Find people in town] [Lend a hand] [Ask for hands] [Pitch an idea] [Find teammates] "
        "[See gatherings] [Hold a gathering]\n"
        "You can also type it, for example /volunteer call"
    )
    assert {(goal.command, goal.subcommand) for goal in GOALS} <= town.engine.features.commands.keys()


async def test_a_goal_does_what_its_command_does(town, ada):
    await ada.runs("/help")
    await ada.presses("Ask for hands")

    assert ada.form
    assert ada.form.action.name == "volunteering.call"


async def test_organizers_find_the_set_up_in_their_help(town, ada):
    olga = town.person("Olga", organizer=True)

    await olga.runs("/help")
    assert "[Set up the town (organizers)]" in olga.reads
    await olga.presses("Set up the town")

    assert olga.form


async def test_help_begins_with_what_the_community_is_for(town, ada):
    olga = town.person("Olga", organizer=True)
    await olga.runs("/settings setup")
    await olga.posts(purpose="Lending a hand nearby")

    await ada.runs("/machi")

    assert ada.reads.startswith("What would you like to do?\nLending a hand nearby\n")


async def test_an_unknown_word_is_answered_with_a_menu_of_what_there_is(town, ada, chie):
    await ada.runs("/volunteer dance")
    assert ada.reads.startswith(
        "What would you like to do?\nThere is no “/volunteer dance”. Here is what you can choose.\n"
    )
    await ada.presses("Ask for hands")
    assert ada.form

    await chie.runs("/machi おどる")
    assert chie.reads == "何をしましょうか\nここから選べます。\n[できることを見る]"
    await chie.presses("できることを見る")
    assert "[自己紹介する]" in chie.reads


async def test_a_command_alone_is_answered_with_what_may_follow(town, ada):
    await ada.runs("/intro")

    assert ada.reads == (
        "What would you like to do?\nHere is what you can choose.\n"
        "[Write your introduction] [Change your introduction] [Read your own introduction]"
    )

"""Stories of people who come in, and of people who look for the way."""

import json

from bot.features.membership.model import GOALS
from bot.vocabulary.action import Action
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
    assert ada.reads.startswith("Introduce yourself in three taps")


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
        "[Introduce myself] [Find people in town] [Lend a hand] [Ask for hands] [Get introduced to somebody] "
        "[Pitch an idea] [Find teammates] [See gatherings] [Hold a gathering]\n"
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
        "What would you like to do?\nThere's no “/volunteer dance” here. You can choose from these.\n"
    )
    await ada.presses("Ask for hands")
    assert ada.form

    await chie.runs("/machi おどる")
    assert chie.reads == "何をしましょうか\n「/おどる」は見つかりませんでした。ここから選べます。\n[できることを見る]"
    await chie.presses("できることを見る")
    assert "[自己紹介する]" in chie.reads


async def test_a_command_alone_is_answered_with_what_may_follow(town, ada):
    await ada.runs("/intro")

    assert ada.reads == (
        "What would you like to do?\nYou can choose from these.\n"
        "[Write your introduction] [Introduce yourself in three taps] [Change your introduction] "
        "[Read your own introduction] [See what's yours alone in this town] [Hide your introduction] "
        "[Show your introduction] [Delete your introduction]"
    )


# --- what is mine ---------------------------------------------------------------------------------------------------


async def test_somebody_new_has_nothing_yet_but_a_beginning(town, ada):
    await ada.runs("/mydata show")

    assert ada.reads.startswith("What's mine\n")
    await ada.presses("Introduce myself")
    assert ada.form


async def test_everything_of_ones_own_is_in_one_place(town, ada):
    await ada.runs("/intro write")
    await ada.posts(positioning="translator", tie="live", phase="2", words="Hello.", visibility="watching")
    await ada.runs("/volunteer call")
    await ada.posts(title="Carrying chairs", places="2")
    await ada.runs("/pitch new")
    await ada.posts(title="A bookshelf", why="Books.", step="Look", when="Sunday 10am")
    await ada.runs("/meetup new")
    await ada.posts(title="Book club", when="Saturday 3pm")

    await ada.runs("/mydata show")

    home = await ada.opens_home()
    for words in ("translator", "Carrying chairs", "A bookshelf", "Book club"):
        assert words in ada.reads
        assert words in home


async def test_what_is_mine_fits_one_card_however_much_it_is(town, ada):
    for number in range(10):
        await ada.runs("/volunteer call")
        await ada.posts(title=f"Call {number}", places="2")
        await ada.runs("/meetup new")
        await ada.posts(title=f"Meetup {number}", when="Saturday 3pm")
    await ada.runs("/pitch new")
    await ada.posts(title="A bookshelf", why="Why not.", step="Look", when="Sunday 10am")

    await ada.runs("/mydata show")

    assert ("Call 0" in ada.reads, "Meetup 9" in ada.reads) == (True, True)


async def test_a_language_that_was_chosen_is_spoken_from_then_on(town, ada, ben):
    await ada.runs("/volunteer call")
    await ada.posts(title="Carrying chairs", places="2")
    await ada.runs("/mydata language")
    assert ada.reads.startswith("Which language shall we speak?\n[日本語] [English]\n")

    await ada.presses("日本語")

    assert "日本語" in ada.reads
    await ada.runs("/help")
    assert ada.reads.startswith("何をしましょうか\n")
    await ben.presses("手伝います", on=town.cards("volunteering", "slack")[-1])
    assert ada.mail[-1].startswith("手が挙がりました\n")


async def test_a_language_may_be_named_at_once(town, chie):
    await chie.runs("/わたしの設定 ことば English")

    await chie.runs("/help")

    assert chie.reads.startswith("What would you like to do?\n")


async def test_a_language_machi_does_not_speak_is_refused(town, ada):
    await ada.runs("/mydata language Klingon")
    assert "There's no “Klingon” here. You can choose: 日本語, English" in ada.reads

    await ada.presses_action(Action("membership.language", ("tlh",)))

    assert ada.reads.startswith("Not quite\n")


async def test_somebody_elsewhere_says_in_which_zone_they_live(town, ada):
    await ada.runs("/mydata timezone")
    assert "I go by Asia/Tokyo" in ada.reads

    await ada.runs("/mydata timezone london")

    assert "From now on I go by Europe/London" in ada.reads
    await ada.runs("/mydata timezone")
    assert "I go by Europe/London" in ada.reads


async def test_a_zone_that_is_none_is_refused_with_an_example(ada):
    await ada.runs("/mydata timezone Atlantis")

    assert "Asia/Tokyo" in ada.reads


async def test_everything_kept_of_somebody_is_handed_to_them_and_nothing_of_others(town, ada, ben):
    await ada.runs("/volunteer call")
    await ada.posts(title="Carrying chairs", places="2", details="By the gate\n---\nDoor code 4711")
    await ben.runs("/volunteer call")
    await ben.presses("Go on with mine")
    await ben.posts(title="Ben's own call", places="1")
    await ben.presses("手伝います", on=town.cards("volunteering")[0])

    await ada.runs("/mydata export")

    assert "by direct message" in ada.reads
    file = ada.letters[-1].file
    assert file is not None
    kept = json.loads(file.content)
    assert [call["title"] for call in kept["calls"]] == ["Carrying chairs"]
    assert kept["calls"][0]["private_details"] == "Door code 4711"
    assert [member["name"] for member in kept["members"]] == ["Ada"]
    assert "Ben" not in file.content.decode()

"""Stories of people who ask for a hand, and lend one."""

import asyncio

import pytest

from bot.features.volunteering.model import Call, CallId, Role, teams_for
from bot.ports import ToThread
from bot.vocabulary.card import buttons_of
from bot.vocabulary.people import MemberId
from tests.people import CHATS, Resident, shown
from tests.stores import MONDAY


async def calls_for(caller: Resident, title: str = "Carrying chairs", places: str = "2", **answers: str):
    """A call, posted; gives its card's message."""
    await caller.runs("/volunteer call")
    await caller.posts(title=title, places=places, **answers)
    return caller.town.cards("volunteering", caller.chat)[-1]


async def test_a_call_made_on_discord_is_answered_from_slack(town, ada, chie):
    await calls_for(ada, places="1", when="来週土曜 15時", where="公民館")

    await chie.presses("手伝います", on=town.cards("volunteering", "slack")[-1])

    assert chie.reads.startswith("参加が決まりました")
    for chat in ("discord", "slack"):
        [message] = town.cards("volunteering", chat)
        assert shown(message.card, message.reader).startswith(
            "Carrying chairs [満員]\n"
            "いつ: 2026年12月5日(土) 15:00 Asia/Tokyo\n"
            "どこで: 公民館\n"
            "人数: 1/1人（満員）\n"
            "呼びかけ: Ada\n"
            "参加: 千恵\n"
        )
    assert [letter.splitlines()[1] for letter in ada.mail] == ["千恵 will help with “Carrying chairs”."]


async def test_nothing_is_posted_before_the_preview_was_seen(town, ada):
    await ada.runs("/volunteer call")
    await ada.fills(title="Carrying chairs", places="2")

    assert "not posted yet" in ada.reads
    assert town.cards("volunteering") == []

    await ada.presses("Not now")
    await town.settles()

    assert "Nothing was posted" in ada.reads
    assert town.cards("volunteering") == []


async def test_a_form_that_cannot_be_read_names_every_problem_and_keeps_what_was_typed(town, ada):
    await ada.runs("/volunteer call")

    await ada.fills(title="", places="many", when="12/3(日) 19時", where="Town hall")

    assert ada.form
    assert ada.form.problems.keys() == {"title", "places", "when"}
    assert "Dec 3 is a Thursday" in ada.reads
    assert ada.form.answers["where"] == "Town hall"

    await ada.posts(title="Carrying chairs", places="３", when="12/3(木) 19時")

    assert "Places: 0/3" in shown(town.cards("volunteering")[0].card, ada._reader())


async def test_a_call_happens_once(town, ada):
    await ada.runs("/volunteer call")

    await ada.fills(title="Carrying chairs", places="2", when="毎週土曜 10時")

    assert "One date only, please" in ada.reads
    assert ada.form
    assert ada.form.problems.keys() == {"when"}


async def test_a_draft_set_aside_can_be_taken_up_again_after_days(town, ada):
    await ada.runs("/volunteer call")
    await ada.fills(title="Carrying chairs", places="2", when="来週土曜 15時")
    await ada.presses("Not now")
    await town.passes(days=6)

    await ada.presses("Carry on writing")
    await ada.posts()

    assert len(town.cards("volunteering")) == 1


async def test_a_draft_that_was_posted_is_not_posted_twice(town, ada):
    await ada.runs("/volunteer call")
    await ada.fills(title="Carrying chairs", places="2")
    preview = ada.card
    await ada.presses("Looks right", on=preview)

    await ada.presses("Looks right", on=preview)

    assert "posted already" in ada.reads
    assert len(town.cards("volunteering")) == 1


async def test_a_call_whose_date_has_passed_since_the_preview_is_not_posted(town, ada):
    await ada.runs("/volunteer call")
    await ada.fills(title="Carrying chairs", places="2", when="明日 10時")
    await town.passes(days=1)

    await ada.presses("Looks right")

    assert "That date has passed." in ada.reads
    assert town.cards("volunteering") == []
    await ada.presses("Change it")
    await ada.posts(when="明日 10時")
    assert len(town.cards("volunteering")) == 1


async def test_the_same_press_delivered_again_gets_the_same_answer_and_changes_nothing(town, ada, ben):
    message = await calls_for(ada)
    join = next(button.action for button in buttons_of(message.card) if button.action.name.endswith("join"))

    await ben.presses_action(join, key="press")
    await ben.presses_action(join, key="press")

    assert ben.heard[-1] == ben.heard[-2]
    assert len(ada.mail) == 1


async def test_who_comes_too_late_waits_and_moves_up_when_somebody_leaves(town, ada, ben, chie):
    dan = town.person("Dan")
    await calls_for(ada, places="2")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await chie.presses("手伝います", on=card)

    await dan.presses("手伝います", on=card)
    assert "number 1 in the queue" in dan.reads

    await ben.presses("Give my place back")

    assert [letter.splitlines()[0] for letter in dan.mail] == ["A place came free"]
    assert "It's kept for you until" in dan.mail[0]
    await dan.presses("I'll take it", on=dan.letters[0])
    [message] = town.cards("volunteering", "slack")
    assert "参加: 千恵、Dan" in shown(message.card, message.reader)
    assert "空き待ち: " not in shown(message.card, message.reader)


async def test_a_hand_raised_as_a_reaction_counts_like_the_button(town, ada, ben):
    message = await calls_for(ada)
    on_slack = town.cards("volunteering", "slack")[-1]

    await ben.reacts("✋🏽", on=on_slack)
    assert "参加: Ben" in shown(town.cards("volunteering")[-1].card, message.reader) or "Ben" in str(ada.mail)
    await ben.unreacts("✋🏽", on=on_slack)

    [now] = town.cards("volunteering")
    assert "人数: 0/2人" in shown(now.card, now.reader)
    assert len(ada.mail) == 2


async def test_not_this_time_gives_the_place_back_and_outlasts_the_hand_taken_down(town, ada, ben):
    await calls_for(ada, places="1")
    card = town.cards("volunteering", "slack")[-1]
    await ben.reacts("✋", on=card)

    await ben.reacts("🙅‍♂️", on=card)
    await ben.unreacts("✋", on=card)

    [now] = town.cards("volunteering", "slack")
    assert "人数: 0/1人" in shown(now.card, now.reader)
    assert "You'll hear no more about it" in ben.reads


async def test_a_reaction_on_another_message_means_nothing(town, ada, ben):
    message = await calls_for(ada)

    await ben.reacts("🎉", on=message)

    assert ben.heard == []
    assert ada.mail == []


async def test_nobody_helps_themselves(town, ada):
    message = await calls_for(ada)

    await ada.presses("手伝います", on=message)

    assert "your own call" in ada.reads


async def test_only_the_caller_or_an_organizer_says_done(town, ada, ben):
    await calls_for(ada)
    await calls_for(ada, title="Cleaning up")
    olga = town.person("Olga", on="slack", organizer=True)
    first, second = town.cards("volunteering", "slack")

    await ben.reacts("✅", on=first)
    assert "Only the person who asked" in ben.reads
    await olga.reacts("✅", on=first)
    await ada.runs("/volunteer done")
    await ada.presses("Done: Cleaning up")

    assert "[済みました]" in shown(town.cards("volunteering", "slack")[0].card, second.reader)
    await ben.presses("手伝います", on=first)
    assert "This call is over" in ben.reads


async def test_private_details_are_for_those_with_a_place_alone(town, ada, ben, chie):
    await calls_for(ada, places="1", details="Bring gloves.\n---\nDoor code 4711")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await chie.presses("手伝います", on=card)

    assert "Door code 4711" in ben.reads
    assert "4711" not in chie.reads
    public = [shown(card.card, card.reader) for chat in CHATS for card in town.cards("volunteering", chat)]
    assert all("Bring gloves." in card and "4711" not in card for card in public)


async def test_the_list_shows_what_is_open_soonest_first(town, ada, ben):
    await calls_for(ada, title="Any day")
    await calls_for(ada, title="Later", when="来週日曜 10時")
    await calls_for(ada, title="Sooner", when="明日 10時")

    await ben.runs("/volunteer list")

    titles = [line.split("”")[0].strip("“") for line in ben.reads.splitlines()[1:4]]
    assert titles == ["Sooner", "Later", "Any day"]


async def test_an_empty_list_says_what_to_do(town, ben):
    await ben.runs("/volunteer list")

    assert "Nothing here just now." in ben.reads
    assert "/volunteer call" in ben.reads


async def test_sixty_four_people_at_once_get_the_last_five_places_in_turn(town, ada):
    message = await calls_for(ada, places="5")
    people = [town.person(f"Person {number}") for number in range(64)]

    await asyncio.gather(*(person.presses("手伝います", on=message) for person in people))

    inside = [person for person in people if person.reads.startswith("You're in\n")]
    waiting = [person for person in people if person.reads.startswith("You're in the queue")]
    assert (len(inside), len(waiting)) == (5, 59)
    numbers = sorted(int(person.reads.split("number ")[1].split(" ")[0]) for person in waiting)
    assert numbers == list(range(1, 60))


def call(places: int) -> Call:
    return Call(CallId("call"), MemberId("caller"), "Chairs", MONDAY, teams_for([Role("", places)]), "Asia/Tokyo")


async def test_callers_see_all_of_their_own_call_and_say_from_there_that_it_is_done(town, ada, ben):
    await calls_for(ada, details="Bring gloves.\n---\nDoor code 4711")
    await ben.presses("手伝います", on=town.cards("volunteering", "slack")[-1])

    await ada.runs("/volunteer list which:mine")
    await ada.presses("Details: Carrying chairs")

    assert "Door code 4711" in ada.reads
    assert "Coming: Ben" in ada.reads
    await ada.presses("It's done")
    assert "Ben couldn't come" in ada.reads
    await ada.presses("Everybody came")
    assert "marked as done" in ada.reads


async def test_a_message_is_made_a_call_with_what_it_says(town, ada):
    await ada.chooses("volunteering.call", on="Chairs for Saturday\nTwenty of them, from the hall.")
    assert ada.form
    opened = ada.form.answers
    await ada.posts(places="2")

    assert opened["title"] == "Chairs for Saturday"
    [card] = town.cards("volunteering")
    assert "Twenty of them, from the hall." in shown(card.card, card.reader)


@pytest.mark.parametrize(("words", "title", "details"), [("短い", "短い", ""), ("あ" * 81, "あ" * 79 + "…", "あ" * 81)])
async def test_what_is_too_long_for_a_title_stands_in_the_details(ada, words, title, details):
    await ada.chooses("volunteering.call", on=words)

    assert ada.form
    assert (ada.form.answers["title"], ada.form.answers["details"]) == (title, details)


async def test_an_organizer_may_ring_the_chosen_role_for_a_call_once_and_nobody_else_may(town, ada):
    olga = town.person("Olga", organizer=True)
    await olga.runs_with("settings", "ring", role="r7")
    await calls_for(ada, title="Not an organizer's")
    await olga.runs("/volunteer call")
    await olga.presses("Go on with mine")
    await olga.posts(title="Carrying chairs", places="2")
    card, posted = town.cards("volunteering")[-1], olga.card

    for _ in range(2):
        await olga.presses("Notify the helpers' role", on=posted)

    assert "Notify" not in ada.reads
    assert len(town.thread(card)) == 1
    rung = [target for target in town.couriers["discord"].tried if isinstance(target, ToThread) and target.role]
    assert [target.role for target in rung] == ["r7"]

"""Stories of members who propose something, and of organizers who look at it first."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.vocabulary.action import Action
from bot.vocabulary.card import buttons_of
from bot.vocabulary.effect import Reply
from bot.vocabulary.request import ButtonPress, MemberLeft, Place
from bot.vocabulary.text import say
from tests.fakes.courier import Message
from tests.people import Resident, Town, shown

JAPAN = ZoneInfo("Asia/Tokyo")
WALK = {"title": "Walk", "when": "Saturday 10:00", "where": "The park"}


@pytest.fixture
async def olga(town: Town) -> Resident:
    """Olga, an organizer of a town in which organizers look at meetups and calls first."""
    olga = town.person("Olga", organizer=True)
    await olga.runs("/settings approvals")
    await olga.presses("Look at both first")
    return olga


@pytest.fixture
def otto(town: Town) -> Resident:
    return town.person("Otto", on="slack", organizer=True)


def japan(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=JAPAN).astimezone(UTC)


def read(message: Message) -> str:
    return shown(message.card, replace(message.reader, language="en"))


def on_the_desk(town: Town, on: str = "discord") -> list[Message]:
    return town.cards("organizers", on)


async def proposes(person: Resident, **answers: str) -> None:
    await person.runs("/meetup new")
    await person.posts(**{**WALK, **answers})


async def test_members_post_by_themselves_until_organizers_choose_otherwise(town, ada):
    await proposes(ada)

    assert len(town.cards("meetups")) == 1
    assert on_the_desk(town) == []


async def test_what_a_member_proposes_comes_to_the_organizers_and_goes_up_with_a_yes(town, olga, ada, ben):
    await proposes(ada)

    assert ada.reads.startswith("An organizer will look at it [waiting for an organizer]\nThank you for “Walk”.")
    assert town.cards("meetups") == []
    [desk] = on_the_desk(town)
    assert len(on_the_desk(town, "slack")) == 1
    assert read(desk).startswith("Walk [waiting for an organizer]\nAda would like to hold this.\nWhen: Sat 28 Nov 2026")

    await olga.presses("Yes, post it", on=desk)

    [card] = town.cards("meetups")
    assert card.card.title == ("Walk",)
    assert "Host: Ada" in read(card)
    assert ada.mail[-1].startswith("An organizer said yes [posted]\n“Walk” is up")
    [desk] = on_the_desk(town)
    assert read(desk).startswith("Walk [posted]")
    assert "Decided by Olga" in read(desk)
    assert list(buttons_of(desk.card)) == []
    assert olga.reads == "Done\nIt's up, and Ada has been told."
    await ben.presses("✅", on=card)
    await ada.runs("/meetup list")
    assert "Walk" in ada.reads, "it is hers, as if she had posted it herself"


async def test_what_an_organizer_writes_never_waits(town, olga):
    await proposes(olga)

    assert len(town.cards("meetups")) == 1


async def test_a_call_waits_too_and_its_private_part_is_not_for_organizers(town, olga, ada, ben):
    await ada.runs("/volunteer call")
    await ada.posts(title="Carrying chairs", places="1", details="Come in\n---\nThe door code is 4711")
    [desk] = on_the_desk(town)
    assert "Ada would like to ask for these hands." in read(desk)
    assert "4711" not in read(desk)

    await olga.presses("Yes, post it", on=desk)

    [card] = town.cards("volunteering")
    await ben.reacts("✋", on=card)
    assert "4711" in ben.reads


async def test_only_what_was_chosen_waits(town, olga, ada):
    await olga.runs("/settings approvals what:calls")

    await proposes(ada)
    await ada.runs("/pitch new")
    await ada.posts(title="A shelf", why="Books", step="Ask", when="Sunday 10:00")

    assert len(town.cards("meetups")) == len(town.cards("pitches")) == 1
    assert on_the_desk(town) == []


async def test_an_organizer_asks_for_a_change_and_its_writer_makes_it(town, olga, ada):
    await proposes(ada)
    [desk] = on_the_desk(town)
    await olga.presses("Ask for a change", on=desk)
    await olga.fills(word="Could it begin at 11?")

    assert "「Could it begin at 11?」" in ada.mail[-1]
    assert read(on_the_desk(town)[0]).startswith("Walk [a change was asked for]")
    await ada.presses("Change it", on=ada.letters[-1])
    assert ada.form
    assert ada.form.answers["title"] == "Walk"
    await ada.posts(when="Saturday 11:00")

    [desk] = on_the_desk(town)
    assert read(desk).startswith("Walk [waiting for an organizer]")
    assert "11:00" in read(desk)
    await olga.presses("Yes, post it", on=desk)
    [card] = town.cards("meetups")
    assert "Sat 28 Nov 2026, 11:00" in read(card)


async def test_no_is_said_in_private_with_a_word_and_nobody_else_hears_of_it(town, olga, ada, ben):
    await proposes(ada)
    [desk] = on_the_desk(town)
    await olga.presses("Not this time", on=desk)
    await olga.fills(word="The park is closed that day.")

    assert ada.mail[-1].startswith("Not this time [not this time]\n“Walk” isn't posted this time.")
    assert "「The park is closed that day.」" in ada.mail[-1]
    assert town.cards("meetups") == []
    assert ben.mail == []
    assert "closed" not in read(on_the_desk(town)[0])
    await ada.presses("Write it again", on=ada.letters[-1])
    await ada.posts(when="Sunday 10:00")
    assert len(on_the_desk(town)) == 2


async def test_a_word_is_asked_for_before_a_no_and_none_is_said_without(town, olga, ada):
    await proposes(ada)
    [desk] = on_the_desk(town)
    await olga.presses("Not this time", on=desk)

    await olga.fills(word="")

    assert olga.form
    assert ada.mail == []


async def test_two_organizers_at_once_decide_it_once(town, olga, otto, ada):
    await proposes(ada)
    [desk] = on_the_desk(town)
    yes = yes_of(desk)
    presses = [ButtonPress(each.new_key(), each.space, each.actor, Place("#organizers"), yes) for each in (olga, otto)]

    answers = await asyncio.gather(*map(town.engine.handle, presses))
    await town.settles()

    assert len(town.cards("meetups")) == 1
    titles = {answer.card.title[0] for answer in answers if isinstance(answer, Reply)}
    assert titles == {say("proposal-done-title"), say("refused-title")}
    assert len([letter for letter in ada.mail if "Walk" in letter]) == 1


async def test_what_one_organizer_declines_while_another_writes_is_decided_once(town, olga, otto, ada):
    await proposes(ada)
    [desk] = on_the_desk(town)
    await otto.presses("Not this time", on=desk)
    await olga.presses("Yes, post it", on=desk)

    await otto.fills(word="Too late")

    assert "It has been posted already: an organizer said yes." in otto.reads
    assert len(ada.mail) == 1


async def test_who_is_no_organizer_decides_nothing_even_their_own(town, olga, ada, ben):
    await proposes(ada)
    [desk] = on_the_desk(town)

    for person in (ada, ben):
        for label in ("Yes, post it", "Ask for a change", "Not this time"):
            await person.presses(label, on=desk)
            assert "Only organizers can do this." in person.reads
    assert town.cards("meetups") == []


async def test_who_lost_the_right_before_sending_the_word_says_nothing(town, olga, ada):
    await proposes(ada)
    [desk] = on_the_desk(town)
    await olga.presses("Not this time", on=desk)
    olga.actor = replace(olga.actor, organizer=False)

    await olga.fills(word="No")

    assert "Only organizers can do this." in olga.reads
    assert ada.mail == []


async def test_who_lost_the_right_before_posting_waits_like_everybody(town, olga):
    await olga.runs("/meetup new")
    await olga.fills(**WALK)
    olga.actor = replace(olga.actor, organizer=False)

    await olga.presses("Looks right")

    assert olga.reads.startswith("An organizer will look at it")
    assert town.cards("meetups") == []


async def test_its_writer_changes_it_before_anybody_has_looked_and_it_is_one_proposal(town, olga, ada):
    await proposes(ada)
    await ada.presses("Change it")
    first = ada.form
    await ada.runs("/settings help")
    await ada.opens_home()
    ada.form = first
    await ada.posts(title="A long walk")

    [desk] = on_the_desk(town)
    assert read(desk).startswith("A long walk [waiting for an organizer]")


async def test_changing_it_in_two_windows_makes_no_second_one(town, olga, ada):
    await proposes(ada)
    await ada.presses("Change it")
    first = ada.form
    await ada.presses("Change it")
    await ada.posts(title="From the second")
    ada.form = first

    await ada.fills(title="From the first")

    assert "posted already" in ada.reads
    [desk] = on_the_desk(town)
    assert read(desk).startswith("From the second")


async def test_a_change_that_comes_after_the_yes_is_refused_and_kept(town, olga, ada):
    await proposes(ada)
    await ada.presses("Change it")
    await ada.fills(title="A long walk")
    await olga.presses("Yes, post it", on=on_the_desk(town)[0])

    await ada.presses("Looks right")

    assert "It has been posted already: an organizer said yes." in ada.reads
    assert len(town.cards("meetups")) == len(on_the_desk(town)) == 1


async def test_its_writer_takes_it_back(town, olga, ada):
    await proposes(ada)
    yes = yes_of(on_the_desk(town)[0])
    assert "An organizer will look at:\n[Walk]" in await ada.opens_home()
    await ada.presses("Take it back")

    assert ada.reads.startswith("Taken back")
    [desk] = on_the_desk(town)
    assert read(desk).startswith("Walk [taken back]")
    assert "Walk" not in await ada.opens_home()
    await olga.presses_action(yes)
    assert "Its writer has taken it back." in olga.reads


async def test_another_member_sees_and_changes_nothing_of_it(town, olga, ada, ben):
    await proposes(ada)
    actions = [button.action for button in buttons_of(ada.card)]

    for action in actions:
        await ben.presses_action(action)
        assert "isn't there any more" in ben.reads
    await ben.presses_action(replace(actions[0], name="approvals.show"))
    assert "isn't there any more" in ben.reads


async def test_what_nobody_decides_before_its_date_lapses_kindly(town, olga, ada):
    await proposes(ada)
    await town.goes_to(japan(28, 9, 59))
    assert ada.mail == []

    await town.goes_to(japan(28, 10))
    await town.settles()

    [letter] = ada.mail
    assert "that wasn't your doing" in letter
    [desk] = on_the_desk(town)
    assert read(desk).startswith("Walk [its time has passed]")
    await ada.presses("Write it again", on=ada.letters[-1])
    assert ada.form


async def test_what_has_no_date_waits_two_weeks(town, olga, ada):
    await ada.runs("/volunteer call")
    await ada.posts(title="Carrying chairs", places="1")
    await town.passes(days=13)
    assert ada.mail == []

    await town.passes(days=2)

    assert len(ada.mail) == 1


async def test_next_saturday_means_the_one_it_meant_when_it_was_written(town, olga, ada):
    await proposes(ada, when="tomorrow 19:00")
    await town.passes(hours=20)
    await olga.runs("/settings timezone Europe/London")

    await olga.presses("Yes, post it", on=on_the_desk(town)[0])

    [card] = town.cards("meetups")
    assert "Tue 24 Nov 2026, 19:00 Asia/Tokyo" in read(card)


async def test_a_yes_after_the_date_is_refused(town, olga, ada):
    await proposes(ada, when="today 12:00")
    [desk] = on_the_desk(town)
    town.clock.set(japan(23, 12, 1))

    press = ButtonPress(olga.new_key(), olga.space, olga.actor, Place("#organizers"), yes_of(desk))
    answer = await town.engine.handle(press)
    await town.settles()

    assert isinstance(answer, Reply)
    assert answer.card.title[0] == say("refused-title")
    assert town.cards("meetups") == []


async def test_members_post_by_themselves_again_and_what_waited_goes_on_waiting(town, olga, ada):
    await proposes(ada)
    await olga.runs("/settings approvals")
    assert "One proposal waits for an organizer.\n[Walk]" in olga.reads
    await olga.presses("Members may post by themselves")

    await proposes(ada, title="Run")
    assert [message.card.title for message in town.cards("meetups")] == [("Run",)]
    await olga.runs("/settings approvals")
    await olga.presses("Walk")
    await olga.presses("Yes, post it")
    assert len(town.cards("meetups")) == 2


async def test_what_is_changed_once_nobody_has_to_look_is_posted_once(town, olga, ada):
    await proposes(ada)
    await ada.presses("Change it")
    await olga.runs("/settings approvals what:nothing")

    await ada.posts(title="A long walk")

    assert [message.card.title for message in town.cards("meetups")] == [("A long walk",)]
    [desk] = on_the_desk(town)
    assert read(desk).startswith("Walk [posted]")
    assert list(buttons_of(desk.card)) == []


async def test_one_member_does_not_fill_the_organizers_desk(town, olga, ada, ben):
    for number in range(5):
        await proposes(ada, title=f"Walk {number}")
    await proposes(ada, title="One more")

    assert "5 of your proposals wait for an organizer already." in ada.reads
    assert len(on_the_desk(town)) == 5
    await ada.presses("Change it")
    assert ada.form, "what was written is kept"
    await proposes(ben)
    assert len(on_the_desk(town)) == 6


async def test_what_somebody_proposed_who_has_left_is_off_the_desk(town, olga, ada):
    await proposes(ada)
    await ada.does(MemberLeft(ada.new_key(), ada.space, ada.actor))

    [desk] = on_the_desk(town)
    assert read(desk).startswith("Walk [taken back]")


async def test_in_a_pause_it_is_decided_and_goes_up_afterwards(town, olga, ada):
    await proposes(ada)
    [desk] = on_the_desk(town)
    await olga.runs("/settings pause")
    await olga.presses("Pause until I end it")
    await olga.presses("Yes, post it", on=desk)
    assert (town.cards("meetups"), ada.mail) == ([], [])

    await olga.runs("/settings pause")
    await olga.presses("Go on now")

    assert len(town.cards("meetups")) == len(ada.mail) == 1


async def test_what_organizers_decided_is_there_for_them_to_read(town, olga, ada):
    await proposes(ada)
    await olga.runs("/settings check")
    assert "One proposal waits for an organizer." in olga.reads

    await olga.presses("Yes, post it", on=on_the_desk(town)[0])
    await olga.runs("/settings audit")

    assert "Olga said yes to what somebody proposed (for Ada)" in olga.reads
    await olga.runs("/settings check")
    assert "waits for an organizer" not in olga.reads


async def test_a_member_chooses_nothing_here(town, olga, ada):
    await ada.runs("/settings approvals what:nothing")

    assert "Only organizers can do this." in ada.reads
    await proposes(ada)
    assert town.cards("meetups") == []


def yes_of(desk: Message) -> Action:
    """What the button carries with which an organizer says yes; the card may have lost it since."""
    return next(button.action for button in buttons_of(desk.card) if button.action.name == "approvals.approve")

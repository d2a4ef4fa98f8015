"""Stories of people who take no direct messages, and read them by a button all the same."""

from datetime import timedelta

import pytest

from storage.letters import KEPT, SELDOM
from tests.fakes.courier import Message
from tests.people import Resident, Town, shown


@pytest.fixture
def dan(town: Town) -> Resident:
    """Dan, who has closed his direct messages."""
    town.couriers["discord"].closed.add("dan")
    return town.person("Dan")


async def call_with_dan_waiting(town: Town, ada: Resident, dan: Resident) -> tuple[Resident, Message]:
    """A call with one place, taken by somebody, and Dan next in the queue; gives that somebody and the card."""
    eve = town.person("Eve")
    await ada.runs("/volunteer call")
    await ada.posts(title="Carrying chairs", places="1")
    [card] = town.cards("volunteering")
    await eve.presses("I can help", on=card)
    await dan.presses("I can help", on=card)
    return eve, card


async def dan_moves_up_again(eve: Resident, dan: Resident, card: Message) -> None:
    """Both give their places back and come again, and then Eve goes."""
    await eve.presses("I can help", on=card)
    await dan.presses("Give my place back", on=card)
    await dan.presses("I can help", on=card)
    await eve.presses("Give my place back", on=card)


async def test_a_message_that_cannot_be_delivered_waits_behind_a_button_beneath_its_card(town, ada, dan):
    eve, card = await call_with_dan_waiting(town, ada, dan)

    await eve.presses("Give my place back", on=card)
    [word] = town.thread(card)
    await eve.presses("Read it", on=word)
    await dan.presses("Read it", on=word)

    assert word.rings == ("dan",)
    assert "Carrying chairs" not in shown(word.card, word.reader)
    assert eve.reads.startswith("Nothing is waiting for you")
    assert dan.reads.startswith("A place came free")
    assert dan.letters == []


async def test_several_letters_are_read_one_after_the_other(town, ada, dan):
    eve, card = await call_with_dan_waiting(town, ada, dan)
    await eve.presses("Give my place back", on=card)
    await dan_moves_up_again(eve, dan, card)

    [word] = town.thread(card)
    await dan.presses("Read it", on=word)
    latest = dan.reads
    await dan.presses("Earlier", on=dan.card)

    assert latest.startswith("A place came free")
    assert "[Earlier (1 more)]" in latest
    assert dan.reads.startswith("A place came free")
    assert "Earlier" not in dan.reads


async def test_the_same_person_is_called_at_most_once_an_hour(town, ada, dan):
    eve, card = await call_with_dan_waiting(town, ada, dan)
    await eve.presses("Give my place back", on=card)
    await dan_moves_up_again(eve, dan, card)
    often = len(town.thread(card))

    await town.passes(seconds=SELDOM.total_seconds())
    await dan_moves_up_again(eve, dan, card)

    assert (often, len(town.thread(card))) == (1, 2)


async def test_a_letter_about_nothing_in_particular_waits_where_the_community_meets(town, dan):
    await dan.comes_in()

    [word] = town.cards("introductions")
    await dan.presses("Read it", on=word)

    assert word.rings == ("dan",)
    assert "Welcome" in dan.reads


async def test_what_is_long_past_waits_no_longer(town, dan):
    await dan.comes_in()
    [word] = town.cards("introductions")

    await town.passes(seconds=(KEPT + timedelta(days=10)).total_seconds())  # a nudge follows the welcome
    await dan.presses("Read it", on=word)

    assert dan.reads.startswith("Nothing is waiting for you")


# --- how much somebody hears who takes little part -------------------------------------------------------------------


async def helps_once(helper: Resident, caller: Resident, title: str) -> None:
    await caller.runs("/volunteer call")
    await caller.posts(title=title, places="1")
    await helper.presses("手伝います", on=helper.town.cards("volunteering", helper.chat)[-1])
    await caller.reacts("✅", on=caller.town.cards("volunteering", caller.chat)[-1])


async def test_who_helped_once_hears_in_a_year_of_that_alone_and_who_watches_of_nothing(town, ada):
    once, watching, brief, silent = (town.person(name) for name in ("Once", "Watching", "Brief", "Silent"))
    people = (once, watching, brief, silent)
    for person in people:
        await person.comes_in()
    await watching.runs("/intro quick")
    await watching.presses("Just watching")
    await brief.runs("/mydata notify mine")
    await silent.runs("/mydata notify none")
    for person in people:
        await helps_once(person, ada, f"Hand for {person.name}")

    await town.passes(days=380)

    assert [[letter.splitlines()[0] for letter in person.mail] for person in people] == [
        ["Welcome to みどり町", "Would you like to say hello?", "A year with Ada"],
        ["Welcome to みどり町"],
        ["Welcome to みどり町"],
        ["Welcome to みどり町"],
    ]


async def test_what_is_suggested_waits_until_quiet_hours_are_over(town, ada):
    once = town.person("Once")
    await once.runs("/mydata quiet 9-12")
    await helps_once(once, ada, "Chairs")
    begun = town.clock.now()

    await town.goes_to(begun.replace(year=begun.year + 1) + timedelta(hours=1))  # eleven in the morning
    assert once.mail == []
    await town.passes(hours=2)

    assert [letter.splitlines()[0] for letter in once.mail] == ["A year with Ada"]

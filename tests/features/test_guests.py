"""Stories of guests of a chat, who take part where the community says so."""

from dataclasses import replace

import pytest

from tests.people import Resident, Town

REFUSED = "Guests cannot use Machi here yet"


@pytest.fixture
def gus(town: Town) -> Resident:
    """Gus, a guest who reads English."""
    gus = town.person("Gus", on="slack")
    gus.actor = replace(gus.actor, guest=True)
    return gus


@pytest.fixture
def olga(town: Town) -> Resident:
    return town.person("Olga", on="slack", organizer=True)


@pytest.mark.parametrize("command", ["/volunteer call", "/intro write", "/pitch new", "/meetup list", "/people find"])
async def test_a_guest_takes_no_part_until_the_community_says_so(town, gus, olga, command):
    await gus.runs(command)
    refused = gus.reads
    await olga.runs("/settings guests welcome")
    await gus.runs(command)

    assert REFUSED in refused
    assert REFUSED not in gus.reads


async def test_a_guest_can_press_nothing_react_to_nothing_and_sees_why_at_home(town, gus, olga):
    await olga.runs("/volunteer call")
    await olga.posts(title="Chairs", places="2", when="明日 10時")
    [card] = town.cards("volunteering", "slack")

    await gus.presses("手伝います", on=card)
    pressed = gus.reads
    await gus.reacts("✋", on=card)

    assert REFUSED in pressed
    assert REFUSED in gus.reads
    assert [message.card for message in town.cards("volunteering", "slack")] == [card.card]
    assert REFUSED in await gus.opens_home()


async def test_nobody_is_a_guest_for_good_and_help_and_ones_own_are_always_there(town, gus):
    await gus.runs("/help")
    assert REFUSED not in gus.reads
    await gus.runs("/mydata show")
    assert REFUSED not in gus.reads

    gus.actor = replace(gus.actor, guest=False)
    await gus.runs("/meetup list")
    assert REFUSED not in gus.reads


async def test_a_guest_who_comes_in_is_not_asked_to_introduce_themselves(town, gus):
    await gus.comes_in()

    assert gus.mail == []


async def test_only_organizers_choose_and_see_how_it_is(town, ada, olga):
    await ada.runs("/settings guests welcome")
    assert "Only organizers" in ada.reads

    await olga.runs("/settings guests")
    assert "not yet" in olga.reads
    await olga.presses("Let guests take part")
    assert "take part like everybody else" in olga.reads
    await olga.runs("/settings ゲスト まだできない")
    assert "not take part yet" in olga.reads

"""Stories of cards that somebody takes away from their channel: once they come back, and then only when asked for."""

import pytest

from bot.vocabulary.people import SpaceAddress
from tests.fakes.courier import Message
from tests.features.test_pitches import SHELF
from tests.people import Resident, Town, shown


@pytest.fixture
def olga(town: Town) -> Resident:
    """Olga, who looks after the town."""
    return town.person("Olga", organizer=True)


async def takes_away(town: Town, card: Message) -> None:
    """Whoever may, deletes it, and the platform says so."""
    town.couriers["discord"].delete(card.ref.channel, card.ref.message)
    await town.engine.taken_away(SpaceAddress("discord", "discord"), card.ref.channel, card.ref.message)
    await town.settles()


async def call_by(ada: Resident) -> Message:
    await ada.runs("/volunteer call")
    await ada.posts(title="Carrying chairs", places="1")
    return ada.town.cards("volunteering")[-1]


async def test_a_card_that_was_taken_away_twice_is_brought_back_by_an_organizer(town, ada, olga):
    await takes_away(town, await call_by(ada))
    [again] = town.cards("volunteering")
    await takes_away(town, again)
    gone = town.cards("volunteering")
    [notice] = town.cards("organizers")

    await ada.presses("Put it up again", on=notice)
    refused = ada.reads
    await olga.presses("Put it up again", on=notice)
    answered = olga.reads
    await town.settles()
    [back] = town.cards("volunteering")
    await olga.presses("Put it up again", on=notice)

    assert gone == []
    assert "Carrying chairs" in shown(notice.card, notice.reader)
    assert "organizers" in refused
    assert answered.startswith("It's coming back")
    assert "Carrying chairs" in shown(back.card, back.reader)
    assert olga.reads.startswith("It stays as it is")


async def test_what_is_over_stays_away(town, ada, olga):
    card = await call_by(ada)
    await takes_away(town, card)
    await takes_away(town, town.cards("volunteering")[0])
    [notice] = town.cards("organizers")
    await ada.runs("/volunteer cancel")
    await ada.presses("Call off: Carrying chairs")
    await ada.presses("Yes, call it off")
    await town.settles()

    await olga.presses("Put it up again", on=notice)

    assert olga.reads.startswith("It stays as it is")
    assert town.cards("volunteering") == []


async def test_a_pitch_that_is_done_is_not_put_up_again(town, ada):
    await ada.runs("/pitch new")
    await ada.posts(**SHELF)
    [card] = town.cards("pitches")
    await ada.runs("/pitch done")
    await ada.presses("Came true")
    await town.settles()

    await takes_away(town, card)

    assert town.cards("pitches") == []

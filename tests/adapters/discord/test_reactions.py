"""Reactions made and taken away while Machi was away, or in another skin tone: each becomes a gesture once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.client import GatewayClient, _reached_at
from adapters.discord.courier import DiscordCourier
from adapters.discord.reactions import Standing, changes
from bot.ports import MessageRef, Sent, ToChannel
from bot.vocabulary.emoji import normalised
from bot.vocabulary.request import Reaction
from tests.adapters.discord.test_end_to_end import delivery

ANSWERS = frozenset({"✋", "🙅"})


@pytest.fixture
async def card(fake, connect, town):
    """The call's card, posted by a Machi that has stopped since."""
    async with connect() as adapter:
        outcome = await adapter.courier.deliver(delivery(fake, ToChannel(str(fake.channel("general").id))))
    assert isinstance(outcome, Sent)
    town.engine.shown = ((MessageRef(outcome.message.channel, outcome.message.message), ANSWERS),)
    return fake.message(outcome.message.message)


def reactions(town) -> list[tuple[str, str, bool]]:
    """Who did what, in the order it was heard of."""
    gestures = [gesture for gesture in town.engine.gestures if isinstance(gesture, Reaction)]
    return [(gesture.actor.account.name, gesture.emoji, gesture.added) for gesture in gestures]


async def looked(fake, times: int) -> None:
    await fake.until(lambda: len(fake.sent("GET", r"/messages/\d+$")) >= times)


async def test_who_reacted_while_machi_was_away_is_served_before_who_reacts_now(fake, connect, town, card):
    aoi, ben, chie = (fake.member(name) for name in ("あおい", "ben", "chie"))
    await aoi.reacts("✋", on=card)
    await ben.reacts("✋", on=card)
    town.engine.ready.clear()

    async with connect():
        await fake.connected()
        await fake.until(lambda: town.engine.gestures)
        await chie.reacts("✋", on=card)
        town.engine.ready.set()
        await fake.until(lambda: len(reactions(town)) == 3)

    assert [name for name, _, _ in reactions(town)] == ["あおい", "ben", "chie"]


async def test_what_is_known_is_not_told_again_after_a_restart(fake, connect, town, card):
    aoi = fake.member("あおい")
    async with connect():
        await fake.connected()
        await aoi.reacts("✋", on=card)
        await fake.until(lambda: reactions(town))

    for _ in range(2):
        seen = len(fake.sent("GET", r"/messages/\d+$"))
        async with connect():
            await looked(fake, seen + 1)

    assert reactions(town) == [("あおい", "✋", True)]


async def test_a_reaction_taken_away_meanwhile_is_withdrawn(fake, connect, town, card):
    aoi = fake.member("あおい")
    async with connect():
        await fake.connected()
        await aoi.reacts("✋", on=card)
        await fake.until(lambda: reactions(town))
    await aoi.unreacts("✋", on=card)

    async with connect():
        await fake.until(lambda: len(reactions(town)) == 2)

    assert reactions(town)[-1][1:] == ("✋", False)


@pytest.mark.parametrize(("status", "code"), [(403, 50001), (404, 10008), (500, 0)])
async def test_what_cannot_be_seen_is_no_proof_that_anything_was_taken_away(
    fake, connect, town, card, status, code, monkeypatch
):
    monkeypatch.setattr("asyncio.sleep", _at_once)
    aoi = fake.member("あおい")
    async with connect():
        await fake.connected()
        await aoi.reacts("✋", on=card)
        await fake.until(lambda: reactions(town))
    fake.fail_next("GET", r"/messages/\d+$", status=status, code=code, times=9)

    async with connect():
        await looked(fake, 2)
        await aoi.slash("help")

    assert reactions(town) == [("あおい", "✋", True)]


async def test_when_a_session_goes_on_what_discord_did_not_tell_is_looked_for(fake, connect, town, card):
    aoi = fake.member("あおい")

    async with connect():
        await fake.connected()
        await looked(fake, 1)
        card.reactions["✋"] = [aoi.id]  # and no event of it
        await fake.drop_gateway(4000)
        await fake.until(lambda: reactions(town), within=10.0)

    assert fake.gateway.resumes
    assert reactions(town) == [("あおい", "✋", True)]


async def test_once_an_hour_only_cards_on_which_the_count_differs_are_looked_at_closely(fake, town, shelf, card):
    aoi = fake.member("あおい")
    with _reached_at(fake.api_url):
        async with GatewayClient(town.engine, shelf, DiscordCourier(), fake.gateway_url) as client:
            await client.login(fake.token)
            await client._reactions.look_over(client.http, fake.home.id, thorough=False)
            before = len(fake.sent("GET", "/reactions/"))
            card.reactions["✋"] = [aoi.id]
            await client._reactions.look_over(client.http, fake.home.id, thorough=False)
            await client._reactions.look_over(client.http, fake.home.id, thorough=False)
            await client.finish()

    assert before == 0
    assert len(fake.sent("GET", "/reactions/")) == 1
    assert reactions(town) == [("あおい", "✋", True)]


async def test_more_than_a_page_of_people_are_all_heard(fake, connect, town, card):
    people = [fake.member(f"person {number}") for number in range(101)]
    for person in people:
        await person.reacts("🙅", on=card)

    async with connect():
        await fake.until(lambda: len(reactions(town)) == 101)

    assert {name for name, _, _ in reactions(town)} == {person.user.name for person in people}


async def test_an_answer_in_two_skin_tones_is_one_answer(fake, connect, town, card):
    aoi = fake.member("あおい")

    async with connect():
        await fake.connected()
        await aoi.reacts("✋", on=card)
        await aoi.reacts("✋🏽", on=card)
        await aoi.unreacts("✋", on=card)
        await fake.until(lambda: reactions(town))
        assert [added for _, _, added in reactions(town)] == [True]
        await aoi.unreacts("✋🏽", on=card)
        await fake.until(lambda: len(reactions(town)) == 2)

    assert [added for _, _, added in reactions(town)] == [True, False]


async def test_machi_needs_no_right_to_manage_messages_and_takes_no_reaction_away(fake, connect, town, card):
    aoi = fake.member("あおい")

    async with connect():
        await fake.connected()
        await aoi.reacts("✋", on=card)
        await fake.until(lambda: reactions(town))

    assert not fake.world.permissions(fake.bot, card.channel).manage_messages
    assert fake.sent("DELETE", "/reactions/") == []


async def _at_once(_seconds: float) -> None:
    return


PEOPLE, EMOJI = ("1", "2", "3"), ("✋", "✋🏽", "🙅")
sets = st.dictionaries(st.sampled_from(EMOJI), st.lists(st.sampled_from(PEOPLE), unique=True), max_size=3)


@given(sets, sets)
def test_after_the_changes_everybodys_answer_is_the_one_that_is_shown(before, now):
    known = Standing(0, {emoji: tuple(people) for emoji, people in before.items()})
    shown = {emoji: dict.fromkeys(people, "") for emoji, people in now.items()}

    found = list(changes(known, shown, "1"))

    after = found[-1].after if found else known
    there = Standing(0, {emoji: tuple(people) for emoji, people in now.items()})
    for person in PEOPLE:
        for emoji in ("✋", "🙅"):
            assert after.has(person, emoji) == there.has(person, emoji)
            told = [change for change in found if (change.person, normalised(change.emoji)) == (person, emoji)]
            assert len(told) == (known.has(person, emoji) != there.has(person, emoji))
    assert len({change.name for change in found}) == len(found)


@pytest.mark.parametrize("emoji", [None, "✋"])
async def test_who_tidies_the_reactions_away_takes_back_nobodys_answer(fake, connect, town, card, emoji):
    aoi, ben = fake.member("あおい"), fake.member("ben")
    async with connect():
        await fake.connected()
        await aoi.reacts("✋", on=card)
        await fake.until(lambda: reactions(town))
        fake.world.clear_reactions(card, emoji)
        await ben.reacts("🙅", on=card)
        await fake.until(lambda: len(reactions(town)) == 2)

    async with connect():
        await looked(fake, 2)
        await aoi.reacts("✋", on=card)
        await fake.until(lambda: len(reactions(town)) == 3)

    assert [added for _, _, added in reactions(town)] == [True, True, True]


async def test_a_card_that_somebody_takes_away_is_missed_at_once_alone_or_among_others(fake, connect, town, card):
    aoi = fake.member("あおい")
    other = await aoi.says("hello")
    async with connect():
        await fake.connected()
        await looked(fake, 1)
        fake.world.purge([card, other])
        again = await aoi.says("again")
        fake.world.delete(again)
        await fake.until(lambda: len(town.engine.removals) == 3)

    missed = {(channel, message) for _, channel, message in town.engine.removals}
    assert missed == {(str(each.channel.id), str(each.id)) for each in (card, other, again)}


async def test_a_card_that_was_taken_away_meanwhile_is_missed_when_it_is_looked_for(fake, connect, town, card):
    fake.world.delete(card)

    async with connect():
        await fake.until(lambda: town.engine.removals)

    assert [message for _, _, message in town.engine.removals] == [str(card.id)]


async def test_the_cards_of_a_channel_that_is_gone_or_closed_are_not_missed(fake, connect, town, card):
    fake.world.delete_channel(card.channel)

    async with connect():
        await looked(fake, 1)
        await fake.member("あおい").slash("help", channel=fake.channel("events"))

    assert town.engine.removals == []

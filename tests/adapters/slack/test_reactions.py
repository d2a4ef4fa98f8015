"""Reactions that were made, or taken back, while nobody told us: caught up with at the start and every hour."""

import pytest

from adapters.slack import reactions, rounds
from bot.ports import MessageRef
from bot.vocabulary.request import Reaction
from tests.adapters.slack import town
from tests.adapters.slack.conftest import running
from tests.adapters.slack.test_courier import posted


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(reactions, "PACE", 0.0)
    monkeypatch.setattr(rounds, "EVERY", 0.2)


@pytest.fixture
async def card(adapter, slack, engine):
    async with running(adapter):
        message = await posted(adapter, slack, town.CALL)
    engine.shown = ((MessageRef(message.channel_id, message.ts), frozenset("✋")),)
    return message


def heard(engine) -> list[tuple[str, bool]]:
    return [(gesture.emoji, gesture.added) for gesture in engine.gestures if isinstance(gesture, Reaction)]


async def looked_twice(slack) -> None:
    known = len(slack.calls("reactions.get"))
    await slack.until(lambda: len(slack.calls("reactions.get")) >= known + 2)


async def test_what_was_made_meanwhile_is_caught_up_with_once(adapter, slack, engine, hana, card):
    slack.state.react(card, "hand::skin-tone-3", hana.id)
    slack.state.react(card, "pizza", hana.id)
    slack.state.react(card, "wave", hana.id)  # means something, and nothing to this card

    async with running(adapter):
        await looked_twice(slack)

    assert heard(engine) == [("✋", True)]
    [made] = [gesture for gesture in engine.gestures if isinstance(gesture, Reaction)]
    assert (made.actor.account.name, made.actor.language, made.message) == ("花", "ja", card.ts)
    assert hana.ephemerals[0].readable.startswith("✋ つけた")


async def test_what_was_taken_back_meanwhile_is_taken_back(adapter, slack, engine, hana, card):
    async with running(adapter):
        await slack.connected()
        await hana.reacts("hand", on=card)
    slack.state.unreact(card, "hand", hana.id)

    async with running(adapter):
        await looked_twice(slack)

    assert heard(engine) == [("✋", True), ("✋", False)]


async def test_what_was_told_already_is_not_heard_again(adapter, slack, engine, hana, card):
    async with running(adapter):
        await slack.connected()
        await hana.reacts("hand", on=card)
        await looked_twice(slack)

    assert heard(engine) == [("✋", True)]


async def test_what_is_made_taken_back_and_made_again_is_heard_each_time(adapter, slack, engine, hana, card):
    for _ in range(2):
        slack.state.react(card, "hand", hana.id)
        async with running(adapter):
            await looked_twice(slack)
        slack.state.unreact(card, "hand", hana.id)
        async with running(adapter):
            await looked_twice(slack)

    assert heard(engine) == [("✋", True), ("✋", False)] * 2
    assert len({gesture.key for gesture in engine.gestures}) == 4


async def test_a_card_that_is_gone_says_nothing_of_who_answered_it(adapter, slack, engine, hana, card):
    async with running(adapter):
        await slack.connected()
        await hana.reacts("hand", on=card)
        slack.state.delete(card)
        await looked_twice(slack)

    assert heard(engine) == [("✋", True)]
    slack.refusals.clear()


async def test_machis_own_reactions_are_nobodys(adapter, slack, engine, card):
    slack.state.react(card, "hand", slack.state.bot.id)

    async with running(adapter):
        await looked_twice(slack)

    assert heard(engine) == []


async def test_what_cannot_be_read_now_is_read_later(adapter, slack, engine, hana, card):
    slack.state.react(card, "hand", hana.id)
    slack.fail_next("reactions.get", drop_before=True)
    slack.fail_next("reactions.get", retry_after=0)

    async with running(adapter):
        await slack.until(lambda: heard(engine))

    assert heard(engine) == [("✋", True)]

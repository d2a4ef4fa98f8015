"""Home pages that follow what happens: of whoever did it, of whoever is told, and of whoever is looking."""

from collections.abc import AsyncIterator, Sequence

import pytest

from bot.feature import Context, Feature, Features
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Effect, Notify, PublishCard, Reply, UpdateHome
from bot.vocabulary.people import MemberId
from bot.vocabulary.request import HomeOpened
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import text
from storage.homes import SqlStaleHomes
from tests.people import CHATS, Resident, Town, living_town

feature = Feature("trial")
CARD = Card(text("A card"))


@feature.command("trial look")
async def look(context: Context) -> Sequence[Effect]:
    return [Reply(CARD)]


@feature.command("trial publish")
async def publish(context: Context) -> Sequence[Effect]:
    return [PublishCard(Subject("trial", "1"), CARD, "meetups")]


@feature.button("tell")
async def tell(context: Context, member: str) -> Sequence[Effect]:
    return [Notify(MemberId(member), CARD, "told")]


@feature.button("change")
async def change(context: Context, member: str) -> Sequence[Effect]:
    return [UpdateHome(MemberId(member))]


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with living_town(Features((feature,))) as town:
        yield town


async def opens(person: Resident) -> None:
    await person.town.engine.opened_home(HomeOpened(person.new_key(), person.space, person.actor))


async def stale(town: Town) -> list[str]:
    await town.passes(seconds=5)
    homes = SqlStaleHomes(town.store._database, CHATS)
    return [home.account.external_id for home in await homes.claim(town.clock.now(), 10)]


async def test_the_home_of_whoever_changed_something_follows(town):
    aoi, ben = town.person("Aoi", on="slack"), town.person("Ben", on="slack")
    await opens(aoi)
    await opens(ben)
    await town.passes(hours=1)

    await aoi.runs("/trial publish")

    assert await stale(town) == ["aoi"]


async def test_to_look_at_something_changes_nothing(town):
    aoi = town.person("Aoi", on="slack")
    await opens(aoi)

    await aoi.runs("/trial look")

    assert await stale(town) == []


@pytest.mark.parametrize("how", ["tell", "change"])
async def test_the_home_of_whoever_is_told_follows(town, how):
    aoi, ben = town.person("Aoi", on="slack"), town.person("Ben", on="slack")
    await opens(ben)
    async with town.store.transaction() as work:
        space = await work.directory.space(ben.space)
        told = await work.of(space.community).members.mentioned(space.id, ben.actor.account)

    await aoi.presses_action(Action(f"trial.{how}", (told.id,)))

    assert await stale(town) == ["ben"]


async def test_a_new_card_shows_on_the_home_of_whoever_is_looking(town):
    aoi, ben = town.person("Aoi", on="slack"), town.person("Ben", on="slack")
    await opens(ben)

    await aoi.runs("/trial publish")

    assert await stale(town) == ["ben"]

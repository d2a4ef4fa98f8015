"""Races: many people at once, and nobody gets what somebody else has got."""

import asyncio

from sqlalchemy import func, select

from bot.engine import Engine
from bot.feature import Context, Feature, Features
from bot.features import FEATURES
from bot.features.volunteering.model import Call, CallId, Calls, Role, teams_for
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Answer, Effect, PublishCard, Reply
from bot.vocabulary.people import AccountRef, SpaceAddress
from bot.vocabulary.request import Actor, ButtonPress, Command, Gesture, Place
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import text
from storage.deliveries import SqlDeliveries
from storage.tables import accounts, communities, members, spaces
from tests.stores import Town

SLACK = SpaceAddress("slack", "T1", "つくば")
CHANNEL = Place("C1")


def pressed(account: str, action: Action, key: str) -> ButtonPress:
    return ButtonPress(key, SLACK, Actor(AccountRef(account, account)), CHANNEL, action)


def typed(key: str, account: str = "U1") -> Command:
    return Command(key, SLACK, Actor(AccountRef(account, "花"), "ja"), CHANNEL, "probe", "count")


async def handle_all(engine: Engine, gestures: list[Gesture]) -> list[Answer | None]:
    async with asyncio.TaskGroup() as group:
        answers = [group.create_task(engine.handle(gesture)) for gesture in gestures]
    return [answer.result() for answer in answers]


async def count(town: Town, *tables):
    async with town.database.begin() as connection:
        return [await connection.scalar(select(func.count()).select_from(table)) for table in tables]


def counting(town: Town, handled: list[str]) -> Engine:
    """An engine whose one command notes who ran it, and answers how many did before."""
    feature = Feature("probe")

    @feature.command("probe count")
    async def note(context: Context) -> list[Effect]:
        handled.append(context.member.id)
        card = Card(text(f"{len(handled)}"))
        return [Reply(card), PublishCard(Subject("probe", "p"), card, "volunteering")]

    return Engine(Features([feature]), town.store, town.clock, town.ids)


async def test_of_64_people_at_once_exactly_five_get_the_last_five_places(town: Town):
    engine = Engine(FEATURES, town.store, town.clock, town.ids)
    async with town.store.transaction() as work:
        space = await work.directory.space(SLACK)
        scope = work.of(space.community)
        caller = await scope.members.of_account(space.id, AccountRef("caller", "花"))
        call = Call(CallId("chairs"), caller.id, "椅子運び", town.clock.now(), teams_for([Role("", 5)]), "Asia/Tokyo")
        await scope[Calls].save(call)

    join = Action("volunteering.join", ("chairs",))
    answers = await handle_all(engine, [pressed(f"U{number}", join, f"k{number}") for number in range(64)])

    async with town.store.transaction() as work:
        kept = await work.of(space.community)[Calls].get(CallId("chairs"))
    assert all(isinstance(answer, Reply) for answer in answers)
    [team] = kept.teams
    assert (len(team.roster.inside), len(set(team.roster.waiting))) == (5, 59)


async def test_ten_first_acts_of_one_new_account_make_one_member(town: Town):
    handled: list[str] = []

    await handle_all(counting(town, handled), [typed(f"k{number}") for number in range(10)])

    assert len(handled) == 10
    assert len(set(handled)) == 1
    assert await count(town, communities, spaces, members, accounts) == [1, 1, 1, 1]


async def test_ten_first_acts_in_a_space_that_is_known_make_one_member(town: Town):
    handled: list[str] = []
    async with town.store.transaction() as work:
        await work.directory.space(SLACK)

    await handle_all(counting(town, handled), [typed(f"k{number}") for number in range(10)])

    assert len(set(handled)) == 1
    assert await count(town, members, accounts) == [1, 1]


async def test_ten_copies_of_one_gesture_are_handled_once_and_answered_alike(town: Town):
    handled: list[str] = []

    answers = await handle_all(counting(town, handled), [typed("k")] * 10)

    assert len(handled) == 1
    assert answers == [Reply(Card(text("1")))] * 10


async def test_people_who_change_one_card_at_once_leave_one_card(town: Town):
    handled: list[str] = []

    await handle_all(counting(town, handled), [typed(f"k{number}", f"U{number}") for number in range(20)])

    claimed = await SqlDeliveries(town.database, {"slack"}).claim(town.clock.now(), 10)
    assert len(claimed) == 1


async def test_of_many_workers_one_claims_each_message(town: Town):
    deliveries = SqlDeliveries(town.database, {"slack"})
    async with town.store.transaction() as work:
        space = await work.directory.space(SLACK)
        scope = work.of(space.community)
        for number in range(30):
            topic_channel = f"C{number}"
            await scope.communities.choose_place(space.id, "pitches", topic_channel)
            card = PublishCard(Subject("pitch", str(number)), Card(text("a pitch")), "pitches")
            await scope.outbox.publish(card, town.clock.now())

    async with asyncio.TaskGroup() as group:
        workers = [group.create_task(claim_all(deliveries, town)) for _ in range(6)]

    claimed = [delivery for worker in workers for delivery in worker.result()]
    assert len(claimed) == len(set(claimed))


async def claim_all(deliveries: SqlDeliveries, town: Town) -> list[str]:
    claimed: list[str] = []
    while batch := await deliveries.claim(town.clock.now(), 3):
        claimed += [one.id for one in batch]
    return claimed

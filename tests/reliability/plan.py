"""Plans: so many messages for one platform, queued in a fresh database by the real store."""

from datetime import datetime
from typing import Final, cast

from sqlalchemy import select, update

from bot.drafts import FIX
from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card, Paragraph
from bot.vocabulary.effect import Notify, PostToThread, PublishCard, Topic
from bot.vocabulary.people import AccountRef, MemberId
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say, text
from storage.database import Database
from storage.migrate import upgrade
from storage.store import SqlScope, SqlStore
from storage.tables import meta, outbox
from tests.reliability.hurry import HurriedClock, Hurry
from tests.reliability.stage import KEY, Stage
from tests.stores import DEFAULTS, CountingIds

A_ROOM: Final = 8
"""Messages to one channel or person, more or less."""
_AT_ONCE: Final = 200


async def lay_out(url: str, stage: Stage, clock: Hurry, count: int, seed: int) -> dict[str, str]:
    """Queue so many messages: cards in channels, replies beneath cards, letters to people; their keys by marker."""
    await upgrade(url)
    database = Database(url)
    try:
        await _fix_markers(database, seed)
        store = SqlStore(database, HurriedClock(clock), CountingIds(), DEFAULTS)
        rooms, people = await _settle(store, stage, count)
        for first in range(0, count, _AT_ONCE):
            async with store.transaction() as work:
                space = await work.directory.space(stage.address)
                scope = cast(SqlScope, work.of(space.community))
                for number in range(first, min(first + _AT_ONCE, count)):
                    await _queue(scope, number, rooms, people, HurriedClock(clock).now())
        return await _planned(database)
    finally:
        await database.close()


def homeless(count: int, gone: int) -> frozenset[str]:
    """The keys of what can go nowhere where so many of the channels are gone: their cards, and what is beneath them."""
    cards = [number - 1 if number % 4 == 2 else number for number in range(count)]
    return frozenset(
        f"no.{number}" for number, card in enumerate(cards) if card % 4 < 2 and card % _rooms(count) < gone
    )


def _rooms(count: int) -> int:
    return max(3, count // 2 // A_ROOM)


async def _fix_markers(database: Database, seed: int) -> None:
    # Fates are drawn by marker, so the same seed must give the same ones.
    async with database.begin() as connection:
        await connection.execute(update(meta).where(meta.c.name == "install_key").values(value=f"{seed:064x}"))


async def _settle(store: SqlStore, stage: Stage, count: int) -> tuple[list[Topic], list[MemberId]]:
    *rooms, office = stage.rooms(_rooms(count) + 1)
    people = stage.people(max(3, count // 4 // A_ROOM))
    topics = [cast(Topic, f"room {number}") for number in range(len(rooms))]
    async with store.transaction() as work:
        space = await work.directory.space(stage.address)
        scope = work.of(space.community)
        for topic, room in zip(topics, rooms, strict=True):
            await scope.communities.choose_place(space.id, topic, room)
        await scope.communities.choose_place(space.id, "organizers", office)
        members = [(await scope.members.mentioned(space.id, AccountRef(login, "Hana"))).id for login in people]
    return topics, members


async def _queue(scope: SqlScope, number: int, rooms: list[Topic], people: list[MemberId], at: datetime) -> None:
    # Of four messages two are cards, one is a reply beneath the second card, and one is a letter.
    key = f"no.{number}"
    match number % 4:
        case 0 | 1:
            buttons = Buttons((Button(say("draft-fix"), Action(FIX, (str(number),))),))
            card = Card(text(f"Clean-up {key}"), (Paragraph(text("Bring gloves.")), buttons))
            await scope.outbox.publish(
                PublishCard(Subject("clean-up", str(number)), card, rooms[number % len(rooms)]), at
            )
        case 2:
            card = Card((), (Paragraph(text(f"Tomorrow at nine: {key}")),))
            await scope.outbox.post(PostToThread(Subject("clean-up", str(number - 1)), card, key), at)
        case _:
            card = Card(text(f"You are in: {key}"))
            await scope.outbox.notify(Notify(people[number % len(people)], card, key), at)


async def _planned(database: Database) -> dict[str, str]:
    async with database.begin() as connection:
        rows = (await connection.execute(select(outbox.c.marker, outbox.c.payload))).all()
    found = {row.marker: KEY.search(row.payload) for row in rows}
    return {marker: key.group() for marker, key in found.items() if key}

"""Unions: of two members who are one person nothing is lost and nothing is there twice, in each kind of store."""

import pytest
from sqlalchemy import select

from bot.vocabulary.card import buttons_of
from storage.register import FATES
from storage.tables import connections, members
from tests.people import Resident, Town, living_town
from tests.stores import Town as Stored
from tests.stores import memory_database


@pytest.fixture(params=["memory", "postgresql"])
async def database(request: pytest.FixtureRequest, postgresql_town: Stored):
    """A database with nobody in it."""
    if request.param == "postgresql":
        yield postgresql_town.database
        return
    async with memory_database() as fresh:
        yield fresh


async def lives(town: Town, person: Resident, title: str) -> None:
    """Take part in what there is."""
    await person.runs("/intro write")
    await person.posts(positioning="baker", tie="live", phase="2", words=title, visibility="everyone")
    await person.runs("/volunteer offer")
    await person.posts(what=title, until="month")
    await person.runs("/connect offer")
    await person.fills(topics=title, contact=title)
    await person.runs("/connect coffee join")
    await person.runs("/mydata give")
    await person.presses_action(next(iter(_buttons(person))).action) if _buttons(person) else None
    await person.runs("/remind me tomorrow 9:00 water")
    if person.form:
        await person.posts(words="water", when="tomorrow 9:00")
    for card in (town.cards("volunteering", person.chat)[0], town.cards("meetups", person.chat)[0]):
        await person.reacts("✋", on=card)
        await person.reacts("✅", on=card)
        await person.reacts("👀", on=card)
    for emoji in ("🙌", "✨", "🤔", "👀"):
        await person.reacts(emoji, on=town.cards("pitches", person.chat)[0])


def _buttons(person: Resident):
    return list(buttons_of(person.card)) if person.card else []


async def test_nobody_is_left_where_the_other_was_named_and_all_of_theirs_is_there_once(database):
    async with living_town(file=database) as town:
        ada, elsewhere = town.person("Ada"), town.person("ada.k", on="slack")
        chie = town.person("千恵", on="slack", language="ja")
        await chie.runs("/volunteer call")
        await chie.posts(title="椅子運び", places="3", when="土曜 15時")
        await chie.runs("/pitch new")
        if chie.form is None:
            await chie.presses_nth(-1)
        await chie.posts(title="図書室", why="本", step="見る", when="日曜 10時")
        await chie.runs("/meetup new")
        await chie.posts(title="お茶会", when="土曜 18時")
        await lives(town, ada, "from Discord")
        await lives(town, elsewhere, "from Slack")
        await town.passes(days=9)
        await ada.runs("/mydata link")
        code = ada.reads.splitlines()[1]
        await elsewhere.runs(f"/mydata link {code}")
        async with town.store.transaction() as work:
            space = await work.directory.space(elsewhere.space)
            other = await work.of(space.community).members.known(space.id, elsewhere.actor.account)

        assert other
        await ada.presses("Yes; keep the one from here", on=ada.letters[-1])

        assert ada.reads.startswith("You are one now")
        async with town.database.begin() as connection:
            for column in FATES:
                named = (await connection.execute(select(column.table).where(column == other.id))).all()
                assert named == [], column
            names = set(await connection.scalars(select(members.c.name)))
            pairs = (await connection.execute(select(connections.c.first_id, connections.c.second_id))).all()
        assert names == {"Ada", "千恵"}
        assert len(pairs) == len(set(pairs)) == 1
        await town.passes(days=400)
        await elsewhere.runs("/mydata unlink")
        await elsewhere.presses_nth(0)
        await elsewhere.runs("/mydata export")

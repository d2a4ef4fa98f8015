"""What is kept of a community that took Machi out, for how long, and that nothing is left of it then."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.departures import AT_ONCE, KEPT
from bot.engine import Engine
from bot.features import FEATURES
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Notify, OpenForm, PublishCard
from bot.vocabulary.people import AccountRef, Pause, SpaceAddress
from bot.vocabulary.request import Actor, Command, FormSubmission, Place
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import text
from jobs.due import DueWork
from storage.shelf import SqlShelf
from storage.tables import metadata, postings
from tests.stores import Town

GUILD = SpaceAddress("discord", "9001", "canary-guild")
WORKSPACE = SpaceAddress("slack", "T1", "canary-workspace")
OTHER = SpaceAddress("discord", "9002", "川越")


class Court:
    """A store with its engine, and the time that passes in it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.engine = Engine(FEATURES, town.store, town.clock, town.ids)
        self.due = DueWork(town.store, self.engine.handle_due, town.clock)

    async def lives(self, address: SpaceAddress) -> None:
        """Somebody there has written something, and Machi has answered in public and in private."""
        async with self.town.store.transaction() as work:
            space = await work.directory.space(address)
            scope = work.of(space.community)
            await scope.communities.spoken_to_in(space.id, "C1")
            member = await scope.members.of_account(space.id, AccountRef("77", "canary-name"))
            card = Card(text("canary-card"))
            await scope.outbox.publish(PublishCard(Subject("call", "c"), card, "volunteering"), self.town.clock.now())
            await scope.outbox.notify(Notify(member.id, card, "canary-key"), self.town.clock.now())
        actor, place = Actor(AccountRef("77", "canary-name"), "en"), Place("C1")
        asked = Command(f"{address.external_id}:1", address, actor, place, "intro", "write")
        opened = await self.engine.handle(asked)
        assert isinstance(opened, OpenForm)
        form = opened.form
        answers = {"positioning": "canary-tag", "tie": "live", "phase": "2", "words": "canary-words"}
        answers |= {"visibility": "everyone"}
        sent = FormSubmission(f"{address.external_id}:2", address, actor, place, form.action, form.draft, answers)
        await self.engine.handle(sent)

    async def passes(self, **duration: float) -> None:
        """Time goes by, and what comes due on the way is done."""
        end = self.town.clock.now() + timedelta(**duration)
        while (at := await self.due.next_at()) is not None and at <= end:
            self.town.clock.instant = max(at, self.town.clock.instant)
            await self.due.run_until_idle()
        self.town.clock.instant = end

    async def sleeps(self, **duration: float) -> None:
        """Time goes by while Machi is not running; then it starts."""
        self.town.clock.move(**duration)
        await self.due.run_until_idle()

    async def holds(self, words: str) -> bool:
        """Whether these words stand anywhere in the database."""
        async with self.town.database.begin() as connection:
            for table in metadata.sorted_tables:
                rows = (await connection.execute(select(table))).all()
                if words in str(rows):
                    return True
        return False


@pytest.fixture
async def court(town: Town) -> Court:
    made = Court(town)
    await made.lives(GUILD)
    return made


async def test_after_its_time_nothing_is_left_and_others_keep_everything(court: Court):
    await court.lives(OTHER)
    shelf = SqlShelf(court.town.database, "discord")
    posting = await _posting(court)
    async with court.town.database.begin() as connection:
        await connection.execute(postings.insert().values(posting))
    for key in ("greeted:9001", "reactions:4711", "greeted:9002", "commands"):
        await shelf.put(key, "canary-shelf" if key in {"greeted:9001", "reactions:4711"} else "here")

    await court.engine.left(GUILD)
    await court.passes(days=29)
    kept = await court.holds("canary-words")
    await court.passes(days=2)

    assert kept
    assert not await court.holds("canary-guild")
    assert not await court.holds("canary-shelf")
    assert await court.holds("canary-words"), "the other town wrote the same"
    assert [key for key, _ in await shelf.under("")] == ["commands", "greeted:9002"]
    await court.engine.left(OTHER)
    await court.passes(days=31)
    assert not await court.holds("canary")


async def _posting(court: Court) -> dict[str, str]:
    async with court.town.store.transaction() as work:
        space = await work.directory.space(GUILD)
    about = {"subject_kind": "call", "subject_id": "c", "channel": "C1", "message": "4711"}
    return {"community_id": space.community, "space_id": space.id} | about


async def test_who_invites_machi_again_in_time_finds_everything(court: Court):
    await court.engine.left(GUILD)
    await court.passes(days=20)
    await court.engine.returned(GUILD)
    await court.passes(days=60)

    assert await court.holds("canary-words")


async def test_while_another_chat_of_the_community_stands_everything_is_kept(court: Court):
    async with court.town.store.transaction() as work:
        space = await work.directory.space(GUILD)
        await work.directory.attach(WORKSPACE, space.community)

    await court.engine.left(GUILD)
    await court.passes(days=60)
    kept = await court.holds("canary-words")
    await court.engine.left(WORKSPACE)
    await court.passes(days=29)
    still = await court.holds("canary-words")
    await court.passes(days=2)

    assert (kept, still) == (True, True)
    assert not await court.holds("canary")


async def test_who_was_invited_again_while_machi_was_not_running_is_heard_before_anything_is_erased(court: Court):
    await court.engine.left(GUILD)
    await court.sleeps(days=45)
    await court.engine.returned(GUILD)
    await court.passes(days=60)

    assert await court.holds("canary-words")


async def test_what_was_put_off_while_machi_was_not_running_is_erased_an_hour_later(court: Court):
    await court.engine.left(GUILD)
    await court.sleeps(seconds=(KEPT + AT_ONCE).total_seconds())
    kept = await court.holds("canary-words")
    await court.passes(hours=2)

    assert kept
    assert not await court.holds("canary")


async def test_a_pause_keeps_nothing_from_being_erased(court: Court):
    async with court.town.store.transaction() as work:
        space = await work.directory.space(GUILD)
        await work.of(space.community).communities.pause(Pause(court.town.clock.now()))
    await court.engine.left(GUILD)
    await court.passes(days=31)

    assert not await court.holds("canary")


async def test_being_told_of_it_again_counts_from_the_first_time(court: Court):
    await court.engine.left(GUILD)
    await court.passes(days=20)
    await court.engine.left(GUILD)
    await court.passes(days=11)

    assert not await court.holds("canary")


async def test_what_the_adapter_keeps_of_a_workspace_goes_with_it_and_nothing_of_another(court: Court):
    await court.lives(WORKSPACE)
    shelf = SqlShelf(court.town.database, "slack")
    theirs = ("reactions/T1/C1/4711.1", "closed/C1:T1")
    others = ("installation/T2", "reactions/T2/C1/4711.1", "reactions/T22/T1/4711.1")
    for key in (*theirs, *others):
        await shelf.put(key, "U77")

    await court.engine.left(WORKSPACE)
    await court.passes(days=31)

    assert [key for key, _ in await shelf.under("")] == sorted(others)
    assert await court.holds("canary-guild")

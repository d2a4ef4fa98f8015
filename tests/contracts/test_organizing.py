"""What organizers see and decide: counted, listed and kept the same way in every store."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from bot.features.approvals.model import Proposal, ProposalId, Proposals
from bot.features.digests.model import Digests, OpenCall
from bot.features.introductions.model import Introduction, Introductions, Visibility
from bot.features.pitches.model import Pitch, Pitches, PitchId, Step
from bot.features.reports.model import Figures, Reports
from bot.features.volunteering.model import Call, CallId, Calls, Role, teams_for
from bot.ports import Rhythm, Scope
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Filled
from bot.vocabulary.people import AccountRef, Member, Space, SpaceAddress
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import text
from tests.stores import MONDAY, Town

ZONE = "Asia/Tokyo"
BEGINS, ENDS = MONDAY - timedelta(days=22), MONDAY + timedelta(days=8)
FILLED = Filled("meetups.meetup", ("a",), {"title": "Walk", "several": ("x", "y")}, MONDAY, ZONE, "ja")


@dataclass(slots=True)
class Hall:
    """A community with two people in it."""

    town: Town
    space: Space
    ada: Member
    ben: Member

    def scope(self, work) -> Scope:
        return work.of(self.space.community)

    async def introduce(self, member: Member, visibility: Visibility, at: datetime) -> None:
        introduction = Introduction(member.id, ("baker",), "live", "3", "Bread", visibility, self.space.id, at)
        async with self.town.store.transaction() as work:
            await self.scope(work)[Introductions].save(introduction)

    async def figures(self) -> Figures:
        async with self.town.store.transaction() as work:
            return await self.scope(work)[Reports].figures(BEGINS, ENDS, MONDAY)


@pytest.fixture
async def hall(town: Town) -> Hall:
    async with town.store.transaction() as work:
        space = await work.directory.space(SpaceAddress("slack", "T1"))
        members = work.of(space.community).members
        ada, ben = [await members.of_account(space.id, AccountRef(name, name)) for name in ("ada", "ben")]
    return Hall(town, space, ada, ben)


def call(hall: Hall, title: str, places: int = 1) -> Call:
    return Call(CallId(title), hall.ada.id, title, MONDAY, teams_for((Role("", places),)), ZONE)


async def test_calls_are_counted_by_their_places_and_listed_while_any_is_left(hall: Hall):
    async with hall.town.store.transaction() as work:
        calls = hall.scope(work)[Calls]
        await calls.save(call(hall, "chairs").join(hall.ben.id, MONDAY))
        await calls.save(call(hall, "tables", 2).join(hall.ben.id, MONDAY))
        await calls.save(replace(call(hall, "long ago"), created_at=BEGINS - timedelta(days=1), state="expired"))

    figures = await hall.figures()
    assert (figures.asked, figures.filled, figures.unfilled) == (2, 1, 1)
    async with hall.town.store.transaction() as work:
        assert await hall.scope(work)[Digests].calls(MONDAY, 10) == [OpenCall("tables", 1, None, None, ZONE)]


async def test_an_introduction_is_new_once_and_from_when_others_can_read_it(hall: Hall):
    async def newcomers(since: datetime) -> list[str]:
        async with hall.town.store.transaction() as work:
            return list(await hall.scope(work)[Digests].newcomers(since, 10))

    long_ago = BEGINS - timedelta(days=30)
    await hall.introduce(hall.ada, "everyone", long_ago)
    await hall.introduce(hall.ada, "everyone", MONDAY)
    await hall.introduce(hall.ben, "watching", long_ago)
    assert await newcomers(BEGINS) == []
    assert (await hall.figures()).introductions == 0

    await hall.introduce(hall.ben, "everyone", MONDAY)

    assert await newcomers(BEGINS) == [hall.ben.id]
    assert await newcomers(MONDAY) == []
    assert (await hall.figures()).introductions == 1


async def test_pitches_and_people_are_counted_where_they_belong(hall: Hall):
    async with hall.town.store.transaction() as work:
        pitches = hall.scope(work)[Pitches]
        step = Step("Ask", MONDAY.replace(tzinfo=None), ZONE)
        await pitches.save(Pitch(PitchId("shelf"), hall.ada.id, "A shelf", "Books", "", step, MONDAY))
    figures = await hall.figures()

    assert (figures.started, figures.resting, figures.newcomers) == (1, 0, 2)
    async with hall.town.store.transaction() as work:
        assert list(await hall.scope(work)[Digests].pitches(5)) == ["A shelf"]


async def test_a_rhythm_is_kept_changed_and_stopped(hall: Hall):
    rhythm = Rhythm("digest", 6, 23, date(2026, 11, 29))
    async with hall.town.store.transaction() as work:
        rhythms = hall.scope(work).rhythms
        await rhythms.keep(replace(rhythm, day=0, last=None))
        await rhythms.keep(rhythm)
        assert await rhythms.of("digest") == rhythm
        assert await rhythms.of("report") is None
        await rhythms.stop("digest")
        assert await rhythms.of("digest") is None


def proposal(hall: Hall) -> Proposal:
    return Proposal(
        ProposalId("p1"), hall.ada.id, hall.space.id, "d1", FILLED, "meetups", Card(text("Walk")), ENDS, MONDAY
    )


async def test_a_proposal_comes_back_as_it_was_and_is_known_by_either_draft(hall: Hall):
    kept = replace(proposal(hall), changing="d2", word="later?", state="asked")
    async with hall.town.store.transaction() as work:
        proposals = hall.scope(work)[Proposals]
        await proposals.save(proposal(hall))
        assert await proposals.count() == (await hall.scope(work)[Reports].figures(BEGINS, ENDS, MONDAY)).waiting == 1
        await proposals.save(kept)

    async with hall.town.store.transaction() as work:
        proposals = hall.scope(work)[Proposals]
        assert await proposals.get(ProposalId("p1")) == kept
        assert [await proposals.written_in(draft) for draft in ("d1", "d2", "d3", "")] == [kept, kept, None, None]
        assert await proposals.waiting(5) == await proposals.of_member(hall.ada.id, 5) == [kept]
        assert (await proposals.count(), await proposals.of_member(hall.ben.id, 5)) == (0, [])
        with pytest.raises(LookupError):
            await proposals.get(ProposalId("p2"))


async def test_of_many_who_decide_at_once_one_does(hall: Hall):
    async with hall.town.store.transaction() as work:
        await hall.scope(work)[Proposals].save(proposal(hall))

    async def decide() -> bool:
        async with hall.town.store.transaction() as work:
            proposals = hall.scope(work)[Proposals]
            try:
                decided = (await proposals.get(ProposalId("p1"))).decided("approved", MONDAY)
            except Refused:
                return False
            await proposals.save(decided)
            return True

    assert sorted(await asyncio.gather(*(decide() for _ in range(8)))) == [False] * 7 + [True]


async def test_what_organizers_look_at_is_kept(hall: Hall):
    for chosen in (("volunteering", "meetups"), ("meetups",), ()):
        async with hall.town.store.transaction() as work:
            await hall.scope(work).communities.look_at(chosen)
        async with hall.town.store.transaction() as work:
            assert (await work.directory.community(hall.space.community)).looks_at == frozenset(chosen)

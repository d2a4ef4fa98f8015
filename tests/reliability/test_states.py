"""The outbox' states as a model: from each, time alone leads to an end, and each is told from its row alone.

Whatever may befall a message is tried in whatever state it may be in, through the real outbox over a real database, and
the row that results is held against a table of what may follow. The table is then walked by itself.
"""

from datetime import timedelta
from itertools import product
from typing import Any, Final

import pytest
from sqlalchemy import Row, select

from bot.ports import (
    Claimed,
    InDoubt,
    MessageRef,
    NotSent,
    Outcome,
    Rejected,
    Report,
    Sent,
    Stopped,
    TargetGone,
)
from bot.vocabulary.card import Card
from bot.vocabulary.effect import PublishCard
from bot.vocabulary.people import SpaceAddress
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import text
from storage.deliveries import LEASE, LIFE, SqlDeliveries
from storage.tables import FINISHED, UNFINISHED, outbox
from tests.stores import Town, memory_town

SPACE: Final = SpaceAddress("slack", "T1", "つくば")
MEETUP: Final = Subject("meetup", "1")
THERE: Final = MessageRef("C1", "M1")

OUTCOMES: Final[dict[str, Outcome]] = {
    "sent": Sent(THERE),
    "not sent": NotSent("later", 5.0),
    "in doubt": InDoubt("no answer"),
    "refused": Rejected("too long"),
    "gone": TargetGone("no such channel"),
    "stopped": Stopped("token revoked"),
}
AFTER: Final[dict[tuple[str, str], set[str]]] = {
    ("pending", "claim"): {"pending"},  # a lease is no state
    ("pending", "mark"): {"sending"},
    ("pending", "call off"): {"cancelled"},
    ("pending", "late"): {"expired"},
    ("pending", "years"): {"expired", "dead"},
    ("sending", "sent"): {"sent", "verify"},
    ("sending", "not sent"): {"pending"},
    ("sending", "in doubt"): {"uncertain"},
    ("sending", "refused"): {"dead"},
    ("sending", "gone"): {"pending"},  # a card waits for its place
    ("sending", "stopped"): {"pending"},
    ("sending", "lease over"): {"uncertain"},
    ("sending", "alone at last"): {"uncertain"},  # for its lease is over by then, and so it is here
    ("sending", "late"): {"uncertain"},
    ("sending", "years"): {"uncertain"},
    ("uncertain", "mark"): {"sending"},
    ("uncertain", "found"): {"verify", "sent"},
    ("uncertain", "give up"): {"dead"},
    ("uncertain", "look later"): {"uncertain"},
    ("verify", "alone"): {"verify", "sent"},
    ("verify", "alone at last"): {"sent"},
    ("verify", "look later"): {"verify"},
    ("verify", "call off"): {"pending"},  # to be edited
    ("sent", "call off"): {"pending"},
    ("expired", "call off"): {"cancelled"},
    ("dead", "call off"): {"cancelled"},
}
"""What may follow on what; whatever is missing here changes nothing."""
BY_TIME: Final = {"late", "years", "lease over", "mark", "give up", "alone at last", "found", *OUTCOMES}
"""What happens to a message that nobody touches: a worker carries it, looks for it, or its time is over."""


class Scene:
    """One card in an outbox, brought into a state by what brings it there in life."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.deliveries = SqlDeliveries(town.database, {"slack"})

    async def publish(self, words: str, *, standing: bool = False) -> None:
        async with self.town.store.transaction() as work:
            space = await work.directory.space(SPACE)
            scope = work.of(space.community)
            await scope.communities.spoken_to_in(space.id, "C1")
            until = None if standing else self.town.clock.now() + timedelta(hours=1)
            card = PublishCard(MEETUP, Card(text(words)), "meetups", useful_until=until, standing=standing)
            await scope.outbox.publish(card, self.town.clock.now())

    async def row(self) -> Row[Any]:
        async with self.town.database.begin() as connection:
            return (await connection.execute(select(outbox).where(outbox.c.kind == "card"))).one()

    async def claim(self) -> Claimed | None:
        claimed = await self.deliveries.claim(self.town.clock.now(), 5)
        return next((one for one in claimed), None)

    async def mark(self) -> Claimed:
        claimed = await self.claim()
        assert claimed is not None
        await self.deliveries.mark([claimed], self.town.clock.now())
        return claimed

    async def finish(self, claimed: Claimed, outcome: Outcome, verify: bool = False) -> None:
        now = self.town.clock.now()
        until = now + timedelta(seconds=120) if verify else None
        await self.deliveries.finish([Report(claimed, outcome, until)], now)


async def become(scene: Scene, state: str) -> Claimed | None:
    """Bring the card into a state; who holds it, where somebody does."""
    match state:
        case "pending":
            return None
        case "sending":
            return await scene.mark()
        case "uncertain":
            await scene.finish(await scene.mark(), OUTCOMES["in doubt"])
        case "verify":
            await scene.finish(await scene.mark(), OUTCOMES["sent"], verify=True)
        case "sent":
            await scene.finish(await scene.mark(), OUTCOMES["sent"])
        case "expired":
            scene.town.clock.move(hours=2)
            await scene.claim()
        case "cancelled":
            await scene.publish("called off", standing=True)
        case "dead":
            await scene.finish(await scene.mark(), OUTCOMES["refused"])
        case unknown:
            raise ValueError(unknown)
    return None


async def befall(scene: Scene, held: Claimed | None, what: str) -> None:
    """Let something happen to the card, as far as it can."""
    clock, deliveries = scene.town.clock, scene.deliveries
    if what == "lease over":
        clock.move(seconds=LEASE.total_seconds() + 1)
        await scene.claim()
        return
    if what == "late":
        clock.move(hours=2)
        await scene.claim()
        return
    if what == "years":
        clock.move(seconds=LIFE.total_seconds() + 7200)
        await scene.claim()
        return
    if what == "call off":
        await scene.publish("called off", standing=True)
        return
    if what in OUTCOMES:
        if held is not None:
            await scene.finish(held, OUTCOMES[what])
        return
    if what == "alone at last":
        clock.move(seconds=120)
    elif held is None:
        clock.move(seconds=70)
    claimed = await scene.claim()
    if claimed is None:
        return
    match what:
        case "mark":
            await deliveries.mark([claimed], clock.now())
        case "found":
            await scene.finish(claimed, Sent(THERE))
        case "give up":
            await deliveries.give_up(claimed, "nobody may look", clock.now())
        case "look later":
            await deliveries.put_off(claimed, clock.now() + timedelta(seconds=5))
        case "alone" | "alone at last":
            await deliveries.verified(claimed, clock.now())
        case _:
            pass  # to be claimed was all


HAPPENINGS: Final = (
    *OUTCOMES, "claim", "mark", "call off", "late", "years", "lease over", "found", "give up", "look later", "alone",
    "alone at last",
)  # fmt: skip


@pytest.mark.parametrize(("state", "what"), list(product((*UNFINISHED, *FINISHED), HAPPENINGS)))
async def test_whatever_befalls_a_message_its_next_state_is_in_the_table(state: str, what: str):
    async with memory_town() as town:
        scene = Scene(town)
        await scene.publish("at seven")
        held = await become(scene, state)
        before = await scene.row()
        assert before.state == state

        await befall(scene, held, what)

        after = await scene.row()
        assert after.state in AFTER.get((state, what), {state}), (before, after)
        assert is_told_by_its_state(after)


def is_told_by_its_state(row: Row[Any]) -> bool:
    """Whether nothing else in a row contradicts what its state says is on the platform."""
    match row.state:
        case "pending":
            return row.doubted is None
        case "sending":
            return row.lease_until is not None and row.first_at is not None
        case "uncertain":
            return row.doubted is not None and row.first_at is not None and row.message is None
        case "verify":
            return row.message is not None and row.verify_until is not None
        case "sent":
            return row.message is not None and row.lease_until is None
        case "expired" | "cancelled":
            return row.message is None and row.lease_until is None
        case "dead":
            return row.error is not None and row.lease_until is None
        case _:
            return False


def test_from_every_state_time_alone_leads_to_an_end():
    ends = set(FINISHED)
    for _ in UNFINISHED:
        ends |= {before for (before, what), after in AFTER.items() if what in BY_TIME and after & ends}

    assert ends >= set(UNFINISHED)


def test_nothing_that_is_over_goes_on_by_time():
    assert not [before for (before, what) in AFTER if before in FINISHED and what in BY_TIME]

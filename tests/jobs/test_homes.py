"""The work that shows home pages anew, whatever a platform says of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.ports import Failure, InDoubt, NotSent, StaleHome, TargetGone
from bot.vocabulary.people import AccountRef, SpaceAddress
from jobs.homes import HomeWork
from tests.stores import StandingClock

HOME = StaleHome(SpaceAddress("slack", "T1"), AccountRef("U1"), 3)


@dataclass
class Homes:
    """One home page that is stale until it is told otherwise."""

    waiting: list[StaleHome]
    became: list[object] = field(default_factory=list)

    async def claim(self, at: datetime, limit: int) -> tuple[StaleHome, ...]:
        taken, self.waiting = tuple(self.waiting), []
        return taken

    async def shown(self, home: StaleHome, at: datetime) -> None:
        self.became.append("shown")

    async def put_off(self, home: StaleHome, until: datetime) -> None:
        self.became.append(until)

    async def gone(self, home: StaleHome) -> None:
        self.became.append("gone")

    async def next_at(self) -> datetime | None:
        return None


@dataclass
class Slack:
    """Shows a home page, or says why not."""

    says: Failure | Exception | None

    async def show_home(self, space: SpaceAddress, account: AccountRef) -> Failure | None:
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


@pytest.mark.parametrize(
    ("says", "attempt", "became"),
    [
        (None, 0, "shown"),
        (TargetGone("user_not_found"), 0, "gone"),
        (NotSent("ratelimited", 30.0), 0, 30),
        (InDoubt("500"), 2, 4),
        (InDoubt("500"), 10, "gone"),
    ],
    ids=str,
)
async def test_what_becomes_of_a_home_page(says, attempt, became):
    clock = StandingClock()
    homes = Homes([StaleHome(HOME.space, HOME.account, HOME.revision, attempt)])

    done = await HomeWork(homes, {"slack": Slack(says)}, clock).run_until_idle()

    wanted = clock.now() + timedelta(seconds=became) if isinstance(became, int) else became
    assert (done, homes.became) == (1, [wanted])


async def test_a_fault_leaves_it_to_its_lease(capsys):
    homes = Homes([HOME])

    await HomeWork(homes, {"slack": Slack(RuntimeError("a fault"))}, StandingClock()).run_until_idle()

    assert homes.became == []
    assert "could not be shown" in capsys.readouterr().out


async def test_at_the_end_nothing_more_is_begun():
    homes = Homes([HOME])
    work = HomeWork(homes, {"slack": Slack(None)}, StandingClock())

    work.close()

    assert await work.run_until_idle() == 0

"""Calendar feeds as a calendar program asks for them."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
import vobject
from aiohttp import ClientSession

from adapters.web.calendars import MISSES, CalendarPages
from adapters.web.server import application, serving
from bot.calendars import Entry, Feed, Stamp
from bot.vocabulary.people import Community, CommunityId
from tests.stores import MONDAY, StandingClock

SECRET = "0123456789abcdef" * 3
TOWN = Community(CommunityId("town"), "みどり町", "", "つくば", "ja", "Asia/Tokyo")
WALK = Entry("walk@machi", "散歩", "", "", datetime(2026, 12, 5, 15), None, "Asia/Tokyo", Stamp(0, MONDAY))  # noqa: DTZ001


@dataclass(slots=True)
class FakeFeeds:
    """Stands for :class:`bot.calendars.Feeds`: what stands behind each address."""

    there: dict[str, Feed] = field(default_factory=dict)
    asked: int = 0

    async def behind(self, digest: str, at: datetime) -> tuple[Community, Feed] | None:
        """Look, and count."""
        self.asked += 1
        return (TOWN, self.there[digest]) if digest in self.there else None


@pytest.fixture
def feeds() -> FakeFeeds:
    return FakeFeeds({hashlib.sha256(SECRET.encode()).hexdigest(): Feed("みどり町", "ja", (WALK,))})


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def site(feeds: FakeFeeds, clock: StandingClock) -> AsyncIterator[str]:
    async with serving(application([], CalendarPages(feeds, clock).routes()), "127.0.0.1", 0) as address:
        yield address


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def test_a_feed_is_a_calendar_that_only_its_reader_keeps(site: str, client: ClientSession):
    async with client.get(f"{site}/calendar/{SECRET}.ics") as answer:
        calendar = vobject.readOne(await answer.text())

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert calendar.vevent.summary.value == "散歩"


async def test_what_has_not_changed_is_not_sent_again(site: str, client: ClientSession, feeds: FakeFeeds):
    async with client.get(f"{site}/calendar/{SECRET}.ics") as first:
        tag = {"If-None-Match": first.headers["ETag"]}
    async with client.get(f"{site}/calendar/{SECRET}.ics", headers=tag) as again:
        pass
    (digest,) = feeds.there
    feeds.there[digest] = Feed("みどり町", "ja", (replace(WALK, title="散策"),))
    async with client.get(f"{site}/calendar/{SECRET}.ics", headers=tag) as changed:
        calendar = vobject.readOne(await changed.text())

    assert (first.status, again.status, changed.status) == (200, 304, 200)
    assert calendar.vevent.summary.value == "散策"


async def test_an_address_that_was_stopped_is_one_that_never_was(site: str, client: ClientSession, feeds: FakeFeeds):
    async with client.get(f"{site}/calendar/{SECRET}.ics"):
        pass
    feeds.there.clear()
    async with client.get(f"{site}/calendar/{SECRET}.ics") as stopped, client.get(f"{site}/calendar/ab.ics") as unknown:
        words = await stopped.text(), await unknown.text()

    assert stopped.status == unknown.status == 404
    assert words[0] == words[1]


async def test_whoever_guesses_has_to_wait_and_whoever_knows_does_not(
    site: str, client: ClientSession, feeds: FakeFeeds, clock: StandingClock
):
    async with client.get(f"{site}/calendar/{SECRET}.ics"):
        pass
    for guess in range(MISSES):
        async with client.get(f"{site}/calendar/{guess:048x}.ics"):
            pass
    asked = feeds.asked
    async with (
        client.get(f"{site}/calendar/{'f' * 48}.ics") as guessed,
        client.get(f"{site}/calendar/{SECRET}.ics") as known,
    ):
        pass
    looked = feeds.asked - asked
    clock.move(minutes=2)
    async with client.get(f"{site}/calendar/{'f' * 48}.ics") as later:
        pass

    assert (guessed.status, known.status, looked, later.status) == (429, 200, 1, 404)


async def test_the_log_knows_an_address_by_its_fingerprint_alone(site: str, client: ClientSession, capsys):
    async with client.get(f"{site}/calendar/{SECRET}.ics"):
        pass

    logged = capsys.readouterr()
    assert hashlib.sha256(SECRET.encode()).hexdigest()[:8] in logged.out + logged.err
    assert SECRET not in logged.out + logged.err

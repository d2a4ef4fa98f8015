"""Calendar feeds as a calendar program asks for them."""

import hashlib
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
import vobject
from aiohttp import ClientSession
from aiohttp.test_utils import make_mocked_request

from adapters.web.board import BoardPages
from adapters.web.calendars import CalendarPages
from adapters.web.doors import ALL, EACH, Doors, caller_of
from adapters.web.server import application, serving
from bot.calendars import Board, Entry, Feed, Gathering, Idea, Stamp, Wanted
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
    boards: dict[str, Board] = field(default_factory=dict)

    async def behind(self, digest: str, at: datetime) -> tuple[Community, Feed] | None:
        """Look, and count."""
        self.asked += 1
        return (TOWN, self.there[digest]) if digest in self.there else None

    async def digests(self) -> Collection[str]:
        """Every address."""
        return {*self.there, *self.boards}

    async def board(self, digest: str, at: datetime) -> Board | None:
        """Look for a page."""
        return self.boards.get(digest)


@pytest.fixture
def feeds() -> FakeFeeds:
    return FakeFeeds({hashlib.sha256(SECRET.encode()).hexdigest(): Feed("みどり町", "ja", (WALK,))})


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def site(feeds: FakeFeeds, clock: StandingClock) -> AsyncIterator[str]:
    doors = Doors(feeds, clock)
    routes = [*CalendarPages(feeds, clock, doors).routes(), *BoardPages(feeds, clock, doors).routes()]
    async with serving(application([], routes), "127.0.0.1", 0) as address:
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
    for guess in range(EACH):
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


async def asks(site: str, client: ClientSession, path: str, by: str) -> int:
    """The status that somebody gets whose request comes through a web server at hand."""
    async with client.get(f"{site}/{path}", headers={"X-Forwarded-For": f"10.9.8.7, {by}"}) as answer:
        return answer.status


async def test_who_guesses_hurts_nobody_else(site: str, client: ClientSession):
    guesses = [await asks(site, client, f"calendar/{guess:048x}.ics", "203.0.113.5") for guess in range(EACH + 1)]

    assert guesses == [404] * EACH + [429]
    assert await asks(site, client, f"town/{'e' * 48}", "203.0.113.5") == 429, "the board is another way in"
    assert await asks(site, client, f"calendar/{'f' * 48}.ics", "198.51.100.1") == 404
    assert await asks(site, client, f"calendar/{SECRET}.ics", "198.51.100.1") == 200


async def test_many_who_ask_from_one_machine_for_what_is_no_more_hurt_nobody(site: str, client: ClientSession):
    """As a provider does whose calendar many people use: each of its addresses again and again."""
    gone = [f"calendar/{number:048x}.ics" for number in range(EACH - 1)]

    asked = [await asks(site, client, path, "203.0.113.5") for _ in range(3) for path in gone]

    assert set(asked) == {404}
    assert await asks(site, client, f"calendar/{SECRET}.ics", "203.0.113.5") == 200


async def test_who_guesses_from_many_machines_gets_no_further(site: str, client: ClientSession, feeds: FakeFeeds):
    asked = feeds.asked

    for guess in range(ALL + 50):
        await asks(site, client, f"calendar/{guess:048x}.ics", f"203.0.{guess % 250}.{guess // 250}")

    assert feeds.asked - asked == ALL
    assert await asks(site, client, f"calendar/{SECRET}.ics", "192.0.2.1") == 200


@pytest.mark.parametrize(
    ("remote", "forwarded", "caller"),
    [
        ("93.184.216.34", None, "93.184.216.34"),
        ("93.184.216.34", "198.51.100.1", "93.184.216.34"),  # who comes by themselves may say what they like
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::ffff:127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("172.17.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("172.17.0.1", "unknown", "172.17.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", None, "None"),
    ],
)
def test_a_caller_is_who_the_nearest_web_server_says(remote: str, forwarded: str | None, caller: str):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=remote)

    assert caller_of(request) == caller


async def test_the_log_knows_an_address_by_its_fingerprint_alone(site: str, client: ClientSession, capsys):
    async with client.get(f"{site}/calendar/{SECRET}.ics"):
        pass

    logged = capsys.readouterr()
    assert hashlib.sha256(SECRET.encode()).hexdigest()[:8] in logged.out + logged.err
    assert SECRET not in logged.out + logged.err


WALK_DATE = Gathering("散歩 <b>", "公民館", WALK.start, None, "Asia/Tokyo", MONDAY, "planned")
OFF = replace(WALK_DATE, title="忘年会", standing="cancelled")
BOARD = Board(
    TOWN, (WALK_DATE, OFF), (Wanted("椅子運び", "講堂", None, None, "Asia/Tokyo"),), (Idea("町の地図", "歩きたい"),)
)


def digest_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


async def test_a_board_is_a_page_without_scripts_in_both_languages(site: str, client: ClientSession, feeds: FakeFeeds):
    feeds.boards[digest_of(SECRET)] = BOARD
    async with client.get(f"{site}/town/{SECRET}", headers={"Accept-Language": "en-GB,ja;q=0.5"}) as english:
        page = await english.text()
    async with client.get(f"{site}/town/{SECRET}?lang=ja") as japanese:
        page_in_japanese = await japanese.text()

    assert '<html lang="en">' in page
    assert '<html lang="ja">' in page_in_japanese
    assert "散歩 &lt;b&gt;" in page
    assert "Sat 5 Dec 2026, 15:00<" in page
    assert page.count("Asia/Tokyo") == 1
    assert "2026年12月5日(土) 15:00" in page_in_japanese
    assert "(called off)" in page
    assert "any time" in page
    assert "町の地図" in page
    assert "<script" not in page
    assert "default-src 'none'" in english.headers["Content-Security-Policy"]


async def test_a_page_that_nobody_guesses_is_not_indexed_and_one_with_a_name_is(
    site: str, client: ClientSession, feeds: FakeFeeds
):
    feeds.boards |= {digest_of(SECRET): BOARD, digest_of("tsukuba"): BOARD}
    async with client.get(f"{site}/town/{SECRET}") as secret, client.get(f"{site}/town/tsukuba") as named:
        tag = {"If-None-Match": named.headers["ETag"]}
    async with client.get(f"{site}/town/tsukuba", headers=tag) as again, client.get(f"{site}/town/nowhere") as nothing:
        pass

    assert "noindex" in secret.headers["X-Robots-Tag"]
    assert "X-Robots-Tag" not in named.headers
    assert (again.status, nothing.status) == (304, 404)

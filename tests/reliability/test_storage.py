"""Storage when disks fill up, files are damaged and processes die: nothing half done, nothing lost, nothing silent."""

import asyncio
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from bot.engine import Engine
from bot.feature import Feature, Features
from bot.features import FEATURES
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card, Paragraph
from bot.vocabulary.effect import Notify, Plan, Planned, PostToThread, PublishCard, Reply
from bot.vocabulary.people import AccountRef, SpaceAddress
from bot.vocabulary.request import Actor, Command, Place
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say
from bot.vocabulary.text import text as words
from jobs.delivery import DeliveryWork
from jobs.due import FEWEST, DueWork
from storage import sqlite
from storage.backup import backup, note_restored_elsewhere, restore
from storage.database import Database
from storage.deliveries import SqlDeliveries
from storage.lock import Occupied, alone
from storage.meta import install_key, restore_epoch, restored_at
from storage.migrate import head, upgrade
from storage.opening import found, opened
from storage.shelf import SqlShelf
from storage.soundness import UnfitDatabase, assert_durable
from storage.tables import inbox, metadata, outbox
from tests.contracts import conftest as contracts
from tests.end_to_end.process import machi
from tests.fakes.courier import FakeCourier
from tests.reliability.victims import SURVIVED
from tests.stores import MONDAY, town_in

SLACK = SpaceAddress("slack", "T1", "つくば")
ROOT = Path(__file__).parents[2]
server = contracts.server


def quiet(_done, _total):
    """Nobody watches the progress."""


def url_of(file):
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def file(tmp_path):
    """Where a database is to be kept."""
    return tmp_path / "data" / "town.db"


@pytest.fixture
def url(file):
    return url_of(file)


@pytest.fixture
def long(request):
    return request.config.getoption("--long")


@pytest.fixture(params=["file", "postgresql"])
async def address(request, url, file):
    """A database without any table, in each kind of store."""
    if request.param == "file":
        file.parent.mkdir()
        yield url
        return
    async with request.getfixturevalue("server").database() as address:
        yield address


async def keep(url, key, value):
    async with opened(url) as database:
        await SqlShelf(database, "test").put(key, value)


async def kept(url, key):
    async with opened(url) as database:
        return await SqlShelf(database, "test").get(key)


def verdict(file):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone()[0]


# --- backups --------------------------------------------------------------------------------------------------------


@contextmanager
def somebody_writes(file):
    """A process's worth of commits, each of which changes two rows alike, in a database of some thousand pages."""
    stop, begun = threading.Event(), threading.Event()

    def write():
        with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as connection:
            fill_shelf(connection)
            for number in count(1):
                connection.execute("BEGIN IMMEDIATE")
                for key in ("left", "right"):
                    connection.execute("REPLACE INTO shelf VALUES ('test', ?, ?)", [key, str(number)])
                connection.execute("COMMIT")
                begun.set()
                if stop.is_set():
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(30)
        yield
    finally:
        stop.set()
        writer.join()


def fill_shelf(connection):
    connection.execute("BEGIN IMMEDIATE")
    ballast = ((str(number), "x" * 3000) for number in range(3000))
    connection.executemany("INSERT INTO shelf VALUES ('ballast', ?, ?)", ballast)
    connection.execute("COMMIT")


def pair_in(file):
    with closing(sqlite3.connect(file)) as connection:
        return [row[0] for row in connection.execute("SELECT value FROM shelf WHERE key IN ('left', 'right')")]


def watched_backup(url, to):
    """A backup, and how many pages were copied after each step."""
    copied = []
    return backup(url, to, MONDAY, lambda done, _: copied.append(done)), copied


async def test_a_backup_made_while_machi_writes_shows_one_moment(url, file, long):
    await keep(url, "a", "b")

    with somebody_writes(file):
        pairs = []
        for number in range(100 if long else 10):
            copied = []
            made = backup(
                url, file.with_name(f"{number}.db"), MONDAY, lambda done, _, copied=copied: copied.append(done)
            )
            assert len(copied) > 5, "no progress was told"
            assert copied == sorted(set(copied)), "the copy was begun anew"
            assert verdict(made) == "ok"
            pairs.append(pair_in(made))
            made.unlink()

    assert all(left == right for left, right in pairs)
    assert len({left for left, _ in pairs}) > 1


async def test_a_backup_is_one_file_for_its_owner_alone_with_the_date_in_its_name(url, file):
    await keep(url, "a", "b")

    made = backup(url, None, MONDAY, quiet)

    assert made == file.with_name("town-backup-2026-11-23-010000.db")
    assert made.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in file.parent.iterdir()} == {"town.db", "town.db.lock", made.name}


async def test_a_backup_overwrites_nothing(url, file, tmp_path):
    await keep(url, "a", "b")
    there = tmp_path / "dear.db"
    there.write_text("dear")

    with pytest.raises(UnfitDatabase, match="is there already, and is not overwritten"):
        backup(url, there, MONDAY, quiet)

    assert there.read_text() == "dear"


async def test_a_backup_that_does_not_fit_leaves_nothing_behind(url, small_disk):
    await keep(url, "ballast", "x" * 200_000)
    (small_disk / "ballast").write_bytes(b"x" * (small_disk_size(small_disk) - 100_000))

    with pytest.raises(UnfitDatabase, match="Nothing was changed"):
        backup(url, small_disk / "b.db", MONDAY, quiet)

    assert [path.name for path in small_disk.iterdir()] == ["ballast"]


async def test_postgresql_has_its_own_tools_for_backups(server):
    with pytest.raises(UnfitDatabase, match="pg_dump"):
        backup(server.url("town"), None, MONDAY, quiet)
    with pytest.raises(UnfitDatabase, match="pg_restore"):
        await restore(server.url("town"), Path("a"), MONDAY, quiet)


# --- restoring ------------------------------------------------------------------------------------------------------


async def test_a_restored_backup_takes_the_place_of_what_is_kept_beside_it(url, file, tmp_path, long):
    await keep(url, "age", "old")
    made = backup(url, tmp_path / "b.db", MONDAY, quiet)

    for number in range(100 if long else 3):
        await keep(url, "age", f"new {number}")
        before, _ = await restore(url, made, MONDAY + timedelta(seconds=number), quiet)

        assert before is not None
        assert await kept(url_of(before), "age") == f"new {number}"
        assert await kept(url, "age") == "old"
        assert verdict(file) == "ok"


async def test_each_restore_is_counted_and_the_key_of_the_markers_stays(url, tmp_path):
    async with opened(url) as database, database.begin() as connection:
        key = await install_key(connection)
    made = backup(url, tmp_path / "b.db", MONDAY, quiet)

    for _ in range(2):
        await restore(url, made, MONDAY, quiet)
        (tmp_path / "data" / "town-before-restore-2026-11-23-010000.db").unlink()

    async with opened(url) as database, database.begin() as connection:
        assert await restore_epoch(connection) == 2
        assert await restored_at(connection) == MONDAY
        assert await install_key(connection) == key


async def test_nothing_is_restored_while_machi_runs(url, tmp_path):
    await keep(url, "age", "old")
    made = backup(url, tmp_path / "b.db", MONDAY, quiet)

    async with opened(url) as database:
        await SqlShelf(database, "test").put("age", "new")
        with pytest.raises(Occupied, match="Another Machi is running"):
            await restore(url, made, MONDAY, quiet)

        assert await SqlShelf(database, "test").get("age") == "new"


def newer(file):
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def strange(file):
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TABLE alembic_version")


def cut(file):
    os.truncate(file, file.stat().st_size // 2)


def emptied(file):
    os.truncate(file, 0)


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (newer, "at revision 9999, which a newer Machi wrote"),
        (strange, "holds nothing of Machi's"),
        (cut, "is damaged"),
        (emptied, "holds nothing of Machi's"),
        (Path.unlink, "There is no backup"),
    ],
)
async def test_a_backup_that_is_of_no_use_is_refused_and_what_is_there_stays(url, file, tmp_path, harm, reason):
    await keep(url, "age", "new")
    made = backup(url, tmp_path / "b.db", MONDAY, quiet)
    harm(made)

    with pytest.raises(UnfitDatabase, match=reason):
        await restore(url, made, MONDAY, quiet)

    assert await kept(url, "age") == "new"
    assert {path.name for path in file.parent.iterdir()} == {"town.db", "town.db.lock"}


def killed_at_each_step(*deed):
    """What was left behind each time."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.reliability.victims", *map(str, deed)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


async def test_a_restore_killed_at_any_step_leaves_the_old_database_or_the_new_one(url, tmp_path):
    await keep(url, "age", "old")
    made = backup(url, tmp_path / "b.db", MONDAY, quiet)
    await keep(url, "age", "new")

    left = await asyncio.to_thread(killed_at_each_step, "restore", url, 1, made)

    *deaths, end = left
    assert end == SURVIVED
    assert set(deaths) == {"old", "new"}
    assert deaths == sorted(deaths), "it went back and forth"
    assert await kept(url, "age") == "old"


# --- due work whose process dies -------------------------------------------------------------------------------------


async def test_due_work_killed_at_any_step_is_done_once_and_what_it_says_is_kept_with_it(address):
    pieces = FEWEST + 8  # two batches
    await upgrade(address)
    database = Database(address)
    town = town_in(database)
    async with town.store.transaction() as work:
        space = await work.directory.space(SLACK)
        for number in range(pieces):
            planned = Planned(MONDAY - timedelta(minutes=number), Action("probe.do", (str(number),)))
            await work.of(space.community).plans.replace(Plan(Subject("probe", str(number)), (planned,)), MONDAY)
    await database.close()

    *deaths, end = await asyncio.to_thread(killed_at_each_step, "do", address, 13)

    assert end == SURVIVED
    done = [tuple(map(int, left.split("/"))) for left in deaths]
    assert all(pieces_done == messages for pieces_done, messages in done), done
    assert len(done) > 10
    assert any(0 < count < pieces for count, _ in done), "none of them died between two batches"
    database = Database(address)
    async with database.begin() as connection:
        queued = list(await connection.scalars(select(outbox.c.subject_id)))
    await database.close()
    assert sorted(queued, key=int) == [str(number) for number in range(pieces)]


# --- what was sent since the backup was made ------------------------------------------------------------------------

NEIGHBOURS, THREAD = 50, 3
EVERYTHING = 1 + THREAD + NEIGHBOURS
LATER = MONDAY + timedelta(hours=1)
"""When the backup is put back."""


async def settle(town):
    """A community with a channel and as many neighbours as there are letters to write."""
    async with town.store.transaction() as work:
        space = await work.directory.space(SLACK)
        scope = work.of(space.community)
        await scope.communities.choose_place(space.id, "volunteering", "C1")
        people = [await scope.members.of_account(space.id, AccountRef(f"U{n}", "花")) for n in range(NEIGHBOURS)]
    return space, people


async def queue_everything(town, space, people):
    card = Card(words("明日 15時です"))
    async with town.store.transaction() as work:
        box = work.of(space.community).outbox
        await box.publish(PublishCard(Subject("call", "c"), card, "volunteering"), town.clock.now())
        for number in range(THREAD):
            await box.post(PostToThread(Subject("call", "c"), card, f"t{number}"), town.clock.now())
        for person in people:
            await box.notify(Notify(person.id, card, "reminder"), town.clock.now())


async def deliver(town, courier):
    """Live for a while, as after a start."""
    deliveries = SqlDeliveries(town.database, {"slack"})
    await deliveries.recover(town.clock.now())
    work = DeliveryWork(deliveries, {"slack": courier}, town.clock)
    for _ in range(5):
        await work.run_until_idle()
        town.clock.move(minutes=1)


async def states(town):
    async with town.database.begin() as connection:
        rows = await connection.execute(select(outbox.c.state, func.count().label("many")).group_by(outbox.c.state))
        return {row.state: row.many for row in rows}


async def doubts(town):
    """Between when and when what is in doubt may have been sent."""
    async with town.database.begin() as connection:
        in_doubt = select(outbox.c.first_at, outbox.c.last_at).where(outbox.c.state == "uncertain")
        return {tuple(row) for row in await connection.execute(in_doubt)}


async def test_what_was_sent_since_the_backup_is_found_and_not_sent_again(url, tmp_path):
    courier = FakeCourier(drops=False)  # a chat that stores whatever it is given
    async with opened(url) as database:
        town = town_in(database)
        await queue_everything(town, *await settle(town))
        made = backup(url, tmp_path / "b.db", MONDAY, quiet)
        await deliver(town, courier)
        stored = dict(courier.messages)
    assert len(stored) == EVERYTHING

    _, in_doubt = await restore(url, made, LATER, quiet)

    async with opened(url) as database:
        town = town_in(database)
        town.clock.instant = LATER
        assert await states(town) == {"uncertain": in_doubt} == {"uncertain": len(stored)}
        assert await doubts(town) == {(MONDAY, LATER)}
        await deliver(town, courier)
        assert await states(town) == {"sent": len(stored)}
    assert courier.messages.keys() == stored.keys()


async def test_what_was_not_sent_before_the_restore_is_sent_once(url, tmp_path):
    courier = FakeCourier(drops=False)
    async with opened(url) as database:
        town = town_in(database)
        await queue_everything(town, *await settle(town))
    made = backup(url, tmp_path / "b.db", MONDAY, quiet)

    await restore(url, made, LATER, quiet)

    async with opened(url) as database:
        town = town_in(database)
        town.clock.instant = LATER
        await deliver(town, courier)
    assert len(courier.messages) == EVERYTHING


def reminding():
    """A feature whose one piece of due work publishes a card, writes beneath it, and writes a letter."""
    feature = Feature("probe")

    @feature.due("remind")
    async def remind(context, member):
        card, subject = Card(words("明日です")), Subject("probe", "p")
        return [
            PublishCard(subject, card, "volunteering"),
            PostToThread(subject, card, "t"),
            Notify(member, card, "reminder"),
        ]

    return Features([feature])


async def come_due(town):
    """Do what is due, and send it."""
    engine = Engine(reminding(), town.store, town.clock, town.ids)
    await DueWork(town.store, engine.handle_due, town.clock).run_until_idle()


async def test_work_that_came_due_since_the_backup_is_done_again_and_says_nothing_twice(url, tmp_path):
    courier = FakeCourier(drops=False)
    at = MONDAY + timedelta(minutes=10)
    async with opened(url) as database:
        town = town_in(database)
        space, [person, *_] = await settle(town)
        async with town.store.transaction() as work:
            planned = (Planned(at, Action("probe.remind", (person.id,))),)
            await work.of(space.community).plans.replace(Plan(Subject("probe", "p"), planned), MONDAY)
        made = backup(url, tmp_path / "b.db", MONDAY, quiet)
        town.clock.instant = at
        await come_due(town)
        await deliver(town, courier)
        stored = dict(courier.messages)
    assert len(stored) == 3

    await restore(url, made, LATER, quiet)

    async with opened(url) as database:
        town = town_in(database)
        town.clock.instant = LATER
        await come_due(town)
        assert await states(town) == {"uncertain": 3}
        assert await doubts(town) == {(at, LATER)}
        await deliver(town, courier)
        assert await states(town) == {"sent": 3}
    assert courier.messages.keys() == stored.keys()


async def test_what_comes_due_after_the_restore_is_in_no_doubt(url, tmp_path):
    async with opened(url) as database:
        town = town_in(database)
        space, [person, *_] = await settle(town)
        async with town.store.transaction() as work:
            planned = (Planned(MONDAY + timedelta(hours=2), Action("probe.remind", (person.id,))),)
            await work.of(space.community).plans.replace(Plan(Subject("probe", "p"), planned), MONDAY)
    made = backup(url, tmp_path / "b.db", MONDAY, quiet)

    await restore(url, made, LATER, quiet)

    async with opened(url) as database:
        town = town_in(database)
        town.clock.instant = MONDAY + timedelta(hours=2)
        await come_due(town)
        assert await states(town) == {"pending": 3}


async def test_a_database_put_back_by_other_tools_is_in_doubt_once_that_is_said(address):
    async with opened(address) as database:
        town = town_in(database)
        await queue_everything(town, *await settle(town))

    in_doubt = await note_restored_elsewhere(address, LATER)

    async with opened(address) as database, database.begin() as connection:
        assert in_doubt == EVERYTHING
        assert await restore_epoch(connection) == 1


# --- migrations -----------------------------------------------------------------------------------------------------


@pytest.mark.timeout(300)
async def test_a_migration_killed_at_any_statement_leaves_all_or_nothing(address, long):
    left = await asyncio.to_thread(killed_at_each_step, "migrate", address, 1 if long else 2)

    *deaths, end = left
    everything = str(len(metadata.tables) + 1)
    assert end == SURVIVED
    assert set(deaths) <= {"0", everything}
    assert deaths.count("0") > len(metadata.tables)
    assert await found(address) == head()


STARTED = """
import asyncio, sys
from storage.opening import opened
async def start():
    async with opened(sys.argv[1]):
        pass
asyncio.run(start())
"""


async def test_two_processes_that_start_at_once_migrate_once(address):
    start = [sys.executable, "-c", STARTED, address]
    processes = [await asyncio.create_subprocess_exec(*start, cwd=ROOT) for _ in range(2)]

    assert [await process.wait() for process in processes] == [0, 0]
    assert await found(address) == head()


async def test_a_newer_database_is_refused_in_a_sentence_by_machi_and_its_doctor(url, file, tmp_path):
    await keep(url, "age", "new")
    newer(file)

    for output in await refusals(url, tmp_path):
        assert "at revision 9999, which a newer Machi wrote" in output


async def refusals(url, folder):
    """What Machi says at its start, and its doctor, of a database that cannot be used; never a traceback."""
    outputs = await asyncio.gather(*[refusal(command, url, folder) for command in ("run", "doctor")])
    assert not any("Traceback" in output for output in outputs)
    return outputs


async def refusal(command, url, folder):
    async with machi(command, folder=folder, DATABASE_URL=url, WEB__PORT="0") as process:
        assert await process.ends() == 1
        return process.output


# --- one Machi at a time --------------------------------------------------------------------------------------------


async def test_a_second_machi_refuses_the_same_database_however_it_is_called(url, file, tmp_path):
    async with opened(url):
        (tmp_path / "other").symlink_to(file.parent)
        with pytest.raises(Occupied, match="Stop that one first"):
            async with opened(url_of(tmp_path / "other" / "town.db"), patience=0.1):
                pass


async def test_a_second_machi_takes_over_from_one_that_stops_while_it_waits(url, file):
    async with asyncio.TaskGroup() as group, alone(file):
        waiting = group.create_task(kept(url, "a"))
        await asyncio.sleep(0.1)
        assert not waiting.done()

    assert waiting.result() is None


async def test_a_machi_that_was_killed_holds_nothing(url, tmp_path):
    async with machi("run", folder=tmp_path, DATABASE_URL=url, WEB__PORT="0") as process:
        await process.says("The playground is open")
        with pytest.raises(Occupied):
            async with opened(url, patience=0):
                pass
        await process.stops(signal.SIGKILL)

    async with opened(url, patience=0) as database:
        assert await SqlShelf(database, "playground").under("")


# --- damage ---------------------------------------------------------------------------------------------------------


def headless(file):
    with file.open("r+b") as opened_file:
        opened_file.write(b"no database at all")


def lost(file):
    file.unlink()


def without_its_tables(file):
    """As after a journal was lost in which everything still stood."""
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


@pytest.mark.parametrize("harm", [cut, emptied, headless, lost, without_its_tables])
async def test_a_damaged_database_is_refused_with_advice_and_never_begun_anew(url, file, tmp_path, harm):
    await keep(url, "age", "old")
    made = backup(url, tmp_path / "b.db", MONDAY, quiet)
    harm(file)
    before = file.read_bytes() if file.exists() else None

    with pytest.raises(UnfitDatabase, match="machi restore FILE"):
        async with opened(url):
            pass

    assert (file.read_bytes() if file.exists() else None) == before
    await restore(url, made, MONDAY, quiet)
    assert await kept(url, "age") == "old"


async def test_rubbish_on_any_page_is_noticed(url, file):
    await keep(url, "age", "old")
    whole, page = file.read_bytes(), 4096

    noticed = []
    for place in range(0, len(whole), page):
        file.write_bytes(whole[:place] + bytes([0xA5]) * page + whole[place + page :])
        with suppress(UnfitDatabase):
            await found(url)
            continue
        noticed.append(place)

    assert len(noticed) == len(whole) // page


async def test_machi_and_its_doctor_name_the_way_back_from_damage(url, file, tmp_path):
    await keep(url, "age", "old")
    cut(file)

    for output in await refusals(url, tmp_path):
        assert "is damaged" in output
        assert "machi restore FILE" in output


# --- durability -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weaker", ["synchronous = NORMAL", "foreign_keys = OFF", "journal_mode = DELETE"])
async def test_sqlite_is_refused_where_it_could_lose_what_it_confirmed(url, weaker):
    database = Database(url)
    event.listen(database.engine.sync_engine, "connect", lambda connection, _: weaken(connection, weaker))

    with pytest.raises(UnfitDatabase, match=weaker.split()[0]):
        await assert_durable(database)

    await database.close()


def weaken(connection, pragma):
    with closing(connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA {pragma}")


async def test_postgresql_is_refused_where_it_could_lose_what_it_confirmed(server):
    async with server.database() as address:
        with pytest.raises(UnfitDatabase, match="synchronous_commit is off"):
            async with opened(f"{address}&options=-csynchronous_commit%3Doff"):
                pass


# --- a full disk ----------------------------------------------------------------------------------------------------

SMALL = 8 << 20


@pytest.fixture
def small_disk(tmp_path):
    """A disk of eight megabytes: the journal alone may take four."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", place], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def small_disk_size(place):
    return shutil.disk_usage(place).free


def fill(place):
    """Write until nothing fits any more; the ballast."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as writing, suppress(OSError):
        while True:
            writing.write(b"x" * 1024)
    return ballast


def typed(key):
    return Command(key, SLACK, Actor(AccountRef("U1", "花"), "ja"), Place("C1"), "volunteer", "list")


@asynccontextmanager
async def town_on(place):
    async with opened(url_of(place / "town.db")) as database:
        town = town_in(database)
        yield town, Engine(FEATURES, town.store, town.clock, town.ids)


def says_that_it_is_full(answer):
    assert isinstance(answer, Reply)
    return answer.card.blocks == (Paragraph(words(say("store-full"))),)


async def kept_keys(town):
    async with town.database.begin() as connection:
        return set((await connection.scalars(select(inbox.c.key))).all())


async def test_on_a_full_disk_people_are_told_so_and_nothing_is_lost(small_disk):
    async with town_on(small_disk) as (town, engine):
        assert not says_that_it_is_full(await engine.handle(typed("first")))
        ballast = fill(small_disk)

        with capture_logs() as logs:
            answers = {f"k{number}": await engine.handle(typed(f"k{number}")) for number in range(100)}
            reader = await engine.reader(typed("k99"), frozenset())
        refused = {key for key, answer in answers.items() if says_that_it_is_full(answer)}

        assert "k99" in refused
        assert reader.language == "ja"
        assert {entry["event"] for entry in logs} == {"the store is full: nothing new can be kept"}
        assert await kept_keys(town) == {"first", *answers} - refused
        assert verdict(small_disk / "town.db") == "ok"

        ballast.unlink()
        again = [await engine.handle(typed(key)) for key in sorted(refused)]

        assert not any(map(says_that_it_is_full, again))
        assert await kept_keys(town) == {"first", *answers}
        assert verdict(small_disk / "town.db") == "ok"


async def test_on_a_full_disk_messages_wait_and_go_out_once_there_is_room(small_disk):
    courier = FakeCourier(drops=False)
    async with town_on(small_disk) as (town, _):
        await queue_everything(town, *await settle(town))
        deliveries = SqlDeliveries(town.database, {"slack"})
        work = DeliveryWork(deliveries, {"slack": courier}, town.clock)
        ballast = fill(small_disk)
        with capture_logs():
            await keep_working(town, work)
        assert len(courier.messages) < EVERYTHING

        ballast.unlink()
        await keep_working(town, work)

        assert await states(town) == {"sent": EVERYTHING}
    assert len(courier.messages) == EVERYTHING


async def keep_working(town, work):
    """Go on as the scheduler does, which tries again what failed."""
    for _ in range(5):
        with suppress(DBAPIError):
            await work.run_until_idle()
        town.clock.move(minutes=1)


async def test_machi_that_starts_on_a_full_disk_says_so_in_a_sentence(small_disk, tmp_path):
    (small_disk / "ballast").write_bytes(b"x" * (small_disk_size(small_disk) - 50_000))

    async with machi("migrate", folder=tmp_path, DATABASE_URL=url_of(small_disk / "town.db")) as process:
        assert await process.ends() == 1

    assert "full" in process.output
    assert "Traceback" not in process.output


async def test_a_file_that_may_not_grow_costs_an_apology_and_nothing_else(url, file):
    async with opened(url) as database:
        town = town_in(database)
        engine = Engine(FEATURES, town.store, town.clock, town.ids)
        await engine.handle(typed("first"))
        with files_no_larger_than(file.with_name("town.db-wal").stat().st_size), capture_logs():
            refused = await engine.handle(typed("k"))
        again = await engine.handle(typed("k"))

        assert is_an_apology(refused)
        assert not is_an_apology(again)
        assert await kept_keys(town) == {"first", "k"}
        assert verdict(file) == "ok"


@contextmanager
def files_no_larger_than(size):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# --- contention -----------------------------------------------------------------------------------------------------


async def test_while_another_process_reads_everybody_is_served(url, file):
    async with opened(url) as database:
        town = town_in(database)
        engine = Engine(FEATURES, town.store, town.clock, town.ids)
        with closing(sqlite3.connect(file, isolation_level=None)) as reading:
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM inbox").fetchone()
            answers = await all_at_once(engine, 64)

    assert len(answers) == 64
    assert not any(map(is_an_apology, answers))


async def test_while_another_process_writes_people_wait_so_long_and_are_then_told_politely(url, file, monkeypatch):
    async with opened(url) as database:
        monkeypatch.setattr(sqlite, "PATIENCE", 0.3)
        town = town_in(database)
        engine = Engine(FEATURES, town.store, town.clock, town.ids)
        with closing(sqlite3.connect(file, isolation_level=None)) as writing:
            writing.execute("BEGIN IMMEDIATE")
            with capture_logs() as logs:
                async with asyncio.timeout(5):
                    answer = await engine.handle(typed("k"))
            writing.execute("ROLLBACK")
        after = await engine.handle(typed("k"))

    assert is_an_apology(answer)
    assert [entry["log_level"] for entry in logs] == ["error"]
    assert not is_an_apology(after)


async def all_at_once(engine, many):
    async with asyncio.TaskGroup() as group:
        answers = [group.create_task(engine.handle(typed(f"k{number}"))) for number in range(many)]
    return [answer.result() for answer in answers]


def is_an_apology(answer):
    return answer.card.title == words(say("apology-title"))

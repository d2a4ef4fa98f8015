"""Erasure: nothing of a person is left anywhere, nothing of anybody else is touched, and no backup brings them back."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import ForeignKeyConstraint, select

from bot.vocabulary.action import Action
from bot.vocabulary.card import buttons_of
from storage.backup import backup, restore
from storage.database import Database
from storage.opening import opened
from storage.records import about_members
from storage.register import BESIDES, FATES, IMPERSONAL, SEEN_TO, naming_members
from storage.tables import metadata
from tests.people import Resident, Town, living_town, shown
from tests.stores import create_all

CANARIES = (
    "canary-name",
    "canary-login",
    "canary-words-of-introduction",
    "canary-call-title",
    "canary-door-code",
    "canary-offer",
    "canary-pitch-title",
    "canary-first-step",
    "canary-meetup-title",
    "canary-thanks",
    "canary-reminder",
    "canary-contact",
    "canary-goal",
    "canary-draft",
    "canary-brings",
    "canary-tag",
)


@pytest.fixture
async def kept_in_a_file(tmp_path: Path) -> AsyncIterator[tuple[Town, Path]]:
    """A town in a file, and the folder of the file."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/data/town.db")
    await create_all(database)
    async with living_town(file=database) as town:
        yield town, tmp_path / "data"
    await database.close()


@pytest.fixture
async def kept_in_postgresql(postgresql_town, tmp_path: Path) -> AsyncIterator[tuple[Town, Path]]:
    """A town in PostgreSQL, and a folder without any file."""
    async with living_town(file=postgresql_town.database) as town:
        yield town, tmp_path


@pytest.fixture(params=["file", "postgresql"])
def kept(request: pytest.FixtureRequest) -> tuple[Town, Path]:
    """A town in each kind of store that outlives its process."""
    return request.getfixturevalue("kept_in_postgresql" if request.param == "postgresql" else "kept_in_a_file")


async def lives(town: Town, canary: Resident, ben: Resident, chie: Resident) -> None:
    """Somebody takes part in everything there is."""
    await canary.comes_in()
    await canary.runs("/intro write")
    words = {"tie": "live", "phase": "2", "words": "canary-words-of-introduction", "visibility": "everyone"}
    await canary.posts(positioning="canary-tag × baker", **words)
    await canary.runs("/volunteer call")
    await canary.posts(title="canary-call-title", places="2", when="Saturday 3pm", details="x\n---\ncanary-door-code")
    await canary.runs("/volunteer offer")
    await canary.posts(what="canary-offer", until="month")
    await canary.runs("/pitch new")
    await canary.posts(title="canary-pitch-title", why="y", step="canary-first-step", when="Sunday 10am")
    await canary.runs("/meetup new")
    await canary.posts(title="canary-meetup-title", when="Saturday 5pm")
    await canary.runs("/remind me canary-reminder tomorrow 9:00")
    if canary.form:
        await canary.posts(words="canary-reminder", when="tomorrow 9:00")
    await canary.runs("/connect offer")
    await canary.fills(topics="t", contact="canary-contact")
    await canary.runs("/connect ask canary-goal")
    await ben.runs("/help")
    await ben.reacts("✋", on=town.cards("volunteering", "slack")[0])
    await ben.reacts("✅", on=town.cards("meetups", "slack")[0])
    await ben.reacts("🙌", on=town.cards("pitches", "slack")[0])
    await canary.runs_with("thanks", "", member="bella", **{"for": "canary-thanks"})
    await chie.runs("/pitch new")
    if chie.form is None:
        await chie.presses_nth(-1)
    await chie.posts(title="図書室", why="本", step="見る", when="日曜 10時")
    await canary.reacts("🙌", on=town.cards("pitches")[-1])
    await canary.presses_action(next(b for b in _buttons(canary) if b.action.name == "pitches.bring").action)
    await canary.fills(brings="canary-brings")
    await chie.runs("/volunteer call")
    if chie.form is None:
        await chie.presses_nth(-1)
    await chie.posts(title="椅子運び", places="2", when="土曜 15時")
    await canary.reacts("✋", on=town.cards("volunteering")[-1])
    await canary.runs("/mydata language English")
    await canary.runs("/volunteer call")
    await canary.fills(title="canary-draft", places="1")


def _buttons(person: Resident):
    assert person.card
    return buttons_of(person.card)


def bytes_of(folder: Path) -> list[str]:
    """What stands in the database's files, journal and all, byte by byte."""
    return [file.read_bytes().decode("utf-8", "replace") for file in folder.glob("town.db*")]


async def everything(town: Town, folder: Path) -> str:
    """All that is kept and shown anywhere: every row, every byte of the files, and every message that stands."""
    rows = []
    async with town.database.begin() as connection:
        for table in metadata.sorted_tables:
            rows += [f"{table.name}: {row}" for row in (await connection.execute(select(table))).all()]
    files = bytes_of(folder)
    messages = [message for courier in town.couriers.values() for message in courier.messages.values()]
    stands = [f"shown: {shown(message.card, message.reader)} {message.rings}" for message in messages]
    return "\n".join([*rows, *files, *stands])


async def test_of_somebody_who_lived_in_everything_nothing_is_left_after_a_minute(kept, caplog):
    caplog.set_level(logging.DEBUG)
    town, folder = kept
    canary = town.person("canary-name")
    canary.actor = type(canary.actor)(type(canary.actor.account)("canary-login", "canary-name"), "en")
    ben, chie = town.person("Ben", on="slack"), town.person("千恵", on="slack", language="ja")
    bella = town.person("Bella")
    await bella.runs("/help")
    await lives(town, canary, ben, chie)
    before = await everything(town, folder)
    assert [canary for canary in CANARIES if canary not in before] == []

    caplog.clear()
    await canary.runs("/mydata delete")
    await canary.presses("Delete everything")
    await town.passes(seconds=60)

    after = await everything(town, folder)
    assert [line for line in after.splitlines() if any(canary in line for canary in CANARIES)] == []
    await ben.runs("/mydata export")
    exported = ben.letters[-1].file.content.decode()
    await ben.presses_action(Action("calendars.everything"))
    exported += ben.file.content.decode() if ben.file else ben.reads
    heard = "\n".join(record.getMessage() for record in caplog.records)
    assert [canary for canary in CANARIES if canary in exported + heard] == []
    assert "椅子運び" in after
    assert "図書室" in after


async def test_a_backup_does_not_bring_them_back(tmp_path):
    url, copy = f"sqlite+aiosqlite:///{tmp_path}/town.db", tmp_path / "backup.db"
    async with opened(url) as database, living_town(file=database) as town:
        canary, ben = town.person("canary-name"), town.person("Ben", on="slack")
        await canary.runs("/volunteer call")
        await canary.posts(title="canary-call-title", places="2")
        await ben.reacts("✋", on=town.cards("volunteering", "slack")[0])
        backup(url, copy, town.clock.now(), lambda *_: None)
        await town.passes(hours=1)
        await canary.runs("/mydata delete")
        await canary.presses("Delete everything")
        await town.passes(minutes=1)
        erased_at = town.clock.now()

    await restore(url, copy, erased_at, lambda *_: None)
    assert "canary-call-title" in "".join(bytes_of(tmp_path))
    async with opened(url) as database, living_town(file=database, made=5_000) as town:
        await town.goes_to(erased_at)
        await town.engine.forget_again()
        await town.engine.forget_again()
        await town.passes(minutes=1)
        left = await everything(town, tmp_path)
        told = [letter for letter in town.person("Ben", on="slack").mail if letter.startswith("Called off")]

    assert [line for line in left.splitlines() if "canary" in line and "town-before" not in line] == []
    assert len(told) == 1


async def test_who_began_anew_before_the_backup_is_left_alone(kept):
    town, _ = kept
    canary = town.person("Canary")
    await canary.runs("/mydata delete")
    await canary.presses("Delete everything")
    await town.passes(minutes=5)
    await canary.runs("/volunteer call")
    await canary.posts(title="Carrying chairs", places="2")

    await town.engine.forget_again()

    await canary.runs("/volunteer list mine")
    assert "Carrying chairs" in canary.reads


async def test_an_export_holds_all_of_ones_own_and_nothing_of_others(kept):
    town, _ = kept
    canary, ben = town.person("canary-name"), town.person("Ben", on="slack")
    chie, bella = town.person("千恵", on="slack", language="ja"), town.person("Bella")
    await bella.runs("/help")
    await lives(town, canary, ben, chie)

    await canary.runs("/mydata export")

    content = canary.letters[-1].file.content.decode()
    mine = [one for one in CANARIES if one != "canary-login"]
    assert [one for one in mine if one not in content] == []
    assert [one for one in ("Ben", "千恵", "図書室", "椅子運び", "Bella") if one in content] == []


# --- the register ---------------------------------------------------------------------------------------------------


def test_every_table_is_entered_in_the_register():
    entered = {column.table for column in FATES} | set(SEEN_TO) | IMPERSONAL

    assert {table.name for table in metadata.sorted_tables} - {table.name for table in entered} == set()


def test_every_column_that_names_a_member_has_a_fate():
    naming = {column for table in metadata.sorted_tables for column in naming_members(table)}

    assert {str(column) for column in naming ^ set(FATES)} == set()


def test_whatever_looks_like_a_member_is_one_or_is_known_not_to_be():
    known = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in _referring(table)}
    looks = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if column.name.endswith(("_id", "account", "login")) and column.name not in ("community_id", "space_id")
    }

    others = {str(column) for column in BESIDES} | {
        "accounts.external_id",
        "homes.external_id",
        "happenings.external_id",
        "spaces.external_id",
        "outbox.account",
        "meetups.follows_id",
        "plans.subject_id",
        "outbox.subject_id",
        "postings.subject_id",
        "happenings.subject_id",
        "audit.subject_id",
        "connections.subject_id",
        "gives.subject_id",
    }
    assert looks - known - others == set()


def test_what_is_erased_is_what_is_handed_over():
    handed = {column for table, columns in about_members() for column in columns for column in [table.c[column]]}
    told = {column for column in FATES if column.table.name == "outbox"}

    assert {str(column) for column in set(FATES) - handed - told} == {str(column) for column in BESIDES}
    assert handed <= set(FATES)


def _referring(table):
    return [
        element.parent
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
        for element in constraint.elements
    ]

"""Backups of an embedded database: one sound file, made while Machi writes; and putting one back."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from alembic.util import CommandError
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.forgetting import keep_erased
from storage.lock import alone
from storage.migrate import head, scripts, upgrade
from storage.opening import opened
from storage.restored import mark_restored
from storage.soundness import UnfitDatabase, examine, file_of, opened_file

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many pages are copied, and of how many."""

_PAGES_AT_ONCE: Final = 256
_JOURNALS: Final = ("-wal", "-shm", "-journal")
_ELSEWHERE: Final = (
    "This database is not kept in a file of this machine. PostgreSQL has tools of its own: pg_dump makes a backup, and "
    "pg_restore puts one back. After that, and before Machi starts, say so: machi restore --by-other-means"
)


def backup(url: str, to: Path | None, at: datetime, told: Progress) -> Path:
    """Copy the database as it is at one moment, also while Machi writes; where to.

    The file must not be there yet; if none is given, it lies beside the database with the local date in its name.
    """
    file = _kept_in(url)
    target = (to or file.with_name(f"{file.stem}-backup-{at:%Y-%m-%d-%H%M%S}.db")).absolute()
    if target.exists():
        raise UnfitDatabase(f"{target} is there already, and is not overwritten. Choose another name.")
    with _saying_what_failed(), _part_of(target) as part:
        _copy(file, part, told)
        examine(part, "That is a copy of the database, which must be damaged itself.", "integrity_check")
        _revision(part)
        part.rename(target)
        _sync(target.parent)
    return target


async def restore(url: str, source: Path, at: datetime, told: Progress) -> tuple[Path | None, int]:
    """Put a backup back in place of what is there, which is kept; all of it, or nothing happens.

    What was due before is in doubt afterwards: it may have been sent since the backup was made. Tells where the
    database is kept that was there, and how many messages are in doubt.
    """
    file = _kept_in(url, must_exist=False)
    async with alone(file, patience=0) as lock:
        with _saying_what_failed(), _part_of(file) as part:
            await asyncio.to_thread(_take_in, source, file, part, told)
            before = _Before(_epoch(file), _erased(file))
            in_doubt = await _bring_up(make_url(url).set(database=str(part)).render_as_string(), at, before)
            _close_journal(part)
            examine(part, "That is a copy of the backup, brought up to this version.", "integrity_check")
            kept = _replace(file, part, at)
        lock.remember()
    return kept, in_doubt


async def note_restored_elsewhere(url: str, at: datetime) -> int:
    """After other tools have put a backup back: put in doubt what was due before; how many messages that are."""
    async with opened(url, patience=0) as database, database.begin() as connection:
        return await mark_restored(connection, at)


def _kept_in(url: str, *, must_exist: bool = True) -> Path:
    file = file_of(url)
    if file is None:
        raise UnfitDatabase(_ELSEWHERE)
    if must_exist and not file.exists():
        raise UnfitDatabase(f"There is no database yet: {file} does not exist.")
    return file


@contextmanager
def _saying_what_failed() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnfitDatabase(f"Nothing was changed. {error.filename or 'The disk'}: {error.strerror}.") from error
    except (sqlite3.Error, DBAPIError) as error:
        raise UnfitDatabase(f"Nothing was changed. SQLite says: {getattr(error, 'orig', error)}.") from error


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """A file beside the target for its owner alone, for as long as it is not whole; gone afterwards."""
    part = target.with_name(f"{target.name}.part")
    _remove(part)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
    finally:
        _remove(part)


def _copy(source: Path, target: Path, told: Progress) -> None:
    with closing(opened_file(source)) as reading, closing(opened_file(target)) as writing:
        # A read transaction holds one moment fast: without it each commit of Machi's would begin the copy anew.
        reading.execute("BEGIN")
        reading.execute("SELECT 1 FROM sqlite_master").fetchone()
        reading.backup(writing, pages=_PAGES_AT_ONCE, progress=lambda _, left, total: told(total - left, total))
    _close_journal(target)


def _close_journal(file: Path) -> None:
    """Leave one file, with nothing beside it."""
    with closing(opened_file(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _take_in(source: Path, file: Path, part: Path, told: Progress) -> None:
    if not source.is_file():
        raise UnfitDatabase(f"There is no backup {source}.")
    if source.resolve() == file:
        raise UnfitDatabase(f"{source} is the database itself: name a backup of it.")
    examine(source, "Take another backup; nothing was changed.", "integrity_check")
    _revision(source)
    _copy(source, part, told)


def _revision(file: Path) -> str:
    with closing(opened_file(file)) as connection:
        try:
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or (None,)
        except sqlite3.OperationalError:
            revision = None
    if revision is None:
        raise UnfitDatabase(f"{file} holds nothing of Machi's.")
    try:
        scripts().get_revision(revision)
    except CommandError as error:
        raise UnfitDatabase(
            f"{file} is at revision {revision}, which a newer Machi wrote; this one knows revisions up to {head()}. "
            "Use that version."
        ) from error
    return revision


@dataclass(frozen=True, slots=True)
class _Before:
    """What the database whose place a backup takes knows, and the backup does not."""

    epoch: int
    erased: Sequence[Mapping[str, Any]]


async def _bring_up(url: str, at: datetime, before: _Before) -> int:
    await upgrade(url)
    database = Database(url)
    try:
        async with database.begin() as connection:
            await keep_erased(connection, before.erased)
            return await mark_restored(connection, at, before.epoch)
    finally:
        await database.close()


def _epoch(file: Path) -> int:
    """How often the database that is there was put back, if it can still be read."""
    if not file.exists():
        return 0
    try:
        with closing(opened_file(file)) as connection:
            found = connection.execute("SELECT value FROM meta WHERE name = 'restore_epoch'").fetchone()
            return int(found[0]) if found else 0
    except sqlite3.DatabaseError:
        return 0


def _erased(file: Path) -> Sequence[Mapping[str, Any]]:
    """Whose everything was erased, as the database that is there knows it, if it can still be read."""
    if not file.exists():
        return ()
    try:
        with closing(opened_file(file)) as connection:
            found = connection.execute("SELECT community_id, digest, at FROM erased").fetchall()
    except sqlite3.DatabaseError:
        return ()
    return [{"community_id": one, "digest": digest, "at": _instant(at)} for one, digest, at in found]


def _instant(kept: str) -> datetime:
    return datetime.fromisoformat(kept).replace(tzinfo=UTC)


def _replace(file: Path, part: Path, at: datetime) -> Path | None:
    if not file.exists():
        part.rename(file)
        _sync(file.parent)
        return None
    kept = _keep(file, at)
    shutil.copymode(file, part)
    _give_to_owner_of(file, part)
    for journal in _JOURNALS:
        Path(f"{file}{journal}").unlink(missing_ok=True)
    part.rename(file)  # in one step: whoever looks finds the old database or the new one
    _sync(file.parent)
    return kept


def _keep(file: Path, at: datetime) -> Path:
    """Copy the database that is there, damaged or not, with the journals that belong to it."""
    _empty_journal(file)
    kept = file.with_name(f"{file.stem}-before-restore-{at:%Y-%m-%d-%H%M%S}.db")
    for ending in ("", *_JOURNALS):
        source = Path(f"{file}{ending}")
        if source.exists():
            _copy_bytes(source, Path(f"{kept}{ending}"))
    return kept


def _empty_journal(file: Path) -> None:
    """Bring what stands in the journal into the file, so that the file is whole by itself; a damaged one stays so."""
    try:
        with closing(opened_file(file)) as connection:
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.DatabaseError:
        return
    if busy:
        raise UnfitDatabase(f"Another program has {file} open. Close it first.")


def _copy_bytes(source: Path, target: Path) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as reading, os.fdopen(descriptor, "wb") as writing:
        shutil.copyfileobj(reading, writing)
        writing.flush()
        os.fsync(writing.fileno())


def _give_to_owner_of(file: Path, part: Path) -> None:
    owner = file.stat()
    if os.geteuid() == 0:  # else it is ours already
        os.chown(part, owner.st_uid, owner.st_gid)


def _remove(part: Path) -> None:
    for ending in ("", *_JOURNALS):
        Path(f"{part}{ending}").unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

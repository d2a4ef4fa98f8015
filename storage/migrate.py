"""Brings a database up to this version, in one transaction, and tells which version it is."""

from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from storage.database import Database
from storage.meta import make_install_key
from storage.soundness import UnfitDatabase, file_of

_LOCK: Final = 0x6D616368
"""PostgreSQL's advisory lock under which one process at a time migrates; the word "mach"."""


class NewerDatabase(UnfitDatabase):
    """The database was migrated by a newer Machi than this one."""


async def upgrade(url: str) -> None:
    """Bring the database up to this version, all of it or nothing; raise :class:`NewerDatabase` if it is ahead."""
    database = Database(url)
    try:
        async with database.begin() as connection:
            if not database.embedded:
                for limit in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
                    await connection.exec_driver_sql(f"SET LOCAL {limit} = 0")  # who starts meanwhile waits
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            await connection.run_sync(apply)
            await make_install_key(connection)
    finally:
        await database.close()


async def current(url: str) -> str | None:
    """The revision that the database is at; ``None`` is one without any table, or no database yet.

    Raise :class:`NewerDatabase` if it is ahead of this version.
    """
    file = file_of(url)
    if file and not (file.exists() and file.stat().st_size):
        return None
    database = Database(url)
    try:
        async with database.begin() as connection:
            revision = await connection.run_sync(_revision)
    finally:
        await database.close()
    _refuse_newer(revision)
    return revision


def head() -> str:
    """The revision that this version wants."""
    (newest,) = scripts().get_heads()
    return newest


def apply(connection: Connection) -> None:
    """Apply every migration that is missing, in the transaction of that connection."""
    _refuse_newer(_revision(connection))
    command.upgrade(configuration(connection), "head")


def configuration(connection: Connection | None = None) -> Config:
    """What alembic must know: where the migrations lie, and the connection they are applied on."""
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_section_option("post_write_hooks", "hooks", "ruff")
    config.set_section_option("post_write_hooks", "ruff.type", "module")
    config.set_section_option("post_write_hooks", "ruff.module", "ruff")
    config.set_section_option("post_write_hooks", "ruff.options", "format --quiet REVISION_SCRIPT_FILENAME")
    config.attributes["connection"] = connection
    return config


def scripts() -> ScriptDirectory:
    """All migrations there are."""
    return ScriptDirectory.from_config(configuration())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(revision: str | None) -> None:
    if revision is None:
        return
    try:
        scripts().get_revision(revision)
    except CommandError as error:
        raise NewerDatabase(
            f"This database is at revision {revision}, which a newer Machi wrote; this one knows revisions up to "
            f"{head()}. Start the newer version again, or put back a backup from before the change."
        ) from error

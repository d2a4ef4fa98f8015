"""Writes the next migration after a change of the tables: ``python -m storage.migrations "what changed"``."""

import asyncio
import re
import sys
from pathlib import Path

from alembic import command
from alembic.script import Script
from sqlalchemy import Connection

from storage.database import Database
from storage.migrate import apply, configuration, scripts


async def write(message: str) -> None:
    """Compare the tables with all migrations so far, and write down the difference."""
    database = Database("sqlite+aiosqlite://")
    async with database.begin() as connection:
        await connection.run_sync(_write, message)
    await database.close()


def _write(connection: Connection, message: str) -> None:
    if scripts().get_heads():
        apply(connection)
    number = len(list(scripts().walk_revisions())) + 1
    written = command.revision(configuration(connection), message, autogenerate=True, rev_id=f"{number:04}")
    if not isinstance(written, Script):
        raise RuntimeError("nothing was written")
    path = Path(written.path)
    text = re.sub("    # ###.*\n", "", path.read_text(encoding="utf-8"))
    if " op." not in text:
        path.unlink()
        sys.exit("The tables are as the migrations leave them: there is nothing to write.")
    path.write_text(f"{text.rstrip()}\n", encoding="utf-8")
    print(f"Written: {path.name}. Read it before you keep it.")  # noqa: T201 - a command line prints


asyncio.run(write(" ".join(sys.argv[1:])))

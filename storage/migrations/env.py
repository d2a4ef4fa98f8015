"""How alembic runs here: on the connection that it is handed, inside the transaction of whoever calls."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from storage.tables import Instant, metadata


def _rendered(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    # A migration says what the column was then, whatever our type becomes.
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a constraint by making the table anew
    render_item=_rendered,
)
context.run_migrations()

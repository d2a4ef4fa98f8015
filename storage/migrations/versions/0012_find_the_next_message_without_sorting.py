"""Find the next message without sorting."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_outbox_waiting"),
            sqlite_where=sa.text("state IN ('pending', 'uncertain', 'verify', 'sending')"),
        )
        batch_op.create_index(
            "ix_outbox_homeless",
            ["id"],
            unique=False,
            sqlite_where=sa.text("lane IS NULL AND state IN ('pending', 'uncertain', 'verify', 'sending')"),
            postgresql_where=sa.text("lane IS NULL AND state IN ('pending', 'uncertain', 'verify', 'sending')"),
        )
        batch_op.create_index(
            "ix_outbox_order",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'uncertain', 'verify', 'sending')"),
            postgresql_where=sa.text("state IN ('pending', 'uncertain', 'verify', 'sending')"),
        )

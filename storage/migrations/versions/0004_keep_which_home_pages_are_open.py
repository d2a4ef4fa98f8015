"""Keep which home pages are open."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "homes",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id", "space_id", "external_id"],
            ["accounts.community_id", "accounts.space_id", "accounts.external_id"],
            name=op.f("fk_homes_community_id_space_id_external_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_homes_community_id")),
        sa.PrimaryKeyConstraint("community_id", "space_id", "external_id", name=op.f("pk_homes")),
    )
    with op.batch_alter_table("homes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_homes_stale",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

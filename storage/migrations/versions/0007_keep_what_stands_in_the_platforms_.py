"""Keep what stands in the platforms' calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "happenings",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('planned', 'cancelled', 'over')", name=op.f("ck_happenings_state")),
        sa.ForeignKeyConstraint(
            ["community_id", "space_id"],
            ["spaces.community_id", "spaces.id"],
            name=op.f("fk_happenings_community_id_space_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_happenings_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_happenings")),
        sa.UniqueConstraint(
            "community_id",
            "space_id",
            "subject_kind",
            "subject_id",
            name=op.f("uq_happenings_community_id_space_id_subject_kind_subject_id"),
        ),
    )
    with op.batch_alter_table("happenings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_happenings_community_id_space_id_external_id"),
            ["community_id", "space_id", "external_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_happenings_waiting",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("revision <> shown"),
            postgresql_where=sa.text("revision <> shown"),
        )

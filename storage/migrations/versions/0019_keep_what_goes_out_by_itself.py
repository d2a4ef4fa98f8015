"""Keep what goes out by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rhythms",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("last", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('digest', 'report')", name=op.f("ck_rhythms_kind")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_rhythms_community_id")),
        sa.PrimaryKeyConstraint("community_id", "kind", name=op.f("pk_rhythms")),
    )
    with op.batch_alter_table("introductions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_introductions_community_id_shown_at"), ["community_id", "shown_at"], unique=False
        )
    op.execute(sa.text("UPDATE introductions SET shown_at = written_at WHERE visibility <> 'watching'"))

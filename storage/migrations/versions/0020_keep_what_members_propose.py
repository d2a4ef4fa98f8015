"""Keep what members propose."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "posts_proposed",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("changing", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'asked', 'approved', 'declined', 'withdrawn', 'lapsed', 'posted')",
            name=op.f("ck_posts_proposed_state"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_posts_proposed_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "space_id"],
            ["spaces.community_id", "spaces.id"],
            name=op.f("fk_posts_proposed_community_id_space_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_posts_proposed_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_posts_proposed")),
    )
    with op.batch_alter_table("posts_proposed", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_posts_proposed_community_id_changing"), ["community_id", "changing"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_posts_proposed_community_id_draft"), ["community_id", "draft"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_posts_proposed_community_id_state_proposed_at"),
            ["community_id", "state", "proposed_at"],
            unique=False,
        )

    with op.batch_alter_table("communities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("looks_at", sa.Text(), server_default="", nullable=False))

"""Keep who may be brought together."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coffee_groups",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_coffee_groups_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_coffee_groups_community_id")),
        sa.PrimaryKeyConstraint("community_id", "day", "member_id", name=op.f("pk_coffee_groups")),
    )
    op.create_table(
        "mingling",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("coffee", sa.Text(), nullable=False),
        sa.Column("skips", sa.Text(), nullable=False),
        sa.Column("waited", sa.Boolean(), nullable=False),
        sa.CheckConstraint("coffee IN ('', 'in', 'paused')", name=op.f("ck_mingling_coffee")),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_mingling_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_mingling_community_id")),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_mingling")),
    )
    op.create_table(
        "proposals",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("asker_id", sa.Text(), nullable=False),
        sa.Column("connector_id", sa.Text(), nullable=True),
        sa.Column("target_id", sa.Text(), nullable=True),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("asker_says", sa.Text(), nullable=False),
        sa.Column("target_says", sa.Text(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "asker_says IN ('', 'yes', 'no') AND target_says IN ('', 'yes', 'no')", name=op.f("ck_proposals_says")
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "asker_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_proposals_community_id_asker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "connector_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_proposals_community_id_connector_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "target_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_proposals_community_id_target_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_proposals_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_proposals")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposals_community_id_asker_id"), ["community_id", "asker_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_proposals_community_id_connector_id"), ["community_id", "connector_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_proposals_community_id_target_id"), ["community_id", "target_id"], unique=False
        )

"""Keep dates of series that are changed one by one."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cohosts",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("meetup_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id", "meetup_id"],
            ["meetups.community_id", "meetups.id"],
            name=op.f("fk_cohosts_community_id_meetup_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_cohosts_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_cohosts_community_id")),
        sa.PrimaryKeyConstraint("community_id", "meetup_id", "member_id", name=op.f("pk_cohosts")),
    )
    op.create_table(
        "occurrence_marks",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('follow', 'thanks', 'came', 'reacted-in', 'reacted-maybe', 'reacted-cant', "
            "'stale-in', 'stale-maybe', 'stale-cant')",
            name=op.f("ck_occurrence_marks_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_occurrence_marks_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "occurrence_id"],
            ["occurrences.community_id", "occurrences.id"],
            name=op.f("fk_occurrence_marks_community_id_occurrence_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_occurrence_marks_community_id")),
        sa.PrimaryKeyConstraint("community_id", "occurrence_id", "member_id", "kind", name=op.f("pk_occurrence_marks")),
    )
    with op.batch_alter_table("meetups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("guests", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("days_ahead", sa.Integer(), server_default="7", nullable=False))
        batch_op.add_column(sa.Column("reminders", sa.Text(), server_default="[10080, 1440, 60]", nullable=False))
        batch_op.add_column(sa.Column("follows_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("offered_id", sa.Text(), nullable=True))

    with op.batch_alter_table("occurrences", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shown", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("own_title", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("own_place", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("own_details", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("attended", sa.Boolean(), server_default=sa.false(), nullable=False))

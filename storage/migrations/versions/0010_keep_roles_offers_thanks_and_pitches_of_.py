"""Keep roles, offers, thanks and pitches of two."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STANDING = "standing IN ('in', 'offered', 'waiting', 'maybe', 'cant')"


def upgrade() -> None:
    op.create_table(
        "pitch_rules",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("most_open", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_pitch_rules_community_id")),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_pitch_rules")),
    )
    op.create_table(
        "asked_first",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_asked_first_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_asked_first_community_id")),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_asked_first")),
    )
    op.create_table(
        "audit",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id", "by_id"], ["members.community_id", "members.id"], name=op.f("fk_audit_community_id_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_audit_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_audit_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_community_id_at"), ["community_id", "at"], unique=False)

    op.create_table(
        "gives",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("giver_id", sa.Text(), nullable=False),
        sa.Column("receiver_id", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("giver_id <> receiver_id", name=op.f("ck_gives_somebody_else")),
        sa.ForeignKeyConstraint(
            ["community_id", "giver_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_gives_community_id_giver_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "receiver_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_gives_community_id_receiver_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_gives_community_id")),
        sa.PrimaryKeyConstraint(
            "community_id", "giver_id", "receiver_id", "subject_kind", "subject_id", name=op.f("pk_gives")
        ),
    )
    op.create_table(
        "offers",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'over')", name=op.f("ck_offers_state")),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_offers_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_offers_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_offers")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_offers_community_id_state_until"), ["community_id", "state", "until"], unique=False
        )

    op.create_table(
        "public_givers",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_public_givers_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_public_givers_community_id")),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_public_givers")),
    )
    op.create_table(
        "thanks",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("by_id <> to_id", name=op.f("ck_thanks_somebody_else")),
        sa.ForeignKeyConstraint(
            ["community_id", "by_id"], ["members.community_id", "members.id"], name=op.f("fk_thanks_community_id_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "to_id"], ["members.community_id", "members.id"], name=op.f("fk_thanks_community_id_to_id")
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_thanks_community_id")),
        sa.PrimaryKeyConstraint("community_id", "by_id", "to_id", "key", name=op.f("pk_thanks")),
    )
    op.create_table(
        "call_buddies",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "call_id"],
            ["calls.community_id", "calls.id"],
            name=op.f("fk_call_buddies_community_id_call_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_call_buddies_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_call_buddies_community_id")),
        sa.PrimaryKeyConstraint("community_id", "call_id", name=op.f("pk_call_buddies")),
    )
    op.create_table(
        "call_watchers",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "call_id"],
            ["calls.community_id", "calls.id"],
            name=op.f("fk_call_watchers_community_id_call_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_call_watchers_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_call_watchers_community_id")),
        sa.PrimaryKeyConstraint("community_id", "call_id", "member_id", name=op.f("pk_call_watchers")),
    )
    op.create_table(
        "pitch_invitations",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("pitch_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_pitch_invitations_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "pitch_id"],
            ["pitches.community_id", "pitches.id"],
            name=op.f("fk_pitch_invitations_community_id_pitch_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_pitch_invitations_community_id")),
        sa.PrimaryKeyConstraint("community_id", "pitch_id", "member_id", name=op.f("pk_pitch_invitations")),
    )
    op.create_table(
        "pitch_partners",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("pitch_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_pitch_partners_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "pitch_id"],
            ["pitches.community_id", "pitches.id"],
            name=op.f("fk_pitch_partners_community_id_pitch_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_pitch_partners_community_id")),
        sa.PrimaryKeyConstraint("community_id", "pitch_id", name=op.f("pk_pitch_partners")),
    )
    op.create_table(
        "pitch_votes",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("pitch_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("date", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_pitch_votes_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "pitch_id"],
            ["pitches.community_id", "pitches.id"],
            name=op.f("fk_pitch_votes_community_id_pitch_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_pitch_votes_community_id")),
        sa.PrimaryKeyConstraint("community_id", "pitch_id", "member_id", "date", name=op.f("pk_pitch_votes")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("roles", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("deadline", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("pitch_followers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("brings", sa.Text(), nullable=True))

    with op.batch_alter_table("pitches", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dates", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("meeting_at", sa.DateTime(), nullable=True))

    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_rsvps_standing"), type_="check")
        batch_op.create_check_constraint(op.f("ck_rsvps_standing"), STANDING)
        batch_op.add_column(sa.Column("role", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("until", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("sign_ups", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_sign_ups_standing"), type_="check")
        batch_op.create_check_constraint(op.f("ck_sign_ups_standing"), STANDING)
        batch_op.add_column(sa.Column("role", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("until", sa.DateTime(timezone=True), nullable=True))

"""Everything there is at first.."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "communities",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communities")),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "shelf",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_shelf")),
    )
    op.create_table(
        "members",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_members_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_members")),
    )
    op.create_table(
        "plans",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("useful_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'done', 'missed', 'replaced')", name=op.f("ck_plans_state")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_plans_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_plans")),
        sa.UniqueConstraint(
            "community_id",
            "subject_kind",
            "subject_id",
            "action",
            "at",
            name=op.f("uq_plans_community_id_subject_kind_subject_id_action_at"),
        ),
    )
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.create_index(
            "ix_plans_planned",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        )

    op.create_table(
        "spaces",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("default_channel", sa.Text(), nullable=True),
        sa.Column("stopped_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_spaces_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_spaces")),
        sa.UniqueConstraint("platform", "external_id", name=op.f("uq_spaces_platform_external_id")),
    )
    op.create_table(
        "accounts",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_accounts_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "space_id"],
            ["spaces.community_id", "spaces.id"],
            name=op.f("fk_accounts_community_id_space_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_accounts_community_id")),
        sa.PrimaryKeyConstraint("community_id", "space_id", "external_id", name=op.f("pk_accounts")),
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_accounts_community_id_member_id"), ["community_id", "member_id"], unique=False
        )

    op.create_table(
        "calls",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("caller_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("start", sa.DateTime(), nullable=True),
        sa.Column("end", sa.DateTime(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("private_details", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "caller_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_calls_community_id_caller_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_calls_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_calls")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calls_community_id_state_start"), ["community_id", "state", "start"], unique=False
        )

    op.create_table(
        "drafts",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_drafts_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_drafts_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "inbox",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "space_id"],
            ["spaces.community_id", "spaces.id"],
            name=op.f("fk_inbox_community_id_space_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_inbox_community_id")),
        sa.PrimaryKeyConstraint("community_id", "space_id", "key", name=op.f("pk_inbox")),
    )
    op.create_table(
        "introductions",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("tie", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("searchable", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_introductions_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "space_id"],
            ["spaces.community_id", "spaces.id"],
            name=op.f("fk_introductions_community_id_space_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_introductions_community_id")),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_introductions")),
    )
    op.create_table(
        "meetups",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("host_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("start", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("rrule", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "host_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_meetups_community_id_host_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_meetups_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_meetups")),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("marker", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("subject_kind", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("rings", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("carried", sa.Integer(), nullable=True),
        sa.Column("doubted", sa.Integer(), nullable=True),
        sa.Column("absences", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verify_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('card', 'direct', 'thread', 'notice')", name=op.f("ck_outbox_kind")),
        sa.CheckConstraint("state <> 'pending' OR doubted IS NULL", name=op.f("ck_outbox_pending")),
        sa.CheckConstraint(
            "state <> 'uncertain' OR (doubted IS NOT NULL AND first_at IS NOT NULL)", name=op.f("ck_outbox_uncertain")
        ),
        sa.CheckConstraint(
            "state <> 'verify' OR (message IS NOT NULL AND verify_until IS NOT NULL)", name=op.f("ck_outbox_verify")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'uncertain', 'verify', 'sending', 'sent', 'expired', 'cancelled', 'dead')",
            name=op.f("ck_outbox_state"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_outbox_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "space_id"],
            ["spaces.community_id", "spaces.id"],
            name=op.f("fk_outbox_community_id_space_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_outbox_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint(
            "community_id",
            "kind",
            "key",
            "target",
            "generation",
            name=op.f("uq_outbox_community_id_kind_key_target_generation"),
        ),
        sa.UniqueConstraint("marker", name=op.f("uq_outbox_marker")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_held",
            ["lease_until"],
            unique=False,
            sqlite_where=sa.text("lease_until IS NOT NULL"),
            postgresql_where=sa.text("lease_until IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_lane",
            ["lane", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'sending', 'uncertain')"),
            postgresql_where=sa.text("state IN ('pending', 'sending', 'uncertain')"),
        )
        batch_op.create_index(
            "ix_outbox_subject", ["community_id", "space_id", "subject_kind", "subject_id"], unique=False
        )
        batch_op.create_index(
            "ix_outbox_waiting",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'uncertain', 'verify', 'sending')"),
            postgresql_where=sa.text("state IN ('pending', 'uncertain', 'verify', 'sending')"),
        )

    op.create_table(
        "pitches",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("looking_for", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("step_at", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("steps_taken", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "owner_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_pitches_community_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_pitches_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_pitches")),
    )
    with op.batch_alter_table("pitches", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pitches_community_id_state_created_at"),
            ["community_id", "state", "created_at"],
            unique=False,
        )

    op.create_table(
        "places",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "space_id"],
            ["spaces.community_id", "spaces.id"],
            name=op.f("fk_places_community_id_space_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_places_community_id")),
        sa.PrimaryKeyConstraint("community_id", "space_id", "topic", name=op.f("pk_places")),
    )
    op.create_table(
        "postings",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id", "space_id"],
            ["spaces.community_id", "spaces.id"],
            name=op.f("fk_postings_community_id_space_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_postings_community_id")),
        sa.PrimaryKeyConstraint("community_id", "space_id", "subject_kind", "subject_id", name=op.f("pk_postings")),
        sa.UniqueConstraint("space_id", "channel", "message", name=op.f("uq_postings_space_id_channel_message")),
    )
    op.create_table(
        "occurrences",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("meetup_id", sa.Text(), nullable=False),
        sa.Column("slot", sa.DateTime(), nullable=False),
        sa.Column("start", sa.DateTime(), nullable=False),
        sa.Column("end", sa.DateTime(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'cancelled', 'over')", name=op.f("ck_occurrences_state")),
        sa.ForeignKeyConstraint(
            ["community_id", "meetup_id"],
            ["meetups.community_id", "meetups.id"],
            name=op.f("fk_occurrences_community_id_meetup_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_occurrences_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint(
            "community_id", "meetup_id", "slot", name=op.f("uq_occurrences_community_id_meetup_id_slot")
        ),
    )
    with op.batch_alter_table("occurrences", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_occurrences_community_id_state_starts_at"),
            ["community_id", "state", "starts_at"],
            unique=False,
        )

    op.create_table(
        "pitch_followers",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("pitch_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("following", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_pitch_followers_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "pitch_id"],
            ["pitches.community_id", "pitches.id"],
            name=op.f("fk_pitch_followers_community_id_pitch_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_pitch_followers_community_id")),
        sa.PrimaryKeyConstraint("community_id", "pitch_id", "member_id", "following", name=op.f("pk_pitch_followers")),
    )
    op.create_table(
        "sign_ups",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.CheckConstraint("standing IN ('in', 'waiting', 'maybe', 'cant')", name=op.f("ck_sign_ups_standing")),
        sa.ForeignKeyConstraint(
            ["community_id", "call_id"],
            ["calls.community_id", "calls.id"],
            name=op.f("fk_sign_ups_community_id_call_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_sign_ups_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_sign_ups_community_id")),
        sa.PrimaryKeyConstraint("community_id", "call_id", "member_id", name=op.f("pk_sign_ups")),
    )
    op.create_table(
        "rsvps",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("occurrence_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.CheckConstraint("standing IN ('in', 'waiting', 'maybe', 'cant')", name=op.f("ck_rsvps_standing")),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_rsvps_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "occurrence_id"],
            ["occurrences.community_id", "occurrences.id"],
            name=op.f("fk_rsvps_community_id_occurrence_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_rsvps_community_id")),
        sa.PrimaryKeyConstraint("community_id", "occurrence_id", "member_id", name=op.f("pk_rsvps")),
    )

"""Keep connections, and what introductions are found by."""

import json
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tag_words",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_tag_words_community_id")),
        sa.PrimaryKeyConstraint("community_id", "word", name=op.f("pk_tag_words")),
    )
    op.create_table(
        "connections",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("first_id", sa.Text(), nullable=False),
        sa.Column("second_id", sa.Text(), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_connections_pair")),
        sa.ForeignKeyConstraint(
            ["community_id", "first_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_connections_community_id_first_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "second_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_connections_community_id_second_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_connections_community_id")),
        sa.PrimaryKeyConstraint("community_id", "first_id", "second_id", name=op.f("pk_connections")),
    )
    with op.batch_alter_table("connections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_connections_community_id_second_id"), ["community_id", "second_id"], unique=False
        )

    op.create_table(
        "kept_apart",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_kept_apart_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "other_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_kept_apart_community_id_other_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_kept_apart_community_id")),
        sa.PrimaryKeyConstraint("community_id", "member_id", "other_id", name=op.f("pk_kept_apart")),
    )
    with op.batch_alter_table("kept_apart", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kept_apart_community_id_other_id"), ["community_id", "other_id"], unique=False
        )

    op.create_table(
        "introduction_tags",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["introductions.community_id", "introductions.member_id"],
            name=op.f("fk_introduction_tags_community_id_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_introduction_tags_community_id")),
        sa.PrimaryKeyConstraint("community_id", "word", "member_id", name=op.f("pk_introduction_tags")),
    )
    with op.batch_alter_table("introduction_tags", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_introduction_tags_community_id_member_id"), ["community_id", "member_id"], unique=False
        )

    with op.batch_alter_table("introductions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("interests", sa.Text(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("hours", sa.Text(), server_default="[]", nullable=False))

    _find_by_tags(op.get_bind())


def _find_by_tags(connection: sa.Connection) -> None:
    kept = sa.text(
        "INSERT INTO introduction_tags (community_id, word, member_id, visibility, space_id)"
        " VALUES (:community_id, :word, :member_id, :visibility, :space_id)"
    )
    for row in connection.execute(sa.text("SELECT * FROM introductions")).all():
        whose = {name: getattr(row, name) for name in ("community_id", "member_id", "visibility", "space_id")}
        for word in {_folded(tag) for tag in json.loads(row.tags)}:
            connection.execute(kept, {**whose, "word": word})


def _folded(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())

"""Keep the codes of people with two logins."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_tries",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_link_tries_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_link_tries_community_id")),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_link_tries")),
    )
    op.create_table(
        "links",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Text(), nullable=False),
        sa.Column("typed_by", sa.Text(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
            name=op.f("fk_links_community_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "space_id"],
            ["spaces.community_id", "spaces.id"],
            name=op.f("fk_links_community_id_space_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "typed_by"],
            ["members.community_id", "members.id"],
            name=op.f("fk_links_community_id_typed_by"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_links_community_id")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_links")),
        sa.UniqueConstraint("community_id", "digest", name=op.f("uq_links_community_id_digest")),
        sa.UniqueConstraint("community_id", "member_id", name=op.f("uq_links_community_id_member_id")),
    )

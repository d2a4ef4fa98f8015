"""Find introductions by time and in either kana."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("introductions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_introductions_community_id_written_at_member_id"),
            ["community_id", "written_at", "member_id"],
            unique=False,
        )

    _write_in_hiragana(op.get_bind())


def _write_in_hiragana(connection: sa.Connection) -> None:
    hiragana = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}
    kept = sa.text("UPDATE introductions SET searchable = :words WHERE community_id = :whose AND member_id = :member")
    for row in connection.execute(sa.text("SELECT * FROM introductions")).all():
        words = row.searchable.translate(hiragana)
        connection.execute(kept, {"words": words, "whose": row.community_id, "member": row.member_id})

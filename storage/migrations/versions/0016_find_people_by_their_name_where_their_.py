"""Find people by their name where their introduction is."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("introductions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.Text(), server_default="", nullable=False))

    _name_them(op.get_bind())


def _name_them(connection: sa.Connection) -> None:
    hiragana = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}
    kept = sa.text("UPDATE introductions SET name = :name WHERE community_id = :whose AND member_id = :member")
    for row in connection.execute(sa.text("SELECT * FROM members")).all():
        name = unicodedata.normalize("NFKC", row.name).casefold().strip().translate(hiragana)
        connection.execute(kept, {"name": name, "whose": row.community_id, "member": row.id})

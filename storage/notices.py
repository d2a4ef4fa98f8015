"""Notices: what organizers must know of a message that did not arrive, queued in the transaction that decided it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeAlias

from pydantic import ValidationError
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.vocabulary import codec
from bot.vocabulary.card import Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.text import Code, InChannel, Text, say, text
from storage import lanes
from storage.outbox import Identity, queue
from storage.tables import outbox, spaces

Reason: TypeAlias = Literal["gone", "refused", "doubt", "late"]
"""The place is out of reach; the platform does not take it; nobody knows whether it is there; its time is over."""

SELDOM: Final = timedelta(hours=24)
"""How long the same is not said of the same place again."""
LIFE: Final = timedelta(days=7)
"""How long a notice is of use."""
_TOLD: Final = ("card", "thread")  # a direct message is between Machi and one person


async def tell(connection: AsyncConnection, row: Row, where: str, reason: Reason, said: str, at: datetime) -> None:
    """Tell the organizers of a message's space; ``said`` are the platform's words."""
    if row.kind not in _TOLD:
        return
    await _tell_once(connection, (row.community_id, row.space_id), f"{reason} {where}", _notice(row, reason, said), at)


async def tell_of_channel(
    connection: AsyncConnection, space: tuple[str, str], channel: str, said: str, at: datetime
) -> None:
    """Tell the organizers of a space, by the ids of its community and its own, that a channel is out of reach."""
    await _tell_once(connection, space, f"gone {channel}", _card(text(InChannel(channel)), "gone", said), at)


async def _tell_once(connection: AsyncConnection, space: tuple[str, str], key: str, card: Card, at: datetime) -> None:
    last = await _last(connection, space, key)
    if last and last.due_at > at - SELDOM:
        return
    generation = last.generation + 1 if last else 0
    await queue(
        connection,
        Identity(space[0], "notice", key, space[1], generation),
        at,
        space_id=space[1],
        topic="organizers",
        payload=codec.cards.dump_json(card).decode(),
        expires_at=at + LIFE,
    )


async def turned(connection: AsyncConnection, row: Row, said: str, at: datetime) -> dict[str, Any]:
    """How a notice goes on that cannot be posted: to somebody who may put that right, one after the other.

    Nothing, where nobody is left, or where somebody was written to lately: then it waits for its channel.
    """
    if row.topic != "organizers" or await _told_directly(connection, row, at):
        return {}
    its = (spaces.c.community_id == row.community_id) & (spaces.c.id == row.space_id)
    keepers = (await connection.scalar(select(spaces.c.keeper).where(its)) or "").split()
    left = keepers[keepers.index(row.account) + 1 :] if row.account in keepers else keepers
    if row.refusals and row.account is None:  # everybody was tried
        return {}
    if not left:
        return {"account": None, "lane": None, "refusals": row.refusals + 1} if row.account else {}
    turned = {"account": left[0], "lane": lanes.of_account(row.space_id, left[0])}
    return turned if row.account else turned | {"payload": _directly(row, said)}


async def _told_directly(connection: AsyncConnection, row: Row, at: datetime) -> bool:
    told = (outbox.c.kind == "notice") & outbox.c.account.is_not(None) & outbox.c.state.in_(("sent", "verify"))
    there = (outbox.c.community_id == row.community_id) & (outbox.c.space_id == row.space_id)
    statement = select(outbox.c.id).where(told, there, outbox.c.due_at > at - LIFE).limit(1)
    return await connection.scalar(statement) is not None


def _directly(row: Row, said: str) -> str:
    card = codec.cards.validate_json(row.payload)
    why = Note(text(say("notice-directly", said=said)))
    return codec.cards.dump_json(replace(card, blocks=(*card.blocks, why))).decode()


async def _last(connection: AsyncConnection, space: tuple[str, str], key: str) -> Row | None:
    same = (outbox.c.kind == "notice") & (outbox.c.key == key) & (outbox.c.target == space[1])
    statement = (
        select(outbox.c.generation, outbox.c.due_at)
        .where(outbox.c.community_id == space[0], same)
        .order_by(outbox.c.generation.desc())
        .limit(1)
    )
    return (await connection.execute(statement)).one_or_none()


def _notice(row: Row, reason: Reason, said: str) -> Card:
    return _card(_title(row), reason, said)


def _card(about: Text, reason: Reason, said: str) -> Card:
    facts = Facts((Fact(say("notice-about"), about), Fact(say("notice-said"), text(Code(said)))))
    blocks = (Paragraph(text(say(f"notice-{reason}"))), facts, Note(text(say("notice-note"))))
    return Card(text(say("notice-title")), blocks)


def _title(row: Row) -> tuple:
    try:
        return codec.cards.validate_json(row.payload).title
    except ValidationError:
        return text(row.kind)

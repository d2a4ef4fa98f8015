"""A courier to a chat that exists only here: channels, threads and direct messages as plain state.

It keeps what a platform would keep, and is judged by that. Like a platform that honours a nonce, it stores one message
for a marker however often it is asked. What it shall answer next can be foretold: :meth:`will` takes the answers one by
one, and an answer in doubt says whether the message was stored all the same. A look-up finds what is there by its
marker, unless it is foretold otherwise by :meth:`will_see`.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.ports import (
    Delivery,
    Doubt,
    MessageRef,
    Outcome,
    Paces,
    Seen,
    Sent,
    Sight,
    Target,
    TargetGone,
    ToAccount,
    ToChannel,
    ToConversation,
    ToMessage,
    ToThread,
)
from bot.vocabulary.card import Card
from bot.vocabulary.effect import File
from bot.vocabulary.people import Reader

QUIET = Doubt(quiet=15.0)
"""Doubt is resolved by one look after fifteen seconds."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the chat keeps it, with how often it was edited and whom it rang."""

    ref: MessageRef
    card: Card
    reader: Reader
    edits: int = 0
    rings: tuple[str, ...] = ()
    marker: str = ""
    file: File | None = None


@dataclass(slots=True)
class FakeCourier:
    """Carries to one platform's chat.

    Args:
        messages: everything stored, by channel and id, in the order it was stored.
        tried: the target of every attempt, in the order they began.
        looked: how often it was looked for a message.
        open: cleared to hold every delivery back until it is set again.
        closed: the logins that take no direct messages.
        drops: whether the chat itself drops what bears a marker that it knows.
    """

    platform: str = "slack"
    doubt: Doubt = QUIET
    paces: Paces = field(default_factory=Paces)
    resting: float = 0.0
    drops: bool = True
    looked: int = 0
    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    tried: list[Target] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    _ids: set[str] = field(default_factory=set)
    _by_marker: dict[str, MessageRef] = field(default_factory=dict)
    _attempts: asyncio.Queue[Target] = field(default_factory=asyncio.Queue)
    _foretold: deque[tuple[Outcome, bool]] = field(default_factory=deque)
    _sights: deque[Sight] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.open.set()

    def will(self, outcome: Outcome, *, stored: bool = False) -> None:
        """Answer so to the next delivery that nothing was foretold for, having stored the message or not."""
        self._foretold.append((outcome, stored))

    def will_see(self, *sights: Sight) -> None:
        """Tell so at the next look-ups."""
        self._sights.extend(sights)

    def in_channel(self, channel: str) -> list[Card]:
        """The cards of a channel, without those in its threads."""
        return [message.card for message in self.messages.values() if message.ref.channel == channel]

    def in_thread(self, channel: str, beneath: str) -> list[Card]:
        """The cards in the thread beneath a message."""
        return self.in_channel(f"{channel}/{beneath}")

    def to_account(self, account: str) -> list[Card]:
        """The cards sent to a login directly."""
        return self.in_channel(f"@{account}")

    def delete(self, channel: str, message: str) -> None:
        """Delete a message, as a moderator does."""
        del self.messages[channel, message]

    async def next_attempt(self) -> Target:
        """Wait for the next attempt that nobody has waited for yet."""
        return await self._attempts.get()

    def rests(self) -> float:
        """For how long it was told to rest."""
        return self.resting

    async def deliver(self, delivery: Delivery) -> Outcome:
        """Try once."""
        self.tried.append(delivery.target)
        self._attempts.put_nowait(delivery.target)
        outcome, stored = self._foretold.popleft() if self._foretold else (None, True)
        await self.open.wait()
        answer = self._store(delivery) if stored else None
        return outcome or answer or TargetGone("nothing is stored there")

    async def look_up(self, delivery: Delivery, since: datetime) -> Sight:
        """Find what was stored, by its marker."""
        self.looked += 1
        if self._sights:
            return self._sights.popleft()
        marked = [message.ref for message in self.messages.values() if message.marker == delivery.marker]
        return Seen(tuple(marked))

    async def remove(self, message: MessageRef) -> bool:
        """Take a message back."""
        return self.messages.pop((message.channel, message.message), None) is not None

    def _store(self, delivery: Delivery) -> Outcome:
        match delivery.target:
            case ToMessage(ref):
                return self._edit(ref, delivery)
            case ToChannel(channel, rings):
                return self._create(channel, delivery, rings)
            case ToAccount(account) if account in self.closed:
                return TargetGone("50007: takes no direct messages", closed=True)
            case ToAccount(account):
                return self._create(f"@{account}", delivery)
            case ToConversation(accounts):
                return self._create("&".join(f"@{account}" for account in sorted(accounts)), delivery, accounts)
            case ToThread(ref, rings) if (ref.channel, ref.message) in self.messages:
                stored = self._create(f"{ref.channel}/{ref.message}", delivery, rings)
                return Sent(replace(stored.message, thread=f"thread of {ref.message}"))
            case _:
                return TargetGone("the message was deleted")

    def _create(self, channel: str, delivery: Delivery, rings: tuple[str, ...] = ()) -> Sent:
        known = self._by_marker.get(delivery.marker) if self.drops else None
        ref = known or MessageRef(channel, f"m{len(self._ids) + 1}")
        self._ids.add(ref.message)
        self._by_marker.setdefault(delivery.marker, ref)
        made = Message(ref, delivery.card, delivery.reader, rings=rings, marker=delivery.marker, file=delivery.file)
        self.messages.setdefault((ref.channel, ref.message), made)
        return Sent(ref)

    def _edit(self, ref: MessageRef, delivery: Delivery) -> Outcome:
        key = (ref.channel, ref.message)
        if key not in self.messages:
            return TargetGone("the message was deleted")
        kept = self.messages[key]
        self.messages[key] = replace(kept, card=delivery.card, reader=delivery.reader, edits=kept.edits + 1)
        return Sent(ref)

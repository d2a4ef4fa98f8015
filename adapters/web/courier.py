"""The courier: carries deliveries into the playground's chat.

There is no network between, so nothing is ever in doubt: a message that is sent again finds what it left behind by its
marker. A card keeps its marker while it is edited, so an edit is told from the next one by what it shows.
"""

from dataclasses import dataclass, field
from datetime import datetime

from adapters.web.chat import MACHI, PLATFORM, Chat, Message, UnknownPlace, direct, group
from bot.ports import (
    Clock,
    Delivery,
    Doubt,
    MessageRef,
    Outcome,
    Paces,
    Seen,
    Sent,
    Sight,
    TargetGone,
    ToAccount,
    ToChannel,
    ToConversation,
    ToMessage,
    ToThread,
)


@dataclass(frozen=True, slots=True)
class PlaygroundCourier:
    """Delivers into the chat; every page that is open sees it at once.

    A message is said at the time of the playground's clock. Beneath a card, the thread's id is the card's message.
    """

    chat: Chat
    clock: Clock
    platform: str = PLATFORM
    doubt: Doubt = field(default_factory=Doubt)
    paces: Paces = field(default_factory=Paces)

    def rests(self) -> float:
        """The chat is always there."""
        return 0.0

    async def deliver(self, delivery: Delivery) -> Outcome:
        """Say it, or show it where it stands."""
        try:
            return Sent(await self._deliver(delivery))
        except UnknownPlace as unknown:
            return TargetGone(f"the playground has no {unknown}")

    async def look_up(self, delivery: Delivery, since: datetime) -> Sight:  # noqa: ARG002 - the chat knows every marker
        """Find what was said, by its marker."""
        said = self.chat.marked(delivery.space.external_id, delivery.marker)
        return Seen((_reference(said),) if said else ())

    async def remove(self, message: MessageRef) -> bool:  # noqa: ARG002
        """Nothing is ever said twice here."""
        return True

    async def _deliver(self, delivery: Delivery) -> MessageRef:
        space = delivery.space.external_id
        match delivery.target:
            case ToChannel(channel):
                self._check_channel(space, channel)
                return _reference(await self.chat.say(self._message(delivery, channel)))
            case ToMessage(reference):
                shown = self.chat.message(space, reference.message)
                edited = await self.chat.edit(shown, delivery.card, delivery.reader)
                return _reference(edited)
            case ToThread(reference, rings):
                root = self.chat.message(space, reference.message)
                said = self._message(delivery, root.channel, thread=root.id, rings=rings)
                return _reference(await self.chat.say(said))
            case ToAccount(account):
                channel = direct(self.chat.resident(space, account).id)
                return _reference(await self.chat.say(self._message(delivery, channel)))
            case ToConversation(accounts):
                channel = group(self.chat.resident(space, account).id for account in accounts)
                return _reference(await self.chat.say(self._message(delivery, channel, rings=accounts)))

    def _check_channel(self, space: str, channel: str) -> None:
        if not any(self.chat.may_enter(resident, channel) for resident in self.chat.people(space)):
            raise UnknownPlace(channel)

    def _message(
        self, delivery: Delivery, channel: str, thread: str | None = None, rings: tuple[str, ...] = ()
    ) -> Message:
        return Message(
            id="",
            space=delivery.space.external_id,
            channel=channel,
            author=MACHI,
            at=self.clock.now(),
            card=delivery.card,
            reader=delivery.reader,
            thread=thread,
            rings=rings,
            marker=delivery.marker,
            file=delivery.file,
        )


def _reference(message: Message) -> MessageRef:
    return MessageRef(message.channel, message.id, message.thread)

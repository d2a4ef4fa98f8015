"""What the fake Slack knows: one workspace with its people, channels, messages, modals and Home tabs.

The state is plain and mutable, and a test may read all of it. It changes in three ways only: the app calls the Web
API (`web_api`), the app answers a delivery or a response URL (`delivery`, `response_urls`), or a person does
something (`person`). Whatever a person could notice is also kept, in order, as an `Effect`, and every change wakes
those who wait in `Workspace.until`.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.fakes.slack.reading import Button, buttons_in, readable_blocks, readable_text

Json = dict[str, Any]
Clock = Callable[[], float]
EffectKind = Literal[
    "posted", "edited", "deleted", "whispered", "opened", "pushed", "updated", "closed", "published", "reacted"
]

EVERYONE = "general"


@dataclass(slots=True, eq=False)
class User:
    """A human or the app's bot. `team_id` differs from the workspace's for guests of a shared channel."""

    id: str
    name: str
    real_name: str
    locale: str
    tz: str
    team_id: str
    is_bot: bool = False
    is_admin: bool = False
    deleted: bool = False


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands now: the same object follows its edits, so a test may keep it.

    `recipient` is set on ephemeral messages only: nobody else sees them, and no Web API method finds them.
    `reactions` maps an emoji's name to the ids of those who chose it, in order.
    """

    channel_id: str
    ts: str
    user_id: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    reply_broadcast: bool = False
    metadata: Json | None = None
    recipient: str | None = None
    by_app: bool = False
    edited_ts: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    deleted: bool = False

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def readable(self) -> str:
        """What a person reads, one line per piece, without the buttons; `text` only where there is no block."""
        return readable_blocks(self.blocks) if self.blocks else readable_text(self.text)

    @property
    def buttons(self) -> list[Button]:
        return list(buttons_in(self.blocks))


@dataclass(slots=True, eq=False)
class Upload:
    """A file on its way: nobody sees it before it was shared."""

    id: str
    name: str
    length: int
    content: bytes | None = None


@dataclass(slots=True, eq=False)
class View:
    """A modal or a Home tab. `body` is what the app gave, with every id filled in; `values` is what was typed into it.

    `errors` are the ones the app returned for the last submission, by block id. `is_open` turns false when a modal is
    closed, submitted or replaced by a new stack.
    """

    id: str
    user_id: str
    body: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    values: dict[tuple[str, str], Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    is_open: bool = True

    @property
    def title(self) -> str:
        return self.body.get("title", {}).get("text", "")

    @property
    def callback_id(self) -> str:
        return self.body.get("callback_id", "")

    @property
    def private_metadata(self) -> str:
        return self.body.get("private_metadata", "")

    @property
    def blocks(self) -> list[Json]:
        return self.body["blocks"]

    @property
    def labels(self) -> list[str]:
        return [block["label"]["text"] for block in self.blocks if block["type"] == "input"]

    @property
    def readable(self) -> str:
        return readable_blocks(self.blocks)

    @property
    def buttons(self) -> list[Button]:
        return list(buttons_in(self.blocks))


@dataclass(slots=True, eq=False)
class Channel:
    """A conversation: public, private, a direct message with the app (`is_im`), or a group's (`is_mpim`)."""

    id: str
    name: str
    created: float
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_archived: bool = False
    members: list[str] = field(default_factory=list)
    everything: list[Message] = field(default_factory=list)

    @property
    def messages(self) -> list[Message]:
        """What everybody sees there now, threads included, oldest first."""
        return [message for message in self.everything if message.recipient is None and not message.deleted]

    def replies(self, thread_ts: str) -> list[Message]:
        return [message for message in self.messages if message.is_reply and message.thread_ts == thread_ts]

    def find(self, ts: str) -> Message | None:
        return next((message for message in self.messages if message.ts == ts), None)


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that became visible: to `seen_by` alone, or to everybody in the channel when that is None."""

    kind: EffectKind
    subject: Message | View
    seen_by: str | None
    by_app: bool
    at: float


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger_id: good for one modal, within three seconds of the gesture that made it."""

    id: str
    user_id: str
    at: float


class Workspace:
    """One Slack workspace with one app installed.

    `announce` takes events that the app's own calls cause (its reaction, its joining); the server delivers them
    behind the scenes, as Slack does.
    """

    def __init__(self, clock: Clock, *, team_id: str, name: str, announce: Callable[[Json], None]) -> None:
        self.clock = clock
        self.address = ""  # where the server listens, once it does
        self.team_id = team_id
        self.team_name = name
        self.team_domain = name.lower().replace(" ", "-")
        self.announce = announce
        self.app_id = "A0MACHI"
        self.bot_id = "B0MACHI"
        self.bot = User("U0MACHI", "machi", "Machi", "en-US", "UTC", team_id, is_bot=True)
        self.users: dict[str, User] = {self.bot.id: self.bot}
        self.user_groups: dict[str, list[str]] = {}
        self.channels: dict[str, Channel] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.spent_triggers: set[str] = set()
        self.effects: list[Effect] = []
        self.uploads: dict[str, Upload] = {}
        self.history_lag = 0.0
        self._last_microsecond = 0
        self._serial = 0
        self._pulse = asyncio.Event()
        self.create_channel(EVERYONE)

    # identity and time

    def new_id(self, prefix: str) -> str:
        self._serial += 1
        return f"{prefix}{self._serial:08X}"

    def stamp(self) -> str:
        """Return a `ts` that no other message bears: seconds with six decimals, ever rising."""
        self._last_microsecond = max(int(self.clock() * 1_000_000), self._last_microsecond + 1)
        return f"{self._last_microsecond // 1_000_000}.{self._last_microsecond % 1_000_000:06d}"

    def new_trigger(self, user_id: str) -> str:
        trigger = Trigger(f"{self.new_id('1')}.{self.team_id}.{self.new_id('x').lower()}", user_id, self.clock())
        self.triggers[trigger.id] = trigger
        return trigger.id

    # waiting

    def changed(self) -> None:
        """Wake everybody who waits in `until`."""
        pulse, self._pulse = self._pulse, asyncio.Event()
        pulse.set()

    async def until(self, condition: Callable[[], Any], *, within: float) -> Any:
        """Return the first true value of `condition`, looked at after every change; TimeoutError when there is none."""
        async with asyncio.timeout(within):
            while not (found := condition()):
                await self._pulse.wait()
        return found

    def _keep(self, kind: EffectKind, subject: Message | View, *, seen_by: str | None, by_app: bool) -> None:
        self.effects.append(Effect(kind, subject, seen_by, by_app, self.clock()))
        self.changed()

    # people and channels

    def add_user(self, user: User) -> None:
        self.users[user.id] = user
        self.channel_named(EVERYONE).members.append(user.id)

    def create_channel(self, name: str, *, members: Iterable[str] = (), is_private: bool = False) -> Channel:
        channel = Channel(self.new_id("C"), name, self.clock(), is_private=is_private)
        channel.members = list(dict.fromkeys([self.bot.id, *members]))
        self.channels[channel.id] = channel
        return channel

    def channel_named(self, name: str) -> Channel:
        return next(channel for channel in self.channels.values() if channel.name == name)

    def find_channel(self, reference: str) -> Channel | None:
        """Find by id, by `#name`, or by name."""
        wanted = reference.removeprefix("#")
        named = (channel for channel in self.channels.values() if channel.name == wanted)
        return self.channels.get(reference) or next(named, None)

    def group(self, user_ids: Iterable[str]) -> Channel:
        """Return the conversation of the app with these people, opened when there was none."""
        people = list(user_ids)
        members = {self.bot.id, *people}
        private = (channel for channel in self.channels.values() if channel.is_im or channel.is_mpim)
        return next((channel for channel in private if set(channel.members) == members), None) or self._open(people)

    def _open(self, people: list[str]) -> Channel:
        alone = len(people) == 1
        channel = Channel(self.new_id("D" if alone else "G"), "directmessage" if alone else "mpdm", self.clock())
        channel.is_im, channel.is_mpim, channel.is_private = alone, not alone, True
        channel.members = [self.bot.id, *people]
        self.channels[channel.id] = channel
        return channel

    # messages

    def post(self, message: Message) -> Message:
        channel = self.channels[message.channel_id]
        channel.everything.append(message)
        if message.recipient is not None:
            self._keep("whispered", message, seen_by=message.recipient, by_app=message.by_app)
        else:
            self._keep("posted", message, seen_by=self.only_reader(channel), by_app=message.by_app)
        return message

    def only_reader(self, channel: Channel) -> str | None:
        return next((member for member in channel.members if member != self.bot.id), None) if channel.is_im else None

    def edit(self, message: Message, *, text: str, blocks: list[Json]) -> None:
        message.text, message.blocks, message.edited_ts = text, blocks, self.stamp()
        self._keep("edited", message, seen_by=self._reader_of(message), by_app=True)

    def delete(self, message: Message) -> None:
        message.deleted = True
        self._keep("deleted", message, seen_by=self._reader_of(message), by_app=True)

    def _reader_of(self, message: Message) -> str | None:
        return message.recipient or self.only_reader(self.channels[message.channel_id])

    def react(self, message: Message, name: str, user_id: str) -> None:
        message.reactions.setdefault(name, []).append(user_id)
        self._keep("reacted", message, seen_by=self._reader_of(message), by_app=user_id == self.bot.id)

    def unreact(self, message: Message, name: str, user_id: str) -> None:
        message.reactions[name].remove(user_id)
        if not message.reactions[name]:
            del message.reactions[name]
        self._keep("reacted", message, seen_by=self._reader_of(message), by_app=user_id == self.bot.id)

    # modals and Home tabs

    def stack(self, user_id: str) -> list[View]:
        """Return the person's open modals, the one on top last."""
        return self.stacks.setdefault(user_id, [])

    def open_view(self, user_id: str, body: Json) -> View:
        self.clear_views(user_id)
        return self._put_on_top("opened", user_id, body)

    def push_view(self, user_id: str, body: Json) -> View:
        return self._put_on_top("pushed", user_id, body)

    def _put_on_top(self, kind: Literal["opened", "pushed"], user_id: str, body: Json) -> View:
        stack, view = self.stack(user_id), self._new_view(user_id, body)
        if stack:
            view.previous_view_id, view.root_view_id = stack[-1].id, stack[0].id
        stack.append(view)
        self._keep(kind, view, seen_by=user_id, by_app=True)
        return view

    def _new_view(self, user_id: str, body: Json) -> View:
        view_id = self.new_id("V")
        return View(view_id, user_id, self.with_ids(body), self._new_hash(), root_view_id=view_id)

    def _new_hash(self) -> str:
        return f"{int(self.clock())}.{self.new_id('h')}"

    def update_view(self, view: View, body: Json) -> None:
        """Replace the body; what was typed stays where block id and action id are the same."""
        view.body, view.hash, view.errors = self.with_ids(body), self._new_hash(), {}
        self._keep("updated", view, seen_by=view.user_id, by_app=True)

    def close_view(self, view: View, *, by_app: bool = False) -> None:
        view.is_open = False
        self.stack(view.user_id).remove(view)
        self._keep("closed", view, seen_by=view.user_id, by_app=by_app)

    def clear_views(self, user_id: str, *, by_app: bool = False) -> None:
        for view in reversed(list(self.stack(user_id))):
            self.close_view(view, by_app=by_app)

    def publish_home(self, user_id: str, body: Json) -> View:
        if (home := self.homes.get(user_id)) is not None:
            home.body, home.hash = self.with_ids(body), self._new_hash()
        else:
            home = self.homes[user_id] = self._new_view(user_id, body)
        self._keep("published", home, seen_by=user_id, by_app=True)
        return home

    def views(self) -> Iterator[View]:
        """Iterate over every modal that is open and every Home tab."""
        for stack in self.stacks.values():
            yield from stack
        yield from self.homes.values()

    # blocks

    def with_ids(self, body: Json) -> Json:
        return body | {"blocks": self.identified(body["blocks"])}

    def identified(self, blocks: Iterable[Json]) -> list[Json]:
        """Fill in the block and action ids that the app left out, as Slack does."""
        return [self._identified(block) for block in blocks]

    def _identified(self, block: Json) -> Json:
        filled = {"block_id": self.new_id("b")} | block
        for place in ("element", "accessory"):
            if place in block:
                filled[place] = self._with_action_id(block[place])
        if block["type"] == "actions":
            filled["elements"] = [self._with_action_id(element) for element in block["elements"]]
        return filled

    def _with_action_id(self, element: Json) -> Json:
        return element if element["type"] == "image" else {"action_id": self.new_id("a")} | element

"""A fake Discord on loopback sockets, for the real discord.py: REST, gateway, people, and trouble on purpose."""

from tests.fakes.discord.people import CannotDoError, NoResponseError, Person
from tests.fakes.discord.server import FakeDiscord, NothingHappenedError
from tests.fakes.discord.state import (
    Button,
    Channel,
    Guild,
    Interaction,
    Message,
    Modal,
    NotThereError,
    Pings,
    Question,
    Request,
    Role,
    ScheduledEvent,
    Select,
    User,
)

__all__ = [
    "Button",
    "CannotDoError",
    "Channel",
    "FakeDiscord",
    "Guild",
    "Interaction",
    "Message",
    "Modal",
    "NoResponseError",
    "NotThereError",
    "NothingHappenedError",
    "Person",
    "Pings",
    "Question",
    "Request",
    "Role",
    "ScheduledEvent",
    "Select",
    "User",
]

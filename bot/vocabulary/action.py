"""Actions: what a button, a form or a menu carries, so that it works for ever without anything kept in memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LIMIT: Final = 100
"""Characters a button may carry in all: Discord's ``custom_id`` [Slack: 255]."""

RUN: Final = "run"


@dataclass(frozen=True, slots=True)
class Action:
    """The name of a handler and the ids it is to act on; untrusted when it comes back from a platform."""

    name: str
    arguments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no platform could carry, or nobody could answer to."""
        if not self.name:
            raise ValueError("an action without a name")
        if any(":" in part for part in (self.name, *self.arguments)):
            raise ValueError(f"an action's parts may not hold ':': {self}")
        if len(self.encode()) > LIMIT:
            raise ValueError(f"an action of more than {LIMIT} characters: {self.encode()}")

    def encode(self) -> str:
        """The action as one string, ``name:argument:argument``."""
        return ":".join((self.name, *self.arguments))


def decode(encoded: str) -> Action:
    """The action that :meth:`Action.encode` wrote; anything else raises ``ValueError``."""
    name, *arguments = encoded.split(":")
    return Action(name, tuple(arguments))


def run(command: str, subcommand: str = "", **options: str) -> Action:
    """The action of a button that does what typing the command with those options would do."""
    given = tuple(f"{name}={value}" for name, value in options.items())
    return Action(RUN, (command, subcommand, *given) if subcommand or given else (command,))


def options_of(arguments: Iterable[str]) -> dict[str, str]:
    """The options that such a button carries behind its command and sub-command."""
    pairs = (argument.partition("=") for argument in arguments)
    return {name: value for name, _, value in pairs}

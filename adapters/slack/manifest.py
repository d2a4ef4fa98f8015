"""The manifest: everything Slack must know of the app, made from what the features declare."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

from adapters.slack.limits import shortened
from adapters.slack.parse import MENU
from adapters.slack.render import NAME
from bot.command_line import UMBRELLA
from bot.feature import CommandHandler, Features, MenuEntry
from bot.locales import exists, plain
from bot.vocabulary.action import Action, run
from bot.vocabulary.people import Language, Reader
from bot.vocabulary.text import Say, say, text

Json: TypeAlias = dict[str, Any]

COMMANDS: Final[Mapping[str, str]] = {
    name: name for name in ("intro", "people", "volunteer", "pitch", "meetup", "connect", "thanks", UMBRELLA)
}
"""Slack's word for each of Machi's commands that has one of its own there; a workspace may choose others."""


def renamed(others: Mapping[str, str]) -> dict[str, str]:
    """Slack's word for each command, where some are called otherwise; an empty one takes its command away."""
    return {name: word for name, word in {**COMMANDS, **others}.items() if word}


SHORTCUTS: Final = (("volunteer", "call"), ("pitch", "new"), ("meetup", "new"))

SCOPES: Final = (
    "app_mentions:read",
    "channels:history",  # only to find a message of ours again whose reply was lost; so are the other histories
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",  # calendar entries and exports, in direct messages
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "mpim:history",
    "mpim:write",  # a conversation of two who both said yes
    "reactions:read",
    "team:read",  # only to hear that the workspace has another name
    "usergroups:read",  # only where a user group is chosen to be organizers
    "users:read",
)
EVENTS: Final = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "reaction_added",
    "reaction_removed",
    "team_join",
    "team_rename",
    "tokens_revoked",
    "user_change",
)

_DESCRIPTION: Final = 139
_LONG_DESCRIPTION: Final = 3_999
_SHORTCUT_NAME: Final = 24
_SHORTCUT_DESCRIPTION: Final = 150
_COMMAND_DESCRIPTION: Final = 2_000
_USAGE: Final = 1_000


def manifest(
    features: Features,
    *,
    language: Language = "ja",
    request_url: str | None = None,
    redirect_url: str | None = None,
    names: Mapping[str, str] = COMMANDS,
) -> Json:
    """The app as Slack's "from a manifest" takes it; over Socket Mode unless Slack shall call ``request_url``.

    With a ``redirect_url`` other workspaces can install it, too.
    """
    address = {"request_url": request_url} if request_url else {}
    words = _Words(language)
    return {
        "display_information": {
            "name": NAME,
            "description": shortened(words.of(say("slack-description")), _DESCRIPTION),
            "long_description": shortened(words.at_length(say("slack-long-description")), _LONG_DESCRIPTION),
            "background_color": "#2f5d50",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [
                *(_shortcut(command, words) for command in _found(features, SHORTCUTS)),
                *(_on_message(entry, words) for entry in features.menus.values() if entry.on == "message"),
            ],
            "slash_commands": [
                _slash_command(features, name, slack_name, words, request_url)
                for name, slack_name in names.items()
                if name == UMBRELLA or name in features.names
            ],
        },
        "oauth_config": {
            "scopes": {"bot": list(SCOPES)},
            **({"redirect_urls": [redirect_url]} if redirect_url else {}),
        },
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }


class _Words:
    """The texts in the one language that a manifest can have."""

    def __init__(self, language: Language) -> None:
        self._reader = Reader(language, "UTC")

    def of(self, message: Say) -> str:
        """A message as bare words, on one line."""
        return " ".join(self.at_length(message).split())

    def at_length(self, message: Say) -> str:
        """A message as bare words, on its own lines."""
        return plain(text(message), self._reader)

    def typed(self, message_id: str, name: str) -> str:
        """What people of this language type: the first of their words for it, else its name, which is English."""
        if self._reader.language == "en" or not exists(message_id, self._reader.language):
            return name
        return self.of(say(message_id)).split(",")[0].strip()


def _found(features: Features, wanted: Iterable[tuple[str, str]]) -> list[CommandHandler]:
    return [features.commands[words] for words in wanted if words in features.commands]


def _shortcut(command: CommandHandler, words: _Words) -> Json:
    label = words.of(command.label)
    return {
        "name": shortened(label, _SHORTCUT_NAME),
        "type": "global",
        "callback_id": run(command.name, command.subcommand).encode(),
        "description": shortened(label, _SHORTCUT_DESCRIPTION),
    }


def _on_message(entry: MenuEntry, words: _Words) -> Json:
    label = words.of(entry.label)
    return {
        "name": shortened(label, _SHORTCUT_NAME),
        "type": "message",
        "callback_id": Action(MENU, (entry.name,)).encode(),
        "description": shortened(label, _SHORTCUT_DESCRIPTION),
    }


def _slash_command(features: Features, name: str, slack_name: str, words: _Words, request_url: str | None) -> Json:
    label = say("slack-umbrella") if name == UMBRELLA else say(f"command-{name}")
    usage = _usage(features, name, words)
    return {
        "command": f"/{slack_name}",
        "description": shortened(words.of(label), _COMMAND_DESCRIPTION),
        **({"usage_hint": shortened(usage, _USAGE)} if usage else {}),
        **({"url": request_url} if request_url else {}),
        "should_escape": True,  # else a mention comes as a bare name that nobody can be sure of
    }


def _usage(features: Features, name: str, words: _Words) -> str:
    if name == UMBRELLA:
        return " | ".join(words.typed(f"command-{known}-words", known) for known in features.names)
    return " | ".join(
        words.typed(f"command-{name}-{command.subcommand}-words", command.subcommand)
        for command in features.subcommands(name)
        if command.subcommand
    )

"""Parsing: what Slack sends, as requests.

Slack's payloads are JSON of many shapes. Each function here reads one of them, and raises :class:`Unreadable` for
anything that is not of that shape, whatever it is.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from adapters.slack import carried
from adapters.slack.carried import Carried
from adapters.slack.limits import clean
from bot import command_line, drafts
from bot.command_line import Find
from bot.feature import Features
from bot.vocabulary.action import RUN, Action, decode
from bot.vocabulary.form import Answers
from bot.vocabulary.people import AccountRef, SpaceAddress
from bot.vocabulary.request import (
    Actor,
    ButtonPress,
    Command,
    FormSubmission,
    HomeOpened,
    MemberJoined,
    MemberLeft,
    MenuChoice,
    Place,
    Reaction,
)

Json: TypeAlias = Mapping[str, Any]

HELP: Final = "help"
MENU: Final = "menu"
"""What an entry of the menu on a message carries, and the name of the entry."""

EMOJI: Final[Mapping[str, str]] = {
    "hand": "✋",
    "raised_hand": "✋",
    "raised_hands": "🙌",
    "white_check_mark": "✅",
    "thinking_face": "🤔",
    "thinking": "🤔",
    "no_good": "🙅",
    "woman-gesturing-no": "🙅",
    "man-gesturing-no": "🙅",
    "sparkles": "✨",
    "eyes": "👀",
    "pray": "🙏",
    "wave": "👋",
}
"""The emoji that mean something to Machi, by Slack's names; a skin tone is cut off before looking."""

_MENTION: Final = re.compile(r"<@([A-Z0-9]+)(?:\|([^>]*))?>")
_CHANNEL: Final = re.compile(r"<#([A-Z0-9]+)(?:\|([^>]*))?>")


class Unreadable(Exception):  # noqa: N818 - reads as what it says
    """A payload that is not of the shape it pretends to be."""


@dataclass(frozen=True, slots=True)
class By:
    """Who made a gesture, and in which workspace."""

    space: SpaceAddress
    actor: Actor


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not {type(value).__name__}")
    return value


# --- who ------------------------------------------------------------------------------------------------------------


def account(body: Json) -> AccountRef:
    """Who made the gesture, by the name that Slack gives along."""
    with _reading():
        if "command" in body:
            return AccountRef(_word(body["user_id"]), str(body.get("user_name") or ""))
        user = body["event"]["user"] if "event" in body else body["user"]
        if isinstance(user, str):
            return AccountRef(user)
        return AccountRef(_word(user["id"]), str(user.get("name") or ""))


def team(body: Json) -> str:
    """The workspace in which Machi was spoken to; of somebody in a shared channel it is not their own."""
    with _reading():
        view, authorizations = body.get("view") or {}, body.get("authorizations") or ({},)
        named = body.get("team") or {}
        return str(
            view.get("app_installed_team_id")
            or authorizations[0].get("team_id")
            or body.get("team_id")
            or (named.get("id") if isinstance(named, Mapping) else named)
            or view.get("team_id")
            or ""
        )


def mentioned(body: Json) -> frozenset[str]:
    """The accounts named in a command, in words said to Machi, or in a message that was pointed at."""
    with _reading():
        words = (body.get("event") or body.get("message") or body).get("text") or ""
        return frozenset(found[1] for found in _MENTION.finditer(_word(words)))


# --- commands -------------------------------------------------------------------------------------------------------


def command(body: Json, by: By, features: Features, names: Mapping[str, str], known: Find) -> Command:
    """A slash command; ``names`` gives Machi's word for Slack's, ``known`` the account behind a mention or a name."""
    with _reading():
        spoken = _word(body["command"]).removeprefix("/")
        words, find = _words(_word(body.get("text") or ""), known)
        typed = command_line.parse(features, f"/{names.get(spoken, spoken)} {words}", find)
        typed = _with_channels(typed, _word(body.get("text") or ""), features)
        place = _place(body["channel_id"], body.get("channel_name"))
        key = _word(body["trigger_id"])
        return Command(key, by.space, by.actor, place, typed.name, typed.subcommand, typed.options)


def _words(typed: str, known: Find) -> tuple[str, Find]:
    """What was typed as its writer sees it; mentions come as ``<@U123|aoi>``, and the words have no blanks for it."""
    accounts: dict[str, AccountRef] = {}

    def named(match: re.Match[str]) -> str:
        found = known(match[1]) or AccountRef(match[1], match[2] or match[1])
        word = f"@{''.join(found.name.split())}"
        if accounts.get(word, found) != found:
            word = f"@{found.external_id}"
        accounts[word] = found
        return word

    shown = _CHANNEL.sub(lambda match: f"#{match[2] or match[1]}", _MENTION.sub(named, typed))
    shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return clean(shown), lambda word: accounts.get(word) or known(word)


def _with_channels(typed: command_line.Typed, said: str, features: Features) -> command_line.Typed:
    """What was typed, with each channel that an option asks for by Slack's id; its writer sees a name."""
    command = features.commands.get((typed.name, typed.subcommand))
    asked = {option.name for option in command.options if option.kind == "channel"} if command else set()
    known = {match[2] or match[1]: match[1] for match in _CHANNEL.finditer(said)}
    given = {
        name: known.get(value, value) if name in asked and isinstance(value, str) else value
        for name, value in typed.options.items()
    }
    return replace(typed, options=given)


def mention(body: Json, by: By, features: Features, machi: str, known: Find) -> Command:
    """Machi, spoken to by name: the same as ``/machi`` with the same words, and help where they are no command.

    A slash command does not work in a thread; this does.
    """
    with _reading():
        told = body["event"]
        place = _place(told["channel"], thread=told.get("thread_ts"))
        said = re.sub(rf"<@{re.escape(machi)}(?:\|[^>]*)?>", " ", _word(told.get("text") or ""), count=1)
        words, find = _words(said, known)
        typed = command_line.parse(features, f"/{command_line.UMBRELLA} {words}", find)
        typed = _with_channels(typed, said, features)
        if typed.name not in features.names:
            typed = command_line.Typed(HELP, "", {})
        key = _word(body["event_id"])
        return Command(key, by.space, by.actor, place, typed.name, typed.subcommand, typed.options)


# --- buttons and shortcuts ------------------------------------------------------------------------------------------


def press(body: Json, by: By) -> ButtonPress:
    """A button, wherever it stands."""
    with _reading():
        pressed = body["actions"][0]
        container = body.get("container") or {}
        message, view = body.get("message") or {}, body.get("view") or {}
        stood = container.get("message_ts") or message.get("ts") or container.get("view_id") or view["id"]
        when = pressed.get("action_ts") or body["trigger_id"]
        key = ":".join(map(_word, (by.actor.account.external_id, stood, when, pressed["action_id"])))
        return ButtonPress(key, by.space, by.actor, place_of_press(body), decode(_word(pressed["value"])))


def place_of_press(body: Json) -> Place:
    """Where a button was pressed; the Home tab and a modal opened from there are a talk with Machi alone."""
    with _reading():
        if body.get("view"):
            return _place_of_view(body)
        container, message = body.get("container") or {}, body.get("message") or {}
        thread = container.get("thread_ts") or message.get("thread_ts")
        stood = container.get("message_ts") or message.get("ts")
        channel = body.get("channel") or {"id": container["channel_id"]}
        return _place(channel["id"], channel.get("name"), None if thread == stood else thread)


def _place_of_view(body: Json) -> Place:
    return alone(body) if is_home(body) else carried_by(body).place


def is_home(body: Json) -> bool:
    """Whether a gesture was made on the Home tab."""
    with _reading():
        return bool(body.get("view")) and body["view"]["type"] == "home"


def alone(body: Json) -> Place:
    """The talk of this person with Machi."""
    with _reading():
        return Place(account(body).external_id, direct=True)


def shortcut(body: Json, by: By, known: Find) -> ButtonPress | MenuChoice:
    """A shortcut: a button in Slack's own menus, which may run commands, or choose from the menu on a message."""
    with _reading():
        channel = body.get("channel")
        message = body.get("message")
        place = _place(channel["id"], channel.get("name"), _thread_of(message)) if channel else alone(body)
        key, action = _word(body["trigger_id"]), decode(_word(body["callback_id"]))
        if action.name == MENU and message is not None:
            words, _ = _words(_word(message.get("text") or ""), known)
            return MenuChoice(key, by.space, by.actor, place, *action.arguments, on=words)
        if action.name != RUN:
            raise ValueError(f"not a command: {action}")
        return ButtonPress(key, by.space, by.actor, place, action)


def _thread_of(message: Json | None) -> object:
    """The thread that a message stands in; its own is no place yet for what is said about it in private."""
    thread = (message or {}).get("thread_ts")
    return None if message is None or thread == message.get("ts") else thread


# --- forms ----------------------------------------------------------------------------------------------------------


def carried_by(body: Json) -> Carried:
    """What the modal of a gesture carries."""
    with _reading():
        return carried.decode(_word(body["view"]["private_metadata"]))


def submission(body: Json, by: By) -> FormSubmission:
    """A form that was sent.

    Its key holds what was filled in: sent again after something was mended it is another request, and repeated by Slack
    or by an impatient finger it is the same one.
    """
    with _reading():
        view = body["view"]
        answers = _answers(view)
        said = hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:24]
        key = f"view:{_word(view['id'])}:{view.get('hash') or ''}:{said}"
        brought = carried_by(body)
        action = decode(brought.action)
        return FormSubmission(key, by.space, by.actor, brought.place, action, brought.draft, answers)


def _answers(view: Json) -> Answers:
    # Slack has sent a list where there is nothing, and no state at all of a view without questions.
    values = (view.get("state") or {}).get("values") or {}
    return with_picked({_word(name): _answer(block) for name, block in values.items()})


def _beforehand(view: Json) -> Answers:
    """What stood in a form when it opened; the calendar and the clock beside a phrase are always empty then."""
    asked = [block for block in view.get("blocks") or () if block["type"] == "input"]
    return {_word(block["block_id"]): _stood(block["element"]) for block in asked if "-" not in block["block_id"]}


def _stood(element: Json) -> str | tuple[str, ...]:
    match element:
        case {"type": "checkboxes" | "multi_static_select"}:
            return tuple(_word(option["value"]) for option in element.get("initial_options") or ())
        case {"initial_option": chosen}:
            return _word(chosen["value"])
        case _:
            return clean(_word(element.get("initial_value") or element.get("initial_channel") or ""))


# A time of day and nothing else, as in 15時半 or 7:30pm: beside a picked date it says when on that day.
_TIME: Final = re.compile(
    r"\s*(?:午前|午後|朝|昼|夕方|夜|am|pm)?\s*\d{1,2}\s*(?:(?:時|:)\s*(?:半|\d{1,2}分?)?)?\s*(?:am|pm)?\s*",
    re.IGNORECASE,
)


def with_picked(answers: Mapping[str, str | tuple[str, ...]]) -> Answers:
    """The answers with what was picked in a calendar or on a clock put into the phrase it stands beside."""
    whole = {name: answer for name, answer in answers.items() if "-" not in name}
    for name, phrase in whole.items():
        day, time = answers.get(f"{name}-date") or "", answers.get(f"{name}-time") or ""
        if not (isinstance(phrase, str) and isinstance(day, str) and isinstance(time, str)) or not (day or time):
            continue
        # A phrase that names a day gives way to a picked one; one that names an hour only is kept beside it.
        kept = not day or (not time and _TIME.fullmatch(unicodedata.normalize("NFKC", phrase)))
        whole[name] = " ".join(part for part in (day, phrase.strip() if kept else "", time) if part)
    return whole


def _answer(block: Json) -> str | tuple[str, ...]:
    (element,) = block.values()
    match element:
        case {"selected_options": chosen}:
            return tuple(_word(option["value"]) for option in chosen or ())
        case {"selected_option": chosen}:
            return _word(chosen["value"]) if chosen else ""
        case {"selected_date": chosen} | {"selected_time": chosen}:
            return _word(chosen or "")
        case {"selected_channel": chosen} | {"value": chosen}:
            return clean(_word(chosen or ""))
        case _:
            raise ValueError(f"an answer of a kind that is not asked for: {element}")


def closing(body: Json, by: By) -> ButtonPress | FormSubmission | None:
    """A modal closed with a draft in it: what pressing "not now" would have been, with the words as far as they came.

    Slack promises no answers along with it; where it sends them, they are kept.
    """
    with _reading():
        view, brought = body["view"], carried_by(body)
        if not brought.draft:
            return None
        key = f"closed:{_word(view['id'])}:{view.get('hash') or ''}"
        answers = _answers(view)
        if brought.action and any(answers.values()) and answers != _beforehand(view):
            action = decode(brought.action)
            return FormSubmission(key, by.space, by.actor, brought.place, action, brought.draft, answers, sent=False)
        action = Action(drafts.CANCEL, (brought.draft,))
        return ButtonPress(key, by.space, by.actor, brought.place, action)


# --- events ---------------------------------------------------------------------------------------------------------


def event(body: Json) -> str:
    """What happened, in Slack's word."""
    with _reading():
        return _word(body["event"]["type"])


def emoji(body: Json) -> str | None:
    """The emoji of a reaction to a message; nothing where it means nothing to Machi."""
    with _reading():
        told = body["event"]
        return meaning(_word(told["reaction"])) if told["item"]["type"] == "message" else None


def meaning(name: str) -> str | None:
    """The emoji that Slack calls so, without its skin tone; nothing where it means nothing to Machi."""
    return EMOJI.get(name.strip(":").partition("::")[0])


def reaction(body: Json, by: By, emoji: str) -> Reaction:
    """An emoji put on a message or taken away."""
    with _reading():
        told = body["event"]
        place, message = _place(told["item"]["channel"]), _word(told["item"]["ts"])
        added = told["type"] == "reaction_added"
        return Reaction(_word(body["event_id"]), by.space, by.actor, place, message, emoji, added)


def made_by(reaction: Reaction, actor: Actor) -> Reaction:
    """The same, with all that is known of whoever made it."""
    return replace(reaction, actor=actor)


def channel(body: Json) -> str:
    """The channel that something happened to; nothing where Slack names none."""
    with _reading():
        named = body["event"].get("channel") or ""
        return _word(named["id"]) if isinstance(named, Mapping) else _word(named)


def new_name(body: Json) -> str:
    """What something is called from now on."""
    with _reading():
        return clean(_word(body["event"]["name"]))


def revokes_ours(body: Json) -> bool:
    """Whether Machi's own token is among those that were revoked."""
    with _reading():
        return bool(body["event"]["tokens"].get("bot"))


def joined(body: Json, by: By) -> MemberJoined:
    """Somebody new in the workspace or in a channel with Machi; they are greeted once, whichever comes first."""
    with _reading():
        return MemberJoined(_word(body["event_id"]), by.space, by.actor)


def left(body: Json, space: SpaceAddress) -> MemberLeft | None:
    """Somebody whose account was deactivated; other changes of a profile are nothing to the core."""
    with _reading():
        if not body["event"]["user"].get("deleted"):
            return None
        return MemberLeft(_word(body["event_id"]), space, Actor(account(body)))


def opens_home(body: Json) -> bool:
    """Whether it was the Home tab that was opened, and not the Messages tab."""
    with _reading():
        return body["event"].get("tab", "home") == "home"


def home(body: Json, by: By) -> HomeOpened:
    """The Home tab, opened."""
    with _reading():
        return HomeOpened(_word(body["event_id"]), by.space, by.actor)


def _place(channel: object, name: object = None, thread: object = None) -> Place:
    known = _word(channel)
    direct = known.startswith("D") or name == "directmessage"
    return Place(known, _word(thread) if thread else None, direct)

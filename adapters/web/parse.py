"""Parsing: what a page posts, as requests.

Each rendering of the page carries a key of its own. The key and what was done name the gesture, so a double click or a
request that is sent again is one gesture, and the same press after the page has changed is another.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, TypeAlias

from adapters.web.chat import SPACES, Chat, Message, Resident, UnknownPlace, is_direct
from adapters.web.limits import COMPLETIONS, LINE
from bot import command_line
from bot.command_line import Completion, Find
from bot.feature import Features
from bot.vocabulary.action import decode
from bot.vocabulary.form import Answers, Choices, questions
from bot.vocabulary.people import AccountRef, Language, SpaceAddress
from bot.vocabulary.request import Actor, Asking, ButtonPress, Command, FormSubmission, MemberJoined, Place, Reaction
from bot.vocabulary.text import folded

Fields: TypeAlias = Mapping[str, tuple[str, ...]]
"""What a form posts: every value by its name."""

ANSWER: Final = "answer."
"""What begins the name of every answer of a form, so that a question may be called anything."""


@dataclass(frozen=True, slots=True)
class Post:
    """What every post of the page says: where, by whom, and from which rendering."""

    space: SpaceAddress
    resident: Resident
    place: Place
    token: str
    fields: Fields

    @property
    def actor(self) -> Actor:
        """Who acts, as the core knows them."""
        return actor(self.resident)

    def word(self, name: str) -> str:
        """One field; empty where it is missing."""
        return word(self.fields, name)

    def key(self, *what: str) -> str:
        """The name of this gesture."""
        parts = "\0".join((self.token, self.resident.id, *what))
        return blake2b(parts.encode(errors="replace"), digest_size=12).hexdigest()


def word(fields: Fields, name: str) -> str:
    """The one value of a field; empty where it is missing."""
    return "".join(fields.get(name, ())[:1])


def actor(resident: Resident) -> Actor:
    """A resident as the core knows them."""
    return Actor(AccountRef(resident.id, resident.name), resident.language, resident.organizer)


def space_named(space: str) -> SpaceAddress:
    """The address of a space by its name."""
    for address in SPACES:
        if address.external_id == space:
            return address
    raise UnknownPlace(space)


def read_post(chat: Chat, space: str, fields: Fields) -> Post:
    """Read what a page posted; ``UnknownPlace`` when it names nobody or nothing there is."""
    address = space_named(space)
    resident = chat.resident(space, word(fields, "person"))
    channel, thread = word(fields, "channel"), word(fields, "thread")
    if not chat.may_enter(resident, channel):
        raise UnknownPlace(channel)
    if thread and chat.message(space, thread).channel != channel:
        raise UnknownPlace(thread)
    return Post(address, resident, Place(channel, thread or None, is_direct(channel)), word(fields, "key"), fields)


def line(post: Post) -> str:
    """What was typed, in one line and within bounds."""
    return " ".join(post.word("line").split())[:LINE]


def is_command(typed: str) -> bool:
    """Whether a line is for Machi: it begins with a slash, full-width or not."""
    return folded(typed[:1]) == "/"


def read_command(features: Features, chat: Chat, post: Post, typed: str) -> Command:
    """The command of a line."""
    read = command_line.parse(features, typed, finder(chat, post.space.external_id))
    key = post.key("command", typed)
    return Command(key, post.space, post.actor, post.place, read.name, read.subcommand, read.options)


def read_press(post: Post, pressed: Message | None) -> ButtonPress:
    """The press of a button under a message, or on Home; ``UnknownPlace`` when there is no such button."""
    encoded = post.word("action")
    try:
        action = decode(encoded)
    except ValueError:
        raise UnknownPlace(encoded) from None
    return ButtonPress(
        post.key("press", pressed.id if pressed else "home", encoded), post.space, post.actor, post.place, action
    )


def read_submission(features: Features, post: Post, picked: Callable[[Answers], Answers] = dict) -> FormSubmission:
    """A form, filled in; ``picked`` reads the pickers that stand beside a question."""
    try:
        action = decode(post.word("action"))
    except ValueError:
        raise UnknownPlace(post.word("action")) from None
    draft = post.word("draft")
    answers = picked({**_answers(features, action.name, post), **_picks(post)})
    key = post.key("submit", draft, *(f"{name}={value}" for name, value in answers.items()))
    return FormSubmission(key, post.space, post.actor, post.place, action, draft, answers)


def _answers(features: Features, action: str, post: Post) -> Answers:
    form = features.forms.get(action)
    if form is None:
        return {}
    return {
        question.name: _answer(post, ANSWER + question.name, several=isinstance(question.field, Choices))
        for question in questions(form.form)
    }


def _picks(post: Post) -> Answers:
    # What stands beside a question is called after it; no question's own name holds a hyphen.
    return {name: values[0] for name, values in filled(post).items() if "-" in name and values}


def filled(post: Post) -> Fields:
    """What stands in every field of a form that was sent, by the name of its question."""
    return {name.removeprefix(ANSWER): values for name, values in post.fields.items() if name.startswith(ANSWER)}


def _answer(post: Post, name: str, *, several: bool) -> str | tuple[str, ...]:
    # A browser ends lines with CRLF, whatever was typed.
    given = tuple(value.replace("\r\n", "\n") for value in post.fields.get(name, ()))
    return given if several else "".join(given[:1])


def read_reaction(post: Post, message: Message) -> Reaction:
    """An emoji put on a message or taken away."""
    emoji, added = post.word("emoji"), post.word("added") == "yes"
    key = post.key("react", message.id, emoji, str(added))
    return Reaction(key, post.space, post.actor, post.place, message.id, emoji, added)


def read_joining(space: SpaceAddress, resident: Resident) -> MemberJoined:
    """Somebody coming into a space; they do so once."""
    return MemberJoined(f"join-{space.external_id}-{resident.id}", space, actor(resident))


# --- completion -----------------------------------------------------------------------------------------------------


def read_asking(features: Features, space: SpaceAddress, resident: Resident, typed: str) -> tuple[Asking, str] | None:
    """The option of a line being typed whose values only the community knows, and what stands before its value."""
    begun = command_line.begun(features, typed) if is_command(typed) else None
    if begun is None or begun.option.kind != "pick":
        return None
    alone = Place(resident.id, direct=True)
    command = Command("", space, actor(resident), alone, begun.command.name, begun.command.subcommand)
    return Asking(command, begun.option.name, begun.typed), begun.before


def finder(chat: Chat, space: str) -> Find:
    """Finds the account that ``@name`` stands for."""

    def find(word: str) -> AccountRef | None:
        typed = folded(word.strip().removeprefix("@").removeprefix("＠"))
        for resident in chat.people(space):
            if typed in (folded(resident.handle), resident.id):
                return AccountRef(resident.id, resident.name)
        return None

    return find


def completions(features: Features, chat: Chat, space: str, typed: str, language: Language) -> tuple[Completion, ...]:
    """What a line that is being typed may become: commands and their parts, and people after an @."""
    if is_command(typed):
        typed = f"/{typed[1:]}"
        members = _members(features, chat, space, typed)
        return (members or command_line.complete(features, typed, language))[:COMPLETIONS]
    return tuple(_people_after_at(chat, space, typed))[:COMPLETIONS]


def _members(features: Features, chat: Chat, space: str, typed: str) -> tuple[Completion, ...]:
    if found := tuple(_people_after_at(chat, space, typed)):
        return found
    name, subcommand, *_, last = [*typed.removeprefix("/").split(" ", 2), "", ""][:3]
    command = features.commands.get((name, subcommand)) or features.commands.get((name, ""))
    asked = command and any(last.endswith(f"{option.name}:") for option in command.options if option.kind == "member")
    return tuple(_everybody(chat, space, typed)) if asked else ()


def _people_after_at(chat: Chat, space: str, typed: str) -> Iterator[Completion]:
    before, at, begun = typed.rpartition("@")
    if at and " " not in begun:
        yield from _everybody(chat, space, before, begun)


def _everybody(chat: Chat, space: str, before: str, begun: str = "") -> Iterator[Completion]:
    for resident in chat.people(space):
        if folded(resident.handle).startswith(folded(begun)) or resident.id.startswith(begun):
            yield Completion(f"{before}@{resident.handle} ", resident.name)

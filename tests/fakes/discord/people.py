"""The people in a fake Discord: what a test lets somebody do, with the client's own checks, as a hand on a screen.

A person can only do what a real client would let them do: a hidden command, a greyed button, a question left empty or
somebody else's private message raises `CannotDoError`. An app that stays silent raises `NoResponseError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes.discord import payloads
from tests.fakes.discord.state import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    DM_CHANNEL,
    MODAL_SUBMIT,
    Channel,
    Guild,
    Interaction,
    Membership,
    Message,
    Modal,
    Question,
    Role,
    ScheduledEvent,
    Select,
    User,
)

if TYPE_CHECKING:
    import discord

    from tests.fakes.discord.server import FakeDiscord

Json = dict[str, Any]

ANSWER_WITHIN = 3.0
THINK_WITHIN = 5.0

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUB_COMMAND, SUB_COMMAND_GROUP = 1, 2
USER, CHANNEL, ROLE, MENTIONABLE = 6, 7, 8, 9
BUTTON, STRING_SELECT, TEXT_INPUT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 2, 3, 4, 5, 6, 7, 8
RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 21, 22, 23
LINK = 5
BOT_DM = 1


class CannotDoError(AssertionError):
    """A real client would not let a person do this."""


class NoResponseError(AssertionError):
    """No answer within three seconds, or an endless "thinking…": "The application did not respond"."""


class Person:
    """One person in one guild. `inbox` is what the app wrote to them; `modal` the form they have open."""

    def __init__(self, fake: FakeDiscord, user: User, guild: Guild) -> None:
        self.fake = fake
        self.world = fake.world
        self.user = user
        self.guild = guild

    def __repr__(self) -> str:
        return f"<{self.user.name} in {self.guild.name}>"

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def mention(self) -> str:
        return self.user.mention

    @property
    def dm(self) -> Channel:
        """The direct messages with the app, from both sides."""
        return self.world.dm(self.user)

    @property
    def inbox(self) -> list[Message]:
        return [each for each in self.dm.messages if each.author is self.world.bot]

    @property
    def modal(self) -> Modal | None:
        shown = self.world.modals.get(self.user.id)
        return shown if shown is not None and shown.is_open else None

    # -------------------------------------------------------------------------------------- commands

    async def slash(self, command: str, /, *, channel: Channel | None = None, **options: Any) -> Interaction:
        """Type a command with its sub-commands: `slash("volunteer call", title="椅子運び")`.

        Options take a str, int, float or bool, a Person, a Channel or a Role; a choice its name (in any language) or
        its value. A dash in an option's name is written as an underscore.
        """
        where = self._here(channel)
        data = self._command_data(command, options, where)
        return await self._interact(COMMAND, where, data)

    async def completes(
        self, command: str, option: str, typed: str, /, *, channel: Channel | None = None, **others: Any
    ) -> list[Json]:
        """Type into an option and read what the app offers: the choices, each with name and value."""
        where = self._here(channel)
        data = self._command_data(command, {**others, option: typed}, where, focused=option)
        made = self.world.interact(AUTOCOMPLETE, self.user, where, data)
        return (await self._answered(made)).choices

    async def user_command(self, name: str, target: Person, *, channel: Channel | None = None) -> Interaction:
        """Choose a command from the menu on a person."""
        resolved: Json = {}
        self._resolve(USER, target, resolved)
        return await self._menu(USER_MENU, name, target.id, resolved, self._here(channel))

    async def message_command(self, name: str, on: Message) -> Interaction:
        """Choose a command from the menu on a message."""
        self._require_visible(on)
        resolved = {"messages": {str(on.id): payloads.message(on, viewer=self.world.bot)}}
        return await self._menu(MESSAGE_MENU, name, on.id, resolved, on.channel)

    async def _menu(self, kind: int, name: str, target: int, resolved: Json, channel: Channel) -> Interaction:
        command = self._command(kind, name, channel)
        data = {"id": command["id"], "name": name, "type": kind, "target_id": str(target), "resolved": resolved}
        return await self._interact(COMMAND, channel, data)

    def _command_data(self, typed: str, options: Mapping[str, Any], where: Channel, focused: str | None = None) -> Json:
        name, *path = typed.split()
        command = self._command(SLASH, name, where)
        resolved: Json = {}
        given = self._options(typed, command, path, options, resolved, focused)
        data: Json = {"id": command["id"], "name": name, "type": SLASH, "options": given}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        return {**data, "resolved": resolved} if resolved else data

    def _command(self, kind: int, name: str, channel: Channel) -> Json:
        """The command as this person is offered it here: a guild's own hides the global one of its name."""
        own = self.world.commands.get(channel.guild.id, []) if channel.guild else []
        everywhere = self.world.commands.get(None, [])
        for each in (*own, *everywhere):
            if each["type"] == kind and each["name"] == name:
                self._require_offered(each, channel)
                return each
        raise CannotDoError(f"no command {name!r} among {[each['name'] for each in (*own, *everywhere)]}")

    def _require_offered(self, command: Json, channel: Channel) -> None:
        if channel.guild is None:
            contexts = command.get("contexts")
            if command.get("dm_permission") is False or (contexts is not None and BOT_DM not in contexts):
                raise CannotDoError(f"/{command['name']} is not offered in direct messages")
            return
        granted = self.world.permissions(self.user, channel)
        needed = int(command.get("default_member_permissions") or 0)
        if not granted.use_application_commands or granted.value & needed != needed:
            raise CannotDoError(f"/{command['name']} is not offered to {self.user.name}")

    def _options(
        self, typed: str, node: Json, path: list[str], given: Mapping[str, Any], resolved: Json, focused: str | None
    ) -> list[Json]:
        if path:
            inner = _one(path[0], node.get("options") or [], f"/{typed}")
            return [
                {
                    "name": inner["name"],
                    "type": inner["type"],
                    "options": self._options(typed, inner, path[1:], given, resolved, focused),
                }
            ]
        declared = {each["name"].replace("-", "_"): each for each in node.get("options") or []}
        if any(each["type"] in {SUB_COMMAND, SUB_COMMAND_GROUP} for each in declared.values()):
            raise CannotDoError(f"/{typed} needs one of {list(declared)}")
        if unknown := given.keys() - declared.keys():
            raise CannotDoError(f"/{typed} has no {sorted(unknown)}, only {list(declared)}")
        missing = [name for name, each in declared.items() if each.get("required") and name not in given]
        if missing and focused is None:
            raise CannotDoError(f"/{typed} asks for {missing}")
        return [self._option(declared[name], value, resolved, focused == name) for name, value in given.items()]

    def _option(self, declared: Json, value: Any, resolved: Json, focused: bool) -> Json:
        if focused:
            return {"name": declared["name"], "type": declared["type"], "value": value, "focused": True}
        if declared["type"] in {USER, CHANNEL, ROLE, MENTIONABLE}:
            written: Any = self._resolve(declared["type"], value, resolved)
        else:
            written = _plain(declared, value)
        return {"name": declared["name"], "type": declared["type"], "value": written}

    def _resolve(self, kind: int, value: Any, resolved: Json) -> str:
        """Put what was chosen beside the ids, as Discord does: users with their membership, channels, roles."""
        match value:
            case Person() if kind in {USER, MENTIONABLE}:
                resolved.setdefault("users", {})[str(value.id)] = payloads.user(value.user)
                if (member := self.guild.members.get(value.id)) is not None:
                    written = payloads.member(member, with_user=False)
                    resolved.setdefault("members", {})[str(value.id)] = {**written, "permissions": "0"}
            case Role() if kind in {ROLE, MENTIONABLE}:
                resolved.setdefault("roles", {})[str(value.id)] = payloads.role(value)
            case Channel() if kind == CHANNEL:
                granted = str(self.world.permissions(self.user, value).value)
                resolved.setdefault("channels", {})[str(value.id)] = {**payloads.channel(value), "permissions": granted}
            case _:
                raise CannotDoError(f"{value!r} cannot be chosen here")
        return str(value.id)

    # -------------------------------------------------------------------------------------- messages' components

    async def presses(self, name: str, *, on: Message | Interaction) -> Interaction:
        """Press the button with this custom_id, label or emoji on a message, or on the reply to an interaction."""
        message = self._readable(on)
        button = message.button(name)
        if button.disabled or button.style == LINK:
            raise CannotDoError(f"{name!r} is {'greyed out' if button.disabled else 'a link'}")
        data = {"custom_id": button.custom_id, "component_type": BUTTON, "id": button.component_id}
        return await self._interact(COMPONENT, message.channel, data, message)

    async def selects(self, *values: Any, on: Message | Interaction, menu: str | None = None) -> Interaction:
        """Choose in a menu (by custom_id or placeholder; without a name the only one).

        Values are options by label or value; a Person, Role or Channel where the menu lists those.
        """
        message = self._readable(on)
        select = message.select(menu)
        if select.disabled or not select.least <= len(values) <= select.most:
            raise CannotDoError(f"{select.custom_id!r} takes {select.least} to {select.most} values")
        chosen, resolved = self._chosen(select, values)
        data: Json = {"custom_id": select.custom_id, "component_type": select.kind, "values": chosen}
        data |= {"id": select.component_id, **({"resolved": resolved} if resolved else {})}
        return await self._interact(COMPONENT, message.channel, data, message)

    def _chosen(self, select: Select | Question, values: Iterable[Any]) -> tuple[list[str], Json]:
        resolved: Json = {}
        kinds = {USER_SELECT: USER, ROLE_SELECT: ROLE, MENTIONABLE_SELECT: MENTIONABLE, CHANNEL_SELECT: CHANNEL}
        if select.kind in kinds:
            return [self._resolve(kinds[select.kind], each, resolved) for each in values], resolved
        return [_value_of(each, select.options) for each in values], resolved

    # -------------------------------------------------------------------------------------- forms

    async def submits(self, form: Modal | Interaction, answers: Mapping[str, Any] | None = None, /) -> Interaction:
        """Fill the form in and send it. `answers` go by custom_id or label; what is not given stays as it stood.

        A str for text and radio groups, one or several values (or labels) for menus and checkbox groups, a Person for
        a member menu, a bool for a checkbox.
        """
        modal = form if isinstance(form, Modal) else form.modal
        if modal is None or modal is not self.modal:
            raise CannotDoError(f"{self.user.name} has no such form open")
        filled = {question.custom_id: question.value for question in modal.questions}
        filled |= {modal.question(name).custom_id: value for name, value in (answers or {}).items()}
        resolved: Json = {}
        components = [self._submitted(part, modal, filled, resolved) for part in modal.components]
        data: Json = {"custom_id": modal.custom_id, "components": components}
        opener = modal.shown_by
        made = self.world.interact(
            MODAL_SUBMIT,
            self.user,
            opener.channel,
            {**data, "resolved": resolved} if resolved else data,
            message=opener.message,
            triggered_by=opener,
        )
        answered = await self._answered(made)
        modal.is_open = False
        return answered

    def closes(self) -> None:
        """Put the open form away unsent; the app never hears of it."""
        if self.modal is not None:
            self.modal.is_open = False

    def _submitted(self, part: Json, modal: Modal, filled: Mapping[str, Any], resolved: Json) -> Json:
        match part["type"]:
            case 18:
                inner = self._submitted(part["component"], modal, filled, resolved)
                return {"type": 18, "id": part["id"], "component": inner}
            case 1:
                inside = [self._submitted(each, modal, filled, resolved) for each in part["components"]]
                return {"type": 1, "id": part["id"], "components": inside}
            case 10:
                return {"type": 10, "id": part["id"]}
            case _:
                question = modal.question(part["custom_id"])
                answer = self._answer(question, filled[question.custom_id], resolved)
                return {"type": part["type"], "id": part["id"], "custom_id": question.custom_id, **answer}

    def _answer(self, question: Question, value: Any, resolved: Json) -> Json:
        match question.kind:
            case 4:
                return {"value": _typed(question, value)}
            case 21:
                if value is None and question.required:
                    raise CannotDoError(f"{question.label!r} must be answered")
                return {"value": None if value is None else _value_of(value, question.options)}
            case 23:
                return {"value": bool(value)}
            case _:
                return {"values": self._several(question, value, resolved)}

    def _several(self, question: Question, value: Any, resolved: Json) -> list[str]:
        values = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
        part = question.component
        if question.kind == CHECKBOX_GROUP:
            least, most = part.get("min_values", 1), part.get("max_values") or len(question.options)
        else:
            least, most = part.get("min_values", 1), part.get("max_values") or 1
        if len(values) > most or len(values) < (least if question.required or values else 0):
            raise CannotDoError(f"{question.label!r} takes {least} to {most} values, not {len(values)}")
        if not values and question.required:
            raise CannotDoError(f"{question.label!r} must be answered")
        chosen, found = self._chosen(question, [self._as_chosen(question.kind, each) for each in values])
        for name, things in found.items():
            resolved.setdefault(name, {}).update(things)
        return chosen

    def _as_chosen(self, kind: int, value: Any) -> Any:
        """Somebody or a channel chosen beforehand stands in the form by id."""
        if not (isinstance(value, str) and value.isdecimal()):
            return value
        if kind == USER_SELECT:
            return Person(self.fake, self.world.user(int(value)), self.guild)
        if kind == CHANNEL_SELECT:
            return next(each for each in self.guild.channels if each.id == int(value))
        return value

    # -------------------------------------------------------------------------------------- words and reactions

    async def says(self, text: str, *, channel: Channel | None = None) -> Message:
        """Write in a channel or thread."""
        where = self._here(channel)
        if not self.world.permissions(self.user, where).send_messages:
            raise CannotDoError(f"{self.user.name} may not write in #{where.name}")
        return self.world.write(self.user, where, text)

    async def dms(self, text: str) -> Message:
        """Write to the app."""
        return self.world.write(self.user, self.dm, text)

    async def reacts(self, emoji: str, *, on: Message | Interaction) -> None:
        message = self._readable(on)
        if emoji not in message.reactions and not self.world.permissions(self.user, message.channel).add_reactions:
            raise CannotDoError(f"{self.user.name} may not react in #{message.channel.name}")
        if message.ephemeral or message.channel.archived:
            raise CannotDoError("an ephemeral message or an archived thread takes no reactions")
        self.world.react(self.user, message, emoji)

    async def unreacts(self, emoji: str, *, on: Message | Interaction) -> None:
        self.world.unreact(self.user, self._readable(on), emoji)

    async def is_interested(self, event: ScheduledEvent, is_so: bool = True) -> None:
        """Press "Interested" on an event, or take it back."""
        self.world.interest(self.user, event, is_so=is_so)

    async def deletes(self, message: Message) -> None:
        """Delete a message: one's own, or any with the permission to."""
        if message.author is not self.user and not self.world.permissions(self.user, message.channel).manage_messages:
            raise CannotDoError(f"{self.user.name} may not delete this")
        self.world.delete(message)

    # -------------------------------------------------------------------------------------- coming and going

    def belongs(self, roles: Iterable[Role] = ()) -> None:
        """Be a member already, without an event."""
        self.guild.members[self.user.id] = Membership(self.user, self.world.now(), roles=list(roles))

    async def joins(self) -> None:
        self.world.join(self.user, self.guild)

    async def leaves(self) -> None:
        self.world.leave(self.user, self.guild)

    async def is_given(self, *roles: Role) -> None:
        """Hold exactly these roles from now on."""
        self.world.set_roles(self.user, self.guild, roles)

    def takes_dms(self, is_so: bool) -> None:
        """Open or close the direct messages to the app (closed: 50007)."""
        self.user.takes_dms = is_so

    def may(self, channel: Channel | None = None) -> discord.Permissions:
        return self.world.permissions(self.user, self._here(channel))

    # -------------------------------------------------------------------------------------- inside

    def _here(self, channel: Channel | None) -> Channel:
        where = channel or self.guild.channels[0]
        if not self._sees(where):
            raise CannotDoError(f"{self.user.name} cannot see #{where.name}")
        return where

    def _sees(self, channel: Channel) -> bool:
        if channel.kind == DM_CHANNEL:
            return channel.recipient is self.user
        return self.world.permissions(self.user, channel).view_channel

    def _readable(self, on: Message | Interaction) -> Message:
        message = on.reply if isinstance(on, Interaction) else on
        self._require_visible(message)
        return message

    def _require_visible(self, message: Message) -> None:
        shown_to = message.interaction.user if message.ephemeral and message.interaction else self.user
        if message.deleted or shown_to is not self.user or not self._sees(message.channel):
            raise CannotDoError(f"{self.user.name} cannot see this message: {message.text[:40]!r}")

    async def _interact(self, kind: int, channel: Channel, data: Json, message: Message | None = None) -> Interaction:
        return await self._answered(self.world.interact(kind, self.user, channel, data, message=message))

    async def _answered(self, made: Interaction) -> Interaction:
        await self._wait(lambda: made.answered, ANSWER_WITHIN)
        await self._wait(lambda: made.settled, THINK_WITHIN)
        return made

    async def _wait(self, condition: Callable[[], bool], seconds: float) -> None:
        try:
            await self.fake.until(condition, within=seconds)
        except AssertionError as silence:
            raise NoResponseError(f"the application did not respond to {self.user.name}; {silence}") from None


def _one(name: str, options: list[Json], typed: str) -> Json:
    for each in options:
        if each["name"] == name:
            return each
    raise CannotDoError(f"{typed}: no {name!r} among {[each['name'] for each in options]}")


def _plain(declared: Json, value: Any) -> Any:
    """A written option, held to its type, its choices and its limits as the client holds it."""
    wanted: dict[int, type | tuple[type, ...]] = {3: str, 4: int, 5: bool, 10: (int, float)}
    kind = declared["type"]
    if not isinstance(value, wanted[kind]) or (isinstance(value, bool) and kind != 5):
        raise CannotDoError(f"{declared['name']} cannot be {value!r}")
    if choices := declared.get("choices"):
        return _choice(value, choices)
    size = len(value) if isinstance(value, str) else value
    low, high = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    if not declared.get(low, size) <= size <= declared.get(high, size):
        raise CannotDoError(f"{declared['name']}: {value!r} is too long, too short, too small or too large")
    return value


def _choice(value: Any, choices: list[Json]) -> Any:
    for each in choices:
        if value in {each["value"], each["name"], *(each.get("name_localizations") or {}).values()}:
            return each["value"]
    raise CannotDoError(f"{value!r} is not among {[each['name'] for each in choices]}")


def _value_of(wanted: Any, options: tuple[tuple[str, str], ...]) -> str:
    for label, value in options:
        if wanted in {label, value}:
            return value
    raise CannotDoError(f"{wanted!r} is not among {[label for label, _ in options]}")


def _typed(question: Question, value: Any) -> str:
    """A text field's content; an optional one may stay empty whatever its least length."""
    least = question.component.get("min_length", 1 if question.required else 0)
    most = question.component.get("max_length", 4000)
    if not isinstance(value, str) or ((value or question.required) and not least <= len(value) <= most):
        raise CannotDoError(f"{question.label!r} takes {least} to {most} characters, not {value!r}")
    if question.required and not value:
        raise CannotDoError(f"{question.label!r} must be answered")
    return value

"""Parsing: what Discord tells of, as gestures in the vocabulary of the core."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import discord

from adapters.discord import custom_id
from bot.vocabulary.people import AccountRef, Language, SpaceAddress
from bot.vocabulary.request import (
    Actor,
    Asking,
    ButtonPress,
    Command,
    FormSubmission,
    Interest,
    MemberJoined,
    MemberLeft,
    MenuChoice,
    Place,
    Reaction,
)

Json: TypeAlias = Mapping[str, Any]
Spoken: TypeAlias = Command | MenuChoice | ButtonPress | FormSubmission
"""What Discord waits three seconds for an answer to."""

Menus: TypeAlias = Mapping[tuple[int, str], str]

PLATFORM: Final = "discord"
_SUBCOMMAND: Final = 1
_USER: Final = 6
_ON_USER: Final = 2
_ON_MESSAGE: Final = 3


class Nowhere(LookupError):  # noqa: N818 - said to a person, not a fault
    """Nobody can tell which guild a gesture is about."""


def interaction(told: discord.Interaction[Any], menus: Menus) -> Spoken | None:
    """The gesture behind an interaction; ``None`` for one that is none of ours.

    ``menus`` are the entries on people and messages, by Discord's kind and name of them. Raises :class:`Nowhere` when
    it was made outside of a guild and names none.
    """
    try:
        match told.type:
            case discord.InteractionType.application_command:
                return _menu_choice(told, menus) if _kind(told) in (_ON_USER, _ON_MESSAGE) else _command(told)
            case discord.InteractionType.component:
                return _press(told)
            case discord.InteractionType.modal_submit:
                return _submission(told)
            case _:
                return None
    except ValueError:  # a custom id that we did not write
        return None


def asking(told: discord.Interaction[Any]) -> Asking | None:
    """What somebody types into an option at this moment; raises :class:`Nowhere` as a gesture does."""
    data: Any = told.data or {}
    options: Sequence[Json] = data.get("options") or ()
    for option in (*options, *(inner for outer in options for inner in outer.get("options") or ())):
        if option.get("focused"):
            return Asking(_command(told), option["name"], str(option["value"]))
    return None


def reaction(told: discord.RawReactionActionEvent, event: str, client: discord.Client) -> Reaction | None:
    """Somebody's reaction; ``None`` for bots, for emoji of a guild's own, and in direct messages.

    ``event`` is the gateway's name of the event: its session and sequence number.
    """
    is_bot = told.user_id == getattr(client.user, "id", None) or (told.member is not None and told.member.bot)
    if told.guild_id is None or is_bot or not told.emoji.is_unicode_emoji():
        return None
    added = told.event_type == "REACTION_ADD"
    name = told.member.display_name if told.member else ""
    return Reaction(
        f"{event}:{told.message_id}:{told.user_id}:{told.emoji}:{'added' if added else 'removed'}",
        _space(told.guild_id, client),
        Actor(AccountRef(str(told.user_id), name)),
        _place_of(told.channel_id, client.get_guild(told.guild_id)),
        str(told.message_id),
        str(told.emoji),
        added,
    )


def interest(told: Json, event: str, *, added: bool) -> Interest:
    """Somebody's interest in an event of a guild; ``event`` is the gateway's name of the news."""
    user, happening = str(told["user_id"]), str(told["guild_scheduled_event_id"])
    key = f"{event}:{happening}:{user}:{'interested' if added else 'not interested'}"
    return Interest(key, SpaceAddress(PLATFORM, str(told["guild_id"])), Actor(AccountRef(user)), happening, added)


def joined(member: discord.Member, event: str) -> MemberJoined | None:
    """Somebody came into a guild; ``None`` for bots."""
    if member.bot:
        return None
    space = SpaceAddress(PLATFORM, str(member.guild.id), member.guild.name)
    return MemberJoined(f"{event}:joined:{member.id}", space, Actor(_account(member)))


def left(told: discord.RawMemberRemoveEvent, event: str, client: discord.Client) -> MemberLeft | None:
    """Somebody left a guild; ``None`` for bots."""
    if told.user.bot:
        return None
    space = _space(told.guild_id, client)
    return MemberLeft(f"{event}:left:{told.user.id}", space, Actor(_account(told.user)))


def renamed(told: Json) -> tuple[SpaceAddress, AccountRef]:
    """Who is told of anew in which guild, and the name they go by there."""
    user = told["user"]
    name = told.get("nick") or user.get("global_name") or user.get("username") or ""
    return SpaceAddress(PLATFORM, str(told["guild_id"])), AccountRef(str(user["id"]), name)


# --- interactions -----------------------------------------------------------------------------------------------------


def _command(told: discord.Interaction[Any]) -> Command:
    data: Any = told.data or {}
    options: Sequence[Json] = data.get("options") or ()
    subcommand = ""
    if options and options[0]["type"] == _SUBCOMMAND:
        subcommand, options = options[0]["name"], options[0].get("options") or ()
    typed = [option for option in options if not option.get("focused")]
    given = {option["name"]: _given(option, data.get("resolved") or {}) for option in typed}
    return Command(_key(told), _home(told), _actor(told), _place(told), data["name"], subcommand, given)


def _kind(told: discord.Interaction[Any]) -> int:
    data: Any = told.data or {}
    return data.get("type") or 1


def _menu_choice(told: discord.Interaction[Any], menus: Menus) -> MenuChoice:
    data: Any = told.data or {}
    # An entry of an older version is answered too: the core says so.
    name = menus.get((data["type"], data["name"]), data["name"])
    target, resolved = str(data["target_id"]), data.get("resolved") or {}
    on = _account_of(target, resolved) if data["type"] == _ON_USER else _words(resolved["messages"][target])
    return MenuChoice(_key(told), _home(told), _actor(told), _place(told), name, on)


def _words(message: Json) -> str:
    """What a message says, people by their names; Discord tells it of the one chosen, and of no other."""
    words: str = message.get("content") or ""
    for user in message.get("mentions") or ():
        name = user.get("global_name") or user.get("username") or ""
        words = words.replace(f"<@{user['id']}>", f"@{name}").replace(f"<@!{user['id']}>", f"@{name}")
    return words


def _given(option: Json, resolved: Json) -> str | AccountRef:
    value = str(option["value"])
    if option["type"] != _USER:
        return value
    return _account_of(value, resolved)


def _account_of(user_id: str, resolved: Json) -> AccountRef:
    user: Json = resolved.get("users", {}).get(user_id, {})
    member: Json = resolved.get("members", {}).get(user_id, {})
    return AccountRef(user_id, member.get("nick") or user.get("global_name") or user.get("username") or "")


def _press(told: discord.Interaction[Any]) -> ButtonPress:
    pressed = custom_id.read_button(told.custom_id or "")
    return ButtonPress(_key(told), _home(told, pressed.guild), _actor(told), _place(told), pressed.action)


def _submission(told: discord.Interaction[Any]) -> FormSubmission:
    submitted = custom_id.read_form(told.custom_id or "")
    space = _home(told, submitted.guild)
    data: Any = told.data or {}
    answers = dict(_answers(data.get("components") or ()))
    return FormSubmission(_key(told), space, _actor(told), _place(told), submitted.action, submitted.draft, answers)


def _answers(components: Sequence[Json]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """What was filled in, wherever it lies: in labels, or in rows as older clients send them."""
    for component in components:
        inner = component.get("components") or [component["component"]] if _holds(component) else ()
        yield from _answers(inner)
        if not inner and "custom_id" in component:
            values = component.get("values")
            yield component["custom_id"], component.get("value") or "" if values is None else tuple(values)


def _holds(component: Json) -> bool:
    return "components" in component or "component" in component


def _key(told: discord.Interaction[Any]) -> str:
    return f"interaction:{told.id}"


def _actor(told: discord.Interaction[Any]) -> Actor:
    permissions = told.permissions
    organizer = permissions.manage_guild or permissions.administrator  # nobody is one in a direct message
    return Actor(_account(told.user), language_of(told), organizer, roles=_roles(told.user))


def _roles(user: discord.User | discord.Member) -> frozenset[str]:
    # As the interaction tells them; the library's own list knows only those that it remembers.
    return frozenset(str(role) for role in getattr(user, "_roles", ()))


def language_of(told: discord.Interaction[Any]) -> Language | None:
    """The language of somebody's Discord, if it is one of ours."""
    match str(told.locale)[:2]:
        case "ja":
            return "ja"
        case "en":
            return "en"
        case _:
            return None


def _account(user: discord.User | discord.Member) -> AccountRef:
    return AccountRef(str(user.id), user.display_name)


def _place(told: discord.Interaction[Any]) -> Place:
    channel = told.channel
    if channel is None or told.guild_id is None:
        return Place(str(told.channel_id or ""), direct=True)
    if isinstance(channel, discord.Thread):
        return Place(str(channel.parent_id), str(channel.id))
    return Place(str(channel.id))


def _home(told: discord.Interaction[Any], carried: int | None = None) -> SpaceAddress:
    """The guild of an interaction: where it was made, else what it carries, else the only one there is."""
    client: discord.Client = told.client
    guild = told.guild_id or carried
    knows_all = client.shard_count in (None, 1)
    if guild is None and not (knows_all and len(client.guilds) == 1):
        raise Nowhere(told.id)
    return _space(guild or client.guilds[0].id, client)


def _space(guild: int, client: discord.Client) -> SpaceAddress:
    known = client.get_guild(guild)
    return SpaceAddress(PLATFORM, str(guild), known.name if known else "")


def _place_of(channel: int, guild: discord.Guild | None) -> Place:
    thread = guild.get_thread(channel) if guild else None
    return Place(str(thread.parent_id), str(channel)) if thread else Place(str(channel))

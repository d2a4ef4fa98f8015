"""Responding: an answer of the core, given in the way that Discord still allows at that moment."""

import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, TypeAlias

import discord
import discord.app_commands
from discord import ui

from adapters.discord import custom_id, limits, render
from adapters.discord.limits import shortened
from adapters.discord.parse import Spoken
from bot.drafts import FIX
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Card, Paragraph, mentioned
from bot.vocabulary.effect import Answer, File, OpenForm, Reply
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId, Reader
from bot.vocabulary.request import ButtonPress, Command, FormSubmission, MenuChoice
from bot.vocabulary.text import mentions, say, text

Told: TypeAlias = discord.Interaction[Any]

_NAMELESS: Final = "…"


async def ask_for_patience(told: Told) -> None:
    """Show that Machi is thinking, which buys fifteen minutes, at the price that no form can be opened any more."""
    await told.response.defer(ephemeral=True, thinking=True)


async def give(told: Told, gesture: Spoken, answer: Answer | None, reader: Reader) -> None:
    """Give an answer to the person who acted, and to nobody else."""
    match answer:
        case None:
            await _acknowledge(told)
        case Reply(card, replaces, file=file):
            view = render.card(card, reader, guild_of(told, gesture), file)
            await _show(told, view, in_place=replaces or _outdated(told, gesture), file=file)
        case OpenForm(form):
            await _open(told, gesture, form, reader)


async def suggest(told: Told, fitting: Iterable[tuple[str, str]]) -> None:
    """Offer what fits what is being typed: values and words."""
    offered = islice(fitting, limits.COMMAND_CHOICES)
    choices = [
        discord.app_commands.Choice(name=shortened(words, limits.OPTION) or _NAMELESS, value=value)
        for value, words in offered
    ]
    await told.response.autocomplete(choices)


async def apologise(told: Told, reader: Reader, reference: str) -> None:
    """Say that it was our fault, and by which number an organizer finds it in the log."""
    words = Paragraph(text(say("apology", reference=reference)))
    await _show(told, render.card(Card(text(say("apology-title")), (words,)), reader), in_place=False)


async def ask_for_guild(told: Told, reader: Reader) -> None:
    """Say that nobody can tell which community this is about."""
    words = Paragraph(text(say("discord-nowhere")))
    await _show(told, render.card(Card(text(say("refused-title")), (words,)), reader), in_place=False)


def named_in(answer: Answer) -> frozenset[MemberId]:
    """Every member that an answer mentions."""
    match answer:
        case Reply(card):
            return mentioned(card)
        case OpenForm(form):
            return frozenset().union(*(mentions(problem) for problem in form.problems.values()))


def guild_of(told: Told, gesture: Spoken) -> int | None:
    """The guild that an answer must carry: in a direct message, where nothing else names it."""
    return int(gesture.space.external_id) if told.guild_id is None else None


async def _open(told: Told, gesture: Spoken, form: FormView, reader: Reader) -> None:
    guild = guild_of(told, gesture)
    if isinstance(gesture, FormSubmission):
        await _show(told, render.problems(form, reader, guild), in_place=_outdated(told, gesture))
    elif told.response.is_done():
        await _show(told, render.door(form, _again(gesture), reader, guild), in_place=False)
    else:
        await told.response.send_modal(render.form(form, reader, told.id >> 22, guild))


async def _acknowledge(told: Told) -> None:
    if not told.response.is_done():
        await told.response.defer(ephemeral=True, thinking=told.message is None)
    if told.response.type is discord.InteractionResponseType.deferred_channel_message:
        await told.delete_original_response()


async def _show(told: Told, view: ui.LayoutView, *, in_place: bool, file: File | None = None) -> None:
    is_private = told.message is not None and told.message.flags.ephemeral
    new: dict[str, Any] = {"files": [_attached(file)]} if file else {}
    edited: dict[str, Any] = {"attachments": [_attached(file)]} if file else {}
    match told.response.type:
        case None if in_place and is_private:
            await told.response.edit_message(view=view, **edited)
        case None:
            await told.response.send_message(view=view, ephemeral=True, **new)
        case discord.InteractionResponseType.deferred_message_update if not (in_place and is_private):
            await told.followup.send(view=view, ephemeral=True, **new)
        case _:
            await told.edit_original_response(view=view, **edited)


def _attached(file: File) -> discord.File:
    return discord.File(io.BytesIO(file.content), filename=file.name)


def _outdated(told: Told, gesture: Spoken) -> bool:
    """Whether the message a form was opened from speaks of the same draft, as a preview or a list of problems does."""
    if not isinstance(gesture, FormSubmission) or told.message is None:
        return False
    fix = custom_id.of_button(Action(FIX, (gesture.draft,)), guild_of(told, gesture))
    return fix in _custom_ids(told.message.components)


def _custom_ids(components: Any) -> Iterator[str]:
    for component in components:
        yield getattr(component, "custom_id", None) or ""
        yield from _custom_ids(getattr(component, "children", ()))


def _again(gesture: Command | MenuChoice | ButtonPress) -> Action | None:
    """What opens the form once more: the same button or command; what a message says no button can carry."""
    match gesture:
        case ButtonPress(action=action):
            return action
        case Command(name=name, subcommand=subcommand):
            return run(name, subcommand)
        case MenuChoice():
            return None

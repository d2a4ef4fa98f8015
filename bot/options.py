"""Options: what follows a sub-command, read in the light of the community, and suggested while it is being typed."""

from collections.abc import Sequence
from contextlib import suppress

from bot.feature import CommandHandler, Context, Offered, Option
from bot.locales import plain
from bot.vocabulary.action import run
from bot.vocabulary.card import MAX_BUTTONS, Button, Buttons, Card, Paragraph
from bot.vocabulary.form import MAX_OPTIONS, read_number
from bot.vocabulary.people import AccountRef, MemberId, Reader
from bot.vocabulary.refusal import Refused
from bot.vocabulary.request import Command
from bot.vocabulary.text import Text, folded, joined, say, text


class SeveralFit(Exception):  # noqa: N818 - a question to a person, not a fault
    """What was typed fits several things; the card lets its reader choose."""

    def __init__(self, card: Card) -> None:
        """Keep the card with a button for each."""
        super().__init__(card)
        self.card = card


async def given(context: Context, handler: CommandHandler, command: Command) -> dict[str, str | int | MemberId]:
    """The handler's keyword arguments; refused where one is missing, :class:`SeveralFit` where one is not clear."""
    options: dict[str, str | int | MemberId] = {}
    for option in handler.options:
        value = command.options.get(option.name)
        if value:
            options[option.name] = await _read(context, option, command, value)
        elif option.required:
            raise Refused(say("option-missing", option=option.label, command=typed(command)))
    return options


async def suggested(context: Context, option: Option, begun: str) -> tuple[tuple[str, str], ...]:
    """What fits what was typed so far of a pick: ids and plain words, the likeliest first, as many as a menu holds."""
    if option.offers is None:
        return ()
    fitting = _fitting(context, await option.offers(context), begun)
    return tuple((offered.value, words) for offered, words in fitting[:MAX_OPTIONS])


def typed(command: Command) -> str:
    """A command as its writer typed it, for a sentence about it."""
    return f"/{command.name} {command.subcommand}".rstrip()


async def _read(context: Context, option: Option, command: Command, value: str | AccountRef) -> str | int | MemberId:
    if isinstance(value, AccountRef):
        return (await context.scope.members.mentioned(context.person.space.id, value)).id
    match option.kind:
        case "member":
            return await _called(context, value)
        case "number":
            return read_number(value, option.least, option.most)
        case "pick":
            return await _picked(context, option, command, value)
        case _:
            return _chosen(option, value)


async def _called(context: Context, name: str) -> MemberId:
    with suppress(LookupError):  # a button names a member by id
        return (await context.scope.members.get(MemberId(name))).id
    # Somebody of the community's other chat has no login here to pick, but a name.
    member = await context.scope.members.called(name.removeprefix("@").strip())
    if member is None:
        raise Refused(say("member-unknown"))
    return member.id


def _chosen(option: Option, value: str) -> str:
    if option.choices and value not in {choice.value for choice in option.choices}:
        raise Refused(*_unknown(value, [text(choice.label) for choice in option.choices]))
    return value


async def _picked(context: Context, option: Option, command: Command, value: str) -> str:
    offers = await option.offers(context) if option.offers else ()
    if value in {offered.value for offered in offers}:
        return value
    fitting = _fitting(context, offers, value)
    exactly = [offered for offered, words in fitting if folded(words) == folded(value)]
    match exactly or [offered for offered, _ in fitting]:
        case [offered]:
            return offered.value
        case []:
            raise Refused(*_unknown(value, [offered.label for offered in offers[:MAX_BUTTONS]]))
        case several:
            raise SeveralFit(_which(context, option, command, several))


def _fitting(context: Context, offers: Sequence[Offered], begun: str) -> list[tuple[Offered, str]]:
    reader = Reader(context.language, context.community.timezone)
    worded = [(offered, plain(offered.label, reader)) for offered in offers]
    return [(offered, words) for offered, words in worded if folded(begun) in folded(words)]


def _unknown(value: str, known: list[Text]) -> Text:
    if not known:
        return text(say("option-nothing", typed=value))
    return text(say("option-unknown", typed=value), *joined(known, say("list-separator")))


def _which(context: Context, option: Option, command: Command, offers: Sequence[Offered]) -> Card:
    """A button for each that does what the command would have done, had it been said in full."""
    try:
        doors = tuple(_door(context, option, command, offered) for offered in offers[:MAX_BUTTONS])
    except ValueError as error:  # what else was typed is more than a button can carry
        labels = joined([offered.label for offered in offers[:MAX_BUTTONS]], say("list-separator"))
        raise Refused(say("option-several"), " ", *labels) from error
    return Card(text(say("option-several-title")), (Paragraph(text(say("option-several"))), Buttons(doors)))


def _door(context: Context, option: Option, command: Command, offered: Offered) -> Button:
    options: dict[str, str] = {option.name: offered.value}
    for name, value in command.options.items():
        if isinstance(value, AccountRef):
            raise ValueError("somebody's login fits no button")
        options.setdefault(name, value)
    words = plain(offered.label, Reader(context.language, context.community.timezone))
    return Button(say("option-label", words=words), run(command.name, command.subcommand, **options))

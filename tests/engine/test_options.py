"""What follows a command: picked by title, counted, and suggested while it is typed."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from bot.feature import Context, Feature, Features, Offered, Option
from bot.vocabulary.card import Card, buttons_of
from bot.vocabulary.effect import Answer, Effect, Reply
from bot.vocabulary.people import AccountRef, Reader, SpaceAddress
from bot.vocabulary.request import Actor, Asking, ButtonPress, Command, Place
from bot.vocabulary.text import say, text
from tests.people import Town, living_town, shown

PLAZA = Place("plaza")
DISCORD = SpaceAddress("discord", "100", "つくし町")
ADA = Actor(AccountRef("1", "Ada"), "en")
ENGLISH = Reader("en", "UTC")
HOST = replace(ADA, organizer=True)

BOOKS = ("Carry the chairs", "Carry the tables", "ボードゲームの夜", "Read aloud")


def library() -> Features:
    """A feature that lends books by their titles."""
    feature = Feature("trial")

    async def shelf(context: Context) -> Sequence[Offered]:
        return [Offered(f"book{number}", text(title)) for number, title in enumerate(BOOKS)]

    book = Option("book", say("option-who"), "pick", offers=shelf)
    days = Option("days", say("option-who"), "number", least=1, most=14)

    @feature.command("trial lend", options=[book, days])
    async def lend(context: Context, book: str = "", days: int = 7) -> Sequence[Effect]:
        return [Reply(Card(text(f"{book or 'any'} for {days + 0} days")))]

    @feature.command("trial burn", options=[book], organizer=True)
    async def burn(context: Context, book: str = "") -> Sequence[Effect]:
        return [Reply(Card(text(f"{book} is gone")))]

    return Features([feature])


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with living_town(library()) as town:
        yield town


def runs(subcommand: str = "lend", actor: Actor = ADA, **options: str) -> Command:
    return Command(f"{subcommand}{options}", DISCORD, actor, PLAZA, "trial", subcommand, options)


def read(answer: Answer | None) -> str:
    assert isinstance(answer, Reply)
    return shown(answer.card, ENGLISH)


@pytest.mark.parametrize("typed", ["book2", "ボードゲームの夜", "ﾎﾞｰﾄﾞｹﾞｰﾑ", "  ボードゲーム "])
async def test_something_is_picked_by_its_id_its_title_or_a_part_of_it(town, typed):
    assert read(await town.engine.handle(runs(book=typed))) == "book2 for 7 days"


async def test_what_is_left_out_is_left_to_the_command(town):
    assert read(await town.engine.handle(runs())) == "any for 7 days"


async def test_where_several_fit_a_button_for_each_does_what_the_command_would_have_done(town):
    answer = await town.engine.handle(runs(book="carry", days="３"))

    assert isinstance(answer, Reply)
    assert "Several fit. Which one do you mean?" in read(answer)
    _, tables = buttons_of(answer.card)
    pressed = ButtonPress("press", DISCORD, ADA, PLAZA, tables.action)
    assert read(await town.engine.handle(pressed)) == "book1 for 3 days"


async def test_what_is_not_there_is_refused_with_what_is(town):
    refused = read(await town.engine.handle(runs(book="Swim")))

    assert "There's no “Swim” here. You can choose: Carry the chairs, Carry the tables" in refused


@pytest.mark.parametrize("typed", ["0", "15", "a few", "-1"])
async def test_a_number_has_its_bounds(town, typed):
    assert "A number from 1 to 14, please." in read(await town.engine.handle(runs(days=typed)))


async def test_titles_are_suggested_while_they_are_typed(town):
    suggested = await town.engine.suggestions(Asking(runs(), "book", "CARRY"))

    assert suggested == (("book0", "Carry the chairs"), ("book1", "Carry the tables"))


async def test_without_a_word_everything_is_suggested(town):
    assert [words for _, words in await town.engine.suggestions(Asking(runs(), "book"))] == list(BOOKS)


@pytest.mark.parametrize("asking", [Asking(runs("gone"), "book"), Asking(runs(), "gone"), Asking(runs(), "days")])
async def test_nothing_is_suggested_for_what_is_nothing_to_pick(town, asking):
    assert await town.engine.suggestions(asking) == ()


async def test_what_is_for_organizers_is_suggested_to_them_alone(town):
    assert await town.engine.suggestions(Asking(runs("burn"), "book")) == ()
    assert len(await town.engine.suggestions(Asking(runs("burn", HOST), "book"))) == len(BOOKS)


def test_a_pick_of_nothing_is_a_mistake_found_at_start():
    with pytest.raises(ValueError, match="offers"):
        Option("book", say("option-who"), "pick")

"""Cards, forms and commands made by hand, with a bit of everything that a renderer has to show."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.feature import Feature, Features, Option
from bot.vocabulary.action import Action
from bot.vocabulary.card import Block, Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.form import Channel, Choice, Choices, FormView, Number, Question, ShortText, When
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.form import Paragraph as Long
from bot.vocabulary.people import MemberId, Person, Reader
from bot.vocabulary.text import Bold, Code, Link, Mention, Moment, WallTime, say, text

AOI, BEN = MemberId("aoi"), MemberId("ben")
PEOPLE = {AOI: Person("あおい", "80351110224678912"), BEN: Person("Ben *the* builder")}
SATURDAY = datetime(2026, 12, 5, 6, tzinfo=UTC)
WALL = datetime(2026, 12, 5, 15)  # noqa: DTZ001 - wall time

JA = Reader("ja", "Asia/Tokyo", PEOPLE)
EN = Reader("en", "Asia/Tokyo", PEOPLE)

JOIN = Action("volunteering.join", ("call1",))
LEAVE = Action("volunteering.leave", ("call1",))

CHAIRS = Card(
    text("椅子運び"),
    (
        Paragraph(text("長机も", Bold("少し"), "あります。")),
        Facts(
            (
                Fact(say("call-when"), text(WallTime(WALL, "Asia/Tokyo"), " ", Moment(SATURDAY, "relative"))),
                Fact(say("call-where"), text("公民館")),
                Fact(say("call-caller"), text(Mention(AOI), ", ", Mention(BEN))),
            )
        ),
        Buttons((Button(say("draft-post"), JOIN, "primary"), Button(say("draft-cancel"), LEAVE, "danger"))),
        Note(text(Code("/volunteer list"), " ", Link("?", "https://machi.example/help"))),
    ),
    say("call-state-open"),
)


def options(count: int) -> tuple[Choosable, ...]:
    """So many things to choose from."""
    return tuple(Choosable(f"value{number}", say("draft-post")) for number in range(count))


def asking(*fields: Any, answers: Mapping[str, str | tuple[str, ...]] | None = None, required: bool = True) -> FormView:
    """A form that asks for these kinds of answers, each in a question of its own: ``q0``, ``q1`` and so on."""
    questions = tuple(Question(f"q{place}", say("call-where"), field, required) for place, field in enumerate(fields))
    return FormView(say("form-volunteering-call"), Action("volunteering.call"), "draft1", questions, answers or {})


FORMS: Mapping[str, FormView] = {
    "texts": asking(ShortText(80), Long(1_500), Number(), When(), answers={"q0": "椅子運び", "q3": "来週土曜 15時"}),
    "choices": asking(Choice(options(2)), Choice(options(11)), Choice(options(1)), answers={"q0": "value1"}),
    "several": asking(Choices(options(10)), Choices(options(25)), answers={"q0": ("value0", "value9"), "q1": "value3"}),
    "optional": asking(Choice(options(5)), Choices(options(5)), Choices(options(11)), required=False),
    "channels": asking(Channel(), Channel(), answers={"q1": "80351110224678912"}, required=False),
}

LONG = "あいうえお、*かきくけこ*。\n" * 1_000


def _fact(number: int, words: str) -> Fact:
    return Fact(say("call-where"), text(f"{number} {words}"))


def _buttons(prefix: str, count: int = 10) -> Block:
    return Buttons(tuple(Button(say("draft-post"), Action(prefix, (str(number),))) for number in range(count)))


CARDS: Mapping[str, Card] = {
    "everything": CHAIRS,
    "title alone": Card(text("椅子運び")),
    "title of nothing": Card(text("\u200b \n"), (Paragraph(text("")), Note(text(" ")))),
    "long title": Card(text(LONG), (Paragraph(text("短い")),)),
    "long paragraphs": Card(text("長い"), tuple(Paragraph(text(f"{number} ", LONG)) for number in range(20))),
    "long facts": Card(text("長い"), (Facts(tuple(_fact(number, LONG) for number in range(10))),)),
    "long note": Card(text("長い"), (Note(text(LONG)),)),
    "many buttons": Card(text("ボタン"), tuple(_buttons(f"press{number}") for number in range(5))),
    "many rows": Card(text("ボタン"), tuple(_buttons(f"press{number}", 1) for number in range(20))),
}


async def _nothing(*_arguments: Any, **_options: Any) -> list[Any]:
    return []


def features(*, organizers: bool = True) -> Features:
    """A town hall's worth of commands: with sub-commands, without, with options, and for organizers."""
    which = Option("which", say("option-which"), "choice", choices=(Choosable("open", say("call-which-open")),))
    somebody = Option("who", say("call-caller"), "member", required=True)
    picked = Option("call", say("call-caller"), "pick", required=True, offers=_nothing)
    volunteering, common, settings = Feature("volunteering"), Feature("common"), Feature("settings")
    people = Feature("introductions")
    volunteering.command("volunteer call")(_nothing)
    volunteering.command("volunteer list", options=[which, somebody])(_nothing)
    volunteering.command("volunteer join", options=[picked, Option("places", say("call-places"), "number", least=1)])(
        _nothing
    )
    for emoji in ("✋", "🙅"):
        volunteering.reaction("call", emoji, _nothing, _nothing)
    common.command("help")(_nothing)
    settings.command("settings setup", organizer=True)(_nothing)
    people.on_member("see")(_nothing)
    volunteering.on_message("call")(_nothing)
    return Features((volunteering, common, people, settings) if organizers else (volunteering, common, people))

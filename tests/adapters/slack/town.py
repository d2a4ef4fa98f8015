"""A small town for the tests of Slack: one feature with one form, and what its engine answers."""

from dataclasses import dataclass, replace

from bot import drafts
from bot.feature import Context, Feature, Features
from bot.feature import Option as CommandOption
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Block, Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.effect import Answer, OpenForm, Reply
from bot.vocabulary.form import Channel as ChannelField
from bot.vocabulary.form import Choice, Choices, FormView, Number, Option, ShortText, When, ask
from bot.vocabulary.form import Paragraph as ParagraphField
from bot.vocabulary.people import MemberId, Person
from bot.vocabulary.request import ButtonPress, Command, FormSubmission, Gesture, MenuChoice, Reaction
from bot.vocabulary.text import Bold, Mention, say, text

AOI, BEN = MemberId("aoi"), MemberId("ben")
PEOPLE = {AOI: Person("葵", "U0AOI"), BEN: Person("Ben")}

feature = Feature("volunteering")

ROLES = (Option("driver", say("draft-post")), Option("carrier", say("draft-fix")))
WAYS = tuple(Option(str(way), say("form-number", least=way, most=way)) for way in range(12))


@dataclass(frozen=True, slots=True)
class CallForm:
    """One question of most kinds."""

    title: str = ask("draft-post", ShortText(20))
    places: int = ask("draft-fix", Number(1, 9))
    role: str = ask("draft-cancel", Choice(ROLES))
    days: tuple[str, ...] = ask("draft-again", Choices(ROLES), required=False)
    details: str = ask("draft-gone", ParagraphField(500), required=False)


@dataclass(frozen=True, slots=True)
class OtherForm:
    """The questions that are left."""

    when: object = ask("draft-post", When(), required=False)
    channel: str = ask("draft-fix", ChannelField(), required=False)
    way: str = ask("draft-cancel", Choice(WAYS), required=False)
    ways: tuple[str, ...] = ask("draft-again", Choices(WAYS), required=False)


@feature.command("volunteer call")
async def call(context: Context) -> list[OpenForm]:
    return [feature.opens("call", context)]


@feature.command("volunteer list", options=[CommandOption("which", say("draft-post"))])
async def show(context: Context, which: str = "") -> list[Reply]:
    return []


@feature.command("volunteer who", options=[CommandOption("member", say("draft-post"), kind="member")])
async def who(context: Context, member: MemberId) -> list[Reply]:
    return []


@feature.form("call", CallForm)
async def post(context: Context, form: CallForm) -> list[Reply]:
    return []


@feature.form("other", OtherForm)
async def post_other(context: Context, form: OtherForm) -> list[Reply]:
    return []


FEATURES = Features((feature,))


def form(action: str = "call", draft: str = "draft1", **answers: str | tuple[str, ...]) -> FormView:
    handler = feature.forms[f"volunteering.{action}"]
    view = handler.opened(draft, (), answers)
    return replace(view, title=say("draft-post"))


def card(*blocks: Block, title: str = "椅子運び") -> Card:
    return Card(text(title), tuple(blocks), say("draft-cancelled-title"))


JOIN = Action("volunteering.join", ("call1",))
CALL = card(
    Paragraph(text("公民館まで。")),
    Facts((Fact(say("draft-post"), text(Mention(AOI), "、", Mention(BEN))),)),
    Buttons((Button(say("draft-post"), JOIN, "primary"), Button(say("draft-cancel"), run("volunteer", "list")))),
    Note(text("✋ でも。")),
)


def preview(submitted: FormSubmission) -> Card:
    buttons = [
        Button(say("draft-post"), Action(drafts.POST, (submitted.draft,)), "primary"),
        Button(say("draft-fix"), Action(drafts.FIX, (submitted.draft,))),
    ]
    return card(Paragraph(text(str(submitted.answers["details"]))), Buttons(tuple(buttons)), title="下書き")


def answer(gesture: Gesture) -> Answer | None:
    """Answer as a real engine would: a form, its problems, a preview, a private word."""
    match gesture:
        case Command(name="volunteer", subcommand="call"):
            return OpenForm(form())
        case Command(name=name, subcommand=subcommand):
            return Reply(card(title=f"{name} {subcommand}".strip()))
        case MenuChoice():
            return OpenForm(form())
        case FormSubmission(answers=answers) if not str(answers["places"]).isdecimal():
            problems = {"title": text("短く"), "places": text("数字で、", Bold("半角"), "でも全角でも")}
            return OpenForm(replace(form(draft=gesture.draft), answers=answers, problems=problems))
        case FormSubmission():
            return Reply(preview(gesture))
        case ButtonPress(action=action) if action.name == drafts.POST:
            return Reply(card(title="投稿しました"), replaces=True)
        case ButtonPress(action=action) if action.name == drafts.FIX:
            return OpenForm(form(draft=action.arguments[0], title="椅子運び", places="2", details="軽トラあり"))
        case ButtonPress(action=action) if action.name == drafts.CANCEL:
            again = Button(say("draft-again"), Action(drafts.FIX, action.arguments))
            return Reply(card(Buttons((again,)), title="取ってあります"), replaces=True)
        case ButtonPress(action=action) if action.name == "volunteering.quietly":
            return None
        case ButtonPress(action=action) if action.name == "run":
            return answer(replace_by_command(gesture))
        case ButtonPress():
            return Reply(card(title="参加が決まりました"))
        case Reaction():
            return Reply(card(title=f"{gesture.emoji} {'つけた' if gesture.added else 'はずした'}"))
        case _:
            return None


def replace_by_command(press: ButtonPress) -> Command:
    name, subcommand = press.action.arguments
    return Command(press.key, press.space, press.actor, press.place, name, subcommand)


def answer_with_problems() -> FormView:
    return replace(form(title="椅子", places="たくさん"), problems={"places": text("数字で")})

"""A little town behind the adapter: an engine that knows one call for hands, with its form, preview and card."""

from dataclasses import dataclass, field, replace

from bot.drafts import FIX, POST
from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card, Paragraph
from bot.vocabulary.effect import Answer, OpenForm, Reply
from bot.vocabulary.form import Answers, Channel, Choice, FormView, Question, ShortText
from bot.vocabulary.request import ButtonPress, Command, FormSubmission, Gesture, Reaction
from bot.vocabulary.text import say, text
from tests.adapters.discord.samples import CHAIRS, features, options
from tests.fakes.engine import FakeEngine

FORM = FormView(
    say("form-volunteering-call"),
    Action("volunteering.call", ("call1",)),
    "draft1",
    (
        Question("title", say("call-ask-title"), ShortText(80), required=True),
        Question("kind", say("call-where"), Choice(options(3)), required=True),
        Question("channel", say("call-when"), Channel(), required=False),
    ),
)


@dataclass(slots=True)
class Town:
    """Answers gestures the way the engine does, and keeps one draft."""

    engine: FakeEngine = field(init=False)
    draft: Answers = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Stand behind an engine of one's own."""
        self.engine = FakeEngine(features(), self.answer)

    def answer(self, gesture: Gesture) -> Answer | None:
        """What a person is told at once."""
        match gesture:
            case Command(name="volunteer", subcommand="call"):
                return OpenForm(FORM)
            case Command(name="help"):
                return Reply(CHAIRS)
            case Command(name="volunteer", subcommand="list"):
                return Reply(said(str(sorted(gesture.options))))
            case FormSubmission(answers=answers):
                self.draft = answers
                return self._asked_again() if answers["title"] == "?" else Reply(self._preview())
            case ButtonPress(action=Action(name)) if name == FIX:
                return OpenForm(replace(FORM, answers=self.draft))
            case ButtonPress(action=Action(name)) if name == POST:
                return Reply(said("posted"), replaces=True)
            case Reaction(emoji="✋"):
                return Reply(said("waitlisted"), pressing=True)
            case Reaction(emoji="🙅"):
                return Reply(said("noted"))
            case _:
                return None

    def _asked_again(self) -> OpenForm:
        return OpenForm(replace(FORM, answers=self.draft, problems={"title": text(say("form-required"))}))

    def _preview(self) -> Card:
        fix = Button(say("draft-fix"), Action(FIX, (FORM.draft,)))
        post = Button(say("draft-post"), Action(POST, (FORM.draft,)), "primary")
        return Card(text(str(self.draft["title"])), (Buttons((post, fix)),), say("call-state-preview"))


def said(words: str) -> Card:
    """A card that says so."""
    return Card(text(words), (Paragraph(text(words)),))

"""A town to try the playground in: everything about it is real but the engine, which plays one small scene.

The scene: somebody asks for hands, mends the form, posts it, and others press its button. Moving the clock brings one
reminder, an hour before the instant it is moved to.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from adapters.slack import render as slack
from adapters.slack.carried import Carried
from adapters.slack.parse import with_picked
from adapters.web.chat import OFFICE, PLAZA, Chat
from adapters.web.courier import PlaygroundCourier
from adapters.web.guide import Guide
from adapters.web.modals import Slack
from adapters.web.playground import Playground
from adapters.web.server import application, serving
from bot.features import FEATURES
from bot.ports import Delivery, MessageRef, Outcome, Sent, Target, ToChannel, ToMessage, ToThread
from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card, Paragraph
from bot.vocabulary.effect import Answer, OpenForm, Reply
from bot.vocabulary.form import Answers
from bot.vocabulary.people import MemberId, Reader, SpaceAddress
from bot.vocabulary.request import Actor, ButtonPress, Command, FormSubmission, Gesture, HomeOpened, Reaction
from bot.vocabulary.text import say, text
from tests.fakes.engine import FakeEngine
from tests.fakes.shelf import FakeShelf
from tests.stores import StandingClock

READER = Reader("ja", "Asia/Tokyo")
CALL = FEATURES.forms["volunteering.call"]
JOIN = Action("volunteering.join", ("call1",))
FIX = Action("draft.fix", ("draft1",))
POST = Action("draft.post", ("draft1",))


FOR_SLACK = Slack(
    modal=lambda form, reader, place: slack.modal(form, reader, Carried(place, form.action.encode(), form.draft)),
    errors=slack.errors,
    picked=with_picked,
    home=slack.home,
)
"""What Slack would really get."""


def card(title: str, *buttons: Action, words: str = "") -> Card:
    """A card with a title, perhaps words, and a button for each action, labelled by its name."""
    labels = {JOIN: say("call-button-join"), FIX: say("draft-fix"), POST: say("draft-post")}
    row = (Buttons(tuple(Button(labels[action], action, "primary") for action in buttons)),) if buttons else ()
    return Card(text(title), (*((Paragraph(text(words)),) if words else ()), *row))


@dataclass(slots=True)
class Town:
    """One run of the playground; another one over the same shelf is what comes after a restart."""

    shelf: FakeShelf
    clock: StandingClock
    engine: FakeEngine
    chat: Chat
    courier: PlaygroundCourier
    address: str = ""
    filled_in: Answers = field(default_factory=dict)
    to_post: bool = False

    async def deliver(self, target: Target, shown: Card, *, marker: str, space: SpaceAddress = PLAZA) -> Outcome:
        """Carry something as the outbox would."""
        return await self.courier.deliver(Delivery(marker, space, target, shown, READER))

    async def show_call(self, title: str = "椅子運び", *, taken: int = 0) -> tuple[MessageRef, MessageRef]:
        """Let the card of the call stand in both chats as it is now."""
        shown = replace(card(title, JOIN, words=f"{taken}/2"), state=say("call-state-open"))
        return await self._stand(PLAZA, shown), await self._stand(OFFICE, shown)

    async def _stand(self, space: SpaceAddress, shown: Card) -> MessageRef:
        marker = f"call1-{space.external_id}"
        there = self.chat.marked(space.external_id, marker)
        target = ToMessage(MessageRef("volunteering", there.id)) if there else ToChannel("volunteering")
        outcome = await self.deliver(target, shown, marker=marker, space=space)
        assert isinstance(outcome, Sent)
        return outcome.message

    def answer(self, gesture: Gesture) -> Answer | None:
        """What the scene says to a gesture."""
        match gesture:
            case Command(name="volunteer", subcommand="call"):
                return OpenForm(CALL.opened("draft1"))
            case FormSubmission(answers=answers):
                return self._submitted(answers)
            case ButtonPress(action=action) if action == FIX:
                return OpenForm(CALL.opened("draft1", answers=self.filled_in))
            case ButtonPress(action=action) if action == POST:
                self.to_post = True
                return Reply(card("投稿しました"), replaces=True)
            case ButtonPress(action=action) if action == JOIN:
                return Reply(card("参加が決まりました"))
            case Reaction(emoji="✋", added=True):
                return Reply(card("リアクションを受け取りました"))
            case Reaction(emoji="🙅", added=True):
                return Reply(card("いまは満員です"), pressing=True)
            case Command(name="help"):
                return Reply(card("何をしましょうか"))
            case _:
                return None

    def _submitted(self, answers: Answers) -> Answer:
        self.filled_in = answers
        if not answers["title"]:
            problem = text(say("form-required"))
            return OpenForm(replace(CALL.opened("draft1", answers=answers), problems={"title": problem}))
        return Reply(card(str(answers["title"]), POST, FIX))

    async def settle(self) -> None:
        """Carry out what the gesture before has caused."""
        if self.to_post:
            self.to_post = False
            await self.show_call(str(self.filled_in.get("title", "椅子運び")))

    async def advance(self, to: datetime) -> None:
        """Move the clock; an hour before it stops, a reminder is said in the thread of the call, if there is one."""
        self.clock.instant = to - timedelta(hours=1)
        if root := self.chat.marked("plaza", "call1-plaza"):
            reminder = card("まもなくです")
            await self.deliver(ToThread(MessageRef("volunteering", root.id)), reminder, marker=f"reminder-{to}")
        self.clock.instant = to


@asynccontextmanager
async def open_town(shelf: FakeShelf, clock: StandingClock, port: int = 0) -> AsyncIterator[Town]:
    """Start the playground over what is on the shelf."""
    engine = FakeEngine(FEATURES)
    chat = await Chat.open(shelf)
    town = Town(shelf, clock, engine, chat, PlaygroundCourier(chat, clock))
    engine.answers = town.answer

    async def reader_of(space: SpaceAddress, actor: Actor, members: frozenset[MemberId]) -> Reader:
        return await engine.reader(HomeOpened("", space, actor), members)

    playground = Playground(
        engine=engine,
        features=FEATURES,
        chat=chat,
        guide=await Guide.open(shelf),
        clock=clock,
        advance=town.advance,
        after_gesture=town.settle,
        reader_of=reader_of,
        previews={"Discord": _for_discord, "Slack": slack.payload},
        slack=FOR_SLACK,
        timezone="Asia/Tokyo",
        language="ja",
    )
    await playground.greet()
    async with serving(application(playground.routes()), "127.0.0.1", port) as address:
        town.address = address
        yield town


def _for_discord(shown: Card, reader: Reader) -> dict[str, object]:
    return {"content": str(shown.title[0]), "count": 1, "last": None, "language": reader.language}

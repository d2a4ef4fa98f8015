"""The guide: six things for a newcomer to try, ticked off as they happen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from pydantic import TypeAdapter

from adapters.web.limits import STEP_OF_HANDS, STEP_OF_PEOPLE
from bot.drafts import POST
from bot.ports import Shelf
from bot.vocabulary.effect import Answer, OpenForm, Reply
from bot.vocabulary.emoji import normalised
from bot.vocabulary.request import ButtonPress, Command, FormSubmission, Gesture, Reaction
from bot.vocabulary.text import say

_KEY: Final = "playground/guide"
_REFUSALS: Final = ((say("refused-title"),), (say("apology-title"),))
_JOIN: Final = "volunteering.join"


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been tried so far.

    Args:
        drafts: the feature that each form in the making belongs to.
        posted: the features of which something was posted, each with who did it.
        hands: who signed up for a call.
        moved: whether the clock was moved.
    """

    drafts: Mapping[str, str] = field(default_factory=dict)
    posted: frozenset[tuple[str, str]] = frozenset()
    hands: frozenset[str] = frozenset()
    moved: bool = False

    def after(self, gesture: Gesture, answer: Answer | None) -> "Progress":
        """The progress after somebody did something that was answered so."""
        if isinstance(answer, Reply) and answer.card.title in _REFUSALS:
            return self
        who = f"{gesture.space.external_id}/{gesture.actor.account.external_id}"
        match gesture:
            case FormSubmission(action=action, draft=draft):
                return replace(self, drafts={**self.drafts, draft: action.name.partition(".")[0]})
            case ButtonPress(action=action) if action.name == POST and not isinstance(answer, OpenForm):
                drafts = dict(self.drafts)
                feature = drafts.pop("".join(action.arguments[:1]), "")
                return replace(self, drafts=drafts, posted=self.posted | {(feature, who)})
            case ButtonPress(action=action) if action.name == _JOIN:
                return replace(self, hands=self.hands | {who})
            case Command(name="volunteer", subcommand="join"):
                return replace(self, hands=self.hands | {who})
            case Reaction(emoji=emoji, added=True) if normalised(emoji) == "✋":
                return replace(self, hands=self.hands | {who})
            case _:
                return self

    def count(self, feature: str) -> int:
        """How many people posted something of a feature."""
        return sum(1 for posted, _ in self.posted if posted == feature)


_progress: Final[TypeAdapter[Progress]] = TypeAdapter(Progress)

StepName: TypeAlias = Literal["introduce", "call", "hands", "pitch", "meetup", "clock"]


@dataclass(frozen=True, slots=True)
class Typing:
    """A line to put into a message box, in the channel where its result will show."""

    space: str
    channel: str
    line: str


@dataclass(frozen=True, slots=True)
class Being:
    """Somebody to be, in a channel."""

    space: str
    channel: str
    person: str


@dataclass(frozen=True, slots=True)
class Moving:
    """The clock, to be moved by so much."""

    by: Literal["hour", "day", "week"]


Suggestion: TypeAlias = Typing | Being | Moving


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to try: how far it is, and what helps."""

    name: StepName
    suggestions: tuple[Suggestion, ...]
    goal: int = 1
    count: int = 0

    @property
    def done(self) -> bool:
        """Whether it was tried."""
        return self.count >= self.goal


def steps(progress: Progress) -> tuple[Step, ...]:
    """All steps, as far as they are."""
    introduced = min(progress.count("introductions"), STEP_OF_PEOPLE)
    hands = min(len(progress.hands), STEP_OF_HANDS)
    return (
        Step("introduce", _INTRODUCE, STEP_OF_PEOPLE, introduced),
        Step("call", (Typing("plaza", "volunteering", "/volunteer call"),), count=progress.count("volunteering")),
        Step("hands", _HANDS, STEP_OF_HANDS, hands),
        Step("pitch", (Typing("office", "pitches", "/pitch new"),), count=progress.count("pitches")),
        Step("meetup", (Typing("plaza", "meetups", "/meetup new"),), count=progress.count("meetups")),
        Step("clock", (Moving("day"), Moving("week")), count=int(progress.moved)),
    )


_INTRODUCE: Final = (
    Typing("plaza", "introductions", "/intro write"),
    Typing("office", "introductions", "/intro write"),
)
_HANDS: Final = (
    Being("plaza", "volunteering", "ren"),
    Being("plaza", "volunteering", "emma"),
    Being("office", "volunteering", "daichi"),
)


@dataclass(slots=True, eq=False)
class Guide:
    """The progress, kept on the shelf."""

    shelf: Shelf
    progress: Progress = field(default_factory=Progress)

    @classmethod
    async def open(cls, shelf: Shelf) -> "Guide":
        """The guide as it was left."""
        kept = await shelf.get(_KEY)
        return cls(shelf, _progress.validate_json(kept) if kept else Progress())

    async def note(self, gesture: Gesture, answer: Answer | None) -> None:
        """Take in what somebody did."""
        await self._keep(self.progress.after(gesture, answer))

    async def note_move(self) -> None:
        """Take in that the clock was moved."""
        await self._keep(replace(self.progress, moved=True))

    async def _keep(self, progress: Progress) -> None:
        if progress != self.progress:
            self.progress = progress
            await self.shelf.put(_KEY, _progress.dump_json(progress).decode())

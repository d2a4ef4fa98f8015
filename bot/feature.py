"""Features: how one declares its commands, buttons, forms, reactions, due work and corners of shared pages."""

import inspect
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias, TypeVar

from bot.ports import Lack, Scope
from bot.vocabulary.action import Action
from bot.vocabulary.card import Block, Button, Buttons, Card
from bot.vocabulary.effect import (
    Effect,
    Gave,
    OpenForm,
    Posted,
    Prefer,
    Proposed,
    Reply,
    Thanked,
    ThanksTakenBack,
    Topic,
)
from bot.vocabulary.emoji import normalised
from bot.vocabulary.form import Answers, Circumstances, FormView, questions
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.people import Community, Language, Member, MemberId, Space
from bot.vocabulary.refusal import Refused
from bot.vocabulary.request import Actor, Place
from bot.vocabulary.text import Say, Text, say, text

PortT = TypeVar("PortT")


@dataclass(frozen=True, slots=True)
class Who:
    """The person behind a gesture, and where they made it."""

    member: Member
    actor: Actor
    space: Space
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Corners:
    """What the features show on pages that belong to none of them.

    Args:
        home: on a member's home page.
        newcomer: beneath a newcomer's welcome.
        giving: before somebody asks for something for the first time.
        portrait: beneath a member's introduction.
        overview: where an organizer looks how things stand.
        at_stake: before somebody has everything of theirs erased.
    """

    home: "tuple[Corner, ...]" = ()
    newcomer: "tuple[Corner, ...]" = ()
    giving: "tuple[Corner, ...]" = ()
    portrait: "tuple[PortraitCorner, ...]" = ()
    overview: "tuple[Corner, ...]" = ()
    at_stake: "tuple[Corner, ...]" = ()


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something that Machi needs in a space and does not have."""

    space: Space
    lack: Lack


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler may know: who, where, when, and the records of its own community.

    Args:
        who: the person behind a gesture; nobody when work came due.
        corners: what each feature shows on pages that belong to none of them.
        lacks: what the community's spaces lack, where the handler asked to know.
        site: where Machi's own pages are reached from outside, without a slash at its end; empty where they are not.
    """

    community: Community
    now: datetime
    scope: Scope
    new_id: Callable[[], str]
    who: Who | None = None
    corners: Corners = Corners()
    lacks: tuple[Lacking, ...] = ()
    site: str = ""

    def __getitem__(self, port: type[PortT]) -> PortT:
        """The repository that fills in a feature's port."""
        return self.scope[port]

    @property
    def person(self) -> Who:
        """The person behind the gesture; asking for it in due work is a bug."""
        if self.who is None:
            raise RuntimeError("due work has nobody behind it")
        return self.who

    @property
    def member(self) -> Member:
        """The member behind the gesture."""
        return self.person.member

    @property
    def language(self) -> Language:
        """The language to read and answer in: the person's choice, else their platform's, else the community's."""
        if self.who is None:
            return self.community.language
        return self.who.member.language or self.who.actor.language or self.community.language

    @property
    def timezone(self) -> str:
        """The zone to show times in: the person's choice, else their platform's, else the community's."""
        if self.who is None:
            return self.community.timezone
        return self.who.member.timezone or self.who.actor.timezone or self.community.timezone

    async def home(self) -> tuple[Block, ...]:
        """The person's home page: every feature's corner of it."""
        return await self._gathered(self.corners.home)

    async def for_newcomers(self) -> tuple[Block, ...]:
        """What somebody new is shown beneath their welcome, such as the next date they could come to."""
        return await self._gathered(self.corners.newcomer)

    async def overview(self) -> tuple[Block, ...]:
        """How things stand, for an organizer: what was chosen, and what waits for one of them."""
        return await self._gathered(self.corners.overview)

    async def giving_first(self, go_on: Action) -> tuple[Reply, ...]:
        """Before the person asks for the first time: where they could lend a hand, and the way on; else nothing."""
        blocks = await self._gathered(self.corners.giving)
        if not blocks:
            return ()
        way_on = Buttons((Button(say("giving-first-go-on"), go_on),))
        return (Reply(Card(text(say("giving-first-title")), (*blocks, way_on))),)

    async def portrait(self, member: MemberId) -> tuple[Block, ...]:
        """What features say of a member beneath their introduction; only what the member chose to show."""
        return tuple([block for corner in self.corners.portrait for block in await corner(self, member)])

    async def at_stake(self) -> tuple[Block, ...]:
        """What would be called off or go to others, if everything of the person's were erased."""
        return await self._gathered(self.corners.at_stake)

    async def _gathered(self, corners: "tuple[Corner, ...]") -> tuple[Block, ...]:
        return tuple([block for corner in corners for block in await corner(self)])

    @property
    def circumstances(self) -> Circumstances:
        """What typed answers are read in the light of. The zone is the community's: that is where people gather."""
        return Circumstances(self.now, self.community.timezone, self.language)


Handler: TypeAlias = Callable[..., Awaitable[Sequence[Effect]]]
Preview: TypeAlias = Callable[..., Awaitable[Card]]
Corner: TypeAlias = Callable[[Context], Awaitable[Sequence[Block]]]
PortraitCorner: TypeAlias = Callable[[Context, MemberId], Awaitable[Sequence[Block]]]
HandlerT = TypeVar("HandlerT", bound=Handler)
CornerT = TypeVar("CornerT", bound=Corner)
PortraitT = TypeVar("PortraitT", bound=PortraitCorner)


@dataclass(frozen=True, slots=True)
class Offered:
    """Something of the community's own to pick, such as a call: its id, and what people know it by."""

    value: str
    label: Text


Offers: TypeAlias = Callable[[Context], Awaitable[Sequence[Offered]]]
"""Everything that may be picked, the likeliest first; the engine narrows it down to what was typed."""


@dataclass(frozen=True, slots=True)
class Option:
    """What may follow a sub-command.

    Args:
        name: the handler's keyword argument: ``MemberId`` of a member, ``int`` of a number, ``str`` of all else.
        kind: what the platform lets people pick or type; a channel or a role arrives as the platform's id of it.
        choices: the values of a ``choice``.
        offers: what a ``pick`` is picked from, by its title; the handler gets the id.
        least: of a ``number``.
        most: of a ``number``.
    """

    name: str
    label: Say
    kind: Literal["text", "member", "choice", "number", "channel", "role", "pick"] = "text"
    required: bool = False
    choices: tuple[Choosable, ...] = ()
    offers: Offers | None = None
    least: int = 0
    most: int = 9_999

    def __post_init__(self) -> None:
        """Refuse a pick of nothing."""
        if (self.kind == "pick") != (self.offers is not None):
            raise ValueError(f"a pick has offers, and nothing else has: {self.name}")


@dataclass(frozen=True, slots=True)
class CommandHandler:
    """A sub-command: ``/name subcommand options``, who may use it, and whether it is told what the spaces lack."""

    name: str
    subcommand: str
    handle: Handler
    options: tuple[Option, ...] = ()
    organizer: bool = False
    inspects: bool = False

    @property
    def label(self) -> Say:
        """The sentence that describes it."""
        return say(f"command-{self.name}-{self.subcommand}" if self.subcommand else f"command-{self.name}")


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the menu on a person or on a message; ``name`` is what a platform names it by."""

    name: str
    on: Literal["member", "message"]
    handle: Handler
    organizer: bool = False

    @property
    def label(self) -> Say:
        """Its words, at most 24 characters in each language (Slack's limit; Discord 32)."""
        return say(f"menu-{self.name.replace('.', '-')}")


@dataclass(frozen=True, slots=True)
class ButtonHandler:
    """What pressing a button of that name does."""

    handle: Handler
    organizer: bool = False


@dataclass(frozen=True, slots=True)
class LookedAt:
    """That organizers may want to look at a form that a member fills in, before it is posted.

    Args:
        topic: what organizers choose it by.
        shown: what they see of it, ``async (context, filled_in, *arguments) -> card``; not what is for a few only.
        until: from when on a yes would be of no use, of what was filled in.
    """

    topic: Topic
    shown: "Preview"
    until: Callable[[Any], datetime | None]


@dataclass(frozen=True, slots=True)
class FormHandler:
    """A form, its private preview, and what posting it does; without a preview it is posted when it is sent."""

    action: str
    form: type
    title: Say
    handle: Handler
    preview: Preview | None
    organizer: bool = False
    looked_at: LookedAt | None = None

    def opened(self, draft: str, arguments: tuple[str, ...] = (), answers: Answers | None = None) -> FormView:
        """The form, to be shown to somebody."""
        return FormView(self.title, Action(self.action, arguments), draft, questions(self.form), answers or {})


def takes(handle: Handler, *arguments: object) -> bool:
    """Whether a handler can be called so; what a button carries comes from outside, and may be of another version."""
    try:
        inspect.signature(handle).bind(*arguments)
    except TypeError:
        return False
    return True


def allow(handler: CommandHandler | MenuEntry | ButtonHandler | FormHandler, context: Context) -> None:
    """Refuse who is no organizer here and now what is for organizers."""
    if handler.organizer and not context.person.actor.organizer:
        raise Refused(say("organizers-only"))


@dataclass(frozen=True, slots=True)
class ReactionHandler:
    """What putting an emoji on a subject's card does, and what taking it away does."""

    added: Handler
    removed: Handler | None = None


@dataclass(slots=True)
class Feature:
    """One feature's declarations, filled by the decorators of its ``handlers`` module.

    Args:
        name: the folder's name; the first half of every action, as in ``volunteering.join``.
        open_to_guests: whether guests may use it even where the community takes none in.
    """

    name: str
    open_to_guests: bool = False
    commands: dict[tuple[str, str], CommandHandler] = field(default_factory=dict)
    menus: dict[str, MenuEntry] = field(default_factory=dict)
    buttons: dict[str, ButtonHandler] = field(default_factory=dict)
    forms: dict[str, FormHandler] = field(default_factory=dict)
    reactions: dict[tuple[str, str], ReactionHandler] = field(default_factory=dict)
    interests: dict[str, ReactionHandler] = field(default_factory=dict)
    works: dict[str, Handler] = field(default_factory=dict)
    missing: dict[str, Handler] = field(default_factory=dict)
    planners: list[Handler] = field(default_factory=list)
    followers: list[tuple[Topic, Handler]] = field(default_factory=list)
    joining: list[Handler] = field(default_factory=list)
    meeting: list[Handler] = field(default_factory=list)
    leaving: list[Handler] = field(default_factory=list)
    parting: list[Handler] = field(default_factory=list)
    uniting: list[Handler] = field(default_factory=list)
    returning: list[Handler] = field(default_factory=list)
    hearing: dict[type, Handler] = field(default_factory=dict)
    home_corners: list[Corner] = field(default_factory=list)
    newcomer_corners: list[Corner] = field(default_factory=list)
    giving_corners: list[Corner] = field(default_factory=list)
    portrait_corners: list[PortraitCorner] = field(default_factory=list)
    overview_corners: list[Corner] = field(default_factory=list)
    stake_corners: list[Corner] = field(default_factory=list)

    def command(
        self, words: str, *, options: Iterable[Option] = (), organizer: bool = False, inspects: bool = False
    ) -> Callable[[HandlerT], HandlerT]:
        """Declare a command such as ``"volunteer list"``: ``async (context, **options) -> effects``.

        Where it ``inspects``, the platforms are looked at first, and the handler finds ``context.lacks``.
        """
        name, _, subcommand = words.partition(" ")

        def declare(handler: HandlerT) -> HandlerT:
            command = CommandHandler(name, subcommand, handler, tuple(options), organizer, inspects)
            _declare(self.commands, (name, subcommand), command)
            return handler

        return declare

    def on_member(self, name: str, *, organizer: bool = False) -> Callable[[HandlerT], HandlerT]:
        """Declare an entry of the menu on a person: ``async (context, member) -> effects``, the member as ``MemberId``.

        Its words are the message ``menu-<feature>-<name>``.
        """
        return self._menu(name, "member", organizer=organizer)

    def on_message(self, name: str, *, organizer: bool = False) -> Callable[[HandlerT], HandlerT]:
        """Declare an entry of the menu on a message: ``async (context, words) -> effects``, what it says as ``str``.

        Its words are the message ``menu-<feature>-<name>``.
        """
        return self._menu(name, "message", organizer=organizer)

    def _menu(self, name: str, on: Literal["member", "message"], *, organizer: bool) -> Callable[[HandlerT], HandlerT]:
        full = f"{self.name}.{name}"

        def declare(handler: HandlerT) -> HandlerT:
            _declare(self.menus, full, MenuEntry(full, on, handler, organizer))
            return handler

        return declare

    def button(self, name: str, *, organizer: bool = False) -> Callable[[HandlerT], HandlerT]:
        """Declare a button: ``async (context, *arguments) -> effects``."""

        def declare(handler: HandlerT) -> HandlerT:
            _declare(self.buttons, f"{self.name}.{name}", ButtonHandler(handler, organizer))
            return handler

        return declare

    def form(
        self,
        name: str,
        form: type,
        *,
        preview: Preview | None = None,
        organizer: bool = False,
        looked_at: LookedAt | None = None,
    ) -> Callable[[HandlerT], HandlerT]:
        """Declare a form: ``async (context, filled_in, *arguments) -> effects`` posts it.

        Its title is the message ``form-<feature>-<name>``. The preview is
        ``async (context, filled_in, *arguments) -> card``. Where it may be ``looked_at`` by an organizer first, it is
        posted in their transaction, with a context of whoever filled it in, who is nowhere in particular.
        """
        action = f"{self.name}.{name}"

        def declare(handler: HandlerT) -> HandlerT:
            title = say(f"form-{self.name}-{name}")
            _declare(self.forms, action, FormHandler(action, form, title, handler, preview, organizer, looked_at))
            return handler

        return declare

    def opens(self, name: str, context: Context, *arguments: str, answers: Answers | None = None) -> OpenForm:
        """The effect that opens one of this feature's forms under a fresh draft."""
        return OpenForm(self.forms[f"{self.name}.{name}"].opened(context.new_id(), arguments, answers))

    def reaction(self, subject: str, emoji: str, added: Handler, removed: Handler | None = None) -> None:
        """Declare what an emoji on a card of that kind does: ``async (context, subject_id) -> effects``."""
        _declare(self.reactions, (subject, normalised(emoji)), ReactionHandler(added, removed))

    def interest(self, subject: str, added: Handler, removed: Handler | None = None) -> None:
        """Declare what interest in that kind of happening does, in a platform's own calendar, told or taken back.

        ``async (context, subject_id) -> effects``.
        """
        _declare(self.interests, subject, ReactionHandler(added, removed))

    def due(self, name: str) -> Callable[[HandlerT], HandlerT]:
        """Declare work for a planned instant: ``async (context, *arguments) -> effects``; there is nobody behind it."""

        def declare(handler: HandlerT) -> HandlerT:
            _declare(self.works, f"{self.name}.{name}", handler)
            return handler

        return declare

    def missed(self, name: str) -> Callable[[HandlerT], HandlerT]:
        """Declare what follows when that work is of no use any more by the time it can be done.

        ``async (context, *arguments) -> effects``, in place of the work itself, each time it is missed.
        """

        def declare(handler: HandlerT) -> HandlerT:
            self.missing[f"{self.name}.{name}"] = handler
            return handler

        return declare

    def replanned(self, handler: HandlerT) -> HandlerT:
        """Declare what a community plans anew when the rules of time zones have changed.

        ``async (context) -> effects``; it may happen at any time, and more than once.
        """
        self.planners.append(handler)
        return handler

    def follows(self, topic: Topic) -> Callable[[HandlerT], HandlerT]:
        """Declare what is done once a card of that topic has changed, in the same transaction, whoever's card it is.

        ``async (context) -> effects``
        """

        def declare(handler: HandlerT) -> HandlerT:
            self.followers.append((topic, handler))
            return handler

        return declare

    def joined(self, handler: HandlerT) -> HandlerT:
        """Declare what happens when somebody comes into a space: ``async (context) -> effects``."""
        self.joining.append(handler)
        return handler

    def met(self, handler: HandlerT) -> HandlerT:
        """Declare what follows when members did something together: ``async (context, met) -> effects``."""
        self.meeting.append(handler)
        return handler

    def hears(
        self, kind: type[Gave | Thanked | ThanksTakenBack | Prefer | Proposed | Posted]
    ) -> Callable[[HandlerT], HandlerT]:
        """Declare what follows when another feature says that this happened: ``async (context, effect) -> effects``."""

        def declare(handler: HandlerT) -> HandlerT:
            _declare(self.hearing, kind, handler)
            return handler

        return declare

    def left(self, handler: HandlerT) -> HandlerT:
        """Declare what happens when somebody has left a space: ``async (context) -> effects``."""
        self.leaving.append(handler)
        return handler

    def forgotten(self, handler: HandlerT) -> HandlerT:
        """Declare what becomes of what a member has with others, just before everything of theirs is erased.

        ``async (context) -> effects``: places are given up, what is theirs goes to others or is called off, and whom
        it concerns is told, in words that hold nothing of what the member typed.
        """
        self.parting.append(handler)
        return handler

    def united(self, handler: HandlerT) -> HandlerT:
        """Declare what becomes of what two members answered who turn out to be one person.

        ``async (context, unite) -> effects``, just before everything else of the other's becomes the member's.
        """
        self.uniting.append(handler)
        return handler

    def brought_back(self, handler: HandlerT) -> HandlerT:
        """Declare what is done when a backup has brought back somebody who had everything of theirs erased.

        ``async (context) -> effects``, at the next start, before anything else is done.
        """
        self.returning.append(handler)
        return handler

    def home(self, corner: CornerT) -> CornerT:
        """Declare this feature's corner of a member's home page: ``async (context) -> blocks``."""
        self.home_corners.append(corner)
        return corner

    def newcomer(self, corner: CornerT) -> CornerT:
        """Declare what a newcomer is shown of this feature beneath their welcome: ``async (context) -> blocks``."""
        self.newcomer_corners.append(corner)
        return corner

    def giving(self, corner: CornerT) -> CornerT:
        """Declare where somebody could lend a hand before they ask for the first time: ``async (context) -> blocks``.

        It sees to it by itself that nobody is shown it twice in their life.
        """
        self.giving_corners.append(corner)
        return corner

    def overview(self, corner: CornerT) -> CornerT:
        """Declare what organizers are shown of this feature where they look how things stand: one or two blocks."""
        self.overview_corners.append(corner)
        return corner

    def portrait(self, corner: PortraitT) -> PortraitT:
        """Declare what is said of a member beneath their introduction: ``async (context, member) -> blocks``."""
        self.portrait_corners.append(corner)
        return corner

    def at_stake(self, corner: CornerT) -> CornerT:
        """Declare what of a member's is called off or goes to others when they are erased: the same shape."""
        self.stake_corners.append(corner)
        return corner


class Features:
    """Every feature of this Machi, looked up by what a gesture carries."""

    def __init__(self, features: Sequence[Feature]) -> None:
        """Merge the declarations; two of the same name are a mistake found at start."""
        self.all: tuple[Feature, ...] = tuple(features)
        self.commands: Mapping[tuple[str, str], CommandHandler] = _merged(feature.commands for feature in features)
        self.menus: Mapping[str, MenuEntry] = _merged(feature.menus for feature in features)
        self.buttons: Mapping[str, ButtonHandler] = _merged(feature.buttons for feature in features)
        self.forms: Mapping[str, FormHandler] = _merged(feature.forms for feature in features)
        self.reactions: Mapping[tuple[str, str], ReactionHandler] = _merged(feature.reactions for feature in features)
        self.interests: Mapping[str, ReactionHandler] = _merged(feature.interests for feature in features)
        self.works: Mapping[str, Handler] = _merged(feature.works for feature in features)
        self.missing: Mapping[str, Handler] = _merged(feature.missing for feature in features)
        self.planners: tuple[Handler, ...] = tuple(planner for feature in features for planner in feature.planners)
        self.followers: tuple[tuple[Topic, Handler], ...] = tuple(
            follower for feature in features for follower in feature.followers
        )
        self.joining: tuple[Handler, ...] = tuple(handler for feature in features for handler in feature.joining)
        self.meeting: tuple[Handler, ...] = tuple(handler for feature in features for handler in feature.meeting)
        self.leaving: tuple[Handler, ...] = tuple(handler for feature in features for handler in feature.leaving)
        self.parting: tuple[Handler, ...] = tuple(handler for feature in features for handler in feature.parting)
        self.uniting: tuple[Handler, ...] = tuple(handler for feature in features for handler in feature.uniting)
        self.returning: tuple[Handler, ...] = tuple(handler for feature in features for handler in feature.returning)
        self.hearing: Mapping[type, tuple[Handler, ...]] = {
            kind: tuple(feature.hearing[kind] for feature in features if kind in feature.hearing)
            for kind in {kind for feature in features for kind in feature.hearing}
        }
        self.corners = Corners(
            home=tuple(corner for feature in features for corner in feature.home_corners),
            newcomer=tuple(corner for feature in features for corner in feature.newcomer_corners),
            giving=tuple(corner for feature in features for corner in feature.giving_corners),
            portrait=tuple(corner for feature in features for corner in feature.portrait_corners),
            overview=tuple(corner for feature in features for corner in feature.overview_corners),
            at_stake=tuple(corner for feature in features for corner in feature.stake_corners),
        )

    def is_open_to_guests(self, words: tuple[str, ...]) -> bool:
        """Whether guests may use a command by its words, or a button or a form by the name of its action, anywhere."""
        return any(
            words in feature.commands or (len(words) == 1 and words[0] in {*feature.buttons, *feature.forms})
            for feature in self.all
            if feature.open_to_guests
        )

    def emojis(self, subject: str) -> frozenset[str]:
        """What the cards of that kind answer to, variants left out."""
        return frozenset(emoji for kind, emoji in self.reactions if kind == subject)

    def subcommands(self, name: str) -> tuple[CommandHandler, ...]:
        """The sub-commands of a command, in the order they were declared."""
        return tuple(command for command in self.commands.values() if command.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Every command's name, in the order they were declared."""
        return tuple(dict.fromkeys(command.name for command in self.commands.values()))


def _declare(declared: dict[Any, Any], name: Hashable, declaration: object) -> None:
    if name in declared:
        raise ValueError(f"declared twice: {name}")
    declared[name] = declaration


def _merged(all_declared: Iterable[Mapping[Any, Any]]) -> dict[Any, Any]:
    merged: dict[Any, Any] = {}
    for declared in all_declared:
        for name, declaration in declared.items():
            _declare(merged, name, declaration)
    return merged

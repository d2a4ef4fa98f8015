"""The engine: one request, one transaction, effects."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeAlias

import structlog

from bot import departures, drafts, letters, options, removals
from bot.feature import (
    ButtonHandler,
    CommandHandler,
    Context,
    Features,
    FormHandler,
    Handler,
    Lacking,
    MenuEntry,
    Who,
    allow,
    takes,
)
from bot.inspection import inspected, spoken_in
from bot.ports import Clock, Ids, Inspector, MessageRef, Store, StoreContended, StoreFull, UnitOfWork
from bot.vocabulary.action import RUN, Action, options_of, run
from bot.vocabulary.card import MAX_BLOCKS, MAX_BUTTONS, PAUSED, Block, Button, Buttons, Card, Note, Paragraph
from bot.vocabulary.effect import (
    Answer,
    Conversation,
    Effect,
    Enact,
    Forget,
    Gave,
    Met,
    Notify,
    OpenForm,
    Outdated,
    Plan,
    PlanAnew,
    Posted,
    PostToThread,
    Prefer,
    Proposed,
    PublishCard,
    Reopen,
    Reply,
    Schedule,
    Separate,
    Thanked,
    ThanksTakenBack,
    Unite,
    UpdateHome,
)
from bot.vocabulary.emoji import normalised
from bot.vocabulary.people import AccountRef, CommunityId, Member, MemberId, Pause, Person, Reader, SpaceAddress
from bot.vocabulary.refusal import Refused
from bot.vocabulary.request import (
    Actor,
    Asking,
    ButtonPress,
    Command,
    Due,
    FormSubmission,
    Gesture,
    HomeOpened,
    Interest,
    MemberJoined,
    MemberLeft,
    MenuChoice,
    Place,
    Reaction,
)
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import Moment, Text, say, text

log = structlog.get_logger(__name__)

HELP: Final = "help"
LOOKING: Final = timedelta(minutes=15)
"""How long after they opened it somebody is taken to look at their home page."""
CARDS: Final = 500
"""Cards whose reactions are looked over, of one space."""
_TRIES: Final = 4
NobodyWaits: TypeAlias = Reaction | MemberJoined | MemberLeft
"""Gestures that nobody waits to see answered; a platform, or its adapter, brings them again until they are kept."""


class Engine:
    """Runs requests. A repeated gesture gets the answer it got the first time; a refused one changes nothing."""

    def __init__(self, features: Features, store: Store, clock: Clock, ids: Ids, site: str = "") -> None:
        """Take everything from outside; ``site`` is where Machi's own pages are reached, if they are."""
        self.features = features
        self.clock = clock
        self.inspectors: dict[str, Inspector] = {}
        self._store = store
        self._ids = ids
        self._site = site.rstrip("/")

    async def handle(self, gesture: Gesture) -> Answer | None:
        """Do what a person asked for, and say what to answer them at once.

        Raises whatever went wrong where nobody waits for an answer: such a gesture is to be brought again.
        """
        try:
            lacks = await inspected(self.features, self._store, self.inspectors, gesture)
            for _ in range(_TRIES - 1):
                with suppress(StoreContended):
                    return await self._handle_once(gesture, lacks)
            return await self._handle_once(gesture, lacks)
        except Exception as error:
            if isinstance(gesture, NobodyWaits):
                raise
            return Reply(self._excused(gesture, error), pressing=True)

    def _excused(self, gesture: Gesture, error: Exception) -> Card:
        about = {"gesture": type(gesture).__name__, "key": gesture.key}
        if isinstance(error, StoreFull):
            log.error("the store is full: nothing new can be kept", **about)
            return _no_room()
        reference = secrets.token_hex(3)
        log.error("a gesture failed", reference=reference, exc_info=error, **about)
        return _apology(reference)

    async def handle_due(self, work: UnitOfWork, due: Due) -> None:
        """Do a claimed piece of planned work, unless it was replaced or cancelled meanwhile.

        What is of no use any more is not done; its feature hears that it was missed. Raises whatever the work raises:
        the caller undoes it, and decides when to try again.
        """
        handler = await self._worker(work, due)
        if handler is None:
            return
        community = await work.directory.community(due.community)
        scope, now = work.doing(due), self.clock.now()
        context = Context(community, now, scope, self._ids.new, corners=self.features.corners, site=self._site)
        await self._keep(context, await handler(context, *due.action.arguments))

    async def _worker(self, work: UnitOfWork, due: Due) -> Handler | None:
        if not await work.agenda.begins(due):
            return None
        name = due.action.name
        if due.useful_until is None or due.useful_until > self.clock.now():
            return departures.WORKS.get(name) or self.features.works[name]
        await work.agenda.miss(due)
        log.warning("due work was missed", action=due.action.encode(), at=due.at.isoformat())
        return departures.MISSING.get(name) or self.features.missing.get(name)

    async def plan_anew(self) -> None:
        """Let every feature plan anew what stands on wall time: the rules of time zones may mean other instants now."""
        async with self._store.transaction() as work:
            communities = await work.directory.everywhere()
        for community in communities:
            async with self._store.transaction() as work:
                scope = work.of(community.id)
                context = Context(
                    community, self.clock.now(), scope, self._ids.new, corners=self.features.corners, site=self._site
                )
                await self._plan_anew(context)

    async def _plan_anew(self, context: Context) -> None:
        for plan_anew in self.features.planners:
            await self._keep(context, await plan_anew(context))

    async def forget_again(self) -> None:
        """Erase once more whom a backup has brought back after everything of theirs was erased."""
        async with self._store.transaction() as work:
            communities = await work.directory.everywhere()
        for community in communities:
            async with self._store.transaction() as work:
                scope = work.of(community.id)
                spaces = {space.id: space for space in await scope.communities.spaces()}
                for member, account in await scope.erasures.brought_back():
                    actor = Actor(AccountRef(account.external_id, account.name))
                    who = Who(member, actor, spaces[account.space])
                    context = Context(community, self.clock.now(), scope, self._ids.new, who, site=self._site)
                    for forget in self.features.returning:
                        await self._keep(context, await forget(context))

    async def home(self, gesture: HomeOpened) -> tuple[Block, ...]:
        """What a member's home page shows."""
        async with self._store.transaction() as work:
            context = await self._context(work, gesture, acts=False)
            if gesture.actor.guest and not context.community.guests:
                return (Paragraph(text(say("guests-refused"))),)
            return await context.home()

    async def opened_home(self, gesture: HomeOpened) -> None:
        """Remember that a member looks at their home page, so that it follows what changes."""
        async with self._store.transaction() as work:
            context = await self._context(work, gesture)
            await context.scope.homes.opened(context.person.space.id, gesture.actor.account, context.now)

    async def suggestions(self, asking: Asking) -> tuple[tuple[str, str], ...]:
        """What fits an option that is being typed: values and plain words, the likeliest first; nothing is kept."""
        command = asking.command
        handler = self.features.commands.get((command.name, command.subcommand))
        option = next((each for each in handler.options if each.name == asking.option), None) if handler else None
        if handler is None or option is None:
            return ()
        async with self._store.transaction() as work:
            context = await self._context(work, command)
            with suppress(Refused):
                allow(handler, context)
                return await options.suggested(context, option, asking.typed)
        return ()

    async def channel_opened(self, space: SpaceAddress, channel: str) -> None:
        """Send at once what waited because a channel was out of reach."""
        async with self._store.transaction() as work:
            if known := await work.directory.known(space):
                await work.of(known.community).communities.opened(known.id, channel)

    async def channel_closed(self, space: SpaceAddress, channel: str, reason: str) -> None:
        """Let what is for a channel wait that was archived or deleted, and tell the organizers once."""
        async with self._store.transaction() as work:
            if known := await work.directory.known(space):
                await work.of(known.community).communities.closed(known.id, channel, reason, self.clock.now())

    async def space_renamed(self, space: SpaceAddress) -> None:
        """The space goes by the name of this address from now on."""
        async with self._store.transaction() as work:
            await work.directory.known(space)

    async def reader(self, gesture: Gesture, members: frozenset[MemberId]) -> Reader:
        """For whom the answer to a gesture is rendered, with the members it mentions as that space knows them."""
        reader = Reader(gesture.actor.language or "ja", "UTC")
        with suppress(StoreFull):  # to say that there is no room left takes none
            async with self._store.transaction() as work:
                reader = await self._reader(work, gesture, members)
        return reader

    async def cards(self, address: SpaceAddress) -> tuple[tuple[MessageRef, frozenset[str]], ...]:
        """The newest cards of a space, and the emoji each answers to."""
        async with self._store.transaction() as work:
            space = await work.directory.known(address)
            found = await work.of(space.community).postings.newest(space.id, CARDS) if space else ()
        return tuple((where, self.features.emojis(subject.kind)) for subject, where in found)

    async def happenings(self, address: SpaceAddress) -> tuple[str, ...]:
        """The platform's ids of what is still planned in a space's calendar."""
        async with self._store.transaction() as work:
            space = await work.directory.known(address)
            return tuple(await work.of(space.community).happenings.planned(space.id)) if space else ()

    async def logins(self, address: SpaceAddress) -> tuple[AccountRef, ...]:
        """Who is known in a space and has not left it."""
        async with self._store.transaction() as work:
            space = await work.directory.known(address)
            return await work.of(space.community).members.logins(space.id) if space else ()

    async def channels(self, address: SpaceAddress) -> frozenset[str]:
        """The channels of a space that cards of any topic go to."""
        async with self._store.transaction() as work:
            if (space := await work.directory.known(address)) is None:
                return frozenset()
            return await spoken_in(work.of(space.community).communities, space.id)

    async def standing(self, platform: str) -> tuple[SpaceAddress, ...]:
        """The spaces of a platform that Machi has not left."""
        async with self._store.transaction() as work:
            return await work.directory.standing(platform)

    async def left(self, address: SpaceAddress) -> None:
        """Machi was taken out of a space: what its community wrote is erased in time, unless Machi comes back."""
        async with self._store.transaction() as work:
            space = await work.directory.known(address)
            if space and await work.of(space.community).communities.left(space.id, self.clock.now()):
                context = await self._nobodys(work, space.community)
                await self._keep(context, await departures.left(context, space.id))

    async def returned(self, address: SpaceAddress, owner: str | None = None) -> None:
        """Machi is in a space, be it for the first time, still, or again; its owner may put things right there."""
        async with self._store.transaction() as work:
            space = await work.directory.known(address)
            if space and owner:
                await work.of(space.community).communities.kept_by(space.id, owner, acting=False)
            if space and await work.of(space.community).communities.returned(space.id):
                context = await self._nobodys(work, space.community)
                await self._keep(context, await departures.returned(context, space.id))

    async def _nobodys(self, work: UnitOfWork, community: CommunityId) -> Context:
        """A context with nobody behind it."""
        known = await work.directory.community(community)
        scope = work.of(community)
        return Context(known, self.clock.now(), scope, self._ids.new, corners=self.features.corners, site=self._site)

    async def taken_away(self, address: SpaceAddress, channel: str, message: str) -> None:
        """A message is not there any more, whoever took it away: where it was a card of ours, that may come back."""
        async with self._store.transaction() as work:
            if space := await work.directory.known(address):
                await work.of(space.community).removals.noticed(space.id, channel, message, self.clock.now())

    async def renamed(self, address: SpaceAddress, account: AccountRef) -> None:
        """Somebody goes by another name from now on."""
        async with self._store.transaction() as work:
            if space := await work.directory.known(address):
                await work.of(space.community).members.renamed(space.id, account)

    async def _reader(self, work: UnitOfWork, gesture: Gesture, members: frozenset[MemberId]) -> Reader:
        context = await self._context(work, gesture, acts=False)
        known, space = context.scope.members, context.person.space.id
        names = await known.named(members) if members else {}
        logins = await known.accounts(members) if members else ()
        accounts = {login.member: login.external_id for login in logins if login.space == space}
        people = {member: Person(name, accounts.get(member)) for member, name in names.items()}
        return Reader(context.language, context.timezone, people)

    async def _handle_once(self, gesture: Gesture, lacks: tuple[Lacking, ...]) -> Answer | None:
        async with self._store.transaction() as work:
            return await self._handle_first(work, gesture, lacks)

    async def _handle_first(self, work: UnitOfWork, gesture: Gesture, lacks: tuple[Lacking, ...]) -> Answer | None:
        if isinstance(gesture, MemberLeft) and not await self._knows(work, gesture):
            return None  # nobody becomes a member by leaving
        context = replace(await self._context(work, gesture), lacks=lacks)
        inbox, space = context.scope.inbox, context.person.space.id
        if not await inbox.claim(space, gesture.key, context.now):
            return await inbox.answered(space, gesture.key)
        answer = await self._answer(work, context, gesture)
        if context.community.pause and isinstance(answer, Reply):
            now = await work.directory.community(context.community.id)  # it may have been ended this moment
            answer = _said_of_pause(answer, now.pause)
        await inbox.answer(space, gesture.key, _to_keep(answer))
        return answer

    async def _knows(self, work: UnitOfWork, gesture: Gesture) -> bool:
        space = await work.directory.space(gesture.space)
        return await work.of(space.community).members.known(space.id, gesture.actor.account) is not None

    async def _context(self, work: UnitOfWork, gesture: Gesture, *, acts: bool = True) -> Context:
        space = await work.directory.space(gesture.space)
        community = await work.directory.community(space.community)
        scope = work.of(space.community)
        actor = gesture.actor
        if acts:
            member = await scope.members.of_account(space.id, actor.account, actor.language)
        else:  # to be shown something is no sign of life, and makes nobody
            known = await scope.members.known(space.id, actor.account)
            member = known or Member(MemberId(""), space.community, actor.account.name)
        place = None if isinstance(gesture, Interest | MemberJoined | MemberLeft | HomeOpened) else gesture.place
        if place is not None and not place.direct:
            await scope.communities.spoken_to_in(space.id, place.channel)
        if not actor.organizer and actor.roles:
            chosen = await scope.communities.role(space.id, "organizers")
            actor = replace(actor, organizer=chosen in actor.roles)
        who = Who(member, actor, space, place)
        corners = self.features.corners
        return Context(community, self.clock.now(), scope, self._ids.new, who, corners, site=self._site)

    async def _answer(self, work: UnitOfWork, context: Context, gesture: Gesture) -> Answer | None:
        try:
            self._admit(context, gesture)
            if isinstance(gesture, FormSubmission):
                await drafts.keep(context, gesture)
            async with work.savepoint():
                effects = await self._effects(context, gesture)
                return await self._keep(context, effects)
        except Refused as refused:
            return Reply(_refusal(refused.reason, await drafts.way_back(context, gesture)), pressing=True)

    def _admit(self, context: Context, gesture: Gesture) -> None:
        """Refuse guests where the community takes in none; what they gave stays theirs to see and to take back."""
        if not gesture.actor.guest or context.community.guests:
            return
        match gesture:
            case Command(name=name, subcommand=subcommand):
                wanted: tuple[str, ...] = (name, subcommand)
            case ButtonPress(action=Action(name, arguments)) if name == RUN:
                wanted = ((*arguments, "", "")[0], (*arguments, "", "")[1])
            case ButtonPress(action=action) | FormSubmission(action=action):
                wanted = (action.name,)
            case MemberLeft():
                return
            case _:
                wanted = ()
        if not self.features.is_open_to_guests(wanted):
            raise Refused(say("guests-refused"))

    async def _keep(self, context: Context, effects: Sequence[Effect]) -> Answer | None:
        answer: Answer | None = None
        scope, now = context.scope, self.clock.now()
        for effect in effects:
            match effect:
                case Reply() | OpenForm():
                    answer = effect
                case PublishCard():
                    await scope.outbox.publish(effect, now)
                case Notify():
                    await scope.outbox.notify(replace(effect, about=effect.about or _about(effects)), now)
                case PostToThread():
                    await scope.outbox.post(effect, now)
                case Schedule():
                    await scope.happenings.schedule(effect, now)
                case Outdated():
                    await scope.outbox.outdate(effect, now)
                case Conversation():
                    await scope.outbox.converse(effect, now)
                case Met():
                    for hear in self.features.meeting:
                        await self._keep(context, await hear(context, effect))
                case Gave() | Thanked() | ThanksTakenBack():
                    for hear in self.features.hearing.get(type(effect), ()):
                        await self._keep(context, await hear(context, effect))
                case Prefer():
                    await scope.preferences.keep(effect.member, effect.preference)
                    for hear in self.features.hearing.get(Prefer, ()):
                        await self._keep(context, await hear(context, effect))
                case Forget():
                    await self._forget(context, effect)
                case Unite():
                    for unite in self.features.uniting:
                        await self._keep(context, await unite(context, effect))
                    await scope.members.unite(effect.member, effect.other)
                    await self._plan_anew(context)
                case Separate():
                    await scope.members.separate(effect.member, effect.space)
                case Plan():
                    await scope.plans.replace(effect, now)
                case Proposed() | Posted():
                    for hear in self.features.hearing.get(type(effect), ()):
                        answer = await self._keep(context, await hear(context, effect)) or answer
                case Enact():
                    writer = await _as_if_by(context, effect)
                    await self._keep(writer, await drafts.enacted(self.features, writer, effect.filled))
                case Reopen():
                    answer = drafts.reopened(self.features, effect)
                case PlanAnew(community):
                    await self._plan_anew(replace(context, community=community))
                case UpdateHome():
                    pass  # all home pages of one request together
        shown = {effect.topic for effect in effects if isinstance(effect, PublishCard)}
        gone = any(isinstance(effect, Forget) for effect in effects)
        for topic, follow in self.features.followers:
            if topic in shown or gone:
                await self._keep(context, await follow(context))
        await self._refresh_homes(context, effects)
        return answer

    async def _forget(self, context: Context, forget: Forget) -> None:
        since = await context.scope.erasures.begin()
        for part in self.features.parting:
            await self._keep(context, await part(context))
        await context.scope.erasures.erase(forget, since, context.now)

    async def _refresh_homes(self, context: Context, effects: Sequence[Effect]) -> None:
        """Whatever changed, it shows on the home page of whoever did it, of whoever is told, and of whoever looks."""
        changes = [effect for effect in effects if not isinstance(effect, Reply | OpenForm)]
        if not changes:
            return
        members = {effect.member for effect in changes if isinstance(effect, Notify | UpdateHome)}
        members |= {context.member.id} if context.who else set()
        cards = any(isinstance(effect, PublishCard) for effect in changes)
        since = context.now - LOOKING if cards else None
        await context.scope.homes.changed(members, context.now, seen_since=since)

    async def _effects(self, context: Context, gesture: Gesture) -> Sequence[Effect]:
        match gesture:
            case Command():
                return await self._run(context, gesture)
            case MenuChoice():
                return await self._choose(context, gesture)
            case ButtonPress():
                return await self._press(context, gesture.action)
            case FormSubmission():
                return await self._submit(context, gesture)
            case Reaction():
                return await self._react(context, gesture)
            case Interest():
                return await self._heed(context, gesture)
            case MemberJoined():
                return [effect for handler in self.features.joining for effect in await handler(context)]
            case MemberLeft():
                await context.scope.members.left(context.person.space.id, gesture.actor.account)
                return [effect for handler in self.features.leaving for effect in await handler(context)]
            case HomeOpened():
                return []

    async def _let(self, handler: CommandHandler | MenuEntry | ButtonHandler | FormHandler, context: Context) -> None:
        """Refuse who may not; remember who looks after the place."""
        allow(handler, context)
        if handler.organizer:
            who = context.person
            await context.scope.communities.kept_by(who.space.id, who.actor.account.external_id, acting=True)

    async def _run(self, context: Context, command: Command) -> Sequence[Effect]:
        handler = self.features.commands.get((command.name, command.subcommand))
        if handler is None:
            return [Reply(self._menu(command))]
        await self._let(handler, context)
        try:
            given = await options.given(context, handler, command)
        except options.SeveralFit as several:
            return [Reply(several.card)]
        return await handler.handle(context, **given)

    async def _choose(self, context: Context, choice: MenuChoice) -> Sequence[Effect]:
        entry = self.features.menus.get(choice.name)
        if entry is None:
            raise Refused(say("button-unknown"))
        await self._let(entry, context)
        if isinstance(choice.on, AccountRef):
            member = await context.scope.members.mentioned(context.person.space.id, choice.on)
            return await entry.handle(context, member.id)
        return await entry.handle(context, choice.on)

    async def _press(self, context: Context, action: Action) -> Sequence[Effect]:
        if action.name == RUN:
            return await self._run(context, _command(context, action))
        if action.name == letters.READ:
            return await letters.read(context, action)
        if action.name == removals.PUT_BACK:
            return await removals.put_back(context, action)
        if action.name in drafts.ACTIONS:
            return await drafts.pressed(self.features, context, action)
        handler = self.features.buttons.get(action.name)
        if handler is None or not takes(handler.handle, context, *action.arguments):
            raise Refused(say("button-unknown"))
        await self._let(handler, context)
        return await handler.handle(context, *action.arguments)

    async def _submit(self, context: Context, submission: FormSubmission) -> Sequence[Effect]:
        handler = self.features.forms.get(submission.action.name)
        if handler is None or not takes(handler.handle, context, submission, *submission.action.arguments):
            raise Refused(say("button-unknown"))
        await self._let(handler, context)
        return await drafts.submitted(self.features, context, submission)

    async def _react(self, context: Context, reaction: Reaction) -> Sequence[Effect]:
        space = context.person.space.id
        subject = await context.scope.postings.subject_of(space, reaction.place.channel, reaction.message)
        if subject is None:
            return []
        handler = self.features.reactions.get((subject.kind, normalised(reaction.emoji)))
        if handler is None:
            return []
        handle = handler.added if reaction.added else handler.removed
        return await handle(context, subject.id) if handle else []

    async def _heed(self, context: Context, interest: Interest) -> Sequence[Effect]:
        subject = await context.scope.happenings.subject_of(context.person.space.id, interest.happening)
        handler = self.features.interests.get(subject.kind) if subject else None
        if subject is None or handler is None:
            return []
        handle = handler.added if interest.added else handler.removed
        return await handle(context, subject.id) if handle else []

    def _menu(self, command: Command) -> Card:
        choices = self.features.subcommands(command.name)[:MAX_BUTTONS]
        buttons = tuple(Button(choice.label, run(choice.name, choice.subcommand)) for choice in choices)
        if not buttons:
            buttons = (Button(say("command-help"), run(HELP)),)
        unknown = command.subcommand or command.name not in self.features.names
        words = say("command-unknown", typed=options.typed(command)) if unknown else say("command-menu")
        return Card(text(say("command-unknown-title")), (Paragraph(text(words)), Buttons(buttons)))


async def _as_if_by(context: Context, effect: Enact) -> Context:
    """A context of the member who wrote something, where they wrote it."""
    member = await context.scope.members.get(effect.member)
    space = next(each for each in await context.scope.communities.spaces() if each.id == effect.space)
    logins = await context.scope.members.accounts([member.id])
    login = next(each for each in sorted(logins, key=lambda each: each.space != space.id))
    actor = Actor(AccountRef(login.external_id, login.name), effect.filled.language)
    return replace(context, who=Who(member, actor, space))


def _about(effects: Sequence[Effect]) -> Subject | None:
    """What an answer is about, where that is one thing."""
    subjects = {effect.subject for effect in effects if isinstance(effect, PublishCard | PostToThread)}
    return next(iter(subjects)) if len(subjects) == 1 else None


def _said_of_pause(reply: Reply, pause: Pause | None) -> Reply:
    """The answer, and beneath it that nothing leaves for now; unless the card says so by itself."""
    card = reply.card
    if pause is None or card.state == PAUSED or len(card.blocks) == MAX_BLOCKS:
        return reply
    words = say("pause-note-until", until=Moment(pause.until)) if pause.until else say("pause-note")
    return replace(reply, card=replace(card, blocks=(*card.blocks, Note(text(words)))))


def _to_keep(answer: Answer | None) -> Answer | None:
    """The answer for when the same gesture comes again; what is told once only is kept nowhere."""
    if isinstance(answer, Reply) and answer.once:
        return Reply(Card(text(say("told-once-title")), (Paragraph(text(say("told-once"))),)))
    return answer


def _command(context: Context, action: Action) -> Command:
    """What a button that runs a command would have typed."""
    name, subcommand = (*action.arguments, "", "")[:2]
    address, actor, given = context.person.space.address, context.person.actor, options_of(action.arguments[2:])
    return Command("", address, actor, _here(context), name, subcommand, given)


def _here(context: Context) -> Place:
    if context.person.place is None:
        raise RuntimeError("a button was pressed nowhere")
    return context.person.place


def _refusal(reason: Text, way_back: Buttons | None) -> Card:
    return Card(text(say("refused-title")), (Paragraph(reason), *([way_back] if way_back else [])))


def _apology(reference: str) -> Card:
    return Card(text(say("apology-title")), (Paragraph(text(say("apology", reference=reference))),))


def _no_room() -> Card:
    return Card(text(say("apology-title")), (Paragraph(text(say("store-full"))),))

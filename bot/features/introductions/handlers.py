"""What people do with introductions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, get_args

from bot.feature import Context, Feature, Option
from bot.features.introductions import views
from bot.features.introductions.model import (
    ENOUGH,
    Introduction,
    Introductions,
    Phase,
    Rarity,
    Sought,
    Visibility,
    nearly,
    rarity,
    read_tags,
    sought,
    words_for,
)
from bot.vocabulary.action import Action
from bot.vocabulary.card import Block, Card
from bot.vocabulary.effect import Effect, Notify, Plan, Planned, PublishCard, Reply, Unite
from bot.vocabulary.form import Choice, Choices, Paragraph, ShortText, ask
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.people import MemberId
from bot.vocabulary.profile import HOURS, INTERESTS, TIES, Hours, Interest, Tie
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.tag import BY_KIND, kind_of
from bot.vocabulary.text import folded, say

feature = Feature("introductions")

PAGE: Final = 15
NUDGED_AFTER: Final = timedelta(days=3)
STILL_A_NUDGE: Final = timedelta(days=4)
"""How long after its day a nudge is of use."""
INVITED: Final = 2
"""How many who position themselves in the same way are invited to meet at once."""
MANY: Final = 100
KNOWN: Final = 2_000
"""Of how many tags in use it is asked whether one of them was meant."""
PHASES: Final[tuple[Phase, ...]] = get_args(Phase)
VISIBILITIES: Final[tuple[Visibility, ...]] = get_args(Visibility)


def _options(kind: str, *values: str) -> tuple[Choosable, ...]:
    return tuple(Choosable(value, say(f"{kind}-{value}")) for value in values)


def _choices(kind: str, *values: str) -> Choice:
    return Choice(_options(f"introduction-{kind}", *values))


@dataclass(frozen=True, slots=True)
class IntroductionForm:
    """Five questions to a neighbour."""

    positioning: tuple[str, ...] = ask("introduction-ask-positioning", ShortText(90), hint=True, reads=read_tags)
    tie: Tie = ask("introduction-ask-tie", _choices("tie", *TIES))
    phase: Phase = ask("introduction-ask-phase", _choices("phase", *PHASES))
    words: str = ask("introduction-ask-words", Paragraph(800), hint=True)
    visibility: Visibility = ask("introduction-ask-visibility", _choices("visibility", *VISIBILITIES))


@dataclass(frozen=True, slots=True)
class LeaningsForm:
    """What one enjoys, and when one has time."""

    interests: tuple[Interest, ...] = ask(
        "leanings-ask-interests", Choices(_options("interest", *INTERESTS)), required=False
    )
    hours: tuple[Hours, ...] = ask("leanings-ask-hours", Choices(_options("hours", *HOURS)), required=False)


@dataclass(frozen=True, slots=True)
class WordsForm:
    """Two words that mean the same."""

    word: str = ask("words-ask-word", ShortText(40), hint=True)
    means: str | None = ask("words-ask-means", ShortText(40), required=False, hint=True)


# --- writing --------------------------------------------------------------------------------------------------------


@feature.command("intro write")
async def write(context: Context) -> Sequence[Effect]:
    """Open the form, filled in with what one said before."""
    before = await context[Introductions].of(context.member.id)
    filled_in = views.as_typed(before) if before and before.says_something else None
    return [feature.opens("introduction", context, answers=filled_in)]


@feature.command("intro quick")
async def choose_what_one_enjoys(context: Context) -> Sequence[Effect]:  # noqa: ARG001 - the same for everybody
    """The first of three taps."""
    return [Reply(views.choose_interest())]


@feature.command("intro edit")
@feature.button("edit")
async def edit(context: Context) -> Sequence[Effect]:
    """Change what one said before."""
    return await write(context)


async def show_preview(context: Context, form: IntroductionForm) -> Card:
    """The introduction as it will look, and which of its tags may be slips of tags in use."""
    introduction = await _written(context, form)
    known = await context[Introductions].tags_seen(context.member.id, KNOWN)
    usual = known.union(*BY_KIND.values(), await context[Introductions].aliases())
    meant = [(tag, near) for tag in introduction.tags if (near := nearly(tag, usual))]
    return views.preview(introduction, context.community.area, meant)


@feature.form("introduction", IntroductionForm, preview=show_preview)
async def introduce(context: Context, form: IntroductionForm) -> Sequence[Effect]:
    """Keep the introduction, and show it to those it is meant for."""
    return await _introduced(context, await _written(context, form))


async def _written(context: Context, form: IntroductionForm) -> Introduction:
    before = await context[Introductions].of(context.member.id)
    return Introduction(
        context.member.id,
        form.positioning,
        form.tie,
        form.phase,
        form.words,
        form.visibility,
        context.person.space.id,
        context.now,
        before.interests if before else (),
        before.hours if before else (),
    )


async def _introduced(context: Context, introduction: Introduction) -> Sequence[Effect]:
    before = await context[Introductions].of(context.member.id)
    await context[Introductions].save(introduction)
    area = context.community.area
    answer = views.posted(introduction, area, await _rarity(context, introduction))
    return [Reply(answer), *_published(introduction, area), *await _invitations(context, before, introduction)]


def _published(introduction: Introduction, area: str) -> list[Effect]:
    subject, card = introduction.subject, views.introduction_card(introduction, area)
    if introduction.visibility == "everyone":
        return [PublishCard(subject, card, "introductions")]
    gone = _taken_down(introduction.member)
    if introduction.visibility == "watching":
        return [gone]
    return [gone, PublishCard(subject, card, "introductions", space=introduction.space)]


def _taken_down(member: MemberId) -> PublishCard:
    return PublishCard(Subject("introduction", member), views.withdrawn(member), "introductions", standing=True)


# --- three taps -----------------------------------------------------------------------------------------------------


@feature.button("enjoy")
async def choose_tie(context: Context, interest: Interest) -> Sequence[Effect]:  # noqa: ARG001
    """The second tap."""
    _one_of(interest, INTERESTS)
    return [Reply(views.choose_tie(interest), replaces=True)]


@feature.button("tied")
async def choose_phase(context: Context, interest: Interest, tie: Tie) -> Sequence[Effect]:  # noqa: ARG001
    """The third tap."""
    _one_of(interest, INTERESTS)
    _one_of(tie, TIES)
    return [Reply(views.choose_phase(interest, tie), replaces=True)]


@feature.button("along")
async def show_composed(context: Context, interest: Interest, tie: Tie, phase: Phase) -> Sequence[Effect]:
    """What the three taps say of somebody, to look at."""
    composed = _composed(context, interest, tie, phase, "watching")
    return [Reply(views.quick_preview(composed, context.community.area), replaces=True)]


@feature.button("compose")
async def introduce_quickly(
    context: Context, interest: Interest, tie: Tie, phase: Phase, visibility: Visibility
) -> Sequence[Effect]:
    """Keep what was composed, and show it to those it is meant for."""
    _one_of(visibility, VISIBILITIES)
    composed = _composed(context, interest, tie, phase, visibility)
    effects = await _introduced(context, composed)
    return [replace(effect, replaces=True) if isinstance(effect, Reply) else effect for effect in effects]


@feature.button("watch")
async def just_watch(context: Context) -> Sequence[Effect]:
    """Just watching: kept as an answer, so that nobody asks again."""
    before = await context[Introductions].of(context.member.id)
    watching = before or Introduction(
        context.member.id, (), "other", "1", "", "watching", context.person.space.id, context.now
    )
    hidden = replace(watching, visibility="watching")
    await context[Introductions].save(hidden)
    return [Reply(views.watching(), replaces=True), *_published(hidden, context.community.area)]


def _composed(context: Context, interest: Interest, tie: Tie, phase: Phase, visibility: Visibility) -> Introduction:
    _one_of(interest, INTERESTS)
    _one_of(tie, TIES)
    _one_of(phase, PHASES)
    space, now = context.person.space.id, context.now
    return Introduction(context.member.id, (), tie, phase, "", visibility, space, now, (interest,))


def _one_of(value: str, known: Sequence[str]) -> None:
    """What a button carries comes from outside."""
    if value not in known:
        raise Refused(say("button-unknown"))


# --- showing, hiding, deleting --------------------------------------------------------------------------------------


@feature.command("intro show")
async def show_own(context: Context) -> Sequence[Effect]:
    """One's own introduction."""
    mine = await context[Introductions].of(context.member.id)
    return [Reply(views.own(mine, context.community.area) if mine else views.none_yet())]


@feature.command("intro rarity")
async def show_rarity(context: Context) -> Sequence[Effect]:
    """What is rare about one's own positioning."""
    mine = await context[Introductions].of(context.member.id)
    if mine is None or not mine.says_something:
        return [Reply(views.none_yet())]
    return [Reply(views.rare(mine, await _rarity(context, mine), context.community.area))]


@feature.command("intro hide")
async def hide(context: Context) -> Sequence[Effect]:
    """Show it to nobody any more, and keep it."""
    hidden = replace(await _mine(context), visibility="watching")
    await context[Introductions].save(hidden)
    return [Reply(views.hidden()), *_published(hidden, context.community.area)]


TO_WHOM: Final = Option(
    "to", say("introduction-ask-visibility"), "choice", choices=_options("introduction-visibility", "everyone", "space")
)


@feature.command("intro publish", options=[TO_WHOM])
async def publish(context: Context, to: Visibility = "everyone") -> Sequence[Effect]:
    """Show it (again)."""
    before = await _mine(context)
    shown = replace(before, visibility=to, space=context.person.space.id, written_at=context.now)
    await context[Introductions].save(shown)
    area = context.community.area
    return [
        Reply(views.shown_again(shown, area)),
        *_published(shown, area),
        *await _invitations(context, before, shown),
    ]


@feature.united
async def unite(context: Context, unite: Unite) -> Sequence[Effect]:
    """Two members are one person: where both have introduced themselves, the one they chose stays."""
    introductions = context[Introductions]
    mine, theirs = await introductions.of(unite.member), await introductions.of(unite.other)
    if theirs is None:
        return []
    await introductions.delete(unite.other)
    if mine and unite.introduces == unite.member:
        return [_taken_down(unite.other)]
    stands = replace(theirs, member=unite.member)
    await introductions.save(stands)
    return [_taken_down(unite.other), *_published(stands, context.community.area)]


@feature.command("intro delete")
async def ask_whether_to_delete(context: Context) -> Sequence[Effect]:
    """Ask once more before it is gone."""
    await _mine(context)
    return [Reply(views.really_delete())]


@feature.button("delete")
async def delete(context: Context) -> Sequence[Effect]:
    """Forget it, and take it down everywhere."""
    mine = await _mine(context)
    await context[Introductions].delete(mine.member)
    return [Reply(views.deleted(), replaces=True), _taken_down(mine.member)]


async def _mine(context: Context) -> Introduction:
    mine = await context[Introductions].of(context.member.id)
    if mine is None or not mine.says_something:
        raise Refused(say("introduction-none-of-yours"))
    return mine


@feature.button("leanings")
async def choose_leanings(context: Context) -> Sequence[Effect]:
    """Open the form of what one enjoys and when one has time."""
    mine = await _mine(context)
    return [feature.opens("leanings", context, answers=views.leanings_as_chosen(mine))]


@feature.form("leanings", LeaningsForm)
async def lean(context: Context, form: LeaningsForm) -> Sequence[Effect]:
    """Keep what one enjoys and when one has time."""
    mine = await _mine(context)
    interests = form.interests or (() if mine.tags else mine.interests)
    changed = replace(mine, interests=tuple(interests), hours=tuple(form.hours))
    await context[Introductions].save(changed)
    return [Reply(views.leanings_kept(changed)), *_published(changed, context.community.area)]


# --- what is rare ---------------------------------------------------------------------------------------------------


async def _rarity(context: Context, introduction: Introduction) -> Rarity:
    """What only the author may see beside their own counts."""
    introductions, viewer = context[Introductions], introduction.member
    if await introductions.visible(viewer, ENOUGH) < ENOUGH:
        return Rarity(enough=False)
    aliases = await introductions.aliases()
    tags = introduction.tags or tuple(sorted(introduction.tag_words))
    kinds = {kind_of(tag, aliases): tag for tag in reversed(tags)}  # two words for one thing are one thing
    chosen = [kinds[kind] for kind in reversed(kinds)]
    words = [words_for(tag, aliases, BY_KIND) for tag in chosen]
    return rarity(chosen, await introductions.held(words, viewer))


async def _invitations(context: Context, before: Introduction | None, now: Introduction) -> Sequence[Effect]:
    """To both of those who position themselves in the same way from now on: they might like to meet."""
    introductions = context[Introductions]
    aliases = await introductions.aliases()
    kinds = _kinds(now, aliases)
    arrived = now.visibility != "watching" and len(kinds) > 1
    if not arrived or (before and before.visibility != "watching" and _kinds(before, aliases) == kinds):
        return []
    words = [words_for(kind, aliases, BY_KIND) for kind in sorted(kinds)]
    effects: list[Effect] = []
    for member in (await introductions.holders(words, now.member, MANY))[:MANY]:
        other = await introductions.seen(member, now.member)
        if other is None or _kinds(other, aliases) != kinds or len(effects) >= 2 * INVITED:
            continue
        # Who may not see the newcomer, or asked not to be brought together with them, is told nothing.
        if await introductions.seen(now.member, member) and not await _apart(context, now.member, member):
            effects += _invited(now, other, context.community.area)
    return effects


def _kinds(introduction: Introduction, aliases: Mapping[str, str]) -> frozenset[str]:
    return frozenset(kind_of(word, aliases) for word in introduction.tag_words)


async def _apart(context: Context, one: MemberId, other: MemberId) -> bool:
    return await context.scope.neighbours.are_apart(one, other)


def _invited(one: Introduction, other: Introduction, area: str) -> list[Effect]:
    key = "same:" + ":".join(sorted((one.member, other.member)))
    return [
        Notify(one.member, views.same_combination(other, area), key, weight="news"),
        Notify(other.member, views.same_combination(one, area), key, weight="news"),
    ]


# --- the directory --------------------------------------------------------------------------------------------------

FIND: Final = (
    Option("words", say("option-find-words")),
    Option("skill", say("option-find-skill")),
    Option("area", say("option-find-area")),
    Option("phase", say("option-find-phase"), "choice", choices=_options("introduction-phase", *PHASES)),
    Option("tie", say("option-find-tie"), "choice", choices=_options("introduction-tie", *TIES)),
)


@feature.command("people find", options=FIND)
async def find(
    context: Context, words: str = "", skill: str = "", area: str = "", phase: str = "", tie: str = ""
) -> Sequence[Effect]:
    """The people who are as described."""
    here = folded(area) in folded(context.community.area)
    return [Reply(await _page(context, 0, phase, tie, skill, words if here else f"{words} {area}".strip()))]


@feature.button("page")
async def turn_page(
    context: Context, number: str, phase: str = "", tie: str = "", skill: str = "", words: str = ""
) -> Sequence[Effect]:
    """Another page of what was found."""
    if not (number.isascii() and number.isdecimal() and len(number) < 5):
        raise Refused(say("button-unknown"))
    return [Reply(await _page(context, int(number), phase, tie, skill, words), replaces=True)]


async def _page(context: Context, number: int, phase: str, tie: str, skill: str, words: str) -> Card:
    aliases = await context[Introductions].aliases()
    wanted = Sought(
        tuple(sought(words).split()),
        (words_for(skill, aliases, BY_KIND),) if skill else (),
        next((known for known in PHASES if known == phase), None),
        next((known for known in TIES if known == tie), None),
    )
    found = await context[Introductions].find(wanted, context.member.id, PAGE + 1, number * PAGE)
    asked = tuple(part.replace(":", "：") for part in (phase, tie, skill, words))
    page = views.Page(number, len(found) > PAGE, asked)
    typed = " ".join(part for part in (words, skill) if part)
    return views.found(typed, found[:PAGE], context.community.area, page)


@feature.on_member("see")
@feature.command("people who", options=[Option("member", say("option-who"), "member", required=True)])
async def show(context: Context, member: MemberId) -> Sequence[Effect]:
    """Somebody's introduction, as far as one may see it."""
    theirs = await context[Introductions].seen(member, context.member.id)
    if theirs is None or not theirs.says_something:
        # Somebody of the other chat who shows nothing here reads like a name that nobody bears.
        if context.person.space.id not in {login.space for login in await context.scope.members.accounts([member])}:
            raise Refused(say("member-unknown"))
        return [Reply(views.nothing_to_see(member))]
    card = views.introduction_card(theirs, context.community.area)
    return [Reply(replace(card, blocks=(*card.blocks, *await context.portrait(member))))]


# --- words that mean the same ---------------------------------------------------------------------------------------


@feature.command("settings tags", organizer=True)
async def show_words(context: Context) -> Sequence[Effect]:
    """Which words mean the same in this town."""
    aliases = await context[Introductions].aliases()
    return [Reply(views.same_words(sorted(aliases.items())[: PAGE + 1]))]


@feature.button("words", organizer=True)
async def add_words(context: Context) -> Sequence[Effect]:
    """Say that two words mean the same."""
    return [feature.opens("words", context)]


@feature.form("words", WordsForm, organizer=True)
async def keep_words(context: Context, form: WordsForm) -> Sequence[Effect]:
    """Two words mean the same from now on; a word without another means itself again."""
    word, means = folded(form.word), folded(form.means) if form.means else None
    await context[Introductions].say_same(word, None if means == word else means)
    return [Reply(views.words_kept(word, None if means == word else means))]


# --- newcomers ------------------------------------------------------------------------------------------------------


@feature.joined
async def plan_nudge(context: Context) -> Sequence[Effect]:
    """Three days later, once in a life, ask whether they would like to say who they are."""
    member = context.member.id
    subject = Subject("newcomer", member)
    if await context[Introductions].of(member) or await context.scope.plans.of(subject):
        return []
    at = context.now + NUDGED_AFTER
    return [Plan(subject, (Planned(at, Action("introductions.nudge", (member,)), at + STILL_A_NUDGE),))]


@feature.due("nudge")
async def nudge(context: Context, member: str) -> Sequence[Effect]:
    """To who has neither written nor said that they just watch."""
    newcomer = MemberId(member)
    if await context[Introductions].of(newcomer) or not await context.scope.neighbours.here([newcomer]):
        return []
    return [Notify(newcomer, views.nudge(), "nudge", weight="news")]


@feature.home
async def corner(context: Context) -> Sequence[Block]:
    """My introduction."""
    return views.corner(await context[Introductions].of(context.member.id), context.community.area)

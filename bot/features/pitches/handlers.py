"""What people do with pitches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.feature import Context, Feature, Handler, Offered, Option
from bot.features.pitches import views
from bot.features.pitches.model import (
    ASK_AGAIN_AFTER,
    IDLE,
    MOST_SUGGESTED,
    NOT_MET_FOR,
    Following,
    Partner,
    Pitch,
    Pitches,
    PitchId,
    Step,
    Suggested,
    near,
)
from bot.locales import plain
from bot.timing import Reading, resolve
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import MAX_BUTTONS, Block, Card
from bot.vocabulary.effect import Effect, Met, Notify, Plan, Planned, PostToThread, PublishCard, Reply, Unite
from bot.vocabulary.form import Number, Paragraph, ShortText, When, ask
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.people import MemberId, Reader
from bot.vocabulary.profile import peers_phases, reasons
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import say, text

feature = Feature("pitches")

MOST_HOURS: Final = 60
LOOKED_THROUGH: Final = 50
WITH = Option("with", say("option-pitch-with"), "member")


async def offered_pitches(context: Context) -> Sequence[Offered]:
    """The pitches of the board, to be picked by their titles."""
    return [Offered(one.id, text(one.title)) for one in await context[Pitches].board(LOOKED_THROUGH)]


async def offered_own(context: Context) -> Sequence[Offered]:
    """One's own pitches, to be picked by their titles."""
    return [Offered(one.id, text(one.title)) for one in await _own(context)]


PITCH = Option("pitch", say("option-pitch"), "pick", offers=offered_pitches)
OWN_PITCH = Option("pitch", say("option-pitch"), "pick", offers=offered_own)
STEP = Option(
    "answer",
    say("option-step-answer"),
    "choice",
    choices=tuple(Choosable(answer, say(f"step-answer-{answer}")) for answer in ("done", "later", "smaller")),
)
MOST = Option(
    "most",
    say("option-pitch-most"),
    "choice",
    required=True,
    choices=tuple(Choosable(most, say(f"pitch-most-{most}")) for most in ("1", "2", "3", "any")),
)


@dataclass(frozen=True, slots=True)
class PitchForm:
    """What is asked of somebody with an idea."""

    title: str = ask("pitch-ask-title", ShortText(80), hint=True)
    why: str = ask("pitch-ask-why", Paragraph(800))
    looking_for: str | None = ask("pitch-ask-looking-for", ShortText(160), required=False, hint=True)
    step: str = ask("pitch-ask-step", ShortText(120), hint=True)
    when: Reading = ask("pitch-ask-when", When(once=True), hint=True)


@dataclass(frozen=True, slots=True)
class StepForm:
    """The next step, and its day."""

    step: str = ask("pitch-ask-next-step", ShortText(120), hint=True)
    when: Reading = ask("pitch-ask-when", When(once=True), hint=True)


@dataclass(frozen=True, slots=True)
class BringForm:
    """What a teammate brings."""

    brings: str = ask("pitch-ask-brings", ShortText(120), hint=True)
    hours: int | None = ask("pitch-ask-hours", Number(1, MOST_HOURS), required=False, hint=True)


@feature.command("pitch new", options=[WITH])
async def propose(context: Context, **given: MemberId) -> Sequence[Effect]:
    """Open the form of a pitch; before the first request of a life, show where the person could lend a hand."""
    partner = given.get("with")
    options = {"with": partner} if partner else {}
    return await context.giving_first(run("pitch", "new", **options)) or await _opened(context, partner)


async def _opened(context: Context, partner: MemberId | None) -> Sequence[Effect]:
    await _must_be_allowed(context)
    if partner == context.member.id:
        raise Refused(say("pitch-with-oneself"))
    return [feature.opens("pitch", context, *([partner] if partner else []))]


async def _must_be_allowed(context: Context, but: PitchId | None = None) -> None:
    most = await context[Pitches].most_open()
    mine = await context[Pitches].of_owner(context.member.id, LOOKED_THROUGH)
    others = [one for one in mine if one.state == "open" and one.owner == context.member.id and one.id != but]
    if most is not None and len(others) >= most:
        raise Refused(say("pitch-one-at-a-time", title=others[0].title))


async def show_preview(context: Context, form: PitchForm, partner: str = "") -> Card:
    """The pitch as it will look."""
    return views.preview(_pitch(context, form, partner))


@feature.form("pitch", PitchForm, preview=show_preview)
async def post_pitch(context: Context, form: PitchForm, partner: str = "") -> Sequence[Effect]:
    """Put the pitch where everybody sees it, and plan to ask about its first step; a partner is asked first."""
    await _must_be_allowed(context)
    new = _pitch(context, form, partner)
    if new.partner and new.partner.member not in await context.scope.neighbours.here([new.partner.member]):
        raise Refused(say("member-unknown"))
    await context[Pitches].save(new)
    return [Reply(views.posted(new)), _published(new), _planned(new), *await _partner_asked(context, new)]


async def _partner_asked(context: Context, new: Pitch) -> Sequence[Effect]:
    if new.partner is None or await context.scope.neighbours.are_apart(new.owner, new.partner.member):
        return []
    return [Notify(new.partner.member, views.partner_question(new), f"together:{new.id}")]


def _pitch(context: Context, form: PitchForm, partner: str = "") -> Pitch:
    return Pitch(
        PitchId(context.new_id()),
        context.member.id,
        form.title,
        form.why,
        form.looking_for or "",
        near(_step(form), context.now),
        context.now,
        partner=Partner(MemberId(partner)) if partner else None,
    )


def _step(form: PitchForm | StepForm) -> Step:
    return Step(form.step, form.when.start, form.when.zone)


@feature.button("agree")
async def agree(context: Context, pitch_id: str) -> Sequence[Effect]:
    """It shall go by my name too."""
    before = await _get(context, pitch_id)
    after = before.agree(context.member.id)
    told = Notify(after.owner, views.partner_agreed(after), f"together-yes:{after.id}")
    return [Reply(views.said("pitch-agreed", after)), *await _changed(context, before, after, told)]


@feature.button("not_mine")
async def not_by_my_name(context: Context, pitch_id: str) -> Sequence[Effect]:
    """Not by my name; nobody is told."""
    return [Reply(views.said("pitch-not-mine", await _get(context, pitch_id)))]


@feature.command("pitch list")
async def show_board(context: Context) -> Sequence[Effect]:
    """The open and the resting pitches."""
    return [_picker("pitch-list", await context[Pitches].board(MAX_BUTTONS), "show")]


@feature.command("pitch join", options=[PITCH])
async def choose_to_join(context: Context, pitch: str = "") -> Sequence[Effect]:
    """Choose a pitch to be in on."""
    if pitch:
        return await join(context, pitch)
    pitches = await context[Pitches].board(MAX_BUTTONS)
    return [_picker("pitch-list-join", [pitch for pitch in pitches if context.member.id not in pitch.owners], "join")]


@feature.command("pitch leave", options=[PITCH])
async def choose_to_leave(context: Context, pitch: str = "") -> Sequence[Effect]:
    """Choose a pitch to step out of."""
    if pitch:
        return await leave(context, pitch)
    pitches = await context[Pitches].board(LOOKED_THROUGH)
    mine = [pitch for pitch in pitches if context.member.id in pitch.teammates]
    return [_picker("pitch-list-leave", mine[:MAX_BUTTONS], "leave")]


@feature.command("pitch step", options=[STEP, OWN_PITCH])
async def choose_step(context: Context, answer: str = "", pitch: str = "") -> Sequence[Effect]:
    """The step of one's own pitch was taken, comes later, or shall be smaller; asks which one it is."""
    mine = await _own(context)
    chosen = pitch or (mine[0].id if len(mine) == 1 else "")
    if not chosen:
        return [_picker("pitch-list-step", mine, "steps")]
    if not answer:
        return await show_steps(context, chosen)
    return await {"done": take_step, "later": choose_another_day, "smaller": make_it_smaller}[answer](context, chosen)


@feature.command("pitch edit", options=[OWN_PITCH])
async def choose_to_edit(context: Context, pitch: str = "") -> Sequence[Effect]:
    """Choose one's own pitch to change."""
    if pitch:
        return await open_edit(context, pitch)
    return [_picker("pitch-list-edit", await _own(context), "edit")]


@feature.command("pitch rest", options=[OWN_PITCH])
async def choose_to_rest(context: Context, pitch: str = "") -> Sequence[Effect]:
    """Choose one's own pitch to let rest."""
    if pitch:
        return await rest(context, pitch)
    return [_picker("pitch-list-rest", [pitch for pitch in await _own(context) if pitch.state == "open"], "rest")]


@feature.command("pitch wake", options=[OWN_PITCH])
async def choose_to_wake(context: Context, pitch: str = "") -> Sequence[Effect]:
    """Choose one's own resting pitch to wake."""
    if pitch:
        return await wake(context, pitch)
    return [_picker("pitch-list-wake", [pitch for pitch in await _own(context) if pitch.state == "resting"], "wake")]


@feature.command("pitch done", options=[OWN_PITCH])
async def choose_to_finish(context: Context, pitch: str = "") -> Sequence[Effect]:
    """Choose one's own pitch that came true."""
    if pitch:
        return await finish(context, pitch)
    return [_picker("pitch-list-done", await _own(context), "finish")]


@feature.command("pitch limit", options=[MOST], organizer=True)
async def allow(context: Context, most: str) -> Sequence[Effect]:
    """How many pitches of one person may be open at a time."""
    await context[Pitches].allow(None if most == "any" else int(most))
    return [Reply(views.allowed(most))]


@feature.button("show")
async def show_pitch(context: Context, pitch_id: str) -> Sequence[Effect]:
    """One pitch in private, with its buttons; to its owners with all they may do."""
    one = await _get(context, pitch_id)
    own = context.member.id in one.owners and one.state != "done"
    return [Reply(views.own_pitch(one) if own else views.pitch_card(one))]


# --- being in on it -------------------------------------------------------------------------------------------------


@feature.button("join")
async def join(context: Context, pitch_id: str) -> Sequence[Effect]:
    """I am in; with the third of us, a date is looked for."""
    before = await _get(context, pitch_id)
    member = context.member.id
    after = before.follow(member, "teammate", context.now).looking_for_a_date(context.now)
    told: list[Effect] = [
        Notify(owner, views.somebody_is_in(after, member), f"in:{after.id}:{member}") for owner in after.owners
    ]
    if after.dates and not before.dates:
        told.append(PostToThread(after.subject, views.enough_to_meet(after), f"dates:{after.id}", after.team))
    return [Reply(views.joined_in(after)), *await _changed(context, before, after, *told)]


@feature.button("bring")
async def ask_what_they_bring(context: Context, pitch_id: str) -> Sequence[Effect]:
    """Ask a teammate what they bring."""
    one = await _get(context, pitch_id)
    mine = next(
        (each for each in one.followers if (each.member, each.following) == (context.member.id, "teammate")), None
    )
    if mine is None:
        raise Refused(say("pitch-not-in"))
    answers = {"brings": mine.brings, "hours": str(mine.hours or "")}
    return [feature.opens("bring", context, one.id, answers=answers)]


@feature.form("bring", BringForm)
async def bring(context: Context, form: BringForm, pitch_id: str) -> Sequence[Effect]:
    """Keep what a teammate brings, and tell whoever pitched it."""
    before, member = await _get(context, pitch_id), context.member.id
    after = before.bring(member, form.brings, form.hours)
    key = f"brings:{after.id}:{member}:{context.now.isoformat()}"
    told = [Notify(owner, views.somebody_brings(after, member), key) for owner in after.owners]
    return [Reply(views.said("pitch-brought", after)), *await _changed(context, before, after, *told)]


@feature.button("leave")
async def leave(context: Context, pitch_id: str) -> Sequence[Effect]:
    """Step out, without a reason to give."""
    before = await _get(context, pitch_id)
    after = before.unfollow(context.member.id, "teammate")
    return [Reply(views.said("pitch-left", after)), *await _changed(context, before, after)]


@feature.button("spark")
async def spark(context: Context, pitch_id: str) -> Sequence[Effect]:
    """It excites me (ワクワク)."""
    before = await _get(context, pitch_id)
    after = before.follow(context.member.id, "spark", context.now)
    return [Reply(views.said("pitch-sparked", after)), *await _changed(context, before, after)]


@feature.button("watch")
async def watch(context: Context, pitch_id: str) -> Sequence[Effect]:
    """I would like to hear of changes."""
    before = await _get(context, pitch_id)
    after = before.follow(context.member.id, "watch", context.now)
    return [Reply(views.said("pitch-watched", after)), *await _changed(context, before, after)]


def _following_by(following: Following) -> Handler:
    """A reaction that says no more than what it shows."""

    async def follow(context: Context, pitch_id: str) -> Sequence[Effect]:
        before = await _get(context, pitch_id)
        return await _changed(context, before, before.follow(context.member.id, following, context.now))

    return follow


def _taking_back(following: Following) -> Handler:
    """A reaction taken away: as if it had not been said."""

    async def take_back(context: Context, pitch_id: str) -> Sequence[Effect]:
        before = await _get(context, pitch_id)
        if before.state == "done" or not before.followed_by(context.member.id, following):
            return []
        return await _changed(context, before, before.unfollow(context.member.id, following))

    return take_back


@feature.button("vote")
async def vote(context: Context, pitch_id: str, position: str) -> Sequence[Effect]:
    """I can meet then; pressed again, I cannot. When all have said so, whoever pitched it is told once."""
    before = await _get(context, pitch_id)
    after = before.vote(context.member.id, _date(before, position))
    told: list[Effect] = []
    if {one.member for one in after.votes} >= set(after.team):
        told.append(Notify(after.owner, views.everybody_answered(after), f"voted:{after.id}"))
    return [Reply(views.voted(after, context.member.id)), *await _changed(context, before, after, *told)]


@feature.button("meet")
async def choose_date(context: Context, pitch_id: str, position: str) -> Sequence[Effect]:
    """That is when we meet; the team is told beneath the card."""
    before = await _get(context, pitch_id)
    after = before.meet(context.member.id, _date(before, position))
    said = PostToThread(after.subject, views.meeting_chosen(after), f"meet:{after.id}:{position}", after.team)
    return [Reply(views.meeting_chosen(after)), *await _changed(context, before, after, said)]


def _date(pitch: Pitch, position: str) -> datetime:
    if not position.isdecimal() or int(position) >= len(pitch.dates):
        raise Refused(say("pitch-date-gone"))
    return pitch.dates[int(position)]


# --- looking for teammates ------------------------------------------------------------------------------------------


@feature.button("suggest")
async def suggest(context: Context, pitch_id: str) -> Sequence[Effect]:
    """Who might like to be in on it, and why; each is asked in private before anybody knows."""
    one = await _get_own(context, pitch_id)
    mine = await context.scope.neighbours.of(context.member.id, context.member.id)
    if mine is None:
        return [Reply(views.said("pitch-introduce-first", one))]
    phases, met_before = peers_phases(mine.phase), context.now - NOT_MET_FOR
    near_by = await context.scope.neighbours.near(context.member.id, phases, met_before, LOOKED_THROUGH)
    asked = await context[Pitches].invited(one.id)
    known = {*one.team, *asked}
    found = [(other, reasons(mine, other)) for other in near_by if other.member not in known]
    suggested = [Suggested(other, why) for other, why in found if why][:MOST_SUGGESTED]
    return [Reply(views.suggestions(one, suggested))]


@feature.button("invite")
async def invite(context: Context, pitch_id: str, member_id: str) -> Sequence[Effect]:
    """Ask somebody who was suggested; what they answer is theirs, and a no is told to nobody."""
    one, member = await _get_own(context, pitch_id), MemberId(member_id)
    if await context.scope.neighbours.of(member, context.member.id) is None:
        raise Refused(say("button-unknown"))
    apart = await context.scope.neighbours.are_apart(context.member.id, member)
    if not apart and await context[Pitches].invite(one.id, member, context.now):
        return [
            Reply(views.said("pitch-invited", one)),
            Notify(member, views.invitation(one, context.member.id), f"invited:{one.id}:{member}"),
        ]
    return [Reply(views.said("pitch-invited", one))]


@feature.button("decline")
async def decline(context: Context, pitch_id: str) -> Sequence[Effect]:
    """Not this time; nobody is told."""
    return [Reply(views.said("pitch-declined", await _get(context, pitch_id)), replaces=True)]


# --- steps ----------------------------------------------------------------------------------------------------------


@feature.button("steps")
async def show_steps(context: Context, pitch_id: str) -> Sequence[Effect]:
    """What there is to say about the step."""
    return [Reply(views.step_choices(await _get_own(context, pitch_id)))]


@feature.button("step")
async def take_step(context: Context, pitch_id: str) -> Sequence[Effect]:
    """The step was taken; asks what comes next, and once more after a while when nothing does."""
    before = await _get(context, pitch_id)
    after = before.take_step(context.member.id)
    ask_later = Planned(context.now + IDLE, Action("pitches.ask", (after.id, "first")))
    together = [Met(after.team, after.subject)] if after.met(context.now) and len(after.team) > 1 else []
    effects = await _changed(context, before, after)
    return [Reply(views.step_taken(after)), *effects, Plan(after.subject, (ask_later,)), *together]


@feature.button("later")
async def choose_another_day(context: Context, pitch_id: str) -> Sequence[Effect]:
    """The same step on another day."""
    mine = await _get_own(context, pitch_id)
    return [feature.opens("step", context, pitch_id, answers={"step": mine.step.words})]


@feature.button("smaller")
async def make_it_smaller(context: Context, pitch_id: str) -> Sequence[Effect]:
    """A version of fifteen minutes, tomorrow: filled in already, to be sent or changed."""
    mine = await _get_own(context, pitch_id)
    reader = Reader(context.language, context.community.timezone)
    words = plain(text(views.quarter_of_an_hour(mine.step)), reader)[:120]
    return [feature.opens("step", context, mine.id, answers={"step": words, "when": views.tomorrow(mine, context.now)})]


@feature.button("next")
async def choose_next_step(context: Context, pitch_id: str) -> Sequence[Effect]:
    """The next step."""
    mine = await _get_own(context, pitch_id)
    return [feature.opens("step", context, mine.id)]


async def preview_step(context: Context, form: StepForm, pitch_id: str) -> Card:
    """The next step before it is kept."""
    mine = await _get(context, pitch_id)
    return views.step_preview(_with_step(context, mine, form))


@feature.form("step", StepForm, preview=preview_step)
async def set_next_step(context: Context, form: StepForm, pitch_id: str) -> Sequence[Effect]:
    """Keep the next step, and plan to ask about it."""
    before = await _get(context, pitch_id)
    after = _with_step(context, before, form)
    return [Reply(views.next_step_set(after)), *await _changed(context, before, after), _planned(after)]


def _with_step(context: Context, pitch: Pitch, form: StepForm) -> Pitch:
    return pitch.plan_step(context.member.id, _step(form), context.now)


# --- changing, resting, waking, coming true -------------------------------------------------------------------------


@feature.button("edit")
async def open_edit(context: Context, pitch_id: str) -> Sequence[Effect]:
    """Open the form, filled in with what it says."""
    mine = await _get_own(context, pitch_id)
    return [feature.opens("edit", context, mine.id, answers=views.as_typed(mine))]


async def preview_edit(context: Context, form: PitchForm, pitch_id: str) -> Card:
    """What will be different."""
    before = await _get_own(context, pitch_id)
    return views.edit_preview(before, _edited(context, before, form))


@feature.form("edit", PitchForm, preview=preview_edit)
async def edit(context: Context, form: PitchForm, pitch_id: str) -> Sequence[Effect]:
    """Keep the changes, and tell the team and who follows what was and what is."""
    before = await _get_own(context, pitch_id)
    after = _edited(context, before, form)
    changes = after.changes(before)
    key = f"edited:{after.id}:{context.now.isoformat()}"
    others = [member for member in before.told if member != context.member.id] if changes else []
    told = [Notify(member, views.changed(before, after), key) for member in others]
    plans = [_planned(after)] if "step" in changes else []
    return [Reply(views.said("pitch-edited", after)), *await _changed(context, before, after, *told), *plans]


def _edited(context: Context, before: Pitch, form: PitchForm) -> Pitch:
    new = replace(before, title=form.title, why=form.why, looking_for=form.looking_for or "", step=_step(form))
    after = before.edited(context.member.id, new)
    if "step" in after.changes(before):
        near(after.step, context.now)
    return after


@feature.button("rest")
async def rest(context: Context, pitch_id: str) -> Sequence[Effect]:
    """Let it rest."""
    before = await _get(context, pitch_id)
    after = before.rest(context.member.id)
    return [Reply(views.resting(after)), *await _changed(context, before, after), Plan(after.subject)]


@feature.button("wake")
async def wake(context: Context, pitch_id: str) -> Sequence[Effect]:
    """Open again, with the step it went to rest with a week from now: one press, and the way to change it."""
    before = await _get(context, pitch_id)
    await _must_be_allowed(context, before.id)
    after = before.wake(context.member.id, context.now)
    return [Reply(views.woken(after)), *await _changed(context, before, after), _planned(after)]


@feature.button("finish")
async def finish(context: Context, pitch_id: str) -> Sequence[Effect]:
    """It came true; whoever was in on it did something together."""
    before = await _get(context, pitch_id)
    after = before.finish(context.member.id)
    together = [Met(after.team, after.subject)] if len(after.team) > 1 else []
    told = [
        Notify(member, views.said("pitch-came-true", after), f"true:{after.id}")
        for member in after.told
        if member != context.member.id
    ]
    effects = await _changed(context, before, after, *told)
    return [Reply(views.said("pitch-finished", after)), *effects, Plan(after.subject), *together]


feature.reaction("pitch", "🙌", join, _taking_back("teammate"))
feature.reaction("pitch", "✨", spark, _taking_back("spark"))
feature.reaction("pitch", "🤔", _following_by("curious"), _taking_back("curious"))
feature.reaction("pitch", "👀", watch, _taking_back("watch"))
feature.reaction("pitch", "✅", take_step)


@feature.due("ask")
async def ask_about_step(context: Context, pitch_id: str, occasion: str) -> Sequence[Effect]:
    """On the day of the step, and once more later: one private question.

    What follows is counted from the asking, so that nobody is taken to be silent while Machi was away.
    """
    mine = await context[Pitches].get(PitchId(pitch_id))
    key = f"step:{mine.id}:{mine.steps_taken}:{mine.step.at.isoformat()}:{occasion}"
    asked_again = occasion == "again"
    question = Notify(mine.owner, views.step_question(mine, again=asked_again), key)
    following = Action("pitches.settle", (mine.id,)) if asked_again else Action("pitches.ask", (mine.id, "again"))
    return [question, Plan(mine.subject, (Planned(context.now + ASK_AGAIN_AFTER, following),))]


@feature.due("settle")
async def let_rest(context: Context, pitch_id: str) -> Sequence[Effect]:
    """Left open twice: it rests by itself, and wakes with one press."""
    before = await context[Pitches].get(PitchId(pitch_id))
    after = before.rested()
    told = Notify(after.owner, views.resting(after), f"resting:{after.id}:{context.now.isoformat()}")
    return await _changed(context, before, after, told)


@feature.left
async def rest_without_owner(context: Context) -> Sequence[Effect]:
    """Whoever pitched it has left for good: it rests, and asks nothing more."""
    if await context.scope.members.present(context.member.id):
        return []
    effects: list[Effect] = []
    for before in await context[Pitches].of_owner(context.member.id, LOOKED_THROUGH):
        if before.owner == context.member.id and before.state == "open":
            effects += [*await _changed(context, before, before.rested()), Plan(before.subject)]
    return effects


@feature.forgotten
async def part(context: Context) -> Sequence[Effect]:
    """Somebody has everything of theirs erased: a partner goes on alone, else the pitch goes; they are in on none."""
    member = context.member.id
    effects: list[Effect] = []
    for before in await context[Pitches].of_owner(member, LOOKED_THROUGH):
        after = before.without(member)
        if after is None:
            told = [each for each in before.told if each != member]
            gone = [Notify(each, views.owner_erased(), f"gone:{before.id}", weight="mine") for each in told]
            effects += [Plan(before.subject), *gone]
            continue
        carried = [Notify(after.owner, views.yours_alone(after), f"alone:{after.id}")] if before.owner == member else []
        effects += await _changed(context, before, after, *carried)
    for before in await context[Pitches].followed_by(member):
        if (after := before.without(member)) is not None:
            effects += await _changed(context, before, after)
    return effects


@feature.united
async def unite(context: Context, unite: Unite) -> Sequence[Effect]:
    """Two members are one person, who is in on a pitch once."""
    effects: list[Effect] = []
    for before in await context[Pitches].concerning(unite.other):
        effects += await _changed(context, before, before.united(unite.member, unite.other))
    return effects


@feature.at_stake
async def at_stake(context: Context) -> Sequence[Block]:
    """My pitches, which would go, or on with a partner."""
    mine = await context[Pitches].of_owner(context.member.id, LOOKED_THROUGH)
    return views.at_stake([pitch for pitch in mine if pitch.owners == (context.member.id,)])


@feature.home
async def corner(context: Context) -> Sequence[Block]:
    """My pitches."""
    return views.corner(await _own(context))


async def _get(context: Context, pitch_id: str) -> Pitch:
    try:
        return await context[Pitches].get(PitchId(pitch_id))
    except LookupError:
        raise Refused(say("pitch-gone")) from None


async def _get_own(context: Context, pitch_id: str) -> Pitch:
    mine = await _get(context, pitch_id)
    mine.must_be_changeable_by(context.member.id)
    return mine


async def _own(context: Context) -> Sequence[Pitch]:
    return await context[Pitches].of_owner(context.member.id, MAX_BUTTONS)


def _picker(title: str, pitches: Sequence[Pitch], action: str) -> Reply:
    return Reply(views.board(say(title), pitches, action))


async def _changed(context: Context, before: Pitch, after: Pitch, *told: Effect) -> list[Effect]:
    if after == before:
        return []
    await context[Pitches].save(after)
    return [_published(after), *told]


def _published(pitch: Pitch) -> PublishCard:
    return PublishCard(pitch.subject, views.pitch_card(pitch), "pitches", standing=pitch.state == "done")


def _planned(pitch: Pitch) -> Plan:
    asked = resolve(pitch.step.at, pitch.step.zone)
    return Plan(pitch.subject, (Planned(asked, Action("pitches.ask", (pitch.id, "first"))),))

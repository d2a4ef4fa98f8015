"""What people do with pitches."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.feature import Context, Feature
from bot.features.pitches import views
from bot.features.pitches.model import ASK_AGAIN_AFTER, Following, Pitch, Pitches, PitchId, Step, near
from bot.timing import Reading, resolve
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import MAX_BUTTONS, Block, Card
from bot.vocabulary.effect import Effect, Notify, Plan, Planned, PublishCard, Reply
from bot.vocabulary.form import Paragraph, ShortText, When, ask
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import say

feature = Feature("pitches")


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


@feature.command("pitch new")
async def pitch(context: Context) -> Sequence[Effect]:
    """Open the form of a pitch; before the first request of a life, show where the person could lend a hand."""
    return await context.giving_first(run("pitch", "new")) or [feature.opens("pitch", context)]


async def show_preview(context: Context, form: PitchForm) -> Card:
    """The pitch as it will look."""
    return views.preview(_pitch(context, form))


@feature.form("pitch", PitchForm, preview=show_preview)
async def post_pitch(context: Context, form: PitchForm) -> Sequence[Effect]:
    """Put the pitch where everybody sees it, and plan to ask about its first step."""
    new = _pitch(context, form)
    await context[Pitches].save(new)
    return [Reply(views.posted(new)), _published(new), _planned(new)]


def _pitch(context: Context, form: PitchForm) -> Pitch:
    return Pitch(
        PitchId(context.new_id()),
        context.member.id,
        form.title,
        form.why,
        form.looking_for or "",
        near(_step(form), context.now),
        context.now,
    )


def _step(form: PitchForm | StepForm) -> Step:
    return Step(form.step, form.when.start, form.when.zone)


@feature.command("pitch list")
async def show_board(context: Context) -> Sequence[Effect]:
    """The open and the resting pitches."""
    return [_picker("pitch-list", await context[Pitches].board(MAX_BUTTONS), "show")]


@feature.command("pitch join")
async def choose_to_join(context: Context) -> Sequence[Effect]:
    """Choose a pitch to be in on."""
    pitches = await context[Pitches].board(MAX_BUTTONS)
    return [_picker("pitch-list-join", [pitch for pitch in pitches if pitch.owner != context.member.id], "join")]


@feature.command("pitch leave")
async def choose_to_leave(context: Context) -> Sequence[Effect]:
    """Choose a pitch to step out of."""
    pitches = await context[Pitches].board(MAX_BUTTONS)
    return [_picker("pitch-list-leave", [pitch for pitch in pitches if context.member.id in pitch.teammates], "leave")]


@feature.command("pitch step")
async def choose_step(context: Context) -> Sequence[Effect]:
    """Choose one's own pitch whose step was taken."""
    return [_picker("pitch-list-step", await _own(context), "step")]


@feature.command("pitch rest")
async def choose_to_rest(context: Context) -> Sequence[Effect]:
    """Choose one's own pitch to let rest."""
    return [_picker("pitch-list-rest", [pitch for pitch in await _own(context) if pitch.state == "open"], "rest")]


@feature.command("pitch wake")
async def choose_to_wake(context: Context) -> Sequence[Effect]:
    """Choose one's own resting pitch to wake."""
    return [_picker("pitch-list-wake", [pitch for pitch in await _own(context) if pitch.state == "resting"], "next")]


@feature.command("pitch done")
async def choose_to_finish(context: Context) -> Sequence[Effect]:
    """Choose one's own pitch that came true."""
    return [_picker("pitch-list-done", await _own(context), "finish")]


@feature.button("show")
async def show_pitch(context: Context, pitch_id: str) -> Sequence[Effect]:
    """One pitch in private, with its buttons."""
    return [Reply(views.pitch_card(await _get(context, pitch_id)))]


@feature.button("join")
async def join(context: Context, pitch_id: str) -> Sequence[Effect]:
    """I am in."""
    before = await _get(context, pitch_id)
    member = context.member.id
    after = before.follow(member, "teammate", context.now)
    told = Notify(after.owner, views.somebody_is_in(after, member), f"in:{after.id}:{member}")
    return [Reply(views.joined_in(after)), *await _changed(context, before, after, told)]


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


async def take_hand_down(context: Context, pitch_id: str) -> Sequence[Effect]:
    """🙌 taken away: out again, if they were in."""
    return await leave(context, pitch_id) if await _follows(context, pitch_id, "teammate") else []


async def take_spark_back(context: Context, pitch_id: str) -> Sequence[Effect]:
    """✨ taken away."""
    if not await _follows(context, pitch_id, "spark"):
        return []
    before = await _get(context, pitch_id)
    return await _changed(context, before, before.unfollow(context.member.id, "spark"))


async def _follows(context: Context, pitch_id: str, following: Following) -> bool:
    pitch = await _get(context, pitch_id)
    return pitch.state != "done" and pitch.followed_by(context.member.id, following)


@feature.button("step")
async def take_step(context: Context, pitch_id: str) -> Sequence[Effect]:
    """The step was taken; asks what comes next."""
    before = await _get(context, pitch_id)
    after = before.take_step(context.member.id)
    return [Reply(views.step_taken(after)), *await _changed(context, before, after), Plan(after.subject)]


@feature.button("later")
async def choose_another_day(context: Context, pitch_id: str) -> Sequence[Effect]:
    """The same step on another day."""
    mine = await _get_own(context, pitch_id)
    return [feature.opens("step", context, pitch_id, answers={"step": mine.step.words})]


@feature.button("smaller")
@feature.button("next")
async def choose_next_step(context: Context, pitch_id: str) -> Sequence[Effect]:
    """A smaller step, or the next one."""
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


@feature.button("rest")
async def rest(context: Context, pitch_id: str) -> Sequence[Effect]:
    """Let it rest."""
    before = await _get(context, pitch_id)
    after = before.rest(context.member.id)
    return [Reply(views.resting(after)), *await _changed(context, before, after), Plan(after.subject)]


@feature.button("finish")
async def finish(context: Context, pitch_id: str) -> Sequence[Effect]:
    """It came true."""
    before = await _get(context, pitch_id)
    after = before.finish(context.member.id)
    return [Reply(views.said("pitch-finished", after)), *await _changed(context, before, after), Plan(after.subject)]


feature.reaction("pitch", "🙌", join, take_hand_down)
feature.reaction("pitch", "✨", spark, take_spark_back)
feature.reaction("pitch", "✅", take_step)


@feature.due("ask")
async def ask_about_step(context: Context, pitch_id: str, occasion: str) -> Sequence[Effect]:
    """On the day of the step, and once more later: one private question.

    What follows is counted from the asking, so that nobody is taken to be silent while Machi was away.
    """
    mine = await context[Pitches].get(PitchId(pitch_id))
    key = f"step:{mine.id}:{mine.step.at.isoformat()}:{occasion}"
    asked_again = occasion == "again"
    question = Notify(mine.owner, views.step_question(mine, again=asked_again), key)
    following = Action("pitches.settle", (mine.id,)) if asked_again else Action("pitches.ask", (mine.id, "again"))
    return [question, Plan(mine.subject, (Planned(context.now + ASK_AGAIN_AFTER, following),))]


@feature.due("settle")
async def let_rest(context: Context, pitch_id: str) -> Sequence[Effect]:
    """Left open twice: it rests by itself, and wakes with one press."""
    before = await context[Pitches].get(PitchId(pitch_id))
    after = before.rested()
    told = Notify(after.owner, views.resting(after), f"resting:{after.id}:{after.step.at.isoformat()}")
    return await _changed(context, before, after, told)


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
    return PublishCard(pitch.subject, views.pitch_card(pitch), "pitches")


def _planned(pitch: Pitch) -> Plan:
    asked = resolve(pitch.step.at, pitch.step.zone)
    return Plan(pitch.subject, (Planned(asked, Action("pitches.ask", (pitch.id, "first"))),))

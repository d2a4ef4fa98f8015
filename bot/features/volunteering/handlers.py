"""What people do with calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.feature import Context, Feature, Option
from bot.features.volunteering import views
from bot.features.volunteering.model import MOST_PLACES, Call, CallId, Calls
from bot.timing import Reading
from bot.vocabulary.card import MAX_BUTTONS, Block, Card
from bot.vocabulary.effect import Effect, Notify, PublishCard, Reply
from bot.vocabulary.form import Number, Paragraph, ShortText, When, ask
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.refusal import Refused
from bot.vocabulary.roster import Roster, newly_in
from bot.vocabulary.text import say

feature = Feature("volunteering")

PRIVATE_BELOW: Final = "---"
TITLE: Final = ShortText(80)
DETAILS: Final = Paragraph(1_200)
WHICH = Option(
    "which",
    say("option-which"),
    "choice",
    choices=(Choosable("open", say("call-which-open")), Choosable("mine", say("call-which-mine"))),
)


@dataclass(frozen=True, slots=True)
class CallForm:
    """What is asked of somebody who needs a hand."""

    title: str = ask("call-ask-title", TITLE, hint=True)
    when: Reading | None = ask("call-ask-when", When(once=True), required=False, hint=True)
    where: str | None = ask("call-ask-where", ShortText(120), required=False)
    places: int = ask("call-ask-places", Number(1, MOST_PLACES))
    details: str | None = ask("call-ask-details", DETAILS, required=False, hint=True)


@feature.command("volunteer call")
async def ask_for_hands(context: Context) -> Sequence[Effect]:
    """Open the form of a call."""
    return [feature.opens("call", context)]


@feature.on_message("call")
async def ask_for_hands_of_message(context: Context, words: str) -> Sequence[Effect]:
    """Open the form of a call with what somebody wrote: its first line is the title, and all of it the details."""
    answers = views.as_call(words, TITLE.max_length, DETAILS.max_length)
    return [feature.opens("call", context, answers=answers)]


async def show_preview(context: Context, form: CallForm) -> Card:
    """The call as it will look."""
    return views.preview(_call(context, form))


@feature.form("call", CallForm, preview=show_preview)
async def post_call(context: Context, form: CallForm) -> Sequence[Effect]:
    """Put the call where everybody sees it."""
    call = _call(context, form)
    call.must_be_ahead(context.now)
    await context[Calls].save(call)
    return [Reply(views.posted(call)), _published(call)]


def _call(context: Context, form: CallForm) -> Call:
    shown, _, private = (form.details or "").partition(f"\n{PRIVATE_BELOW}\n")
    return Call(
        CallId(context.new_id()),
        context.member.id,
        form.title,
        context.now,
        Roster(form.places),
        form.when.zone if form.when else context.community.timezone,
        start=form.when.start if form.when else None,
        end=form.when.end if form.when else None,
        where=form.where or "",
        details=shown.strip(),
        private_details=private.strip(),
    )


@feature.command("volunteer list", options=[WHICH])
async def list_calls(context: Context, which: str = "open") -> Sequence[Effect]:
    """The open calls, or mine."""
    if which == "mine":
        return [_picker("call-list-mine", await _mine(context), "show")]
    return [_picker("call-list-open", await context[Calls].open(MAX_BUTTONS), "show")]


@feature.command("volunteer join")
async def choose_to_join(context: Context) -> Sequence[Effect]:
    """Choose a call to lend a hand to."""
    calls = await context[Calls].open(MAX_BUTTONS)
    return [_picker("call-list-join", [call for call in calls if call.caller != context.member.id], "join")]


@feature.command("volunteer leave")
async def choose_to_leave(context: Context) -> Sequence[Effect]:
    """Choose a place to give back."""
    mine = [call for call in await _mine(context) if call.sign_ups.standing_of(context.member.id) in ("in", "waiting")]
    return [_picker("call-list-leave", mine, "leave")]


@feature.command("volunteer cant")
async def choose_to_decline(context: Context) -> Sequence[Effect]:
    """Choose a call to say "not this time" to."""
    return [_picker("call-list-cant", await context[Calls].open(MAX_BUTTONS), "cant")]


@feature.command("volunteer done")
async def choose_to_finish(context: Context) -> Sequence[Effect]:
    """Choose one's own call that is done."""
    mine = [call for call in await _mine(context) if call.caller == context.member.id]
    return [_picker("call-list-done", mine, "done")]


@feature.button("show")
async def show_call(context: Context, call_id: str) -> Sequence[Effect]:
    """One call in private, with its buttons; the caller's own with all of it."""
    call = await _get(context, call_id)
    mine = call.caller == context.member.id and call.state == "open"
    return [Reply(views.own_call(call) if mine else views.call_card(call))]


@feature.button("join")
async def join(context: Context, call_id: str) -> Sequence[Effect]:
    """Lend a hand: a place if one is left, else a place in the queue."""
    call = await _get(context, call_id)
    joined = call.join(context.member.id, context.now)
    return await _answered(context, call, joined)


@feature.button("leave")
async def leave(context: Context, call_id: str) -> Sequence[Effect]:
    """Give a place back."""
    call = await _get(context, call_id)
    return await _answered(context, call, call.leave(context.member.id))


@feature.button("cant")
async def decline(context: Context, call_id: str) -> Sequence[Effect]:
    """Not this time."""
    call = await _get(context, call_id)
    return await _answered(context, call, call.decline(context.member.id, context.now))


@feature.button("done")
async def finish(context: Context, call_id: str) -> Sequence[Effect]:
    """It is done."""
    call = await _get(context, call_id)
    done = call.finish(context.member.id, organizer=context.person.actor.organizer)
    await context[Calls].save(done)
    return [Reply(views.finished(done)), _published(done)]


async def take_hand_down(context: Context, call_id: str) -> Sequence[Effect]:
    """✋ taken away: gives the place back, unless they have answered otherwise since."""
    call = await _get(context, call_id)
    if call.state != "open" or call.sign_ups.standing_of(context.member.id) not in ("in", "waiting"):
        return []
    return await _answered(context, call, call.leave(context.member.id))


async def take_no_back(context: Context, call_id: str) -> Sequence[Effect]:
    """🙅 taken away: as if they had not answered, unless they have answered otherwise since."""
    call = await _get(context, call_id)
    if call.state != "open" or call.sign_ups.standing_of(context.member.id) != "cant":
        return []
    return await _answered(context, call, call.reconsider(context.member.id))


feature.reaction("call", "✋", join, take_hand_down)
feature.reaction("call", "🙅", decline, take_no_back)
feature.reaction("call", "✅", finish)


@feature.home
async def corner(context: Context) -> Sequence[Block]:
    """My open calls and sign-ups."""
    return views.corner(await _mine(context))


async def _get(context: Context, call_id: str) -> Call:
    try:
        return await context[Calls].get(CallId(call_id))
    except LookupError:
        raise Refused(say("call-gone")) from None


async def _mine(context: Context) -> Sequence[Call]:
    return await context[Calls].of_member(context.member.id, MAX_BUTTONS)


def _picker(title: str, calls: Sequence[Call], action: str) -> Reply:
    return Reply(views.listed(say(title), calls, action))


async def _answered(context: Context, before: Call, after: Call) -> Sequence[Effect]:
    member = context.member.id
    waits = after.sign_ups.standing_of(member) == "waiting"
    reply = Reply(views.answered(after, member), pressing=waits)
    if after == before:
        return [reply]
    await context[Calls].save(after)
    return [reply, _published(after), *_told(context, before, after)]


def _told(context: Context, before: Call, after: Call) -> list[Effect]:
    """Who must hear of the change: the caller of a helper who came or went, and whoever moved up from the queue."""
    occasion = f"{after.id}:{context.now.isoformat()}"
    came, went = newly_in(before.sign_ups, after.sign_ups), newly_in(after.sign_ups, before.sign_ups)
    moved_up = [member for member in came if member != context.member.id]
    return [
        *(Notify(after.caller, views.somebody_joined(after, member), f"joined:{member}:{occasion}") for member in came),
        *(Notify(member, views.promoted(after), f"promoted:{occasion}") for member in moved_up),
        *(Notify(after.caller, views.somebody_left(after, member), f"left:{member}:{occasion}") for member in went),
    ]


def _published(call: Call) -> PublishCard:
    return PublishCard(call.subject, views.call_card(call), "volunteering")

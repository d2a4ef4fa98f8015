"""What people do with calls and offers, and what is done when their time comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.feature import Context, Feature, Handler, LookedAt, Offered, Option
from bot.features.volunteering import views
from bot.features.volunteering.model import (
    SETTLED,
    SHORT_NOTICE,
    SPANS,
    Call,
    CallId,
    Calls,
    Offer,
    OfferId,
    Offers,
    Role,
    Span,
    digest_day,
    fits,
    let_go,
    moved_up,
    offered_to,
    read_roles,
    teams_for,
    telling_words,
)
from bot.ports import Deed
from bot.timing import Reading, resolve
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import MAX_BUTTONS, Block, Card
from bot.vocabulary.effect import (
    Effect,
    Gave,
    Met,
    Notify,
    Plan,
    Planned,
    PostToThread,
    PublishCard,
    Reply,
    Thanked,
    Unite,
)
from bot.vocabulary.form import Choice, Deadline, Paragraph, ShortText, When, ask
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.people import MemberId
from bot.vocabulary.preference import Weight
from bot.vocabulary.refusal import Refused
from bot.vocabulary.roster import Standing
from bot.vocabulary.text import say, text

feature = Feature("volunteering")

PRIVATE_BELOW: Final = "---"
TITLE: Final = ShortText(80)
DETAILS: Final = Paragraph(1_200)
MOST_LOOKED_THROUGH: Final = 200
"""Calls that are looked through for a digest, an overlap or a match."""
MOST_MATCHES: Final = 3
NEEDED: Final[Weight] = "needed"
MINE: Final[Weight] = "mine"
NEWS: Final[Weight] = "news"
SUGGESTED: Final = 2
CORNERED: Final = 3
"""Open calls on a home page."""
OFFERS_LISTED: Final = 5

WHICH = Option(
    "which",
    say("option-which"),
    "choice",
    choices=(Choosable("open", say("call-which-open")), Choosable("mine", say("call-which-mine"))),
)
FOR = Option("for", say("option-for"), "member")


async def offered_calls(context: Context) -> Sequence[Offered]:
    """The open calls, to be picked by their titles."""
    return [Offered(call.id, text(call.title)) for call in await context[Calls].open(MOST_LOOKED_THROUGH)]


async def offered_own(context: Context) -> Sequence[Offered]:
    """The calls a person may change, to be picked by their titles."""
    return [Offered(call.id, text(call.title)) for call in await _managed(context)]


async def offered_places(context: Context) -> Sequence[Offered]:
    """The calls somebody has a place on, or waits for, to be picked by their titles."""
    return [Offered(call.id, text(call.title)) for call in await _mine(context)]


CALL = Option("call", say("option-call"), "pick", offers=offered_calls)
OWN_CALL = Option("call", say("option-call"), "pick", offers=offered_own)
PLACE = Option("call", say("option-call"), "pick", offers=offered_places)


@dataclass(frozen=True, slots=True)
class CallForm:
    """What is asked of somebody who needs a hand."""

    title: str = ask("call-ask-title", TITLE, hint=True)
    when: Reading | Deadline | None = ask("call-ask-when", When(once=True, deadline=True), required=False, hint=True)
    where: str | None = ask("call-ask-where", ShortText(120), required=False)
    places: tuple[Role, ...] = ask("call-ask-places", ShortText(120), hint=True, reads=read_roles)
    details: str | None = ask("call-ask-details", DETAILS, required=False, hint=True)


@dataclass(frozen=True, slots=True)
class OfferForm:
    """What is asked of somebody who holds out help."""

    what: str = ask("offer-ask-what", ShortText(80), hint=True)
    amount: str | None = ask("offer-ask-amount", ShortText(80), required=False, hint=True)
    where: str | None = ask("offer-ask-where", ShortText(120), required=False)
    words: str | None = ask("offer-ask-words", Paragraph(400), required=False)
    until: Span = ask("offer-ask-until", Choice(tuple(Choosable(span, say(f"offer-until-{span}")) for span in SPANS)))


# --- asking ---------------------------------------------------------------------------------------------------------


@feature.command("volunteer call")
async def ask_for_hands(context: Context) -> Sequence[Effect]:
    """Open the form of a call; before the first one, show where the person could lend a hand."""
    return await context.giving_first(run("volunteer", "call")) or [feature.opens("call", context)]


@feature.on_message("call")
async def ask_for_hands_of_message(context: Context, words: str) -> Sequence[Effect]:
    """Open the form of a call with what somebody wrote: its first line is the title, and all of it the details."""
    # Nothing is shown first here: no button could carry the words on to the form.
    answers = views.as_call(words, TITLE.max_length, DETAILS.max_length)
    return [feature.opens("call", context, answers=answers)]


async def show_preview(context: Context, form: CallForm) -> Card:
    """The call as it will look."""
    return views.preview(_call(context, form))


async def show_to_organizers(context: Context, form: CallForm) -> Card:
    """The call as everybody will see it: what is for helpers alone is not for organizers either."""
    return views.proposed(_call(context, form))


def _start(form: CallForm) -> datetime | None:
    reading = form.when.reading if isinstance(form.when, Deadline) else form.when
    return resolve(reading.start, reading.zone) if reading else None


@feature.form("call", CallForm, preview=show_preview, looked_at=LookedAt("volunteering", show_to_organizers, _start))
async def post_call(context: Context, form: CallForm) -> Sequence[Effect]:
    """Put the call where everybody sees it, and tell those whose offer fits."""
    call = _call(context, form)
    call.must_be_ahead(context.now)
    await context[Calls].save(call)
    posted = Reply(views.posted(call, rings=await _may_ring(context)))
    return [posted, _published(call), _planned(context, call), *await _fitting_offers(context, call)]


async def _may_ring(context: Context) -> bool:
    """Whether an organizer may ring the role that was chosen for calls in this chat."""
    chosen = await context.scope.communities.role(context.person.space.id, "ring")
    return context.person.actor.organizer and chosen is not None


@feature.button("ring", organizer=True)
async def ring(context: Context, call_id: str) -> Sequence[Effect]:
    """Ring the chosen role beneath the call, once in its life."""
    call = await _get(context, call_id)
    call.must_be_ahead(context.now)
    return [Reply(views.rung(call)), PostToThread(call.subject, views.hands_wanted(call), "ring", rings_role=True)]


def _call(context: Context, form: CallForm) -> Call:
    shown, _, private = f"\n{form.details or ''}".partition(f"\n{PRIVATE_BELOW}\n")
    reading = form.when.reading if isinstance(form.when, Deadline) else form.when
    return Call(
        CallId(context.new_id()),
        context.member.id,
        form.title,
        context.now,
        teams_for(form.places),
        reading.zone if reading else context.community.timezone,
        start=reading.start if reading else None,
        end=reading.end if reading else None,
        deadline=isinstance(form.when, Deadline),
        where=form.where or "",
        details=shown.strip(),
        private_details=private.strip(),
    )


# --- offering -------------------------------------------------------------------------------------------------------


@feature.command("volunteer offer")
async def hold_out_help(context: Context) -> Sequence[Effect]:
    """Open the form of an offer."""
    return [feature.opens("offer", context)]


async def preview_offer(context: Context, form: OfferForm) -> Card:
    """The offer as it will look."""
    return views.offer_preview(_offer(context, form))


@feature.form("offer", OfferForm, preview=preview_offer)
async def post_offer(context: Context, form: OfferForm) -> Sequence[Effect]:
    """Put the offer where everybody sees it, and tell those whose call it fits."""
    offer = _offer(context, form)
    return [Reply(views.offer_posted(offer)), *await _held_out(context, offer)]


def _offer(context: Context, form: OfferForm) -> Offer:
    return Offer(
        OfferId(context.new_id()),
        context.member.id,
        form.what,
        form.amount or "",
        form.where or "",
        form.words or "",
        context.now,
        context.now + SPANS[form.until],
    )


async def _held_out(context: Context, offer: Offer) -> list[Effect]:
    await context[Offers].save(offer)
    calls = [call for call in await context[Calls].open(MOST_LOOKED_THROUGH) if call.left and fits(offer, call)]
    matched = [effect for call in calls[:MOST_MATCHES] for effect in _told_of_each_other(offer, call)]
    expiry = Planned(offer.until, Action("volunteering.offer_over", (offer.id,)))
    return [_offer_published(offer), Plan(offer.subject, (expiry,)), *matched]


async def _fitting_offers(context: Context, call: Call) -> list[Effect]:
    offers = await context[Offers].open(context.now, MOST_LOOKED_THROUGH)
    fitting = [offer for offer in offers if fits(offer, call)][:MOST_MATCHES]
    return [effect for offer in fitting for effect in _told_of_each_other(offer, call)]


def _told_of_each_other(offer: Offer, call: Call) -> list[Effect]:
    key = f"fits:{offer.id}:{call.id}"
    return [
        Notify(call.caller, views.offer_fits(offer, call), key, call.ends_at),
        Notify(offer.member, views.call_fits(offer, call), key, call.ends_at, NEWS),
    ]


@feature.button("show_offer")
async def show_offer(context: Context, offer_id: str) -> Sequence[Effect]:
    """One offer in private; to the person who made it with the way to withdraw it."""
    offer = await _get_offer(context, offer_id)
    return [Reply(views.own_offer(offer) if offer.member == context.member.id else views.offer_card(offer))]


@feature.button("ask")
async def take_up_offer(context: Context, offer_id: str) -> Sequence[Effect]:
    """Tell whoever offers that one would like that."""
    offer, member = await _get_offer(context, offer_id), context.member.id
    offer.must_be_open()
    if offer.member == member:
        raise Refused(say("offer-own"))
    told = Notify(offer.member, views.offer_asked_for(offer, member), f"asked:{offer.id}:{member}")
    return [Reply(views.offer_said("offer-asked", offer)), told]


@feature.button("withdraw")
async def withdraw_offer(context: Context, offer_id: str) -> Sequence[Effect]:
    """Hold it out no more."""
    offer = await _get_offer(context, offer_id)
    offer.must_be_of(context.member.id)
    over = offer.over()
    await context[Offers].save(over)
    return [Reply(views.offer_said("offer-withdrawn", over)), _offer_published(over), Plan(over.subject)]


@feature.button("renew")
async def renew_offer(context: Context, offer_id: str) -> Sequence[Effect]:
    """Hold it out again, for as long as before."""
    renewed = (await _get_offer(context, offer_id)).renewed(context.member.id, context.now)
    return [Reply(views.offer_posted(renewed)), *await _held_out(context, renewed)]


@feature.due("offer_over")
async def let_offer_end(context: Context, offer_id: str) -> Sequence[Effect]:
    """Its time is over; one question whether to hold it out again."""
    offer = await context[Offers].get(OfferId(offer_id))
    if offer.state != "open" or offer.until > context.now:
        return []
    over = offer.over()
    await context[Offers].save(over)
    told = Notify(over.member, views.offer_ended(over), f"offer-over:{over.id}:{over.until.isoformat()}")
    return [_offer_published(over), told]


# --- answering ------------------------------------------------------------------------------------------------------


@feature.command("volunteer list", options=[WHICH])
async def list_calls(context: Context, which: str = "open") -> Sequence[Effect]:
    """The open calls and what people offer, or mine."""
    mine = which == "mine"
    calls = await _mine(context) if mine else await context[Calls].open(MAX_BUTTONS)
    whose = context.member.id if mine else None
    offers = await context[Offers].open(context.now, OFFERS_LISTED, member=whose)
    title = say("call-list-mine" if mine else "call-list-open")
    return [Reply(views.listed(title, calls, "show", offers, own=mine))]


@feature.command("volunteer join", options=[CALL, FOR])
async def choose_to_join(context: Context, call: str = "", **given: MemberId) -> Sequence[Effect]:
    """Choose a call to lend a hand to; an organizer may choose for somebody."""
    calls = await context[Calls].open(MAX_BUTTONS)
    member = _acting_for(context, given)
    if call:
        return await (join(context, call) if member == context.member.id else join_for(context, call, member))
    if member != context.member.id:
        return [Reply(views.listed_for(say("call-list-join-for"), calls, "join_for", member))]
    return [_picker("call-list-join", [call for call in calls if call.caller != member], "join")]


@feature.command("volunteer leave", options=[PLACE, FOR])
async def choose_to_leave(context: Context, call: str = "", **given: MemberId) -> Sequence[Effect]:
    """Choose a place to give back; an organizer may for somebody."""
    member = _acting_for(context, given)
    if call:
        return await (leave(context, call) if member == context.member.id else leave_for(context, call, member))
    theirs = await context[Calls].of_member(member, MAX_BUTTONS)
    calls = [call for call in theirs if call.standing_of(member) in ("in", "offered", "waiting")]
    if member != context.member.id:
        return [Reply(views.listed_for(say("call-list-leave-for"), calls, "leave_for", member))]
    return [_picker("call-list-leave", calls, "leave")]


def _acting_for(context: Context, given: dict[str, MemberId]) -> MemberId:
    member = given.get("for", context.member.id)
    if member != context.member.id and not context.person.actor.organizer:
        raise Refused(say("organizers-only"))
    return member


@feature.command("volunteer cant", options=[CALL])
async def choose_to_decline(context: Context, call: str = "") -> Sequence[Effect]:
    """Choose a call to say "not this time" to."""
    if call:
        return await decline(context, call)
    calls = await context[Calls].open(MAX_BUTTONS)
    return [_picker("call-list-cant", [call for call in calls if call.caller != context.member.id], "cant")]


@feature.button("show")
async def show_call(context: Context, call_id: str) -> Sequence[Effect]:
    """One call in private, with its buttons; to its caller and its helpers with all of it."""
    call = await _get(context, call_id)
    if call.going_on and call.caller == context.member.id:
        return [Reply(views.own_call(call))]
    return [Reply(views.helpers_call(call) if context.member.id in call.inside else views.call_card(call))]


@feature.button("join")
async def join(context: Context, call_id: str, role: str = "") -> Sequence[Effect]:
    """Lend a hand: a place if one is left, else a place in the queue; asks first where two would overlap."""
    call = await _get(context, call_id)
    at_that_time = await _overlapping(context, call)
    if at_that_time and call.standing_of(context.member.id) not in ("in", "waiting"):
        return [Reply(views.overlap(call, at_that_time, role), pressing=True)]
    return await join_anyway(context, call_id, role)


@feature.button("join_anyway")
async def join_anyway(context: Context, call_id: str, role: str = "") -> Sequence[Effect]:
    """Lend a hand, whatever else there is at that time."""
    call, member = await _get(context, call_id), context.member.id
    joined = call.join(member, context.now, _role_at(call, role))
    return [*await _answered(context, call, joined), *await _introduced_to_buddy(context, call, joined)]


def _role_at(call: Call, position: str) -> str | None:
    chosen = int(position) if position.isdecimal() else len(call.teams)
    return call.teams[chosen].name if chosen < len(call.teams) else None


async def _overlapping(context: Context, call: Call) -> list[Call]:
    mine = await context[Calls].of_member(context.member.id, MOST_LOOKED_THROUGH)
    return [other for other in mine if other.overlaps(call) and other.standing_of(context.member.id) == "in"]


async def _introduced_to_buddy(context: Context, before: Call, after: Call) -> list[Effect]:
    member, buddy = context.member.id, after.buddy
    came = member in after.inside and member not in before.inside
    if buddy is None or not came or buddy == member or await context[Calls].helped_before(member):
        return []
    return [Notify(buddy, views.newcomer_comes(after, member), f"newcomer:{after.id}:{member}", after.ends_at)]


@feature.button("leave")
async def leave(context: Context, call_id: str) -> Sequence[Effect]:
    """Give a place back."""
    call = await _get(context, call_id)
    return await _answered(context, call, call.leave(context.member.id, context.now))


@feature.button("maybe")
async def waver(context: Context, call_id: str) -> Sequence[Effect]:
    """It depends."""
    call = await _get(context, call_id)
    return await _answered(context, call, call.answer(context.member.id, "maybe", context.now))


@feature.button("cant")
async def decline(context: Context, call_id: str) -> Sequence[Effect]:
    """Not this time."""
    call = await _get(context, call_id)
    return await _answered(context, call, call.answer(context.member.id, "cant", context.now))


@feature.button("join_for", organizer=True)
async def join_for(context: Context, call_id: str, member_id: str) -> Sequence[Effect]:
    """An organizer signs somebody up, who is told at once and can give the place back."""
    call, member = await _get(context, call_id), MemberId(member_id)
    joined = call.join(member, context.now)
    await _audited(context, joined, "join", member)
    key = f"for-you:{joined.id}:{context.now.isoformat()}"
    told = Notify(member, views.signed_up_for_you(joined, member), key, weight=NEEDED)
    return [Reply(views.done_for(joined, member)), *await _changed(context, call, joined, acting=member), told]


@feature.button("leave_for", organizer=True)
async def leave_for(context: Context, call_id: str, member_id: str) -> Sequence[Effect]:
    """An organizer gives somebody's place back, who is told at once."""
    call, member = await _get(context, call_id), MemberId(member_id)
    left = call.leave(member, context.now)
    await _audited(context, left, "leave", member)
    told = Notify(member, views.said("call-left-for-you", left), f"left-for-you:{left.id}:{context.now.isoformat()}")
    return [Reply(views.said("call-left-for", left)), *await _changed(context, call, left, acting=member), told]


async def watch(context: Context, call_id: str) -> Sequence[Effect]:
    """👀: hears of changes."""
    before = await _get(context, call_id)
    return await _changed(context, before, before.watch(context.member.id))


async def stop_watching(context: Context, call_id: str) -> Sequence[Effect]:
    """👀 taken away."""
    before = await _get(context, call_id)
    return await _changed(context, before, before.unwatch(context.member.id))


def _taking_back(*standings: Standing) -> Handler:
    """A reaction taken away: withdraws its answer, unless they have answered otherwise since."""

    async def take_back(context: Context, call_id: str) -> Sequence[Effect]:
        call, member = await _get(context, call_id), context.member.id
        if not call.going_on or call.standing_of(member) not in standings:
            return []
        if call.team_of(member):
            return await _answered(context, call, call.leave(member, context.now))
        return await _answered(context, call, call.reconsider(member))

    return take_back


# --- changing and ending ----------------------------------------------------------------------------------------------


@feature.command("volunteer edit", options=[OWN_CALL])
async def choose_to_edit(context: Context, call: str = "") -> Sequence[Effect]:
    """Choose a call of one's own to change."""
    if call:
        return await open_edit(context, call)
    return [_picker("call-list-edit", await _managed(context), "edit")]


@feature.button("edit")
async def open_edit(context: Context, call_id: str) -> Sequence[Effect]:
    """Open the form, filled in with what it says."""
    call = await _get_managed(context, call_id)
    return [feature.opens("edit", context, call.id, answers=views.as_typed(call))]


async def preview_edit(context: Context, form: CallForm, call_id: str) -> Card:
    """What will change, and who will be told."""
    before = await _get_managed(context, call_id)
    return views.edit_preview(before, before.edited(_call(context, form), context.now))


@feature.form("edit", CallForm, preview=preview_edit)
async def edit_call(context: Context, form: CallForm, call_id: str) -> Sequence[Effect]:
    """Keep the changes, and tell everybody who answered; a moved date asks those with a place again."""
    before = await _get_managed(context, call_id)
    after = before.edited(_call(context, form), context.now)
    changes = after.changes(before)
    if not changes:
        return [Reply(views.said("call-unchanged", after))]
    await _audited(context, after, "edit")
    key = f"edited:{after.id}:{context.now.isoformat()}"
    told = [
        Notify(member, views.changed(before, after, member, changes), key, after.ends_at, weight="needed")
        for member in before.expecting
        if changes != ("private",) or member in before.inside
    ]
    effects = await _changed(context, before, after, asked_again="when" in changes)
    return [Reply(views.said("call-edited", after)), *effects, *told]


@feature.command("volunteer close", options=[OWN_CALL])
async def choose_to_close(context: Context, call: str = "") -> Sequence[Effect]:
    """Choose a call of one's own that has hands enough."""
    if call:
        return await close(context, call)
    calls = [call for call in await _managed(context) if call.state == "open"]
    return [_picker("call-list-close", calls, "close")]


@feature.button("close")
async def close(context: Context, call_id: str) -> Sequence[Effect]:
    """Enough hands: nobody else is asked; who waits is told."""
    before = await _get_managed(context, call_id)
    after = before.close()
    await _audited(context, after, "close")
    waiting = [member for team in before.teams for member in team.roster.waiting]
    told = [Notify(member, views.said("call-closed-waiting", after), f"closed:{after.id}") for member in waiting]
    return [Reply(views.said("call-closed-now", after)), *await _changed(context, before, after), *told]


@feature.command("volunteer done", options=[OWN_CALL])
async def choose_to_finish(context: Context, call: str = "") -> Sequence[Effect]:
    """Choose one's own call that is done."""
    if call:
        return await ask_who_came(context, call)
    return [_picker("call-list-done", await _managed(context), "done")]


@feature.button("done")
async def ask_who_came(context: Context, call_id: str, page: str = "0") -> Sequence[Effect]:
    """Who lent a hand? Where nobody had a place, it is done."""
    call = await _get_managed(context, call_id)
    if not call.inside:
        return await _finished(context, call)
    names = await context.scope.members.named(call.inside)
    return [Reply(views.attendance(call, names, int(page) if page.isdecimal() else 0))]


@feature.button("absent")
async def could_not_come(context: Context, call_id: str, member: str) -> Sequence[Effect]:
    """One of them could not come after all; nobody is told."""
    before = await _get_managed(context, call_id)
    after = before.could_not_come(MemberId(member), context.now) if member in before.inside else before
    if after != before:
        await context[Calls].save(after)
    if not after.inside:
        return await _finished(context, after)
    names = await context.scope.members.named(after.inside)
    return [Reply(views.attendance(after, names, 0), replaces=True), _published(after)]


@feature.button("came")
async def finish(context: Context, call_id: str) -> Sequence[Effect]:
    """It is done, and who has a place was there."""
    return await _finished(context, await _get_managed(context, call_id))


async def _finished(context: Context, before: Call) -> Sequence[Effect]:
    done = before.finish()
    await context[Calls].save(done)
    await _audited(context, done, "done")
    return [Reply(views.finished(done)), _published(done), Plan(done.subject), *_given(done)]


def _given(call: Call) -> list[Effect]:
    """Each helper gave the caller a hand, and all of them did something together."""
    gave = (Gave(helper, call.caller, call.subject, call.title) for helper in call.inside)
    return [*gave, Met((call.caller, *call.inside), call.subject)] if call.inside else []


@feature.command("volunteer cancel", options=[OWN_CALL])
async def choose_to_cancel(context: Context, call: str = "") -> Sequence[Effect]:
    """Choose a call of one's own to call off."""
    if call:
        return await ask_whether_to_cancel(context, call)
    return [_picker("call-list-cancel", await _managed(context), "cancel")]


@feature.button("cancel")
async def ask_whether_to_cancel(context: Context, call_id: str) -> Sequence[Effect]:
    """Ask once more before calling it off."""
    return [Reply(views.cancel_question(await _get_managed(context, call_id)))]


@feature.button("call_off")
async def call_off(context: Context, call_id: str) -> Sequence[Effect]:
    """Call it off, and tell everybody who answered."""
    before = await _get_managed(context, call_id)
    after = before.cancel()
    await _audited(context, after, "cancel")
    card, key = views.called_off(after), f"called-off:{after.id}"
    told = [Notify(member, card, key, weight="needed") for member in before.expecting]
    return [Reply(views.said("call-called-off", after)), *await _changed(context, before, after), *told]


@feature.button("thank")
async def thank(context: Context, call_id: str) -> Sequence[Effect]:
    """🙏 after it is done: to everybody who lent a hand, and from a helper to the caller too."""
    call, member = await _get(context, call_id), context.member.id
    if call.state != "done":
        return []
    receivers = [*call.inside, *([call.caller] if member in call.inside else [])]
    thanked = [Thanked(member, receiver, call.subject, call.title) for receiver in receivers if receiver != member]
    return [Reply(views.said("call-thanked", call)), *thanked]


@feature.button("welcome")
async def look_after_newcomers(context: Context, call_id: str) -> Sequence[Effect]:
    """Newcomers are welcome, and I look after them; pressed again, I do not."""
    before = await _get(context, call_id)
    member = context.member.id
    after = before.looked_after_by(None if before.buddy == member else member)
    if member != before.caller and member not in before.inside:
        raise Refused(say("call-buddy-inside"))
    message = "call-buddy-you" if after.buddy else "call-buddy-nobody"
    return [Reply(views.said(message, after)), *await _changed(context, before, after)]


@feature.button("take_over")
async def take_over(context: Context, call_id: str) -> Sequence[Effect]:
    """Take over the call of somebody who has left."""
    before, member = await _get(context, call_id), context.member.id
    if await context.scope.members.present(before.caller):
        raise Refused(say("call-caller-here"))
    if member not in before.inside and not context.person.actor.organizer:
        raise Refused(say("call-take-over-inside"))
    after = before.handed_to(member, context.now)
    await _audited(context, after, "take-over")
    told = [Notify(helper, views.new_caller(after), f"caller:{after.id}:{member}") for helper in after.inside]
    return [Reply(views.own_call(after)), *await _changed(context, before, after), *told]


feature.reaction("call", "✋", join, _taking_back("in", "offered", "waiting"))
feature.reaction("call", "🤔", waver, _taking_back("maybe"))
feature.reaction("call", "🙅", decline, _taking_back("cant"))
feature.reaction("call", "👀", watch, stop_watching)
feature.reaction("call", "✅", finish)
feature.reaction("call", "🙏", thank)


# --- when their time comes ------------------------------------------------------------------------------------------


@feature.due("lapse")
async def pass_places_on(context: Context, call_id: str) -> Sequence[Effect]:
    """A place was kept long enough: it goes on to whoever is next."""
    before = await context[Calls].get(CallId(call_id))
    return await _changed(context, before, before.lapsed(context.now)) if before.going_on else []


@feature.due("show_around")
async def show_places_around(context: Context, call_id: str) -> Sequence[Effect]:
    """A day before, places are left: one message for all such calls, however many they are."""
    call = await context[Calls].get(CallId(call_id))
    return await _digest(context, call) if call.shown_around(context.now) else []


async def _digest(context: Context, call: Call, *, standing: bool = False) -> list[Effect]:
    calls = [each for each in await context[Calls].open(MOST_LOOKED_THROUGH) if each.shown_around(context.now)]
    days = (context.now, context.now - timedelta(days=1)) if standing else (context.now,)
    card = views.open_places(calls[:MAX_BUTTONS])
    return [PublishCard(digest_day(call, day), card, "volunteering", standing=standing) for day in days]


@feature.due("over")
async def ask_how_it_went(context: Context, call_id: str) -> Sequence[Effect]:
    """Its time has gone by: the caller is asked who came; where nobody had a place, it is over."""
    call = await context[Calls].get(CallId(call_id))
    if not call.going_on:
        return []
    key = f"over:{call.id}:{call.ends_at.isoformat()}"
    if call.inside:
        return [Notify(call.caller, views.how_it_went(call), key)]
    over = call.over()
    await context[Calls].save(over)
    return [_published(over), Notify(over.caller, views.nobody_this_time(over), key)]


@feature.due("settle")
async def take_it_as_done(context: Context, call_id: str) -> Sequence[Effect]:
    """Two days later it is taken to have happened, as it was arranged."""
    call = await context[Calls].get(CallId(call_id))
    if not call.going_on:
        return []
    settled = call.finish() if call.inside else call.over()
    await context[Calls].save(settled)
    return [_published(settled), *(_given(settled) if settled.state == "done" else [])]


@feature.left
async def hand_over(context: Context) -> Sequence[Effect]:
    """Somebody has left for good: their places go on, and their calls look for somebody to take them over."""
    member = context.member.id
    if await context.scope.members.present(member):
        return []
    effects: list[Effect] = []
    for call in await context[Calls].of_member(member, MOST_LOOKED_THROUGH):
        if call.caller == member:
            question = views.caller_left(call)
            effects.append(PostToThread(call.subject, question, f"caller-left:{call.id}:{member}", call.inside))
        else:
            effects += await _changed(context, call, call.leave(member, context.now))
    return effects


@feature.forgotten
async def part(context: Context) -> Sequence[Effect]:
    """Somebody has everything of theirs erased: their places go on, and their calls are called off."""
    member = context.member.id
    effects: list[Effect] = []
    for call in await context[Calls].of_member(member, MOST_LOOKED_THROUGH):
        if call.caller == member:
            effects += await _called_off_for_good(context, call)
        else:
            effects += await _changed(context, call, call.leave(member, context.now).unwatch(member))
    for call in await context[Calls].open(MOST_LOOKED_THROUGH):
        if call.caller != member:
            effects += await _changed(context, call, call.reconsider(member).unwatch(member))
    for offer in await context[Offers].open(context.now, MOST_LOOKED_THROUGH, member=member):
        await context[Offers].save(offer.over())
        effects.append(Plan(offer.subject))
    return effects


async def _called_off_for_good(context: Context, before: Call) -> list[Effect]:
    after = before.cancel()
    await context[Calls].save(after)
    card, key = views.caller_erased(after), f"called-off:{after.id}"
    told = [Notify(member, card, key, weight=NEEDED) for member in before.expecting]
    digest = await _digest(context, after, standing=True) if before.shown_around(context.now) else []
    return [Plan(after.subject), *told, *digest]


@feature.united
async def unite(context: Context, unite: Unite) -> Sequence[Effect]:
    """Two members are one person: they have one place at most, and who waits for the other hears of it."""
    effects: list[Effect] = []
    answered = await context[Calls].answered_by(unite.other)
    for before in answered:
        after = before.united(unite.member, unite.other, context.now).with_buddy_there()
        await context[Calls].save(after)
        told = [*_told_of_places(context, before, after, unite.member)] if before.going_on else []
        effects += [_published(after), *told, *([_planned(context, after)] if before.going_on else [])]
    return effects


@feature.at_stake
async def at_stake(context: Context) -> Sequence[Block]:
    """My calls, which would be called off."""
    theirs = await context[Calls].of_member(context.member.id, MOST_LOOKED_THROUGH)
    return views.at_stake([call for call in theirs if call.caller == context.member.id])


@feature.home
async def corner(context: Context) -> Sequence[Block]:
    """My open calls, sign-ups and offers."""
    offers = await context[Offers].open(context.now, OFFERS_LISTED, member=context.member.id)
    return views.corner(await _mine(context), offers)


@feature.newcomer
async def welcome_to_help(context: Context) -> Sequence[Block]:
    """The next call where somebody looks after newcomers."""
    calls = [call for call in await context[Calls].open(MOST_LOOKED_THROUGH) if call.buddy and call.left]
    return views.newcomers_welcome(calls[0]) if calls else ()


@feature.giving
async def lend_a_hand_first(context: Context) -> Sequence[Block]:
    """Up to two calls that fit, before somebody asks for the first time in their life."""
    member = context.member.id
    if not await context[Calls].asks_first(member, context.now):
        return ()
    calls = await context[Calls].open(MOST_LOOKED_THROUGH)
    open_to_them = [
        c for c in calls if c.state == "open" and c.left and c.caller != member and not c.standing_of(member)
    ]
    if not open_to_them:
        return ()
    await context[Calls].asked_first(member, context.now)
    mine = await context.scope.neighbours.of(member, member)
    skills = telling_words(" ".join((*(tag.shown for tag in mine.tags), mine.words))) if mine else frozenset()
    fitting = sorted(open_to_them, key=lambda call: not skills & call.about)  # else soonest first, as they came
    return views.lend_a_hand_first(fitting[:SUGGESTED])


# --- what all of them share -----------------------------------------------------------------------------------------


@feature.home
async def open_corner(context: Context) -> Sequence[Block]:
    """Where a hand is welcome that the member has not answered to."""
    member = context.member.id
    calls = await context[Calls].open(MAX_BUTTONS)
    free = [call for call in calls if call.left and member != call.caller and member not in call.inside]
    return views.open_corner(free[:CORNERED])


async def _get(context: Context, call_id: str) -> Call:
    try:
        return await context[Calls].get(CallId(call_id))
    except LookupError:
        raise Refused(say("call-gone")) from None


async def _get_offer(context: Context, offer_id: str) -> Offer:
    try:
        return await context[Offers].get(OfferId(offer_id))
    except LookupError:
        raise Refused(say("offer-gone")) from None


async def _get_managed(context: Context, call_id: str) -> Call:
    call = await _get(context, call_id)
    call.must_be_managed_by(context.member.id, organizer=context.person.actor.organizer)
    return call


async def _mine(context: Context) -> Sequence[Call]:
    return await context[Calls].of_member(context.member.id, MAX_BUTTONS)


async def _managed(context: Context) -> Sequence[Call]:
    if context.person.actor.organizer:
        return await context[Calls].open(MAX_BUTTONS)
    return [call for call in await _mine(context) if call.caller == context.member.id]


def _picker(title: str, calls: Sequence[Call], action: str) -> Reply:
    return Reply(views.listed(say(title), calls, action))


async def _audited(context: Context, call: Call, what: str, member: MemberId | None = None) -> None:
    """What an organizer does for somebody, or with somebody else's call, is kept for all organizers to read."""
    by = context.member.id
    if member is not None or by != call.caller:
        await context.scope.audit.note(Deed(context.now, by, f"call-{what}", call.subject, member))


async def _answered(context: Context, before: Call, after: Call) -> Sequence[Effect]:
    member = context.member.id
    surprising = after.standing_of(member) == "waiting" or bool(member in after.inside and after.private_details)
    guided = after.buddy if not await context[Calls].helped_before(member) else None
    reply = Reply(views.answered(after, member, guided), pressing=surprising or len(after.teams) > 1)
    return [reply, *await _changed(context, before, after)]


async def _changed(
    context: Context, before: Call, after: Call, *, acting: MemberId | None = None, asked_again: bool = False
) -> list[Effect]:
    """Keep a change, show it, tell whom it concerns, and plan anew."""
    after = after.with_buddy_there()
    if after == before:
        return []
    await context[Calls].save(after)
    who = acting or (context.who.member.id if context.who else None)
    told = [] if asked_again else _told(context, before, after, who)
    planned = _planned(context, after)
    plans = [planned] if planned != _planned(context, before) else []
    shown = before.shown_around(context.now) and before.left != after.left
    digest = await _digest(context, after, standing=True) if shown else []
    return [_published(after), *told, *plans, *digest]


def _told(context: Context, before: Call, after: Call, acting: MemberId | None) -> list[Effect]:
    """Who must hear of answers: the caller of a helper who came or went, and whoever is next in the queue."""
    occasion = f"{after.id}:{context.now.isoformat()}"
    came = [member for member in after.inside if member not in before.inside]
    went = [member for member in before.inside if member not in after.inside and member != after.caller]
    late = after.short_notice(context.now)
    gone, urgency = (views.somebody_left_late, NEEDED) if late else (views.somebody_left, MINE)
    return [
        *(Notify(after.caller, views.somebody_joined(after, member), f"joined:{member}:{occasion}") for member in came),
        *(Notify(after.caller, gone(after, member), f"left:{member}:{occasion}", weight=urgency) for member in went),
        *_told_of_places(context, before, after, acting),
    ]


def _told_of_places(context: Context, before: Call, after: Call, acting: MemberId | None) -> list[Effect]:
    """Who has moved up, for whom a place is kept, and for whom it is kept no more."""
    occasion = f"{after.id}:{context.now.isoformat()}"
    return [
        *(
            Notify(member, views.promoted(after, member), f"promoted:{occasion}", after.ends_at, weight="needed")
            for member in moved_up(before, after, acting)
        ),
        *(
            Notify(member, views.place_kept(after, member), f"kept:{occasion}", after.ends_at, weight="needed")
            for member in offered_to(before, after)
        ),
        *(
            Notify(member, views.said("call-passed-on", after), f"passed-on:{occasion}", after.ends_at)
            for member in let_go(before, after)
            if member != acting
        ),
    ]


def _planned(context: Context, call: Call) -> Plan:
    """All that is to be done about a call later: places that are kept, the day before, the end, and its settling."""
    if not call.going_on:
        return Plan(call.subject)
    kept = sorted({entry.until for team in call.teams for entry in team.roster.entries if entry.until})
    lapses = (Planned(until, _due("lapse", call)) for until in kept)
    around = call.starts_at - SHORT_NOTICE if call.starts_at else None
    shown = (Planned(around, _due("show_around", call), call.starts_at),) if around and around > context.now else ()
    ends = (
        Planned(call.ends_at, _due("over", call)),
        Planned(call.ends_at + SETTLED, _due("settle", call)),
    )
    return Plan(call.subject, (*lapses, *shown, *ends))


def _due(name: str, call: Call) -> Action:
    return Action(f"volunteering.{name}", (call.id,))


def _published(call: Call) -> PublishCard:
    return PublishCard(call.subject, views.call_card(call), "volunteering", standing=not call.going_on)


def _offer_published(offer: Offer) -> PublishCard:
    return PublishCard(offer.subject, views.offer_card(offer), "volunteering", standing=offer.state != "open")

"""Drafts: what happens between a form being sent and being posted, the same for every form.

A form that cannot be read opens again with its problems; one that can be read is previewed in private, with buttons to
post, fix or cancel. What was typed is kept for seven days after it was last sent.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.feature import Context, Features, FormHandler, LookedAt, allow
from bot.ports import Draft
from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card, Note, Paragraph
from bot.vocabulary.effect import Effect, Filled, OpenForm, Posted, Proposed, Reopen, Reply
from bot.vocabulary.form import Circumstances, FormView, Misfilled, read
from bot.vocabulary.refusal import Refused
from bot.vocabulary.request import ButtonPress, FormSubmission, Gesture
from bot.vocabulary.text import say, text

KEPT: Final = timedelta(days=7)

POST: Final = "draft.post"
FIX: Final = "draft.fix"
CANCEL: Final = "draft.cancel"
ACTIONS: Final = (POST, FIX, CANCEL)


async def keep(context: Context, submission: FormSubmission) -> None:
    """Keep what was filled in, whatever becomes of it; refused when it was posted already."""
    if not await context.scope.drafts.save(_draft(context, submission)):
        raise Refused(say("draft-gone"))


async def submitted(features: Features, context: Context, submission: FormSubmission) -> Sequence[Effect]:
    """Ask again, preview or post; what was closed before it was sent waits."""
    handler = features.forms[submission.action.name]
    draft = _draft(context, submission)
    if not submission.sent:
        return [Reply(_set_aside(draft))]
    try:
        filled_in = read(handler.form, draft.answers, context.circumstances)
    except Misfilled as misfilled:
        return [OpenForm(replace(_reopened(handler, draft), problems=misfilled.problems))]
    if handler.preview is None:
        return await _posted(handler, context, draft, filled_in)
    return [Reply(_with_choices(await handler.preview(context, filled_in, *draft.arguments), draft))]


async def pressed(features: Features, context: Context, action: Action) -> Sequence[Effect]:
    """Post, fix or cancel a draft by the button under its preview."""
    draft = await context.scope.drafts.get("".join(action.arguments), context.member.id)
    handler = features.forms.get(draft.form) if draft else None
    if draft is None or handler is None:
        raise Refused(say("draft-gone"))
    allow(handler, context)
    if action.name == POST:
        return await _post(handler, context, draft)
    if action.name == FIX:
        return [OpenForm(_reopened(handler, draft))]
    return [Reply(_set_aside(draft), replaces=True)]


async def way_back(context: Context, gesture: Gesture) -> Buttons | None:
    """Under a refusal of what was filled in: the way back to it, if it is still there."""
    match gesture:
        case FormSubmission(draft=draft):
            pass
        case ButtonPress(action=Action(name, (draft,))) if name == POST:
            pass
        case _:
            return None
    kept = await context.scope.drafts.get(draft, context.member.id)
    return Buttons((Button(say("draft-fix"), Action(FIX, (draft,)), "primary"),)) if kept else None


def _draft(context: Context, submission: FormSubmission) -> Draft:
    return Draft(
        submission.draft,
        context.member.id,
        submission.action.name,
        submission.action.arguments,
        submission.answers,
        context.now,
        context.now + KEPT,
    )


async def _post(handler: FormHandler, context: Context, draft: Draft) -> Sequence[Effect]:
    # "Tomorrow" means the day after it was typed, however late the button is pressed.
    circumstances = Circumstances(draft.written_at, context.community.timezone, context.language)
    try:
        filled_in = read(handler.form, draft.answers, circumstances)
    except Misfilled as misfilled:
        return [OpenForm(replace(_reopened(handler, draft), problems=misfilled.problems))]
    return await _posted(handler, context, draft, filled_in)


async def _posted(handler: FormHandler, context: Context, draft: Draft, filled_in: object) -> Sequence[Effect]:
    if handler.looked_at and _waits(handler.looked_at, context):
        await context.scope.drafts.close(draft.id)
        return [await _proposed(handler.looked_at, context, draft, filled_in)]
    effects = [*await handler.handle(context, filled_in, *draft.arguments)]
    await context.scope.drafts.close(draft.id)
    if handler.looked_at:
        effects.append(Posted(draft.id))
    return [replace(effect, replaces=True) if isinstance(effect, Reply) else effect for effect in effects]


def _waits(looked_at: LookedAt, context: Context) -> bool:
    """Whether an organizer is to look at it first; nobody looks at an organizer's own."""
    return looked_at.topic in context.community.looks_at and not context.person.actor.organizer


async def _proposed(looked_at: LookedAt, context: Context, draft: Draft, filled_in: object) -> Proposed:
    light = (draft.written_at, context.community.timezone, context.language)
    filled = Filled(draft.form, draft.arguments, draft.answers, *light)
    card = await looked_at.shown(context, filled_in, *draft.arguments)
    return Proposed(draft.id, filled, looked_at.topic, card, looked_at.until(filled_in))


def reopened(features: Features, effect: Reopen) -> OpenForm:
    """What was filled in, in another draft; refused where that form is not there any more."""
    handler = features.forms.get(effect.filled.action)
    if handler is None:
        raise Refused(say("button-unknown"))
    return OpenForm(handler.opened(effect.draft, effect.filled.arguments, effect.filled.answers))


async def enacted(features: Features, context: Context, filled: Filled) -> Sequence[Effect]:
    """What posting it does, for whoever filled it in; what only its writer would read at once is left out."""
    handler = features.forms.get(filled.action)
    if handler is None:
        raise Refused(say("button-unknown"))
    # "Tomorrow" means the day after it was typed, however late somebody says yes, and by the clocks of then.
    circumstances = Circumstances(filled.written_at, filled.zone, filled.language)
    try:
        filled_in = read(handler.form, filled.answers, circumstances)
    except Misfilled as misfilled:
        raise Refused(*next(iter(misfilled.problems.values()))) from misfilled
    effects = await handler.handle(context, filled_in, *filled.arguments)
    return [effect for effect in effects if not isinstance(effect, Reply | OpenForm)]


def _reopened(handler: FormHandler, draft: Draft) -> FormView:
    return handler.opened(draft.id, draft.arguments, draft.answers)


def _with_choices(preview: Card, draft: Draft) -> Card:
    choices = Buttons(
        (
            Button(say("draft-post"), Action(POST, (draft.id,)), "primary"),
            Button(say("draft-fix"), Action(FIX, (draft.id,))),
            Button(say("draft-cancel"), Action(CANCEL, (draft.id,))),
        )
    )
    return replace(preview, blocks=(*preview.blocks, Note(text(say("draft-preview-note"))), choices))


def _set_aside(draft: Draft) -> Card:
    again = Button(say("draft-again"), Action(FIX, (draft.id,)))
    return Card(text(say("draft-cancelled-title")), (Paragraph(text(say("draft-cancelled"))), Buttons((again,))))

"""Removals: cards that were taken away twice, and the button that brings one back."""

from collections.abc import Sequence
from typing import Final

from bot.feature import Context
from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card, Fact, Facts, Paragraph
from bot.vocabulary.effect import Effect, Reply
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import Text, say, text

PUT_BACK: Final = "card.back"


def stays_away(title: Text, subject: Subject) -> Card:
    """To the organizers: a card was taken away again, and does not come back by itself."""
    button = Button(say("removed-put-back"), Action(PUT_BACK, (subject.kind, subject.id)))
    about = Facts((Fact(say("notice-about"), title),))
    return Card(text(say("removed-title")), (Paragraph(text(say("removed"))), about, Buttons((button,))))


async def put_back(context: Context, action: Action) -> Sequence[Effect]:
    """An organizer brings the card back, into the channel where such cards belong."""
    if not context.person.actor.organizer:
        raise Refused(say("organizers-only"))
    if len(action.arguments) != 2:
        raise Refused(say("button-unknown"))
    came = await context.scope.removals.put_back(context.person.space.id, Subject(*action.arguments), context.now)
    words = say("removed-back") if came else say("removed-not-back")
    title = say("removed-back-title") if came else say("removed-not-back-title")
    return [Reply(Card(text(title), (Paragraph(text(words)),)))]

"""Letters: direct messages to people who take none, read in private by a button beneath a card."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.feature import Context
from bot.vocabulary.action import Action
from bot.vocabulary.card import MAX_BLOCKS, Button, Buttons, Card, Paragraph
from bot.vocabulary.effect import Effect, Reply
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import Mention, say, text

READ: Final = "letter.read"


def waits(member: MemberId) -> Card:
    """Where everybody reads it: that a message waits for somebody, and nothing of what it says."""
    sentence = Paragraph(text(say("letter-waits", member=Mention(member))))
    return Card(text(say("letter-waits-title")), (sentence, Buttons((Button(say("letter-read"), Action(READ)),))))


async def read(context: Context, action: Action) -> Sequence[Effect]:
    """To whoever pressed: the latest of their own letters, and the way to those before it."""
    waiting = await context.scope.letters.waiting(context.member.id, context.now)
    place = int(action.arguments[0]) if action.arguments and action.arguments[0].isdecimal() else 0
    if place >= len(waiting):
        nothing = Paragraph(text(say("letter-nothing")))
        return [Reply(Card(text(say("letter-nothing-title")), (nothing,)))]
    letter = waiting[place]
    card, earlier = letter.card, len(waiting) - place - 1
    if earlier and len(card.blocks) < MAX_BLOCKS:
        door = Button(say("letter-earlier", letters=earlier), Action(READ, (str(place + 1),)))
        card = replace(card, blocks=(*card.blocks, Buttons((door,))))
    return [Reply(card, file=letter.file)]

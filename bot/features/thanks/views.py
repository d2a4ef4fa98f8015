"""What is shown of thanks, and to somebody of what they gave."""

from collections.abc import Sequence

from bot.features.thanks.model import Gift, Habit, Thanks
from bot.timing import wall_time
from bot.vocabulary.action import Action
from bot.vocabulary.card import Block, Button, Buttons, Card, Note, Paragraph
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import Mention, WallTime, say, text


def thanked(thanks: Thanks) -> Card:
    """To whoever is thanked."""
    sentence = Paragraph(text(say("thanks-to-you", by=Mention(thanks.by))))
    words = (Paragraph(text(thanks.words)),) if thanks.words else ()
    return Card(text(say("thanks-to-you-title")), (sentence, *words))


def thanked_for(thanks: Thanks, title: str) -> Card:
    """To somebody who lent a hand: thanks for that."""
    sentence = say("thanks-to-you-for", by=Mention(thanks.by), title=title)
    return Card(text(say("thanks-to-you-title")), (Paragraph(text(sentence)),))


def passed_on(to: MemberId) -> Card:
    """To whoever says thank you."""
    return Card(text(say("thanks-passed-on-title")), (Paragraph(text(say("thanks-passed-on", to=Mention(to)))),))


def given(gifts: Sequence[Gift], zone: str, *, shown: bool, more: bool = False) -> Card:
    """To the giver alone: the hands they lent, and whether a line about it stands beneath their introduction."""
    title = text(say("gifts-title"))
    if not gifts:
        return Card(title, (Paragraph(text(say("gifts-none"))), Note(text(say("gifts-note")))))
    lines = tuple(Paragraph(_line(gift, zone)) for gift in gifts)
    earlier = (Note(text(say("gifts-earlier"))),) if more else ()
    choice = "hide" if shown else "show"
    door = Buttons((Button(say(f"gifts-button-{choice}"), Action(f"thanks.{choice}")),))
    return Card(title, (*lines, *earlier, Note(text(say("gifts-note"))), Note(text(say(f"gifts-are-{choice}"))), door))


def chosen(*, shown: bool) -> Card:
    """To the giver: the choice is kept."""
    message = "gifts-shown" if shown else "gifts-hidden"
    return Card(text(say(f"{message}-title")), (Paragraph(text(say(message))),))


def portrait(habit: Habit) -> tuple[Block, ...]:
    """Beneath the introduction of somebody who chose it: a line without a number."""
    return (Note(text(say(f"gifts-habit-{habit}"))),)


def _line(gift: Gift, zone: str) -> tuple:
    day = WallTime(wall_time(gift.at, zone), zone)
    if not gift.title:
        return text(say("gifts-line-nameless"), " — ", day)
    return text(say("gifts-line", title=gift.title, receiver=Mention(gift.receiver)), " — ", day)

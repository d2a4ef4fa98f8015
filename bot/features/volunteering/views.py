"""What is shown of calls."""

from collections.abc import Sequence

from bot.features.volunteering.model import Call
from bot.vocabulary.action import Action
from bot.vocabulary.card import Block, Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.people import MemberId
from bot.vocabulary.roster import names, places_taken
from bot.vocabulary.text import Mention, Say, Text, WallTime, located, say, text


def button(name: str, call: Call, label: Say | None = None) -> Button:
    """A button that acts on a call."""
    return Button(
        label or say(f"call-button-{name}"),
        Action(f"volunteering.{name}", (call.id,)),
        "primary" if name == "join" else "plain",
    )


def call_card(call: Call) -> Card:
    """The call as everybody sees it."""
    return Card(text(call.title), (*_described(call), *_roster(call), *_doors(call)), _state(call))


def own_call(call: Call) -> Card:
    """The call as its caller sees it: with what only helpers read, and the way to say that it is done."""
    doors = Buttons((button("done", call),))
    return Card(text(call.title), (*_described(call), *_private(call), *_roster(call), doors), _state(call))


def preview(call: Call) -> Card:
    """The call as it will look, before it is posted."""
    return Card(text(call.title), (*_described(call), *_private(call)), say("call-state-preview"))


def as_call(words: str, title: int, details: int) -> dict[str, str]:
    """What somebody wrote, as a call's answers of at most so many characters: its first line names it."""
    whole = words.strip()
    named = whole.split("\n", 1)[0].strip()
    shortened = _first(named, title)
    return {"title": shortened, "details": "" if shortened == whole else _first(whole, details)}


def _first(words: str, limit: int) -> str:
    return words if len(words) <= limit else f"{words[: limit - 1].rstrip()}…"


def posted(call: Call) -> Card:
    """To the caller: it is out."""
    return Card(
        text(say("call-posted-title")),
        (Paragraph(text(say("call-posted", title=call.title))), Buttons((button("done", call),))),
    )


def answered(call: Call, member: MemberId) -> Card:
    """To somebody who answered: where they stand now."""
    standing = call.sign_ups.standing_of(member)
    if standing == "waiting":
        place = call.sign_ups.waiting.index(member) + 1
        return _titled("call-waiting", call, Paragraph(text(say("call-waiting", title=call.title, place=place))))
    if standing == "cant":
        return _titled("call-cant", call, Paragraph(text(say("call-cant", title=call.title))))
    if standing == "in":
        return _titled("call-in", call, Paragraph(text(say("call-in", title=call.title))), *_private(call))
    return _titled("call-left", call, Paragraph(text(say("call-left", title=call.title))))


def promoted(call: Call) -> Card:
    """To somebody from the queue: a place came free and it is yours."""
    blocks = (Paragraph(text(say("call-promoted", title=call.title))), *_when(call), *_private(call))
    return Card(text(say("call-promoted-title")), (*blocks, Buttons((button("leave", call),))))


def somebody_joined(call: Call, helper: MemberId) -> Card:
    """To the caller: somebody lends a hand."""
    sentence = say("call-somebody-joined", helper=Mention(helper), title=call.title)
    return Card(text(say("call-somebody-joined-title")), (Paragraph(text(sentence)), _places(call)))


def somebody_left(call: Call, helper: MemberId) -> Card:
    """To the caller: somebody had to give their place back."""
    sentence = say("call-somebody-left", helper=Mention(helper), title=call.title)
    return Card(text(say("call-somebody-left-title")), (Paragraph(text(sentence)), _places(call)))


def finished(call: Call) -> Card:
    """To the caller: it is done, and the helpers are thanked on the card."""
    return Card(text(say("call-finished-title")), (Paragraph(text(say("call-finished", title=call.title))),))


def listed(title: Say, calls: Sequence[Call], action: str) -> Card:
    """Calls to choose from, each with one button."""
    if not calls:
        empty = (Paragraph(text(say("call-list-empty"))), Note(text(say("call-list-empty-hint"))))
        return Card(text(title), empty)
    lines = tuple(Paragraph(_line(call)) for call in calls)
    buttons = tuple(button(action, call, say(f"call-pick-{action}", title=call.title)) for call in calls)
    return Card(text(title), (*lines, Buttons(buttons)))


def corner(calls: Sequence[Call]) -> tuple[Block, ...]:
    """What a home page says of a member's calls."""
    if not calls:
        return ()
    return (Paragraph(text(say("call-corner"))), *(Paragraph(_line(call)) for call in calls))


def _titled(message: str, call: Call, *blocks: Block) -> Card:
    doors = (Buttons((button("leave", call),)),) if message in ("call-in", "call-waiting") else ()
    return Card(text(say(f"{message}-title")), (*blocks, *doors))


def _line(call: Call) -> Text:
    when: Text = (WallTime(call.start, call.zone, call.end),) if call.start else (say("call-any-time"),)
    return text(say("call-line", title=call.title, left=call.sign_ups.left or 0), " — ", *when)


def _state(call: Call) -> Say:
    if call.state != "open":
        return say(f"call-state-{call.state}")
    return say("call-state-full") if call.sign_ups.full else say("call-state-open")


def _described(call: Call) -> tuple[Block, ...]:
    details = (Paragraph(text(call.details)),) if call.details else ()
    facts = (*_when_fact(call), *_where(call), _places_fact(call), Fact(say("call-caller"), text(Mention(call.caller))))
    return (*details, Facts(facts))


def _when(call: Call) -> tuple[Block, ...]:
    facts = (*_when_fact(call), *_where(call))
    return (Facts(facts),) if facts else ()


def _when_fact(call: Call) -> tuple[Fact, ...]:
    if call.start is None:
        return (Fact(say("call-when"), text(say("call-any-time"))),)
    return (Fact(say("call-when"), text(WallTime(call.start, call.zone, call.end))),)


def _where(call: Call) -> tuple[Fact, ...]:
    return (Fact(say("call-where"), text(located(call.where))),) if call.where else ()


def _places_fact(call: Call) -> Fact:
    return Fact(say("call-places"), text(places_taken(call.sign_ups)))


def _places(call: Call) -> Block:
    return Facts((_places_fact(call),))


def _private(call: Call) -> tuple[Block, ...]:
    if not call.private_details:
        return ()
    return (Paragraph(text(call.private_details)), Note(text(say("call-private-note"))))


def _roster(call: Call) -> tuple[Block, ...]:
    facts = [
        Fact(say(f"call-roster-{standing}"), names(members))
        for standing, members in (("in", call.sign_ups.inside), ("waiting", call.sign_ups.waiting))
        if members
    ]
    return (Facts(tuple(facts)),) if facts else ()


def _doors(call: Call) -> tuple[Block, ...]:
    if call.state == "done":
        return (Note(text(say("call-done-note"))),)
    if call.state != "open":
        return ()
    doors = Buttons((button("join", call), button("cant", call), button("leave", call)))
    return (doors, Note(text(say("call-how-full" if call.sign_ups.full else "call-how"))))

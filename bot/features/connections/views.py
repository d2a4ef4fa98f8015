"""What is shown of connections."""

from collections.abc import Sequence
from datetime import datetime

from bot.features.connections.model import ANSWERS, Connection, Mingling, Pair, Proposal
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import Block, Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.people import MemberId
from bot.vocabulary.profile import Profile, Reasons
from bot.vocabulary.text import Mention, Moment, joined, say, text


def a_year_on(connection: Connection, reader: MemberId) -> Card:
    """A year after two people's first shared act, to one of them."""
    other = connection.pair.other(reader)
    since = Moment(connection.met_at, "date")
    return Card(
        text(say("year-title", name=Mention(other))),
        (
            Paragraph(text(say("year", name=Mention(other), since=since))),
            Buttons(
                (
                    Button(say("year-button-together"), run("pitch", "new", **{"with": other}), "primary"),
                    Button(say("year-button-thanks"), run("thanks", member=other)),
                    Button(say("year-button-never"), Action("connections.apart", connection.pair.members)),
                )
            ),
            Note(text(say("year-note"))),
        ),
    )


def kept_apart(pair: Pair, reader: MemberId) -> Card:
    """To somebody who does not wish to be brought together with another: it is so, and nobody is told."""
    other = Mention(pair.other(reader))
    return Card(text(say("apart-title")), (Paragraph(text(say("apart", name=other))),))


# --- peers ----------------------------------------------------------------------------------------------------------


def peers(found: Sequence[tuple[Profile, Reasons]], *, leaning: bool) -> Card:
    """Up to three people one might get along with, each with the reasons.

    Args:
        found: whom, and why.
        leaning: whether the reader has said what they enjoy; without it there is nothing to go by.
    """
    title = text(say("peers-title"))
    if not found:
        lean = Button(say("introduction-button-leanings"), Action("introductions.leanings"), "primary")
        if not leaning:
            return Card(title, (Paragraph(text(say("peers-say-more"))), Buttons((lean,))))
        return Card(title, (Paragraph(text(say("peers-none"))), Buttons((lean,))))
    blocks: list[Block] = []
    for profile, why in found:
        wish = Button(say("peers-button-wish"), Action("connections.wish", (profile.member,)), "primary")
        blocks += [Paragraph(text(Mention(profile.member))), _why(why), Buttons((wish,))]
    return Card(title, (*blocks, Note(text(say("peers-note")))))


def no_introduction() -> Card:
    """To somebody who has not introduced themselves, so that there is nothing to go by."""
    quick = Button(say("introduction-button-quick"), run("intro", "quick"), "primary")
    return Card(text(say("peers-title")), (Paragraph(text(say("peers-introduce"))), Buttons((quick,))))


def _why(why: Reasons) -> Facts:
    separator = say("list-separator")
    facts = [Fact(say("peers-shared"), joined([text(say(f"interest-{one}")) for one in why.interests], separator))]
    facts.append(Fact(say("peers-brings"), joined([text(tag.shown) for tag in why.tags], separator)))
    if why.hours:
        facts.append(Fact(say("peers-hours"), joined([text(say(f"hours-{one}")) for one in why.hours], separator)))
    return Facts(tuple(facts))


def wished() -> Card:
    """To somebody who would like to meet another: the same words whatever becomes of it."""
    return Card(text(say("wished-title")), (Paragraph(text(say("wished"))),))


def would_you(proposal: Proposal, reader: MemberId) -> Card:
    """Ask one of two whether they would like to talk with the other."""
    other, connector = proposal.other(reader), proposal.connector
    if connector is None:
        asked = say("would-you", name=Mention(other))
    elif reader == proposal.target:
        asked = say("would-you-help", connector=Mention(connector), name=Mention(other))
    else:
        asked = say("would-you-found", connector=Mention(connector), name=Mention(other))
    goal = (Facts((Fact(say("ask-goal"), text(proposal.goal)),)),) if proposal.goal else ()
    doors = (
        Button(say("would-you-button-yes"), Action("connections.yes", (proposal.id,)), "primary"),
        Button(say("would-you-button-no"), Action("connections.no", (proposal.id,))),
        Button(say("same-button-read"), run("people", "who", member=other)),
    )
    return Card(
        text(say("would-you-title")),
        (Paragraph(text(asked)), *goal, Buttons(doors), Note(text(say("would-you-note")))),
    )


def answered() -> Card:
    """To whoever answered, whatever they answered."""
    return Card(text(say("answered-title")), (Paragraph(text(say("answered"))),))


def together(proposal: Proposal) -> Card:
    """What a conversation of two begins with."""
    if proposal.target is None:
        raise ValueError(f"nobody to talk with: {proposal}")
    names = {"one": Mention(proposal.asker), "other": Mention(proposal.target)}
    goal = (Facts((Fact(say("ask-goal"), text(proposal.goal)),)),) if proposal.goal else ()
    return Card(text(say("together-title", **names)), (Paragraph(text(say("together", **names))), *goal))


def write_to_each_other(other: MemberId, contact: str) -> Card:
    """To one of two who share no chat: both said yes, and how to reach the other, as far as they chose to share it."""
    reach = (
        Facts((Fact(say("reach-contact"), text(contact)),))
        if contact
        else Paragraph(text(say("reach-none", name=Mention(other))))
    )
    give = Button(say("reach-button-give"), run("connect", "offer"))
    return Card(
        text(say("reach-title", name=Mention(other))),
        (Paragraph(text(say("reach", name=Mention(other)))), reach, Buttons((give,))),
    )


# --- connectors -----------------------------------------------------------------------------------------------------


def choose_connector(proposal: Proposal, connectors: Sequence[Mingling]) -> Card:
    """Who could introduce the reader to somebody for what they are looking for."""
    title = text(say("ask-title"))
    if not connectors:
        return Card(title, (Paragraph(text(say("ask-nobody"))),))
    blocks: list[Block] = [Facts((Fact(say("ask-goal"), text(proposal.goal)),))]
    for connector in connectors:
        request = Button(say("ask-button"), Action("connections.request", (proposal.id, connector.member)), "primary")
        blocks += [Paragraph(text(Mention(connector.member), " — ", connector.topics)), Buttons((request,))]
    return Card(title, (*blocks, Note(text(say("ask-note")))))


def requested() -> Card:
    """To the asker: the connector thinks about it."""
    return Card(text(say("requested-title")), (Paragraph(text(say("requested"))),))


def think_of(proposal: Proposal, people: Sequence[MemberId]) -> Card:
    """Ask a connector whom they could introduce."""
    blocks: list[Block] = [
        Paragraph(text(say("think", name=Mention(proposal.asker)))),
        Facts((Fact(say("ask-goal"), text(proposal.goal)),)),
    ]
    for member in people:
        pick = Button(say("think-button-pick"), Action("connections.pick", (proposal.id, member)), "primary")
        blocks += [Paragraph(text(Mention(member))), Buttons((pick,))]
    others = (
        Button(say("think-button-other"), Action("connections.other", (proposal.id,))),
        Button(say("think-button-pass"), Action("connections.pass", (proposal.id,))),
    )
    return Card(text(say("think-title")), (*blocks, Buttons(others), Note(text(say("think-note")))))


def picked() -> Card:
    """To a connector who thought of somebody: they decide by themselves."""
    return Card(text(say("picked-title")), (Paragraph(text(say("picked"))),))


def offering(mingling: Mingling) -> Card:
    """To somebody: what they offer to introduce others for, and how to reach them."""
    said = say("offering", topics=mingling.topics) if mingling.topics else say("offering-nothing")
    contact = say("offering-contact", contact=mingling.contact) if mingling.contact else say("offering-no-contact")
    return Card(text(say("offering-title")), (Paragraph(text(said)), Note(text(contact))))


# --- coffee ---------------------------------------------------------------------------------------------------------


def coffee(mingling: Mingling, at: datetime | None) -> Card:
    """How one stands with the coffee rounds, and the ways to change it; ``at`` is when the next one is."""
    state = mingling.coffee or "out"
    doors = {
        "out": ("join",),
        "in": ("skip", "pause"),
        "paused": ("join",),
    }[state]
    when = (Paragraph(text(say("coffee-next", at=Moment(at)))),) if at and state == "in" else ()
    skipped = (Paragraph(text(say("coffee-skipped"))),) if mingling.skips and state == "in" else ()
    buttons = tuple(Button(say(f"coffee-button-{door}"), run("connect", "coffee", choice=door)) for door in doors)
    stands = Paragraph(text(say(f"coffee-{state}")))
    return Card(text(say("coffee-title")), (stands, *when, *skipped, Buttons(buttons), Note(text(say("coffee-about")))))


def coffee_tomorrow(day: str, at: datetime) -> Card:
    """The evening before a round: it can be left out."""
    skip = Button(say("coffee-button-skip"), Action("connections.skip", (day,)))
    said = Paragraph(text(say("coffee-tomorrow", at=Moment(at))))
    return Card(text(say("coffee-tomorrow-title")), (said, Buttons((skip,))))


def coffee_together(group: Sequence[MemberId]) -> Card:
    """What the conversation of a coffee group begins with."""
    members = joined([text(Mention(member)) for member in group], say("list-separator"))
    return Card((say("coffee-group-title"), ": ", *members), (Paragraph(text(say("coffee-group"))),))


def coffee_with(others: Sequence[MemberId], contacts: Sequence[tuple[MemberId, str]]) -> Card:
    """To one of a coffee group that shares no chat."""
    members = joined([text(Mention(member)) for member in others], say("list-separator"))
    facts = tuple(Fact(say("reach-contact"), text(Mention(member), " — ", contact)) for member, contact in contacts)
    reach = (Facts(facts),) if facts else (Paragraph(text(say("coffee-reach-none"))),)
    return Card((say("coffee-group-title"), ": ", *members), (Paragraph(text(say("coffee-apart"))), *reach))


def coffee_alone() -> Card:
    """To somebody for whom nobody was found: they come first the next time."""
    return Card(text(say("coffee-alone-title")), (Paragraph(text(say("coffee-alone"))),))


def how_was_coffee(day: str, others: Sequence[MemberId]) -> Card:
    """Some days later, in private: three answers, all of them fine."""
    members = joined([text(Mention(member)) for member in others], say("list-separator"))
    doors = tuple(
        Button(say(f"coffee-how-{answer}"), Action("connections.coffee", (day, answer))) for answer in ANSWERS
    )
    return Card(
        text(say("coffee-how-title")),
        (Paragraph((say("coffee-how"), " ", *members)), Buttons(doors), Note(text(say("coffee-how-note")))),
    )


def coffee_answered(answer: str) -> Card:
    """Thanks for an honest answer."""
    return Card(text(say("answered-title")), (Paragraph(text(say(f"coffee-answered-{answer}"))),))

"""What is shown of a proposal: to organizers, to whoever wrote it, and where it is chosen that there are any."""

from collections.abc import Sequence
from typing import Final

from bot.features.approvals.model import CHOICES, Choice, Proposal
from bot.vocabulary.action import Action, run
from bot.vocabulary.card import MAX_BLOCKS, MAX_BUTTONS, Block, Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.people import MemberId
from bot.vocabulary.text import Heading, InChannel, Mention, say, text

LISTED: Final = 6
"""Proposals that are shown by themselves."""


def for_organizers(proposal: Proposal, by: MemberId | None = None) -> Card:
    """What an organizer decides, or what was decided and by whom; the same card for all of them."""
    who = Paragraph(text(say(f"proposal-of-{proposal.topic}", who=Mention(proposal.member))))
    decided = (Note(text(say("proposal-by", who=Mention(by)))),) if by else ()
    doors = (_doors(proposal),) if proposal.open else ()
    shown = proposal.card.blocks[: MAX_BLOCKS - 3]
    return Card(proposal.card.title, (who, *shown, *decided, *doors), say(f"proposal-state-{proposal.state}"))


def _doors(proposal: Proposal) -> Buttons:
    approve = Button(say("proposal-approve"), Action("approvals.approve", (proposal.id,)), "primary")
    ask = Button(say("proposal-ask"), Action("approvals.ask", (proposal.id,)))
    decline = Button(say("proposal-decline"), Action("approvals.decline", (proposal.id,)))
    return Buttons((approve, ask, decline))


def for_writer(proposal: Proposal) -> Card:
    """How it stands, for whoever wrote it; while it is open they may change it or take it back."""
    words = say(f"proposal-tells-{proposal.state}", title=say("option-label", words=_title(proposal)))
    said = (Paragraph(text("「", proposal.word, "」")),) if proposal.word else ()
    return Card(
        text(say(f"proposal-title-{proposal.state}")),
        (Paragraph(text(words)), *said, *_writers_doors(proposal)),
        say(f"proposal-state-{proposal.state}"),
    )


def _writers_doors(proposal: Proposal) -> tuple[Block, ...]:
    change = Button(say("proposal-change"), Action("approvals.change", (proposal.id,)))
    if proposal.open:
        withdraw = Button(say("proposal-withdraw"), Action("approvals.withdraw", (proposal.id,)))
        return (Buttons((change, withdraw)),)
    if proposal.state in ("lapsed", "declined"):
        again = Button(say("proposal-again"), Action("approvals.again", (proposal.id,)))
        return (Buttons((again,)),)
    return ()


def done(proposal: Proposal) -> Card:
    """To the organizer who decided: what was done."""
    words = say(f"proposal-done-{proposal.state}", who=Mention(proposal.member))
    return Card(text(say("proposal-done-title")), (Paragraph(text(words)),))


def settings(chosen: Choice, channel: str | None, waiting: Sequence[Proposal], *, changed: bool = False) -> Card:
    """What organizers look at first, where it comes, and what waits for one of them."""
    title = say("settings-saved-title" if changed else "approvals-title")
    facts = [Fact(say("approvals-chosen"), text(say(f"approvals-choice-{chosen}")))]
    facts += [Fact(say("approvals-channel"), text(InChannel(channel)))] if channel else []
    choices = Buttons(
        tuple(
            Button(say(f"approvals-choose-{each}"), Action("approvals.choose", (each,)))
            for each in CHOICES
            if each != chosen
        )
    )
    means = Note(text(say("approvals-means")))
    return Card(text(title), (Facts(tuple(facts)), choices, means, *_waiting(waiting)))


def _waiting(waiting: Sequence[Proposal]) -> tuple[Block, ...]:
    if not waiting:
        return ()
    return (Paragraph(text(say("approvals-waiting", waiting=len(waiting)))), _list(waiting))


def _list(proposals: Sequence[Proposal]) -> Buttons:
    return Buttons(
        tuple(
            Button(say("option-label", words=_title(each)), Action("approvals.show", (each.id,)))
            for each in proposals[:MAX_BUTTONS]
        )
    )


def corner(proposals: Sequence[Proposal]) -> tuple[Block, ...]:
    """On its writer's home page: what waits for an organizer."""
    return (Paragraph(text(Heading("proposal-corner"))), _list(proposals)) if proposals else ()


def overview(chosen: Choice, waiting: int) -> tuple[Block, ...]:
    """Where an organizer looks how things stand."""
    facts = Facts((Fact(say("approvals-title"), text(say(f"approvals-choice-{chosen}"))),))
    if not waiting:
        return (facts,) if chosen != "nothing" else ()
    words = text(say("approvals-waiting", waiting=waiting))
    return (facts, Paragraph(words), Buttons((Button(say("approvals-look"), run("settings", "approvals")),)))


def _title(proposal: Proposal) -> str:
    return next((span for span in proposal.card.title if isinstance(span, str)), "")

"""Every screen of approvals, for the renderings to be looked at and checked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, get_args

from bot.features.approvals import views
from bot.features.approvals.handlers import feature
from bot.features.approvals.model import Proposal, ProposalId, State
from bot.vocabulary.card import Card, Paragraph
from bot.vocabulary.effect import Filled
from bot.vocabulary.form import FormView
from bot.vocabulary.people import MemberId, SpaceId
from bot.vocabulary.text import text

NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
FILLED: Final = Filled("meetups.meetup", (), {"title": "朝の散歩"}, NOW, "Asia/Tokyo", "ja")
CARD: Final = Card(text("朝の散歩 *<b>*"), (Paragraph(text("公民館から歩きます。")),))
WALK: Final = Proposal(
    ProposalId("p1"), MemberId("ben"), SpaceId("s1"), "d1", FILLED, "meetups", CARD, NOW + timedelta(days=5), NOW
)
WORDS: Final[Mapping[str, str]] = {
    "asked": "何時からですか。",
    "declined": "その日は町のお祭りと重なるので、次の週はどうでしょう。",
}


def cards() -> Mapping[str, Card]:
    """Each card by what it shows."""
    states: tuple[State, ...] = get_args(State)
    each = {state: replace(WALK, state=state, word=WORDS.get(state, "")) for state in states}
    return {
        **{f"for organizers: {state}": views.for_organizers(proposal) for state, proposal in each.items()},
        **{f"for its writer: {state}": views.for_writer(proposal) for state, proposal in each.items()},
        **{f"done: {state}": views.done(each[state]) for state in ("approved", "asked", "declined")},
        "for organizers: a call": views.for_organizers(replace(WALK, topic="volunteering")),
        "for organizers: decided by somebody": views.for_organizers(each["approved"], MemberId("aoi")),
        "settings: nothing": views.settings("nothing", "C042", []),
        "settings: both, with one waiting": views.settings("both", None, [WALK], changed=True),
        "corner": Card(text("Machi"), views.corner([WALK])),
        "overview": Card(text("Machi"), views.overview("meetups", 0)),
        "overview, with some waiting": Card(text("Machi"), views.overview("nothing", 2)),
    }


def forms() -> Mapping[str, FormView]:
    """A word to whoever wrote it."""
    return {name: feature.forms[f"approvals.{name}"].opened("draft1", ("p1",)) for name in ("ask", "decline")}

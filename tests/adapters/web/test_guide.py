"""The guide: what counts as tried, and what does not."""

from dataclasses import dataclass, replace

import pytest

from adapters.web.chat import OFFICE, PLAZA
from adapters.web.guide import Guide, Progress, steps
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card
from bot.vocabulary.effect import OpenForm, Reply
from bot.vocabulary.people import AccountRef, SpaceAddress
from bot.vocabulary.request import Actor, ButtonPress, FormSubmission, Place, Reaction
from bot.vocabulary.text import say, text
from tests.adapters.web.town import CALL, JOIN, card
from tests.fakes.shelf import FakeShelf

YES = Reply(card("参加が決まりました"))
NO = Reply(Card(text(say("refused-title"))), pressing=True)
PLACE = Place("plaza")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person, and what they do."""

    name: str
    space: SpaceAddress = PLAZA

    @property
    def actor(self) -> Actor:
        return Actor(AccountRef(self.name))

    def presses(self, action: Action) -> ButtonPress:
        return ButtonPress("key", self.space, self.actor, PLACE, action)

    def fills(self, form: str, draft: str) -> FormSubmission:
        return FormSubmission("key", self.space, self.actor, PLACE, Action(form), draft, {})

    def puts(self, emoji: str) -> Reaction:
        return Reaction("key", self.space, self.actor, PLACE, "m1", emoji, added=True)


AOI, REN, NOAH = Somebody("aoi"), Somebody("ren"), Somebody("noah", OFFICE)


def counts(progress: Progress) -> dict[str, int]:
    return {step.name: step.count for step in steps(progress) if step.count}


def introduced(progress: Progress, who: Somebody) -> Progress:
    filled_in = progress.after(who.fills("introductions.write", f"draft-{who.name}"), YES)
    return filled_in.after(who.presses(Action("draft.post", (f"draft-{who.name}",))), YES)


def test_two_people_have_to_introduce_themselves():
    one = introduced(Progress(), AOI)
    two = introduced(one, NOAH)

    assert (steps(one)[0].done, steps(two)[0].done) == (False, True)


def test_a_form_that_is_only_previewed_is_not_posted():
    assert counts(Progress().after(AOI.fills("volunteering.call", "draft1"), YES)) == {}


def test_a_form_that_opens_again_is_not_posted():
    filled_in = Progress().after(AOI.fills("volunteering.call", "draft1"), YES)

    again = filled_in.after(AOI.presses(Action("draft.post", ("draft1",))), OpenForm(CALL.opened("draft1")))

    assert counts(again) == {}


def test_each_person_lends_a_hand_once_however_they_do_it():
    progress = Progress()
    for gesture in (AOI.presses(JOIN), AOI.puts("✋"), REN.puts("✋🏽"), NOAH.presses(JOIN), NOAH.presses(JOIN)):
        progress = progress.after(gesture, YES)

    assert counts(progress) == {"hands": 3}


@pytest.mark.parametrize("gesture", [AOI.presses(JOIN), AOI.puts("✋"), AOI.presses(Action("draft.post", ("draft1",)))])
def test_what_is_refused_was_not_done(gesture: ButtonPress | Reaction):
    before = Progress(drafts={"draft1": "volunteering"})

    assert before.after(gesture, NO) == before


def test_a_draft_that_was_posted_is_forgotten():
    assert introduced(Progress(), AOI).drafts == {}


async def test_the_progress_is_there_after_a_restart(shelf: FakeShelf):
    guide = await Guide.open(shelf)
    await guide.note(AOI.presses(JOIN), YES)
    await guide.note_move()

    assert (await Guide.open(shelf)).progress == replace(Progress(), hands=frozenset({"plaza/aoi"}), moved=True)

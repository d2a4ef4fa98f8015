"""Stories of organizers who are none any more: what counts is who they are when they act, not when they began."""

from dataclasses import replace
from inspect import signature

import pytest

from bot.features import FEATURES
from bot.vocabulary.action import Action
from bot.vocabulary.request import FormSubmission, Place
from tests.people import Resident, Town


@pytest.fixture
def olga(town: Town) -> Resident:
    """Olga, who looks after the town."""
    return town.person("Olga", organizer=True)


def steps_down(olga: Resident) -> None:
    """Somebody takes the permission away, while she has a form in front of her."""
    olga.actor = replace(olga.actor, organizer=False, roles=frozenset())


async def test_who_loses_the_permission_before_a_form_is_sent_changes_nothing(town, olga):
    await olga.runs("/settings setup")
    steps_down(olga)

    await olga.fills(name="Another town")

    assert "organizers" in olga.reads
    assert (await town.community()).name == "みどり町"


async def test_who_loses_the_permission_before_the_preview_is_confirmed_changes_nothing(town, olga):
    await olga.runs("/settings setup")
    await olga.fills(name="Another town")
    steps_down(olga)

    await olga.presses("Looks right")

    assert "organizers" in olga.reads
    assert (await town.community()).name == "みどり町"


async def test_who_loses_the_chosen_role_loses_what_came_with_it(town, olga):
    holder = town.person("Rin", roles={"7"})
    await olga.runs_with("settings", "organizers", role="7")
    await holder.runs("/settings setup")
    steps_down(holder)

    await holder.fills(name="Another town")

    assert "organizers" in holder.reads
    assert (await town.community()).name == "みどり町"


@pytest.mark.parametrize("name", sorted(name for name, form in FEATURES.forms.items() if form.organizer))
async def test_no_form_of_the_organizers_is_taken_from_anybody_else(town, ada, name):
    carried = len(signature(FEATURES.forms[name].handle).parameters) - 2  # besides the context and what was filled in
    action = Action(name, ("something",) * carried)

    await ada.does(FormSubmission(ada.new_key(), ada.space, ada.actor, Place("plaza"), action, "draft", {}))

    assert "organizers" in ada.reads

"""The roster: places, the queue, and who comes next."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vocabulary.people import MemberId
from bot.vocabulary.roster import NAMES, Roster, names, newly_in
from bot.vocabulary.text import Mention, say
from tests.stores import MONDAY


def member(number: int) -> MemberId:
    return MemberId(f"m{number}")


acts = st.lists(
    st.tuples(
        st.sampled_from(["join", "join", "join", "bring", "maybe", "cant", "without", "places"]), st.integers(0, 6)
    ),
    max_size=40,
)


def acted(roster: Roster, act: str, number: int) -> Roster:
    match act:
        case "join":
            return roster.join(member(number), MONDAY)
        case "bring":
            return brought(roster, member(number // 3), number % 3)
        case "maybe" | "cant":
            return roster.answer(member(number), act, MONDAY)
        case "without":
            return roster.without(member(number))
        case _:
            return roster.with_places(number or None)


def brought(roster: Roster, who: MemberId, guests: int) -> Roster:
    if roster.standing_of(who) is None:
        return roster
    with suppress(ValueError):
        return roster.bring(who, guests)
    return roster


@given(st.none() | st.integers(1, 4), acts)
def test_nobody_waits_while_there_is_room_and_nobody_overtakes(places, acts):
    roster = Roster(places)
    for act, number in acts:
        before, roster = roster, acted(roster, act, number)
        everybody = [entry.member for entry in roster.entries]
        assert len(everybody) == len(set(everybody))
        first = next((entry for entry in roster.entries if entry.standing == "waiting"), None)
        assert first is None or (roster.left is not None and first.heads > roster.left)
        assert roster.places is None or roster.heads <= max(roster.places, before.heads)
        # Whoever is in keeps the place until they give it back, also when there are fewer places.
        acting = {member(number), member(number // 3)}
        assert set(before.inside) - acting <= set(roster.inside)
        still = [one for one in before.waiting if one in roster.waiting and one not in acting]
        assert [one for one in roster.waiting if one in still] == still
        moved_up = [one for one in newly_in(before, roster) if one in before.waiting]
        assert moved_up == list(before.waiting)[: len(moved_up)] or acting & set(before.waiting)


@given(st.integers(1, 4), st.lists(st.integers(0, 9), max_size=30))
def test_places_are_never_oversold(places, comers):
    roster = Roster(places)
    for number in comers:
        roster = roster.join(member(number), MONDAY)

    arrived = [member(number) for number in dict.fromkeys(comers)]
    assert roster.inside == tuple(arrived[:places])
    assert roster.waiting == tuple(arrived[places:])
    assert roster.left == max(0, places - len(arrived))


@pytest.mark.parametrize("standing", ["maybe", "cant"])
def test_the_same_answer_twice_is_one_answer(standing):
    once = Roster(1).answer(member(1), standing, MONDAY)

    assert once.answer(member(1), standing, MONDAY) == once


def test_a_place_given_up_for_a_maybe_goes_to_who_waits_longest():
    full = Roster(1)
    for number in (1, 2, 3):
        full = full.join(member(number), MONDAY)

    after = full.answer(member(1), "maybe", MONDAY)

    assert (after.inside, after.waiting, after.members("maybe")) == ((member(2),), (member(3),), (member(1),))
    assert newly_in(full, after) == (member(2),)


def test_who_comes_back_is_last_in_the_queue():
    roster = Roster(1)
    for number in (1, 2, 3):
        roster = roster.join(member(number), MONDAY)

    roster = roster.answer(member(2), "cant", MONDAY).join(member(2), MONDAY)

    assert roster.waiting == (member(3), member(2))


@pytest.mark.parametrize(("places", "inside"), [(2, 2), (3, 3), (9, 4), (None, 4)])
def test_more_places_let_those_in_who_wait_longest(places, inside):
    roster = Roster(1)
    for number in range(4):
        roster = roster.join(member(number), MONDAY)

    more = roster.with_places(places)

    assert more.inside == tuple(map(member, range(inside)))
    assert more.waiting == tuple(map(member, range(inside, 4)))


def test_fewer_places_take_none_away():
    two = Roster(2).join(member(1), MONDAY).join(member(2), MONDAY)

    fewer = two.with_places(1)

    assert fewer.inside == two.inside
    assert fewer.left == 0
    assert fewer.join(member(3), MONDAY).waiting == (member(3),)


@pytest.mark.parametrize("number", [0, 1, NAMES, NAMES + 1, NAMES + 30])
def test_names_are_shown_up_to_a_number_and_then_counted(number):
    shown = names([member(position) for position in range(number)])

    assert [span.member for span in shown if isinstance(span, Mention)] == [
        member(n) for n in range(min(number, NAMES))
    ]
    assert (shown[-1:] == (say("list-others", others=number - NAMES),)) == (number > NAMES)


def test_guests_take_places_of_their_own():
    roster = Roster(3).join(member(1), MONDAY).bring(member(1), 1)

    assert (roster.heads, roster.left) == (2, 1)
    with pytest.raises(ValueError, match="no room"):
        roster.join(member(2), MONDAY).bring(member(1), 2)


def test_who_waits_with_guests_is_not_overtaken_and_moves_up_when_there_is_room_for_all():
    roster = Roster(2)
    for number in (1, 2, 3, 4):
        roster = roster.join(member(number), MONDAY)
    roster = roster.bring(member(3), 1)

    one_free = roster.without(member(1))
    assert (one_free.inside, one_free.waiting, one_free.left) == ((member(2),), (member(3), member(4)), 1)
    assert one_free.bring(member(3), 0).inside == (member(2), member(3))
    assert one_free.without(member(2)).inside == (member(3),)

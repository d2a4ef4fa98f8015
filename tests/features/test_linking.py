"""Stories of people with a login in each chat, who are one person, and part again."""

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vocabulary.card import buttons_of
from bot.vocabulary.effect import Reply
from bot.vocabulary.people import MemberId
from bot.vocabulary.request import Command, Place
from bot.vocabulary.roster import Entry, Roster
from bot.vocabulary.text import say, text
from tests.people import Resident, Town, shown
from tests.stores import MONDAY


@pytest.fixture
def elsewhere(town: Town) -> Resident:
    """Ada again, on Slack, where she goes by another name."""
    return town.person("ada.k", on="slack")


async def asks_for_code(person: Resident) -> str:
    """Get a code, and read it."""
    await person.runs("/mydata link")
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", person.reads)
    assert found, person.reads
    return found[0]


async def becomes_one(first: Resident, second: Resident, yes: str = "Yes, that's me") -> None:
    code = await asks_for_code(first)
    await second.runs(f"/mydata link {code}")
    await first.presses(yes, on=first.letters[-1])


async def calls(person: Resident, title: str, places: str = "1") -> None:
    await person.runs("/volunteer call")
    if person.form is None:
        await person.presses_nth(-1)
    await person.posts(title=title, places=places, when="Saturday 3pm")


def card(town: Town, topic: str = "volunteering", on: str = "discord") -> str:
    message = town.cards(topic, on)[-1]
    return shown(message.card, message.reader)


async def test_a_code_from_one_side_is_typed_on_the_other_and_confirmed_on_the_first(town, ada, elsewhere):
    await calls(ada, "Carrying chairs")
    code = await asks_for_code(ada)

    await elsewhere.runs(f"/mydata link {code.lower().replace('-', ' ')}")

    assert elsewhere.reads.startswith("Almost there\n")
    assert ada.mail[-1].startswith("Is that you?\nada.k has typed your code in the other chat.\n")
    await elsewhere.runs("/volunteer list mine")
    assert "Carrying chairs" not in elsewhere.reads

    await ada.presses("Yes, that's me", on=ada.letters[-1])

    assert ada.reads.startswith("You are one now\n")
    await elsewhere.runs("/volunteer list mine")
    assert "Carrying chairs" in elsewhere.reads


async def test_the_code_stands_nowhere(town, ada):
    code = await asks_for_code(ada)

    async with town.database.begin() as connection:
        kept = (await connection.exec_driver_sql("SELECT * FROM inbox")).all()
        linked = (await connection.exec_driver_sql("SELECT * FROM links")).all()
    assert code not in f"{kept}{linked}"
    assert code.replace("-", "") not in f"{kept}{linked}"


async def test_a_code_is_over_after_ten_minutes(town, ada, elsewhere):
    code = await asks_for_code(ada)
    await town.passes(minutes=10)

    await elsewhere.runs(f"/mydata link {code}")

    assert elsewhere.reads.startswith("That's no code I know\n")
    assert ada.mail == []


async def test_it_is_confirmed_within_ten_minutes_or_not_at_all(town, ada, elsewhere):
    code = await asks_for_code(ada)
    await town.passes(minutes=9)
    await elsewhere.runs(f"/mydata link {code}")
    await town.passes(minutes=10)

    await ada.presses("Yes, that's me", on=ada.letters[-1])

    assert "too late" in ada.reads
    await elsewhere.runs("/mydata unlink")
    assert "nothing to part" in elsewhere.reads


async def test_who_typed_it_and_is_somebody_else_is_refused_on_the_first_side(town, ada, ben, elsewhere):
    code = await asks_for_code(ada)
    await ben.runs(f"/mydata link {code}")

    await ada.presses("No", on=ada.letters[-1])

    assert ada.reads.startswith("Good that you said so\n")
    await elsewhere.runs(f"/mydata link {code}")
    assert elsewhere.reads.startswith("That's no code I know\n")
    await ada.presses("Yes, that's me", on=ada.letters[-1])
    assert "too late" in ada.reads


async def test_nobody_else_can_confirm_it(town, ada, ben, elsewhere):
    code = await asks_for_code(ada)
    await elsewhere.runs(f"/mydata link {code}")
    [yes, *_] = buttons_of(ada.letters[-1].card)

    await ben.presses_action(yes.action)
    await elsewhere.presses_action(yes.action)

    assert "somebody else" in ben.reads
    assert "somebody else" in elsewhere.reads


async def test_a_code_works_once_though_two_type_it(town, ada, ben, elsewhere):
    code = await asks_for_code(ada)
    await elsewhere.runs(f"/mydata link {code}")

    await ben.runs(f"/mydata link {code}")

    assert ben.reads.startswith("That's no code I know\n")
    assert len(ada.mail) == 1


async def test_of_two_who_type_it_at_the_same_moment_one_is_asked_about(town, ada, ben, elsewhere):
    code = await asks_for_code(ada)
    typing = [
        Command(each.new_key(), each.space, each.actor, Place("#plaza"), "mydata", "link", {"code": code})
        for each in (elsewhere, ben)
    ]

    answers = await asyncio.gather(*(town.engine.handle(one) for one in typing))
    await town.settles()

    titles = {answer.card.title for answer in answers if isinstance(answer, Reply)}
    assert titles == {text(say("link-typed-title")), text(say("link-wrong-code-title"))}
    assert len(ada.mail) == 1


async def test_a_press_that_comes_twice_does_it_once(town, ada, elsewhere):
    await becomes_one(ada, elsewhere)

    await ada.presses("Yes, that's me", on=ada.letters[-1])

    assert "too late" in ada.reads


async def test_a_later_code_takes_the_place_of_an_earlier_one(town, ada, elsewhere):
    earlier = await asks_for_code(ada)
    later = await asks_for_code(ada)

    await elsewhere.runs(f"/mydata link {earlier}")
    assert elsewhere.reads.startswith("That's no code I know\n")
    await elsewhere.runs(f"/mydata link {later}")

    assert elsewhere.reads.startswith("Almost there\n")


async def test_guessing_is_stopped_after_five_codes_and_a_right_one_then_is_too(town, ada, elsewhere):
    code = await asks_for_code(ada)
    for guess in range(5):
        await elsewhere.runs(f"/mydata link AAAA-AAA{guess + 2}")

    await elsewhere.runs(f"/mydata link {code}")

    assert elsewhere.reads.startswith("Wait a moment\n")
    await town.passes(minutes=10)
    await elsewhere.runs(f"/mydata link {await asks_for_code(ada)}")
    assert elsewhere.reads.startswith("Almost there\n")


async def test_a_code_is_not_for_the_side_it_came_from(town, ada):
    code = await asks_for_code(ada)

    await ada.runs(f"/mydata link {code}")

    assert "type it there" in ada.reads


async def test_two_logins_of_one_chat_are_two_people(town, ada):
    neighbour = town.person("Bella")
    code = await asks_for_code(ada)

    await neighbour.runs(f"/mydata link {code}")

    assert "two logins in the same chat" in neighbour.reads


async def test_who_is_one_already_needs_no_code(town, ada, elsewhere):
    await becomes_one(ada, elsewhere)

    await elsewhere.runs("/mydata link")

    assert "are you already" in elsewhere.reads


async def test_a_code_of_another_community_is_no_code(town, ada, elsewhere):
    code = await asks_for_code(ada)
    other = Resident(town, "elsewhere", elsewhere.actor)

    await other.runs(f"/mydata link {code}")

    assert other.reads.startswith("That's no code I know\n")
    assert ada.mail == []


async def test_of_two_places_one_goes_to_who_waits(town, ada, ben, chie, elsewhere):
    await calls(chie, "椅子運び", places="2")
    await ada.reacts("✋", on=town.cards("volunteering")[-1])
    await elsewhere.reacts("✋", on=town.cards("volunteering", "slack")[-1])
    await ben.reacts("✋", on=town.cards("volunteering", "slack")[-1])

    await becomes_one(ada, elsewhere)

    assert ben.mail[-1].startswith("A place came free\n")
    assert "2" in card(town)
    assert card(town).count("Ada") == 1
    assert "ada.k" not in card(town)


async def test_who_asked_and_helped_is_the_one_who_asked(town, ada, elsewhere):
    await calls(ada, "Carrying chairs")
    await elsewhere.reacts("✋", on=town.cards("volunteering", "slack")[-1])

    await becomes_one(ada, elsewhere)

    assert "ada.k" not in card(town)
    await elsewhere.runs("/volunteer list mine")
    assert "Carrying chairs" in elsewhere.reads


async def test_at_a_meetup_they_have_one_place(town, ada, ben, chie, elsewhere):
    await chie.runs("/meetup new")
    await chie.posts(title="お茶会", when="来週土曜 15時", capacity="2")
    for person in (ada, elsewhere, ben):
        await person.reacts("✅", on=town.cards("meetups", person.chat)[0])

    await becomes_one(ada, elsewhere)

    assert "お茶会" in ben.mail[-1]
    assert [name in card(town, "meetups") for name in ("Ada", "ada.k", "Ben")] == [True, False, True]


async def test_with_two_introductions_it_is_asked_which_one_stays(town, ada, elsewhere):
    for person, words in ((ada, "From Discord."), (elsewhere, "From Slack.")):
        await person.runs("/intro write")
        await person.posts(positioning="translator", tie="live", phase="2", words=words, visibility="everyone")

    await becomes_one(ada, elsewhere, "Yes; keep the one from there")

    await ada.runs("/intro show")
    assert "From Slack." in ada.reads
    standing = [shown(message.card, message.reader) for message in town.cards("introductions")]
    assert sum("From Discord." in each for each in standing) == 0
    assert sum("From Slack." in each for each in standing) == 1


async def test_the_one_introduction_there_is_stays(town, ada, elsewhere):
    await elsewhere.runs("/intro write")
    await elsewhere.posts(positioning="baker", tie="live", phase="2", words="Bread.", visibility="everyone")

    await becomes_one(ada, elsewhere)

    await ada.runs("/intro show")
    assert "Bread." in ada.reads


async def test_everything_comes_together(town, ada, ben, chie, elsewhere):
    await elsewhere.runs("/pitch new")
    await elsewhere.posts(title="A bookshelf", why="Why not.", step="Look", when="Sunday 10am")
    await elsewhere.runs("/meetup new")
    await elsewhere.posts(title="Book club", when="Saturday 3pm")
    await ada.reacts("🙌", on=town.cards("pitches")[0])
    await ben.runs("/help")
    await elsewhere.runs("/thanks @Ben")
    await ada.runs("/thanks @Bella")

    await becomes_one(ada, elsewhere)

    home = await ada.opens_home()
    assert ("A bookshelf" in home, "Book club" in home) == (True, True)
    await town.passes(days=500)


async def test_parting_leaves_everything_on_the_side_that_was_chosen(town, ada, elsewhere):
    await calls(ada, "Carrying chairs")
    await becomes_one(ada, elsewhere)
    await elsewhere.runs("/mydata unlink")

    await elsewhere.presses("Discord みどり町 (Ada)")

    assert elsewhere.reads.startswith("Parted\n")
    await elsewhere.runs("/volunteer list mine")
    assert "Carrying chairs" not in elsewhere.reads
    await ada.runs("/volunteer list mine")
    assert "Carrying chairs" in ada.reads
    await becomes_one(ada, elsewhere)


# --- one answer of two ----------------------------------------------------------------------------------------------

PEOPLE = [MemberId(name) for name in "abcdefgh"]
A, B = PEOPLE[:2]


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """A roster as people fill it: they join, waver, decline and bring guests, in any order."""
    roster = Roster(draw(st.none() | st.integers(1, 5)))
    for member in draw(st.lists(st.sampled_from(PEOPLE), max_size=14)):
        match draw(st.sampled_from(["join", "join", "join", "maybe", "cant", "leave"])):
            case "join":
                roster = roster.join(member, MONDAY)
            case "leave":
                roster = roster.without(member)
            case "maybe":
                roster = roster.answer(member, "maybe", MONDAY)
            case _:
                roster = roster.answer(member, "cant", MONDAY)
    return roster


@given(rosters(), st.booleans())
def test_one_person_never_has_two_places_and_nobody_loses_their_turn(before: Roster, swapped: bool):
    member, other = (B, A) if swapped else (A, B)

    after = before.united(member, other)

    assert [entry.member for entry in after.entries].count(member) <= 1
    assert other not in {entry.member for entry in after.entries}
    assert after.places is None or after.taken <= after.places
    others = [entry.member for entry in before.entries if entry.member not in (A, B)]
    assert [entry.member for entry in after.entries if entry.member != member] == others
    turns = [one for one in before.waiting if one in after.waiting and one != member]
    assert [one for one in after.waiting if one != member] == turns
    for one in others:
        assert not (before.standing_of(one) == "in" and after.standing_of(one) != "in")
    best = {before.standing_of(A), before.standing_of(B)} - {None}
    assert ("in" in best) <= (after.standing_of(member) == "in")
    if after.waiting and after.left:
        first = next(entry for entry in after.entries if entry.standing == "waiting")
        assert first.heads > after.left
    assert isinstance(after.entries, tuple)
    assert all(isinstance(entry, Entry) for entry in after.entries)

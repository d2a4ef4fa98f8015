"""Stories of thanks, and of a give record that belongs to the giver alone."""

import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from bot.command_line import parse
from bot.features import FEATURES
from bot.features.thanks.model import Gift, Gifts
from bot.vocabulary.card import mentioned
from bot.vocabulary.effect import Reply
from bot.vocabulary.people import AccountRef, MemberId, SpaceAddress
from bot.vocabulary.request import Command, Place
from bot.vocabulary.subject import Subject
from tests.features.test_volunteering import calls_for
from tests.people import Resident, Town, living_town, shown
from tests.stores import MONDAY

COUNTING = re.compile(r"\b(count|sum|avg|max|min|rank|row_number|total)\s*\(|\bgroup by\b|\bover\s*\(", re.IGNORECASE)
RECORDS = re.compile(r"\b(gives|thanks|public_givers)\b")


async def helps(town: Town, caller: Resident, helper: Resident, title: str) -> None:
    """One call, from its posting to its end."""
    await calls_for(caller, title=title)
    await helper.presses("手伝います", on=town.cards("volunteering", helper.chat)[-1])
    await caller.reacts("✅", on=town.cards("volunteering", caller.chat)[-1])


async def member_of(town: Town, person: Resident) -> MemberId:
    """Who somebody is to Machi."""
    async with town.store.transaction() as work:
        space = await work.directory.space(person.space)
        return (await work.of(space.community).members.of_account(space.id, person.actor.account)).id


async def gives_much(town: Town, giver: MemberId, receiver: MemberId, times: int) -> None:
    """Somebody lent many a hand, without a word in any chat."""
    async with town.store.transaction() as work:
        space = await work.directory.space(SpaceAddress("discord", "discord"))
        gifts = work.of(space.community)[Gifts]
        for number in range(times):
            await gifts.keep(Gift(giver, receiver, Subject("call", f"x{number}"), f"Hand {number}", MONDAY))


async def test_thanks_go_to_somebody_with_words_or_without(town, ada, ben):
    dora = town.person("Dora")
    await dora.runs("/help")

    await ada.runs("/thanks @Dora")
    await ada.runs("/thanks @Dora for:the soup")

    assert "Dora has your thanks" in ada.reads
    assert dora.mail == ["🙏 Thank you\nAda says thank you.", "🙏 Thank you\nAda says thank you.\nthe soup"]
    await ada.runs("/thanks @Dora for:the soup")
    assert "these thanks from you today" in ada.reads
    assert len(dora.mail) == 2
    await town.passes(days=1)
    await ada.runs("/thanks @Dora for:the soup")
    assert len(dora.mail) == 3


async def test_nobody_thanks_themselves(town, ada):
    await ada.runs("/thanks @Ada")

    assert "You did well, too" in ada.reads


async def test_a_done_call_is_thanked_for_by_emoji_and_by_button_once(town, ada, ben, chie):
    await calls_for(ada)
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await chie.presses("手伝います", on=card)
    await chie.reacts("🙏", on=card)
    assert ben.mail == []
    await ada.reacts("✅", on=town.cards("volunteering")[-1])

    done = ada.card
    await ada.presses("Say thank you", on=done)
    await ada.presses("Say thank you", on=done)
    await ben.reacts("🙏", on=card)

    assert [line for line in ben.mail if "Ada says thank you" in line] == [
        "🙏 Thank you\nAda says thank you for “Carrying chairs”."
    ]
    assert len(chie.mail) == 2
    assert sum("Ben says thank you" in line for line in ada.mail) == 1


async def test_a_hand_lent_is_kept_for_the_giver_once_a_pair_and_call(town, ada, ben):
    await helps(town, ada, ben, "Chairs")
    await ada.reacts("✅", on=town.cards("volunteering")[-1])

    await ben.runs("/mydata give")

    assert ben.reads.count("“Chairs” for Ada") == 1
    assert "Only you can see this" in ben.reads
    await ada.runs("/mydata give")
    assert "Nothing here yet" in ada.reads


async def test_a_line_without_a_number_stands_beneath_an_introduction_for_who_chose_it(town, ada, ben):
    await introduces(ben)
    await helps(town, ada, ben, "Chairs")
    dora = town.person("Dora", on="slack")

    await dora.runs("/people who @Ben")
    assert "lent" not in dora.reads
    await ben.runs("/mydata give")
    await ben.presses("Add a line to my introduction")
    await dora.runs("/people who @Ben")
    assert "🤝 Has lent neighbours a hand" in dora.reads

    await gives_much(town, await member_of(town, ben), await member_of(town, ada), 12)
    await dora.runs("/people who @Ben")
    assert "🤝 Is always there with a hand" in dora.reads
    assert "12" not in dora.reads
    assert "13" not in dora.reads
    await ben.runs("/mydata give")
    await ben.presses("Remove the line")
    await dora.runs("/people who @Ben")
    assert "🤝" not in dora.reads


async def introduces(person: Resident) -> None:
    await person.runs("/intro write")
    await person.posts(positioning="baker", tie="live", phase="2", words="Bread.", visibility="everyone")


async def told(person: Resident, line: str) -> str:
    """What somebody is answered at once."""
    typed = parse(person.town.engine.features, line, lambda word: AccountRef(word[1:].casefold(), word[1:]))
    place = Place("#plaza")
    command = Command(person.new_key(), person.space, person.actor, place, typed.name, typed.subcommand, typed.options)
    match await person.town.engine.handle(command):
        case Reply(card):
            return shown(card, await person.town.engine.reader(command, mentioned(card)))
        case answer:
            return str(answer and answer.form.title)


DIFFERS = {("mydata", "language"), ("mydata", "link")}
"""What says something else each time: a question in its own words, and a code that is drawn."""


async def everything_said(town: Town, people: list[Resident]) -> list[str]:
    """All that commands, home pages and what they show say to somebody, one after the other."""
    said = []
    for person in people:
        for name, subcommand in FEATURES.commands:
            if (name, subcommand) in DIFFERS:
                continue
            said.append(await told(person, f"/{name} {subcommand}".strip()))
        said += [await told(person, line) for line in ("/people who @Ben", "/volunteer list which:mine")]
        said.append(await person.opens_home())
    return said


async def test_nobody_else_learns_from_anything_how_much_somebody_gave(town, ada, ben, chie):
    """All that others are told is the same whether somebody gave nothing or a hundred times."""
    olga = town.person("Olga", on="slack", organizer=True)
    await introduces(ben)
    await calls_for(ada, title="Chairs")
    await everything_said(town, [olga, chie])  # what is told once in a life is told
    before = await everything_said(town, [olga, chie])

    await gives_much(town, await member_of(town, ben), await member_of(town, ada), 100)

    assert await everything_said(town, [olga, chie]) == before


async def test_no_statement_counts_ranks_or_compares_what_people_gave(town, ada, ben):
    """Whatever is asked of the store: a question about gives and thanks is about one person, and counts nothing."""
    asked: list[str] = []
    engine = town.store._database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda _c, _x, statement, *_: asked.append(statement))
    olga = town.person("Olga", on="slack", organizer=True)
    await introduces(ben)
    await helps(town, ada, ben, "Chairs")
    await ada.presses("Say thank you")
    await ben.runs("/mydata give")
    await ben.presses("Add a line to my introduction")
    await everything_said(town, [olga, ben])
    await town.passes(days=40)

    about = [statement for statement in asked if RECORDS.search(statement)]
    assert about
    assert [statement for statement in about if COUNTING.search(statement)] == []
    reading = [statement for statement in about if statement.lstrip().upper().startswith("SELECT")]
    of_one = re.compile(r"\b(gives\.giver_id|public_givers\.member_id|thanks\.by_id) = \?")
    assert [statement for statement in reading if not of_one.search(statement)] == []


@pytest.mark.parametrize("statement", ["SELECT count(*) FROM gives", "SELECT giver_id FROM gives GROUP BY giver_id"])
def test_what_counts_would_be_seen(statement):
    assert RECORDS.search(statement)
    assert COUNTING.search(statement)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2)), max_size=12))
async def test_a_gift_is_kept_once_a_pair_and_call_and_none_to_oneself(history):
    """Over two communities at once: what is given in one is never seen in the other."""
    async with living_town() as here, living_town() as there:
        expected: set[tuple[int, int, int]] = set()
        people = [here.person(f"P{number}") for number in range(4)]
        members = [await member_of(here, person) for person in people]
        strangers = [await member_of(there, there.person(f"P{number}")) for number in range(4)]
        async with here.store.transaction() as work:
            space = await work.directory.space(SpaceAddress("discord", "discord"))
            gifts = work.of(space.community)[Gifts]
            for giver, receiver, call in history:
                if giver != receiver:
                    gift = Gift(members[giver], members[receiver], Subject("call", str(call)), "Chairs", MONDAY)
                    await gifts.keep(gift)
                    expected.add((giver, receiver, call))
            for number, member in enumerate(members):
                kept = await gifts.of(member, 100)
                assert len(kept) == len([one for one in expected if one[0] == number])
        async with there.store.transaction() as work:
            space = await work.directory.space(SpaceAddress("discord", "discord"))
            for stranger in strangers:
                assert await work.of(space.community)[Gifts].of(stranger, 100) == []


async def test_an_uninterested_member_gets_no_letter_of_all_this_in_a_season(town, ada, ben, chie):
    """Chie does nothing but be there: calls, digests, queues and thanks of others never reach her in private."""
    await chie.runs("/help")
    for week in range(7):
        day = (MONDAY + timedelta(weeks=week, days=5)).strftime("%Y-%m-%d")
        await calls_for(ada, title=f"Chairs {week}", places="1", when=f"{day} 15:00")
        if week % 2:
            await ben.presses("手伝います", on=town.cards("volunteering", "slack")[-1])
        await town.passes(days=7)

    assert chie.mail == []

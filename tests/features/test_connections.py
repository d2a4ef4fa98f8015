"""Stories of people who did something together, and of bringing people together."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feature import Context, Feature, Features, Option
from bot.features import FEATURES
from bot.features.connections.model import (
    EVERY,
    FIRST_ROUND,
    Drinker,
    Pair,
    a_year_later,
    brought_together,
    heads_up_at,
    next_round,
    pair,
    pairs,
)
from bot.ports import InDoubt, TargetGone
from bot.timing import wall_time
from bot.vocabulary.action import Action
from bot.vocabulary.card import Card
from bot.vocabulary.effect import Conversation, Effect, Met, Notify
from bot.vocabulary.people import MemberId
from bot.vocabulary.request import MemberLeft
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say, text
from tests.fakes.courier import Message
from tests.people import Resident, Town, living_town, shown

together = Feature("together")
"""Stands for every feature in which people do something together."""


@together.command("together did", options=[Option("member", say("option-who"), "member", required=True)])
async def did(context: Context, member: MemberId) -> list[Effect]:
    """Confirm that one did something with somebody."""
    return [Met((context.member.id, member), Subject("call", "chairs"))]


@together.command("together talk", options=[Option("member", say("option-who"), "member", required=True)])
async def talk(context: Context, member: MemberId) -> list[Effect]:
    """Begin a conversation with somebody."""
    both = (context.member.id, member)
    otherwise = tuple(Notify(one, Card(text("write to each other")), "talk") for one in both)
    return [Conversation(both, Card(text("here you are")), "talk", otherwise=otherwise)]


@pytest.fixture
async def town():
    """A town in which people do something together."""
    async with living_town(Features((*FEATURES.all, together))) as town:
        yield town


def years(person: Resident) -> list[str]:
    """The notes about a year together that somebody got."""
    return [letter for letter in person.mail if letter.startswith(("A year with", "Ada さんと出会って"))]


# --- a year --------------------------------------------------------------------------------------------------------


async def test_a_year_after_the_first_time_both_get_a_private_note_at_ten_in_the_morning(town: Town, ada, ben):
    await ben.runs("/help")
    await ada.runs("/together did Ben")

    await town.goes_to(datetime(2027, 11, 23, 0, 59, tzinfo=UTC))
    assert (years(ada), years(ben)) == ([], [])

    await town.passes(minutes=2)

    [to_ada], [to_ben] = years(ada), years(ben)
    assert to_ada == (
        "A year with Ben\n"
        "On Mon 23 Nov 2026 you and Ben did something together for the first time."
        " How about starting something together?\n"
        "[Start something together] [Say thank you] [No more notes about us]\n"
        "What you choose is told to nobody."
    )
    assert to_ben.startswith("A year with Ada\n")


async def test_a_year_is_told_once_however_often_they_meet(town: Town, ada, ben):
    await ben.runs("/help")
    await ada.runs("/together did Ben")
    await town.passes(days=200)
    await ada.runs("/together did Ben")
    await ben.runs("/together did Ada")

    await town.passes(days=900)

    assert (len(years(ada)), len(years(ben))) == (1, 1)


async def test_a_year_is_told_in_japanese_to_who_reads_japanese(town: Town, ada, chie):
    await chie.runs("/help")
    await ada.runs("/together did 千恵")

    await town.passes(days=366)

    [note] = years(chie)
    assert "一緒に何かやろうか" in note


async def test_where_one_of_them_has_left_neither_is_told(town: Town, ada, ben):
    await ben.runs("/help")
    await ada.runs("/together did Ben")
    await ben.does(MemberLeft(ben.new_key(), ben.space, ben.actor))

    await town.passes(days=400)

    assert (years(ada), years(ben)) == ([], [])


async def test_who_wants_never_to_be_brought_together_is_not_and_nobody_learns_it(town: Town, ada, ben):
    await ben.runs("/help")
    await ada.runs("/together did Ben")
    await ada.runs("/connect never Ben")
    assert "Nobody is told" in ada.reads

    await town.passes(days=400)

    assert (years(ada), ben.mail) == ([], [])


async def test_a_note_opens_a_pitch(town: Town, ada, ben):
    await ben.runs("/help")
    await ada.runs("/together did Ben")
    await town.passes(days=366)

    await ada.presses("Start something together", on=ada.letters[-1])

    assert ada.form
    assert ada.form.action.name == "pitches.pitch"


def test_the_29th_of_february_is_remembered_on_the_28th():
    met = datetime(2028, 2, 29, 3, tzinfo=UTC)

    assert wall_time(a_year_later(met, "Asia/Tokyo"), "Asia/Tokyo") == datetime(2029, 2, 28, 10)  # noqa: DTZ001


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
)
def test_a_year_later_is_ten_in_the_morning_of_the_same_day(met_at: datetime, zone: str):
    met, later = wall_time(met_at, zone), wall_time(a_year_later(met_at, zone), zone)

    assert (later.hour, later.minute, later.year - met.year, later.month) == (10, 0, 1, met.month)
    assert later.day == met.day or (met.month, met.day) == (2, 29)


@given(st.lists(st.sampled_from([MemberId(name) for name in "abcde"]), max_size=6))
def test_of_those_who_met_everybody_met_everybody_once(members: list[MemberId]):
    met = pairs(members)

    assert len(set(met)) == len(met) == len(set(members)) * (len(set(members)) - 1) // 2
    assert all(pair(two.second, two.first) == two for two in met)


# --- conversations -------------------------------------------------------------------------------------------------


async def test_a_conversation_opens_where_both_have_a_login(town: Town, ada):
    dan = town.person("Dan")
    await dan.runs("/help")

    await ada.runs("/together talk @Dan")
    await ada.runs("/together talk @Dan")

    opened = [card.title[0] for card in town.couriers["discord"].in_channel("@ada&@dan")]
    assert opened == ["here you are"]
    assert (ada.mail, dan.mail) == ([], [])


async def test_who_shares_no_chat_is_told_otherwise(town: Town, ada, ben):
    await ben.runs("/help")

    await ada.runs("/together talk Ben")

    assert (ada.mail, ben.mail) == (["write to each other"], ["write to each other"])


async def test_where_a_conversation_cannot_be_opened_both_are_told_otherwise(town: Town, ada):
    dan = town.person("Dan")
    await dan.runs("/help")
    town.couriers["discord"].will(TargetGone("private threads are not allowed here"))

    await ada.runs("/together talk @Dan")
    await town.passes(days=8)

    assert (ada.mail, dan.mail) == (["write to each other"], ["write to each other"])


async def test_a_conversation_in_doubt_is_looked_for_and_stands_there_once(town: Town, ada):
    dan = town.person("Dan")
    await dan.runs("/help")
    town.couriers["discord"].will(InDoubt("the reply was lost"), stored=True)

    await ada.runs("/together talk @Dan")
    await town.passes(days=8)

    assert len(town.couriers["discord"].in_channel("@ada&@dan")) == 1
    assert town.couriers["discord"].looked == 1
    assert (ada.mail, dan.mail) == ([], [])


# --- bringing two together ------------------------------------------------------------------------------------------


async def introduces(person: Resident, interests: str = "food", phase: str = "2", tags: str = "") -> None:
    """An introduction of everybody's to see, by pressing alone; with a tag of one's own that nobody else has."""
    await person.runs("/intro write")
    tags = tags or f"{person.name}ology"
    await person.posts(positioning=tags, tie="live", phase=phase, words="I sing.", visibility="everyone")
    await person.presses("Interests" if person.actor.language == "en" else "すきなこと")
    await person.fills(interests=tuple(interests.split()), hours=())


def questions(person: Resident) -> list[Message]:
    """The letters in which somebody was asked whether they would like to talk."""
    return [letter for letter in person.letters if shown(letter.card, letter.reader).startswith("Would you like to")]


def talks(town: Town, *people: Resident) -> int:
    """How many conversations there are among exactly these people, all of one chat."""
    channel = "&".join(sorted(f"@{person.actor.account.external_id}" for person in people))
    return len(town.couriers[people[0].chat].in_channel(channel))


@pytest.fixture
def dan(town: Town) -> Resident:
    """Dan, who lives on Discord as Ada does."""
    return town.person("Dan")


async def test_peers_are_named_with_reasons_and_meet_once_both_say_so(town: Town, ada, dan):
    await introduces(ada, "food books")
    await introduces(dan, "food music", phase="3")

    await ada.runs("/people peers")
    assert ada.reads == (
        "People you might get along with\n"
        "Dan\n"
        "You both enjoy: Cooking and food\n"
        "Brings along: Danology\n"
        "[I'd like to meet]\n"
        "They're asked in private. A conversation opens once both of you say so; nobody learns who didn't."
    )
    await ada.presses("I'd like to meet")
    assert talks(town, ada, dan) == 0
    [question] = questions(dan)

    await dan.presses("Yes, gladly", on=question)

    assert talks(town, ada, dan) == 1
    await dan.presses("Yes, gladly", on=question)
    await ada.runs("/people peers")
    await town.passes(days=1)
    assert talks(town, ada, dan) == 1


async def test_at_most_three_are_named_and_only_of_phases_at_most_one_apart(town: Town, ada):
    await introduces(ada)
    for number in range(5):
        await introduces(town.person(f"Near{number}"), phase=str(1 + number % 3))
    await introduces(town.person("Far"), phase="4")

    await ada.runs("/people peers")

    assert ada.reads.count("[I'd like to meet]") == 3
    assert "Far" not in ada.reads


async def test_those_who_support_others_are_named_on_request_alone(town: Town, ada, dan):
    await introduces(ada, phase="4")
    await introduces(dan, phase="5")

    await ada.runs("/people peers")
    assert "Dan" not in ada.reads

    await ada.runs("/people peers supporters:yes")
    assert "Dan" in ada.reads


async def test_who_met_lately_is_not_named_again_for_ninety_days(town: Town, ada, dan):
    await introduces(ada)
    await introduces(dan)
    await ada.runs("/together did @Dan")

    await ada.runs("/people peers")
    assert "Dan" not in ada.reads

    await town.passes(days=91)
    await ada.runs("/people peers")
    assert "Dan" in ada.reads


async def test_hours_that_never_meet_are_a_reason_not_to_name_somebody(town: Town, ada, dan):
    for person, hours in ((ada, "weekday-day"), (dan, "weekend-day")):
        await introduces(person)
        await person.runs("/intro show")
        await person.presses("Interests")
        await person.fills(hours=(hours,))

    await ada.runs("/people peers")

    assert "Dan" not in ada.reads


async def test_who_is_hidden_or_wants_never_to_meet_is_asked_nothing_and_the_answer_is_the_same(town: Town, ada, dan):
    eve, fay = town.person("Eve"), town.person("Fay")
    for person in (ada, dan, eve, fay):
        await introduces(person)
    await eve.runs("/intro hide")
    await fay.runs("/connect never @Ada")
    heard = []
    for person in (dan, eve, fay):
        async with town.store.transaction() as work:
            space = await work.directory.space(person.space)
            member = await work.of(space.community).members.of_account(space.id, person.actor.account)
        await ada.presses_action(Action("connections.wish", (member.id,)))
        heard.append(ada.reads)

    assert len(set(heard)) == 1
    assert [len(questions(person)) for person in (dan, eve, fay)] == [1, 0, 0]


async def everything_ada_hears(answer: str) -> list[str]:
    """All that Ada hears in ten days after she would like to meet Dan, who answers so, or not at all."""
    async with living_town() as town:
        ada, dan = town.person("Ada"), town.person("Dan")
        await introduces(ada)
        await introduces(dan)
        await ada.runs("/people peers")
        await ada.presses("I'd like to meet")
        await town.passes(days=1)
        if answer:
            await dan.presses(answer, on=questions(dan)[0])
        for _ in range(3):
            await town.passes(days=3)
            await ada.runs("/people peers")
            await ada.presses("I'd like to meet")
        return [*ada.heard, *ada.mail]


async def test_nobody_learns_whether_somebody_declined_or_was_silent():
    assert await everything_ada_hears("Not this time") == await everything_ada_hears("")


async def test_after_seven_days_a_question_is_over(town: Town, ada, dan):
    await introduces(ada)
    await introduces(dan)
    await ada.runs("/people peers")
    await ada.presses("I'd like to meet")

    await town.passes(days=7)
    await dan.presses("Yes, gladly", on=questions(dan)[0])

    assert "This question is over" in dan.reads
    assert talks(town, ada, dan) == 0


async def test_who_shares_no_chat_reads_the_contact_that_the_other_chose_to_share(town: Town, ada, ben):
    await introduces(ada)
    await introduces(ben)
    await ben.runs("/connect offer")
    await ben.fills(topics="", contact="ben@example.org")
    await ada.runs("/people peers")
    await ada.presses("I'd like to meet")
    await ben.presses("Yes, gladly", on=questions(ben)[0])

    assert "How to reach them: ben@example.org" in ada.mail[-1]
    assert "Ada hasn't said how to be reached" in ben.mail[-1]


# --- connectors -----------------------------------------------------------------------------------------------------


async def offers(person: Resident, topics: str) -> None:
    """Be a connector."""
    await person.runs("/connect offer")
    await person.fills(topics=topics, contact="")


async def test_a_connector_thinks_of_somebody_who_decides_first_and_two_yeses_open_a_conversation(town, ada, dan):
    eve = town.person("Eve")
    await dan.runs("/help")
    await offers(eve, "bees, gardens")

    await ada.runs("/connect ask somebody who keeps bees")
    assert "Eve — bees, gardens" in ada.reads
    await ada.presses("Ask them")
    await eve.presses("Somebody else", on=eve.letters[-1])
    await eve.fills(name="Dan")
    assert len(questions(dan)) == 1
    assert questions(ada) == []
    await dan.presses("Yes, gladly", on=questions(dan)[0])
    assert talks(town, ada, dan) == 0

    await ada.presses("Yes, gladly", on=questions(ada)[0])

    assert talks(town, ada, dan) == 1


async def test_at_most_two_connectors_are_named_those_who_fit_first(town: Town, ada):
    for name, topics in (("Eve", "cars"), ("Fay", "bees"), ("Gil", "beekeepers, gardens"), ("Hal", "rockets")):
        await offers(town.person(name), topics)

    await ada.runs("/connect ask beekeepers")

    assert ada.reads.count("[Ask them]") == 2
    assert ada.reads.index("Gil") < ada.reads.index("Fay")


async def test_three_requests_at_a_time_are_enough_for_a_connector(town: Town):
    eve = town.person("Eve")
    await offers(eve, "bees")
    for number in range(3):
        asker = town.person(f"Asker{number}")
        await asker.runs("/connect ask bees")
        await asker.presses("Ask them")
    late = town.person("Late")

    await late.runs("/connect ask bees")
    assert "Nobody offers introductions yet" in late.reads

    await eve.presses("Nobody comes to mind", on=eve.letters[-1])
    await late.runs("/connect ask bees")
    assert "Eve" in late.reads


async def test_a_connector_who_thinks_of_nobody_is_not_told_of(town: Town, ada):
    eve = town.person("Eve")
    await offers(eve, "bees")
    await ada.runs("/connect ask bees")
    await ada.presses("Ask them")
    heard = len(ada.heard)

    await eve.presses("Nobody comes to mind", on=eve.letters[-1])
    await town.passes(days=30)

    assert (len(ada.heard), ada.mail) == (heard, [])


async def test_nobody_answers_for_somebody_else(town: Town, ada, dan):
    await introduces(ada)
    await introduces(dan)
    await ada.runs("/people peers")
    await ada.presses("I'd like to meet")

    eve = town.person("Eve")
    await eve.presses("Yes, gladly", on=questions(dan)[0])

    assert "This question is over" in eve.reads  # as of a question that there never was
    assert talks(town, ada, dan) == 0


# --- coffee ---------------------------------------------------------------------------------------------------------


async def joins(town: Town, *names: str) -> list[Resident]:
    """People who join the coffee rounds."""
    people = [town.person(name) for name in names]
    for person in people:
        await person.runs("/connect coffee choice:join")
    return people


def coffees(town: Town) -> list[list[str]]:
    """Who was brought together, round after round."""
    channels = [message.ref.channel for message in town.couriers["discord"].messages.values()]
    return [sorted(channel.replace("@", "").split("&")) for channel in channels if "&" in channel]


async def test_the_evening_before_a_round_everybody_in_it_may_leave_it_out(town: Town):
    ada, _, eve = await joins(town, "Ada", "Dan", "Eve")
    assert "Next round: " in ada.reads
    await town.passes(days=13, hours=9)
    assert ada.mail[-1].startswith("Coffee round tomorrow")

    await eve.presses("Skip the next one", on=eve.letters[-1])
    await town.passes(days=1)

    assert coffees(town) == [["ada", "dan"]]


async def test_three_are_a_trio_and_the_same_do_not_meet_again_for_twelve_weeks(town: Town):
    people = await joins(town, "Ada", "Dan", "Eve")

    await town.passes(days=14 * 7)

    assert coffees(town)[0] == ["ada", "dan", "eve"]
    alone = [sum("No match this time" in letter for letter in person.mail) for person in people]
    assert (len(coffees(town)), alone) == (2, [5, 5, 5])


async def test_who_is_alone_is_told_and_comes_first_the_next_time(town: Town):
    ada, dan, eve = await joins(town, "Ada", "Dan", "Eve")
    for one, other in ((ada, "Eve"), (dan, "Eve")):
        await one.runs(f"/connect never @{other}")

    await town.passes(days=14)

    assert coffees(town) == [["ada", "dan"]]
    assert [letter.splitlines()[0] for letter in eve.mail] == ["Coffee round tomorrow", "No match this time"]


async def test_some_days_later_three_answers_are_all_fine(town: Town):
    ada, dan = await joins(town, "Ada", "Dan")
    await town.passes(days=14 + 10)
    assert ada.mail[-1].startswith("How was it?")

    await ada.presses("We met", on=ada.letters[-1])
    await dan.presses("We met", on=dan.letters[-1])
    await town.passes(days=370)

    assert [sum(letter.startswith("A year with") for letter in person.mail) for person in (ada, dan)] == [1, 1]


async def test_who_rests_from_coffee_is_brought_together_no_more(town: Town):
    ada, _ = await joins(town, "Ada", "Dan")
    await town.passes(days=24)

    await ada.presses("I'd like a rest", on=ada.letters[-1])
    await joins(town, "Eve")
    await town.passes(days=28)

    assert not any("ada" in group for group in coffees(town)[1:])
    assert ["dan", "eve"] in coffees(town)


MEMBERS = [MemberId(f"m{number:02}") for number in range(9)]


@given(
    st.lists(
        st.builds(Drinker, st.sampled_from(MEMBERS), st.frozensets(st.sampled_from("abc")), st.integers(0, 5)),
        unique_by=lambda drinker: drinker.member,
    ),
    st.sets(st.sampled_from([pair(one, other) for one in MEMBERS for other in MEMBERS if one != other]), max_size=20),
)
def test_rounds_bring_together_as_many_as_may_meet(drinkers: list[Drinker], not_again: set[Pair]):
    groups, alone = brought_together(drinkers, not_again)

    placed = [member for group in groups for member in group]
    assert sorted([*placed, *alone]) == sorted(drinker.member for drinker in drinkers)
    assert all(len(group) in (2, 3) and not set(pairs(group)) & not_again for group in groups)
    assert len(groups) == most_pairs([drinker.member for drinker in drinkers], not_again)


def most_pairs(members: list[MemberId], not_again: set[Pair]) -> int:
    """How many pairs can be made at most, by trying everything."""
    if len(members) < 2:
        return 0
    first, *others = members
    without = most_pairs(others, not_again)
    with_ = [
        1 + most_pairs([one for one in others if one != other], not_again)
        for other in others
        if pair(first, other) not in not_again
    ]
    return max([without, *with_])


@given(st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_round_is_a_monday_a_fortnight_after_the_one_before(after: datetime):
    day = next_round(after, "Asia/Tokyo")

    assert (day.weekday(), (day - FIRST_ROUND).days % 14) == (0, 0)
    assert after < heads_up_at(day, "Asia/Tokyo")
    assert heads_up_at(day - EVERY, "Asia/Tokyo") <= after or day == FIRST_ROUND


async def handed(town: Town, person: Resident) -> str:
    """Everything that is kept of somebody, as it is handed to them."""
    async with town.store.transaction() as work:
        space = await work.directory.space(person.space)
        scope = work.of(space.community)
        member = await scope.members.of_account(space.id, person.actor.account)
        records = await scope.records.of(member.id)
        return str({table: rows for table, rows in records.items() if table != "accounts"})  # used just now


async def test_what_is_handed_to_somebody_tells_of_no_decision_of_another(town: Town, ada, dan):
    await introduces(ada)
    await introduces(dan)
    await ada.runs("/people peers")
    await ada.presses("I'd like to meet")
    silent = await handed(town, ada)

    await dan.presses("Not this time", on=questions(dan)[0])
    await dan.runs("/connect never @Ada")

    assert await handed(town, ada) == silent
    assert "kept_apart" in await handed(town, dan)


# --- a year in a small town -----------------------------------------------------------------------------------------


async def test_who_takes_no_part_hears_of_machi_twice_in_a_year(town: Town):
    quiet, watching = town.person("Quiet"), town.person("Watching")
    for person in (quiet, watching):
        await person.comes_in()
    await watching.runs("/intro quick")
    await watching.presses("Just watching")
    people = await joins(town, "Ada", "Dan", "Eve", "Fay")
    for person in people:
        await introduces(person)
    await people[0].runs("/people peers")
    await people[0].presses("I'd like to meet")

    await town.passes(days=366)

    assert [len(person.letters) for person in (quiet, watching)] == [2, 1]


async def test_without_interests_one_is_asked_for_them(town: Town, ada):
    await ada.runs("/people peers")
    assert "Tell a little about yourself" in ada.reads
    await introduces(ada, interests="")

    await ada.runs("/people peers")

    assert "Tell Machi what you enjoy" in ada.reads

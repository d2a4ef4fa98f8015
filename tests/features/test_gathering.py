"""Stories around a gathering: guests, followers, hosts and co-hosts, a word two hours before, and who came."""

from datetime import UTC, datetime, time, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.features.meetups.model import Held, Meetups, health, regulars
from bot.vocabulary.people import MemberId
from bot.vocabulary.preference import Preference, Quiet
from bot.vocabulary.request import MemberLeft
from storage.tables import connections, members
from tests.features.test_meetups import card_of, meets, said_beneath
from tests.features.test_series import FRIDAYS, at, chooses
from tests.people import Resident, Town, shown


async def allows_guests(host: Resident, guests: int) -> None:
    await chooses(host, "/remind meetup", "Set: Book club")
    await host.fills(guests=str(guests))


# --- guests ---------------------------------------------------------------------------------------------------------


async def test_guests_are_welcome_where_the_host_allows_them_and_take_places(town, ada, ben, chie):
    card = await meets(ada, capacity="3")
    await allows_guests(ada, 1)
    await ben.presses("going", on=card)

    await ben.presses("I bring one guest")

    assert "You bring one guest." in ben.reads
    assert "人数: 2/3人（あと1人）" in card_of(town)
    assert "参加: Ben（+1人）" in card_of(town)
    await chie.presses("参加します", on=card)
    assert card_of(town).startswith("Book club [満員]")
    await chie.presses("1人連れていきます")
    assert "お連れの席をとれませんでした" in chie.reads


async def test_nobody_is_asked_about_guests_where_there_are_none(town, ada, ben):
    card = await meets(ada)

    await ben.presses("going", on=card)

    assert "guest" not in ben.reads


async def test_who_waits_with_a_guest_hears_when_there_is_room_for_one(town, ada, ben, chie):
    dan = town.person("Dan")
    card = await meets(ada, capacity="2")
    await allows_guests(ada, 1)
    await ben.presses("going", on=card)
    await dan.presses("going", on=card)
    await chie.presses("参加します", on=card)
    await chie.presses("1人連れていきます")

    await ben.presses("Can't", on=card)
    assert "ひとりで参加しますか" in chie.mail[-1]
    await chie.presses("ひとりで行きます", on=chie.letters[-1])

    assert "参加: Dan、千恵" in card_of(town)


# --- followers, reactions that stay ---------------------------------------------------------------------------------


async def test_a_follower_hears_of_changes_without_having_answered(town, ada, ben):
    await meets(ada)
    card = town.cards("meetups", "slack")[-1]
    await ben.reacts("👀", on=card)
    await chooses(ada, "/meetup move", "Change the date")
    await ada.posts(when="12/20 10時")
    assert [letter.splitlines()[0] for letter in ben.mail] == ["The date has changed"]

    await ben.unreacts("👀", on=card)
    await chooses(ada, "/meetup cancel", "Call off")
    await ada.presses("Call it off")

    assert len(ben.mail) == 1
    assert "Ben" not in card_of(town)


async def test_a_reaction_from_before_a_move_does_not_count_when_it_is_seen_again(town, ada, ben):
    await meets(ada)
    card = town.cards("meetups", "slack")[-1]
    await ben.reacts("✅", on=card)
    await chooses(ada, "/meetup move", "Change the date")
    await ada.posts(when="12/20 10時")

    await ben.reacts("✅", on=card)  # nobody pressed anything: it is the one that still stands there
    assert "参加: Ben" not in card_of(town)

    await ben.unreacts("✅", on=card)
    await ben.reacts("✅", on=card)
    assert "参加: Ben" in card_of(town)


async def test_taking_an_old_reaction_away_after_a_move_leaves_the_new_answer_alone(town, ada, ben):
    await meets(ada)
    card = town.cards("meetups", "slack")[-1]
    await ben.reacts("✅", on=card)
    await chooses(ada, "/meetup move", "Change the date")
    await ada.posts(when="12/20 10時")
    await ben.presses("going", on=ben.letters[-1])

    await ben.unreacts("✅", on=card)

    assert "参加: Ben" in card_of(town)


# --- a word of one's own --------------------------------------------------------------------------------------------


async def prefers(who: Resident, preference: Preference) -> None:
    """Have a preference, as if it had been chosen before."""
    await who.runs("/help")
    async with who.town.store.transaction() as work:
        space = await work.directory.space(who.space)
        scope = work.of(space.community)
        member = await scope.members.of_account(space.id, who.actor.account)
        await scope.preferences.keep(member.id, preference)


async def test_who_likes_a_word_two_hours_before_gets_one_when_they_are_going(town, ada, ben):
    card = await meets(ada, when="11/27 19時")
    await prefers(ben, Preference(before=timedelta(hours=2)))
    await ben.presses("going", on=card)

    await town.goes_to(at(11, 27, 16))
    assert ben.mail == []
    await town.goes_to(at(11, 27, 18))

    assert [letter.splitlines()[0] for letter in ben.mail] == ["“Book club” is 2 hours away"]
    assert ada.mail == []


@pytest.mark.parametrize("act", ["withdraws", "called off", "moved"])
async def test_no_word_comes_of_what_one_does_not_go_to_any_more(town, ada, ben, act):
    card = await meets(ada, when="11/27 19時")
    await prefers(ben, Preference(before=timedelta(hours=2)))
    await ben.presses("going", on=card)
    match act:
        case "withdraws":
            await ben.presses("Can't", on=card)
        case "called off":
            await chooses(ada, "/meetup cancel", "Call off")
            await ada.presses("Call it off")
        case "moved":
            await chooses(ada, "/meetup move", "Change the date")
            await ada.posts(when="11/28 19時")

    await town.passes(days=6)

    assert not any("away" in letter.splitlines()[0] for letter in ben.mail)


async def test_a_word_that_would_fall_into_the_night_comes_before_it(town, ada, ben):
    card = await meets(ada, when="11/27 7時")
    await prefers(ben, Preference(quiet=Quiet(time(22), time(7)), before=timedelta(hours=2)))
    await ben.presses("going", on=card)

    await town.goes_to(at(11, 26, 22))

    assert [letter.splitlines()[0] for letter in ben.mail] == ["“Book club” is 9 hours away"]


async def test_a_promotion_at_night_waits_for_the_morning_unless_the_gathering_is_earlier(town, ada, ben, chie):
    card = await meets(ada, when="11/25 10時", capacity="1")
    await prefers(chie, Preference(quiet=Quiet(time(22), time(7))))
    await ben.presses("going", on=card)
    await chie.presses("参加します", on=card)
    await town.goes_to(at(11, 24, 23))

    await ben.presses("Can't", on=card)
    assert chie.mail == []
    await town.goes_to(at(11, 25, 8))

    assert [letter.splitlines()[0] for letter in chie.mail] == ["空きが出ました"]


# --- hosts ----------------------------------------------------------------------------------------------------------


async def test_a_host_hands_a_meetup_over_to_who_says_yes(town, ada, ben):
    await meets(ada, when=FRIDAYS)
    await ben.runs("/help")
    await hands_over(ada, "Ben")

    assert "Until they say yes, you're the host" in ada.reads
    await ben.presses("I'll host it", on=ben.letters[-1])

    assert ben.reads.startswith("You're the host\n")
    assert "ひらく人: Ben" in card_of(town)
    assert "Ben hosts “Book club” now." in ada.mail[-1]
    await chooses(ben, "/meetup move", "Change the date")
    assert ben.form


async def hands_over(host: Resident, name: str) -> None:
    """Ask somebody, by name, to take over the only meetup there is."""
    await host.runs(f"/meetup handover {name}")
    if "Book club" in host.reads and host.card and "Hand over" in host.reads:
        await host.presses("Hand over: Book club")


async def test_who_would_rather_not_host_says_so_without_a_reason(town, ada, ben, chie):
    await meets(ada)
    await ben.runs("/help")
    await hands_over(ada, "Ben")

    await ben.presses("Rather not", on=ben.letters[-1])
    await chie.presses_action(ben.letters[-1].card.blocks[-1].buttons[0].action)

    assert "can't host “Book club” just now" in ada.mail[-1]
    assert "ひらく人: Ada" in card_of(town)
    assert "頼まれた方" in chie.reads


async def test_a_co_host_manages_the_dates_too_and_stands_on_the_card(town, ada, ben):
    await meets(ada)
    await ben.runs("/help")
    await ada.runs("/meetup cohost Ben")
    if ada.card and "Add" in ada.reads:
        await ada.presses("Add to: Book club")

    assert "ひらく人: Ada、Ben" in card_of(town)
    await chooses(ben, "/meetup move", "Change the date")
    assert ben.form


# --- afterwards -----------------------------------------------------------------------------------------------------


async def test_the_host_says_in_one_tap_that_everybody_came(town, ada, ben, chie):
    card = await meets(ada, when="11/27 19時")
    await ben.presses("going", on=card)
    await chie.presses("参加します", on=card)
    await town.goes_to(at(11, 27, 21) + timedelta(minutes=1))
    assert [letter.splitlines()[0] for letter in ada.mail] == ["Who came?"]

    await ada.presses("Everybody came", on=ada.letters[-1])

    assert ada.reads.splitlines()[:3] == [
        "Thank you for hosting",
        "It's noted who came to “Book club”.",
        "Came: Ben, 千恵",
    ]
    assert ben.mail == chie.mail == []


async def test_who_could_not_come_is_named_with_two_taps(town, ada, ben, chie):
    card = await meets(ada, when="11/27 19時")
    await ben.presses("going", on=card)
    await chie.presses("参加します", on=card)
    await town.goes_to(at(11, 28))

    await ada.presses("Choose", on=ada.letters[-1])
    await ada.presses("✓ 千恵 came")
    assert "[千恵 couldn't]" in ada.reads
    await ada.presses("That's right")

    assert "Came: Ben\n" in f"{ada.reads}\n"


async def test_nobody_is_asked_who_came_where_nobody_was_going(town, ada, ben):
    card = await meets(ada, when="11/27 19時")
    await ben.presses("Maybe", on=card)

    await town.goes_to(at(11, 28))

    assert ada.mail == []


async def test_only_who_manages_it_says_who_came(town, ada, ben):
    card = await meets(ada, when="11/27 19時")
    await ben.presses("going", on=card)
    await town.goes_to(at(11, 28))

    await ben.presses("Everybody came", on=ada.letters[-1])

    assert "Only the host or an organizer" in ben.reads


async def test_regulars_and_how_a_series_fares_are_told_to_the_host_alone(town, ada, ben, chie):
    await meets(ada, when=FRIDAYS)
    for week in range(4):
        card = town.cards("meetups", "slack")[week]
        await ben.presses("going", on=card)
        if week != 1:
            await chie.presses("参加します", on=card)
        await town.goes_to(at(11, 27, 22) + timedelta(weeks=week))
        await ada.presses("Everybody came", on=ada.letters[-1])

    assert "Comes often: Ben, 千恵" in ada.reads
    assert "It has found its rhythm" in ada.reads
    assert "Only you see this." in ada.reads
    assert "often" not in "".join(ben.mail)
    assert "often" not in card_of(town, 0)


async def test_thanks_are_gathered_and_reach_the_host_together(town, ada, ben, chie):
    await meets(ada, when="11/27 19時")
    card = town.cards("meetups", "slack")[-1]
    await ben.reacts("🙏", on=card)  # too early to mean anything
    await town.goes_to(at(11, 28))

    await ben.reacts("🙏", on=card)
    await chie.reacts("🙏", on=card)
    await town.passes(hours=13)

    assert [letter.splitlines() for letter in ada.mail] == [
        ["Thank you for hosting", "These people say thank you for “Book club”:", "Ben, 千恵"]
    ]


async def thanked_for(person: Resident) -> list[str]:
    """What somebody is kept to have thanked for, as it would be handed to them."""
    async with person.town.store.transaction() as work:
        space = await work.directory.space(person.space)
        scope = work.of(space.community)
        member = await scope.members.mentioned(space.id, person.actor.account)
        thanks = (await scope.records.of(member.id)).get("thanks", ())
        return [row["key"] for row in thanks if row["by_id"] == member.id]


async def test_a_thank_you_for_a_gathering_is_kept_like_any_other_and_taken_back_with_the_reaction(
    town, ada, ben, chie
):
    await meets(ada, when="11/27 19時")
    card = town.cards("meetups", "slack")[-1]
    await town.goes_to(at(11, 28))
    await ada.reacts("🙏", on=town.cards("meetups")[-1])  # the host thanks nobody by it
    for person in (ben, chie):
        await person.reacts("🙏", on=card)

    await ben.unreacts("🙏", on=card)
    await town.passes(hours=13)

    assert [len(await thanked_for(person)) for person in (ada, ben, chie)] == [0, 0, 1]
    assert [letter.splitlines()[-1] for letter in ada.mail] == ["千恵"]


async def test_a_week_away_is_told_once_and_the_series_goes_on(town, ada, ben):
    card = await meets(ada, when=FRIDAYS)
    await ben.presses("going", on=card)

    town.clock.set(at(12, 23))  # Machi was away for four weeks
    await town.settles()

    said = [letter.splitlines()[0] for letter in ada.mail]
    assert said.count("Some dates went by unannounced") == 1
    assert "3 dates of “Book club” went by" in next(letter for letter in ada.mail if "unannounced" in letter)
    assert said.count("A reminder didn't go out") == 1
    assert card_of(town).splitlines()[1] == "いつ: 2026年12月25日(金) 19:00 Asia/Tokyo"
    assert said_beneath(town, 0) == []


# --- rules ----------------------------------------------------------------------------------------------------------

NAMES = [MemberId(name) for name in "abcd"]
weeks = st.lists(st.lists(st.sampled_from(NAMES), unique=True).map(tuple), max_size=9)


@given(weeks)
def test_regulars_are_those_who_came_to_three_of_the_last_five(came):
    held = [Held(members) for members in came]

    for member in NAMES:
        assert (member in regulars(held)) == (sum(member in members for members in came[:5]) >= 3)


@given(weeks)
def test_of_a_young_series_nothing_is_said_and_of_any_other_something(came):
    assert (health([Held(members) for members in came]) == "young") == (len(came) < 3)


@pytest.mark.parametrize(
    ("came", "fares"),
    [([0, 0, 3, 4, 3], "empty"), ([1, 2, 4, 4, 3], "thinner"), ([3, 3, 3], "steady"), ([6, 5, 3, 3, 2], "growing")],
)
def test_how_a_series_fares_is_seen_from_who_came(came, fares):
    assert health([Held(tuple(MemberId(str(number)) for number in range(heads))) for heads in came]) == fares


def test_two_dates_with_people_in_line_mean_that_it_is_full():
    assert health([Held((NAMES[0],), 2), Held((NAMES[1],), 1), Held(())]) == "full"


async def test_who_came_before_a_series_was_changed_still_counts(town: Town, ada: Resident, ben: Resident):
    await meets(ada, when=FRIDAYS)
    await ben.presses("going", on=town.cards("meetups", "slack")[0])
    await town.goes_to(at(11, 28))
    await ada.presses("Everybody came", on=ada.letters[-1])
    await ada.runs("/meetup edit")
    await ada.presses("Change: Book club")
    await ada.presses("All dates to come")
    await ada.posts(title="Film club")

    async with town.store.transaction() as work:
        space = await work.directory.space(ada.space)
        meetups = work.of(space.community)[Meetups]
        [date] = await meets_upcoming(meetups)
        held = await meetups.held(date.meetup, 5)

    assert [len(one.came) for one in held] == [1]


async def meets_upcoming(meetups: Meetups):
    return (await meetups.upcoming(datetime(2026, 11, 28, tzinfo=UTC), 1))[:1]


# --- who leaves, who comes --------------------------------------------------------------------------------------------


async def leaves(person: Resident) -> None:
    """Leave the chat for good."""
    await person.does(MemberLeft(person.new_key(), person.space, person.actor))


async def test_when_a_host_leaves_the_co_host_is_asked_to_take_over(town, ada, ben):
    await meets(ada, when=FRIDAYS)
    await ben.runs("/help")
    await ada.runs("/meetup cohost Ben")
    await ada.presses("Add to: Book club")

    await leaves(ada)
    assert ben.mail[-1].startswith("A meetup is without a host\n")
    await ben.presses("I'll host it", on=ben.letters[-1])

    assert "ひらく人: Ben\n" in card_of(town)
    assert town.cards("organizers", "slack") == []


async def test_when_a_host_without_help_leaves_an_organizer_takes_over(town, ada, ben):
    olga = town.person("Olga", on="slack", organizer=True)
    await meets(ada, when=FRIDAYS)
    await leaves(ada)
    [question] = town.cards("organizers", "slack")
    assert "ここを離れました" in shown(question.card, question.reader)

    await ben.presses("I'll host it", on=question)
    assert "Only the person the host asked" in ben.reads
    await olga.presses("I'll host it", on=question)

    assert "ひらく人: Olga\n" in card_of(town)
    [settled] = town.cards("organizers", "slack")
    assert "これから Olga さんがひらきます" in shown(settled.card, settled.reader)


async def test_who_leaves_one_chat_and_stays_in_none_hosts_nothing_and_others_are_left_alone(town, ada, ben):
    await meets(ada)

    await leaves(ben)

    assert ada.mail == []
    assert town.cards("organizers", "slack") == []


async def test_a_newcomer_is_told_of_the_next_date(town, ada, ben):
    await meets(ada, when=FRIDAYS)

    await ben.comes_in()

    assert "The next chance to meet: “Book club”, Fri 27 Nov 2026, 19:00" in ben.mail[0]
    await ben.presses("Take a look", on=ben.letters[0])
    await ben.presses("going")
    assert "参加: Ben" in card_of(town)


async def test_who_came_together_has_met(town, ada, ben, chie):
    card = await meets(ada, when="11/27 19時")
    await ben.presses("going", on=card)
    await chie.presses("参加します", on=card)
    await town.goes_to(at(11, 28))
    assert await acquainted(town) == set()

    await ada.presses("Choose", on=ada.letters[-1])
    await ada.presses("✓ 千恵 came")
    assert await acquainted(town) == set()
    await ada.presses("That's right")
    assert await acquainted(town) == {frozenset({"Ada", "Ben"})}

    await ada.runs("/meetup attendance meetup:Book club also:千恵")
    assert await acquainted(town) == {frozenset(pair) for pair in combinations(("Ada", "Ben", "千恵"), 2)}


async def acquainted(town: Town) -> set[frozenset[str]]:
    """Everybody who has met somebody, by name."""
    async with town.store._database.begin() as connection:
        names = {row.id: row.name for row in await connection.execute(select(members))}
        pairs = (await connection.execute(select(connections.c.first_id, connections.c.second_id))).all()
    return {frozenset((names[first], names[second])) for first, second in pairs}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/meetup rsvp Book club", "Book club [open]"),
        ("/meetup edit Book club", "Which dates?"),
        ("/meetup skip 18 Dec", "Fri 18 Dec 2026"),
        ("/meetup move Book club", "Choose a new date"),
        ("/meetup cancel Book club", "Call it off?"),
        ("/remind meetup Book club", "How this meetup is run"),
    ],
)
async def test_a_meetup_is_named_in_the_same_line(town, ada, line, said):
    await meets(ada, when=FRIDAYS)
    if "skip" not in line:
        await chooses(ada, "/meetup skip 4 Dec", "Call this date off")

    await ada.runs(line)

    assert said in ada.reads or "which" in ada.reads.casefold()


async def test_a_word_of_a_new_place_stands_where_the_reminder_stood(town, ada, ben):
    await meets(ada, when="11/27 19時", where="図書館")
    await town.goes_to(at(11, 26, 20))

    await ada.runs("/meetup edit Book club")
    await ada.posts(where="公園")
    await town.passes(minutes=1)

    [beneath] = town.thread(town.cards("meetups", "slack")[-1], "slack")
    assert "どこで: 公園" in shown(beneath.card, beneath.reader)


async def test_once_a_date_is_brought_back_its_thread_says_so(town, ada, ben):
    await meets(ada, when="11/27 19時")
    await town.goes_to(at(11, 26, 20))
    await chooses(ada, "/meetup cancel Book club", "Call it off")
    await ada.runs("/meetup restore Book club")
    await town.passes(minutes=1)

    assert said_beneath(town) == ["「Book club」は、やっぱりひらきます"]

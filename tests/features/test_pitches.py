"""Stories of people who would like to build something, and of the first small step towards it."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.pitches.model import STEP_WITHIN, Pitch, PitchId, Step, near
from bot.locales import FOLDER
from bot.vocabulary.action import Action
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from tests.fakes.courier import Message
from tests.people import CHATS, Resident, Town, shown
from tests.stores import MONDAY

SUNDAY = "Sunday 10am"  # 29 November 2026, six days ahead
SHELF = {"title": "A bookshelf", "why": "Books should meet people.", "step": "Look at the place", "when": SUNDAY}

ANSWERS = ("Done", "Another day", "Make it smaller", "Let it rest")


async def pitches(owner: Resident, **answers: str) -> Message:
    """A pitch, posted; gives the message of its card in the owner's chat."""
    await owner.runs("/pitch new")
    await owner.posts(**{**SHELF, **answers})
    return owner.town.cards("pitches", owner.chat)[-1]


async def plans_step(owner: Resident, step: str, when: str) -> None:
    """The form of the next step that stands open, filled in and confirmed."""
    await owner.posts(step=step, when=when)


def card_of(town: Town, position: int = -1, on: str = "slack") -> str:
    """A pitch's card as it stands in one of the chats."""
    message = town.cards("pitches", on)[position]
    return shown(message.card, message.reader)


def questions(owner: Resident) -> list[str]:
    """The first lines of the letters that ask how a step went."""
    return [letter.splitlines()[1] for letter in owner.mail if "how did the step go?" in letter]


# --- pitching -------------------------------------------------------------------------------------------------------


async def test_a_pitch_made_on_discord_is_joined_from_slack(town, ada, chie):
    await pitches(ada, looking_for="I have timber")

    await chie.presses("仲間に入る", on=town.cards("pitches", "slack")[-1])

    assert chie.reads == (
        "仲間になりました\n"
        "「A bookshelf」の仲間になりました。Ada さんに伝えました。何を持ち寄れるか、ひとこと添えませんか。\n"
        "[持ち寄れるものを書く] [抜ける]"
    )
    for chat in CHATS:
        assert card_of(town, on=chat) == (
            "A bookshelf [仲間募集中]\n"
            "Books should meet people.\n"
            "持ち寄り・募集: I have timber\n"
            "言い出しっぺ: Ada\n"
            "次の一歩: Look at the place\n"
            "いつ: 2026年11月29日(日) 10:00 Asia/Tokyo\n"
            "🙌 仲間: 千恵\n"
            "[🙌 仲間に入る] [✨ ワクワク] [👀 見守る] [抜ける]\n"
            "🙌 で仲間に、✨ で「ワクワクする」、🤔 で「気になる」を伝えられます。👀 で変わったことが届きます。"
        )
    assert ada.mail == ["A new teammate\n千恵 is in on “A bookshelf”."]


async def test_nothing_is_posted_before_the_preview_was_seen(town, ada):
    await ada.runs("/pitch new")
    await ada.fills(**SHELF)

    assert ada.reads.startswith("A bookshelf [not posted yet]\n")
    assert "When: Sun 29 Nov 2026, 10:00" in ada.reads
    assert town.cards("pitches") == []

    await ada.presses("Looks right")

    assert ada.reads.startswith("Your pitch is out\n“A bookshelf” is posted. On Sun 29 Nov 2026, 10:00")
    assert len(town.cards("pitches")) == 1


async def test_a_first_step_too_far_away_is_refused_with_the_reason_and_the_draft_kept(town, ada):
    await ada.runs("/pitch new")
    await ada.fills(**{**SHELF, "when": "Dec 7 10:01"})

    assert "Let the step be within 14 days." in ada.reads
    assert town.cards("pitches") == []

    await ada.presses("Change it")
    assert ada.form
    assert ada.form.answers["why"] == SHELF["why"]
    await ada.posts(when="Dec 7 10:00")

    assert "2026年12月7日(月) 10:00" in card_of(town)


async def test_a_first_step_whose_day_has_passed_since_the_preview_is_not_posted(town, ada):
    await ada.runs("/pitch new")
    await ada.fills(**SHELF)
    await town.passes(days=6)

    await ada.presses("Looks right")

    assert "That day has passed." in ada.reads
    assert town.cards("pitches") == []
    await ada.presses("Change it")
    await ada.posts(when="tomorrow 10am")
    assert "2026年11月30日(月) 10:00" in card_of(town)


async def test_a_first_step_needs_a_day_that_can_be_read(town, ada):
    await ada.runs("/pitch new")

    await ada.fills(**{**SHELF, "title": "", "when": "someday"})
    assert ada.form
    assert ada.form.problems.keys() == {"title", "when"}

    await ada.fills(title="A bookshelf", when="every Sunday 10am")
    assert "One date only, please" in ada.reads


# --- teammates and sparks -------------------------------------------------------------------------------------------


async def test_hands_and_sparks_as_reactions_count_like_the_buttons(town, ada, ben):
    await pitches(ada)
    card = town.cards("pitches", "slack")[-1]

    await ben.reacts("🙌🏽", on=card)
    await ben.reacts("✨", on=card)
    assert "🙌 仲間: Ben\n✨ ワクワク: Ben" in card_of(town)

    await ben.unreacts("🙌🏽", on=card)
    assert "仲間: Ben" not in card_of(town)
    assert "✨ ワクワク: Ben" in card_of(town)

    await ben.unreacts("✨", on=card)
    assert "Ben" not in card_of(town)


async def test_a_spark_is_passed_on_by_the_button(town, ada, ben):
    await pitches(ada)

    await ben.presses("ワクワク", on=town.cards("pitches", "slack")[-1])

    assert ben.reads == "Passed on\n“A bookshelf” has your ✨ now."
    assert "✨ ワクワク: Ben" in card_of(town, on="discord")
    assert ada.mail == []


async def test_the_owner_hears_of_a_teammate_once_however_often_they_come_and_go(town, ada, ben):
    await pitches(ada)
    card = town.cards("pitches", "slack")[-1]

    await ben.presses("仲間に入る", on=card)
    await ben.presses("仲間に入る", on=card)
    await ben.presses("Step out")
    await ben.reacts("🙌", on=card)

    assert len(ada.mail) == 1
    assert card_of(town).count("Ben") == 1


async def test_who_steps_out_is_off_the_card(town, ada, ben):
    await pitches(ada)
    await ben.presses("仲間に入る", on=town.cards("pitches", "slack")[-1])

    await ben.presses("Step out")

    assert ben.reads.startswith("You stepped out\n")
    assert "Ben" not in card_of(town)


async def test_who_was_never_in_is_told_so(town, ada, ben):
    await pitches(ada)

    await ben.presses("抜ける", on=town.cards("pitches", "slack")[-1])

    assert ben.reads == "Not quite\nYou're not one of its teammates. 🙌 makes you one."


async def test_a_hand_taken_down_by_somebody_who_was_not_in_says_nothing(town, ada, ben):
    card = await pitches(ada)

    await ada.unreacts("🙌", on=card)
    await ben.unreacts("🙌", on=town.cards("pitches", "slack")[-1])
    await ben.unreacts("✨", on=town.cards("pitches", "slack")[-1])

    assert len(ada.heard) == 3  # the form, its preview, and the thanks
    assert ben.heard == []


async def test_nobody_joins_their_own_pitch(town, ada):
    card = await pitches(ada)

    for label in ("仲間に入る", "ワクワク"):
        await ada.presses(label, on=card)
        assert "This is your own pitch" in ada.reads


async def test_ten_people_at_once_are_all_in_and_each_is_told_of(town, ada):
    card = await pitches(ada)
    people = [town.person(f"Person {number}") for number in range(10)]

    await asyncio.gather(*(person.presses("仲間に入る", on=card) for person in people))

    assert all(person.reads.startswith("You're in\n") for person in people)
    assert all(f"Person {number}" in card_of(town) for number in range(10))
    assert len(ada.mail) == 10


# --- the step -------------------------------------------------------------------------------------------------------


async def test_the_question_comes_on_the_day_of_the_step_in_private(town, ada, ben):
    await pitches(ada)
    await ben.presses("仲間に入る", on=town.cards("pitches", "slack")[-1])

    await town.passes(days=5, hours=23)
    assert questions(ada) == []
    await town.passes(hours=1)

    assert ada.mail[-1] == (
        "“A bookshelf”: how did the step go?\n"
        "Today was the day for: Look at the place\n"
        "[Done] [Another day] [Make it smaller] [Let it rest]\n"
        "Any answer is fine. Only you are asked."
    )
    assert ben.mail == []
    assert all(town.thread(message, chat) == [] for chat in CHATS for message in town.cards("pitches", chat))


async def test_a_question_left_open_comes_once_more_after_three_days(town, ada):
    await pitches(ada)

    await town.passes(days=8, hours=23)
    assert len(questions(ada)) == 1
    await town.passes(hours=1)

    assert questions(ada)[1:] == ["Sun 29 Nov 2026, 10:00 Asia/Tokyo was the day for: Look at the place"]


async def test_after_two_silences_it_rests_and_the_owner_can_wake_it(town, ada):
    await pitches(ada)

    await town.passes(days=11, hours=23)
    assert "[仲間募集中]" in card_of(town)
    await town.passes(hours=1)

    assert "[お休み中]" in card_of(town)
    assert ada.mail[-1] == ("Resting\n“A bookshelf” is resting. Wake it whenever you feel like it.\n[Wake it]")
    assert len(ada.mail) == 3
    await town.passes(days=60)
    assert len(ada.mail) == 3


async def test_a_resting_pitch_wakes_with_its_next_step_and_is_asked_about_it_anew(town, ada, ben):
    await pitches(ada)
    await town.passes(days=12)

    await ada.presses("Wake it", on=ada.letters[-1])
    await ada.runs("/pitch step")
    await ada.presses("Another day")
    await plans_step(ada, "Measure the wall", "Dec 8 10:00")

    assert ada.reads.startswith("The next step is set\n“Measure the wall” on Tue 8 Dec 2026, 10:00")
    assert "[仲間募集中]" in card_of(town)
    assert "次の一歩: Measure the wall\nいつ: 2026年12月8日(火) 10:00" in card_of(town)
    await town.passes(days=3)
    assert questions(ada)[2:] == ["Today was the day for: Measure the wall"]


async def test_a_resting_pitch_still_takes_teammates(town, ada, ben):
    await pitches(ada)
    await ada.runs("/pitch rest")
    await ada.presses("Let rest: A bookshelf")

    await ben.presses("仲間に入る", on=town.cards("pitches", "slack")[-1])

    assert "🙌 仲間: Ben" in card_of(town)
    assert "[お休み中]" in card_of(town)


async def test_another_day_keeps_the_step_and_drops_the_old_questions(town, ada):
    await pitches(ada)
    await town.passes(days=6)

    await ada.presses("Another day", on=ada.letters[-1])
    assert ada.form
    assert dict(ada.form.answers) == {"step": "Look at the place"}
    await plans_step(ada, "Look at the place", "Dec 4 10:00")

    await town.passes(days=4, hours=23)
    assert len(questions(ada)) == 1
    await town.passes(hours=1)
    assert len(questions(ada)) == 2
    assert "2026年12月4日(金)" in card_of(town)


async def test_a_smaller_step_is_offered_as_fifteen_minutes_of_it_tomorrow(town, ada):
    await pitches(ada)
    await town.passes(days=6)

    await ada.presses("Make it smaller", on=ada.letters[-1])

    assert ada.form
    assert dict(ada.form.answers) == {
        "step": "15 minutes of: Look at the place",
        "when": "2026-11-30 10:00 Asia/Tokyo",
    }
    await ada.fills(step="Walk past", when="tomorrow 5pm")
    assert ada.reads.startswith("A bookshelf\nNext step: Walk past\nWhen: Mon 30 Nov 2026, 17:00")
    assert "Look at the place" in card_of(town)


async def test_the_next_step_too_is_near(town, ada):
    await pitches(ada)
    await town.passes(days=6)
    await ada.presses("Another day", on=ada.letters[-1])

    await ada.fills(when="Dec 20 10:00")

    assert "within 14 days" in ada.reads
    assert "2026年11月29日(日)" in card_of(town)


async def test_a_step_taken_is_answered_with_what_comes_next_and_asked_about_no_more_that_fortnight(town, ada):
    await pitches(ada)
    await town.passes(days=6)

    await ada.presses("Done", on=ada.letters[-1])

    assert ada.reads == (
        "One step further\n“A bookshelf” is one step along. Would you like to choose the next small one?\n"
        "[Choose the next step] [Let it rest] [It came true]"
    )
    await town.passes(days=13)
    assert len(ada.mail) == 1
    assert "[仲間募集中]" in card_of(town)


async def test_a_step_taken_is_off_the_card_until_the_next_one_is_chosen(town, ada):
    await pitches(ada)
    await town.passes(days=6)
    await ada.presses("Done", on=ada.letters[-1])

    assert "次の一歩" not in card_of(town)
    await ada.presses("Choose the next step")
    assert ada.form
    assert dict(ada.form.answers) == {}
    await plans_step(ada, "Buy the timber", "Dec 5 10:00")

    assert "次の一歩: Buy the timber" in card_of(town)


async def test_one_step_counts_once_however_often_it_is_said(town, ada):
    await pitches(ada)
    await town.passes(days=6)

    await ada.presses("Done", on=ada.letters[-1])
    await ada.presses("Done", on=ada.letters[-1])
    await ada.reacts("✅", on=town.cards("pitches")[-1])

    assert "one step along" in ada.reads

    await ada.presses("Choose the next step")
    await plans_step(ada, "Buy the timber", "Dec 5 10:00")
    await ada.reacts("✅", on=town.cards("pitches")[-1])

    assert "2 steps along" in ada.reads


async def test_a_step_can_be_said_before_its_day(town, ada):
    await pitches(ada)

    await ada.runs("/pitch step")
    await ada.presses("Done")
    await town.passes(days=13)

    assert "one step along" in ada.reads
    assert ada.mail == []


async def test_a_pitch_put_to_rest_by_its_owner_asks_nothing(town, ada):
    await pitches(ada)

    await ada.runs("/pitch rest")
    await ada.presses("Let rest: A bookshelf")

    assert ada.reads.startswith("Resting\n")
    await town.passes(days=30)
    assert ada.mail == []
    assert "[お休み中]" in card_of(town)


# --- whose it is, and what is over ----------------------------------------------------------------------------------


async def test_only_the_owner_answers_the_question(town, ada, ben):
    await pitches(ada)
    await town.passes(days=6)
    before = card_of(town)

    for label in ANSWERS:
        await ben.presses(label, on=ada.letters[-1])

    assert ben.heard == ["Not quite\nOnly the person who pitched it can do this. A word to them will do."] * len(
        ANSWERS
    )
    assert card_of(town) == before


async def test_only_the_owner_says_by_a_reaction_that_a_step_was_taken(town, ada, ben):
    await pitches(ada)

    await ben.reacts("✅", on=town.cards("pitches", "slack")[-1])

    assert "Only the person who pitched it" in ben.reads
    assert "次の一歩" in card_of(town)


async def test_a_form_opened_for_somebody_elses_pitch_changes_nothing(town, ada, ben):
    await pitches(ada)
    await town.passes(days=6)
    await ada.presses("Another day", on=ada.letters[-1])
    ben.form = ada.form

    await ben.fills(step="Sell it", when="tomorrow 5pm")

    assert "Only the person who pitched it" in ben.reads
    assert "Look at the place" in card_of(town)


async def test_what_came_true_is_thanked_for_and_asked_about_no_more(town, ada, ben):
    await pitches(ada)
    await ben.presses("仲間に入る", on=town.cards("pitches", "slack")[-1])

    await ada.runs("/pitch done")
    await ada.presses("Came true: A bookshelf")

    assert ada.reads == "Congratulations\n“A bookshelf” came true."
    assert card_of(town).startswith("A bookshelf [実現しました]\n")
    assert card_of(town).endswith("🙌 仲間: Ben\n関わってくれた皆さん、ありがとうございました。")
    letters = len(ada.mail)
    await town.passes(days=30)
    assert len(ada.mail) == letters
    await ben.runs("/pitch list")
    assert "A bookshelf" not in ben.reads


async def test_a_pitch_that_came_true_takes_no_more_from_its_owner(town, ada):
    await pitches(ada)
    await town.passes(days=6)
    await ada.presses("Done", on=ada.letters[-1])
    await ada.presses("It came true")
    before = card_of(town)

    for label in ANSWERS:
        await ada.presses(label, on=ada.letters[-1])

    assert ada.heard[-len(ANSWERS) :] == [
        "Not quite\nThis one has come true already. /pitch list shows the open ones."
    ] * len(ANSWERS)
    assert card_of(town) == before


async def test_a_pitch_that_came_true_takes_no_more_from_others(town, ada, ben):
    await pitches(ada)
    card = town.cards("pitches", "slack")[-1]
    await ben.presses("仲間に入る", on=card)
    await ada.runs("/pitch done")
    await ada.presses("Came true")
    after = card_of(town)

    for label in ("仲間に入る", "ワクワク", "抜ける"):
        await ben.presses(label, on=card)
        assert "This one has come true already. /pitch list shows the open ones." in ben.reads
    heard = len(ben.heard)
    await ben.unreacts("🙌", on=card)

    assert len(ben.heard) == heard
    assert card_of(town) == after


async def test_the_board_shows_the_open_ones_first_and_each_in_private(town, ada, ben):
    await pitches(ada, title="A resting one")
    await ada.runs("/pitch rest")
    await ada.presses("Let rest")
    await pitches(ada, title="A garden")

    await ben.runs("/pitch list")

    assert ben.reads.splitlines()[1:3] == [
        "“A garden” 0 teammates — open to teammates",
        "“A resting one” 0 teammates — resting",
    ]
    await ben.presses("Details: A garden")
    assert ben.reads.startswith("A garden [open to teammates]\nBooks should meet people.\n")


async def test_an_empty_board_opens_the_form_of_the_first_pitch(town, ben):
    await ben.runs("/pitch list")
    assert "Would you like to pitch the first one?" in ben.reads

    await ben.presses("Pitch an idea")

    assert ben.form


async def test_a_choice_of_none_does_not_say_that_nobody_has_pitched(town, ada, ben):
    await pitches(ada)

    await ada.runs("/pitch join")
    for command in ("leave", "step", "rest", "wake", "done"):
        await ben.runs(f"/pitch {command}")

    asked = [ada.reads, *ben.heard]
    assert [heard.splitlines()[1:] for heard in asked] == [["There's nothing to choose from just now."]] * 6


async def test_a_pitch_that_nobody_knows_is_said_so(town, ben):
    await ben.presses_action(Action("pitches.join", ("nothing",)))

    assert "That pitch wasn't found." in ben.reads


# --- the rules ------------------------------------------------------------------------------------------------------

OWNER = MemberId("owner")
WHEN = datetime(2026, 11, 29, 10)  # noqa: DTZ001 - wall time


def shelf() -> Pitch:
    return Pitch(PitchId("p"), OWNER, "Shelf", "", "", Step("Look", WHEN, "Asia/Tokyo"), MONDAY)


@given(st.lists(st.tuples(st.sampled_from(["follow", "unfollow"]), st.integers(0, 3), st.booleans())))
def test_a_person_stands_once_among_teammates_and_once_among_sparks(acts):
    state, expected = shelf(), {"teammate": [], "spark": []}
    for act, number, teammate in acts:
        member, following = MemberId(f"m{number}"), "teammate" if teammate else "spark"
        if act == "follow":
            state = state.follow(member, following, MONDAY)
            expected[following] += [] if member in expected[following] else [member]
        elif member in expected[following]:
            state = state.unfollow(member, following)
            expected[following].remove(member)

    assert (list(state.teammates), list(state.sparks)) == (expected["teammate"], expected["spark"])


@given(st.timedeltas(timedelta(days=-2), timedelta(days=30)))
def test_a_step_is_near_when_its_instant_is_to_come_within_fourteen_days(ahead):
    wall = (MONDAY + timedelta(hours=9) + ahead).replace(tzinfo=None)
    step = Step("Look", wall, "Asia/Tokyo")

    if timedelta() < ahead <= STEP_WITHIN:
        assert near(step, MONDAY) == step
    else:
        with pytest.raises(Refused):
            near(step, MONDAY)


async def test_who_was_not_asked_while_machi_was_away_is_not_taken_to_be_silent(town, ada):
    await ada.runs("/pitch new")
    await ada.posts(title="A bookshelf", why="Books", step="Look at the place", when="明日 10時")
    away = town.clock.now() + timedelta(days=10)
    town.clock.set(away)

    await town.passes(hours=1)
    assert len(ada.mail) == 1
    assert "how did the step go" in ada.mail[0]

    await town.passes(days=3)
    assert len(ada.mail) == 2
    await town.passes(days=3)
    assert "resting" in ada.mail[-1]


# --- a team, its dates, and two names -------------------------------------------------------------------------------


async def test_the_third_teammate_opens_a_thread_and_a_choice_of_dates(town, ada, ben, chie):
    dan = town.person("Dan")
    await pitches(ada)
    card = town.cards("pitches", "slack")[-1]
    for person in (ben, chie):
        await person.presses("仲間に入る", on=card)
    assert town.thread(card, "slack") == []

    await dan.presses("仲間に入る", on=card)

    [beneath] = town.thread(card, "slack")
    assert "3人そろいました" in shown(beneath.card, beneath.reader)
    assert "候補1: 2026年11月28日(土) 10:00" in shown(beneath.card, beneath.reader)
    await ben.presses("11/28 10:00 に行ける", on=beneath)
    await chie.presses("11/28 10:00 に行ける", on=beneath)
    await dan.presses("11/29 14:00 に行ける", on=beneath)
    assert "works" not in "".join(letter.splitlines()[0] for letter in ada.mail)
    await ada.presses("11/28 10:00 に行ける", on=beneath)
    assert ada.mail[-1].startswith("Everybody has said when\n")
    await ada.presses("Meet on 11/28 10:00", on=ada.letters[-1])

    card = town.cards("pitches", "slack")[-1]
    assert "集まる日: 2026年11月28日(土) 10:00 Asia/Tokyo" in shown(card.card, card.reader)
    assert len(town.thread(card, "slack")) == 2


async def test_a_date_is_chosen_by_the_team_alone_and_can_be_taken_back(town, ada, ben, chie):
    dan, eve = town.person("Dan"), town.person("Eve")
    await pitches(ada)
    card = town.cards("pitches", "slack")[-1]
    for person in (ben, chie, dan):
        await person.presses("仲間に入る", on=card)
    [beneath] = town.thread(card, "slack")

    await eve.presses("11/28 10:00 に行ける", on=beneath)
    assert "Teammates choose the date" in eve.reads
    await ben.presses("11/28 10:00 に行ける", on=beneath)
    await ben.presses("11/28 10:00 に行ける", on=beneath)
    assert "haven't chosen a date yet" in ben.reads


async def test_teammates_say_what_they_bring_and_how_many_hours(town, ada, ben):
    await pitches(ada)
    await ben.presses("仲間に入る", on=town.cards("pitches", "slack")[-1])

    await ben.presses("Say what I bring")
    await ben.fills(brings="woodwork", hours="2")

    card = town.cards("pitches", "slack")[-1]
    assert "持ち寄り: Ben さん：woodwork（週2時間）" in shown(card.card, card.reader)
    assert ada.mail[-1].startswith("What a teammate brings\n")


async def test_curious_and_following_are_answers_too_and_followers_hear_of_changes(town, ada, ben, chie):
    await pitches(ada)
    card = town.cards("pitches", "slack")[-1]
    await ben.reacts("🤔", on=card)
    await chie.reacts("👀", on=card)
    assert "🤔 気になる: Ben" in card_of(town)

    await ada.runs("/pitch edit")
    await ada.presses("Change: ")
    await ada.posts(title="A bigger shelf")

    assert chie.mail[-1].startswith("「やってみたい」が変わりました\n")
    assert "→ A bigger shelf" in chie.mail[-1]
    assert ben.mail == []
    await ben.unreacts("🤔", on=card)
    assert "気になる: Ben" not in card_of(town)


async def test_one_person_has_one_open_pitch_until_an_organizer_allows_more(town, ada):
    olga = town.person("Olga", organizer=True)
    await pitches(ada)

    await ada.runs("/pitch new")
    assert "is still open. Once it rests" in ada.reads
    await ada.runs("/pitch limit most:2")
    assert "Only organizers" in ada.reads
    await olga.runs("/pitch limit most:2")
    await pitches(ada, title="Another one")

    assert len(town.cards("pitches")) == 2


async def test_a_resting_pitch_wakes_with_one_press_and_is_asked_about_a_week_later(town, ada):
    await pitches(ada)
    await ada.runs("/pitch rest")
    await ada.presses("Let rest: ")

    await ada.presses("Wake it")

    assert "is open again" in ada.reads
    card = town.cards("pitches", "slack")[-1]
    assert "[仲間募集中]" in shown(card.card, card.reader)
    letters = len(ada.mail)
    await town.passes(days=8)
    assert len(ada.mail) == letters + 1
    assert "how did the step go?" in ada.mail[-1]


async def test_a_smaller_step_is_fifteen_minutes_and_filled_in_already(town, ada):
    await pitches(ada)
    await ada.runs("/pitch step")
    await ada.presses("Make it smaller")

    await ada.posts()

    assert "15 minutes of: " in ada.reads


async def test_after_a_step_without_a_next_one_it_is_asked_once_more_and_then_rests(town, ada):
    await pitches(ada)
    await ada.runs("/pitch step")
    await ada.presses("Done")

    await town.passes(days=15)
    assert ada.mail[-1].startswith("What comes next?\n")
    await town.passes(days=7)

    assert ada.mail[-1].startswith("Resting\n")
    assert len(ada.mail) == 3


async def test_a_pitch_goes_by_both_names_once_both_agreed(town, ada):
    dora = town.person("Dora")
    await dora.runs("/help")
    await ada.runs("/pitch new with:@Dora")
    await ada.posts(title="A garden", why="Tomatoes.", step="Look at the place", when="来週土曜 10時")
    [card] = town.cards("pitches")
    assert "言い出しっぺ: Ada" in shown(card.card, card.reader)
    assert "Dora" not in shown(card.card, card.reader)

    await dora.presses("Yes, together", on=dora.letters[0])

    [card] = town.cards("pitches")
    assert "言い出しっぺ: Ada、Dora" in shown(card.card, card.reader)
    assert ada.mail[-1].startswith("Under both your names\n")
    await dora.runs("/pitch rest")
    await dora.presses("Let rest: A garden")
    assert "is resting" in dora.reads


async def test_whose_name_is_not_to_stand_there_says_so_and_nobody_is_told(town, ada):
    dora = town.person("Dora")
    await dora.runs("/help")
    await ada.runs("/pitch new with:@Dora")
    await ada.posts(title="A garden", why="Tomatoes.", step="Look at the place", when="来週土曜 10時")

    await dora.presses("Leave my name out", on=dora.letters[0])

    assert ada.mail == []
    assert "Dora" not in shown(town.cards("pitches")[0].card, town.cards("pitches")[0].reader)


async def introduces(person: Resident, positioning: str, phase: str = "2", interest: str = "making") -> None:
    """An introduction for everybody, with what they enjoy."""
    await person.runs("/intro write")
    await person.posts(positioning=positioning, tie="live", phase=phase, words="Hello.", visibility="everyone")
    await person.presses("Interests and free hours")
    await person.fills(interests=(interest,))


async def test_teammates_are_suggested_with_reasons_and_only_two_yeses_bring_them_together(town, ada, ben):
    far, other = town.person("Far"), town.person("Other")
    for person, positioning, phase, interest in (
        (ada, "baker", "2", "making"),
        (ben, "woodwork", "3", "making"),
        (far, "sailor", "4", "making"),
        (other, "painter", "2", "music"),
    ):
        await introduces(person, positioning, phase, interest)
    await pitches(ada)

    await ada.presses("Look for teammates")
    assert "1. Ben — brings woodwork and shares Making things by hand" in ada.reads
    assert "Far" not in ada.reads
    assert "Other" not in ada.reads
    await ada.presses("Ask number 1")
    assert "Would you like to join in?" in ben.mail[-1]
    letters = len(ada.mail)

    await ben.presses("I'm in", on=ben.letters[-1])
    assert "仲間: Ben" in card_of(town)
    assert len(ada.mail) == letters + 1


async def test_who_is_not_in_on_it_says_so_and_nobody_learns_of_it(town, ada, ben):
    await introduces(ada, "baker")
    await introduces(ben, "woodwork")
    await pitches(ada)
    await ada.presses("Look for teammates")
    suggested = ada.card
    await ada.presses("Ask number 1", on=suggested)
    before = (card_of(town), list(ada.mail))

    await ben.presses("Not this time", on=ben.letters[-1])

    assert (card_of(town), ada.mail) == before
    await ada.presses("Ask number 1", on=suggested)
    assert len(ben.mail) == 1
    await ada.runs("/pitch list")
    await ada.presses("Details: A bookshelf")
    await ada.presses("Look for teammates")
    assert "Nobody fits just now" in ada.reads


async def test_who_has_not_introduced_themselves_is_asked_to_do_that_first(town, ada):
    await pitches(ada)

    await ada.presses("Look for teammates")

    assert "please introduce yourself" in ada.reads


acts_of_a_team = st.lists(
    st.tuples(st.sampled_from(["join", "leave", "vote", "spark", "watch"]), st.integers(0, 5), st.integers(0, 2)),
    max_size=40,
)


@given(acts_of_a_team)
def test_dates_are_asked_for_once_and_only_of_the_team(history):
    step = Step("Look", datetime(2026, 11, 29, 10), "Asia/Tokyo")  # noqa: DTZ001 - wall time
    state = Pitch(PitchId("p"), MemberId("owner"), "Shelf", "Why", "", step, MONDAY)
    first_dates: tuple[datetime, ...] = ()
    for act, number, date in history:
        member = MemberId(f"member{number}")
        try:
            match act:
                case "join":
                    state = state.follow(member, "teammate", MONDAY).looking_for_a_date(MONDAY)
                case "leave":
                    state = state.unfollow(member, "teammate")
                case "vote":
                    state = state.vote(member, state.dates[date] if state.dates else MONDAY.replace(tzinfo=None))
                case _:
                    state = state.follow(member, "spark" if act == "spark" else "watch", MONDAY)
        except Refused:
            continue
        first_dates = first_dates or state.dates
        assert state.dates == first_dates
        assert not state.dates or len(set(state.dates)) == len(state.dates) == 3
        assert all(wall > MONDAY.replace(tzinfo=None) + timedelta(days=2) for wall in state.dates)
        assert {vote.member for vote in state.votes} <= set(state.team)
        assert len(set(state.votes)) == len(state.votes)
        assert len({(one.member, one.following) for one in state.followers}) == len(state.followers)


async def test_a_step_is_answered_in_one_line(town, ada):
    await pitches(ada)

    await ada.runs("/pitch step answer:done")

    assert "one step along" in ada.reads


FAILING = re.compile(
    r"失敗|断念|放棄|挫折|あきらめ|諦め|頓挫|未達|期限切れ|遅れ|やめた"
    r"|fail|abandon|give up|gave up|quit|drop|overdue|late\b|missed",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_text_of_a_pitch_speaks_of_failing_or_giving_up(language):
    lines = (FOLDER / language / "pitches.ftl").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if FAILING.search(line)] == []

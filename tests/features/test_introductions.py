"""Stories of people who say who they are, and find each other."""

import string
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.features.introductions.model import (
    LONGEST_TAG,
    MOST_TAGS,
    TIMES,
    Introduction,
    Introductions,
    Visibility,
    rarity,
    read_tags,
)
from bot.vocabulary.action import Action
from bot.vocabulary.people import AccountRef, SpaceAddress
from bot.vocabulary.refusal import Refused
from bot.vocabulary.request import MemberLeft
from bot.vocabulary.text import folded, say
from tests.people import CHATS, Resident, Town, living_town, shown

ADA = {"positioning": "translator × baker", "tie": "live", "phase": "2", "words": "I bake bread.\nI read letters."}
CHIE = {"positioning": "看護師 × 編みもの", "tie": "work", "phase": "5", "words": "カメラと散歩がすきです。"}


async def introduces_herself(person: Resident, visibility: str = "everyone", **answers: str) -> None:
    """An introduction, written, looked at, and shown to whom it is meant for."""
    await person.runs("/intro write")
    await person.posts(**{**ADA, "visibility": visibility, **answers})


def cards(town: Town, on: str = "discord") -> list[str]:
    """The introductions' cards as they stand in one of the chats."""
    return [shown(message.card, message.reader) for message in town.cards("introductions", on)]


async def found(person: Resident, words: str = "") -> list[str]:
    """Whom a search finds, by the lines that name them."""
    await person.runs(f"/people find {words}")
    return [line.split(" — ")[0] for line in person.reads.splitlines() if " — " in line]


async def settle_in(town: Town, area: str = "つくば") -> None:
    """Give the community an area."""
    olga = town.person("Olga", organizer=True)
    await olga.runs("/settings setup")
    await olga.posts(area=area)


async def test_an_introduction_is_written_looked_at_and_shown_in_both_chats(town, ada):
    await settle_in(town)
    await ada.runs("/intro write")
    await ada.fills(**ADA, visibility="everyone")

    assert ada.reads == (
        "Ada [not posted yet]\n"
        "translator × baker × つくば\n"
        "I bake bread.\nI read letters.\n"
        "Tie to the area: lives here\n"
        "Phase: getting ready\n"
        "Once posted, everybody in town can see it.\n"
        "Only you can see this so far.\n"
        "[Looks right] [Change it] [Not now]"
    )
    assert cards(town) == []

    await ada.presses("Looks right")

    assert ada.reads.startswith("Thank you for introducing yourself\ntranslator × baker × つくば\n")
    for chat in CHATS:
        [card] = cards(town, chat)
        assert card == (
            "Ada\n"
            "translator × baker × つくば\n"
            "I bake bread.\nI read letters.\n"
            "つながり: 住んでいる\n"
            "段階: 準備している\n"
            "👋 で「はじめまして」を伝えられます。"
        )


async def test_without_an_area_the_positioning_line_is_the_tags_alone(town, ada):
    await introduces_herself(ada)

    assert "\ntranslator × baker\n" in cards(town)[0]


async def test_an_area_that_was_typed_already_is_not_added_again(town, ada):
    await settle_in(town, "Midori ヶ丘")

    await introduces_herself(ada, positioning="translator × Ｍｉｄｏｒｉ ヶ丘")

    assert "\ntranslator × Ｍｉｄｏｒｉ ヶ丘\n" in cards(town)[0]


async def test_every_problem_is_named_at_once_and_nothing_typed_is_lost(town, ada):
    await ada.runs("/intro write")

    await ada.fills(positioning="a × b × c × d", tie="moon", words="", phase="2", visibility="everyone")

    assert ada.form
    assert ada.form.problems.keys() == {"positioning", "tie", "words"}
    assert "One to 3 of them, please, with × between." in ada.reads
    assert ada.form.answers["positioning"] == "a × b × c × d"


async def test_an_edit_opens_filled_in_and_changes_the_same_card(town, ada):
    await introduces_herself(ada)
    before = [town.cards("introductions", chat)[0].ref for chat in CHATS]

    await ada.runs("/intro edit")
    assert ada.form
    assert dict(ada.form.answers) == {**ADA, "visibility": "everyone"}
    await ada.posts(positioning="translator, gardener", phase="3")

    assert [message.ref for chat in CHATS for message in town.cards("introductions", chat)] == before
    assert all("translator × gardener\n" in cards(town, chat)[0] for chat in CHATS)
    assert all("段階: はじめたばかり" in cards(town, chat)[0] for chat in CHATS)


async def test_writing_a_second_time_is_editing(town, ada):
    await introduces_herself(ada)

    await ada.runs("/intro write")

    assert ada.form
    assert ada.form.answers["positioning"] == "translator × baker"


async def test_the_button_under_the_thanks_opens_the_form_filled_in(town, ada):
    await introduces_herself(ada)

    await ada.presses("Change it")

    assert ada.form
    assert ada.form.answers["words"] == ADA["words"]


async def test_ones_own_introduction_is_shown_with_who_sees_it_and_a_way_to_change_it(town, ada):
    await introduces_herself(ada, "watching")

    await ada.runs("/intro show")

    assert ada.reads == (
        "My introduction\n"
        "translator × baker\n"
        "I bake bread.\nI read letters.\n"
        "Tie to the area: lives here\n"
        "Phase: getting ready\n"
        "You're just watching: nobody sees it until you say so.\n"
        "[Change it] [Interests and free hours] [Show it] [Delete it]"
    )


async def test_who_has_not_introduced_themselves_is_shown_the_door(town, ada):
    await ada.runs("/intro show")
    assert ada.reads.startswith("No introduction yet\n")

    await ada.presses("Introduce myself")

    assert ada.form
    assert dict(ada.form.answers) == {}


async def test_an_introduction_for_this_chat_alone_never_shows_in_the_other(town, ada, ben):
    await introduces_herself(ada, "space")
    dan = town.person("Dan")

    assert len(cards(town, "discord")) == 1
    assert cards(town, "slack") == []
    assert await found(dan, "baker") == ["Ada"]
    assert await found(dan) == ["Ada"]
    assert await found(ben, "baker") == []
    assert await found(ben) == []


async def test_who_is_just_watching_is_found_by_nobody_but_themselves(town, ada, ben):
    await introduces_herself(ada, "watching")
    dan = town.person("Dan")

    assert [cards(town, chat) for chat in CHATS] == [[], []]
    assert [await found(person, words) for person in (ada, ben, dan) for words in ("", "baker")] == [[]] * 6
    await dan.runs("/people who @Ada")
    assert dan.reads == "Ada\nThere's no introduction to see here just now."
    await ada.runs("/people who @Ada")
    assert "translator × baker" in ada.reads


async def test_the_answer_about_a_watcher_is_that_about_somebody_who_wrote_nothing(town, ada):
    await introduces_herself(ada, "watching")
    dan, eve = town.person("Dan"), town.person("Eve")
    await eve.runs("/intro show")

    await dan.runs("/people who @Ada")
    await dan.runs("/people who @Eve")
    await dan.runs("/people who @Never-here")

    answers = [heard.splitlines()[1:] for heard in dan.heard]
    assert answers[0] == answers[1] == answers[2]


async def test_a_search_that_finds_only_hidden_people_reads_like_one_that_finds_nobody(town, ada, ben):
    await introduces_herself(ada, "watching", positioning="clown × baker")
    await introduces_herself(town.person("Dan"), "space", positioning="clown × driver")

    await ben.runs("/people find clown")
    await ben.runs("/people find crown")

    assert ben.heard[0] == ben.heard[1].replace("crown", "clown")


@pytest.mark.parametrize("visibility", ["watching", "space"])
async def test_who_shows_themselves_less_is_taken_off_the_cards(town, ada, ben, visibility):
    await introduces_herself(ada)
    await introduces_herself(ada, visibility)

    hidden = ["Ada\nいまは自己紹介を出していません。"]
    assert cards(town, "slack") == hidden
    assert await found(ben) == []
    assert ("baker" in cards(town, "discord")[0]) == (visibility == "space")
    assert len(cards(town, "discord")) == 1


async def test_who_stops_watching_has_the_same_card_again(town, ada, ben):
    await introduces_herself(ada)
    await introduces_herself(ada, "watching")

    await introduces_herself(ada)

    assert [len(cards(town, chat)) for chat in CHATS] == [1, 1]
    assert all("translator × baker" in cards(town, chat)[0] for chat in CHATS)
    assert await found(ben) == ["Ada"]


async def missed(person: Resident, name: str, words: list[str]) -> list[str]:
    """Which of those words do not find that person alone."""
    return [word for word in words if await found(person, word) != [name]]


async def test_english_is_found_by_parts_in_any_case_width_and_order(town, ada, ben):
    await introduces_herself(ada, words="I bake bread. I read letters. 50％ of a_b")

    parts = ["BAKER", "bak", "ｂａｋｅｒ", "of", "baker　translator", "letters baker", "％", "50%", "a_b", "bread. i"]
    assert await missed(ben, "Ada", parts) == []


async def test_japanese_is_found_by_parts_half_width_kana_too(town, ada, chie):
    await introduces_herself(chie, **CHIE)

    assert await missed(ada, "千恵", ["散歩", "編み", "ｶﾒﾗ", "カメラ", "かめら", "スキ", "看護師　散歩", "すき"]) == []


async def test_what_is_not_written_is_not_found(town, ada, ben):
    await introduces_herself(ada)

    strangers = ["axb", "bread jam", "translator 散歩", "_", "%", "カ メ"]
    assert await missed(ben, "Ada", strangers) == strangers
    assert "Try a shorter word" in ben.reads


async def test_without_a_word_the_newest_come_first(town, ada, ben, chie):
    await introduces_herself(ada)
    await introduces_herself(chie, **CHIE)

    await ben.runs("/people find")

    assert ben.reads.splitlines()[:3] == ["People in town", "千恵 — 看護師 × 編みもの", "Ada — translator × baker"]


async def test_blanks_alone_are_no_word(town, ada, ben):
    await introduces_herself(ada)

    await ben.runs("/people find words:　")

    assert ben.reads.startswith("People in town\nAda")


async def test_somebodys_introduction_is_read_by_their_name(town, ada, ben):
    await introduces_herself(ada)
    dan = town.person("Dan")

    await dan.runs("/people who @Ada")

    assert dan.reads.startswith("Ada\ntranslator × baker\n")


async def test_a_word_that_names_nobody_is_said_so(town, ada):
    await ada.runs("/people who the-baker")
    assert ada.reads == "Not quite\nI couldn't tell who you mean. Type @ and pick their name."

    await ada.runs("/people who")
    assert ada.reads == "Not quite\n/people who also needs: Whose introduction to read"


# --- the positioning line -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "大工 × 料理",
        "大工×料理",
        "大工 x 料理",
        "大工 X 料理",
        "大工ｘ料理",
        "大工Ｘ料理",
        "大工✕料理",
        "大工✖料理",
        "大工*料理",
        "大工＊料理",
        "大工,料理",
        "大工，料理",
        "大工、料理",
        "大工/料理",
        "大工／料理",
        "大工|料理",
        "大工｜料理",
        "大工\n料理",
        " 大工 × × 料理 × ",
        "大工 × 料理 × 大工",
    ],
)
def test_tags_are_parted_by_whatever_people_type(typed):
    assert read_tags(typed) == ("大工", "料理")


@pytest.mark.parametrize("word", ["xylophone", "linux", "Xboxの人", "max"])
def test_an_x_inside_a_word_parts_nothing(word):
    assert read_tags(word) == (word,)


def test_an_x_alone_between_other_signs_is_a_tag():
    assert read_tags("Instagram × X × YouTube") == ("Instagram", "X", "YouTube")


@pytest.mark.parametrize("typed", ["×", " , ", "a,b,c,d"])
def test_too_few_or_too_many_tags_are_refused(typed):
    with pytest.raises(Refused) as refused:
        read_tags(typed)

    assert refused.value.reason == (say("introduction-tags-few-or-many", most=MOST_TAGS),)


def test_a_tag_that_is_too_long_is_named():
    long = "あ" * (LONGEST_TAG + 1)

    with pytest.raises(Refused) as refused:
        read_tags(f"大工 × {long}")

    assert refused.value.reason == (say("introduction-tag-long", tag=long, limit=LONGEST_TAG),)


words = st.text(st.sampled_from(string.ascii_letters + "大工料理ｶﾒﾗｘ　 ×*,、/x-"), max_size=40)


@given(words)
def test_tags_are_few_short_and_tidy_and_read_the_same_again(typed):
    try:
        tags = read_tags(typed)
    except Refused:
        assume(False)

    assert 1 <= len(tags) <= MOST_TAGS
    assert len(set(tags)) == len(tags)
    assert all(tag == " ".join(tag.split()) and 1 <= len(tag) <= LONGEST_TAG for tag in tags)
    assert read_tags(TIMES.join(tags)) == tags


@given(st.text(max_size=60))
def test_words_compare_alike_however_they_are_typed(typed):
    once = folded(typed)

    assert once == once.strip()
    assert folded(typed.upper().lower()) == folded(typed.lower())
    assert not set(once) & set("ＡＺａｚｱｲｳ　")


async def test_people_are_found_by_their_names_too(town, ada, ben):
    await introduces_herself(ada)

    await ben.runs("/people find ADA")

    assert "Ada" in ben.reads


async def test_somebody_of_the_other_chat_is_read_about_by_their_name(town, ada, ben):
    await introduces_herself(ada)

    await ben.runs("/people who ADA")

    assert ben.reads.startswith("Ada\n")


async def test_a_name_that_two_people_bear_is_nobodys(town, ada, ben):
    await introduces_herself(ada)
    await introduces_herself(town.person("Ada", on="slack"))

    await ben.runs("/people who Ada")

    assert "I couldn't tell who you mean" in ben.reads


async def test_somebodys_introduction_is_seen_from_the_menu_on_them(town, ada):
    dan = town.person("Dan")
    await introduces_herself(ada)

    await dan.chooses("introductions.see", on=ada)

    assert "translator × baker" in dan.reads


# --- three taps -----------------------------------------------------------------------------------------------------


async def taps(person: Resident, *labels: str) -> None:
    """Introduce oneself by pressing alone."""
    await person.runs("/intro quick")
    for label in labels:
        await person.presses(label)


async def test_three_taps_and_a_yes_make_an_introduction_that_each_reads_in_their_own_language(town, ada, ben, chie):
    await settle_in(town)

    await taps(ada, "Cooking", "lives here", "just started")

    assert ada.reads == (
        "Ada [not posted yet]\n"
        "Cooking and food × つくば\n"
        "I live in つくば. I enjoy cooking, and eating well with others. I've just started something of my own.\n"
        "Tie to the area: lives here\n"
        "Phase: just started\n"
        "Only you can see this so far.\n"
        "[Show it to everyone] [Only to this chat] [Keep it to myself]"
    )
    assert cards(town) == []

    await ada.presses("Show it to everyone")

    [card, *_] = cards(town)
    assert card.startswith("Ada\n料理・食べること × つくば\nつくばに住んでいます。料理と、だれかといっしょに")
    for person, word in ((ben, "cooking"), (chie, "料理"), (chie, "リョウリ")):
        assert await found(person, word) == (["Ada"] if word != "リョウリ" else [])
    await chie.runs("/people who Ada")
    assert "自分の活動を、はじめたばかりです。" in chie.reads


async def test_a_tap_that_carries_nonsense_is_refused(town, ada):
    for action in (("enjoy", "golf"), ("tied", "food", "moon"), ("along", "food", "live", "9")):
        await ada.presses_action(Action(f"introductions.{action[0]}", action[1:]))
        assert "another version of Machi" in ada.reads


async def test_what_was_tapped_may_be_put_into_own_words_later(town, ada):
    await taps(ada, "Cooking", "lives here", "just started", "Show it to everyone")

    await ada.runs("/intro edit")
    assert ada.form
    await ada.posts(positioning="cook", words="I bake.")

    [card] = cards(town)
    assert card.startswith("Ada\ncook\nI bake.\n")
    assert "すきなこと: 料理・食べること" in card


# --- watching, and the nudge ----------------------------------------------------------------------------------------


async def nudges(person: Resident) -> list[str]:
    return [letter for letter in person.mail if letter.startswith("Would you like to say hello?")]


async def test_who_is_new_is_nudged_on_the_third_day_once_in_their_life(town, ada):
    await ada.comes_in()
    await town.passes(days=2, hours=23)
    assert await nudges(ada) == []

    await town.passes(hours=2)
    assert len(await nudges(ada)) == 1

    await ada.does(MemberLeft(ada.new_key(), ada.space, ada.actor))
    await ada.comes_in()
    await town.passes(days=60)
    assert len(await nudges(ada)) == 1


async def test_who_just_watches_is_left_alone_for_thirty_days_and_longer(town, ada):
    await ada.comes_in()
    await ada.runs("/intro quick")
    await ada.presses("Just watching")
    assert ada.reads.startswith("Just watching\nThat's fine, for as long as you like.")
    greeted = len(ada.letters)

    await town.passes(days=31)
    await ada.comes_in()
    await town.passes(days=31)

    assert len(ada.letters) == greeted
    await ada.runs("/intro show")
    assert ada.reads.startswith("Just watching\n")


async def test_who_has_introduced_themselves_is_not_nudged(town, ada):
    await ada.comes_in()
    await taps(ada, "Cooking", "lives here", "just started", "Keep it to myself")

    await town.passes(days=30)

    assert await nudges(ada) == []


# --- hiding, showing, deleting --------------------------------------------------------------------------------------


async def test_an_introduction_is_hidden_and_shown_again_with_a_press_each(town, ada, ben):
    await introduces_herself(ada)
    await ada.runs("/intro hide")
    assert (await found(ben), cards(town, "slack")) == ([], ["Ada\nいまは自己紹介を出していません。"])

    await ada.presses("Show it")

    assert await found(ben) == ["Ada"]
    assert all("translator × baker" in cards(town, chat)[0] for chat in CHATS)


async def test_an_introduction_may_be_shown_again_to_this_chat_alone(town, ada, ben):
    await introduces_herself(ada, "watching")

    await ada.runs("/intro publish to:space")

    assert (await found(ben), await found(town.person("Dan"))) == ([], ["Ada"])


async def test_an_introduction_is_deleted_after_one_more_question_and_looks_like_a_hidden_one(town, ada, ben):
    await introduces_herself(ada)
    await ada.runs("/intro delete")
    assert await found(ben) == ["Ada"]

    await ada.presses("Delete it for good")

    assert ada.reads.startswith("Your introduction is deleted")
    assert cards(town) == ["Ada\nいまは自己紹介を出していません。"]
    assert await found(ben) == []
    await ada.runs("/intro edit")
    assert ada.form
    assert dict(ada.form.answers) == {}


async def test_without_an_introduction_there_is_nothing_to_hide_show_or_delete(town, ada):
    for words in ("hide", "publish", "delete"):
        await ada.runs(f"/intro {words}")
        assert "three taps" in ada.reads


# --- what is rare ---------------------------------------------------------------------------------------------------


async def are_there(town: Town, people: Sequence[tuple[str, str, tuple[str, ...], Visibility]]) -> None:
    """People by name, chat, tags and who may see them, without their having to type."""
    async with town.store.transaction() as work:
        for name, chat, tags, visibility in people:
            space = await work.directory.space(SpaceAddress(chat, chat))
            scope = work.of(space.community)
            member = await scope.members.of_account(space.id, AccountRef(name.casefold(), name))
            if tags:
                said = Introduction(member.id, tags, "live", "2", "I sing.", visibility, space.id, town.clock.now())
                await scope[Introductions].save(said)


async def live(town: Town, *positions: str) -> list[Resident]:
    """People with these positionings, of everybody's to see."""
    people = [town.person(f"P{number}") for number, _ in enumerate(positions)]
    for person, positioning in zip(people, positions, strict=True):
        await introduces_herself(person, positioning=positioning)
    return people


async def test_below_five_introductions_nothing_is_claimed(town, ada):
    await live(town, "a", "b", "c")
    await introduces_herself(ada, positioning="unicorn keeper")

    assert "Once five people here have introduced themselves" in ada.reads
    await ada.runs("/intro rarity")
    assert "Once five people here have introduced themselves" in ada.reads


async def test_the_smallest_combination_that_is_ones_own_is_named_with_the_area(town, ada):
    await settle_in(town)
    await live(town, "nurse × baker", "nurse × clown", "baker × clown", "driver")

    await introduces_herself(ada, positioning="nurse × baker × clown")
    await ada.runs("/intro rarity")

    assert "nobody else brings this together: nurse × baker × clown × つくば" in ada.reads
    await introduces_herself(ada, positioning="nurse × baker × juggler")
    await ada.runs("/intro rarity")
    assert "nobody else brings this together: juggler × つくば" in ada.reads


async def test_other_words_for_the_same_are_the_same(town, ada):
    await live(town, "キャリアコンサルタント", "b", "c", "d")

    await introduces_herself(ada, positioning="キャリコン")

    assert "One other person brings the same things together" in ada.reads


async def test_organizers_say_which_words_are_the_same(town, ada):
    await live(town, "町の便利屋", "b", "c", "d")
    await introduces_herself(ada, positioning="handyman")
    assert "nobody else" in ada.reads
    olga = town.person("Olga", organizer=True)

    await olga.runs("/settings tags")
    await olga.presses("Add a word")
    await olga.fills(word="Handyman", means="町の便利屋")

    await ada.runs("/intro rarity")
    assert "One other person" in ada.reads
    assert await found(ada, "skill:handyman") == ["Ada", "P0"]
    await ada.runs("/settings tags")
    assert "Only organizers" in ada.reads


async def test_a_slip_of_the_pen_is_asked_about_and_never_mended(town, ada):
    await introduces_herself(town.person("Dan"), positioning="キャリアコンサルタント")
    await ada.runs("/intro write")

    await ada.fills(**{**ADA, "positioning": "キャリアコンサルタンと", "visibility": "everyone"})

    assert "Others write “キャリアコンサルタント”." in ada.reads
    await ada.presses("Looks right")
    assert await found(ada, "skill:キャリアコンサルタンと") == ["Ada"]


@pytest.mark.parametrize("visibility", ["everyone", "space"])
async def test_two_of_the_same_combination_are_both_invited_to_meet(town, ada, visibility):
    dan, eve = town.person("Dan"), town.person("Eve")
    await introduces_herself(dan, positioning="nurse × clown")
    await introduces_herself(eve, positioning="nurse × baker")

    await introduces_herself(ada, visibility, positioning="clown × ナース")

    assert [letter.splitlines()[0] for letter in (*dan.mail, *ada.mail)] == ["Somebody like you"] * 2
    assert "Ada brings the same things together" in dan.mail[0]
    assert "Dan brings the same things together" in ada.mail[0]
    assert eve.mail == []
    await introduces_herself(ada, visibility, positioning="clown × nurse")
    assert len(dan.mail) == 1


async def test_nobody_is_invited_to_meet_somebody_they_cannot_see(town, ada, ben):
    await introduces_herself(ben, "space", positioning="nurse × clown")
    await introduces_herself(town.person("Dan"), "watching", positioning="nurse × clown")

    await introduces_herself(ada, positioning="nurse × clown")

    assert (ada.mail, ben.mail) == ([], [])


# --- the directory --------------------------------------------------------------------------------------------------


async def test_people_are_found_by_skill_phase_and_tie(town, ada, ben, chie):
    await introduces_herself(ada)
    await introduces_herself(chie, **CHIE)

    assert await found(ben, "skill:nurse") == ["千恵"]
    assert await found(ben, "phase:2") == ["Ada"]
    assert await found(ben, "tie:work") == ["千恵"]
    assert await found(ben, "bread phase:5") == []


async def test_the_area_of_the_town_is_everybodys(town, ada, ben):
    await settle_in(town)
    await introduces_herself(ada)

    assert await found(ben, "area:つくば") == ["Ada"]
    assert await found(ben, "area:札幌") == []


async def test_many_people_are_read_page_by_page(town, ada):
    await are_there(town, [(f"P{number}", "discord", ("clown",), "everyone") for number in range(32)])

    seen = await found(ada, "clown")
    while "[More people]" in ada.reads:
        await ada.presses("More people")
        seen += [line.split(" — ")[0] for line in ada.reads.splitlines() if " — " in line]

    assert sorted(seen) == sorted(f"P{number}" for number in range(32))
    await ada.presses("Back")
    assert "[Back] [More people]" in ada.reads


async def test_who_left_every_chat_is_found_no_more(town, ada, ben):
    await introduces_herself(ada)

    await ada.does(MemberLeft(ada.new_key(), ada.space, ada.actor))

    assert await found(ben) == []


async def test_interests_and_hours_are_shown(town, ada):
    await introduces_herself(ada)
    await ada.presses("Interests and free hours")

    await ada.fills(interests=("books", "food"), hours=("weekend-day",))

    assert "すきなこと: 料理・食べること、本・学び\n空いている時間: 週末の昼" in cards(town)[0]


# --- who is hidden stays hidden -------------------------------------------------------------------------------------

TAGS = ("a", "b", "c")
SHOWN = st.tuples(
    st.sampled_from(["discord", "slack"]),
    st.sets(st.sampled_from(TAGS), min_size=1),
    st.sampled_from(["everyone", "space", "watching"]),
)


async def everything_told(people: list[tuple[str, set[str], Visibility]], *, hiding: bool) -> list[str]:
    """All that somebody on Discord can learn of those people, who hide what is hidden or never said it."""
    async with living_town() as town:
        viewer = town.person("Viewer")
        told: list[tuple[str, str, tuple[str, ...], Visibility]] = [
            (f"Q{number}", chat, tuple(sorted(tags)), visibility)
            if hiding or visibility == "everyone" or (visibility, chat) == ("space", "discord")
            else (f"Q{number}", chat, (), visibility)
            for number, (chat, tags, visibility) in enumerate(people)
        ]
        await are_there(town, told)
        await introduces_herself(viewer, positioning=TIMES.join(TAGS))
        for line in ("intro rarity", "people find", "people find a", "people find skill:b", "people peers"):
            await viewer.runs(f"/{line}")
        for name, *_ in told:
            await viewer.runs(f"/people who {name}")
        return [*viewer.heard, *viewer.mail]


@settings(max_examples=6, deadline=None)
@given(st.lists(SHOWN, min_size=1, max_size=6))
async def test_what_is_hidden_changes_no_answer(people: list[tuple[str, set[str], Visibility]]):
    assert await everything_told(people, hiding=True) == await everything_told(people, hiding=False)


@given(st.integers(1, 3), st.dictionaries(st.integers(1, 7), st.integers(0, 4)))
def test_what_is_rare_is_the_smallest_choice_that_nobody_else_holds(tags: int, others: dict[int, int]):
    names = ("a", "b", "c")[:tags]
    held = {mask: people for mask, people in others.items() if mask < 1 << tags}

    found = rarity(names, held)

    alone = sum(1 << names.index(tag) for tag in found.alone)
    holders = [mask for mask, people in held.items() if people]
    smaller = [choice for choice in range(1, 1 << tags) if choice.bit_count() < alone.bit_count()]
    assert not found.alone or not any(mask & alone == alone for mask in holders)
    assert all(any(mask & choice == choice for mask in holders) for choice in smaller)
    assert bool(found.alone) != bool(found.shared)


async def test_somebody_is_found_by_a_new_name(town, ada, ben):
    await introduces_herself(ada)
    renamed = Resident(town, "discord", replace(ada.actor, account=AccountRef("ada", "Augusta")))
    await renamed.runs("/help")

    assert await found(ben, "ａｕｇｕｓ") == ["Augusta"]

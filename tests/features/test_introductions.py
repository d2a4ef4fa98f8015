"""Stories of people who say who they are, and find each other."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.features.introductions.model import LONGEST_TAG, MOST_TAGS, TIMES, folded, read_tags
from bot.vocabulary.refusal import Refused
from bot.vocabulary.text import say
from tests.people import CHATS, Resident, Town, shown

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
        "You are just watching: nobody sees it until you say so.\n"
        "[Change it]"
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
    assert dan.reads == "Ada\nThere is no introduction to see here just now."
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

    assert await missed(ada, "千恵", ["散歩", "編み", "ｶﾒﾗ", "カメラ", "看護師　散歩", "すき"]) == []


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
    assert ada.reads == "Not quite\nI could not tell who you mean. Type @ and pick their name."

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
    assert not set(once) & set("ＡＺａｚｱｲｳ　\n")


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

    assert "I could not tell who you mean" in ben.reads


async def test_somebodys_introduction_is_seen_from_the_menu_on_them(town, ada):
    dan = town.person("Dan")
    await introduces_herself(ada)

    await dan.chooses("introductions.see", on=ada)

    assert "translator × baker" in dan.reads

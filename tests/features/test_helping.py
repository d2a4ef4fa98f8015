"""Stories of a call from its posting to its end: roles, queues with a word of yes, changes, newcomers, and offers."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.features.volunteering.model import (
    Call,
    CallId,
    Calls,
    Offer,
    OfferId,
    Role,
    fits,
    read_roles,
    teams_for,
)
from bot.vocabulary.action import Action
from bot.vocabulary.people import MemberId
from bot.vocabulary.refusal import Refused
from bot.vocabulary.request import MemberLeft
from tests.features.test_volunteering import calls_for
from tests.people import CHATS, Resident, Town, living_town, shown
from tests.stores import MONDAY

CANARY = "canary-4711"


def card_of(town: Town, chat: str = "slack") -> str:
    """The only call's card, as it reads in that chat."""
    [message] = town.cards("volunteering", chat)
    return shown(message.card, message.reader)


async def leaves_town(person: Resident) -> None:
    """Leave the chat for good."""
    await person.does(MemberLeft(person.new_key(), person.space, person.actor))


def titles(person: Resident) -> list[str]:
    """The first lines of somebody's letters."""
    return [letter.splitlines()[0] for letter in person.mail]


# --- places per role ------------------------------------------------------------------------------------------------


async def test_each_role_has_places_of_its_own(town, ada, ben, chie):
    await calls_for(ada, title="Moving house", places="運転1、運搬3")
    card = town.cards("volunteering", "slack")[-1]

    await ben.presses("運転", on=card)
    await chie.presses("運転", on=card)

    assert "Role: 運転" in ben.reads
    assert "空き待ちの1番目" in chie.reads
    assert "運転: 1/1人（満員）\n運搬: 0/3人（あと3人）" in card_of(town)
    await chie.presses("運搬")
    assert "参加（運転）: Ben\n参加（運搬）: 千恵" in card_of(town)


async def test_a_hand_raised_by_emoji_takes_a_role_with_a_place_left(town, ada, ben, chie):
    await calls_for(ada, title="Moving house", places="driver 1, carry 3")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("driver", on=card)

    await chie.reacts("✋", on=card)

    assert "参加（carry）: 千恵" in card_of(town)


@pytest.mark.parametrize(
    ("typed", "roles"),
    [
        ("4", [("", 4)]),
        ("３人", [("", 3)]),
        ("driver 1, carry 3", [("driver", 1), ("carry", 3)]),
        ("1 driver and 3 carry", [("driver", 1), ("carry", 3)]),
        ("運転1、運搬3", [("運転", 1), ("運搬", 3)]),
        ("運転 1人 運搬 3人", [("運転", 1), ("運搬", 3)]),
        ("受付:2／案内:1", [("受付", 2), ("案内", 1)]),
        ("4 people", [("", 4)]),
    ],
)
def test_places_are_read_as_people_type_them(typed, roles):
    assert [(role.name, role.places) for role in read_roles(typed)] == roles


@pytest.mark.parametrize("typed", ["many", "0", "運転", "a1 a2", "1, 2", "a1,b1,c1,d1,e1,f1", "9999"])
def test_places_that_cannot_be_read_are_refused_with_an_example(typed):
    with pytest.raises(Refused):
        read_roles(typed)


# --- three shapes of time -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "reads"),
    [
        ("来週土曜 15時", "いつ: 2026年12月5日(土) 15:00 Asia/Tokyo"),
        ("12/4 18時まで", "いつ: 2026年12月4日(金) 18:00 Asia/Tokyo まで"),
        ("金曜まで", "いつ: 2026年11月27日(金) 23:59 Asia/Tokyo まで"),
        ("by Friday", "いつ: 2026年11月27日(金) 23:59 Asia/Tokyo まで"),
        ("", "いつ: いつでも"),
    ],
)
async def test_a_call_is_at_a_time_or_by_a_deadline_or_at_any_time(town, ada, typed, reads):
    await calls_for(ada, when=typed)

    assert reads in card_of(town)


# --- the queue ------------------------------------------------------------------------------------------------------


async def test_a_place_that_came_free_is_kept_for_a_day_and_then_goes_to_the_next(town, ada, ben, chie):
    dan = town.person("Dan")
    await calls_for(ada, places="1", when="来週土曜 15時")
    card = town.cards("volunteering", "slack")[-1]
    for person in (ben, chie, dan):
        await person.presses("手伝います", on=card)

    await ben.presses("取り消す", on=card)
    assert titles(chie) == ["空きが出ました"]
    await town.passes(hours=25)

    assert titles(chie) == ["空きが出ました", "次の方に回しました"]
    assert titles(dan) == ["A place came free"]
    await dan.presses("I'll take it", on=dan.letters[-1])
    assert "参加: Dan" in card_of(town)


async def test_without_time_for_an_answer_the_next_one_has_the_place_at_once(town, ada, ben, chie):
    await calls_for(ada, places="1", when="明日 9時")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await chie.presses("手伝います", on=card)

    await ben.presses("取り消す", on=card)

    assert "参加が決まりました" in chie.mail[0]
    assert "参加: 千恵" in card_of(town)


async def test_nobody_overtakes_the_one_a_place_is_kept_for(town, ada, ben, chie):
    dan = town.person("Dan")
    await calls_for(ada, places="1", when="来週土曜 15時")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await chie.presses("手伝います", on=card)
    await ben.presses("取り消す", on=card)

    await dan.presses("手伝います", on=card)

    assert "number 1 in the queue" in dan.reads
    assert "お返事待ち: 千恵" in card_of(town)


async def test_who_withdraws_shortly_before_is_told_to_the_caller_with_urgency(town, ada, ben):
    await calls_for(ada, when="明日 9時")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)

    await ben.presses("取り消す", on=card)

    assert titles(ada)[-1] == "A place came free, and it begins soon"
    assert "it begins soon" in ada.mail[-1]


async def test_it_depends_is_an_answer_and_takes_no_place(town, ada, ben):
    await calls_for(ada, places="1")
    card = town.cards("volunteering", "slack")[-1]

    await ben.reacts("🤔", on=card)

    assert "🤔 都合しだい: Ben" in card_of(town)
    assert "0/1人" in card_of(town)
    await ben.unreacts("🤔", on=card)
    assert "🤔 都合しだい: " not in card_of(town)


async def test_the_latest_of_hand_doubt_and_no_counts(town, ada, ben):
    await calls_for(ada, places="1")
    card = town.cards("volunteering", "slack")[-1]

    for emoji in ("✋", "🤔", "🙅", "✋"):
        await ben.reacts(emoji, on=card)

    assert "参加: Ben" in card_of(town)


async def test_who_said_not_this_time_hears_nothing_more_of_that_call(town, ada, ben, chie):
    await calls_for(ada, places="1", when="来週土曜 15時")
    card = town.cards("volunteering", "slack")[-1]
    await chie.presses("手伝います", on=card)
    await ben.reacts("👀", on=card)
    await ben.reacts("✋", on=card)

    await ben.reacts("🙅", on=card)
    await chie.presses("取り消す", on=card)
    await ada.runs("/volunteer edit")
    await ada.presses("Change: Carrying chairs")
    await ada.posts(where="Town hall")
    await ada.runs("/volunteer cancel")
    await ada.presses("Call off: Carrying chairs")
    await ada.presses("Yes, call it off")

    assert ben.mail == []


async def test_two_calls_at_the_same_time_are_pointed_out_and_allowed(town, ada, ben):
    await calls_for(ada, title="Chairs", when="来週土曜 15時")
    await calls_for(ada, title="Tables", when="来週土曜 16時")
    chairs, tables = town.cards("volunteering", "slack")
    await ben.presses("手伝います", on=chairs)

    await ben.presses("手伝います", on=tables)
    assert "“Tables” overlaps with this:\n“Chairs”" in ben.reads
    await ben.presses("Help all the same")

    assert "You're in" in ben.reads


# --- private details ------------------------------------------------------------------------------------------------


async def test_private_details_reach_helpers_alone_and_no_log(town, ada, ben, chie):
    with capture_logs() as logs:
        await calls_for(ada, places="1", when="来週土曜 15時", details=f"Gloves.\n---\n{CANARY}")
        card = town.cards("volunteering", "slack")[-1]
        await ben.presses("手伝います", on=card)
        await chie.presses("手伝います", on=card)
        await chie.reacts("👀", on=card)
        await ada.runs("/volunteer edit")
        await ada.presses("Change: Carrying chairs")
        await ada.posts(where="Town hall", details=f"Gloves.\n---\n{CANARY}-anew")
        await town.passes(days=15)

    public = [message for chat in CHATS for message in town.cards("volunteering", chat)]
    below = [
        beneath
        for chat in CHATS
        for message in town.cards("volunteering", chat)
        for beneath in town.thread(message, chat)
    ]
    assert CANARY not in "\n".join(shown(message.card, message.reader) for message in (*public, *below))
    assert CANARY not in "\n".join((*chie.heard, *chie.mail))
    assert CANARY not in str(logs)
    assert CANARY in "\n".join(ben.heard)
    assert f"{CANARY}-anew" in "\n".join(ben.mail)


async def test_who_raised_a_hand_by_emoji_is_sent_the_private_details(town, ada, ben):
    await calls_for(ada, details=f"---\n{CANARY}")

    await ben.reacts("✋", on=town.cards("volunteering", "slack")[-1])

    assert CANARY in ben.reads


# --- changing, closing, calling off ---------------------------------------------------------------------------------


async def test_everybody_who_answered_is_told_what_changed_before_and_after(town, ada, ben, chie):
    await calls_for(ada, when="来週土曜 15時", where="公民館")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await chie.reacts("👀", on=card)

    await ada.runs("/volunteer edit")
    await ada.presses("Change: Carrying chairs")
    assert ada.form
    assert ada.form.answers["places"] == "2"
    await ada.posts(where="小学校")

    assert "Where: 公民館 → 小学校" in ben.mail[-1]
    assert "どこで: 公民館 → 小学校" in chie.mail[-1]
    assert "参加: Ben" in card_of(town)


async def test_a_moved_date_keeps_the_places_and_asks_again(town, ada, ben, chie):
    await calls_for(ada, when="来週土曜 15時")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await chie.presses("手伝います", on=card)

    await ada.runs("/volunteer edit")
    await ada.presses("Change: Carrying chairs")
    await ada.posts(when="再来週の日曜 10時")

    assert "お返事待ち: Ben、千恵" in card_of(town)
    assert "Does it still suit you?" in ben.mail[-1]
    await ben.presses("That day works", on=ben.letters[-1])
    await chie.presses("今回は難しい", on=chie.letters[-1])
    assert "参加: Ben" in card_of(town)
    assert "お返事待ち: " not in card_of(town)


async def test_what_is_sent_unchanged_tells_nobody(town, ada, ben):
    await calls_for(
        ada, when="来週土曜 15時から17時まで", places="driver 1, carry 3", details="Gloves.\n---\nDoor code"
    )
    await ben.presses("driver", on=town.cards("volunteering", "slack")[-1])

    await ada.runs("/volunteer edit")
    await ada.presses("Change: Carrying chairs")
    await ada.posts()

    assert "Nothing in “Carrying chairs” is different" in ada.reads
    assert ben.mail == []


async def test_only_the_caller_or_an_organizer_changes_a_call(town, ada, ben):
    await calls_for(ada)
    message = town.cards("volunteering", "slack")[-1]
    await ada.runs("/volunteer list which:mine")
    await ada.presses("Details: Carrying chairs")
    own = ada.card

    for label in ("Change it", "Enough hands", "Call it off", "It's done"):
        await ben.presses(label, on=own)
        assert "Only the person who asked" in ben.reads
    assert "[募集中]" in shown(town.cards("volunteering", "slack")[-1].card, message.reader)


async def test_a_closed_call_keeps_its_helpers_and_takes_no_more(town, ada, ben, chie):
    dan = town.person("Dan", on="slack")
    await calls_for(ada, places="1")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await dan.presses("手伝います", on=card)

    await ada.runs("/volunteer close")
    await ada.presses("Enough hands: Carrying chairs")

    assert titles(dan) == ["There are enough hands"]
    await chie.presses("手伝います", on=card)
    assert "手が足りて" in chie.reads
    assert "[締め切りました]" in card_of(town)
    assert "参加: Ben" in card_of(town)


async def test_a_call_off_is_told_to_everybody_who_answered_and_asked_before(town, ada, ben, chie):
    await calls_for(ada, when="来週土曜 15時")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await chie.reacts("🤔", on=card)

    await ada.runs("/volunteer cancel")
    await ada.presses("Call off: Carrying chairs")
    assert "[取りやめ]" not in card_of(town)
    await ada.presses("Yes, call it off")

    assert titles(ben) == ["Called off"]
    assert titles(chie) == ["取りやめのお知らせ"]
    assert "[取りやめ]" in card_of(town)
    await town.passes(days=20)
    assert len(ben.mail) == 1


# --- acting for others ----------------------------------------------------------------------------------------------


async def test_an_organizer_signs_somebody_up_who_is_told_and_it_is_kept(town, ada, ben):
    olga = town.person("Olga", organizer=True)
    dora = town.person("Dora")
    await dora.runs("/help")
    await calls_for(ada)

    await olga.runs("/volunteer join for:@Dora")
    assert "You're doing this for Dora" in olga.reads
    await olga.presses("Help: Carrying chairs")

    assert "An organizer signed you up" in dora.mail[0]
    assert "参加: Dora" in card_of(town)
    community = await town.community()
    async with town.store.transaction() as work:
        [deed] = await work.of(community.id).audit.latest(10)
        names = await work.of(community.id).members.named([deed.by, deed.member])
    assert (deed.what, names[deed.by], names[deed.member]) == ("call-join", "Olga", "Dora")
    await dora.presses("Give my place back", on=dora.letters[0])
    assert "参加: " not in card_of(town)


async def test_who_is_no_organizer_acts_for_nobody(town, ada, ben):
    dora = town.person("Dora", on="slack")
    await dora.runs("/help")
    await calls_for(ada)

    await ben.runs("/volunteer join for:@Dora")

    assert "Only organizers" in ben.reads


async def test_the_call_of_somebody_who_left_is_taken_over_by_a_helper(town, ada, ben, chie):
    await calls_for(ada, when="来週土曜 15時")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await chie.presses("手伝います", on=card)

    await leaves_town(ada)
    [question] = town.thread(card, "slack")
    await ben.presses("引き継ぐ", on=question)

    assert "呼びかけ: Ben\n参加: 千恵" in card_of(town)
    assert titles(chie)[-1] == "引き継がれました"
    await chie.presses("引き継ぐ", on=question)
    assert "まだここにいます" in chie.reads


async def test_who_leaves_gives_their_places_back(town, ada, ben, chie):
    await calls_for(ada, places="1", when="来週土曜 15時")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await chie.presses("手伝います", on=card)

    await leaves_town(ben)

    assert titles(chie) == ["空きが出ました"]
    assert titles(ada)[-1] == "A place was given back"


# --- newcomers ------------------------------------------------------------------------------------------------------


async def test_newcomers_are_welcomed_by_name_and_the_buddy_hears_of_them(town, ada, ben, chie):
    await calls_for(ada, when="来週土曜 15時")

    await ada.presses("Welcome newcomers")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)

    assert "はじめての方: 歓迎です。Ada さんがご案内します" in card_of(town)
    assert "Your first time? Ada will show you around." in ben.reads
    assert "Somebody comes for the first time" in titles(ada)
    await chie.comes_in()
    assert "Ada さんがご案内します" in chie.mail[0]


async def test_when_the_buddy_cannot_come_the_caller_looks_after_newcomers(town, ada, ben):
    await calls_for(ada)
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await ben.presses("Look after newcomers")
    assert "Ben さんがご案内します" in card_of(town)

    await ben.presses("取り消す", on=card)

    assert "Ada さんがご案内します" in card_of(town)


# --- the day before, and the end ------------------------------------------------------------------------------------


async def test_all_places_left_on_the_day_before_are_one_message(town, ada, ben):
    await calls_for(ada, title="Chairs", when="来週土曜 9時")
    await calls_for(ada, title="Tables", when="来週土曜 15時")
    await calls_for(ada, title="Full", places="1", when="来週土曜 16時")
    await ben.presses("手伝います", on=town.cards("volunteering", "slack")[-1])

    await town.passes(days=11.5)

    digests = [
        m
        for m in town.cards("volunteering")
        if "Full" not in shown(m.card, m.reader) and "「Chairs」" in shown(m.card, m.reader)
    ]
    [digest] = digests
    assert "「Chairs」あと2人" in shown(digest.card, digest.reader)
    assert "「Tables」あと2人" in shown(digest.card, digest.reader)
    assert len(town.cards("volunteering")) == 4


async def test_the_caller_says_who_came_and_who_could_not_is_told_nothing(town, ada, ben, chie):
    await calls_for(ada, when="明日 10時")
    card = town.cards("volunteering", "slack")[-1]
    await ben.presses("手伝います", on=card)
    await chie.presses("手伝います", on=card)
    await town.passes(days=1.2)
    before = list(ben.mail)

    assert titles(ada)[-1] == "How did it go?"
    await ada.presses("Somebody couldn't come", on=ada.letters[-1])
    await ada.presses("Ben couldn't come")
    await ada.presses("Everybody came")

    assert "[済みました]" in card_of(town)
    assert "参加: 千恵" in card_of(town)
    assert ben.mail == before
    await chie.runs("/mydata give")
    assert "「Carrying chairs」 Ada さんへ" in chie.reads
    await ben.runs("/mydata give")
    assert "Nothing here yet" in ben.reads


async def test_without_a_word_from_the_caller_it_is_taken_as_done_after_two_days(town, ada, ben):
    await calls_for(ada, when="明日 10時")
    await ben.presses("手伝います", on=town.cards("volunteering", "slack")[-1])
    await town.passes(days=2)
    await ben.runs("/mydata give")
    assert "Nothing here yet" in ben.reads

    await town.passes(days=2)

    await ben.runs("/mydata give")
    assert "“Carrying chairs” for Ada" in ben.reads
    assert "[済みました]" in card_of(town)


async def test_a_call_without_anybody_ends_by_itself_and_says_how_to_ask_again(town, ada):
    await calls_for(ada, when="明日 10時")

    await town.passes(days=2)

    assert "[期間が終わりました]" in card_of(town)
    assert titles(ada)[-1] == "The time has passed"


async def test_a_call_at_any_time_stands_for_two_months(town, ada):
    await calls_for(ada)

    await town.passes(days=59)
    assert "[募集中]" in card_of(town)
    await town.passes(days=2)

    assert "[期間が終わりました]" in card_of(town)


# --- offers ---------------------------------------------------------------------------------------------------------


async def offers(person: Resident, what: str, **answers: str) -> None:
    """Hold out help."""
    await person.runs("/volunteer offer")
    yes = {"until": "month", **answers}
    await person.posts(what=what, **yes)


async def test_an_offer_stands_for_its_time_and_can_be_held_out_again(town, ada, ben):
    await offers(ben, "Sharpening knives", until="week", amount="Saturdays")
    [message] = town.cards("volunteering")
    assert "[手伝えます]" in shown(message.card, message.reader)

    await ada.presses("お願いしたい", on=message)
    assert "Ada would like this: “Sharpening knives”" in ben.mail[0]

    await town.passes(days=8)
    assert "[終わりました]" in shown(town.cards("volunteering")[0].card, message.reader)
    await ben.presses("Offer it again", on=ben.letters[-1])
    assert "[手伝えます]" in shown(town.cards("volunteering")[0].card, message.reader)


async def test_a_call_finds_the_offer_that_fits_and_both_hear_of_it_once(town, ada, ben):
    await offers(ben, "包丁研ぎ")

    await calls_for(ada, title="包丁を研いでほしい")

    assert [title for title in titles(ada) if "able to help" in title] == ["Somebody may be able to help"]
    assert titles(ben) == ["A call that may suit you"]
    await ben.presses("I can help", on=ben.letters[0])
    assert "You're in" in ben.reads


async def test_an_offer_finds_the_calls_that_are_open(town, ada, ben):
    await calls_for(ada, title="Carrying chairs")
    await calls_for(ada, title="Baking bread")

    await offers(ben, "I can carry things")

    assert [letter.splitlines()[1] for letter in ben.mail] == [
        "Somebody could use your “I can carry things”: “Carrying chairs”"
    ]
    await ben.runs("/volunteer list which:mine")
    await ben.presses("Details: I can carry things")
    await ben.presses("Take it back")
    assert "no longer on offer" in ben.reads


@pytest.mark.parametrize(
    ("what", "title", "fit"),
    [
        ("包丁研ぎ", "包丁を研いでほしい", True),
        ("本棚の修理", "公民館の椅子運び", False),
        ("Sharpening knives", "My knife is blunt", False),
        ("Knives sharpened", "Old knives", True),
        ("パソコンの設定", "パソコンが動きません", True),
        ("手伝います", "手伝い募集", False),
        ("Any help on weekends", "Help with moving", False),
    ],
)
def test_an_offer_fits_a_call_that_shares_a_telling_word(what, title, fit):
    call = Call(CallId("1"), MemberId("a"), title, MONDAY, teams_for([Role("", 1)]), "Asia/Tokyo")
    offer = Offer(OfferId("1"), MemberId("b"), what, "", "", "", MONDAY, MONDAY + timedelta(days=7))

    assert fits(offer, call) == fit


# --- giving first ---------------------------------------------------------------------------------------------------


async def test_before_the_first_call_of_a_life_two_others_are_shown_and_one_press_goes_on(town, ada, ben, chie):
    for title in ("Chairs", "Tables", "Tents"):
        await calls_for(ada, title=title)

    await ben.runs("/volunteer call")
    assert "Lend a hand first?" in ben.reads
    assert [title in ben.reads for title in ("Chairs", "Tables", "Tents")] == [True, True, False]
    await ben.presses("Go on with mine")
    await ben.posts(title="Boxes", places="1")
    assert len(town.cards("volunteering")) == 4

    await ben.runs("/volunteer call")
    assert ben.reads.startswith("Ask for hands")
    await ben.runs("/pitch new")
    assert ben.reads.startswith("Pitch an idea")


async def test_where_nobody_waits_for_a_hand_nothing_is_suggested(town, ada):
    await ada.runs("/volunteer call")

    assert ada.form


async def test_a_call_is_picked_by_its_title(town, ada, ben):
    await calls_for(ada, title="Chairs")
    await calls_for(ada, title="Tables")

    await ben.runs("/volunteer join call:Tables")
    assert "You have a place on “Tables”" in ben.reads
    await ben.runs("/volunteer leave call:Tables")
    assert "Your answer to “Tables” is taken back" in ben.reads
    await ada.runs("/volunteer edit call:Chairs")
    assert ada.form
    assert ada.form.answers["title"] == "Chairs"


async def test_of_the_calls_to_lend_a_hand_to_first_the_one_that_fits_comes_first(town, ada, ben):
    await ben.runs("/intro write")
    await ben.posts(positioning="gardener", tie="live", phase="2", words="I know roses.", visibility="everyone")
    for title in ("Chairs", "Tables", "Planting roses"):
        await calls_for(ada, title=title)

    await ben.runs("/volunteer call")

    assert ben.reads.index("Planting roses") < ben.reads.index("Chairs")
    assert "Tables" not in ben.reads


@settings(max_examples=4, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2), st.sampled_from(["call", "pitch", "days"])), max_size=14)
)
async def test_where_to_lend_a_hand_first_is_shown_once_in_a_life_in_every_town(history):
    async with living_town() as here, living_town() as there:
        towns = (here, there)
        for town in towns:
            await calls_for(town.person("Caller"), title="Chairs")
        shown_to: list[tuple[int, int]] = []
        for which, number, act in history:
            town = towns[which]
            person = town.person(f"Person {number}")
            if act == "days":
                await town.passes(days=1)
                continue
            await person.runs("/volunteer call" if act == "call" else "/pitch new")
            if person.reads.startswith("Lend a hand first?"):
                shown_to.append((which, number))
                await person.presses("Go on with mine")
            assert person.form
        assert len(shown_to) == len(set(shown_to))
        asked = {(which, number) for which, number, act in history if act != "days"}
        assert set(shown_to) == asked


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 3), st.sampled_from(["join", "leave", "cant", "maybe"])),
        max_size=16,
    )
)
async def test_in_every_town_places_hold_and_queues_keep_their_order_whatever_happens_in_another(history):
    async with living_town() as here, living_town() as there:
        towns = (here, there)
        for town in towns:
            await calls_for(town.person("Caller"), title="Chairs", places="2")
        before = [await the_call(town) for town in towns]
        for which, number, act in history:
            action = Action(f"volunteering.{act}", (before[which].id,))
            await towns[which].person(f"Person {number}").presses_action(action)
            after = [await the_call(town) for town in towns]

            assert after[1 - which] == before[1 - which]
            [team] = after[which].teams
            everybody = [entry.member for entry in (*team.roster.entries, *after[which].aside.entries)]
            assert len(everybody) == len(set(everybody))
            assert team.roster.taken <= 2
            [earlier] = before[which].teams
            still = [one for one in earlier.roster.waiting if one in team.roster.waiting]
            assert list(team.roster.waiting)[: len(still)] == still
            before = after


async def the_call(town: Town) -> Call:
    """The one call of a town, as it is kept."""
    community = await town.community()
    async with town.store.transaction() as work:
        [call] = await work.of(community.id)[Calls].open(2)
    return call


# --- what always holds ----------------------------------------------------------------------------------------------

acts = st.lists(
    st.tuples(
        st.sampled_from(["join", "leave", "maybe", "cant", "lapse", "shrink", "absent"]),
        st.integers(0, 6),
        st.sampled_from(["driver", "carry"]),
        st.integers(0, 30),
    ),
    max_size=50,
)


@given(st.integers(1, 3), st.integers(1, 3), acts)
def test_no_role_is_oversold_and_no_queue_is_jumped(drivers, carriers, history):
    start = (MONDAY + timedelta(days=20)).replace(tzinfo=None)
    roles = [Role("driver", drivers), Role("carry", carriers)]
    state = Call(CallId("call"), MemberId("caller"), "Move", MONDAY, teams_for(roles), "UTC", start=start)
    now, over = MONDAY, False
    for act, number, role, hours in history:
        before, member = state, MemberId(f"member{number}")
        over = over or act == "absent"  # who came is said afterwards, when nobody moves up any more
        now += timedelta(hours=hours)
        state = state.lapsed(now)
        before = state
        try:
            state = one_act(state, act, member, role, now)
        except Refused:
            continue
        everybody = [entry.member for team in state.teams for entry in team.roster.entries]
        everybody += [entry.member for entry in state.aside.entries]
        assert len(everybody) == len(set(everybody))
        for team in state.teams:
            roster = team.roster
            assert roster.taken <= (roster.places or 0)
            assert over or not roster.waiting or roster.taken == roster.places
            still = [one for one in before.team(team.name).roster.waiting if one in roster.waiting]
            assert list(roster.waiting)[: len(still)] == still
            # Whoever moved up waited longer than all who still wait.
            moved = [
                one for one in before.team(team.name).roster.waiting if one not in roster.waiting and one != member
            ]
            assert all(
                before.team(team.name).roster.waiting.index(up) < before.team(team.name).roster.waiting.index(stays)
                for up in moved
                for stays in still
            )


def one_act(call: Call, act: str, member: MemberId, role: str, now) -> Call:
    match act:
        case "join":
            return call.join(member, now, role)
        case "leave":
            return call.leave(member, now)
        case "maybe" | "cant":
            return call.answer(member, act, now)
        case "absent":
            return call.could_not_come(member, now) if member in call.inside else call
        case _:
            return call

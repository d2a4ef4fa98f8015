"""Stories of organizers who set their town up."""

from dataclasses import replace

import pytest

from bot.features.settings.model import TOPICS
from bot.ports import ToThread
from bot.vocabulary.card import Card, buttons_of
from bot.vocabulary.effect import PostToThread
from bot.vocabulary.people import SpaceAddress
from bot.vocabulary.refusal import Refused
from bot.vocabulary.subject import Subject
from bot.vocabulary.text import say, text
from bot.vocabulary.zone import read_zone
from tests.fakes.courier import Message
from tests.people import CHATS, Resident, Town

CALL = {"title": "Carrying chairs", "places": "2"}


@pytest.fixture
def olga(town: Town) -> Resident:
    """Olga, who organizes on Discord and reads English."""
    return town.person("Olga", organizer=True)


def without_rights(person: Resident) -> None:
    """Let the platform vouch for somebody as an organizer no more."""
    person.actor = replace(person.actor, organizer=False)


async def asks_for_hands(person: Resident) -> None:
    await person.runs("/volunteer call")
    await person.posts(**CALL)


async def test_one_form_sets_the_town_up_after_a_preview(town, olga):
    before = await town.community()
    await olga.runs("/settings setup")
    await olga.fills(name="Midori", purpose="Lending a hand", area="Tsukuba", zone="london")

    assert olga.reads.startswith(
        "Is this right?\nName: Midori\nPurpose: Lending a hand\nArea: Tsukuba\nTime zone: Europe/London\n"
    )
    assert await town.community() == before

    await olga.presses("Looks right")

    assert olga.reads.startswith("All set\nName: Midori\n")
    assert await town.community() == replace(
        before, name="Midori", purpose="Lending a hand", area="Tsukuba", timezone="Europe/London"
    )


async def test_the_form_opens_with_what_is_so_now(town, olga):
    await olga.runs("/settings setup")
    assert olga.form
    assert dict(olga.form.answers) == {"name": "みどり町", "purpose": "", "area": "", "zone": "Asia/Tokyo"}

    await olga.posts(area="つくば", purpose="")
    await olga.runs("/settings setup")

    assert dict(olga.form.answers) == {"name": "みどり町", "purpose": "", "area": "つくば", "zone": "Asia/Tokyo"}


async def test_before_any_set_up_the_defaults_serve(town, ada):
    community = await town.community()
    assert (community.name, community.language, community.timezone) == ("みどり町", "ja", "Asia/Tokyo")

    await asks_for_hands(ada)

    assert [len(town.cards("volunteering", chat)) for chat in CHATS] == [1, 1]


async def test_a_zone_that_is_changed_is_the_one_dates_are_read_in(town, olga, ada):
    await olga.runs("/settings setup")
    await olga.posts(zone="Europe/London")

    await ada.runs("/volunteer call")
    await ada.fills(**CALL, when="Saturday 3pm")

    assert "When: Sat 28 Nov 2026, 15:00 Europe/London" in ada.reads


async def test_a_zone_that_does_not_exist_is_refused_beside_all_else_that_is_wrong(town, olga):
    await olga.runs("/settings setup")

    await olga.fills(name="", zone="Tokio")

    assert olga.form
    assert olga.form.problems.keys() == {"name", "zone"}
    assert "There's no time zone “Tokio”." in olga.reads


async def test_the_next_cards_go_to_the_channel_that_was_chosen(town, olga, ada):
    await asks_for_hands(ada)
    await olga.runs("/settings setup")
    await olga.posts(channel="#square")

    await asks_for_hands(ada)

    assert [len(town.cards(topic)) for topic in ("volunteering", "square")] == [1, 1]
    assert len(town.cards("volunteering", "slack")) == 2


async def test_a_channel_left_empty_stays_as_it_was(town, olga, ada):
    await olga.runs("/settings setup")
    await olga.posts(channel="#square")
    await olga.runs("/settings setup")
    await olga.posts(area="つくば")

    await asks_for_hands(ada)

    assert len(town.cards("square")) == 1


async def test_the_channel_that_was_chosen_is_for_every_topic_of_that_chat(town, olga):
    await olga.runs("/settings setup")
    await olga.posts(channel="#square")

    discord, slack = await town.spaces()
    async with town.store.transaction() as work:
        communities = work.of(discord.community).communities
        assert {await communities.place(discord.id, topic) for topic in TOPICS} == {"#square"}
        assert [await communities.place(slack.id, topic) for topic in TOPICS] == [f"#{topic}" for topic in TOPICS]


async def test_members_are_refused_and_told_who_can(town, ada):
    await ada.runs("/settings setup")

    assert ada.form is None
    assert ada.reads == "Not quite\nOnly organizers can do this. Ask one of them and they can do it for you."


async def test_who_loses_the_right_before_sending_the_form_changes_nothing(town, olga):
    before = await town.community()
    await olga.runs("/settings setup")
    without_rights(olga)

    await olga.fills(name="Mine")

    assert "Only organizers can do this." in olga.reads
    assert await town.community() == before


async def test_who_loses_the_right_before_saying_yes_to_the_preview_changes_nothing(town, olga):
    before = await town.community()
    await olga.runs("/settings setup")
    await olga.fills(name="Mine")
    without_rights(olga)

    await olga.presses("Looks right")

    assert "Only organizers can do this." in olga.reads
    assert await town.community() == before


async def test_who_lost_the_right_opens_the_draft_no_more(town, olga):
    await olga.runs("/settings setup")
    await olga.fills(name="Mine")
    without_rights(olga)

    await olga.presses("Change it")

    assert olga.form is None
    assert "Only organizers can do this." in olga.reads


# --- zones ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        (" asia/tokyo ", "Asia/Tokyo"),
        ("Ａｓｉａ／Ｔｏｋｙｏ", "Asia/Tokyo"),
        ("tokyo", "Asia/Tokyo"),
        ("LONDON", "Europe/London"),
        ("new york", "America/New_York"),
        ("Istanbul", "Europe/Istanbul"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
        ("JST", "Asia/Tokyo"),
        ("日本時間", "Asia/Tokyo"),
    ],
)
def test_a_zone_goes_by_its_name_or_its_city(typed, zone):
    assert read_zone(typed) == zone


@pytest.mark.parametrize("typed", ["Tokio", "Asia", "/", "GMT+9", "eastern", "Asia/Tokyo/Shibuya"])
def test_a_zone_that_is_none_or_could_be_two_is_refused(typed):
    with pytest.raises(Refused) as refused:
        read_zone(typed)

    assert refused.value.reason == (say("zone-unknown", typed=typed),)


# --- one thing at a time --------------------------------------------------------------------------------------------


async def test_one_setting_is_changed_by_one_line(town, olga):
    for line in ("purpose Lending a hand", "area Tsukuba", "timezone london", "language english"):
        await olga.runs(f"/settings {line}")

    changed = await town.community()
    assert (changed.purpose, changed.area, changed.timezone) == ("Lending a hand", "Tsukuba", "Europe/London")
    assert changed.language == "en"


@pytest.mark.parametrize("subcommand", ["purpose", "area", "timezone"])
async def test_without_a_word_the_whole_form_opens(olga, subcommand):
    await olga.runs(f"/settings {subcommand}")

    assert olga.form is not None


async def test_the_towns_language_is_chosen_by_a_button(town, olga):
    await olga.runs("/settings language")
    assert "It's 日本語 now." in olga.reads

    await olga.presses("English")

    assert (await town.community()).language == "en"


async def test_a_channel_is_chosen_for_one_thing_and_the_rest_stays(town, olga):
    await olga.runs("/settings channels topic:meetups channel:#plaza")

    assert "Meetups: #plaza" in olga.reads
    assert "Lending a hand: #volunteering" in olga.reads


async def test_a_channel_is_not_chosen_by_who_is_no_organizer(town, ada):
    await ada.runs("/settings channels topic:meetups channel:#plaza")

    assert "organizers" in ada.reads


async def test_what_organizers_did_for_others_is_there_for_them_to_read(town, olga, ada):
    await olga.runs("/settings audit")
    assert "No organizer has acted for anybody yet." in olga.reads
    await asks_for_hands(ada)

    await olga.runs("/volunteer join for:@Ben")
    await olga.presses("Carrying chairs")
    await olga.runs("/settings audit")

    assert "Olga signed somebody up for a call (for Ben)" in olga.reads
    await ada.runs("/settings audit")
    assert "organizers" in ada.reads


async def test_whoever_holds_the_chosen_role_is_an_organizer_in_that_chat(town):
    olga = town.person("Olga", organizer=True)
    dan = town.person("Dan", roles=("r1",))
    await dan.runs("/settings setup")
    before = dan.reads

    await olga.runs_with("settings", "organizers", role="r1")
    await dan.runs("/settings setup")
    during = dan.form
    await olga.presses("No role any more")
    await dan.runs("/settings setup")

    assert before.startswith("Not quite")
    assert during is not None
    assert dan.reads.startswith("Not quite")


async def test_a_role_that_was_chosen_in_one_chat_makes_nobody_an_organizer_in_another(town):
    olga = town.person("Olga", organizer=True)
    eve = town.person("Eve", on="slack", roles=("r1",))
    await olga.runs_with("settings", "organizers", role="r1")

    await eve.runs("/settings setup")

    assert eve.reads.startswith("Not quite")


async def test_a_thread_rings_the_role_that_organizers_chose_and_only_where_it_is_asked_for(town):
    olga = town.person("Olga", organizer=True)
    await olga.runs_with("settings", "ring", role="r7")
    await olga.runs("/volunteer call")
    await olga.posts(title="Carrying chairs", places="1")
    [card] = town.cards("volunteering")
    subject = Subject("call", call_of(card))

    async with town.store.transaction() as work:
        space = await work.directory.space(SpaceAddress("discord", "discord"))
        outbox = work.of(space.community).outbox
        for key, rings in (("quiet", False), ("loud", True)):
            said = PostToThread(subject, Card(text(key)), key, rings_role=rings)
            await outbox.post(said, town.clock.now())
    await town.settles()

    targets = [target for target in town.couriers["discord"].tried if isinstance(target, ToThread)]
    assert [target.role for target in targets] == [None, "r7"]
    assert [target.role for target in town.couriers["slack"].tried if isinstance(target, ToThread)] == [None, None]


def call_of(card: Message) -> str:
    """The id of the call that a card shows."""
    return next(button.action.arguments[0] for button in buttons_of(card.card))

"""What Slack's payloads mean, where living with the fake Slack does not tell it all."""

from typing import Any

import pytest

from adapters.slack import carried, parse
from adapters.slack.carried import Carried
from adapters.slack.parse import EMOJI, By, Unreadable
from bot.feature import Features
from bot.features import FEATURES
from bot.locales import exists, plain
from bot.vocabulary.action import Action
from bot.vocabulary.emoji import normalised
from bot.vocabulary.people import LANGUAGES, AccountRef, Language, Reader, SpaceAddress
from bot.vocabulary.request import Actor, Command, Place
from bot.vocabulary.text import say, text
from tests.adapters.slack import town

BY = By(SpaceAddress("slack", "T0TOWN"), Actor(AccountRef("U0HANA", "花")))
KNOWN = {"U0BEN": AccountRef("U0BEN", "Ben Sato"), "U0BEN2": AccountRef("U0BEN2", "Ben Sato")}


def typed(
    words: str, spoken: str = "/volunteer", names: dict[str, str] | None = None, features: Features = town.FEATURES
) -> Command:
    body = {
        "command": spoken,
        "text": words,
        "channel_id": "C0TOWN",
        "channel_name": "general",
        "user_id": "U0HANA",
        "trigger_id": "1.2.3",
    }
    return parse.command(body, BY, features, names or {}, KNOWN.get)


def test_every_emoji_that_a_feature_answers_to_has_a_name_on_slack():
    answered = {emoji for _, emoji in FEATURES.reactions}

    assert answered <= set(map(normalised, EMOJI.values()))


def test_a_command_under_another_name_is_machis_own():
    command = typed("list", "/tetsudai", {"tetsudai": "volunteer"})

    assert (command.name, command.subcommand) == ("volunteer", "list")


def test_the_umbrella_reaches_every_command_and_alone_it_helps():
    assert (typed("volunteer list", "/machi").name, typed("volunteer list", "/machi").subcommand) == (
        "volunteer",
        "list",
    )
    assert typed("", "/machi").name == "help"


WIDE = {narrow: narrow + 0xFEE0 for narrow in range(0x21, 0x7F)} | {0x20: 0x3000}


def spellings(message: str, name: str, language: Language) -> list[str]:
    """What people of a language may type for a name."""
    words = plain(text(say(message)), Reader(language, "UTC")) if name and exists(message, language) else ""
    return [name, *(word.strip() for word in words.split(",") if word.strip())]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "subcommand"), sorted(FEATURES.commands))
def test_every_sub_command_is_reached_by_every_word_for_it_however_it_is_typed(name, subcommand, language):
    lines = [
        f"{first} {second}".strip()
        for first in spellings(f"command-{name}-words", name, language)
        for second in spellings(f"command-{name}-{subcommand}-words", subcommand, language)
    ]

    for line in lines:
        for spelled in (line, line.upper(), line.translate(WIDE)):
            command = typed(spelled, "/machi", features=FEATURES)
            assert (command.name, command.subcommand) == (name, subcommand), spelled


@pytest.mark.parametrize(
    ("line", "channel"),
    [
        ("settings channels volunteering <#C0X|general>", "C0X"),
        ("settings channels topic:volunteering channel:<#C0X|general>", "C0X"),
        ("設定 チャンネル volunteering <#G0X|>", "G0X"),
        ("settings channels volunteering <#C0X>", "C0X"),
    ],
)
def test_a_channel_that_is_asked_for_is_known_by_its_id(line: str, channel: str):
    assert typed(line, "/machi", features=FEATURES).options == {"topic": "volunteering", "channel": channel}


def test_what_slack_escaped_is_read_as_it_was_typed():
    assert typed("list &lt;b&gt; &amp;amp; <#C0X|general>").options == {"which": "<b> &amp; #general"}


def test_somebody_named_amid_words_is_read_by_name():
    assert typed("list <@U0BEN|ben> の手伝い").options == {"which": "@BenSato の手伝い"}


def test_a_mention_is_found_whatever_its_name_holds():
    assert typed("who <@U0BEN|ben sato>").options == {"member": KNOWN["U0BEN"]}
    assert typed("who <@U0BEN>").options == {"member": KNOWN["U0BEN"]}
    assert typed("who <@U0NEW|new>").options == {"member": AccountRef("U0NEW")}


def test_two_people_of_one_name_stay_two():
    assert typed("list <@U0BEN> <@U0BEN2>").options == {"which": "@BenSato @U0BEN2"}


def test_a_text_may_hold_the_name_of_its_option():
    assert typed("list which:open which:mine").options == {"which": "open which:mine"}


def test_a_direct_talk_is_told_from_a_channel():
    body = {"command": "/volunteer", "text": "", "channel_id": "D0HANA", "user_id": "U0HANA", "trigger_id": "1"}

    assert parse.command(body, BY, town.FEATURES, {}, KNOWN.get).place == Place("D0HANA", direct=True)


def press(container: dict[str, Any]) -> dict[str, Any]:
    action = {"action_id": "button-0", "action_ts": "9.9", "value": "volunteering.join:call1"}
    return {"actions": [action], "container": container, "channel": {"id": "C0TOWN"}, "user": {"id": "U0HANA"}}


def test_a_press_is_named_by_who_pressed_what_where_and_when():
    pressed = parse.press(press({"message_ts": "1.1"}), BY)

    assert pressed.key == "U0HANA:1.1:9.9:button-0"
    assert pressed.action == Action("volunteering.join", ("call1",))


@pytest.mark.parametrize(
    ("container", "thread"),
    [
        ({"message_ts": "1.1"}, None),
        ({"message_ts": "1.1", "thread_ts": "1.1"}, None),
        ({"message_ts": "2.2", "thread_ts": "1.1"}, "1.1"),
    ],
)
def test_a_card_is_not_in_the_thread_beneath_it(container: dict[str, Any], thread: str | None):
    assert parse.press(press(container), BY).place == Place("C0TOWN", thread)


@pytest.mark.parametrize("place", [Place("C1"), Place("C1", "1.2"), Place("U1", direct=True)])
def test_what_a_modal_carries_comes_back(place: Place):
    brought = Carried(place, "volunteering.call:x", "draft1")

    assert carried.decode(brought.encode()) == brought


@pytest.mark.parametrize("rubbish", ["", "{}", "[]", "[1,2,3]", '[["C1"],"",""]', "null"])
def test_what_a_modal_never_carried_is_unreadable(rubbish: str):
    with pytest.raises(Unreadable):
        parse.carried_by({"view": {"private_metadata": rubbish}})


def submitted(view_hash: str = "h1", **answers: dict[str, Any]) -> str:
    values = {name: {"answer": element} for name, element in answers.items()}
    metadata = Carried(Place("C0TOWN"), "volunteering.call", "draft1").encode()
    view = {"id": "V1", "hash": view_hash, "private_metadata": metadata, "state": {"values": values}}
    return parse.submission({"view": view}, BY).key


def test_a_submission_is_named_by_its_view_and_its_answers():
    title = {"value": "椅子"}

    assert submitted(title=title) == submitted(title=title)
    assert submitted(title=title) != submitted(title={"value": "机"})
    assert submitted(title=title) != submitted("h2", title=title)


def test_each_kind_of_answer_is_read():
    def read(element: dict[str, Any]) -> Any:
        view = {"id": "V1", "private_metadata": Carried(Place("C1"), "x").encode()}
        return parse.submission({"view": {**view, "state": {"values": {"q": {"answer": element}}}}}, BY).answers["q"]

    assert read({"value": None}) == ""
    assert read({"value": "a\x00b\ud800"}) == "ab\ufffd"
    assert read({"selected_option": None}) == ""
    assert read({"selected_option": {"value": "1"}}) == "1"
    assert read({"selected_options": [{"value": "1"}, {"value": "2"}]}) == ("1", "2")
    assert read({"selected_options": []}) == ()
    assert read({"selected_channel": "C9"}) == "C9"


def test_a_shortcut_runs_commands_only():
    body = {"callback_id": "draft.post:draft1", "trigger_id": "1", "user": {"id": "U0HANA"}}

    with pytest.raises(Unreadable):
        parse.shortcut(body, BY, lambda _: None)


@pytest.mark.parametrize(
    ("phrase", "day", "time", "read"),
    [
        ("来週土曜 15時", None, None, "来週土曜 15時"),
        ("", "2026-12-12", "10:00", "2026-12-12 10:00"),
        ("来週土曜 15時", "2026-12-12", "10:00", "2026-12-12 10:00"),
        ("15時半", "2026-12-12", None, "2026-12-12 15時半"),
        ("１５：００", "2026-12-12", None, "2026-12-12 １５：００"),
        ("7:30pm", "2026-12-12", None, "2026-12-12 7:30pm"),
        ("来週土曜 15時", "2026-12-12", None, "2026-12-12"),
        ("毎月第2土曜", None, "10:00", "毎月第2土曜 10:00"),
        ("", None, "10:00", "10:00"),
    ],
)
def test_what_is_picked_goes_into_the_phrase_beside_it(phrase, day, time, read):
    values = {
        "title": {"answer": {"type": "plain_text_input", "value": "椅子"}},
        "when": {"answer": {"type": "plain_text_input", "value": phrase}},
        "when-date": {"answer": {"type": "datepicker", "selected_date": day}},
        "when-time": {"answer": {"type": "timepicker", "selected_time": time}},
    }
    carried = Carried(Place("C1"), "volunteering.call", "draft1").encode()
    body = {"view": {"id": "V1", "private_metadata": carried, "state": {"values": values}}}

    assert parse.submission(body, BY).answers == {"title": "椅子", "when": read}

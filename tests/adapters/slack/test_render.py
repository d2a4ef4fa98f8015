"""What cards and forms look like on Slack, held against Slack's rules; and that nothing typed ever acts."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters.slack import render
from adapters.slack.carried import Carried
from bot.vocabulary.action import Action
from bot.vocabulary.card import MAX_BLOCKS, Button, Buttons, Card, Fact, Facts, Note, Paragraph
from bot.vocabulary.people import MemberId, Person, Reader
from bot.vocabulary.request import Place
from bot.vocabulary.text import Bold, Code, Link, Mention, Moment, Text, say, text
from tests.adapters.slack import town
from tests.fakes.slack.blocks import MESSAGE_CHARACTERS, characters_in, problems_in_message, problems_in_view

JA = Reader("ja", "Asia/Tokyo", town.PEOPLE)
EN = Reader("en", "Europe/London", town.PEOPLE)
HERE = Carried(Place("C0TOWN", "1.2"), "volunteering.call", "draft1")
NOON = datetime(2026, 12, 12, 3, tzinfo=UTC)


def plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words, "emoji": False}


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(elements)}


def words(said: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": said} | ({"style": style} if style else {})


def rich(*value: Any, reader: Reader = JA, **more: Any) -> list[dict[str, Any]]:
    (block,) = render.blocks(Card(text(), (Paragraph(value),)), reader, **more)
    (line,) = block["elements"]
    return line["elements"]


def assert_slack_takes(blocks: list[dict[str, Any]]) -> None:
    assert problems_in_message(blocks) == []
    assert characters_in(blocks) <= MESSAGE_CHARACTERS
    assert len(blocks) <= 50
    for block in Block.parse_all(blocks):
        block.validate_json()


def assert_slack_takes_view(view: dict[str, Any]) -> None:
    assert problems_in_view(view) == []
    View(**view).validate_json()


# --- cards ----------------------------------------------------------------------------------------------------------


def test_a_card_in_japanese():
    assert render.blocks(town.CALL, JA, rung=(), marker="m1") == [
        {"type": "header", "text": plain("椅子運び"), "block_id": "m1"},
        {"type": "context", "elements": [plain("やめました")]},
        {"type": "rich_text", "elements": [section(words("公民館まで。"))]},
        {
            "type": "rich_text",
            "elements": [section(words("これでよい", bold=True), words("  "), words("葵"), words("、"), words("Ben"))],
        },
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "text": plain("これでよい"),
                    "action_id": "button-0",
                    "value": "volunteering.join:call1",
                    "style": "primary",
                    "accessibility_label": "これでよい: 椅子運び",
                },
                {
                    "type": "button",
                    "text": plain("やめる"),
                    "action_id": "button-1",
                    "value": "run:volunteer:list",
                    "accessibility_label": "やめる: 椅子運び",
                },
            ],
        },
        {"type": "context", "elements": [plain("✋ でも。")]},
    ]


def test_a_card_as_words_in_english():
    assert render.fallback(town.CALL, EN) == "椅子運び\nSet aside\n公民館まで。\nLooks right: 葵、Ben\n✋ でも。"


def test_what_a_message_is_posted_with():
    posted = render.payload(town.CALL, JA, marker="m1", rung=())

    assert posted["metadata"] == {"event_type": "machi_delivery", "event_payload": {"m": "m1"}}
    assert (posted["unfurl_links"], posted["unfurl_media"]) == (False, False)
    assert set(posted) == {"text", "blocks", "metadata", "unfurl_links", "unfurl_media"}


@pytest.mark.parametrize("reader", [JA, EN], ids=["ja", "en"])
@pytest.mark.parametrize("card", [town.CALL, town.card(title=""), Card(text("x"), town.CALL.blocks[:2] * 5)])
def test_slack_takes_each_card(card: Card, reader: Reader):
    assert_slack_takes(render.blocks(card, reader, marker="m1"))


def test_spans_become_elements():
    assert rich("a ", Bold("b"), Code("/help"), Link("here", "https://machi.example/x"), Moment(NOON, "time")) == [
        words("a "),
        words("b", bold=True),
        words("/help", code=True),
        {"type": "link", "url": "https://machi.example/x", "text": "here"},
        {"type": "date", "timestamp": int(NOON.timestamp()), "format": "{time}", "fallback": "12:00"},
    ]


def test_a_moment_is_worded_in_the_readers_zone_where_slack_cannot():
    (date,) = rich(Moment(NOON), reader=EN)

    assert date["fallback"] == "Sat 12 Dec 2026 03:00"


def test_a_mention_is_an_element_where_it_rings_nobody_or_shall_ring():
    assert rich(Mention(town.AOI)) == [{"type": "user", "user_id": "U0AOI"}]
    assert rich(Mention(town.AOI), rung=["U0AOI"]) == [{"type": "user", "user_id": "U0AOI"}]


def test_a_mention_is_a_name_where_it_would_ring_or_there_is_no_account():
    assert rich(Mention(town.AOI), rung=()) == [words("葵")]
    assert rich(Mention(town.BEN)) == [words("Ben")]
    assert rich(Mention(MemberId("gone"))) == [words("どなたか")]


def test_a_note_is_small_print_unless_something_in_it_acts():
    (small,) = render.blocks(Card(text(), (Note(text("✋ か ", Code("/help"))),)), JA)
    (normal,) = render.blocks(Card(text(), (Note(text("at ", Moment(NOON))),)), JA)

    assert small == {"type": "context", "elements": [plain("✋ か /help")]}
    assert normal["type"] == "rich_text"


def test_words_too_many_for_a_message_are_all_cut_a_little_and_visibly():
    card = town.card(*[Paragraph(text("長" * 3_000))] * MAX_BLOCKS)

    blocks = render.blocks(card, JA)

    assert_slack_takes(blocks)
    paragraphs = [block for block in blocks if block["type"] == "rich_text"]
    assert len(paragraphs) == MAX_BLOCKS
    assert all(block["elements"][0]["elements"][0]["text"].endswith("長…") for block in paragraphs)


def test_a_long_title_is_one_line_and_cut_visibly():
    (header,) = render.blocks(Card(text("長\n" * 200)), JA)

    assert header["text"]["text"].startswith("長 長 ")
    assert header["text"]["text"].endswith("…")
    assert_slack_takes([header])


# --- forms ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", [JA, EN], ids=["ja", "en"])
@pytest.mark.parametrize(
    "form",
    [
        town.form(),
        town.form("other"),
        town.form(title="椅子", places="２", role="driver", days=("driver", "carrier"), details="あ" * 4_000),
        town.form("other", when="来週土曜", channel="C0TOWN", way="3", ways=("1", "11")),
        town.form(title="あ" * 200, role="gone", days=("gone",), places=("1",)),
    ],
)
def test_slack_takes_each_form(form, reader: Reader):
    assert_slack_takes_view(render.modal(form, reader, HERE))


def test_each_kind_of_question_has_its_element():
    shown = [render.modal(town.form(name), JA, HERE)["blocks"] for name in ("call", "other")]

    kinds = {block["block_id"]: block["element"]["type"] for blocks in shown for block in blocks}
    assert kinds == {
        "title": "plain_text_input",
        "places": "plain_text_input",
        "role": "radio_buttons",
        "days": "checkboxes",
        "details": "plain_text_input",
        "when": "plain_text_input",
        "when-date": "datepicker",
        "when-time": "timepicker",
        "channel": "channels_select",
        "way": "static_select",
        "ways": "multi_static_select",
    }


def test_a_form_holds_what_was_answered_before():
    blocks = render.modal(town.form(title="椅子", role="driver", days=("carrier",)), JA, HERE)["blocks"]

    elements = {block["block_id"]: block["element"] for block in blocks}
    assert elements["title"]["initial_value"] == "椅子"
    assert elements["role"]["initial_option"]["value"] == "driver"
    assert [option["value"] for option in elements["days"]["initial_options"]] == ["carrier"]
    assert "initial_value" not in elements["places"]


def test_words_longer_than_a_field_takes_are_shown_again_all_the_same():
    (title, *_) = render.modal(town.form(title="あ" * 200), JA, HERE)["blocks"]

    assert title["element"]["initial_value"] == "あ" * 200
    assert title["element"]["max_length"] == 200


def test_a_channel_of_another_platform_is_not_chosen():
    channel = render.modal(town.form("other", channel="1234567890"), JA, HERE)["blocks"][3]

    assert channel["element"] == {"action_id": "answer", "type": "channels_select"}


def test_what_was_wrong_stands_beneath_its_question():
    form = town.answer_with_problems()

    view = render.modal(form, JA, HERE)

    beneath = {
        view["blocks"][at]["block_id"]: block
        for at, block in enumerate(view["blocks"][1:])
        if block["type"] == "context" and view["blocks"][at]["type"] == "input"
    }
    assert beneath["places"]["elements"] == [plain("数字で")]
    assert view["blocks"][0]["type"] == "context"
    assert_slack_takes_view(view)


def test_a_card_in_a_modal_keeps_its_buttons_and_the_place():
    view = render.card_modal(town.CALL, EN, HERE, "Call for hands")

    assert view["blocks"] == render.blocks(town.CALL, EN)
    assert view["private_metadata"] == HERE.encode()
    assert "submit" not in view
    assert_slack_takes_view(view)


def test_slack_takes_a_home_tab_of_whatever_length():
    assert_slack_takes_view(render.home([*town.CALL.blocks] * 40, JA))


# --- nothing typed acts ---------------------------------------------------------------------------------------------

TOKENS = [
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<!subteam^S1>",
    "<!date^0^{date}|x>",
    "<@U0AOI>",
    "<@U0AOI|葵>",
    "<#C0TOWN>",
    "<https://evil.example|machi>",
    "https://evil.example",
    "@everyone",
    "@channel",
    "*b*",
    "_i_",
    "~s~",
    "`c`",
    "```",
    "> q",
    "\n> q",
    "&lt;!channel&gt;",
    "&amp;",
    ":tada:",
    "👨‍👩‍👧‍👦",
    "\u202e",
    "\x00",
    "\ud800",
    "長" * 200,
]
TYPED = st.lists(st.sampled_from(TOKENS) | st.text(max_size=20), max_size=8).map("".join)
LIVE = {"user", "usergroup", "broadcast", "channel", "link", "emoji", "date", "team", "color"}


def objects(value: Any) -> Iterator[dict[str, Any]]:
    match value:
        case list():
            for item in value:
                yield from objects(item)
        case dict():
            yield value
            for item in value.values():
                yield from objects(item)


def card_of(typed: str, name: str) -> tuple[Card, Reader]:
    value: Text = text(typed, Bold(typed), Code(typed), Mention(town.AOI), say("command-unknown", typed=typed))
    blocks = (
        Paragraph(value),
        Facts((Fact(say("draft-post"), value),)),
        Note(text(typed)),
        Note(value),
        Buttons((Button(say("draft-post"), Action("x.y")),)),
    )
    return Card(text(typed), blocks, say("draft-post")), Reader("ja", "Asia/Tokyo", {town.AOI: Person(name, "U0AOI")})


@settings(max_examples=200, deadline=None)
@given(TYPED, TYPED)
def test_nothing_typed_acts_in_a_message(typed: str, name: str):
    card, reader = card_of(typed, name)

    posted = render.payload(card, reader, marker="m1", rung=())

    assert_slack_takes(posted["blocks"])
    kinds = [thing["type"] for thing in objects(posted["blocks"]) if "type" in thing]
    assert "mrkdwn" not in kinds
    assert not LIVE & set(kinds)
    assert all(thing["emoji"] is False for thing in objects(posted["blocks"]) if thing.get("type") == "plain_text")
    assert re.search(r"[<>*_~`\x00\u202e]|&(?!amp;|lt;|gt;)", posted["text"].replace("…", "")) is None
    assert not re.search(r"^\s*&gt;", posted["text"], re.MULTILINE)


@settings(max_examples=100, deadline=None)
@given(TYPED, TYPED)
def test_only_what_is_meant_to_act_acts_in_private(typed: str, name: str):
    card, reader = card_of(typed, name)

    blocks = render.blocks(card, reader)

    live = [thing for thing in objects(blocks) if thing.get("type") in LIVE]
    assert {(thing["type"], thing["user_id"]) for thing in live} == {("user", "U0AOI")}


@settings(max_examples=100, deadline=None)
@given(TYPED)
def test_nothing_typed_acts_in_a_form(typed: str):
    view = render.modal(town.form(title=typed, details=typed), JA, HERE)

    assert_slack_takes_view(view)
    assert not {"mrkdwn", *LIVE} & {thing["type"] for thing in objects(view) if "type" in thing}


@given(st.text(alphabet="abc椅子運び*_<>&` ", min_size=1, max_size=40).filter(str.strip))
def test_what_was_typed_is_shown_as_it_was_typed(typed: str):
    (element,) = rich(typed)

    assert element == words(typed)

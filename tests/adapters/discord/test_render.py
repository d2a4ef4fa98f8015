"""Cards and forms as Discord gets them, held against Discord's own description and against kept pictures of them."""

from typing import Any

import pytest
from inline_snapshot import snapshot

from adapters.discord import custom_id, limits, render
from bot.vocabulary.action import Action
from bot.vocabulary.card import Button, Buttons, Card, Paragraph
from bot.vocabulary.form import FormView, ShortText
from bot.vocabulary.people import Reader
from bot.vocabulary.text import say, text
from tests.adapters.discord.samples import CARDS, CHAIRS, EN, FORMS, JA, JOIN, asking
from tests.fakes import openapi

READERS = pytest.mark.parametrize("reader", [JA, EN], ids=["ja", "en"])
GUILD = 80351110224678912
OPENING = 1_480_000_000_000


def refusals_of_message(payload: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in openapi.problems_in_request("POST", "/channels/1/messages", payload)]


def refusals_of_modal(modal: dict[str, Any]) -> list[str]:
    body = {"type": 9, "data": modal}
    return [str(problem) for problem in openapi.problems_in_request("POST", "/interactions/1/token/callback", body)]


def parts(component: Any) -> list[dict[str, Any]]:
    """Every component of a payload, nested ones too."""
    if isinstance(component, list):
        return [part for each in component for part in parts(each)]
    return [component, *parts(component.get("components", []))]


def shown(card: Card, reader: Reader = JA) -> str:
    """What stands in a card, without its buttons."""
    found = parts(render.payload(card, reader)["components"])
    return "\n".join(part["content"] for part in found if part["type"] == 10)


@READERS
@pytest.mark.parametrize("name", list(CARDS))
def test_discord_takes_every_card(name, reader):
    payload = render.payload(CARDS[name], reader, GUILD, ("80351110224678912",))

    assert refusals_of_message(payload) == []


@READERS
@pytest.mark.parametrize("name", list(FORMS))
def test_discord_takes_every_form(name, reader):
    modal = render.form(FORMS[name], reader, OPENING, GUILD).to_dict()

    assert refusals_of_modal(modal) == []


@READERS
async def test_discord_takes_the_problems_of_a_form(reader):
    view = FormView(
        say("form-volunteering-call"),
        Action("volunteering.call"),
        "draft1",
        asking(ShortText(), ShortText()).questions,
        problems={"q0": text(say("form-required")), "q1": text("*", say("form-number", least=1, most=9))},
    )

    layout = render.problems(view, reader)

    assert refusals_of_message({"flags": render.COMPONENTS_V2, "components": layout.to_components()}) == []
    assert layout.is_finished()


async def test_no_view_stays_in_the_memory_of_the_library():
    view, modal = render.card(CHAIRS, JA), render.form(FORMS["texts"], JA)

    assert view.is_finished()
    assert modal.is_finished()


def test_a_card_in_japanese():
    assert render.payload(CHAIRS, JA) == snapshot(
        {
            "flags": 32768,
            "components": [
                {
                    "type": 17,
                    "accent_color": 3112299,
                    "spoiler": False,
                    "components": [
                        {
                            "type": 10,
                            "content": """\
## 椅子運び
**募集中**\
""",
                        },
                        {"type": 14, "divider": True, "spacing": 1},
                        {"type": 10, "content": "長机も**少し**あります。"},
                        {
                            "type": 10,
                            "content": """\
**いつ** 2026年12月5日(土) 15:00 Asia/Tokyo <t:1796450400:R>
<t:1796450400:F> (<t:1796450400:R>)
**どこで** 公民館
**呼びかけ** <@80351110224678912>, Ben \\*the\\* builder\
""",
                        },
                        {
                            "type": 1,
                            "components": [
                                {
                                    "type": 2,
                                    "style": 1,
                                    "disabled": False,
                                    "label": "これでよい",
                                    "custom_id": "volunteering.join:call1",
                                },
                                {
                                    "type": 2,
                                    "style": 4,
                                    "disabled": False,
                                    "label": "やめる",
                                    "custom_id": "volunteering.leave:call1",
                                },
                            ],
                        },
                        {"type": 10, "content": "-# `/volunteer list` [?](https://machi.example/help)"},
                    ],
                }
            ],
            "allowed_mentions": {"parse": []},
        }
    )


def test_a_card_in_english():
    assert shown(CHAIRS, EN) == snapshot("""\
## 椅子運び
**open**
長机も**少し**あります。
**When** Sat 5 Dec 2026, 15:00 Asia/Tokyo <t:1796450400:R>
<t:1796450400:F> (<t:1796450400:R>)
**Where** 公民館
**Asked by** <@80351110224678912>, Ben \\*the\\* builder
-# `/volunteer list` [?](https://machi.example/help)\
""")


def test_a_form_in_japanese():
    assert render.form(FORMS["texts"], JA, OPENING).to_dict() == snapshot(
        {
            "custom_id": "draft1:dfd000:volunteering.call",
            "title": "手伝いを募集する",
            "components": [
                {
                    "type": 18,
                    "label": "どこで",
                    "component": {
                        "type": 4,
                        "style": 1,
                        "label": None,
                        "custom_id": "q0",
                        "required": True,
                        "value": "椅子運び",
                        "max_length": 80,
                    },
                },
                {
                    "type": 18,
                    "label": "どこで",
                    "component": {
                        "type": 4,
                        "style": 2,
                        "label": None,
                        "custom_id": "q1",
                        "required": True,
                        "max_length": 1500,
                    },
                },
                {
                    "type": 18,
                    "label": "どこで",
                    "component": {
                        "type": 4,
                        "style": 1,
                        "label": None,
                        "custom_id": "q2",
                        "required": True,
                        "max_length": 100,
                    },
                },
                {
                    "type": 18,
                    "label": "どこで",
                    "component": {
                        "type": 4,
                        "style": 1,
                        "label": None,
                        "custom_id": "q3",
                        "required": True,
                        "value": "来週土曜 15時",
                        "max_length": 100,
                    },
                },
            ],
        }
    )


def test_choices_of_every_size():
    assert [label["component"] for label in render.form(FORMS["several"], EN).to_components()[:1]] == snapshot(
        [
            {
                "type": 22,
                "custom_id": "q0",
                "min_values": 1,
                "max_values": 10,
                "required": True,
                "options": [
                    {"label": "Looks right", "value": "value0", "default": True},
                    {"label": "Looks right", "value": "value1", "default": False},
                    {"label": "Looks right", "value": "value2", "default": False},
                    {"label": "Looks right", "value": "value3", "default": False},
                    {"label": "Looks right", "value": "value4", "default": False},
                    {"label": "Looks right", "value": "value5", "default": False},
                    {"label": "Looks right", "value": "value6", "default": False},
                    {"label": "Looks right", "value": "value7", "default": False},
                    {"label": "Looks right", "value": "value8", "default": False},
                    {"label": "Looks right", "value": "value9", "default": True},
                ],
            }
        ]
    )
    assert [label["component"]["type"] for label in render.form(FORMS["choices"], EN).to_components()] == [21, 3, 3]


def test_a_form_that_asks_again_says_what_to_mend():
    view = asking(ShortText())
    view = FormView(
        view.title, view.action, view.draft, view.questions, {"q0": "前の答え"}, {"q0": text(say("form-required"))}
    )

    label = render.form(view, JA).to_components()[0]

    assert label["description"] == "ここは記入してください。"
    assert label["component"]["value"] == "前の答え"


def test_only_those_who_shall_be_rung_are_pinged():
    quiet, loud = render.payload(CHAIRS, JA), render.payload(CHAIRS, JA, rings=("80351110224678912",))

    assert quiet["allowed_mentions"] == {"parse": []}
    assert loud["allowed_mentions"] == {"parse": [], "users": ["80351110224678912"]}


def test_a_long_title_leaves_room_for_the_rest():
    heading, *rest = shown(CARDS["long title"]).splitlines()

    assert heading.endswith("…")
    assert len(heading) <= limits.TITLE
    assert rest == ["短い"]


def test_long_paragraphs_share_the_room_and_none_is_lost():
    lines = shown(CARDS["long paragraphs"])

    assert len(lines) <= limits.TEXT + 20
    assert lines.count("…") == 20


def test_a_short_text_stays_whole_beside_a_long_one():
    card = Card(text("集まり"), (Paragraph(text("あ" * 5_000)), Paragraph(text("公民館で会いましょう"))))

    assert shown(card).endswith("…\n公民館で会いましょう")


def test_more_buttons_than_discord_holds_are_left_out_visibly():
    payload = render.payload(CARDS["many buttons"], JA)

    found = parts(payload["components"])
    assert len(found) <= limits.COMPONENTS
    assert found[-1] == {"type": 10, "content": "…"}


def test_buttons_stand_five_in_a_row():
    buttons = tuple(Button(say("draft-post"), Action("press", (str(number),))) for number in range(7))

    payload = render.payload(Card(text("ボタン"), (Buttons(buttons),)), JA)

    rows = [part for part in parts(payload["components"]) if part["type"] == 1]
    assert [len(row["components"]) for row in rows] == [5, 2]


def test_a_press_in_a_direct_message_names_its_guild():
    payload = render.payload(CHAIRS, JA, GUILD)

    carried = [part["custom_id"] for part in parts(payload["components"]) if "custom_id" in part]
    assert custom_id.read_button(carried[0]) == custom_id.Pressed(JOIN, GUILD)


def test_each_opening_of_a_form_has_a_custom_id_of_its_own():
    first, second = render.form(FORMS["texts"], JA, OPENING), render.form(FORMS["texts"], JA, OPENING + 1)

    assert first.custom_id != second.custom_id
    assert custom_id.read_form(first.custom_id) == custom_id.read_form(second.custom_id)


def test_a_form_that_would_carry_too_much_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="may carry 100"):
        custom_id.of_form(Action("a" * 90), "draft1", OPENING)

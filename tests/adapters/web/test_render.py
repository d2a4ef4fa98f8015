"""Rendering: every screen of every feature in both languages, and nothing that anybody typed can act."""

import json
import re
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession

from adapters.web.pages import FOLDER
from adapters.web.render import Piece, pieces, render_card, render_form, render_json
from bot.ports import ToChannel
from bot.vocabulary.card import Card, Fact, Facts
from bot.vocabulary.people import MemberId, Person, Reader
from bot.vocabulary.text import Bold, Code, Link, Mention, Moment, WallTime, say, text
from tests.adapters.web.town import READER, Town, card
from tests.features.samples import READERS, all_cards, all_forms

TYPED = "<script>alert(1)</script><!channel> @everyone *bold* [x](https://evil.example) \"'&"
INLINE = re.compile(r"<style|\sstyle=|<script>|\son[a-z]+=|hx-on|javascript:")
CHANNELS = (("plaza", "#広場"),)


languages = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.language)


@languages
@pytest.mark.parametrize("name", all_cards())
def test_every_card_can_be_shown(name: str, reader: Reader):
    shown = render_card(all_cards()[name], reader)

    assert shown.title
    assert all(block.words or block.facts or block.buttons for block in shown.blocks)


@languages
@pytest.mark.parametrize("name", all_forms())
def test_every_form_can_be_shown(name: str, reader: Reader):
    form = all_forms()[name]

    shown = render_form(form, reader, CHANNELS)

    assert [field.name for field in shown.fields] == [question.name for question in form.questions]
    assert all(field.label for field in shown.fields)


def test_each_span_keeps_its_kind():
    reader = Reader("ja", "Asia/Tokyo", {MemberId("aoi"): Person("葵", "aoi")})
    instant = datetime(2026, 12, 5, 6, 0, tzinfo=UTC)
    said = text("a", Bold("b"), Code("c"), Link("d", "https://example.org/"), Mention(MemberId("aoi")), Moment(instant))

    assert pieces(said, reader) == (
        Piece("words", "a"),
        Piece("bold", "b"),
        Piece("code", "c"),
        Piece("link", "d", "https://example.org/"),
        Piece("mention", "@葵"),
        Piece("moment", "2026年12月5日(土) 15:00", "2026-12-05T06:00:00+00:00"),
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", " https://example.org"])
def test_a_link_that_is_no_address_of_the_web_is_only_words(address: str):
    assert pieces(text(Link("here", address)), READER) == (Piece("words", "here"),)


async def test_what_somebody_typed_comes_out_as_it_was_typed(town: Town, client: ClientSession):
    await town.deliver(ToChannel("plaza"), card(TYPED, words=TYPED), marker="typed")
    await town.chat.add("plaza", "<b>x</b>", "en")

    async with client.get(town.address) as answer:
        page = await answer.text()

    assert "<script>alert" not in page
    assert "<b>x" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;&lt;!channel&gt; @everyone *bold*") == 2


def test_json_is_cut_into_its_parts_and_loses_nothing():
    value = {"title": '椅子 "運び": 1', "count": -1.5, "on": True, "nothing": None, "list": ["a", 2]}

    parts = render_json(value)

    assert [(kind, words) for kind, words in parts if kind][:3] == [
        ("name", '"title"'),
        ("string", '"椅子 \\"運び\\": 1"'),
        ("name", '"count"'),
    ]
    assert json.loads("".join(words for _, words in parts)) == value
    assert {words for kind, words in parts if kind == "word"} == {"-1.5", "true", "null", "2"}


def test_pages_are_drawn_without_a_style_or_a_script_of_their_own():
    # The board is one file, to be kept and printed: its style goes along, and its policy names that one by its hash.
    pages = [path for path in sorted((FOLDER / "templates").glob("*.html")) if path.name != "board.html"]
    templates = [path.read_text(encoding="utf-8") for path in pages]

    assert templates
    assert not [found for template in templates for found in INLINE.findall(template)]


@pytest.mark.parametrize(("reader", "away"), list(zip(READERS, ("(3日後)", "(in 3 days)"), strict=True)))
def test_in_discords_manner_a_date_says_how_far_away_it_is(reader: Reader, away: str):
    tea = datetime(2026, 12, 5, 15)  # noqa: DTZ001 - wall time
    shown = Card(text("Tea"), (Facts((Fact(say("call-when"), text(WallTime(tea, "Asia/Tokyo"))),)),))

    [block] = render_card(shown, reader, datetime(2026, 12, 2, 6, tzinfo=UTC)).blocks
    [plainly] = render_card(shown, reader).blocks

    words = "".join(piece.words for piece in block.facts[0][1])
    assert words.endswith(away)
    assert words.startswith("".join(piece.words for piece in plainly.facts[0][1]) + "\n")

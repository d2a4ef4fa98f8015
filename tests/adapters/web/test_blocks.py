"""What Slack would show, read from the blocks it would get: nothing of any sample gets lost on the way."""

import pytest

from adapters.slack import render as slack
from adapters.web.blocks import render_blocks
from adapters.web.render import Piece, ShownBlock
from bot.locales import plain
from bot.vocabulary.card import buttons_of
from bot.vocabulary.text import text
from tests.features.samples import READERS, all_cards


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.language)
@pytest.mark.parametrize("name", all_cards())
def test_every_sample_is_shown_whole(name, reader):
    card = all_cards()[name]

    shown = render_blocks(slack.payload(card, reader)["blocks"], reader)

    assert "".join(piece.words for piece in shown.title) == " ".join(plain(card.title, reader).split())
    assert [button.label for block in shown.blocks for button in block.buttons] == [
        plain(text(button.label), reader) for button in buttons_of(card)
    ]
    assert [button.action for block in shown.blocks for button in block.buttons] == [
        button.action.encode() for button in buttons_of(card)
    ]
    assert all(
        piece.kind != "code" or piece.words not in {"input", "section"}
        for block in shown.blocks
        for piece in block.words
    )


def test_what_is_live_is_shown_as_such():
    words = [
        {"type": "text", "text": "Where", "style": {"bold": True}},
        {"type": "user", "user_id": "1001"},
        {"type": "date", "timestamp": 0, "format": "{time}", "fallback": "09:00"},
        {"type": "link", "url": "https://machi.example", "text": "here"},
        {"type": "link", "url": "javascript:alert(1)", "text": "there"},
        {"type": "emoji", "name": "tada"},
    ]
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}, {"type": "video"}]

    shown = render_blocks(blocks, READERS[1])

    assert shown.blocks == (
        ShownBlock(
            "paragraph",
            words=(
                Piece("bold", "Where"),
                Piece("mention", "@葵"),
                Piece("moment", "09:00", "1970-01-01T00:00:00+00:00"),
                Piece("link", "here", "https://machi.example"),
                Piece("words", "there"),
                Piece("code", "emoji"),
            ),
        ),
        ShownBlock("note", words=(Piece("code", "video"),)),
    )

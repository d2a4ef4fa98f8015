"""What Slack would show of a form, read from the view it would get: nothing of any sample gets lost on the way."""

from dataclasses import replace

import pytest

from adapters.web.modals import open_modal, refuse_modal
from adapters.web.render import ShownBlock, ShownField
from bot.locales import plain
from bot.vocabulary.form import Channel, Choice, Choices, When
from bot.vocabulary.people import Reader
from bot.vocabulary.request import Place
from bot.vocabulary.text import say, text
from tests.adapters.web.town import CALL, FOR_SLACK
from tests.features.samples import READERS, all_forms

HERE = Place("plaza")
CHANNELS = (("plaza", "#広場"), ("meetups", "#集まり"))

languages = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.language)


@languages
@pytest.mark.parametrize("name", all_forms())
def test_every_form_is_shown_whole(name: str, reader: Reader):
    form = all_forms()[name]

    shown = open_modal(FOR_SLACK, form, reader, HERE, CHANNELS)

    fields = {field.name: field for field in shown.fields}
    assert shown.title == plain(text(form.title), reader)
    assert [name for name in fields if "-" not in name] == [question.name for question in form.questions]
    for question in form.questions:
        field, answer = fields[question.name], form.answers.get(question.name, "")
        assert field.label == plain(text(question.label), reader)
        assert field.required == (question.required and not isinstance(question.field, When))
        assert field.given == (answer if isinstance(answer, tuple) else (answer,) if answer else ())
        match question.field:
            case Choice(options) | Choices(options):
                assert field.options == tuple((one.value, plain(text(one.label), reader)) for one in options)
            case Channel():
                assert field.options == CHANNELS
            case When():
                assert [fields[f"{question.name}-{picker}"].control for picker in ("date", "time")] == ["date", "time"]
            case _:
                assert field.options == ()


@languages
def test_a_form_opened_again_says_beneath_each_question_what_to_mend(reader: Reader):
    form = replace(CALL.opened("draft1"), problems={"title": text(say("form-required"))})

    first, title, problem, *_ = open_modal(FOR_SLACK, form, reader, HERE, CHANNELS).parts

    assert isinstance(first, ShownBlock)
    assert isinstance(title, ShownField)
    assert isinstance(problem, ShownBlock)
    assert first.words[0].words == plain(text(say("draft-problems")), reader)
    assert problem.words[0].words == plain(text(say("form-required")), reader)


@languages
def test_a_refused_form_stays_as_it_was_filled_in(reader: Reader):
    form = replace(
        CALL.opened("draft1", answers={"when": "2026-12-05"}), problems={"title": text(say("form-required"))}
    )
    filled = {"title": ("",), "when": ("",), "when-date": ("2026-12-05",)}

    shown = refuse_modal(FOR_SLACK, form, reader, HERE, CHANNELS, filled)

    fields = {field.name: field for field in shown.fields}
    assert [piece.words for piece in fields["title"].problem] == [plain(text(say("form-required")), reader)]
    assert (fields["when"].given, fields["when-date"].given) == (("",), ("2026-12-05",))
    assert shown.first == "title"
    assert len(shown.parts) == len(shown.fields)

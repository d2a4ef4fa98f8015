"""The texts: whole in both languages, within every platform's limits, and without a word that shames."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.command_line import UMBRELLA
from bot.features import FEATURES
from bot.locales import FOLDER, exists, plain, worded
from bot.vocabulary import form as fields
from bot.vocabulary.card import Button, Buttons, Card, Facts, buttons_of
from bot.vocabulary.people import LANGUAGES, Reader
from bot.vocabulary.text import Say, Text, mentions, say, text
from tests.features.samples import READERS, all_cards, all_forms

FILES = sorted(path.name for path in (FOLDER / "ja").glob("*.ftl"))


class Variables(Visitor):
    """Collects the variables a message asks for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - fluent.syntax calls it so
        self.names.add(node.id.name)


def messages(path: Path) -> dict[str, set[str]]:
    """The messages of a file, each with the variables it asks for."""
    found = {}
    for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ast.Junk), f"{path}: {entry.content}"
        if isinstance(entry, ast.Message):
            variables = Variables()
            variables.visit(entry)
            assert entry.id.name not in found, f"{path}: {entry.id.name} stands twice"
            found[entry.id.name] = variables.names
    return found


def test_both_languages_have_the_same_files():
    assert sorted(path.name for path in (FOLDER / "en").glob("*.ftl")) == FILES


@pytest.mark.parametrize("name", FILES)
def test_both_languages_say_the_same_things_with_the_same_variables(name):
    assert messages(FOLDER / "ja" / name) == messages(FOLDER / "en" / name)


def test_no_message_stands_in_two_files():
    stands_in: dict[str, str] = {}
    for name in FILES:
        for message in messages(FOLDER / "ja" / name):
            assert stands_in.setdefault(message, name) == name, message


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.language)
@pytest.mark.parametrize("title", all_cards())
def test_every_card_can_be_worded(title, reader):
    card = all_cards()[title]

    for value in texts(card):
        assert worded(value, reader)
        assert mentions(value) <= reader.people.keys()
        assert not re.search(r"[\ue000-\uf8ff]", plain(value, reader))


def texts(card: Card) -> list[Text]:
    """Every text of a card."""
    found = [card.title, *([text(card.state)] if card.state else [])]
    for block in card.blocks:
        match block:
            case Facts(facts):
                found += [part for fact in facts for part in (text(fact.label), fact.value)]
            case Buttons(buttons):
                found += [text(button.label) for button in buttons]
            case _:
                found.append(block.text)
    return found


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.language)
class TestLimits:
    """What we word ourselves is never cut: it fits the narrowest platform."""

    @pytest.mark.parametrize("title", all_forms())
    def test_forms_fit_discord_and_slack(self, title, reader):
        form = all_forms()[title]

        assert length(form.title, reader) <= 24
        for question in form.questions:
            assert length(question.label, reader) <= 45, question.name
            assert question.hint is None or length(question.hint, reader) <= 100, question.name
            if isinstance(question.field, fields.Choice | fields.Choices):
                assert len(question.field.options) <= fields.MAX_OPTIONS
                assert all(length(option.label, reader) <= 75 for option in question.field.options)

    def test_buttons_fit(self, reader):
        # A label with a typed title in it is the renderers' to shorten.
        labels = {button.label for card in all_cards().values() for button in buttons_of(card)}

        assert all(length(label, reader) <= 75 for label in labels if not label.arguments)

    def test_commands_are_described_within_a_hundred_characters(self, reader):
        for command in FEATURES.commands.values():
            for label in (command.label, *(option.label for option in command.options)):
                assert 1 <= length(label, reader) <= 100, label

    def test_menu_entries_fit_discord_and_slack(self, reader):
        assert all(1 <= length(entry.label, reader) <= 24 for entry in FEATURES.menus.values())


def length(message: Say, reader: Reader) -> int:
    return len(plain(text(message), reader))


def test_every_command_goes_by_other_words_too():
    for name, subcommand in FEATURES.commands:
        for message in (f"command-{name}-words", f"command-{name}-{subcommand}-words" if subcommand else ""):
            assert not message or all(exists(message, language) for language in LANGUAGES), message


def test_no_command_takes_the_word_that_reaches_them_all():
    assert UMBRELLA not in FEATURES.names


# Nobody is shamed for stopping, being late or saying no, and nobody is ranked.
SHAMING = re.compile(
    r"失敗|放棄|挫折|サボ|怠|遅刻|順位|最下位|fail|abandon|lazy|overdue|gave up|leaderboard|loser",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_no_text_shames_or_ranks_anybody(name, language):
    lines = (FOLDER / language / name).read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if SHAMING.search(line)] == []


def test_a_message_that_does_not_exist_is_an_error():
    with pytest.raises(LookupError, match="no-such-message"):
        plain(text(say("no-such-message")), READERS[0])


def test_a_variable_that_is_missing_is_an_error():
    with pytest.raises(LookupError, match="typed"):
        plain(text(say("command-unknown")), READERS[0])


def test_what_a_person_typed_is_never_read_as_a_message():
    assert plain(text("{ $typed } -brand <@everyone>"), READERS[0]) == "{ $typed } -brand <@everyone>"
    assert "{ $x }" in plain(text(say("command-unknown", typed="{ $x }")), READERS[0])


def test_a_button_carries_at_most_a_hundred_characters():
    longest = max((button for card in all_cards().values() for button in buttons_of(card)), key=_carried)

    # Ids are 20 characters in production and shorter in samples: two of them must fit beside the name.
    assert len(longest.action.name) + 2 * 21 <= 100


def _carried(button: Button) -> int:
    return len(button.action.name)

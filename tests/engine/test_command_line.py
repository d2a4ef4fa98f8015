"""The command line: what people type after a slash, and what it may become."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.command_line import UMBRELLA, Typed, begun, complete, parse
from bot.feature import Context, Feature, Features, Option
from bot.features import FEATURES
from bot.vocabulary.form import Option as Choosable
from bot.vocabulary.people import LANGUAGES, AccountRef, Language
from bot.vocabulary.text import say

AOI = AccountRef("U1", "葵")


def find(word: str) -> AccountRef | None:
    """Only Aoi is known."""
    return AOI if word in ("@aoi", "@葵", "<@U1>") else None


def read(line: str, features: Features = FEATURES) -> Typed:
    return parse(features, line, find)


def words(line: str) -> tuple[str, str]:
    typed = read(line)
    return typed.name, typed.subcommand


@pytest.mark.parametrize(
    "line",
    [
        "/volunteer list",
        "volunteer list",
        "／volunteer list",
        "/VOLUNTEER List",
        "/ｖｏｌｕｎｔｅｅｒ　ｌｉｓｔ",
        "  /volunteer   list  ",
        "/volunteer\tlist",
        "/volunteer\nlist",
        "/machi volunteer list",
        "machi volunteer list",
        "/Ｍａｃｈｉ　volunteer　list",
        "/machi /volunteer list",
        "/machi machi volunteer list",
        "/手伝い 一覧",
        "手伝い　一覧",
        "/machi 手伝い いちらん",
        "/machi てつだい 一覧",
        "/machi ﾎﾞﾗﾝﾃｨｱ 一覧",
        "/help-out ls",
    ],
)
def test_a_command_is_understood_however_it_is_typed(line):
    assert words(line) == ("volunteer", "list")


@pytest.mark.parametrize("line", ["", " ", "/", "／", "/machi", "/machi ", "/help", "/machi ヘルプ", "使い方", "/?"])
def test_a_line_that_says_nothing_asks_for_help(line):
    assert words(line) == ("help", "")


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("/dance", ("dance", "")),
        ("/machi おどる 今夜", ("おどる", "今夜")),
        ("/volunteer dance tonight", ("volunteer", "dance")),
        ("/volunteer", ("volunteer", "")),
        ("/Ｄance", ("dance", "")),
    ],
)
def test_an_unknown_word_is_kept_for_the_menu_to_name(line, typed):
    assert words(line) == typed


@pytest.mark.parametrize(
    "line",
    [
        "/volunteer list which:mine",
        "/volunteer list mine",
        "/volunteer list which: mine",
        "/volunteer list which:自分の",
        "/volunteer list 自分の",
        "/volunteer list MINE",
        "/volunteer list which：mine",
        "/volunteer list which：ｍｉｎｅ",
        "/volunteer list Which:Mine",
        "/手伝い　一覧　which:mine",
        "/手伝い　一覧　自分の",
        "/手伝い　一覧 自分の",
        "/手伝い 一覧　自分の",
    ],
)
def test_a_choice_is_made_by_its_value_or_its_words_in_either_language(line):
    assert read(line) == Typed("volunteer", "list", {"which": "mine"})


def test_a_choice_that_is_not_offered_is_kept_as_it_was_typed():
    assert read("/volunteer list which:closed").options == {"which": "closed"}


@pytest.mark.parametrize(
    "line", ["/people who @aoi", "/people who member:@葵", "/people who <@U1>", "/メンバー だれ @葵"]
)
def test_a_member_is_found_by_the_word_that_stands_for_them(line):
    assert read(line) == Typed("people", "who", {"member": AOI})


def test_a_member_who_is_not_found_is_kept_as_they_were_typed():
    assert read("/people who the-baker").options == {"member": "the-baker"}


@pytest.mark.parametrize("line", ["/people who", "/people who member:", "/people who member: "])
def test_an_option_without_a_value_is_not_given(line):
    assert read(line).options == {}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("/people find 喫茶店 散歩", "喫茶店 散歩"),
        ("/people find words:喫茶店 散歩", "喫茶店 散歩"),
        ("/people find  ＡＢＣ ｶﾒﾗ ", "ＡＢＣ ｶﾒﾗ"),
        ("/people find at 10:30", "at 10:30"),
        ("/people find https://machi.example", "https://machi.example"),
    ],
)
def test_a_text_is_all_that_follows_as_it_was_typed(line, found):
    assert read(line).options == {"words": found}


# --- several options ------------------------------------------------------------------------------------------------

NOTHING = say("option-who")


async def thank(context: Context, **options: str) -> list:
    return []


def with_options() -> Features:
    feature = Feature("trial")
    which = Option("which", NOTHING, "choice", choices=(Choosable("mine", say("call-which-mine")),))
    options = [Option("member", NOTHING, "member"), which, Option("words", NOTHING)]
    feature.command("thanks say", options=options)(thank)
    return Features([feature])


@pytest.mark.parametrize(
    "rest",
    [
        "@aoi mine for the bread",
        "@aoi　mine　for the bread",
        "member:@aoi which:mine words:for the bread",
        "words:for the bread which:mine member:@aoi",
        "@aoi which:mine words:for the bread",
        "@aoi mine words:for the bread",
        "@aoi 自分の for the bread",
    ],
)
def test_options_go_by_name_or_by_position(rest):
    typed = read(f"/thanks say {rest}", with_options())

    assert typed == Typed("thanks", "say", {"member": AOI, "which": "mine", "words": "for the bread"})


def test_the_option_whose_value_is_being_typed_is_told_with_what_stands_before_it():
    asked = begun(with_options(), "/thanks say which:mine words：for the br")

    assert asked is not None
    assert (asked.option.name, asked.before, asked.typed) == ("words", "/thanks say which:mine words：", "for the br")


@pytest.mark.parametrize(
    "line", ["", "/thanks", "/thanks say", "/dance now words:", "/thanks say colour:", "/help words:"]
)
def test_no_option_is_being_typed_where_the_command_has_none_of_that_name(line):
    assert begun(with_options(), line) is None


# --- any text -------------------------------------------------------------------------------------------------------

pieces = st.sampled_from(
    [
        *FEATURES.names,
        *(subcommand for _, subcommand in FEATURES.commands),
        UMBRELLA,
        *(
            "手伝い",
            "一覧",
            "which:",
            "which：",
            "mine",
            "member:",
            "@aoi",
            "words:",
            "/",
            "／",
            ":",
            " ",
            "　",
            "\n",
            "\x00",
        ),
    ]
)
lines = st.lists(pieces | st.text(max_size=6), max_size=8).map("".join) | st.text()


@given(lines)
@example("machi " * 3_000)
@example("/" * 3_000)
def test_any_text_can_be_read(line):
    typed = read(line)

    command = FEATURES.commands.get((typed.name, typed.subcommand))
    assert typed.options.keys() <= ({option.name for option in command.options} if command else set())
    assert all(typed.options.values())


@given(lines, st.sampled_from(LANGUAGES))
def test_every_completion_is_read_as_the_command_it_spells(line, language):
    for completion in complete(FEATURES, line, language):
        name, subcommand, *_ = [*completion.line.removeprefix("/").split(" "), ""]
        assert words(completion.line) == (name, subcommand if (name, "") not in FEATURES.commands else "")
        assert name in FEATURES.names
        assert subcommand in {command.subcommand for command in FEATURES.subcommands(name)} | {""}
        assert completion.explanation


# --- completion -----------------------------------------------------------------------------------------------------


def offered(line: str, language: Language = "en") -> list[str]:
    return [completion.line for completion in complete(FEATURES, line, language)]


def test_every_command_can_be_completed_from_its_first_letters_to_its_options():
    for name, subcommand in FEATURES.commands:
        assert f"/{name} " in offered(f"/{name[:2]}")
        assert not subcommand or f"/{name} {subcommand} " in offered(f"/{name} {subcommand[:2]}")


def test_what_is_offered_is_explained_in_the_language_of_the_reader():
    [english], [japanese] = complete(FEATURES, "/vol", "en"), complete(FEATURES, "/vol", "ja")

    assert english.explanation == "Lend a hand, or ask for one"
    assert japanese.explanation == "手を貸す・借りる"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/", [f"/{name} " for name in FEATURES.names]),
        ("/volunteer ", [f"/volunteer {command.subcommand} " for command in FEATURES.subcommands("volunteer")]),
        ("/volunteer l", ["/volunteer list ", "/volunteer leave "]),
        ("/volunteer list ", ["/volunteer list which:open", "/volunteer list which:mine"]),
        ("/volunteer list which:m", ["/volunteer list which:mine"]),
        ("/people who ", ["/people who member:"]),
        ("/people who member:@ben ", []),
        ("/help ", []),
        ("/手伝", ["/volunteer "]),
        ("手伝い　", [f"/volunteer {command.subcommand} " for command in FEATURES.subcommands("volunteer")]),
        ("/手伝い 一", ["/volunteer list "]),
        ("/machi volunteer li", ["/volunteer list "]),
        ("/VOL", ["/volunteer "]),
        ("/dance", []),
        ("/dance ", []),
        ("/volunteer dance ", []),
    ],
)
def test_what_may_come_next_is_offered(line, expected):
    assert offered(line) == expected

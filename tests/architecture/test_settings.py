"""The settings: what works without any, what is read from where, and how every problem is named at once."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsProblem, every_setting, load

pytestmark = pytest.mark.usefixtures("nothing_is_set")


@pytest.fixture
def env(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def problems(env: Path) -> dict[str, str]:
    with pytest.raises(SettingsProblem) as raised:
        load(env)
    return {problem.name: problem.reason for problem in raised.value.problems}


def test_machi_runs_without_any_setting(env):
    settings = load(env)

    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///data/machi.db"
    assert (settings.language, settings.timezone) == ("ja", "Asia/Tokyo")
    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 8080)
    assert (settings.discord.token, settings.discord.gateway_url) == (None, None)
    assert settings.discord.api_url == "https://discord.com/api/v10"
    assert (settings.slack.bot_token, settings.slack.app_token, settings.slack.signing_secret) == (None, None, None)
    assert settings.slack.api_url == "https://slack.com/api/"


def test_the_environment_wins_over_the_file(env, monkeypatch):
    env.write_text("MACHI_LANGUAGE=en\nMACHI_WEB__PORT=9000\n")
    monkeypatch.setenv("MACHI_WEB__PORT", "9001")

    settings = load(env)

    assert (settings.language, settings.web.port) == ("en", 9001)


def test_a_name_with_nothing_after_it_counts_as_not_given(env, monkeypatch):
    env.write_text("MACHI_DISCORD__TOKEN=\nMACHI_WEB__PORT=\nMACHI_LANGUAGE=en\n")
    monkeypatch.setenv("MACHI_LANGUAGE", "")

    settings = load(env)

    assert (settings.discord.token, settings.web.port, settings.language) == (None, 8080, "en")


def test_a_file_with_a_byte_order_mark_is_read_from_its_first_name_on(env):
    env.write_text("MACHI_LANGUAGE=en\n", encoding="utf-8-sig")

    assert load(env).language == "en"


def test_a_port_may_be_typed_in_full_width_letters(env):
    env.write_text("MACHI_WEB__PORT=８０８１\n", encoding="utf-8")

    assert load(env).web.port == 8081


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("sqlite:///town.db", "sqlite+aiosqlite:///town.db"),
        ("sqlite:////srv/town.db", "sqlite+aiosqlite:////srv/town.db"),
        ("sqlite://", "sqlite+aiosqlite://"),
        ("sqlite+aiosqlite:///town.db", "sqlite+aiosqlite:///town.db"),
        ("postgresql://ada:x@db/town", "postgresql+psycopg://ada:x@db/town"),
        ("postgres://ada:x@db/town", "postgresql+psycopg://ada:x@db/town"),
        ("postgresql+psycopg:///town?host=/run/pg", "postgresql+psycopg:///town?host=/run/pg"),
    ],
)
def test_a_database_is_reached_by_the_driver_that_never_blocks(env, given, understood):
    env.write_text(f"MACHI_DATABASE_URL={given}\n")

    assert load(env).database_url.get_secret_value() == understood


def test_addresses_end_as_their_clients_expect(env):
    env.write_text("MACHI_DISCORD__API_URL=http://localhost:1/api/v10/\nMACHI_SLACK__API_URL=http://localhost:2/api\n")

    settings = load(env)

    assert settings.discord.api_url == "http://localhost:1/api/v10"
    assert settings.slack.api_url == "http://localhost:2/api/"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MACHI_DATABASE_URL", "mysql://root:hunter2@db/town"),
        ("MACHI_DATABASE_URL", "sqlite://town.db"),
        ("MACHI_DATABASE_URL", "postgresql://"),
        ("MACHI_DATABASE_URL", "town.db"),
        ("MACHI_LANGUAGE", "fr"),
        ("MACHI_TIMEZONE", "JST-9"),
        ("MACHI_TIMEZONE", "Asia"),
        ("MACHI_TIMEZONE", "../etc/passwd"),
        ("MACHI_WEB__HOST", "http://localhost"),
        ("MACHI_WEB__PORT", "65536"),
        ("MACHI_WEB__PORT", "-1"),
        ("MACHI_WEB__PORT", "eighty"),
        ("MACHI_DISCORD__TOKEN", "Bot abc"),
        ("MACHI_DISCORD__TOKEN", "ａｂｃ"),
        ("MACHI_DISCORD__API_URL", "ftp://discord.com/api"),
        ("MACHI_DISCORD__API_URL", "discord.com/api"),
        ("MACHI_DISCORD__API_URL", "https://"),
        ("MACHI_DISCORD__GATEWAY_URL", "https://gateway.discord.gg"),
        ("MACHI_SLACK__API_URL", "https://slack.com:port/api"),
        ("MACHI_SLACK__API_URL", "wss://slack.com/api"),
    ],
)
def test_what_cannot_be_right_is_refused_by_its_full_name_with_an_example(env, name, value):
    env.write_text(f"{name}={value}\n", encoding="utf-8")

    with pytest.raises(SettingsProblem) as raised:
        load(env)

    assert [problem.name for problem in raised.value.problems] == [name]
    assert f"For example: {name}=" in str(raised.value)


def test_every_problem_is_named_at_once(env, monkeypatch):
    env.write_text("MACHI_LANGUAGE=fr\nMACHI_WEB__PORT=0x50\nMACHI_SLACK__BOT_TOKEN=xoxb-1\nMACHI_DISCORD__TOKN=1\n")
    monkeypatch.setenv("MACHI_TIMEZONE", "Tokyo")
    monkeypatch.setenv("MACHI_LANGAUGE", "ja")

    assert set(problems(env)) == {
        "MACHI_DISCORD__TOKN",
        "MACHI_LANGAUGE",
        "MACHI_LANGUAGE",
        "MACHI_TIMEZONE",
        "MACHI_WEB__PORT",
        "MACHI_SLACK__APP_TOKEN",
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("MACHI_DISCORD_TOKEN", "MACHI_DISCORD__TOKEN"),
        ("MACHI_WEB__PROT", "MACHI_WEB__PORT"),
        ("machi_timezon", "MACHI_TIMEZONE"),
        ("MACHI_SLACK__SIGNIN_SECRET", "MACHI_SLACK__SIGNING_SECRET"),
        ("MACHI_WEB", "MACHI_WEB__PORT"),
    ],
)
def test_an_unknown_name_is_refused_with_the_one_that_was_meant(env, typed, meant):
    env.write_text(f"{typed}=1\n")

    assert f"Did you mean {meant}?" in problems(env)[typed]


def test_a_part_set_as_a_whole_is_refused_rather_than_half_read(env, monkeypatch):
    monkeypatch.setenv("MACHI_WEB", '{"port": 9000}')

    assert list(problems(env)) == ["MACHI_WEB"]


def test_names_of_others_are_left_alone(env, monkeypatch):
    env.write_text("COMPOSE_PROJECT_NAME=town\n")
    monkeypatch.setenv("MACHINE", "this one")

    assert load(env) == Settings(_env_file=None)


def test_a_near_time_zone_is_suggested(env):
    env.write_text("MACHI_TIMEZONE=Asia/Tokio\n")

    assert "Asia/Tokyo" in problems(env)["MACHI_TIMEZONE"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"BOT_TOKEN": "xoxb-1"}, "MACHI_SLACK__APP_TOKEN"),
        ({"APP_TOKEN": "xapp-1"}, "MACHI_SLACK__BOT_TOKEN"),
        ({"SIGNING_SECRET": "s"}, "MACHI_SLACK__BOT_TOKEN"),
        ({"BOT_TOKEN": "xapp-1", "APP_TOKEN": "xapp-1"}, "MACHI_SLACK__BOT_TOKEN"),
        ({"BOT_TOKEN": "xoxp-1", "APP_TOKEN": "xapp-1"}, "MACHI_SLACK__BOT_TOKEN"),
        ({"BOT_TOKEN": "xoxb-1", "APP_TOKEN": "xoxb-1"}, "MACHI_SLACK__APP_TOKEN"),
    ],
)
def test_half_a_slack_app_is_told_what_is_missing(env, given, named):
    env.write_text("".join(f"MACHI_SLACK__{name}={value}\n" for name, value in given.items()))

    assert list(problems(env)) == [named]


@pytest.mark.parametrize("heard", ["APP_TOKEN=xapp-1", "SIGNING_SECRET=s"])
def test_slack_is_whole_with_a_bot_token_and_one_way_to_hear(env, heard):
    env.write_text(f"MACHI_SLACK__BOT_TOKEN=xoxb-1\nMACHI_SLACK__{heard}\n")

    assert load(env).slack.bot_token


def test_a_line_that_says_nothing_is_named_by_its_number(env):
    env.write_text("MACHI_LANGUAGE=en\nthis is no setting\nMACHI_TIMEZONE\n")

    assert list(problems(env)) == [".env, line 2", ".env, line 3"]


def test_a_file_in_another_encoding_is_said_to_be_one(env):
    env.write_bytes("# 町\nMACHI_LANGUAGE=ja\n".encode("shift_jis"))

    assert "UTF-8" in problems(env)[".env"]


def test_no_secret_is_shown_by_the_settings_or_by_a_problem(env):
    env.write_text(
        "MACHI_DATABASE_URL=postgresql://ada:canary@db/town\nMACHI_DISCORD__TOKEN=canary\n"
        "MACHI_SLACK__BOT_TOKEN=xoxb-canary\nMACHI_SLACK__SIGNING_SECRET=canary\n"
    )
    shown = f"{load(env)!r} {load(env)} {load(env).model_dump_json()}"
    env.write_text(
        "MACHI_DATABASE_URL=mysql://ada:canary@db/town\nMACHI_DISCORD__TOKEN=canary canary\n"
        "MACHI_SLACK__BOT_TOKEN=xapp-canary\nMACHI_SLACK__API_URL=http://ada:canary@\ncanary\n"
    )

    with pytest.raises(SettingsProblem) as raised:
        load(env)

    assert "canary" not in shown + str(raised.value) + repr(raised.value)


def test_settings_cannot_be_changed(env):
    settings = load(env)

    with pytest.raises(ValidationError):
        settings.web.port = 1
    with pytest.raises(ValidationError):
        settings.language = "en"


def test_each_setting_has_an_example_that_is_right(env):
    for name, field in every_setting().items():
        assert field.examples, name
        assert field.description, name


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("http://localhost:1", "http://localhost:1/api/v10"),
        ("http://localhost:1/", "http://localhost:1/api/v10"),
        ("http://localhost:1/api", "http://localhost:1/api/v10"),
        ("http://localhost:1/api/v10/", "http://localhost:1/api/v10"),
        ("http://localhost:1/discord/v9", "http://localhost:1/discord/v9"),
    ],
)
def test_the_address_of_discord_may_stop_at_its_host(monkeypatch, tmp_path, given, understood):
    monkeypatch.setenv("MACHI_DISCORD__API_URL", given)

    assert load(tmp_path / ".env").discord.api_url == understood


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("http://localhost:2", "http://localhost:2/api/"),
        ("http://localhost:2/api", "http://localhost:2/api/"),
        ("http://localhost:2/slack/", "http://localhost:2/slack/"),
    ],
)
def test_the_address_of_slack_may_stop_at_its_host(monkeypatch, tmp_path, given, understood):
    monkeypatch.setenv("MACHI_SLACK__API_URL", given)

    assert load(tmp_path / ".env").slack.api_url == understood

"""The settings: what the environment and a .env file say, checked as a whole and then frozen.

Names begin with MACHI_, and two underscores lead into a part: MACHI_WEB__PORT is ``settings.web.port``. The environment
wins over the file, and a name with nothing after "=" counts as not given.
"""

import base64
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from dotenv.parser import parse_stream
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

PREFIX = "MACHI_"
_ENCODING = "utf-8-sig"  # some editors open a file with a byte order mark, which would hide its first name
_FROZEN = ConfigDict(frozen=True, hide_input_in_errors=True, str_strip_whitespace=True)
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the setting's full name, what is wrong in plain words, and a line that would be right."""

    name: str
    reason: str
    example: str | None = None

    def __str__(self) -> str:
        example = f"\n      For example: {self.example}" if self.example else ""
        return f"  {self.name}\n      {self.reason}{example}"


class SettingsProblem(Exception):  # noqa: N818 - said to the person who installs, not a fault
    """Machi cannot start with what it was told; the message names every problem at once, and no secret."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        listed = "\n".join(str(problem) for problem in problems)
        super().__init__(f"Machi cannot start with these settings:\n\n{listed}\n\n.env.example explains each setting.")


def _async_driver(value: SecretStr) -> SecretStr:
    scheme, _, rest = value.get_secret_value().strip().partition("://")
    driver = _DRIVERS.get(scheme.lower())
    if driver is None:
        raise ValueError("An address of SQLite (sqlite:///…) or of PostgreSQL (postgresql://…) is needed.")
    if driver.startswith("sqlite") and rest and not rest.startswith("/"):
        raise ValueError("Three slashes go before the path of a file, and four before one that starts at the root.")
    if driver.startswith("postgresql") and not rest.strip("/"):
        raise ValueError("The address stops before it names a server or a database.")
    return SecretStr(f"{driver}://{rest}")


def _time_zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (ValueError, OSError, KeyError):
        near = get_close_matches(value, sorted(available_timezones()), n=1)
        hint = f" Did you mean {near[0]}?" if near else " Write the name of an area and a city."
        raise ValueError(f"There is no time zone {value!r}.{hint}") from None


def _host(value: str) -> str:
    if not value or any(sign in value for sign in "/ @"):
        raise ValueError("A bare host name or address is needed, without http:// and without a path.")
    return value


def _port(value: object) -> int:
    digits = str(value)
    if not digits.isdecimal() or len(digits) > 5 or int(digits) > 65535:
        raise ValueError(f"{digits!r} is not a port: a whole number from 0 to 65535 is needed.")
    return int(digits)


def _url(*schemes: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        begins = " or ".join(f"{scheme}://" for scheme in schemes)
        try:
            parts = urlsplit(value)
            whole_address = parts.scheme in schemes and parts.hostname and (parts.port is None or parts.port > 0)
        except ValueError:
            whole_address = False
        if not whole_address or " " in value:
            raise ValueError(f"An address that begins with {begins} and names a host is needed.")
        return value

    return check


def _origin(url: str) -> str:
    """The address without a slash at its end."""
    return url.rstrip("/")


def _discord_api(url: str) -> str:
    """The address up to the API's version; who names a proxy often stops at its host."""
    trimmed = url.rstrip("/")
    if not urlsplit(trimmed).path:
        return f"{trimmed}/api/v10"
    return f"{trimmed}/v10" if trimmed.endswith("/api") else trimmed


def _slack_api(url: str) -> str:
    """The address that a method's name is put behind."""
    trimmed = url.rstrip("/")
    return f"{trimmed}/" if urlsplit(trimmed).path else f"{trimmed}/api/"


def _secret(**misplaced: str) -> Callable[[SecretStr], SecretStr]:
    def check(value: SecretStr) -> SecretStr:
        secret = value.get_secret_value().strip()
        if not secret.isascii() or not secret.isprintable() or not secret or " " in secret:
            raise ValueError("It holds a space or a letter that no token has: copy it once more, whole and alone.")
        for opening, advice in misplaced.items():
            if secret.startswith(f"{opening}-"):
                raise ValueError(advice)
        return SecretStr(secret)

    return check


def _connections(value: object) -> int:
    digits = str(value)
    if not digits.isdecimal() or not 1 <= int(digits) <= 10:
        raise ValueError(f"{digits!r} is not a number from 1 to 10.")
    return int(digits)


def pairs(value: str) -> dict[str, str]:
    """Read ``volunteer=tetsudai, people=``: what each is called instead, nothing where it is taken away."""
    words = [part.partition("=") for part in value.split(",") if part.strip()]
    return {name.strip().lstrip("/"): instead.strip().lstrip("/") for name, _, instead in words}


def _commands(value: str) -> str:
    named = pairs(value)
    for name, instead in named.items():
        if not name or (instead and re.fullmatch("[a-z0-9_-]{1,31}", instead) is None):
            raise ValueError(f"{name}={instead} names no command: small letters, digits, - and _ are needed.")
        if instead in _SLACKS_OWN:
            raise ValueError(f"/{instead} is a command of Slack's own: choose another.")
    if named.get("machi") == "":
        raise ValueError("/machi reaches everything: it may have another name, but not none.")
    return value


def listed(value: str) -> tuple[str, ...]:
    """Read ids with commas between."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _organizers(value: str) -> str:
    for one in listed(value):
        if re.fullmatch("[UWS][A-Z0-9]{2,}", one) is None:
            raise ValueError(f"{one!r} is no id of Slack's: copy it from the profile or the group (U…, S…).")
    return value


def keys(value: SecretStr) -> tuple[bytes, ...]:
    """The keys in a setting of ``token_keys``, the first of which seals."""
    return tuple(base64.b64decode(part, validate=True) for part in listed(value.get_secret_value()))


def _keys(value: SecretStr) -> SecretStr:
    try:
        lengths = {len(key) for key in keys(value)}
    except ValueError:
        lengths = set()
    if lengths != {32}:
        raise ValueError("Each key is 32 bytes as base64, such as openssl rand -base64 32 prints.")
    return value


_SLACKS_OWN = frozenset({"remind", "me", "join", "status", "topic", "who", "invite", "leave", "search", "dnd", "msg"})
_Keys = Annotated[SecretStr, AfterValidator(_keys)]
_HttpUrl = Annotated[str, AfterValidator(_url("http", "https"))]
_SocketUrl = Annotated[str, AfterValidator(_url("ws", "wss"))]
_Secret = Annotated[SecretStr, AfterValidator(_secret())]
_SlackBotToken = Annotated[
    SecretStr,
    AfterValidator(
        _secret(
            xapp="This is the app-level token: it belongs in MACHI_SLACK__APP_TOKEN.",
            xoxp="This is a person's token: Machi needs the bot's, which begins with xoxb-.",
        )
    ),
]
_SlackAppToken = Annotated[
    SecretStr,
    AfterValidator(_secret(xoxb="This is the bot token: it belongs in MACHI_SLACK__BOT_TOKEN.")),
]


class Web(BaseModel):
    """Where the pages of Machi are served: the playground, calendar feeds, and Slack's events over HTTP."""

    model_config = _FROZEN

    host: Annotated[str, AfterValidator(_host)] = Field(
        default="127.0.0.1",
        description="The address Machi's pages listen on; 127.0.0.1 means this machine alone.",
        examples=["127.0.0.1"],
    )
    port: Annotated[int, BeforeValidator(_port)] = Field(
        default=8080,
        description="The port Machi's pages listen on.",
        examples=["8080"],
    )
    health_token: _Secret | None = Field(
        default=None,
        description="Who sends this as a bearer token may read /health from another machine; without one nobody may.",
        examples=["a long word that nobody guesses"],
    )
    public_url: Annotated[_HttpUrl, AfterValidator(_origin)] | None = Field(
        default=None,
        description="Where others reach Machi's pages, if a proxy stands before them; addresses of calendars need it.",
        examples=["https://machi.example.org"],
    )


def _numbers(value: object) -> object:
    if not isinstance(value, str):
        return value
    numbers = [number.strip() for number in value.split(",") if number.strip()]
    if not all(number.isascii() and number.isdecimal() for number in numbers):
        raise ValueError(f"{value!r} is no list of whole numbers with commas between them.")
    return tuple(int(number) for number in numbers)


_Numbers = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_numbers)]


class Discord(BaseModel):
    """How Discord is reached; without a token Machi stays away from it."""

    model_config = _FROZEN

    token: _Secret | None = Field(
        default=None,
        description="The token of your bot on Discord; without one Machi stays away from Discord.",
        examples=["the token from the Bot page of your application"],
    )
    api_url: Annotated[_HttpUrl, AfterValidator(_discord_api)] = Field(
        default="https://discord.com/api/v10",
        description="Where Discord's API answers; change it only when a proxy stands before it.",
        examples=["https://discord.com/api/v10"],
    )
    gateway_url: _SocketUrl | None = Field(
        default=None,
        description="Where Discord's gateway answers; without one Machi asks the API for it.",
        examples=["wss://gateway.discord.gg"],
    )
    command_guilds: _Numbers = Field(
        default=(),
        description="The ids of the servers that are to have Machi's commands; without any, every server it is in.",
        examples=["1045678901234567890"],
    )
    shard_count: int | None = Field(
        default=None,
        ge=1,
        le=10_000,
        description="How many connections share Discord's servers; one alone until there are more than 2,500.",
        examples=["4"],
    )
    shard_ids: _Numbers = Field(
        default=(),
        description="Which of those connections this process holds, counted from 0; without any, all of them.",
        examples=["0,1"],
    )

    @model_validator(mode="after")
    def _shards(self) -> Self:
        if self.shard_ids and (self.shard_count is None or max(self.shard_ids) >= self.shard_count):
            advice = (
                "The shards of this process are counted from 0, and MACHI_DISCORD__SHARD_COUNT says how many exist."
            )
            raise PydanticCustomError("incomplete", "{advice}", {"advice": advice, "field": "shard_ids"})
        return self


class Slack(BaseModel):
    """How Slack is reached: Socket Mode with an app token, else signed HTTP; without a bot token not at all."""

    model_config = _FROZEN

    bot_token: _SlackBotToken | None = Field(
        default=None,
        description="The bot token of your Slack app (xoxb-…); without one Machi stays away from Slack.",
        examples=["xoxb-…"],
    )
    client_id: _Secret | None = Field(
        default=None,
        description="The client ID of your Slack app, for when other workspaces shall install it at /slack/install.",
        examples=["the Client ID from the Basic Information page of your app"],
    )
    client_secret: _Secret | None = Field(
        default=None,
        description="The client secret that goes with the client ID.",
        examples=["the Client Secret from the Basic Information page of your app"],
    )
    token_keys: _Keys | None = Field(
        default=None,
        description="What tokens of other workspaces are sealed with: 32 bytes as base64; a new key stands first.",
        examples=["the line that this prints: openssl rand -base64 32"],
    )
    app_token: _SlackAppToken | None = Field(
        default=None,
        description="The app-level token of your Slack app (xapp-…); with it Machi calls Slack (no open port).",
        examples=["xapp-…"],
    )
    signing_secret: _Secret | None = Field(
        default=None,
        description="The signing secret of your Slack app, for when Slack calls Machi at /slack/events instead.",
        examples=["the Signing Secret from the Basic Information page of your app"],
    )
    connections: Annotated[int, BeforeValidator(_connections)] = Field(
        default=1,
        description="How many connections Socket Mode keeps open, from 1 to 10; two let one be renewed unnoticed.",
        examples=["2"],
    )
    commands: Annotated[str, AfterValidator(_commands)] = Field(
        default="",
        description="Other names for Machi's commands in Slack, where one is taken; without one it is left out.",
        examples=["volunteer=tetsudai, people="],
    )
    organizers: Annotated[str, AfterValidator(_organizers)] = Field(
        default="",
        description="Who is an organizer in Slack beside its administrators: ids of people (U…) and user groups (S…).",
        examples=["U012AB3CD, S045EF6GH"],
    )
    api_url: Annotated[_HttpUrl, AfterValidator(_slack_api)] = Field(
        default="https://slack.com/api/",
        description="Where Slack's API answers; change it only when a proxy stands before it.",
        examples=["https://slack.com/api/"],
    )

    @property
    def many(self) -> bool:
        """Whether workspaces install Machi by themselves, in place of one bot token."""
        return self.client_id is not None

    @model_validator(mode="after")
    def _installable(self) -> Self:
        given = {"client_id": self.client_id, "client_secret": self.client_secret, "token_keys": self.token_keys}
        missing = [name for name, value in given.items() if value is None]
        if missing and len(missing) < len(given):
            advice = "To be installed by other workspaces, Slack needs the client ID, the client secret and token keys."
            raise PydanticCustomError("incomplete", "{advice}", {"advice": advice, "field": missing[0]})
        if self.many and self.bot_token:
            advice = "There are a bot token and a client ID: take the one for one workspace, or the other for many."
            raise PydanticCustomError("incomplete", "{advice}", {"advice": advice, "field": "bot_token"})
        return self

    @model_validator(mode="after")
    def _complete(self) -> Self:
        listens = self.app_token or self.signing_secret
        if self.many and not listens:
            advice = "There is a client ID, but no way to hear Slack: add MACHI_SLACK__SIGNING_SECRET."
            raise PydanticCustomError("incomplete", "{advice}", {"advice": advice, "field": "signing_secret"})
        if self.bot_token and not listens:
            advice = (
                "There is a bot token, but no way to hear Slack: add the app-level token (Socket Mode, the simplest), "
                "or MACHI_SLACK__SIGNING_SECRET when Slack shall call Machi."
            )
            raise PydanticCustomError("incomplete", "{advice}", {"advice": advice, "field": "app_token"})
        if listens and not self.bot_token and not self.many:
            advice = "Machi can hear Slack, but not answer: add the bot token from the OAuth & Permissions page."
            raise PydanticCustomError("incomplete", "{advice}", {"advice": advice, "field": "bot_token"})
        return self


class Settings(BaseSettings):
    """All there is to set, with defaults that work: no account, one small machine, a town in Japan."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        env_file_encoding=_ENCODING,
        extra="ignore",  # the other names in .env belong to others; those of Machi's are checked by load()
        **_FROZEN,
    )

    database_url: Annotated[SecretStr, AfterValidator(_async_driver)] = Field(
        default=SecretStr("sqlite+aiosqlite:///data/machi.db"),
        description="Where the community's memory is kept: a SQLite file on this machine, or a PostgreSQL server.",
        examples=["sqlite:///data/machi.db", "postgresql://machi:password@localhost/machi"],
    )
    language: Literal["ja", "en"] = Field(
        default="ja",
        description="The language of a new community: ja (Japanese) or en (English).",
        examples=["ja"],
    )
    timezone: Annotated[str, AfterValidator(_time_zone)] = Field(
        default="Asia/Tokyo",
        description="The time zone of a new community.",
        examples=["Asia/Tokyo"],
    )
    web: Web = Web()
    discord: Discord = Discord()
    slack: Slack = Slack()


def load(env_file: Path = Path(".env")) -> Settings:
    """Read the environment and ``env_file``; raise one ``SettingsProblem`` that names all there is to mend."""
    problems = [*_problems_of_the_file(env_file), *_unknown(list(os.environ), "the environment")]
    try:
        settings = Settings(_env_file=env_file)
        if not problems:
            return settings
    except ValidationError as error:
        problems += _plain(error.errors(include_url=False, include_input=False))
    except (UnicodeDecodeError, OSError, SettingsError):
        pass  # the file has told its problems above, and a part set as a whole is among the unknown names
    raise SettingsProblem(tuple(problems))


def every_setting() -> dict[str, FieldInfo]:
    """Return every setting by its full name, as in MACHI_WEB__PORT."""
    return dict(_named(Settings, PREFIX))


def _named(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _named(field.annotation, f"{prefix}{name.upper()}__")
        else:
            yield f"{prefix}{name.upper()}", field


def _problems_of_the_file(env_file: Path) -> list[Problem]:
    if not env_file.is_file():
        return []
    try:
        with env_file.open(encoding=_ENCODING) as lines:
            bindings = list(parse_stream(lines))
    except UnicodeDecodeError:
        return [Problem(env_file.name, "The file is not UTF-8 text: save it once more with that encoding.")]
    except OSError as error:
        return [Problem(env_file.name, f"The file cannot be read: {error.strerror}.")]
    unread = [binding.original.line for binding in bindings if binding.error or (binding.key and binding.value is None)]
    return [
        *(Problem(f"{env_file.name}, line {line}", "NAME=value is needed here.") for line in unread),
        *_unknown([binding.key for binding in bindings if binding.key], env_file.name),
    ]


def _unknown(names: list[str], source: str) -> list[Problem]:
    known = every_setting()
    ours = [name for name in names if name.upper().startswith(PREFIX)]
    return [_no_such(name, source, list(known)) for name in ours if name.upper() not in known]


def _no_such(name: str, source: str, known: list[str]) -> Problem:
    near = get_close_matches(name.upper(), known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return Problem(name, f"There is no setting of this name ({source}).{hint}")


def _plain(details: list[ErrorDetails]) -> Iterator[Problem]:
    known = every_setting()
    for detail in details:
        name = _full_name(detail)
        if name in known:  # a part that was set as a whole has been told among the unknown names
            yield Problem(name, _reason(detail), _example(name, known[name]))


def _example(name: str, field: FieldInfo) -> str | None:
    return f"{name}={field.examples[0]}" if field.examples else None


def _full_name(detail: ErrorDetails) -> str:
    missing = detail.get("ctx", {}).get("field")
    return PREFIX + "__".join(str(step) for step in (*detail["loc"], missing) if step is not None).upper()


def _reason(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"One of these is needed: {context['expected']}."
        case _:
            return detail["msg"]

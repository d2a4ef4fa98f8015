"""What every answer means, row by row; and each row of the couriers' own tables, falsified in turn, is found out."""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from slack_sdk.errors import SlackApiError

from adapters.discord import courier as on_discord
from adapters.discord.silence import TooSoon
from adapters.slack import courier as on_slack
from adapters.slack.web_client import too_early
from bot.ports import InDoubt, NotSent, Rejected, Stopped, TargetGone

JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html"}
KEY: Any = SimpleNamespace(ssl=None, host="here", port=1)


def discord_said(status: int, code: int = 0, **headers: str) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="", headers={**JSON, **headers})
    return discord.HTTPException(response, {"code": code, "message": ""})


def slack_said(word: str | None, status: int = 200, **headers: str) -> SlackApiError:
    response: Any = SimpleNamespace(status_code=status, data={"ok": False, "error": word}, headers=headers)
    return SlackApiError("refused", response)


ANYWHERE = [
    (aiohttp.ClientConnectorError(KEY, OSError(111, "refused")), NotSent),
    (aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "no such name")), NotSent),
    (aiohttp.ClientConnectorSSLError(KEY, OSError(1, "no such certificate")), NotSent),
    (aiohttp.ConnectionTimeoutError("slow"), NotSent),
    (aiohttp.ServerTimeoutError("silent"), InDoubt),
    (aiohttp.ServerDisconnectedError(), InDoubt),
    (aiohttp.ClientOSError(104, "reset"), InDoubt),
    (aiohttp.ClientPayloadError("cut"), InDoubt),
    (TimeoutError(), InDoubt),
    (KeyError("id"), InDoubt),
]
DISCORD: list[tuple[Exception, type]] = [
    *ANYWHERE,
    (TooSoon(1.0), NotSent),
    (on_discord._NoPlace(), TargetGone),
    (discord_said(429), NotSent),
    (discord_said(429, **HTML), NotSent),
    *[(discord_said(status), InDoubt) for status in (500, 502, 503, 504, 520, 524, 529)],
    *[(discord_said(status, **HTML), InDoubt) for status in (400, 401, 403, 404, 409, 503)],
    *[(discord_said(400, code), NotSent) for code in (30046, 160006)],
    *[(discord_said(400, code), TargetGone) for code in (50024, 50083, 160002, 160005)],
    (discord_said(400, 50035), Rejected),
    (discord_said(401), Stopped),
    *[(discord_said(403, code), TargetGone) for code in (50001, 50007, 50013)],
    (discord_said(404, 10003), TargetGone),
    (discord_said(409), InDoubt),
]
SLACK: list[tuple[Exception, type]] = [
    *ANYWHERE,
    (too_early(1.0), NotSent),
    *[(slack_said(word), NotSent) for word in ("ratelimited", "rate_limited", "request_timeout")],
    (slack_said(None, 429), NotSent),
    *[(slack_said(word), InDoubt) for word in ("internal_error", "fatal_error", "service_unavailable", "tomorrow")],
    *[(slack_said("channel_not_found", status), InDoubt) for status in (500, 502, 503)],
    (slack_said(None, 401), Stopped),
    *[
        (slack_said(word), Stopped)
        for word in (
            *("not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired", "missing_scope"),
            *("team_access_not_granted", "no_permission", "access_denied"),
        )
    ],
    *[
        (slack_said(word), Rejected)
        for word in (
            *("invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text"),
            *("metadata_too_large", "invalid_metadata_format", "invalid_arguments", "too_many_attachments"),
        )
    ],
    *[
        (slack_said(word), TargetGone)
        for word in (
            *("channel_not_found", "not_in_channel", "is_archived", "restricted_action", "user_not_visible"),
            *("restricted_action_read_only_channel", "messages_tab_disabled", "user_disabled", "users_disabled"),
            *(
                "user_not_found",
                "users_not_found",
                "cannot_dm_bot",
                "message_not_found",
                "thread_not_found",
                "cannot_reply_to_message",
            ),
            *("cant_update_message", "edit_window_closed", "method_not_supported_for_channel_type"),
        )
    ],
]
TABLES = [(on_discord, DISCORD), (on_slack, SLACK)]
JUDGES: dict[ModuleType, tuple[str, ...]] = {
    on_discord: ("outcome_of", "_outcome_of_answer"),
    on_slack: ("outcome_of", "_refusal", "_is_limited"),
}
WORDS: dict[ModuleType, tuple[str, ...]] = {
    on_discord: ("_LATER", "_CLOSED"),
    on_slack: ("_LATER", "_CONTENT", "_GONE", "_STOPPED"),
}


@pytest.mark.parametrize(("module", "table"), TABLES, ids=["discord", "slack"])
def test_every_answer_means_what_the_table_says(module: ModuleType, table):
    assert [(error, type(module.outcome_of(error))) for error, _ in table] == table


@pytest.mark.parametrize(("module", "table"), TABLES, ids=["discord", "slack"])
def test_every_row_that_is_falsified_is_found_out(module: ModuleType, table):
    falsified = list(mutants(module))

    survivors = [name for name, judge in falsified if all(type(judge(error)) is meant for error, meant in table)]

    assert len(falsified) >= 14
    assert survivors == []


def mutants(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Each of the courier's judgements with one row changed: another outcome, or one code or word less."""
    sources = [ast.parse(textwrap.dedent(inspect.getsource(vars(module)[name]))) for name in JUDGES[module]]
    for tree in sources:
        for name in outcomes_in(tree):
            said, name.id = name.id, "_Other"
            yield f"{said} in line {name.lineno}", judged(module, sources, _Other=lambda *_, **__: Other())
            name.id = said
    for name in WORDS[module]:
        for less, words in without_one(vars(module)[name]):
            yield f"{name} without {less}", judged(module, sources, **{name: words})


class Other:
    """An outcome that no row means."""


def outcomes_in(tree: ast.Module) -> list[ast.Name]:
    """Where the outcomes are made."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return [name for name in calls if name.id in ("NotSent", "InDoubt", "Rejected", "TargetGone", "Stopped")]


def judged(module: ModuleType, sources: list[ast.Module], **changed: object) -> Any:
    namespace = {**vars(module), **changed}
    for tree in sources:
        exec(compile(ast.fix_missing_locations(tree), module.__name__, "exec"), namespace)
    return namespace["outcome_of"]


def without_one(words: Any) -> Iterator[tuple[object, Any]]:
    if isinstance(words, frozenset):
        yield from ((code, words - {code}) for code in words)
    else:
        each = words.pattern.split("|")
        yield from ((one, re.compile("|".join(other for other in each if other != one))) for one in each)

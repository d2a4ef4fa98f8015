"""The command line: ``machi run | migrate | doctor | manifest slack | seed | when``."""

import asyncio
import json
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from cyclopts import App, Parameter

from bot import app as machi
from bot.doctor import diagnose
from bot.settings import Settings, SettingsProblem, load
from bot.timing import NotUnderstood, read
from bot.vocabulary.people import Language

REFUSED: Final = 2
"""Exit status when what was asked cannot be done as it was asked."""

app = App(name="machi", help="Machi (町): a community bot for local communities on Discord and Slack.")
manifest = App(name="manifest", help="Print what a platform wants to know of Machi's app.")
app.command(manifest)


@app.command
def run(*, only: Annotated[list[machi.Part] | None, Parameter(consume_multiple=True)] = None) -> int:
    """Start Machi with whatever is configured; without a token, the playground in a browser.

    Parameters
    ----------
    only
        Start these parts and no others: discord, slack, playground, jobs.
    """
    return _in_loop(machi.run(_settings(), frozenset(only) if only else None))


@app.command
def migrate() -> int:
    """Bring the database up to this version of Machi."""
    return _in_loop(machi.migrate(_settings()))


@app.command
def doctor() -> int:
    """Check settings, database and platforms, and say what to do about what is not right."""
    return _in_loop(_diagnose(_settings()))


@manifest.command(name="slack")
def manifest_slack(*, request_url: str | None = None) -> None:
    """Print the app manifest to paste at api.slack.com/apps.

    Parameters
    ----------
    request_url
        The public address of /slack/events, for events over HTTP; without it Socket Mode is used.
    """
    print(json.dumps(machi.slack_manifest(_settings(), request_url), ensure_ascii=False, indent=2))


@app.command
def seed() -> int:
    """Fill the playground with a small sample town."""
    return _in_loop(machi.seed(_settings()))


@app.command
def when(
    phrase: str,
    /,
    *,
    language: Language | None = None,
    now: datetime | None = None,
    timezone: str | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> int:
    """Read a date the way people type it, and print what it means.

    Parameters
    ----------
    phrase
        Such as 来週土曜 15時, or "every other Friday 7pm".
    language
        The language to read it in first: ja or en.
    now
        The moment it is typed (ISO 8601); now, if it is not given.
    timezone
        The zone it is meant in (IANA name).
    as_json
        Print one JSON object.
    """
    settings = _settings()
    zone = timezone or settings.timezone
    typed_at = _in_zone(now, zone)
    try:
        reading = read(phrase, now=typed_at, zone=zone, language=language or settings.language)
    except NotUnderstood as refused:
        _print({"refused": str(refused)}, as_json=as_json)
        return REFUSED
    end = reading.end.isoformat(timespec="minutes") if reading.end else None
    start = reading.start.isoformat(timespec="minutes")
    _print({"start": start, "end": end, "rrule": reading.rrule}, as_json=as_json)
    return 0


def _in_zone(now: datetime | None, zone: str) -> datetime:
    if now is None:
        return machi.clock().now()
    try:
        return now if now.tzinfo else now.replace(tzinfo=ZoneInfo(zone))
    except (KeyError, ValueError):
        return now.replace(tzinfo=UTC)


def _print(values: dict[str, str | None], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(values, ensure_ascii=False))
        return
    for name, value in values.items():
        print(f"{name}: {value or ''}".rstrip())


def _settings() -> Settings:
    try:
        return load()
    except SettingsProblem as problem:
        sys.exit(str(problem))


async def _diagnose(settings: Settings) -> int:
    all_well = True
    async for finding in diagnose(settings):
        print(f"{'ok   ' if finding.ok else 'to do'}  {finding.subject}: {finding.words}", flush=True)
        all_well = all_well and finding.ok
    return 0 if all_well else 1


def _in_loop(work: Coroutine[Any, Any, int | None]) -> int:
    try:
        return asyncio.run(work) or 0
    except machi.CannotStart as problem:
        sys.exit(str(problem))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0


def main() -> None:
    """Run the command that was typed."""
    sys.exit(app() or 0)

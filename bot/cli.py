"""The command line: ``machi run | migrate | doctor | backup | restore | manifest slack | seed | when``."""

import asyncio
import json
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from cyclopts import App, Parameter

from bot import app as machi
from bot.doctor import Looked, diagnose
from bot.measuring import measure
from bot.settings import Settings, SettingsProblem, load
from bot.timing import NotUnderstood, read
from bot.vocabulary.people import Language
from storage.backup import backup as make_backup
from storage.backup import note_restored_elsewhere
from storage.backup import restore as put_back
from storage.soundness import UnfitDatabase

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
def doctor(
    only: Looked | None = None,
    /,
    *,
    live: Path | None = None,
    discord_channel: str | None = None,
    slack_channel: str | None = None,
    posts: int = 100,
) -> int:
    """Check settings, database and platforms, and say what to do about what is not right.

    Parameters
    ----------
    only
        Look at one platform alone: discord, with the address that invites Machi to a server, or slack.
    live
        Measure instead what delivery takes for granted of the platforms, in test channels, and write it to this file.
    discord_channel
        The id of a channel on Discord to measure in; it takes ten minutes, and nothing stays there.
    slack_channel
        The id of a channel on Slack to measure in, with Machi in it; it takes two minutes, and nothing stays there.
    posts
        How many messages the lag of Slack's history is measured by.
    """
    if live is None:
        return _in_loop(_diagnose(_settings(), only))
    if not (discord_channel or slack_channel):
        sys.exit("Name a test channel to measure in: --discord-channel ID, --slack-channel ID")
    return _in_loop(_measure(_settings(), live, discord_channel, slack_channel, posts))


@app.command
def backup(file: Path | None = None, /) -> int:
    """Copy the community's memory into one file, also while Machi runs.

    Parameters
    ----------
    file
        A file that is not there yet; beside the database, with the date in its name, if it is not given.
    """
    return _in_loop(_back_up(_settings(), file))


@app.command
def restore(file: Path | None = None, /, *, by_other_means: bool = False) -> int:
    """Put a backup back, while Machi does not run. What is there now is kept beside it.

    Parameters
    ----------
    file
        A file that machi backup made.
    by_other_means
        The database was put back by its own tools, such as pg_restore: let Machi look before it repeats itself.
    """
    if (file is None) != by_other_means:
        sys.exit("Name the backup to put back: machi restore FILE")
    return _in_loop(_restore(_settings(), file))


@manifest.command(name="slack")
def manifest_slack(*, request_url: str | None = None) -> None:
    """Print the app manifest to paste at api.slack.com/apps.

    Parameters
    ----------
    request_url
        The public address of /slack/events, for events over HTTP; without it Socket Mode is used.
    """
    try:
        manifest = machi.slack_manifest(_settings(), request_url)
    except machi.CannotStart as problem:
        sys.exit(str(problem))
    print(json.dumps(manifest, ensure_ascii=False, indent=2))


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


async def _diagnose(settings: Settings, only: Looked | None) -> int:
    all_well = True
    async for finding in diagnose(settings, only):
        print(f"{'ok   ' if finding.ok else 'to do'}  {finding.subject}: {finding.words}", flush=True)
        all_well = all_well and finding.ok
    return 0 if all_well else 1


async def _measure(settings: Settings, file: Path, discord: str | None, slack: str | None, posts: int) -> None:
    try:
        found = await measure(settings, discord, slack, posts)
    except ConnectionError as problem:
        sys.exit(str(problem))
    told = {"measured_at": machi.clock().now().isoformat(timespec="seconds"), **found}
    await asyncio.to_thread(file.write_text, json.dumps(told, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=2))


async def _back_up(settings: Settings, file: Path | None) -> None:
    at = machi.clock().now().astimezone(ZoneInfo(settings.timezone))
    made = await asyncio.to_thread(make_backup, settings.database_url.get_secret_value(), file, at, _show)
    print(f"The backup is whole and sound: {made}")


async def _restore(settings: Settings, file: Path | None) -> None:
    url, at = settings.database_url.get_secret_value(), machi.clock().now().astimezone(ZoneInfo(settings.timezone))
    kept, in_doubt = await put_back(url, file, at, _show) if file else (None, await note_restored_elsewhere(url, at))
    if kept:
        print(f"What was there before is kept: {kept}")
    print("The backup is back.")
    if in_doubt:
        print(f"{in_doubt} messages may have been sent since it was made: Machi looks for each before it sends it.")


def _show(done: int, total: int) -> None:
    end = "\n" if done == total else "\r"
    print(f"{done * 100 // max(total, 1):3d} % copied", end=end, file=sys.stderr, flush=True)


def _in_loop(work: Coroutine[Any, Any, int | None]) -> int:
    try:
        return asyncio.run(work) or 0
    except (machi.CannotStart, UnfitDatabase) as problem:
        sys.exit(str(problem))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0


def main() -> None:
    """Run the command that was typed."""
    sys.exit(app() or 0)

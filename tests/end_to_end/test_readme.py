"""What the README tells people to type, typed."""

import asyncio
import json
import os
import re
import signal
from collections.abc import Mapping

from tests.end_to_end.process import ROOT, Process

README = (ROOT / "README.md").read_text(encoding="utf-8")


async def typed(*words: str, **settings: str) -> Process:
    """A command of the README in the checkout, with these settings."""
    process = await asyncio.create_subprocess_exec(
        *words,
        cwd=ROOT,
        env=_environment(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    return Process(process)


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MACHI_")}  # noqa: TID251
    return inherited | {f"MACHI_{name}": value for name, value in settings.items()}


async def output_of(*words: str, **settings: str) -> str:
    running = await typed(*words, **settings)
    status = await running.ends()
    assert status == 0, running.output
    return running.output


def a_database(folder) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{folder}/machi.db"}


def test_the_readme_has_two_commands_to_try_machi():
    [block] = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)

    assert [line.split("#")[0].strip() for line in block.splitlines()] == ["make run", "make test"]


async def test_make_run_opens_the_playground_and_ctrl_c_ends_it(tmp_path):
    running = await typed("make", "run", WEB__PORT="0", **a_database(tmp_path))
    line = await running.says("The playground is open at http://127.0.0.1:")
    assert re.search(r"http://127\.0\.0\.1:\d+/", line)

    os.killpg(running.process.pid, signal.SIGINT)

    # make itself says that it was interrupted; Machi ends without a trace.
    await running.ends()
    assert "Traceback" not in running.output


async def test_make_test_runs_tests():
    output = await output_of("make", "test", "PYTEST_ARGS=-q tests/architecture/test_env_example.py")

    assert re.search(r"\d+ passed", output)


async def test_make_help_lists_what_there_is():
    output = await output_of("make", "help")

    assert {"make run", "make test", "make check"} <= {" ".join(line.split()[:2]) for line in output.splitlines()}


async def test_machi_doctor_finds_everything_well(tmp_path):
    settings = {**a_database(tmp_path), "WEB__PORT": "0"}
    await output_of(".venv/bin/machi", "migrate", **settings)

    output = await output_of(".venv/bin/machi", "doctor", **settings)

    assert "to do" not in output


async def test_machi_doctor_says_what_to_do(tmp_path):
    running = await typed(".venv/bin/machi", "doctor", **a_database(tmp_path))

    assert await running.ends() == 1
    assert "machi migrate" in running.output


async def test_machi_manifest_slack_prints_a_manifest():
    manifest = json.loads(await output_of(".venv/bin/machi", "manifest", "slack"))
    over_http = json.loads(
        await output_of(".venv/bin/machi", "manifest", "slack", "--request-url", "https://machi.example/slack/events")
    )

    assert manifest["settings"]["socket_mode_enabled"] is True
    assert over_http["settings"]["event_subscriptions"]["request_url"] == "https://machi.example/slack/events"


async def test_machi_seed_fills_the_sample_town(tmp_path):
    output = await output_of(".venv/bin/machi", "seed", **a_database(tmp_path))

    assert "The sample town is there" in output


async def test_machi_when_reads_a_date():
    reads = [".venv/bin/machi", "when", "来週土曜 15時", "--now", "2026-11-23T10:00", "--timezone", "Asia/Tokyo"]

    assert await output_of(*reads) == "start: 2026-12-05T15:00\nend:\nrrule:\n"
    assert json.loads(await output_of(*reads, "--json")) == {"start": "2026-12-05T15:00", "end": None, "rrule": None}


async def test_machi_when_refuses_what_it_cannot_read_with_the_reason():
    running = await typed(".venv/bin/machi", "when", "2/30 10時", "--json", "--now", "2026-11-23T10:00")

    assert await running.ends() == 2
    assert json.loads(running.output) == {"refused": "no such date"}


async def test_every_command_has_help():
    for words in ([], ["run"], ["migrate"], ["doctor"], ["manifest"], ["manifest", "slack"], ["seed"], ["when"]):
        assert "Usage: machi" in await output_of(".venv/bin/machi", *words, "--help")


async def test_a_setting_that_is_wrong_ends_every_command_with_a_sentence():
    running = await typed(".venv/bin/machi", "run", TIMEZONE="Asia/Tokio", WEB__PORT="many")

    assert await running.ends() == 1
    assert "MACHI_TIMEZONE" in running.output
    assert "MACHI_WEB__PORT" in running.output
    assert "Traceback" not in running.output


async def test_a_port_that_is_taken_is_named(tmp_path):
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        running = await typed(".venv/bin/machi", "run", WEB__PORT=str(port), **a_database(tmp_path))

        assert await running.ends() == 1
    assert "MACHI_WEB__PORT" in running.output
    assert "Traceback" not in running.output


async def test_a_second_start_installs_nothing(tmp_path):
    running = await typed("make", "run", WEB__PORT="0", **a_database(tmp_path))
    await running.says("The playground is open")
    os.killpg(running.process.pid, signal.SIGINT)
    await running.ends()

    assert "Installing" not in running.output

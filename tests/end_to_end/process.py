"""Machi as a process of its own, started and stopped as a person or a supervisor does it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
SECONDS: Final = 30.0


@dataclass(slots=True)
class Process:
    """One run of ``machi``, and what it has said so far."""

    process: asyncio.subprocess.Process
    said: list[str] = field(default_factory=list)

    @property
    def output(self) -> str:
        return "".join(self.said)

    async def says(self, words: str) -> str:
        """Wait until it has said that; gives the line."""
        async with asyncio.timeout(SECONDS):
            while not (found := [line for line in self.said if words in line]):
                line = await self._line()
                assert line, f"machi ended without saying {words!r}:\n{self.output}"
        return found[0]

    async def ends(self) -> int:
        """Wait until it has ended; gives its exit status."""
        async with asyncio.timeout(SECONDS):
            while await self._line():
                pass
            return await self.process.wait()

    async def stops(self, by: signal.Signals = signal.SIGINT) -> int:
        """Stop it as Ctrl-C does, or by another signal."""
        self.process.send_signal(by)
        return await self.ends()

    async def _line(self) -> str:
        assert self.process.stdout
        line = (await self.process.stdout.readline()).decode()
        if line:
            self.said.append(line)
        return line


@asynccontextmanager
async def machi(*arguments: str, folder: Path, **settings: str) -> AsyncIterator[Process]:
    """Run ``machi`` in a folder of its own with these settings and no others; killed if it still runs at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env=_environment(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    running = Process(process)
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined] - else its pipes warn when the loop is gone


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MACHI_")}  # noqa: TID251
    ours = {f"MACHI_{name}": value for name, value in settings.items()}
    return inherited | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | ours

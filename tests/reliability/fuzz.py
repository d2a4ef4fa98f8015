"""What Slack would never send, as a program: requests mangled in every way to the ingress of a living process.

Half of them bear a true signature, as if Slack itself had gone mad. Anything but a 200 or a refusal is a fault, and so
is a process that grows. The last line is what was counted, as JSON.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom  # noqa: TID251 - the seed says what is mangled
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
import cyclopts

from tests.fakes.slack import payloads
from tests.fakes.slack.delivery import signature
from tests.fakes.slack.state import Json
from tests.reliability.chaos import _folder
from tests.reliability.hurry import PROCESSES
from tests.reliability.inbound import SlackTown, _prepared, on_slack
from tests.reliability.receiver import receive
from tests.reliability.slots import Tell, _printing, _say

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
FAIR: Final = frozenset({200, 400, 401, 403, 404, 405, 413, 415})
GROWTH: Final = 50 * 1024 * 1024
_AT_ONCE: Final = 32
_PAGE: Final = 4096
_ODD: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 1e308, "", "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "🎈" * 50, "A" * 5_000, [], {}, [[]], {"": {}}, "::", "run:", "null", "\u202e", "<!channel>",
)  # fmt: skip
_STAMPS: Final = ("", "now", "-1", "1e9", "٣", "9" * 400, "0", " ", "1790000000.5")


@dataclass(frozen=True, slots=True)
class Shot:
    """One request."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]


@dataclass(slots=True)
class Tally:
    """What came back."""

    statuses: Counter[int] = field(default_factory=Counter)
    cut: int = 0
    strange: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    grown: int = 0

    @property
    def clean(self) -> bool:
        return not self.strange and not (self.statuses.keys() - FAIR) and self.grown < GROWTH


def shots(town: SlackTown, luck: Random, many: int) -> Iterator[Shot]:
    """So many requests, each another way wrong."""
    person = town.slack.user(name="mallory")
    for _ in range(many):
        body, kind = _body(town, person, luck)
        raw = body
        if luck.random() < 0.4:
            raw = _mangled(raw, luck)
        stamp = str(int(time.time())) if luck.random() < 0.9 else luck.choice(_STAMPS)  # noqa: TID251 - Slack's own
        signed = signature(town.slack.signing_secret, stamp, "").removeprefix("v0=")
        if luck.random() < 0.6:
            signed = _signed(town.slack.signing_secret, stamp, raw)
        elif luck.random() < 0.3:
            signed = luck.choice(["", "x", "é", signed.upper(), signed[:-1]])
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signed}", "Content-Type": kind}
        if luck.random() < 0.1:
            headers["Content-Type"] = luck.choice(["", "text/plain", "application/json; charset=utf-7", "a" * 300, ";"])
        if luck.random() < 0.05:
            headers |= {"Content-Encoding": luck.choice(["gzip", "br", "zzz"])}
        method = "POST" if luck.random() < 0.97 else luck.choice(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
        path = "/slack/events" if luck.random() < 0.98 else luck.choice(["/slack/events/", "/", "/slack/../etc", "//x"])
        yield Shot(method, path, raw, headers)


def _signed(secret: str, stamp: str, raw: bytes) -> str:
    import hashlib
    import hmac

    return hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()


def _body(town: SlackTown, person: Any, luck: Random) -> tuple[bytes, str]:
    state, place = town.slack.state, town.slack.channel("general")
    match luck.randrange(4):
        case 0:
            inner = payloads.reaction_event(state, "reaction_added", town.card, "raised_hand", person.id)
            return json.dumps(_twisted(payloads.event(state, inner), luck)).encode(), JSON
        case 1:
            form = payloads.command(state, person.user, place, "/volunteer", "list", trigger="t", answer_at="")
            return urlencode(_twisted(form, luck), doseq=True, errors="replace").encode(), FORM
        case 2:
            pressed = {"actions": [{"action_id": "x", "value": "run:help", "action_ts": "1", "type": "button"}]}
            body = payloads.gesture(state, person.user, "block_actions", "t") | pressed
            body |= payloads.on_message(state, town.card) | {"response_url": ""}
            return urlencode({"payload": json.dumps(_twisted(body, luck))}).encode(), FORM
        case _:
            view = {"id": "V1", "type": "modal", "title": {"text": "x"}, "private_metadata": "[]", "state": {}}
            body = payloads.gesture(state, person.user, luck.choice(["view_submission", "view_closed"]), "t")
            return urlencode({"payload": json.dumps(_twisted(body | {"view": view}, luck))}).encode(), FORM


def _twisted(body: Json, luck: Random) -> Json:
    """The same with some of its parts gone, doubled or of another kind."""
    twisted = json.loads(json.dumps(body))
    for _ in range(luck.randint(0, 3)):
        place: Any = twisted
        while isinstance(place, dict) and place:
            name = luck.choice(list(place))
            if not isinstance(place[name], dict) or luck.random() < 0.4:
                if luck.random() < 0.3:
                    del place[name]
                else:
                    place[name] = luck.choice(_ODD)
                break
            place = place[name]
    return twisted


def _mangled(raw: bytes, luck: Random) -> bytes:
    mangled = bytearray(raw)
    for _ in range(luck.randint(1, 6)):
        match luck.randrange(4) if mangled else 3:
            case 0:
                mangled[luck.randrange(len(mangled))] = luck.randrange(256)
            case 1:
                del mangled[luck.randrange(len(mangled)) :]
            case 2:
                at = luck.randrange(len(mangled))
                mangled[at:at] = mangled[at : at + 40] * luck.randint(1, 20)
            case _:
                mangled += luck.randbytes(luck.randint(1, 40))
    return bytes(mangled)


async def run(many: int, seed: int, tell: Tell) -> Tally:
    """Fire so many at a process, and count what it says."""
    luck, tally = Random(seed), Tally()
    with _folder() as place:
        url = f"sqlite+aiosqlite:///{place}/machi.db"
        await _prepared(url)
        async with on_slack(url, place, over_http=True) as town:
            ours, its = PROCESSES.Pipe(duplex=False)
            process = PROCESSES.Process(target=receive, args=(town.post, its))
            await asyncio.to_thread(process.start)
            its.close()
            try:
                await asyncio.to_thread(ours.recv)
                await _fire(town, many, luck, tally, tell, process.pid or 0)
            finally:
                process.kill()
                await asyncio.to_thread(process.join)
                process.close()
    return tally


async def _fire(town: SlackTown, many: int, luck: Random, tally: Tally, tell: Tell, process: int) -> None:
    address = f"http://127.0.0.1:{town.post.port}"
    aim = shots(town, luck, many)
    warm = 0
    connector = aiohttp.TCPConnector(limit=_AT_ONCE)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=20)) as session:

        async def gunner() -> None:
            nonlocal warm
            for shot in aim:
                await _shoot(session, address, shot, tally)
                done = tally.statuses.total() + tally.cut
                if done == min(2_000, many // 2):
                    warm = _memory(process)
                tell(f"{done:7} of {many}, {dict(sorted(tally.statuses.items()))}")

        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(gunner())
        await _raw(town.post.port or 0, luck, many // 100, tally)
    tally.grown = _memory(process) - warm


async def _shoot(session: aiohttp.ClientSession, address: str, shot: Shot, tally: Tally) -> None:
    began = time.monotonic()
    try:
        async with session.request(
            shot.method, f"{address}{shot.path}", data=shot.body, headers=shot.headers, allow_redirects=False
        ) as response:
            await response.read()
            tally.statuses[response.status] += 1
            if response.status not in FAIR:
                tally.strange.append(f"{response.status} for {shot}"[:400])
    except (aiohttp.ClientError, TimeoutError, ValueError):
        tally.cut += 1  # refused by the client itself, or cut off
    tally.waits.append(time.monotonic() - began)


async def _raw(port: int, luck: Random, many: int, tally: Tally) -> None:
    """Bytes that are no HTTP at all."""
    for _ in range(many):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        begun = b"POST /slack/events HTTP/1.1\r\n" * luck.randrange(2)
        writer.write(begun + luck.randbytes(luck.randint(1, 200)) + b"\r\n\r\n")
        writer.write_eof()
        try:
            async with asyncio.timeout(5):
                answer = await reader.read(100)
        except (TimeoutError, ConnectionError):
            answer = b""
        writer.close()
        if answer.startswith(b"HTTP/1.") and answer[9:10] == b"5":
            tally.strange.append(repr(answer[:60]))


def _memory(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE


def main(*, seed: int | None = None, requests: int = 100_000) -> None:
    """Send what Slack would never send, and count the answers.

    Args:
        seed: decides what is sent; drawn when there is none.
        requests: how many.
    """
    chosen = SystemRandom().randrange(1_000_000) if seed is None else seed
    _say(f"seed {chosen}: {requests} requests")
    began = time.monotonic()
    tally = asyncio.run(run(requests, chosen, _printing()))
    for line in tally.strange[:5]:
        _say(line)
    waits = sorted(tally.waits)
    told = {
        "requests": requests,
        "statuses": {str(status): count for status, count in sorted(tally.statuses.items())},
        "five_hundreds": sum(count for status, count in tally.statuses.items() if status >= 500),
        "strange": len(tally.strange),
        "p99_ms": round(waits[int(len(waits) * 0.99)] * 1000),
        "grown_mb": round(tally.grown / 1024 / 1024, 1),
        "seconds": round(time.monotonic() - began, 1),
        "seed": chosen,
    }
    _say(json.dumps(told))
    sys.exit(0 if tally.clean else 1)


if __name__ == "__main__":
    cyclopts.run(main)

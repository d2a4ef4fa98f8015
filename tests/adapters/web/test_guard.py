"""The guard: the playground is for the browser at this machine alone, and for its own pages."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web

from adapters.web.server import application, is_loopback, serving
from tests.adapters.web.town import Town

FORM = "Content-Type: application/x-www-form-urlencoded"
NOT_OURS = [
    "evil.example",
    "evil.example:{port}",
    "localhost.evil.example:{port}",
    "127.0.0.1.evil.example:{port}",
    "127.0.0.1.:{port}",
    "localhost.:{port}",
    "LOCALHOST:{port}",
    "Localhost:{port}",
    "127.1:{port}",
    "2130706433:{port}",
    "0x7f000001:{port}",
    "0.0.0.0:{port}",
    "[::]:{port}",
    "[::ffff:127.0.0.1]:{port}",
    "[0:0:0:0:0:0:0:1]:{port}",
    "user@127.0.0.1:{port}",
    "127.0.0.1",
    "localhost",
    "127.0.0.1:1",
    "127.0.0.1:0{port}",
    "127.0.0.1:{port}0",
    "127.0.0.1:{port}, evil.example",
    "evil.example, 127.0.0.1:{port}",
    "１２７.0.0.1:{port}",
]
FOREIGN = [
    "Origin: http://evil.example",
    "Origin: null",
    "Origin: http://localhost.evil.example:{port}",
    "Origin: https://127.0.0.1:{port}",
    "Origin: http://127.0.0.1:1",
    "Origin: http://127.0.0.1",
    "Origin: HTTP://127.0.0.1:{port}",
    "Origin: http://127.0.0.1:{port}/",
    "Origin: http://127.0.0.1:{port}\r\nOrigin: http://evil.example",
    "Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: cross-site",
    "Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-site",
    "Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: none",
    "Origin: http://evil.example\r\nSec-Fetch-Site: same-origin",
    "Sec-Fetch-Site: cross-site",
    "Sec-Fetch-Site: same-site",
    "Sec-Fetch-Site: none",
    "Referer: http://127.0.0.1:{port}/",
    "X-Nothing: said of where it comes from",
]
PATHS = ["/plaza/say", "/plaza/press", "/plaza/submit", "/plaza/react", "/plaza/dismiss", "/plaza/person", "/clock"]


def port_of(town: Town) -> int:
    return int(town.address.rpartition(":")[2])


async def status_of(town: Town, method: str, path: str, *headers: str, body: str = "") -> int:
    """The status of a request that is written byte for byte, as no client would write it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(town))
    lines = [f"{method} {path} HTTP/1.1", *headers, f"Content-Length: {len(body)}", "Connection: close", "", body]
    writer.write("\r\n".join(lines).format(port=port_of(town)).encode())
    await writer.drain()
    answered = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(answered.split(b" ", 2)[1])


@pytest.mark.parametrize("host", NOT_OURS)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_host_that_is_not_ours_to_the_letter_is_refused(town: Town, host: str, method: str):
    headers = [f"Host: {host}", "Origin: http://127.0.0.1:{port}", FORM]

    status = await status_of(town, method, "/" if method == "GET" else "/clock", *headers)

    assert status in (400, 403)


async def test_a_request_without_a_host_or_with_two_is_refused(town: Town):
    without = await status_of(town, "GET", "/")
    with_two = await status_of(town, "GET", "/", "Host: 127.0.0.1:{port}", "Host: evil.example")

    assert {without, with_two} <= {400, 403}


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}"])
async def test_the_names_of_this_machine_are_served(town: Town, host: str):
    assert await status_of(town, "GET", "/", f"Host: {host}") == 200


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("path", PATHS)
async def test_what_no_page_of_ours_posted_is_refused(town: Town, origin: str, path: str):
    status = await status_of(town, "POST", path, "Host: 127.0.0.1:{port}", origin, FORM, body="by=hour&key=k")

    assert status == 403
    assert town.engine.gestures == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_no_other_method_is_served_and_no_other_origin_is_told_that_it_may(town: Town, method: str):
    headers = ["Host: 127.0.0.1:{port}", "Origin: http://evil.example", "Access-Control-Request-Method: POST"]

    assert await status_of(town, method, "/clock", *headers) in (403, 405)


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/json", ""])
async def test_only_a_form_is_taken(town: Town, kind: str):
    headers = [
        "Host: 127.0.0.1:{port}",
        "Origin: http://127.0.0.1:{port}",
        *([f"Content-Type: {kind}"] if kind else []),
    ]

    assert await status_of(town, "POST", "/clock", *headers, body="by=hour&key=k") == 415


@pytest.mark.parametrize(
    "headers",
    [
        ["Origin: http://evil.example"],
        ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"],
        ["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors"],
    ],
)
@pytest.mark.parametrize("path", ["/", "/town", "/events", "/static/playground.js"])
async def test_another_site_reads_nothing(town: Town, headers: list[str], path: str):
    assert await status_of(town, "GET", path, "Host: 127.0.0.1:{port}", *headers) == 403


async def test_a_link_from_elsewhere_opens_the_page(town: Town):
    headers = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"]

    assert await status_of(town, "GET", "/", "Host: 127.0.0.1:{port}", *headers) == 200


async def test_a_page_of_ours_may_post(town: Town):
    headers = ["Host: 127.0.0.1:{port}", "Origin: http://127.0.0.1:{port}", "Sec-Fetch-Site: same-origin", FORM]

    assert await status_of(town, "POST", "/clock", *headers, body="by=hour&key=k") == 200


async def test_more_than_a_form_can_hold_is_refused_in_a_sentence(town: Town, client: ClientSession):
    async def too_much() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"line=" + b"a" * 65_536

    headers = {"Origin": town.address, "Content-Type": "application/x-www-form-urlencoded"}

    async with client.post(f"{town.address}/plaza/say", data=too_much(), headers=headers) as refused:
        assert refused.status == 413
        assert await refused.text() == "一度に送れる量を超えています。短くしてお試しください。"


@pytest.mark.parametrize("path", ["/", "/static/page.css", "/nowhere"])
async def test_every_answer_forbids_what_the_page_does_not_need(town: Town, client: ClientSession, path: str):
    async with client.get(f"{town.address}{path}") as answer:
        policy = answer.headers["Content-Security-Policy"]

        assert policy.startswith("default-src 'self'")
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_health_is_told_to_anybody_and_says_nothing_else(town: Town):
    assert await status_of(town, "GET", "/health/live", "Host: anything.example") == 200


async def test_routes_that_are_sure_of_their_callers_are_open(client: ClientSession):
    async def events(request: web.Request) -> web.Response:
        return web.Response(text=await request.text())

    app = application([], [web.post("/slack/events", events)])

    async with serving(app, "127.0.0.1", 0) as address, client.post(f"{address}/slack/events", json={"a": 1}) as answer:
        assert (answer.status, await answer.text()) == (200, '{"a": 1}')


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.2", "example.org"])
async def test_the_server_does_not_listen_where_others_reach_it(host: str):
    with pytest.raises(ValueError, match="this machine alone"):
        async with serving(application([web.get("/", _taken)]), host, 0):
            pass

    assert not is_loopback(host)


async def test_what_is_sure_of_its_callers_by_itself_may_be_reached_from_elsewhere():
    app = application([], [web.post("/slack/events", _taken)])

    async with serving(app, "0.0.0.0", 0) as address, ClientSession() as session:
        port = address.rpartition(":")[2]
        answer = await session.post(f"http://127.0.0.1:{port}/slack/events", headers={"Host": "machi.example"})

        assert answer.status == 200


async def _taken(_: web.Request) -> web.Response:
    return web.Response()

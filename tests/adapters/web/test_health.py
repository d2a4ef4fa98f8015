"""The health page: everybody may know that Machi lives, and only who looks after it how it is."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest

from adapters.web.health import routes
from adapters.web.server import application, serving

WELL = {"ok": True, "tasks": []}


class Patient:
    """Somebody whose health is asked for."""

    def __init__(self) -> None:
        self.told: Mapping[str, Any] = WELL

    async def report(self) -> Mapping[str, Any]:
        return self.told


@pytest.fixture
def patient() -> Patient:
    return Patient()


@pytest.fixture
async def address(patient: Patient) -> AsyncIterator[str]:
    async with serving(application([], routes(patient.report, "a-long-token")), "127.0.0.1", 0) as address:
        yield address


async def asked(address: str, path: str = "/health", **headers: str) -> tuple[int, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession() as session, session.get(f"{address}{path}", headers=named) as response:
        return response.status, await response.text()


async def test_who_sits_at_the_machine_is_told_everything(address):
    assert await asked(address) == (200, '{"ok": true, "tasks": []}')


async def test_where_somebody_has_to_look_the_status_says_so(address, patient):
    patient.told = {"ok": False}

    assert await asked(address) == (503, '{"ok": false}')


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"Via": "1.1 proxy"},
        {"Host": "machi.example"},
        {"Host": "localhost.evil:80"},
        {"X_Forwarded_For": "203.0.113.7", "Authorization": "Bearer a-long-tokeN"},
        {"X_Forwarded_For": "203.0.113.7", "Authorization": "a-long-token"},
        {"X_Forwarded_For": "203.0.113.7", "Authorization": ""},
    ],
    ids=str,
)
async def test_whoever_comes_from_elsewhere_finds_nothing(address, headers):
    status, words = await asked(address, **headers)

    assert status == 404
    assert "tasks" not in words


async def test_whoever_has_the_token_is_told_everything(address):
    status, _ = await asked(address, X_Forwarded_For="203.0.113.7", Authorization="Bearer a-long-token")

    assert status == 200


async def test_that_machi_lives_is_told_to_anybody_and_nothing_else(address):
    assert await asked(address, "/health/live", X_Forwarded_For="203.0.113.7") == (200, "ok")

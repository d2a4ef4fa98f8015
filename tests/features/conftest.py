"""The town that stories are told in."""

from collections.abc import AsyncIterator

import pytest

from tests.people import Resident, Town, living_town


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    """A community with two chats."""
    async with living_town() as town:
        yield town


@pytest.fixture
def ada(town: Town) -> Resident:
    """Ada, who lives on Discord and reads English."""
    return town.person("Ada")


@pytest.fixture
def ben(town: Town) -> Resident:
    """Ben, who lives on Slack and reads English."""
    return town.person("Ben", on="slack")


@pytest.fixture
def chie(town: Town) -> Resident:
    """Chie, who lives on Slack and reads Japanese."""
    return town.person("千恵", on="slack", language="ja")

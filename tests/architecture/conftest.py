"""What the tests of the project's shape share: a machine on which nothing of Machi's is set."""

import os

import pytest

from bot.settings import PREFIX


@pytest.fixture
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of Machi's in the environment."""
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:  # noqa: TID251 - to empty it
        monkeypatch.delenv(name)

"""The rules of parting: how often it is looked whether the messages of somebody erased say so by now."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

LOOKS: Final[Sequence[timedelta]] = (
    timedelta(seconds=20),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(days=1),
)
"""Waits before each look; after the last nothing is kept, whether a platform was there to be told or not."""

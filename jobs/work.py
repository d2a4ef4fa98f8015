"""Work: what happens by itself, in the shape that the scheduler and the playground's clock drive it by."""

from datetime import datetime
from typing import Protocol


class Work(Protocol):
    """Something that has more to do from time to time."""

    async def run_until_idle(self) -> int:
        """Do all that can be done by now, and say how much it was. Callers take turns."""
        ...

    async def next_at(self) -> datetime | None:
        """When there is something to do next."""
        ...

    def close(self) -> None:
        """Begin nothing more; what has begun is finished."""
        ...

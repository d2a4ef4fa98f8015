"""A shelf in memory: what an adapter put on it, plain to see."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class FakeShelf:
    """Fills :class:`bot.ports.Shelf`; survives whoever uses it, as a database survives a restart."""

    kept: dict[str, str] = field(default_factory=dict)

    async def get(self, key: str) -> str | None:
        """What is kept under that key."""
        return self.kept.get(key)

    async def put(self, key: str, value: str) -> None:
        """Keep it, in place of what was there."""
        self.kept[key] = value

    async def remove(self, key: str) -> None:
        """Forget it."""
        self.kept.pop(key, None)

    async def take(self, key: str) -> str | None:
        """What is kept under that key, and forget it."""
        return self.kept.pop(key, None)

    async def under(self, prefix: str) -> tuple[tuple[str, str], ...]:
        """Every key that begins so with what it keeps, in the order of the keys."""
        return tuple(sorted((key, value) for key, value in self.kept.items() if key.startswith(prefix)))

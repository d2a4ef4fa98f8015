"""The shape of the project itself: what may import what, which files there are, and what they say."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "adapters", "storage", "jobs")


def modules(*folders: str) -> list[Path]:
    """Return every Python file below these folders of the project, by its path from the root."""
    return sorted(path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*.py"))

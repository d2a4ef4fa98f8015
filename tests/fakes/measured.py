"""What `machi doctor --live` measured, as the fakes take it, so that they are as slow and forgetful as the real one."""

import json
from pathlib import Path


def nonce_window(file: Path, *, otherwise: float = 180.0) -> float:
    """Seconds for which Discord remembers a nonce; what it still remembered, where it never forgot."""
    found = _of(file, "discord")
    forgotten, dropped = found.get("nonce_forgotten_after"), found.get("nonce_dropped_after")
    if dropped is None:
        return 0.0 if forgotten is not None else otherwise
    return float(dropped)


def history_lag(file: Path, *, otherwise: float = 0.0) -> float:
    """Seconds for which Slack's history may miss a message."""
    return float(_of(file, "slack").get("history_lag_longest", otherwise))


def _of(file: Path, platform: str) -> dict:
    return json.loads(file.read_text(encoding="utf-8")).get(platform, {})

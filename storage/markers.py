"""Markers: the name by which a platform knows one message of ours again; deterministic, opaque and unique."""

import base64
import hashlib
import hmac
from typing import Final

_LENGTH: Final = 22
"""Discord's nonce holds 25."""


def marker(install_key: bytes, community: str, kind: str, key: str, target: str, generation: int) -> str:
    """The marker of one delivery: the same after a restart, a restored backup, or on another machine."""
    identity = "\0".join((community, kind, key, target, str(generation)))
    digest = hmac.digest(install_key, identity.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode()[:_LENGTH]

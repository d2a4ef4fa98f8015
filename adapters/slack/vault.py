"""The vault: tokens at rest, sealed with a key that is kept outside the database."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY: Final = 32
"""Bytes of a key: AES-256."""
_NONCE: Final = 12
_VERSION: Final = "v1"


class Sealed(Exception):  # noqa: N818 - a state, which another key may end
    """It cannot be opened: it was sealed with another key, or is not what was sealed."""


class Vault:
    """Seals with the first key, and opens with each.

    So a key is changed by putting the new one before the old one: what is kept is sealed anew when it is read.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take keys of ``KEY`` bytes each; without any, or with another length, ``ValueError``."""
        if not keys or any(len(key) != KEY for key in keys):
            raise ValueError(f"a vault needs keys of {KEY} bytes")
        self._ciphers = {_name(key): AESGCM(key) for key in keys}
        self._first = _name(keys[0])

    def seal(self, words: str, of: str) -> str:
        """Seal some words that belong to something, such as a workspace; they open as its own only."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._ciphers[self._first].encrypt(nonce, words.encode(), of.encode())
        return f"{_VERSION}.{self._first}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, of: str) -> str:
        """What was sealed; :class:`Sealed` for anything else."""
        version, _, rest = sealed.partition(".")
        name, _, encoded = rest.partition(".")
        cipher = self._ciphers.get(name) if version == _VERSION else None
        if cipher is None:
            raise Sealed("it was sealed with a key that is not here")
        try:
            raw = base64.urlsafe_b64decode(encoded.encode())
            return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], of.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise Sealed("it is not what was sealed") from error

    def is_stale(self, sealed: str) -> bool:
        """Whether it was sealed with a key that is on its way out."""
        return not sealed.startswith(f"{_VERSION}.{self._first}.")


def _name(key: bytes) -> str:
    # Tells keys apart, and says nothing of them.
    return hashlib.sha256(b"machi vault " + key).hexdigest()[:8]

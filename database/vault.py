"""Encryption of personal data at rest and the blind indexes that find it again.

A sealed value is `version(1) | key id(4) | nonce(12) | AES-256-GCM ciphertext`; its associated data is
`table|column|row id`, so a value moved to another row or column no longer opens.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12
INDEX_BYTES = 16


class VaultError(Exception):
    """A sealed value could not be opened; the text never contains the value."""

    code = "vault_unreadable"


@dataclass(frozen=True)
class VaultKeys:
    """`sealing`: key id (8 hex digits) -> 32 bytes, `current` seals; `index` is a different 32-byte key."""

    sealing: Mapping[str, bytes] = field(repr=False)
    current: str
    index: bytes = field(repr=False)


class Vault:
    """Seals and opens values with the keys it is given; holds no other state."""

    def __init__(self, keys: VaultKeys) -> None:
        self._ciphers = {bytes.fromhex(kid): AESGCM(key) for kid, key in keys.sealing.items()}
        self._current = bytes.fromhex(keys.current)
        self._index_key = keys.index

    def seal(self, column: str, row_id: UUID | str, value: str) -> bytes:
        """`column` is `table.column`; the row id must never change afterwards."""
        return self.seal_bytes(column, row_id, value.encode())

    def seal_bytes(self, column: str, row_id: UUID | str, value: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        body = self._ciphers[self._current].encrypt(nonce, value, _bound_to(column, row_id))
        return VERSION + self._current + nonce + body

    def open(self, column: str, row_id: UUID | str, sealed: bytes) -> str:
        """Raise VaultError for an unknown key, a moved value or a damaged one."""
        return self.open_bytes(column, row_id, sealed).decode()

    def open_bytes(self, column: str, row_id: UUID | str, sealed: bytes) -> bytes:
        """Raise VaultError for an unknown key, a moved value or a damaged one."""
        head = 1 + KEY_ID_BYTES
        cipher = self._ciphers.get(sealed[1:head]) if sealed[:1] == VERSION else None
        if cipher is None:
            raise VaultError("The value was sealed with a key that is not configured.")
        nonce, body = sealed[head : head + NONCE_BYTES], sealed[head + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, body, _bound_to(column, row_id))
        except (InvalidTag, ValueError) as error:  # ValueError: cut short within the nonce.
            raise VaultError(f"A value of {column} does not belong to its row or was altered.") from error

    def seal_json(self, column: str, row_id: UUID | str, value: Mapping[str, Any]) -> bytes:
        return self.seal(column, row_id, json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def open_json(self, column: str, row_id: UUID | str, sealed: bytes) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.open(column, row_id, sealed))
        return value

    def index(self, column: str, normalised: str) -> bytes:
        """A keyed blind index; equal values of two columns have different indexes."""
        return hmac.digest(self._index_key, f"{column}|{normalised}".encode(), hashlib.sha256)[:INDEX_BYTES]


def _bound_to(column: str, row_id: UUID | str) -> bytes:
    return f"{column}|{row_id}".encode()

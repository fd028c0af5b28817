"""The path of a delivery's status callbacks: only who was told it by us can name the delivery.

A token is the delivery's id and a keyed digest of it, so nothing has to be stored for it.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hmac import compare_digest
from uuid import UUID

from database.vault import Vault

ID_BYTES = 16
COLUMN = "deliveries.status_token"


def status_token(vault: Vault, delivery_id: UUID) -> str:
    named = delivery_id.bytes + vault.index(COLUMN, str(delivery_id))
    return urlsafe_b64encode(named).decode().rstrip("=")


def delivery_of_token(vault: Vault, token: str) -> UUID | None:
    """None for every text that is not exactly a token of ours."""
    try:
        delivery_id = UUID(bytes=urlsafe_b64decode(token.encode("ascii") + b"==")[:ID_BYTES])
    except ValueError:
        return None
    is_ours = compare_digest(status_token(vault, delivery_id).encode(), token.encode())
    return delivery_id if is_ours else None

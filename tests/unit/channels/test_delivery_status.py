"""How far a delivery has come, and the paths its callbacks use."""

import secrets
from uuid import UUID, uuid4

import pytest

from database.vault import Vault, VaultKeys
from gateway.channels.sms.status import advance
from gateway.channels.sms.tokens import delivery_of_token, status_token

pytestmark = pytest.mark.unit

DELIVERY = UUID("00000000-0000-4000-8000-000000000001")


def a_vault() -> Vault:
    return Vault(VaultKeys({"00000001": secrets.token_bytes(32)}, "00000001", secrets.token_bytes(32)))


@pytest.mark.parametrize(
    ("current", "reported", "after"),
    [
        (None, "queued", "queued"),
        ("queued", "sent", "sent"),
        ("delivered", "sent", "delivered"),
        ("sent", "delivered", "delivered"),
        ("delivered", "read", "read"),
        ("read", "delivered", "read"),
        ("sent", "undelivered", "undelivered"),
        ("undelivered", "delivered", "undelivered"),
        ("failed", "sent", "failed"),
        ("delivered", "failed", "delivered"),
        ("read", "undelivered", "read"),
    ],
)
def test_a_report_moves_forward_only(current: str | None, reported: str, after: str) -> None:
    assert advance(current, reported) == after


def test_a_token_names_its_delivery() -> None:
    vault = a_vault()
    assert delivery_of_token(vault, status_token(vault, DELIVERY)) == DELIVERY


def test_a_token_of_another_key_names_nothing() -> None:
    assert delivery_of_token(a_vault(), status_token(a_vault(), DELIVERY)) is None


def test_no_altered_token_names_anything() -> None:
    vault = a_vault()
    token = status_token(vault, DELIVERY)
    changed = [token[:i] + ("A" if token[i] != "A" else "B") + token[i + 1 :] for i in range(len(token))]
    others = ["", "=", "x", token[:-1], token + "A", token + "=", token + "==", f" {token}", "あ", "A" * 5_000]
    assert [
        text for text in (*changed, *others, status_token(vault, uuid4())[:22]) if delivery_of_token(vault, text)
    ] == []


def test_a_token_fits_a_path() -> None:
    assert status_token(a_vault(), DELIVERY).replace("-", "").replace("_", "").isalnum()

"""What the vault seals opens only in its own place, with a key that is configured, and unaltered."""

from uuid import UUID

import pytest

from database.vault import INDEX_BYTES, VERSION, Vault, VaultError, VaultKeys

ROW, OTHER_ROW = UUID(int=1), UUID(int=2)
COLUMN, OTHER_COLUMN = "customers.name", "customers.address"
OLD, NEW = "0a0b0c01", "0a0b0c02"
OLD_KEY, NEW_KEY, INDEX_KEY = bytes(range(32)), bytes(range(1, 33)), bytes(range(2, 34))
NAME = "試験 花子"

vault = Vault(VaultKeys({OLD: OLD_KEY}, OLD, INDEX_KEY))
rotated = Vault(VaultKeys({OLD: OLD_KEY, NEW: NEW_KEY}, NEW, INDEX_KEY))
without_old = Vault(VaultKeys({NEW: NEW_KEY}, NEW, INDEX_KEY))


@pytest.mark.parametrize("value", [NAME, "", "髙𠮷㐂", "a\x00b\nc", "あ" * 10_000])
def test_what_is_sealed_opens(value: str) -> None:
    assert vault.open(COLUMN, ROW, vault.seal(COLUMN, ROW, value)) == value


@pytest.mark.parametrize("value", [b"", b"\x89PNG\r\n", bytes(range(256))])
def test_sealed_bytes_open(value: bytes) -> None:
    assert vault.open_bytes(COLUMN, ROW, vault.seal_bytes(COLUMN, ROW, value)) == value


def test_sealed_json_opens() -> None:
    value = {"氏名": NAME, "items": [1, None, {"a": True}]}
    assert vault.open_json(COLUMN, ROW, vault.seal_json(COLUMN, ROW, value)) == value


def test_a_row_id_may_be_text() -> None:
    assert vault.open(COLUMN, str(ROW), vault.seal(COLUMN, ROW, NAME)) == NAME


def test_the_sealed_value_shows_its_key_and_nothing_else() -> None:
    sealed = vault.seal(COLUMN, ROW, NAME)
    assert sealed[:5] == VERSION + bytes.fromhex(OLD)
    assert NAME.encode() not in sealed


def test_the_same_value_is_never_sealed_the_same_way_twice() -> None:
    assert len({vault.seal(COLUMN, ROW, NAME) for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("column", "row"), [(OTHER_COLUMN, ROW), (COLUMN, OTHER_ROW), ("other.name", ROW), (COLUMN, "")]
)
def test_a_moved_value_does_not_open(column: str, row: UUID | str) -> None:
    sealed = vault.seal(COLUMN, ROW, NAME)
    with pytest.raises(VaultError):
        vault.open(column, row, sealed)


def test_after_rotation_the_old_key_opens_and_the_new_key_seals() -> None:
    assert rotated.open(COLUMN, ROW, vault.seal(COLUMN, ROW, NAME)) == NAME
    sealed = rotated.seal(COLUMN, ROW, NAME)
    assert sealed[1:5] == bytes.fromhex(NEW)
    assert without_old.open(COLUMN, ROW, sealed) == NAME


def test_a_key_that_is_not_configured_is_named_as_such() -> None:
    with pytest.raises(VaultError, match="not configured") as refused:
        without_old.open(COLUMN, ROW, vault.seal(COLUMN, ROW, NAME))
    assert refused.value.code == "vault_unreadable"


def test_another_key_under_the_same_id_does_not_open() -> None:
    impostor = Vault(VaultKeys({OLD: NEW_KEY}, OLD, INDEX_KEY))
    with pytest.raises(VaultError):
        impostor.open(COLUMN, ROW, vault.seal(COLUMN, ROW, NAME))


SEALED = vault.seal(COLUMN, ROW, NAME)


@pytest.mark.parametrize("position", range(len(SEALED)))
def test_a_value_altered_anywhere_does_not_open(position: int) -> None:
    altered = bytearray(SEALED)
    altered[position] ^= 1
    with pytest.raises(VaultError):
        vault.open(COLUMN, ROW, bytes(altered))


@pytest.mark.parametrize("length", range(len(SEALED)))
def test_a_value_cut_short_does_not_open(length: int) -> None:
    with pytest.raises(VaultError):
        vault.open(COLUMN, ROW, SEALED[:length])


def test_a_refusal_shows_neither_the_value_nor_a_key() -> None:
    with pytest.raises(VaultError) as refused:
        vault.open(OTHER_COLUMN, ROW, vault.seal(COLUMN, ROW, NAME))
    shown = f"{refused.value} {refused.value!r}"
    assert NAME not in shown
    assert OLD_KEY.hex() not in shown


def test_the_index_finds_equal_values_of_one_column() -> None:
    assert vault.index(COLUMN, NAME) == rotated.index(COLUMN, NAME)
    assert len(vault.index(COLUMN, NAME)) == INDEX_BYTES


def test_the_index_differs_by_column_value_and_key() -> None:
    other_key = Vault(VaultKeys({OLD: OLD_KEY}, OLD, NEW_KEY))
    indexes = {
        vault.index(COLUMN, NAME),
        vault.index(OTHER_COLUMN, NAME),
        vault.index(COLUMN, "試験 太郎"),
        other_key.index(COLUMN, NAME),
    }
    assert len(indexes) == 4


def test_keys_are_not_shown() -> None:
    keys = VaultKeys({OLD: OLD_KEY}, OLD, INDEX_KEY)
    shown = f"{keys!r} {keys} {Vault(keys)!r}"
    assert OLD in shown
    assert all(repr(key) not in shown and key.hex() not in shown for key in (OLD_KEY, INDEX_KEY))

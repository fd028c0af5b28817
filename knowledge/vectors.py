"""Word vectors of ja_ginza, read straight from the package's vector table.

spaCy is not imported: its import and the pipeline cost over two seconds and 600 MB, the table alone is mapped
into memory. The keys of the table are spaCy's hashes (MurmurHash64A with seed 1), so that hash stands here.
"""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import srsly  # type: ignore[import-untyped]  # Comes with spaCy, which wrote the table with it.
from numpy.typing import NDArray

FloatVector = NDArray[np.float32]
Embed = Callable[[str], FloatVector | None]

DIMENSIONS = 300
_MASK = 0xFFFFFFFFFFFFFFFF
_MULTIPLIER = 0xC6A4A7935BD1E995
_SHIFT = 47


class VectorsMissingError(Exception):
    """The word vectors of ja_ginza are not installed."""

    code = "word_vectors_missing"


class WordVectors:
    """Word to L2-normalised vector; words share rows, so similar words may have equal vectors."""

    def __init__(self, keys: NDArray[np.uint64], rows: NDArray[np.int32], table: FloatVector) -> None:
        order = np.argsort(keys)
        self._keys, self._rows, self._table = keys[order], rows[order], table

    def __call__(self, word: str) -> FloatVector | None:
        """None for a word without a vector."""
        key = np.uint64(word_key(word))
        place = int(np.searchsorted(self._keys, key))
        if place == len(self._keys) or self._keys[place] != key:
            return None
        return unit(np.asarray(self._table[self._rows[place]]))


def load_word_vectors(folder: Path | None = None) -> WordVectors:
    """Raise VectorsMissingError when the vector table is not where ja_ginza keeps it."""
    folder = folder or _installed_folder()
    try:
        places: dict[int, int] = srsly.read_msgpack(folder / "key2row")
        table = np.load(folder / "vectors", mmap_mode="r")
    except (OSError, ValueError) as error:
        raise VectorsMissingError(f"No readable word vectors in {folder}: run `uv sync`.") from error
    keys = np.fromiter(places.keys(), dtype=np.uint64, count=len(places))
    rows = np.fromiter(places.values(), dtype=np.int32, count=len(places))
    return WordVectors(keys, rows, table)


def unit(vector: FloatVector) -> FloatVector:
    """The vector at length one; a zero vector stays zero."""
    length = float(np.linalg.norm(vector))
    return vector if length == 0.0 else (vector / np.float32(length)).astype(np.float32)


def word_key(word: str) -> int:
    """The key spaCy gives a (non-empty) string: MurmurHash64A over its UTF-8 bytes, seed 1."""
    data = word.encode("utf-8", "replace")
    whole = len(data) - len(data) % 8
    state = 1 ^ (len(data) * _MULTIPLIER & _MASK)
    for begin in range(0, whole, 8):
        block = int.from_bytes(data[begin : begin + 8], "little") * _MULTIPLIER & _MASK
        block = (block ^ (block >> _SHIFT)) * _MULTIPLIER & _MASK
        state = (state ^ block) * _MULTIPLIER & _MASK
    if whole != len(data):
        state = (state ^ int.from_bytes(data[whole:], "little")) * _MULTIPLIER & _MASK
    state = (state ^ (state >> _SHIFT)) * _MULTIPLIER & _MASK
    return state ^ (state >> _SHIFT)


def _installed_folder() -> Path:
    spec = find_spec("ja_ginza")
    for package in (spec and spec.submodule_search_locations) or ():
        for folder in sorted(Path(package).glob("ja_ginza-*/vocab")):
            return folder
    raise VectorsMissingError("ja_ginza is not installed: run `uv sync`.")

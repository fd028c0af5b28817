from pathlib import Path

import numpy as np
import pytest
from spacy.strings import get_string_id

from knowledge.vectors import VectorsMissingError, WordVectors, load_word_vectors, word_key


@pytest.mark.parametrize("word", ["a", "保険", "abcdefgh", "abcdefghi", "ロードサービスの番号", "x" * 100, "😀"])
def test_keys_are_those_of_spacy(word: str) -> None:
    assert word_key(word) == get_string_id(word)


def test_words_near_in_meaning_have_near_vectors(word_vectors: WordVectors) -> None:
    move, relocation, cat = (word_vectors(word) for word in ("引っ越し", "転居", "猫"))
    assert move is not None
    assert relocation is not None
    assert cat is not None
    assert float(np.linalg.norm(move)) == pytest.approx(1.0, abs=1e-5)
    assert float(move @ relocation) > float(move @ cat) + 0.2


def test_an_unknown_word_has_no_vector(word_vectors: WordVectors) -> None:
    assert word_vectors("ぬるぽぬるぽぬるぽ") is None


def test_a_missing_table_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(VectorsMissingError, match="uv sync"):
        load_word_vectors(tmp_path)

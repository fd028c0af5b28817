"""The model's decisions, on a model of a few words made by hand."""

from pathlib import Path

import numpy as np
import pytest

from bot.components.features import VIEWS, Features
from bot.components.intents import IntentModel, load_model
from bot.components.japanese import Worder, worder

pytestmark = pytest.mark.unit

LABELS = ("change_address", "greet", "out_of_scope")


@pytest.fixture(scope="module")
def word() -> Worder:
    return worder()


@pytest.fixture
def model() -> IntentModel:
    """住所 tells an address change, 天気 that something is out of scope; 明日 says nothing."""
    vocabularies = {view: list[str]() for view in VIEWS} | {"content": ["住所", "天気", "明日"]}
    features = Features(vocabularies, np.ones(3, dtype=np.float32))
    weights = np.asarray([[1.0, -1.0, -1.0], [-1.0, -1.0, 1.0], [0.0, 0.0, 0.0]], dtype=np.float16)
    bias = np.asarray([-0.1, -0.2, -0.2], dtype=np.float32)
    return IntentModel(LABELS, features, weights, bias, 5.0, {"ハイドウモ": "greet"})


def test_known_word_decides(model: IntentModel, word: Worder) -> None:
    judged = model.judge(word("住所"), scope_margin=0.2)
    assert judged.ranking[0][0] == "change_address"
    assert not judged.is_rejected


def test_probabilities_add_up_and_are_sorted(model: IntentModel, word: Worder) -> None:
    shares = [share for _, share in model.judge(word("住所と天気"), scope_margin=0.2).ranking]
    assert sum(shares) == pytest.approx(1.0, abs=1e-5)
    assert shares == sorted(shares, reverse=True)


def test_out_of_scope_is_an_answer_and_no_rejection(model: IntentModel, word: Worder) -> None:
    judged = model.judge(word("天気"), scope_margin=0.2)
    assert judged.ranking[0][0] == "out_of_scope"
    assert not judged.is_rejected


@pytest.mark.parametrize("text", ["明日", "xyz", "", "🙏"])
def test_sentence_that_says_nothing_is_rejected(model: IntentModel, word: Worder, text: str) -> None:
    assert model.judge(word(text), scope_margin=0.2).is_rejected


def test_margin_of_zero_rejects_nothing_that_is_before_out_of_scope(model: IntentModel, word: Worder) -> None:
    assert not model.judge(word("明日"), scope_margin=0.0).is_rejected


@pytest.mark.parametrize("text", ["はいどうも", "はーい、どうもー。"])
def test_known_sound_means_what_it_meant_in_training(model: IntentModel, word: Worder, text: str) -> None:
    judged = model.judge(word(text), scope_margin=0.2)
    assert judged.ranking[0][0] == "greet"
    assert judged.ranking[0][1] >= 0.99


def test_saved_model_judges_as_before(model: IntentModel, word: Worder, tmp_path: Path) -> None:
    model.save(tmp_path)
    assert load_model(tmp_path).judge(word("住所と天気"), 0.2) == model.judge(word("住所と天気"), 0.2)


def test_saved_model_is_numbers_and_strings_only(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    assert {file.suffix for file in tmp_path.iterdir()} == {".json", ".npy"}

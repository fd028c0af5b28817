"""The report of an evaluation counts what it says it counts."""

import pytest

from bot.scripts.scoring import Prediction, Sentence, chosen_threshold, macro_f1, rejecting, report

pytestmark = pytest.mark.unit

SENTENCES = [
    Sentence("住所変更", "change_address", "web"),
    Sentence("転居しました", "change_address", "voice"),
    Sentence("こんにちは", "greet", "web"),
    Sentence("天気は", "out_of_scope", "web"),
    Sentence("株価は", "out_of_scope", "voice"),
]
PREDICTIONS = [
    Prediction("change_address", 0.9),
    Prediction("change_address", 0.3, is_rejected=True),
    Prediction("change_address", 0.6),
    Prediction("out_of_scope", 0.9),
    Prediction("greet", 0.2),
]


def test_rejected_sentences_are_right_but_not_understood() -> None:
    found = report(SENTENCES, PREDICTIONS, {"住所変更"})
    assert found["accuracy"]["share"] == pytest.approx(2 / 3, abs=1e-3)
    assert found["accuracy_and_not_rejected"]["share"] == pytest.approx(1 / 3, abs=1e-3)
    assert found["false_rejection"]["share"] == pytest.approx(1 / 3, abs=1e-3)
    assert found["out_of_scope_recall"]["share"] == 0.5


def test_sentences_of_the_training_data_are_told() -> None:
    found = report(SENTENCES, PREDICTIONS, {"住所変更"})
    assert found["also_trained_on"] == 1
    assert found["accuracy_not_trained_on"]["of"] == 2


def test_confusions_count_a_rejection_as_out_of_scope() -> None:
    found = report(SENTENCES, PREDICTIONS, set())
    assert found["confusions"] == {
        "change_address -> out_of_scope": 1,
        "greet -> change_address": 1,
        "out_of_scope -> greet": 1,
    }


def test_macro_f1_weighs_each_intent_alike() -> None:
    assert macro_f1(SENTENCES, PREDICTIONS) == pytest.approx((0.5 + 0.0 + 0.5) / 3, abs=1e-3)


def test_threshold_rejects_at_most_two_in_a_hundred_of_ours() -> None:
    sentences = [Sentence(str(number), "greet", "web") for number in range(100)]
    predictions = [Prediction("greet", number / 100) for number in range(100)]
    threshold = chosen_threshold(sentences, predictions)
    assert sum(prediction.is_rejected for prediction in rejecting(predictions, threshold)) == 2

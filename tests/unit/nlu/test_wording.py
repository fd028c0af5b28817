"""What recognisers and thumbs do to a sentence leaves its reading or its words as they were."""

import pytest

from bot.components.features import characters, learned_features, pairs
from bot.components.japanese import MAX_CHARACTERS, Worder, folded, worder

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def word() -> Worder:
    return worder()


def test_homophones_have_one_reading(word: Worder) -> None:
    assert word("改姓しました").reading == word("快晴しました").reading == "カイセイシマシタ"


def test_spellings_of_a_word_have_one_normalised_form(word: Worder) -> None:
    assert word("引越し").words == word("引っ越し").words == ("引っ越し",)


def test_particles_are_no_content(word: Worder) -> None:
    assert word("住所を変えたい").content == ("住所", "変える")


@pytest.mark.parametrize("written", ["はい", "はーい", "はいっ", "はーーい。", "ハイ!"])
def test_stretched_and_clipped_words_sound_alike(word: Worder, written: str) -> None:
    assert word(written).sound == "ハイ"


def test_numbers_are_told_by_their_length_only(word: Worder) -> None:
    assert word("A123456789です") == word("A987654321です") == word("Ａ００００００００９です")


@pytest.mark.parametrize("text", ["", "  ", "🙏", "。。。", "\ud83d", "あ" * 5000, "\x00"])
def test_any_text_has_a_wording(word: Worder, text: str) -> None:
    assert len(word(text).surface) <= MAX_CHARACTERS


def test_folding_takes_width_case_and_stretching_away() -> None:
    assert folded("ＡＢＣ　ｶﾞ  すごーーい〜〜") == "abc ガ すごーいー"


def test_characters_know_where_words_begin_and_end() -> None:
    assert set(characters("はい", 3)) == {" ", "は", "い", " は", "はい", "い ", " はい", "はい "}


def test_pairs_are_words_and_neighbours() -> None:
    assert list(pairs(("住所", "を", "変える"))) == ["住所", "を", "変える", "住所 を", "を 変える"]


def test_each_view_of_a_sentence_has_length_one(word: Worder) -> None:
    sentences = [word("住所を変えたい"), word("証券をなくした")]
    features = learned_features(sentences, least_sentences=1)
    assert (features.of(sentences[0]).values ** 2).sum() == pytest.approx(4.0, abs=1e-4)


def test_unknown_words_have_no_features(word: Worder) -> None:
    features = learned_features([word("住所を変えたい")], least_sentences=1)
    assert set(features.of(word("xyz")).values.tolist()) == set(features.of(word("q")).values.tolist())


def test_rare_grams_can_be_left_out(word: Worder) -> None:
    sentences = [word("住所変更"), word("住所"), word("証券")]
    assert learned_features(sentences, least_sentences=2).vocabularies["words"] == ["住所"]

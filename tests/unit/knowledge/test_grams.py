import numpy as np

from knowledge.grams import GramIndex, runs


def test_runs_of_two_and_three() -> None:
    assert runs("ショウケン") == ["ショ", "ョウ", "ウケ", "ケン", "ショウ", "ョウケ", "ウケン"]


def test_the_same_text_is_nearest() -> None:
    index = GramIndex([["ショウケン"], ["テンキ"], ["ショウケンバンゴウ"]])
    found = index.cosines("ショウケン")
    assert int(np.argmax(found)) == 0
    assert found[0] > found[2] > found[1] == 0


def test_what_no_text_has_makes_every_text_less_alike() -> None:
    index = GramIndex([["ショウケン"], ["テンキ"]])
    assert index.cosines("ショウケンパピプペポ")[0] < index.cosines("ショウケン")[0]


def test_a_text_too_short_is_like_nothing() -> None:
    assert GramIndex([["ショウケン"]]).cosines("ア").tolist() == [0.0]


def test_no_run_reaches_from_one_passage_into_the_next() -> None:
    assert GramIndex([["アイ", "ウエ"]]).cosines("イウ").tolist() == [0.0]

"""What the record knows of a customer is masked however it is spelled, and everyday words are not."""

import pytest

from knowledge.known_terms import Known, shapes_of
from knowledge.masking import LONGEST_PIECE, mask_passage
from knowledge.tokens import Tokenizer

KNOWN = shapes_of(
    Known(
        names=("黒猫屋 標識子", "クロネコヤ ヒョウシキコ", "林 ミキ"),
        addresses=("東京都千代田区千代田1-1 標識ヶ丘九十九番館", "北海道札幌市中央区大通西3丁目"),
    )
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("黒猫屋標識子です", "［氏名］です"),
        ("黒猫屋　標識子です", "［氏名］です"),
        ("黒猫屋と申します", "［氏名］と申します"),
        ("標識子", "［氏名］"),
        ("くろねこや ひょうしきこ", "［氏名］"),
        ("ｸﾛﾈｺﾔです", "［氏名］です"),
        ("ミキです", "［氏名］です"),
        ("千代田の標識ヶ丘九十九番館", "［住所］の［住所］"),
        ("東京都千代田区千代田１－１ 標識ヶ丘九十九番館", "［住所］"),
        ("大通西3丁目", "［住所］［番地］"),
    ],
)
def test_the_customer_is_masked(tokenizer: Tokenizer, text: str, masked: str) -> None:
    assert mask_passage(text, tokenizer.person_names, KNOWN) == masked


@pytest.mark.parametrize("text", ["ミキサー車に追突された", "幹が折れた", "北海道の支店", "雑木林で迷った"])
def test_everyday_words_stay(tokenizer: Tokenizer, text: str) -> None:
    assert mask_passage(text, tokenizer.person_names, KNOWN) == text


@pytest.mark.parametrize("term", ["", " ", "(", ".*", "［", "\\", "1"])
def test_any_record_makes_usable_patterns(tokenizer: Tokenizer, term: str) -> None:
    known = shapes_of(Known((term, f"{term} {term}"), (term, f"{term} {term}")))
    assert mask_passage("保険の話", tokenizer.person_names, known) == "保険の話"


def test_lines_stay_lines(tokenizer: Tokenizer) -> None:
    text = "一行目\n\n090-0000-1234\r\n\tおわり\n"
    assert mask_passage(text, tokenizer.person_names) == "一行目\n\n［電話番号］ \n おわり\n"


@pytest.mark.parametrize("filler", ["あ", "あ、"])
def test_nothing_of_a_long_text_is_lost_or_left(tokenizer: Tokenizer, filler: str) -> None:
    masked = mask_passage(filler * (LONGEST_PIECE - 3) + "090-0000-1234" + "終", tokenizer.person_names)
    assert masked.endswith("［電話番号］終")
    assert masked.count("あ") == LONGEST_PIECE - 3


@pytest.mark.parametrize("text", ["1-" * 5_000, "a-" * 5_000, "-" * 10_000, "1-2 " * 3_000, "\x00\ud800", ""])
def test_any_text_is_masked_in_time(tokenizer: Tokenizer, text: str) -> None:
    assert "\x00" not in mask_passage(text, tokenizer.person_names, KNOWN)

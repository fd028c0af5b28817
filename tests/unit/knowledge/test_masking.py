import pytest

from knowledge.masking import LONGEST_MASKED, mask_personal
from knowledge.tokens import Tokenizer


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("090-0000-1234に電話して", "［電話番号］に電話して"),
        ("０９０ー００００ー１２３４", "［電話番号］"),
        ("09000001234です", "［電話番号］です"),
        ("(03)0000-1234", "［電話番号］"),
        ("+81 90-0000-1234", "［電話番号］"),
        ("090.1234.5678へ", "［電話番号］へ"),
        ("090・1234・5678", "［電話番号］"),
        ("090_1234_5678", "［電話番号］"),
        ("090/1234/5678", "［電話番号］"),
        ("090、1234、5678", "［電話番号］"),
        ("090  1234  5678", "［電話番号］"),
        ("〇九〇-一二三四-五六七八", "［番号］"),
        ("4111  1111  1111  1111", "［番号］"),
        ("taro @ example.com", "［メール］"),
        ("〒105-0011 東京都港区", "［郵便番号］ 東京都港区"),
        ("060-0001です", "［郵便番号］です"),
        ("〒1050011", "［郵便番号］"),
        ("メールはhanako@example.comです", "メールは［メール］です"),
        ("メールはhanako＠example.co.jpへ", "メールは［メール］へ"),
        ("証券番号AB12345678の解約", "証券番号［番号］の解約"),
        ("F0012345-001です", "［番号］です"),
        ("マイナンバー1234 5678 9012", "マイナンバー［番号］"),
        ("口座は1234567", "口座は［番号］"),
        ("4111 1111 1111 1111", "［番号］"),
        ("1980年5月3日生まれ", "［日付］生まれ"),
        ("昭和55年5月3日", "［日付］"),
        ("品川300あ12-34", "［ナンバー］"),
        ("芝公園4-2-8", "芝公園［番地］"),
        ("芝公園四丁目2番8号", "芝公園［番地］"),
        ("〇九〇〇〇〇〇一二三四", "［番号］"),
        ("田中太郎です", "［氏名］です"),
        ("https://example.com/?t=abc", "［URL］"),
    ],
)
def test_personal_data_is_masked(tokenizer: Tokenizer, text: str, masked: str) -> None:
    assert mask_personal(text, tokenizer.person_names) == masked


@pytest.mark.parametrize(
    "text",
    [
        "2026年の控除証明書",
        "保険料は12000円ですか",
        "24時間365日ですか",
        "3-6か月かかりますか",
        "台風19号で屋根が壊れた",
        "iPhone15でログインできない",
        "メールは届きますか",
    ],
)
def test_harmless_text_stays(tokenizer: Tokenizer, text: str) -> None:
    assert mask_personal(text, tokenizer.person_names) == text


@pytest.mark.parametrize(
    "text", ["-" * 10_000, "1-" * 5_000, "a-" * 5_000, "あ" * 10_000, "1-2 " * 3_000, "\x00\ud800\n"]
)
def test_any_text_becomes_short_printable_text(tokenizer: Tokenizer, text: str) -> None:
    masked = mask_personal(text, tokenizer.person_names)
    assert len(masked) <= LONGEST_MASKED
    assert masked == "".join(character for character in masked if character.isprintable())

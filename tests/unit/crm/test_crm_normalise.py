import pytest

from crm_adapter.normalise import (
    email_key,
    is_record_id,
    kana_key,
    name_key,
    phone_key,
    policy_no_key,
    postal_code_key,
    printed_kana,
)


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("髙橋 一郎", "高橋一郎"),
        ("渡邉　太郎", "渡辺太郎"),
        ("渡邊太郎", "渡辺 太郎"),
        ("𠮷田 﨑", "吉田崎"),
        ("齋藤", "斉藤"),
        ("辻\U000e0100 一", "辻一"),
        ("佐々木", "佐佐木"),
        ("㈱みなと商店", "株式会社みなと商店"),
        ("（株）みなと商店", "株式会社 みなと商店"),
        ("みなと商店㈲", "みなと商店有限会社"),
        ("ジョン・スミス", "ジョン スミス"),
        ("ｼﾞｮﾝ･ｽﾐｽ", "ジョンスミス"),
        ("Michael O'Brien", "MICHAEL OBRIEN"),
        ("Anne-Sophie", "anne sophie"),
        ("三ヶ島", "三ケ島"),
        ("スーパー", "ス－パ－"),
        ("高橋\u200b一郎\x00", "高橋一郎"),
    ],
)
def test_spellings_of_one_name_share_a_key(name: str, same: str) -> None:
    assert name_key(name) == name_key(same) != ""


@pytest.mark.parametrize(
    ("name", "other"),
    [("高橋一郎", "高橋二郎"), ("林", "森"), ("株式会社みなと商店", "みなと商店株式会社"), ("山本一", "山本ー")],
)
def test_different_names_have_different_keys(name: str, other: str) -> None:
    assert name_key(name) != name_key(other)


@pytest.mark.parametrize("nothing", ["", " ", "　・ ", "\ud800", "\x00"])
def test_nothing_has_an_empty_key(nothing: str) -> None:
    assert name_key(nothing) == kana_key(nothing) == policy_no_key(nothing) == ""


@pytest.mark.parametrize(
    ("kana", "key"),
    [
        ("さとう　はなこ", "サトウハナコ"),
        ("ｻﾄｳ ﾊﾅｺ", "サトウハナコ"),
        ("ｶﾌﾞｼｷｶﾞｲｼｬ ﾐﾅﾄｼｮｳﾃﾝ", "ミナトショウテン"),
        ("ミナトショウテン カブシキガイシャ", "ミナトショウテン"),
        ("カ）ミナトショウテン", "ミナトショウテン"),
        ("ミナトショウテン（ユ", "ミナトショウテン"),
        ("カトウ", "カトウ"),
    ],
)
def test_readings_become_full_width_katakana_without_the_company_form(kana: str, key: str) -> None:
    assert kana_key(kana) == key


def test_a_printed_reading_keeps_its_space() -> None:
    assert printed_kana(" ｻﾄｳ　 はなこ ") == "サトウ ハナコ"


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("090-0000-1234", "+819000001234"),
        ("０９０（００００）１２３４", "+819000001234"),
        ("+81 90 0000 1234", "+819000001234"),
        ("03-0000-1234", "+81300001234"),
        ("0120-000-000", "+81120000000"),
        ("0800-000-0000", "+818000000000"),
        ("050-0000-1234", "+815000001234"),
        ("+1 202 555 0100", "+12025550100"),
    ],
)
def test_phones_become_e164(phone: str, key: str) -> None:
    assert phone_key(phone) == key


@pytest.mark.parametrize("phone", ["", "110", "090-0000-123", "090-0000-12345", "03-0000-123", "電話なし", "\ud800"])
def test_what_is_no_phone_has_no_key(phone: str) -> None:
    assert phone_key(phone) is None


@pytest.mark.parametrize("policy_no", ["A123456789", "a-123-456-789", "Ａ１２３ ４５６　７８９"])
def test_a_policy_number_has_one_key(policy_no: str) -> None:
    assert policy_no_key(policy_no) == "A123456789"


def test_a_sentence_with_digits_is_no_policy_number() -> None:
    assert policy_no_key("佐藤 花子777") == ""


@pytest.mark.parametrize("postal_code", ["1500043", "150-0043", "〒１５０－００４３", "150ー0043"])
def test_a_postal_code_is_seven_digits(postal_code: str) -> None:
    assert postal_code_key(postal_code) == "1500043"


@pytest.mark.parametrize("postal_code", ["", "150004", "15000430", "渋谷区"])
def test_other_digits_are_no_postal_code(postal_code: str) -> None:
    assert postal_code_key(postal_code) is None


def test_an_email_address_ignores_case_and_width() -> None:
    assert email_key(" Ｈanako@Example.JP ") == "hanako@example.jp"


@pytest.mark.parametrize(
    ("text", "is_id"), [("C000001", True), ("a_b-1", True), ("", False), ("-1", False), ("C 1", False)]
)
def test_record_ids_are_short_and_plain(text: str, is_id: bool) -> None:
    assert is_record_id(text) is is_id

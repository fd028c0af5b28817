import pytest

from casework.fields.names import PersonName, kana_key, name_key, parse_kana, parse_person_name
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("山田 太郎", PersonName("山田 太郎", "山田", "太郎")),
        ("山田　太郎です", PersonName("山田 太郎", "山田", "太郎")),
        ("佐藤花子と申します", PersonName("佐藤花子")),
        ("名前は髙﨑 一郎です", PersonName("髙﨑 一郎", "髙﨑", "一郎")),
        ("田中さん", PersonName("田中")),
        ("渡邉といいます", PersonName("渡邉")),
        ("新しい姓は佐藤になります", PersonName("佐藤")),
        ("私は鈴木一郎です", PersonName("鈴木一郎")),
        ("さくら みどり", PersonName("さくら みどり", "さくら", "みどり")),
        ("やました あや", PersonName("やました あや", "やました", "あや")),
        ("ますだ はなこ", PersonName("ますだ はなこ", "ますだ", "はなこ")),
        ("John Smith", PersonName("John Smith")),
        ("マイケル・ジョンソン", PersonName("マイケル・ジョンソン")),
        ("𠮷田 健", PersonName("𠮷田 健", "𠮷田", "健")),
        ("えーと、山田太郎でございます", PersonName("山田太郎")),
        ("佐々木 一", PersonName("佐々木 一", "佐々木", "一")),
        ("㈱山田商事", PersonName("(株)山田商事")),
        ("名字が変わって佐藤です", PersonName("佐藤")),
        ("山田太郎(やまだたろう)", PersonName("山田太郎")),
        ("山田太郎 ヤマダタロウ", PersonName("山田太郎 ヤマダタロウ")),
        ("株式会社山田商事です", PersonName("株式会社山田商事")),
    ],
)
def test_names(webchat: ParseContext, text: str, expected: PersonName) -> None:
    found = parse_person_name(text, webchat)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.empty),
        ("。", Reason.empty),
        ("はい", Reason.not_understood),
        ("わからない", Reason.not_understood),
        ("変更したいです", Reason.not_understood),
        ("結婚しました", Reason.not_understood),
        ("名前を変えたいんですけど", Reason.not_understood),
        ("何を言えばいいですか?", Reason.not_understood),
        ("123", Reason.wrong_script),
        ("山田3", Reason.wrong_script),
        ("🙂", Reason.wrong_script),
        ("<script>", Reason.wrong_script),
        ("山" * 100, Reason.not_understood),
    ],
)
def test_refused_names(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_person_name(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ヤマダ タロウ", "ヤマダ タロウ"),
        ("やまだ たろう", "ヤマダ タロウ"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
        ("ヤマダ　タロウです", "ヤマダ タロウ"),
        ("フリガナはサトウ ハナコです", "サトウ ハナコ"),
        ("さとうはなこと読みます", "サトウハナコ"),
        ("サト- ハナコ", "サトー ハナコ"),
        ("はまだ まや", "ハマダ マヤ"),
        ("やました", "ヤマシタ"),
        ("ジョン・スミス", "ジョン・スミス"),
    ],
)
def test_kana(webchat: ParseContext, text: str, expected: str) -> None:
    found = parse_kana(text, webchat)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("山田太郎", Reason.wrong_script),
        ("Yamada", Reason.wrong_script),
        ("ヤマダ3", Reason.wrong_script),
        ("わかりません", Reason.not_understood),
        ("", Reason.empty),
        ("ーー", Reason.wrong_script),
    ],
)
def test_refused_kana(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_kana(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is reason


@pytest.mark.parametrize(
    "spellings",
    [
        ("髙﨑 一郎", "高崎一郎", "高崎　一郎様"),
        ("渡邊", "渡邉", "渡辺"),
        ("齋藤", "齊藤", "斎藤", "斉藤"),
        ("濵田", "濱田", "浜田"),
        ("𠮷澤 廣子", "吉沢広子"),
        ("㈱山田・商事", "株式会社山田商事", "(株)山田商事"),
        ("John Smith", "ＪＯＨＮ　ＳＭＩＴＨ"),
        ("國嶋 櫻", "国島桜"),
    ],
)
def test_spellings_of_one_name_share_a_key(spellings: tuple[str, ...]) -> None:
    assert len({name_key(s) for s in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("高崎", "高橋"), ("山田", "(株)山田"), ("斎藤", "佐藤")])
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_readings_share_a_key() -> None:
    assert kana_key("ｷｮｳｺ ｻﾄｳ") == kana_key("きょうこさとう") == kana_key("キヨウコ・サトウ")

import pytest

from knowledge.tokens import Tokenizer


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PWを忘れた", "パスワードを忘れました"),
        ("ｐｗを忘れた", "パスワードを忘れました"),
        ("クレカ", "クレジットカード"),
        ("レッカーを呼ぶ", "ロードサービスを呼ぶ"),
        ("免許証", "運転免許証"),
        ("名字が変わった", "苗字が変わりました"),
        ("名字", "姓"),
        ("ハガキ", "はがき"),
        ("ほけん", "保険"),
        ("引越し", "引っ越し"),
        ("クルマ", "自動車"),
        ("証券をなくした", "保険証券を失くしました"),
    ],
)
def test_spellings_of_one_idea_are_one_token(tokenizer: Tokenizer, one: str, other: str) -> None:
    assert tokenizer.content_words(one) == tokenizer.content_words(other) != ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("住所を変更したいのですが教えてください", ("住所", "変更")),
        ("2台　証券番号12", ("台", "証券", "番号")),
        ("パスポート", ("パスポート",)),
        ("生命保険の解約", ("生命保険", "解約")),
        ("運転免許証", ("運転", "免許")),
        ("", ()),
        ("😀😀", ()),
        ("\ud800", ()),
    ],
)
def test_only_content_words_are_kept(tokenizer: Tokenizer, text: str, words: tuple[str, ...]) -> None:
    assert tokenizer.content_words(text) == words


def test_very_long_text_is_cut(tokenizer: Tokenizer) -> None:
    assert len(tokenizer.content_words("住所" * 5_000)) <= 250

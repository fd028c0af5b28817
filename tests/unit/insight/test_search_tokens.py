"""What a query asks for is in the tokens of a text exactly when the text says it."""

import pytest

from insight.search_tokens import SearchWords, is_too_short


@pytest.fixture(scope="module")
def words() -> SearchWords:
    return SearchWords()


def is_found(words: SearchWords, query: str, text: str) -> bool:
    tokens, terms = words.tokens(text), words.terms(query)
    return bool(terms) and all(any(tokens.issuperset(asked) for asked in term.spellings) for term in terms)


@pytest.mark.parametrize(
    "written", ["引越し", "引っ越し", "引越", "引っ越しました", "引っ越す", "ひっこし", "お引越し"]
)
@pytest.mark.parametrize("query", ["引越し", "引っ越し", "引越"])
def test_every_spelling_of_moving_is_the_same(words: SearchWords, query: str, written: str) -> None:
    assert is_found(words, query, f"来月{written}")


@pytest.mark.parametrize("text", ["自動車保険の解約返れい金", "対人対物賠償", "あいおいの約款", "abc123xyz", "ｱﾌﾀｰｹｱ"])
def test_any_two_characters_that_stand_together_are_found(words: SearchWords, text: str) -> None:
    pairs = [text[place : place + 2] for place in range(len(text) - 1)]
    assert [pair for pair in pairs if not is_found(words, pair, text)] == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("解約", "理解と約束"),
        ("保険金", "保険の代金"),
        ("事故", "故事"),
        ("番号", "［電話番号］"),
        ("氏名", "［氏名］です"),
    ],
)
def test_what_does_not_stand_together_is_not_found(words: SearchWords, query: str, text: str) -> None:
    assert not is_found(words, query, text)


@pytest.mark.parametrize(
    ("query", "is_short"), [("あ", True), ("a b", True), ("車", False), ("解約", False), ("", False), ("😀!", False)]
)
def test_only_letters_that_cannot_be_looked_up_are_too_short(words: SearchWords, query: str, is_short: bool) -> None:
    assert is_too_short(query, words.terms(query)) is is_short


@pytest.mark.parametrize("text", ["あ" * 60_000, "\ud800\x00", "ー" * 100, "ﾞﾟ", "🇯🇵" * 50, "İıß"])
def test_any_text_has_tokens_that_can_be_stored(words: SearchWords, text: str) -> None:
    assert all(token and token.encode() for token in words.tokens(text))

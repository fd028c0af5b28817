import pytest

from knowledge.documents import EmptyKnowledgeError
from knowledge.foreign import load_foreign
from knowledge.search import KnowledgeIndex, Outcome
from knowledge.tokens import Tokenizer
from knowledge.vectors import WordVectors
from tests.unit.knowledge.articles import TODAY, article


@pytest.mark.parametrize(
    ("question", "article_id"),
    [
        ("PWを忘れてしまいました", "password"),
        ("ログインできない", "password"),
        ("転居の手続きをしたい", "move"),
        ("レッカーを呼んでほしい", "tow"),
        ("保険証券をなくした", "reissue"),
    ],
)
def test_a_covered_question_is_answered(small_index: KnowledgeIndex, question: str, article_id: str) -> None:
    result = small_index.search(question, line=None, today=TODAY)
    assert (result.outcome, result.hits[0].article.id) == (Outcome.answer, article_id)


@pytest.mark.parametrize(
    "question",
    [
        "明日の天気は",
        "おいしいラーメン屋を教えて",
        "生命保険の死亡保障を増やしたい",
        "",
        "😀",
        "！？",
        "教えてください",
        "\ud800",
    ],
)
def test_a_foreign_or_empty_question_abstains(small_index: KnowledgeIndex, question: str) -> None:
    assert small_index.search(question, line=None, today=TODAY).outcome is Outcome.abstain


def test_two_articles_that_fit_alike_are_choices(tokenizer: Tokenizer, word_vectors: WordVectors) -> None:
    twins = [article(f"card-{n}", "クレジットカードの変更", answer=f"窓口{n}へどうぞ。") for n in "abcd"]
    index = KnowledgeIndex.build(twins, word_vectors, tokenizer, load_foreign())
    result = index.search("クレカを変更したい", line=None, today=TODAY)
    assert result.outcome is Outcome.choices
    assert len(result.hits) == 3


def test_an_article_of_another_line_is_never_offered(small_index: KnowledgeIndex) -> None:
    asked = "レッカーを呼んでほしい"
    assert "tow" in [hit.article.id for hit in small_index.rank(asked, line="motor", today=TODAY)]
    assert "tow" not in [hit.article.id for hit in small_index.rank(asked, line="fire", today=TODAY)]


def test_an_expired_article_is_never_offered(small_index: KnowledgeIndex) -> None:
    found = [hit.article.id for hit in small_index.rank("パスワードの変更", line=None, today=TODAY)]
    assert "password" in found
    assert "past" not in found


def test_hits_come_best_first(small_index: KnowledgeIndex) -> None:
    scores = [hit.score for hit in small_index.rank("住所変更の手続き", line=None, today=TODAY)]
    assert scores == sorted(scores, reverse=True)


def test_confidence_lies_between_zero_and_one(small_index: KnowledgeIndex) -> None:
    hits = small_index.rank("引っ越しで住所が変わった", line=None, today=TODAY)
    assert all(0 <= hit.confidence <= 1 + 1e-6 for hit in hits)


def test_an_index_without_articles_is_refused(tokenizer: Tokenizer, word_vectors: WordVectors) -> None:
    with pytest.raises(EmptyKnowledgeError):
        KnowledgeIndex.build([], word_vectors, tokenizer, [])


def test_a_wording_that_stands_in_an_article_is_that_articles(tokenizer: Tokenizer, word_vectors: WordVectors) -> None:
    asked = "控除証明書はいつ届きますか？"
    when = article(
        "when", "地震保険料控除証明書の発送時期", answer="十月です。", aliases=("控除証明書はいつ届きますか",)
    )
    missing = article("missing", "控除証明書が届きません", answer="お調べします。")
    index = KnowledgeIndex.build([missing, when], word_vectors, tokenizer, [asked])
    result = index.search(asked, line=None, today=TODAY)
    assert (result.outcome, result.hits[0].article.id) == (Outcome.answer, "when")


def test_a_wording_of_two_articles_is_a_choice(tokenizer: Tokenizer, word_vectors: WordVectors) -> None:
    twins = [article(n, f"{n}の件", answer=f"窓口{n}へどうぞ。", aliases=("変更したい",)) for n in ("a", "b")]
    index = KnowledgeIndex.build(twins, word_vectors, tokenizer, [])
    result = index.search("変更したい。", line=None, today=TODAY)
    assert (result.outcome, len(result.hits)) == (Outcome.choices, 2)


def test_a_homophone_is_found_by_its_sound(small_index: KnowledgeIndex) -> None:
    hits = small_index.rank("保険の商圏を再発行してほしい", line=None, today=TODAY)
    assert hits[0].article.id == "reissue"


def test_near_a_foreign_sentence_nothing_is_answered(tokenizer: Tokenizer, word_vectors: WordVectors) -> None:
    articles = [article("cancel", "保険を解約したい", answer="解約の窓口へどうぞ。")]
    asked = "携帯電話を解約したいのですが"
    alone = KnowledgeIndex.build(articles, word_vectors, tokenizer, [])
    warned = KnowledgeIndex.build(articles, word_vectors, tokenizer, ["携帯電話を解約したい"])
    assert warned.search(asked, line=None, today=TODAY).outcome is Outcome.abstain
    trusting, doubting = (index.rank(asked, line=None, today=TODAY)[0] for index in (alone, warned))
    assert doubting.confidence < trusting.confidence

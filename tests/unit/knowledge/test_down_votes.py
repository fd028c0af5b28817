"""Which words say that an answer did not help, and which are something else."""

import pytest

from bot.actions.article_feedback import NOT_WHAT_I_MEANT, is_down_vote


@pytest.mark.parametrize(
    "said",
    [
        NOT_WHAT_I_MEANT,
        "違います",
        "ちがう",
        "それは違います。",
        "全然違うんですけど",
        "そうじゃなくて",
        "そうじゃないです",
        "そういうことではありません",
        "いや、そういう意味じゃなくて",
        "役に立ちません",
        "役に立たない",
        "全く参考になりませんでした",
        "知りたいことと違う",
        "私が聞いてるのはそれじゃない",
        "答えになってない",
        "答えになっていません!",
        "質問に答えていません",
        "ちゃうねん",
        "ちゃいます",
        "そうやなくて",
        "的外れです",
        "解決しませんでした",
    ],
)
def test_an_answer_that_did_not_help(said: str) -> None:
    assert is_down_vote(said)


@pytest.mark.parametrize(
    "said",
    [
        "いいえ",
        "ありがとうございます",
        "証券の住所が違います",
        "車と家で違いますか",
        "何が違うのですか",
        "違います、控除証明書がいつ届くかを知りたいのです、まだ届いていません",
        "役に立ちました",
        "解約したい",
        "わかりません",
        "名前が違う",
        "",
    ],
)
def test_something_else(said: str) -> None:
    assert not is_down_vote(said)

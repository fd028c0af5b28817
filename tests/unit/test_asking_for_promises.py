"""Which sentences ask for what was promised, and which ask something else."""

import pytest

from bot.actions.waited_for import asks_for_promise

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [
        "連絡まだですか",
        "いつ連絡が来ますか？",
        "折り返しの電話がまだ来ません",
        "折返しがないんですけど",
        "電話かかってこないけどどうなってるの",
        "担当者からの連絡がありません",
        "返事をもらえていないのですが",
        "電話待ってるんですが",
        "約束の時間を過ぎてますけど",
        "れんらくまだ",
        "連絡が遅い",
        "まだ連絡もらってないです",
        "昨日までに電話くれるって言ったのに連絡来ないよ",
    ],
)
def test_who_asks_for_it(text: str) -> None:
    assert asks_for_promise(text)


@pytest.mark.parametrize(
    "text",
    [
        "折り返し電話をお願いします",
        "控除証明書がまだ届きません",
        "事故の連絡をしたい",
        "電話番号が変わりました",
        "連絡先を教えてください",
        "12月1日に電話をください",
        "引っ越しはまだです",
        "書類はいつ届きますか",
        "電話での受付はいつまでですか",
    ],
)
def test_who_asks_something_else(text: str) -> None:
    assert not asks_for_promise(text)

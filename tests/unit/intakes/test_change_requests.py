"""How customers ask for a change, a cancellation or a transfer, and sentences that only sound like it."""

import pytest
from scene import procedures

from casework.intakes.requests import asked_for
from casework.intakes.step import Heard

pytestmark = pytest.mark.unit

ASKED = {
    "name_change": (
        "改姓の手続きをしたい",
        "結婚して名字が変わりました",
        "名前の漢字が間違っています",
        "氏名変更お願いします",
        "離婚して旧姓に戻ったので名前を変えてください",
        "社名が変わりました",
        "名前の変更",
        "苗字変わったんやけど",
        "姓が変わりました",
    ),
    "vehicle_change": (
        "車両入替をお願いします",
        "車を買い替えます",
        "新しい車が来月納車です",
        "バイクを乗り換えた",
        "ナンバーが変わりました",
        "車かえたんで手続き",
        "新車を買いました",
    ),
    "coverage_change": (
        "補償内容を変更したい",
        "車両保険を外したい",
        "運転者の範囲を変えたい",
        "年齢条件を変更してください",
        "弁護士特約を付けたい",
        "家族限定をはずして",
        "息子が運転するようになりました",
        "使用目的を変更したい",
    ),
    "payment_change": (
        "支払い方法を変えたい",
        "引き落とし口座を変更したい",
        "クレジットカードを変えたいのですが",
        "月払いに変更したい",
        "口座の変更",
        "引き落としができなかった",
        "カードが変わりました",
    ),
    "cancellation": (
        "解約したい",
        "保険をやめたい",
        "契約を解除したい",
        "解約の手続きをお願いします",
        "火災保険の解約",
        "保険はもうやめます",
    ),
    "policyholder_transfer": (
        "名義変更したい",
        "契約者を息子に変えたい",
        "父が亡くなりました",
        "父が亡くなったので解約したい",
        "主人が先日亡くなりまして保険の手続きを",
        "契約者の変更",
        "保険の名義を妻にしたい",
        "母が亡くなり、住所変更をしたい",
        "相続したので名義を変えたい",
    ),
}
NOT_ASKED = (
    "解約返戻金はいくらですか",
    "解約するとどうなりますか",
    "解約した場合はどうなるの",
    "解約書類を送ってください",
    "口座の名義人は私です",
    "名前は佐藤花子です",
    "車で事故を起こしました",
    "死亡保険金の請求",
    "人が亡くなる事故を起こしました",
    "主人が事故で亡くなりました",
    "カードの暗証番号を忘れた",
    "車両保険って何ですか",
    "引き落とし日はいつですか",
    "新しい車でぶつけました",
    "契約者は私です",
    "車の名義変更をしました",
    "保険証券をなくしました",
    "運転者が逃げました",
    "今の車を修理に出しています",
    "名前が出てこない",
    "カードを無くした",
    "母の車で事故を起こした",
    "相手の名前を教えて",
    "銀行に行きます",
)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in ASKED.items() for text in texts])
def test_the_words_open_the_procedure(name: str, text: str) -> None:
    found = asked_for(procedures(), Heard(text, "nlu_fallback", 0.3))
    assert [item.procedure for item in found] == [name]


@pytest.mark.parametrize("text", NOT_ASKED)
def test_other_sentences_open_none_of_them(text: str) -> None:
    found = asked_for(procedures(), Heard(text, "inform", 0.5))
    assert ASKED.keys() & {item.procedure for item in found} == set()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("契約者を息子に変えたい", "change_coverage"),
        ("父が亡くなったので解約したい", "cancel_policy"),
        ("保険の名義を妻にしたい", "change_name"),
        ("名義変更したい", "change_name"),
    ],
)
def test_the_words_of_a_transfer_count_more_than_a_sure_intent(text: str, intent: str) -> None:
    found = asked_for(procedures(), Heard(text, intent, 0.99))
    assert [item.procedure for item in found] == ["policyholder_transfer"]

"""How the customer speaks: the words of `config/manner.yml` against sentences that must and must not tell a signal."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from casework.manner import Manner, SignalRule, is_complaint, notice_in
from casework.procedures.load import read_checked
from conversation.model import Signal

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def manner() -> Manner:
    return read_checked(Path("config/manner.yml"), Manner)


ANGRY = (
    "いい加減にしてください",
    "いいかげんにしろ！ふざけるな",
    "ふざけんな",
    "なめてんのか",
    "本当に腹が立っています",
    "もう頭にきた",
    "こっちは怒ってるんだよ",
    "話にならない",
    "話にならんわ",
    "何回同じこと言わせるんだ",
    "何度説明させるんですか",
    "いつまで待たせるんですか",
    "責任者を出せ",
    "上の者を出せ",
    "どういうつもりですか",
    "何様のつもりだ",
    "最悪の対応ですね",
    "最低だ！",
    "許せません",
    "金返せ",
    "詐欺会社",
    "さっさとしろ",
    "頭おかしいんじゃないの",
    "使えないボットだな",
    "もう我慢の限界です",
    "対応がひどすぎます",
    "腹立つわあ",
    "えーと もう あのね 本当に頭に来てるんですよ",
    "なめとんのか",
    "どれだけ待たせれば気が済むんですか",
)
HARASSMENT = (
    "死ね",
    "しねよ",
    "ぶっ殺すぞ",
    "殺してやる",
    "会社に火をつけるぞ",
    "今から本社に乗り込むからな",
    "お前の家に放火してやる",
    "夜道に気をつけろ",
    "ただじゃおかないぞ",
    "お前バカか",
    "おまえらクズだな",
    "馬鹿野郎",
    "バカ",
    "この役立たずのクソボット",
    "土下座しろ",
    "土下座して謝れ",
    "パンツ何色？",
    "おっぱい見せて",
    "スリーサイズ教えて",
    "うるせえ黙れ",
    "担当者はアホばっかりか",
    "てめえぶん殴るぞ",
    "あんた頭悪いんちゃう",
    "覚えとけよ",
    "住所調べて行くぞ",
)
CARE = (
    "耳が遠いものですから",
    "補聴器をつけていまして",
    "もう年寄りなもので",
    "わたしももう85歳でしてね",
    "目が悪くて字が読めません",
    "もう少しゆっくり話してください",
    "ゆっくりお願いします",
    "機械は苦手で",
    "スマホの操作がわからなくて",
    "パニックになってしまって",
    "気が動転しています",
    "どうしていいかわからないんです",
    "耳が不自由です",
    "聴覚障害があります",
    "字が小さくて見えない",
)
PLAIN = (
    "日本語むずかしい",
    "日本語がわかりません",
    "にほんご すこしだけ です",
    "日本語は少しだけ話せます",
    "やさしい日本語でお願いします",
    "わたしは外国人です",
    "わたしはベトナム人です",
    "かんたんなことばで おねがいします",
    "ひらがなで書いてください",
    "漢字が読めません",
    "日本語を勉強しています",
    "easy Japanese please",
)
TOLD = (
    *((text, Signal.angry) for text in ANGRY),
    *((text, Signal.harassment) for text in HARASSMENT),
    *((text, Signal.needs_care) for text in CARE),
    *((text, Signal.plain_japanese) for text in PLAIN),
)
EVERYDAY = (
    "パソコンはできないから、はがきで",
    "スマホは苦手なので郵送でお願いします",
    "相手が怒っていて困っています",
    "相手の運転手がものすごく怒ってきて怖かったです",
    "相手にバカと言われました",
    "バカにされたと夫が申しております",
    "殺虫剤で火事になりかけました",
    "死んだ父の契約を解約したい",
    "父が死亡しました",
    "早くしてください",
    "早くお願いします",
    "急いでいます",
    "相手から「ふざけるな」と言われました",
    "ぶっ殺すぞと脅されました",
    "相手の人に土下座しろって言われて",
    "運転手に死ねと怒鳴られました",
    "最低でもいくらかかりますか",
    "最低限の補償でいいです",
    "最悪の場合はどうなりますか",
    "腹部を打ちました",
    "腹痛で病院に行きました",
    "頭を打ちました",
    "頭にけがをしました",
    "頭が痛いです",
    "高齢者の方とぶつかりました",
    "相手は年寄りでした",
    "高齢者割引はありますか",
    "85歳の母が契約者です",
    "ゆっくり走っていたら追突されました",
    "ゆっくりバックしていて柱に当てました",
    "相手が外国人で日本語が通じません",
    "約款の日本語が難しい",
    "事故で目が見えにくくなりました",
    "相手の態度がひどかったです",
    "相手の対応が最悪でした",
    "ひどい事故でした",
    "ひどい雨漏りです",
    "ひどい雨で車が水没しました",
    "ゴミ収集車にぶつけられました",
    "ごみを捨てに行くときに転びました",
    "カスタマーセンターですか",
    "ハゲタカに関する保険はありますか",
    "崖がくずれて家に当たりました",
    "馬鹿正直に申告しました",
    "自分がバカでした",
    "私が馬鹿なことをしてぶつけました",
    "馬鹿みたいに高いですね",
    "住所変更をお願いします",
    "証券をなくしました",
    "もういいです",
    "もう大丈夫です",
    "いいえ",
    "違います",
    "わかりません",
    "手元にありません",
    "ブラジルに引っ越します",
    "ブラインドが壊れました",
    "ブラックの車です",
    "胸を打って病院に行きました",
    "裸足で逃げました",
    "下着も燃えました",
    "火をつけたまま外出して火事になりました",
    "放火されました",
    "会社に火が燃え移りました",
    "家に車が突っ込んできました",
    "殴られてけがをしました",
    "犬に噛まれて死ぬかと思いました",
    "死ぬほど痛いです",
    "父が死んだらどうなりますか",
    "車が消えました、盗まれたかもしれません",
    "火が消えません",
    "責任者の方のお名前を教えてください",
    "上司に確認してからお返事します",
    "会社の責任者は私です",
    "詐欺に遭いました",
    "保険金詐欺ではないかと疑われています",
    "返金してもらえますか",
    "保険料を返してもらえますか",
    "何回払いですか",
    "何度もすみません",
    "何度か電話したのですが",
    "いつまで待てばいいですか",
    "お待たせしました",
    "御前崎市に引っ越しました",
    "車両保険は使えないのですか",
    "この特約は使えない場合がありますか",
    "我が家の車です",
    "こちらは怒り心頭の相手をなだめていました",
    "夫がイライラしていてすみません",
    "母が頭にきたと言っています",
    "日本語の約款はありますか",
    "外国人の従業員も補償されますか",
    "妻は日本語が話せません",
    "パニックブレーキで追突しました",
    "目が覚めたら雨漏りしていました",
    "耳鼻科に通院しています",
    "車椅子の修理代は出ますか",
    "障害者手帳の割引はありますか",
    "うるさいと近所から言われました",
    "あほらしいけど手続きします",
    "大阪のくずはに住んでいます",
    "消えろと言われました",
    "御社からSMSが来ましたが詐欺じゃないですよね",
    "高齢で運転をやめたので解約したい",
    "母が高齢なので私が代わりに電話しています",
    "最後が聞こえませんでした",
    "相手が「警察に訴えるぞ」と言っています",
)


@pytest.mark.parametrize(("text", "signal"), TOLD)
def test_a_signal_is_told(manner: Manner, text: str, signal: Signal) -> None:
    assert signal in manner.told_by(text)


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_words_tell_nothing(manner: Manner, text: str) -> None:
    assert manner.told_by(text) == frozenset()


COMPLAINTS = (
    "苦情を言いたいんですが",
    "クレームです",
    "おたくの対応はひどいですね",
    "御社の担当者は失礼すぎる",
    "説明が不親切で納得できません",
    "話にならない",
    "代理店の態度が悪い",
    "責任者を出してください",
    "金融庁に言いますよ",
    "このボットは最悪",
    "そちらの対応が遅いんですよ",
)
NO_COMPLAINTS = (
    "相手の態度が悪くて困りました",
    "相手の運転がひどかったです",
    "相手の保険会社の対応がひどい",
    "相手方の説明が納得できない",
    "相手から苦情を言われています",
    "隣の人が最悪です",
    "修理工場の対応が遅いです",
    "苦情の窓口はどこですか",
    "苦情を言う窓口はどこですか",
    "保険金額に納得できないときはどうすればいいですか",
    "納得できました。ありがとうございます",
    "12月1日です",
    "車の調子が悪いです",
    "天気が悪くて",
    "佐藤花子です",
    "いいえ、違います",
)


@pytest.mark.parametrize("text", COMPLAINTS)
def test_a_complaint_about_us_is_told_by_its_words(manner: Manner, text: str) -> None:
    assert is_complaint(manner, text, "inform", 0.4)


@pytest.mark.parametrize("text", NO_COMPLAINTS)
def test_what_others_did_is_no_complaint(manner: Manner, text: str) -> None:
    assert not is_complaint(manner, text, "inform", 0.4)


def test_an_intent_must_be_sure(manner: Manner) -> None:
    assert is_complaint(manner, "なんだかなあ、という気持ちです", "make_complaint", 0.95)
    assert not is_complaint(manner, "なんだかなあ、という気持ちです", "make_complaint", 0.6)
    assert not is_complaint(manner, "相手の運転手がひどくて", "make_complaint", 0.99)


def test_signals_are_counted_over_the_contact(manner: Manner) -> None:
    noticed = notice_in(manner, ["ふざけるな", "住所変更です", "いい加減にしろ"])
    assert noticed.count(Signal.angry) == 2
    assert notice_in(manner, ["ふざけるな", "住所変更です"]).count(Signal.angry) == 0


def test_whoever_does_not_follow_twice_needs_care(manner: Manner) -> None:
    once, twice = ["よくわからないです"], ["よくわからないです", "名前です", "意味がわからない"]
    assert Signal.needs_care not in notice_in(manner, once).now
    assert Signal.needs_care in notice_in(manner, twice).now


def test_a_signal_late_in_a_long_message_counts(manner: Manner) -> None:
    assert Signal.angry in manner.told_by("ご連絡です。" * 400 + "もういい加減にしてください")


def test_no_messages_tell_nothing(manner: Manner) -> None:
    assert notice_in(manner, []).now == frozenset()


def test_a_pattern_that_does_not_compile_is_refused() -> None:
    with pytest.raises(ValidationError):
        SignalRule(words=("(",))

"""Who is no policyholder, by their own words; and who only speaks of such people."""

from pathlib import Path

import pytest

from casework.callers import Callers
from casework.procedures.load import read_checked

pytestmark = pytest.mark.unit

CALLERS = read_checked(Path(__file__).resolve().parents[3] / "config" / "callers.yml", Callers)

TOLD = [
    ("wrong_number", "間違えました"),
    ("wrong_number", "すみません、間違い電話です"),
    ("wrong_number", "あっ番号を間違えました"),
    ("wrong_number", "かけ間違いです失礼しました"),
    ("counterparty", "おたくのお客さんに追突された者ですが"),
    ("counterparty", "御社の契約者に車をぶつけられました"),
    ("counterparty", "そちらの保険に入ってる人に当てられたんですが"),
    ("counterparty", "事故の相手方ですが、支払いはどうなりますか"),
    ("counterparty", "私は事故の被害者なんですけど"),
    ("lawyer", "弁護士の山本と申します"),
    ("lawyer", "みどり法律事務所の者ですが"),
    ("lawyer", "代理人弁護士として受任しました"),
    ("police", "警察署の者ですが契約の照会です"),
    ("police", "県警の交通課と申します"),
    ("hospital", "中央病院の医事課です"),
    ("hospital", "整骨院の者ですが患者さんの保険の件で"),
    ("repair_shop", "修理工場の者ですが"),
    ("repair_shop", "ディーラーの鈴木と申します、入庫の件で"),
    ("repair_shop", "お客様の車をお預かりしています、見積もりの件です"),
    ("insurer", "相手方の保険会社です"),
    ("press", "新聞社の記者ですが取材をお願いします"),
    ("press", "テレビ局の者ですが"),
    ("sales", "弊社のサービスのご提案でお電話しました"),
    ("sales", "コスト削減のご案内です"),
    ("minor", "15歳です"),
    ("minor", "ぼくは中学生です"),
    ("minor", "子どもですが住所を変えたいです"),
    ("minor", "わたし、まだ16歳なんですけど"),
]

NOT_TOLD = [
    "住所を変更したいです",
    "電話番号を間違えて登録していました",
    "番地を間違えました",
    "相手方の保険会社から電話がありました",
    "相手が怒っていて困っています",
    "相手の方の連絡先を教えてください",
    "事故の被害者の方のお名前を知りたい",
    "追突されました",
    "弁護士費用特約は付いていますか",
    "弁護士に相談したほうがいいですか",
    "警察には連絡しました",
    "警察から連絡が来ました",
    "病院に行きました",
    "通っている病院です。",
    "病院から診断書をもらいました",
    "修理工場に車を預けました",
    "ディーラーから連絡がありました",
    "修理工場はどこでもいいですか",
    "新聞で見たのですが",
    "テレビのCMを見ました",
    "息子が18歳です",
    "息子は15歳です",
    "娘が高校生になりました",
    "子どもが免許を取りました",
    "孫が16歳です",
    "保険証券をなくしました",
    "担当者につないでください",
    "契約者が亡くなりました",
    "父が亡くなったので手続きをしたい",
    "佐藤花子です",
    "45歳です",
    "1980年5月5日です",
    "営業時間を教えてください",
    "営業で車を使っています",
    "みなと海上火災の保険に入っています",
    "生命保険も扱っていますか",
    "当社の車を入れ替えたいです",
    "会社の車で事故を起こしました",
    "請求書が届きました",
    "市役所に提出する証明書がほしい",
]


@pytest.mark.parametrize(("name", "text"), TOLD)
def test_who_calls(name: str, text: str) -> None:
    found = CALLERS.who(text)
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize("text", NOT_TOLD)
def test_who_only_speaks_of_them(text: str) -> None:
    assert CALLERS.who(text) is None


@pytest.mark.parametrize("text", ["", "  ", "あ" * 4_000, "😀", "の者ですが" * 300])
def test_anything_is_read(text: str) -> None:
    assert CALLERS.who(text) is None

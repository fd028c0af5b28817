"""The words by which the document procedures are asked for in any sentence, and sentences that ask for nothing."""

import pytest
from scene import procedures

from casework.intakes.requests import mentions_in

pytestmark = pytest.mark.unit
OURS = ("policy_reissue", "deduction_certificate", "document_request", "renewal", "annual_notice")


def heard(text: str) -> list[str]:
    return [
        mention.procedure.procedure
        for mention in mentions_in(procedures(), text)
        if mention.procedure.procedure in OURS
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("住所変更と、あと証券の再発行も", ["policy_reissue"]),
        ("保険証券をなくしてしまいました", ["policy_reissue"]),
        ("証券がまだ届いてないんやけど", ["policy_reissue"]),
        ("保険証をもう一回送ってほしい", []),
        ("証券を再発行してください。あと控除証明書も送ってください", ["policy_reissue", "deduction_certificate"]),
        ("控除証明書が届きません", ["deduction_certificate"]),
        ("年末調整に使うはがきをなくしました", ["deduction_certificate"]),
        ("控除のはがき、再発行して", ["deduction_certificate"]),
        ("保険金請求書を送ってください", ["document_request"]),
        ("パンフレットがほしいです", ["document_request"]),
        ("約款を取り寄せたい", ["document_request"]),
        ("加入証明書を発行してほしい", ["document_request"]),
        ("書類を送ってほしい", ["document_request"]),
        ("自動車保険を更新したい", ["renewal"]),
        ("満期の手続きをお願いします", ["renewal"]),
        ("満期なので更新をやめます", ["renewal"]),
        ("契約内容のお知らせが届いていません", ["annual_notice"]),
        ("年に一度のお知らせはいつ届きますか", ["annual_notice"]),
        ("ご契約内容のお知らせを捨ててしまいました", ["annual_notice"]),
    ],
)
def test_it_is_asked_for(text: str, names: list[str]) -> None:
    assert heard(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "証券番号がわかりません",
        "証券番号をなくしました",
        "証券番号を教えてください",
        "証券は手元にあります",
        "免許証を再発行しました",
        "免許証をなくしました",
        "マイナンバーカードの再発行",
        "控除証明書は要りません",
        "控除証明書とは何ですか",
        "地震保険料控除について教えて",
        "請求書が届きました",
        "約款に書いてありますか",
        "免許を更新しました",
        "カードを更新したい",
        "更新日はいつですか",
        "契約内容のお知らせとは何ですか",
        "事故の相手から書類が届きました",
        "住所を変更したい",
        "領収書は会社に出しました",
        "財布をなくしました",
        "証券会社に勤めています",
    ],
)
def test_it_is_not_asked_for(text: str) -> None:
    assert heard(text) == []

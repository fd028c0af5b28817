"""A handful of articles for tests, each overridable by keyword."""

from datetime import date
from typing import Any

from knowledge.article import Article

TODAY = date(2026, 11, 23)


def article(id_: str, title: str, *aliases: str, **changes: Any) -> Article:
    return Article.model_validate(
        {
            "id": id_,
            "title": title,
            "aliases": aliases,
            "answer": "詳しくは担当の窓口でご案内いたします。",
            "valid_from": date(2026, 4, 1),
            "owner": "お客さまサービス部",
            "source": "社内規程",
            "reviewed_on": date(2026, 3, 2),
            **changes,
        }
    )


ARTICLES = (
    article(
        "password", "マイページのパスワードを忘れました", "ログインできない", answer="再設定の画面から変更できます。"
    ),
    article("move", "引っ越したときの住所変更", "転居の手続き", answer="住所変更はこのチャットで承ります。"),
    article(
        "tow", "ロードサービスを呼びたい", "車が動かない", lines=["motor"], answer="ロードサービスの窓口へどうぞ。"
    ),
    article("quake", "地震で壁にひびが入った", lines=["earthquake"], answer="地震保険の窓口で損害を承ります。"),
    article("reissue", "保険証券の再発行", "証券をなくした", answer="再発行は1週間から2週間かかります。"),
    article("past", "パスワードの古い変更方法", valid_to=date(2026, 5, 31), answer="はがきでお申し込みください。"),
)

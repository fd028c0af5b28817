"""Accidents as people report them, as data: the same lines are said over web chat, SMS and the telephone.

A line is what the customer says and a fragment that the answer must hold on every channel.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AccidentScript:
    """`reason` is why a person takes over; without one the report ends in a case with these `fields`."""

    name: str
    lines: Lines
    procedure: str = "accident_report"
    reason: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    priority: str = "normal"
    department: str = ""
    never_asked: tuple[str, ...] = (
        "証券番号をお知らせください。お手元",
        "ご契約者さまのお名前を、フルネーム",
        "生年月日",
    )


ON_SCENE_WITH_INJURY = AccidentScript(
    name="on scene with injury",
    lines=(
        ("車をぶつけられました。相手の人が首が痛いと言っています", "119番"),
        ("今、事故の現場にいます", "ハザード"),
    ),
    reason="emergency",
)
NEXT_DAY_MOTOR = AccidentScript(
    name="next-day motor",
    lines=(
        ("昨日の夜8時ごろ、交差点で後ろから追突されました", "110番"),
        ("契約者本人です", "お名前"),
        ("佐藤花子です", "お電話番号"),
        ("090-0000-0001", "場所"),
        ("港区芝公園の駅前の交差点です", "おけが"),
        ("はい、首が痛いです", "どのようなおけが"),
        ("私がむち打ちになりました", "ほかに乗っていた方"),
        ("いいえ", "警察"),
        ("はい", "どちらの警察署"),
        ("みなと警察署です", "自走"),
        ("いいえ、動きません", "どちらにありますか"),
        ("みなと自動車の工場です", "レッカー"),
        ("いいえ", "相手の方のお名前"),
        ("鈴木次郎です", "相手の方のお電話番号"),
        ("わからない", "ナンバー"),
        ("わからない", "保険会社"),
        ("わからない", "お写真"),
        ("いいえ", "証券番号"),
        ("わからない", "よろしいですか"),
        ("はい", "お電話いたします"),
    ),
    fields={
        "line": "motor",
        "policy_no": "unknown",
        "accident_kind": "vehicle",
        "injured": True,
        "police_reported": True,
        "drivable": False,
        "counterparty": "鈴木次郎",
        "reporter_name": "佐藤花子",
        "reporter_phone": "+819000000001",
        "reporter_relation": "policyholder",
        "lines_that_may_respond": ["motor", "personal_accident"],
    },
    priority="urgent",
    department="自動車損害サービス課",
    never_asked=("生年月日", "本人さまの確認"),
)
TYPHOON_ROOF = AccidentScript(
    name="typhoon roof",
    lines=(
        ("台風で屋根の瓦が飛びました", "119番"),
        ("もう安全な場所にいます", "ご本人さま"),
        ("契約者本人です", "お名前"),
        ("山田太郎です", "お電話番号"),
        ("090-0000-0005", "いつ"),
        ("昨日の夕方", "場所"),
        ("東京都港区芝公園の自宅です", "状況"),
        ("強い風で瓦が何枚も飛びました", "おけが"),
        ("いいえ", "応急の処置"),
        ("はい、雨が入ってきます", "お写真"),
        ("いいえ", "証券番号"),
        ("わからない", "よろしいですか"),
        ("はい", "お電話いたします"),
    ),
    fields={
        "line": "fire",
        "accident_kind": "wind",
        "injured": False,
        "damaged_objects": "building",
        "emergency_repair": True,
        "lines_that_may_respond": ["fire"],
    },
    priority="high",
    department="火災新種損害サービス課",
    never_asked=("自走", "相手の方の", "生年月日"),
)
BROKEN_WINDOW = AccidentScript(
    name="broken window of a neighbour",
    lines=(
        ("子どもがボールで隣の家の窓ガラスを割ってしまいました", "119番"),
        ("安全な場所です", "ご本人さま"),
        ("本人です", "お名前"),
        ("髙橋トメです", "お電話番号"),
        ("03-0000-0003", "いつ"),
        ("昨日の午後3時ごろ", "場所"),
        ("隣の田中さんのお宅です", "おけが"),
        ("いいえ", "相手の方のお名前"),
        ("田中です", "相手の方のお電話番号"),
        ("わからない", "被害の内容"),
        ("窓ガラスが1枚です", "請求書"),
        ("いいえ", "お写真"),
        ("いいえ", "証券番号"),
        ("わからない", "示談"),
        ("はい", "お電話いたします"),
    ),
    fields={
        "line": "liability",
        "accident_kind": "damaged_thing",
        "injured": False,
        "counterparty": "田中",
        "claim_letter": False,
        "lines_that_may_respond": ["liability"],
    },
    department="火災新種損害サービス課",
    never_asked=("自走", "警察（", "生年月日"),
)
BY_THE_COUNTERPARTY = AccidentScript(
    name="traffic accident reported by the counterparty",
    lines=(
        ("そちらの保険に入っている方の車に追突されました", "119番"),
        ("昨日のことです。いまは家にいます", "お名前"),
        ("伊藤さくらです", "お電話番号"),
        ("090-0000-0031", "何時ごろ"),
        ("朝8時半ごろです", "場所"),
        ("市役所前の交差点です", "おけが"),
        ("けがはありません", "警察"),
        ("はい", "どちらの警察署"),
        ("みなと警察署です", "自走"),
        ("はい、走れます", "お写真"),
        ("いいえ", "ご契約者のお名前"),
        ("佐藤花子さんです", "ナンバー"),
        ("わからない", "よろしいですか"),
        ("はい", "お電話いたします"),
    ),
    fields={
        "line": "motor",
        "reporter_relation": "counterparty",
        "policy_no": "unknown",
        "policyholder_name": "佐藤花子",
        "injured": False,
        "drivable": True,
    },
    department="自動車損害サービス課",
    never_asked=("証券番号をお知らせ", "ほかの種類のご契約", "生年月日"),
)
ROADSIDE = AccidentScript(
    name="roadside",
    procedure="roadside_assistance",
    lines=(
        ("バッテリーが上がってしまって車が動きません。来てもらえますか", "安全な場所"),
        ("はい、スーパーの駐車場です", "場所"),
        ("みなとスーパー本店の駐車場です", "お電話番号"),
        ("090-0000-0041", "よろしいですか"),
        ("はい", "すぐにお電話いたします"),
    ),
    fields={"trouble": "dead_battery", "is_safe": True, "phone": "+819000000041"},
    priority="urgent",
    department="ロードサービスデスク",
)
ROADSIDE_ON_EXPRESSWAY = AccidentScript(
    name="roadside on an expressway",
    procedure="roadside_assistance",
    lines=(("高速道路でガス欠になって止まってしまいました。ロードサービスをお願いします", "非常電話"),),
    reason="emergency",
)
SCRIPTS = (
    ON_SCENE_WITH_INJURY,
    NEXT_DAY_MOTOR,
    TYPHOON_ROOF,
    BROKEN_WINDOW,
    BY_THE_COUNTERPARTY,
    ROADSIDE,
    ROADSIDE_ON_EXPRESSWAY,
)

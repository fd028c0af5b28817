"""The demo people everyone may rely on: fixed ids, names, birth dates, phones and policy numbers.

What each of them shows stands in `note`. Dates of policies follow the day the demo is loaded.
"""

from dataclasses import dataclass
from datetime import date

from crm_adapter.model import Line, PolicyStatus


@dataclass(frozen=True)
class DemoPolicy:
    """`begun_days_ago` and `years` give the policy period relative to the day of loading."""

    policy_no: str
    line: Line
    product: str
    insured_object: str
    premium_yen: int
    begun_days_ago: int
    years: int = 1
    status: PolicyStatus = PolicyStatus.in_force
    payment_mode: str = "annual"
    earthquake_premium_yen: int | None = None


@dataclass(frozen=True)
class DemoPerson:
    """`phone` is as people say it; `street` follows the town of the postal code."""

    customer_id: str
    name: str
    name_kana: str
    birth_date: date | None
    postal_code: str
    street: str
    phone: str
    phone_age_days: int
    email: str | None
    agency_code: str
    household_id: str | None
    policies: tuple[DemoPolicy, ...]
    note: str


DEMO_PERSONS = (
    DemoPerson(
        customer_id="C000001",
        name="佐藤 花子",
        name_kana="サトウ ハナコ",
        birth_date=date(1980, 5, 5),
        postal_code="1500043",
        street="9-91-5 みなとハイツ305",
        phone="090-0000-0001",
        phone_age_days=2000,
        email="hanako.sato@example.jp",
        agency_code="AG001",
        household_id=None,
        policies=(
            DemoPolicy(
                "A123456789",
                Line.motor,
                "自動車保険",
                "普通乗用車 品川 300 あ 00-01",
                62_400,
                120,
                payment_mode="monthly",
            ),
            DemoPolicy("F234567890", Line.fire, "住まいの火災保険", "建物（マンション）・家財", 21_000, 400, years=5),
            DemoPolicy(
                "E345678901",
                Line.earthquake,
                "地震保険",
                "建物（マンション）・家財",
                13_750,
                400,
                years=5,
                earthquake_premium_yen=13_750,
            ),
        ),
        note="Three policies, so an address change must ask which; the fire policy leads to the risk location.",
    ),
    DemoPerson(
        customer_id="C000002",
        name="鈴木 一郎",
        name_kana="スズキ イチロウ",
        birth_date=date(1975, 11, 23),
        postal_code="2200012",
        street="9-92-1",
        phone="090-0000-0002",
        phone_age_days=1500,
        email="ichiro.suzuki@example.jp",
        agency_code="AG002",
        household_id=None,
        policies=(DemoPolicy("A111222333", Line.motor, "自動車保険", "小型乗用車 横浜 500 い 00-02", 48_900, 200),),
        note="Motor only: the simplest address change. Has a claim under investigation.",
    ),
    DemoPerson(
        customer_id="C000003",
        name="髙橋 トメ",
        name_kana="タカハシ トメ",
        birth_date=date(1942, 2, 11),
        postal_code="9800811",
        street="9-93-7",
        phone="03-0000-0003",
        phone_age_days=9000,
        email=None,
        agency_code="AG003",
        household_id=None,
        policies=(
            DemoPolicy(
                "F444555666",
                Line.fire,
                "住まいの火災保険",
                "建物（一戸建て）",
                32_500,
                700,
                years=5,
                earthquake_premium_yen=11_600,
            ),
        ),
        note="Elderly, old kanji in the name, landline only (no one-time code by SMS).",
    ),
    DemoPerson(
        customer_id="C000004",
        name="株式会社みなと商店",
        name_kana="カブシキガイシャ ミナトショウテン",
        birth_date=None,
        postal_code="1060032",
        street="9-94-2 みなとビル4階",
        phone="03-0000-0004",
        phone_age_days=4000,
        email="info.minato@example.jp",
        agency_code="AG001",
        household_id=None,
        policies=(
            DemoPolicy("A700100200", Line.motor, "フリート自動車保険", "貨物車 12台", 1_284_000, 90),
            DemoPolicy("F700100201", Line.fire, "企業財産保険", "店舗・商品", 186_000, 90),
            DemoPolicy("L700100202", Line.liability, "施設賠償責任保険", "店舗の運営", 54_000, 90),
        ),
        note="A company: no birth date, found by any spelling of 株式会社.",
    ),
    DemoPerson(
        customer_id="C000005",
        name="山田 太郎",
        name_kana="ヤマダ タロウ",
        birth_date=date(1968, 8, 15),
        postal_code="5300001",
        street="9-95-3 青葉レジデンス1202",
        phone="080-0000-0005",
        phone_age_days=1200,
        email="taro.yamada@example.jp",
        agency_code="AG006",
        household_id="H0001",
        policies=(
            DemoPolicy(
                "A404040404",
                Line.motor,
                "自動車保険",
                "小型乗用車 なにわ 500 う 00-05",
                51_200,
                430,
                status=PolicyStatus.expired,
            ),
            DemoPolicy("A505050505", Line.motor, "自動車保険", "小型乗用車 なにわ 500 え 00-06", 49_800, 65),
        ),
        note="One expired and one in-force policy: only the latter can be changed.",
    ),
    DemoPerson(
        customer_id="C000006",
        name="山田 美咲",
        name_kana="ヤマダ ミサキ",
        birth_date=date(1971, 3, 30),
        postal_code="5300001",
        street="9-95-3 青葉レジデンス1202",
        phone="080-0000-0006",
        phone_age_days=10,
        email="misaki.yamada@example.jp",
        agency_code="AG006",
        household_id="H0001",
        policies=(DemoPolicy("P606060606", Line.personal_accident, "傷害保険", "被保険者本人", 18_240, 150),),
        note="Same household as 山田 太郎; the phone was registered ten days ago, too recently for a one-time code.",
    ),
)

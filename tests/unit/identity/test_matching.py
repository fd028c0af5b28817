"""Which claim means which customer: spellings of one name agree, one wrong item or two candidates do not."""

from datetime import date

import pytest

from casework.identity.matching import matching_customer
from casework.intakes.draft import IdentityClaim
from crm_adapter.model import Customer, CustomerId

POLICY_NOS = frozenset({"A123456789", "F234567890"})


def record(name: str, kana: str, born: date | None = date(1942, 2, 11), customer_id: str = "T1") -> Customer:
    return Customer(
        customer_id=CustomerId(customer_id),
        name=name,
        name_kana=kana,
        birth_date=born,
        postal_code="1000001",
        address="東京都千代田区千代田9-9-9",
        phone="+819000000099",
        phone_registered_on=None,
        email=None,
        agency_code=None,
        is_company=born is None,
    )


TOME = record("髙橋 トメ", "タカハシ トメ")
RIGHT = IdentityClaim(name="髙橋 トメ", policy_no="A123456789", birth_date="1942-02-11")


def is_match(claim: IdentityClaim, customer: Customer = TOME) -> bool:
    return matching_customer(claim, [(customer, POLICY_NOS)]) is customer


def claiming(**changed: str | None) -> IdentityClaim:
    return RIGHT.model_copy(update=changed)


@pytest.mark.parametrize(
    "name",
    ["髙橋 トメ", "高橋トメ", "高橋　トメ", "髙橋・トメ", "タカハシ トメ", "たかはし とめ", "ﾀｶﾊｼ ﾄﾒ", "たかはしとめ"],
)
def test_spellings_of_one_name_agree(name: str) -> None:
    assert is_match(claiming(name=name))


@pytest.mark.parametrize(
    ("printed", "claimed"),
    [
        ("渡邊 一郎", "渡辺一郎"),
        ("渡邉 一郎", "渡辺 一郎"),
        ("齋藤 桜", "斎藤桜"),
        ("山﨑 健", "山崎健"),
        ("澤田 廣", "沢田広"),
        ("SMITH John", "smith john"),
        ("佐々木 葵", "佐佐木葵"),
    ],
)
def test_old_and_everyday_kanji_agree(printed: str, claimed: str) -> None:
    assert is_match(claiming(name=claimed), record(printed, "カナ"))


@pytest.mark.parametrize("claimed", ["株式会社みなと商店", "(株)みなと商店", "㈱みなと商店", "株式会社 みなと商店"])
def test_company_forms_agree(claimed: str) -> None:
    shop = record("株式会社みなと商店", "カブシキガイシャ ミナトショウテン", None)
    assert is_match(IdentityClaim(name=claimed, policy_no="A123456789", phone="+819000000099"), shop)


@pytest.mark.parametrize("claimed", ["みなと商店株式会社", "有限会社みなと商店", "みなと商会"])
def test_another_company_does_not_agree(claimed: str) -> None:
    shop = record("株式会社みなと商店", "カブシキガイシャ ミナトショウテン", None)
    assert not is_match(IdentityClaim(name=claimed, policy_no="A123456789", phone="+819000000099"), shop)


@pytest.mark.parametrize(
    "policy_no", ["A123456789", "a123456789", "A-123-456-789", "Ａ１２３４５６７８９", "A123 456 789"]
)
def test_spellings_of_a_policy_number_agree(policy_no: str) -> None:
    assert is_match(claiming(policy_no=policy_no))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "髙橋 ハナ"},
        {"name": "髙橋"},
        {"name": ""},
        {"name": None},
        {"policy_no": "A123456780"},
        {"policy_no": ""},
        {"birth_date": "1942-02-12"},
        {"phone": "+819000000098"},
        {"policy_no": None},
        {"birth_date": None},
        {"policy_no": None, "birth_date": None},
    ],
)
def test_one_wrong_or_missing_item_does_not_agree(wrong: dict[str, str | None]) -> None:
    assert not is_match(claiming(**wrong))


@pytest.mark.parametrize(
    "given",
    [
        {"phone": "+819000000099"},
        {"policy_no": None, "phone": "+819000000099"},
        {"birth_date": None, "phone": "+819000000099"},
    ],
)
def test_any_two_items_do(given: dict[str, str | None]) -> None:
    assert is_match(claiming(**given))


def test_a_missing_record_item_never_agrees_with_nothing() -> None:
    without_birth = record("髙橋 トメ", "タカハシ トメ", None)
    assert not is_match(claiming(birth_date=""), without_birth)


def test_two_candidates_are_as_good_as_none() -> None:
    twin = record("髙橋 トメ", "タカハシ トメ", customer_id="T2")
    assert matching_customer(RIGHT, [(TOME, POLICY_NOS), (twin, POLICY_NOS)]) is None


def test_one_of_two_candidates() -> None:
    other = record("鈴木 一郎", "スズキ イチロウ", customer_id="T2")
    assert matching_customer(RIGHT, [(other, POLICY_NOS), (TOME, POLICY_NOS)]) is TOME


def test_nobody_to_compare_with() -> None:
    assert matching_customer(RIGHT, []) is None


@pytest.mark.parametrize(
    ("given", "is_enough"),
    [
        ({"birth_date": None}, True),
        ({"birth_date": None, "policy_no": "A999888777"}, False),
        ({"birth_date": None, "name": "鈴木 一郎"}, False),
        ({"policy_no": None}, False),
        ({"policy_no": None, "birth_date": None, "phone": "+819000000099"}, False),
        ({"birth_date": "1942-02-12"}, False),
    ],
)
def test_for_little_a_policy_number_alone_is_enough(given: dict[str, str | None], is_enough: bool) -> None:
    found = matching_customer(claiming(**given), [(TOME, POLICY_NOS)], 1)
    assert (found is TOME) is is_enough

"""Invented policyholders, one for each telling of a story, so that no telling finds the traces of another."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from crm_adapter.csv_rows import CUSTOMER_COLUMNS, POLICY_COLUMNS

_FAMILY = (
    *(("青木", "アオキ"), ("石川", "イシカワ"), ("上田", "ウエダ"), ("遠藤", "エンドウ"), ("小川", "オガワ")),
    *(("岡田", "オカダ"), ("加藤", "カトウ"), ("木村", "キムラ"), ("小林", "コバヤシ"), ("斉藤", "サイトウ")),
    *(("清水", "シミズ"), ("高木", "タカギ"), ("田中", "タナカ"), ("中野", "ナカノ"), ("西村", "ニシムラ")),
    *(("野口", "ノグチ"), ("福田", "フクダ"), ("松本", "マツモト"), ("三浦", "ミウラ"), ("吉田", "ヨシダ")),
)
_GIVEN = (
    *(("明", "アキラ"), ("恵子", "ケイコ"), ("健一", "ケンイチ"), ("幸子", "サチコ"), ("茂", "シゲル")),
    *(("純一", "ジュンイチ"), ("節子", "セツコ"), ("隆", "タカシ"), ("千春", "チハル"), ("徹", "トオル")),
    *(("直美", "ナオミ"), ("昇", "ノボル"), ("秀樹", "ヒデキ"), ("文子", "フミコ"), ("誠", "マコト")),
    *(("美咲", "ミサキ"), ("康夫", "ヤスオ"), ("由美", "ユミ"), ("陽子", "ヨウコ"), ("良子", "リョウコ")),
)
ALL = len(_FAMILY) * len(_GIVEN)
_POSTAL_CODE, _TOWN = "1500001", "東京都渋谷区神宮前"


@dataclass(frozen=True)
class Held:
    """A policy of a kind of policyholder; days are counted from today."""

    letter: str
    line: str
    product: str
    begun: int
    ends: int
    object: str
    mode: str = "annual"
    earthquake_yen: str = ""
    status: str = "in_force"


_CAR = Held("K", "motor", "くるまの保険", -200, 165, "小型乗用車")
_HOUSE = Held("L", "fire", "すまいの保険", -800, 1025, "戸建住宅（木造）")
_QUAKE = Held("M", "earthquake", "地震保険", -800, 1025, "戸建住宅（木造）", earthquake_yen="18000")
KINDS: Mapping[str, tuple[Held, ...]] = {
    "family": (_CAR, _HOUSE, _QUAKE),
    "driver": (_CAR,),
    "homeowner": (_HOUSE, _QUAKE),
    "newcomer": (Held("M", "earthquake", "地震保険", -100, 265, "マンション専有部分", earthquake_yen="9000"),),
    "employee": (Held("M", "earthquake", "地震保険", -800, 1025, "マンション専有部分", "団体扱", "9000"),),
    "expiring": (Held("K", "motor", "くるまの保険", -345, 20, "軽自動車"),),
    "lapsed": (Held("K", "motor", "くるまの保険", -370, -5, "軽自動車", status="expired"),),
}


@dataclass(frozen=True)
class Person:
    """`words` are what a story may put into a sentence: {name}, {kana}, {birth}, {phone}, {motor}, {fire}, …"""

    customer_id: str
    phone: str
    words: Mapping[str, str]


def people(today: date) -> Iterator[tuple[str, Person, Sequence[tuple[str, Held]]]]:
    """(kind, person, policies with their numbers), in turn of the kinds, as many as there are names."""
    # Most stories are about somebody with a car, and perhaps a house.
    kinds = [*["family"] * 6, *["driver"] * 5, "homeowner", *KINDS]
    for number in range(ALL):
        (family, family_kana), (given, given_kana) = _FAMILY[number % len(_FAMILY)], _GIVEN[number // len(_FAMILY)]
        kind = kinds[number % len(kinds)]
        born = date(1950, 1, 1) + timedelta(days=number * 53)
        phone = f"0{7 + number % 3}0-0000-{1000 + number}"
        held = [(f"{policy.letter}{700_000_000 + number}", policy) for policy in KINDS[kind]]
        words = {
            "name": f"{family}{given}",
            "kana": f"{family_kana}{given_kana}",
            "birth": f"{born.year}年{born.month}月{born.day}日",
            "phone": phone,
            "e164": "+81" + phone.replace("-", "")[1:],
            "policy_no": held[0][0],
            **{policy.line: policy_no for policy_no, policy in held},
        }
        yield kind, Person(f"S{number:06d}", phone, words), held


def write_book(folder: Path, today: date) -> tuple[Path, Path]:
    """The customers' and the policies' file of everybody, ready for `toritsugi import`."""
    customers, policies = folder / "story_customers.csv", folder / "story_policies.csv"
    with (
        customers.open("w", encoding="utf-8", newline="") as one,
        policies.open("w", encoding="utf-8", newline="") as two,
    ):
        customer_rows, policy_rows = csv.writer(one), csv.writer(two)
        customer_rows.writerow(CUSTOMER_COLUMNS)
        policy_rows.writerow(POLICY_COLUMNS)
        for number, (_, person, held) in enumerate(people(today)):
            customer_rows.writerow(_customer(number, person))
            policy_rows.writerows(_policy(person, policy_no, policy, today) for policy_no, policy in held)
    return customers, policies


def _customer(number: int, person: Person) -> tuple[str, ...]:
    year, month, day = person.words["birth"].removesuffix("日").replace("年", "月").split("月")
    born = f"{year}-{int(month):02d}-{int(day):02d}"
    address = f"{_TOWN}{1 + number % 6}丁目{1 + number % 20}-{1 + number % 9}"
    name, kana = person.words["name"], person.words["kana"]
    return (person.customer_id, name, kana, born, _POSTAL_CODE, address, person.phone, "", "")


def _policy(person: Person, policy_no: str, policy: Held, today: date) -> tuple[str, ...]:
    begun, ends = today + timedelta(days=policy.begun), today + timedelta(days=policy.ends)
    return (
        *(policy_no, person.customer_id, policy.line, policy.product, begun.isoformat(), ends.isoformat()),
        *(policy.status, "24000", policy.mode, policy.object, policy.earthquake_yen, ""),
    )

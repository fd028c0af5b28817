"""Marked personal data goes through every door; afterwards it is found nowhere in the clear."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.sim.customer import Customer
from tests.sim.stack import BOT, MODEL, Stack, running_stack

pytestmark = pytest.mark.journeys

NAME = "黒猫屋 標識子"
MARKS = (
    "標識子",
    "黒猫屋",
    "ヒョウシキコ",
    "標識ヶ丘九十九番館",
    "090-0000-7391",
    "+819000007391",
    "hyoshiki-canary@example.jp",
    "銀河鉄道の切符",
)
CUSTOMERS = (
    "customer_id,name,name_kana,birth_date,postal_code,address,phone,email,agency_code\n"
    f"K000001,{NAME},クロネコヤ ヒョウシキコ,1988-02-29,1000001,東京都千代田区千代田1-1 標識ヶ丘九十九番館,"
    "090-0000-7391,hyoshiki-canary@example.jp,\n"
)
POLICIES = (
    "policy_no,customer_id,line,product,inception_date,expiry_date,status,premium_yen,payment_mode,insured_object,"
    "earthquake_premium_yen,agency_code\n"
    "K987654321,K000001,motor,自動車,2026-04-01,2027-04-01,in_force,50000,annual,標識ヶ丘九十九番館の車,,\n"
)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    if not MODEL.exists() or not (BOT / ".venv").exists():
        pytest.skip("The bot is not trained here: run `make bot-train`.")
    with running_stack(tmp_path_factory.mktemp("watched"), TORITSUGI_LOG_LEVEL="INFO") as running:
        yield running


async def test_marked_personal_data_rests_nowhere_in_the_clear(watched: Stack, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (tmp_path / "policies.csv").write_text(POLICIES, encoding="cp932")
    watched.operator(
        "import", "--customers", str(tmp_path / "customers.csv"), "--policies", str(tmp_path / "policies.csv")
    )
    async with Customer(watched.url) as customer:
        for line in (
            "住所変更をお願いします",
            NAME,
            "K987654321",
            "1988年2月29日",
            "100-0001",
            "1-1 標識ヶ丘九十九番館",
            "銀河鉄道の切符を持っています",
            "電話番号は090-0000-7391です",
        ):
            answer = await customer.says(line)
        assert answer["text"]

    with psycopg.connect(watched.database_url, autocommit=True) as owner:
        owner.execute("CHECKPOINT")
        tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = [
            row
            for (table,) in tables
            for row in owner.execute(SQL("SELECT * FROM public.{}").format(Identifier(table))).fetchall()
        ]
    dump = "\n".join(map(str, rows))
    found = {f"table dump: {mark}" for mark in MARKS if mark in dump}
    files = [path for path in watched.folder.rglob("*") if path.is_file()]
    assert any("postgresql" in str(path) for path in files)
    for path in (*files, *BOT.joinpath("models").glob("*"), *BOT.glob("*.db")):
        content = path.read_bytes()
        found |= {f"{path.name}: {mark}" for mark in MARKS if mark.encode() in content}
    assert found == set()

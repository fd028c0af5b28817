"""`toritsugi import` and its relatives as an operator calls them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.trial.secrets import create_secrets

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
SECRETS = create_secrets()
CUSTOMERS = "customer_id,name,name_kana,birth_date,postal_code,address,phone,email,agency_code"
POLICIES = (
    "policy_no,customer_id,line,product,inception_date,expiry_date,status,premium_yen,payment_mode,insured_object,"
    "earthquake_premium_yen,agency_code"
)


def toritsugi(database_url: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **SECRETS.environment(), "TORITSUGI_DATABASE_URL": database_url}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "gateway.cli", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_rows_are_accepted_and_refused_with_reasons_and_a_second_import_changes_nothing(
    database_url: str, tmp_path: Path
) -> None:
    customers, policies = tmp_path / "customers.csv", tmp_path / "policies.csv"
    customers.write_text(
        f"{CUSTOMERS}\n"
        "X000001,試験 太郎,シケン タロウ,1990-01-02,1050011,東京都港区芝公園1-1,090-0000-8001,a@example.jp,\n"
        "X000002,試験 次郎,シケン ジロウ,1990-02-30,1050011,東京都港区芝公園1-1,090-0000-8002,b@example.jp,\n",
        encoding="utf-8-sig",
    )
    policies.write_text(
        f"{POLICIES}\nX900000001,X000001,motor,自動車保険,2026-04-01,2027-04-01,in_force,50000,annual,車,,\n"
        "X900000002,X999999,motor,自動車保険,2026-04-01,2027-04-01,in_force,50000,annual,車,,\n",
        encoding="cp932",
    )
    first = toritsugi(database_url, "import", "--customers", str(customers), "--policies", str(policies))
    assert first.returncode == 2
    assert "accepted 1 (added 1" in first.stdout
    assert "line 3 X000002 birth_date" in first.stdout
    assert "試験" not in first.stdout + first.stderr
    second = toritsugi(database_url, "import", "--customers", str(customers), "--policies", str(policies))
    assert "added 0, updated 0, unchanged 1" in second.stdout


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "空"),
        (b"name,customer_id\n", "header"),
        ("顧客,名前\n".encode("utf-16"), ""),
    ],
)
def test_an_unusable_file_is_one_sentence(database_url: str, tmp_path: Path, content: bytes, expected: str) -> None:
    file = tmp_path / "customers.csv"
    file.write_bytes(content)
    refused = toritsugi(database_url, "import", "--customers", str(file))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert expected in refused.stderr or "見出し" in refused.stderr


def test_a_missing_file_is_named(database_url: str, tmp_path: Path) -> None:
    refused = toritsugi(database_url, "import", "--customers", str(tmp_path / "none.csv"))
    assert refused.returncode == 1
    assert "none.csv cannot be read" in refused.stderr


def test_a_procedure_file_with_a_mistake_stops_the_start_with_file_line_and_field(
    database_url: str, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    subprocess.run(["cp", "-r", str(ROOT / "config"), str(config)], check=True)
    procedure = config / "procedures" / "address_change.yml"
    procedure.write_text(procedure.read_text(encoding="utf-8").replace("type: date", "type: dat"), encoding="utf-8")
    environment = {
        **os.environ,
        **SECRETS.environment(),
        "TORITSUGI_DATABASE_URL": database_url,
        "TORITSUGI_CONFIG_DIR": str(config),
    }
    refused = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "gateway"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert refused.returncode == 1
    assert "address_change.yml, line" in refused.stderr
    assert "fields.3.type" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_demo_accounts_are_never_created_outside_the_demo(database_url: str) -> None:
    refused = toritsugi(database_url, "demo")
    assert refused.returncode == 1
    assert "TORITSUGI_DEMO=1" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_editors_list_is_a_table(database_url: str) -> None:
    listed = toritsugi(database_url, "knowledge", "unanswered")
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.split()[:2] == ["件数", "種類"]


def test_a_question_nobody_asked_cannot_be_marked(database_url: str) -> None:
    refused = toritsugi(database_url, "knowledge", "unanswered", "--mark", "00000000-0000-4000-8000-000000000000")
    assert (refused.returncode, refused.stderr.strip()) == (1, "There is no such question.")

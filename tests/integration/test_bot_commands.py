"""`toritsugi bot report`, `misunderstood` and `label` as an operator calls them, in a time in which nobody came."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.trial.secrets import create_secrets

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[2]
SECRETS = create_secrets()
THEN = ("--from", "2020-01-01", "--to", "2020-01-02")
LABELLED = ROOT / "bot" / "data" / "nlu" / "labelled.yml"


def toritsugi_bot(database_url: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **SECRETS.environment(), "TORITSUGI_DATABASE_URL": database_url}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "gateway.cli", "bot", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_report_on_nobody_has_every_heading(database_url: str) -> None:
    done = toritsugi_bot(database_url, "report", *THEN, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["from"], found["before"], found["total"]["contacts"]) == ("2020-01-01", "2020-01-03", 0)
    assert toritsugi_bot(database_url, "report", *THEN, "--channel", "sms").returncode == 0


def test_the_list_is_its_owners_alone_and_never_overwritten(database_url: str, tmp_path: Path) -> None:
    out = tmp_path / "list.yml"
    first = toritsugi_bot(database_url, "misunderstood", *THEN, "--out", str(out))
    assert first.returncode == 0, first.stderr
    assert out.stat().st_mode & 0o777 == 0o600
    again = toritsugi_bot(database_url, "misunderstood", *THEN, "--out", str(out))
    assert again.returncode == 1
    assert "Traceback" not in again.stderr


def test_a_list_with_a_number_is_refused_and_one_of_erased_contacts_adds_nothing(
    database_url: str, tmp_path: Path
) -> None:
    before = LABELLED.read_bytes() if LABELLED.exists() else None
    file = tmp_path / "list.yml"
    row = "- {text: 転居した旨を伝えたい, intent: change_address, contact: 00000000-0000-4000-8000-000000000001}\n"
    file.write_text(f"sentences:\n{row}", encoding="utf-8")
    done = toritsugi_bot(database_url, "label", str(file))
    assert done.returncode == 0, done.stderr
    assert "no longer in the log: 1" in done.stdout
    file.write_text("sentences:\n- {text: 090-0000-0001にかけて, intent: change_address}\n", encoding="utf-8")
    refused = toritsugi_bot(database_url, "label", str(file))
    assert refused.returncode == 1
    assert f"{file}:2: still holds personal data" in refused.stderr
    assert (LABELLED.read_bytes() if LABELLED.exists() else None) == before

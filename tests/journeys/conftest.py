"""The real service for the journeys: started once, with the trained model."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sim.kept_sessions import KeptSessions
from tests.sim.stack import BOT, MODEL, ROOT, Stack, running_stack

_PREFIX_BUDGET = re.compile(r"(?<=per_prefix_hour: )\d+")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    if not MODEL.exists() or not (BOT / ".venv").exists():
        pytest.skip("The bot is not trained here: run `make bot-train`.")
    # All the customers of the journeys come from one address, and unassigned numbers have few prefixes.
    many = {
        "TORITSUGI_WEBCHAT__CONNECTIONS_PER_MINUTE_PER_ADDRESS": "10000",
        "TORITSUGI_CONFIG_DIR": str(_with_wide_budgets(tmp_path_factory.mktemp("rules") / "config")),
    }
    with running_stack(tmp_path_factory.mktemp("service"), **many) as running:
        yield running


@pytest.fixture(scope="session")
def kept() -> KeptSessions:
    """Sessions of staff at the stack, so that many short tests do not sign in too often."""
    return {}


def _with_wide_budgets(folder: Path) -> Path:
    """The shipped rules, but thousands of text messages may go to numbers of one prefix within the hour."""
    shutil.copytree(ROOT / "config", folder)
    sms = folder / "sms.yml"
    sms.write_text(_PREFIX_BUDGET.sub("10000", sms.read_text("utf-8")), "utf-8")
    return folder

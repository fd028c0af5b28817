"""The real service for the journeys: started once, with the trained model."""

from collections.abc import Iterator

import pytest

from tests.sim.kept_sessions import KeptSessions
from tests.sim.stack import BOT, MODEL, Stack, running_stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    if not MODEL.exists() or not (BOT / ".venv").exists():
        pytest.skip("The bot is not trained here: run `make bot-train`.")
    # All the customers of the journeys come from one address.
    many = {"TORITSUGI_WEBCHAT__CONNECTIONS_PER_MINUTE_PER_ADDRESS": "10000"}
    with running_stack(tmp_path_factory.mktemp("service"), **many) as running:
        yield running


@pytest.fixture(scope="session")
def kept() -> KeptSessions:
    """Sessions of staff at the stack, so that many short tests do not sign in too often."""
    return {}

"""A counter for text messages on the real database."""

import pytest

from database.engine import Database
from database.vault import Vault
from tests.integration.sms.scene import Scene


@pytest.fixture
def scene(database: Database, vault: Vault) -> Scene:
    return Scene(database, vault)

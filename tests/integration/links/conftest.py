import pytest

from database.engine import Database
from database.vault import Vault
from tests.integration.links.scene import Scene, a_scene


@pytest.fixture
def scene(database: Database, vault: Vault) -> Scene:
    return a_scene(database, vault)

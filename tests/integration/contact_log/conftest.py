"""The contact log's routes with browsers of every role."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from casework.procedures.load import load_procedures
from casework.procedures.spec import Procedure
from crm_adapter.memory_crm import MemoryCrm
from database.engine import Database
from database.vault import Vault
from gateway.contact_texts import ContactTexts, open_contact_texts
from gateway.staff.codes import load_codes
from gateway.staff.permissions import Role
from tests.integration.contact_log.scene import Browser, LogDesk, Scene
from tests.integration.staff.records import Records
from tests.integration.staff.scene import NOON

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="session")
def log_crm() -> MemoryCrm:
    return MemoryCrm(lambda: NOON)


@pytest.fixture(scope="session")
def log_procedures() -> Mapping[str, Procedure]:
    return load_procedures(CONFIG / "procedures")


@pytest.fixture(scope="session")
def texts(log_crm: MemoryCrm, log_procedures: Mapping[str, Procedure]) -> ContactTexts:
    return open_contact_texts(log_crm, log_procedures)


@pytest.fixture
def scene(
    database: Database,
    vault: Vault,
    log_crm: MemoryCrm,
    log_procedures: Mapping[str, Procedure],
    texts: ContactTexts,
) -> Scene:
    desk = LogDesk(database.sessions, vault, log_crm, log_procedures, load_codes(CONFIG / "dispositions.yml"))
    return Scene(database, desk, texts, Records(database.sessions, vault, log_procedures["address_change"]))


@pytest.fixture
async def supervisor(scene: Scene) -> Browser:
    return await scene.browser(Role.supervisor)


@pytest.fixture
async def auditor(scene: Scene) -> Browser:
    return await scene.browser(Role.auditor)


@pytest.fixture
async def agent(scene: Scene) -> Browser:
    return await scene.browser(Role.agent)

"""One switch for every process: set, replaced, ended and read again within a second; never a reason to fail."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework.disaster.switch import CACHED_SECONDS, DisasterWatch, read_mode
from casework.disaster.tables import DisasterModeRow
from database.engine import Database, open_database
from gateway.cli import main
from gateway.trial.secrets import create_secrets
from tests.integration.counter_customer import NOON, HandClock, Ticks, a_mode, switch_off, switch_on

pytestmark = pytest.mark.integration
IS_OFF = "The disaster mode is off.\n"
Command = Callable[..., tuple[int, str, str]]
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
async def _off(database: Database) -> AsyncIterator[None]:
    await switch_off(database)
    yield
    await switch_off(database)


async def rows(database: Database) -> list[DisasterModeRow]:
    query = select(DisasterModeRow).order_by(DisasterModeRow.begun_at.desc(), DisasterModeRow.id)
    async with database.sessions() as session:
        return list(await session.scalars(query))


async def test_setting_it_again_replaces_it_and_keeps_the_history(database: Database) -> None:
    first, second = a_mode("東京都"), a_mode(name="台風24号", at=LATER)
    assert await switch_on(database, first) is None
    assert await switch_on(database, second) == first
    async with database.sessions() as session:
        assert await read_mode(session, at=LATER) == second
    former = next(row for row in await rows(database) if row.name == first.name and row.ended_at == LATER)
    assert (former.ended_by, former.areas, former.begun_by) == ("検査 花子", ["東京都"], "検査 花子")


async def test_ending_what_has_expired_ends_nothing(database: Database) -> None:
    mode = a_mode(name="台風25号")
    await switch_on(database, mode)
    after = mode.ends_at + timedelta(days=1)
    assert await switch_off(database, after) is None
    assert next(row for row in await rows(database) if row.name == "台風25号").ended_at == mode.ends_at


async def test_a_watch_reads_again_after_a_second_and_expires_at_once(database: Database) -> None:
    clock, ticks = HandClock(), Ticks()
    watch = DisasterWatch(database.reads, clock, ticks)
    assert await watch.present() is None
    mode = a_mode()
    await switch_on(database, mode)
    assert await watch.present() is None
    ticks.now = CACHED_SECONDS
    assert await watch.present() == mode
    clock.now = mode.ends_at
    assert await watch.present() is None


async def test_a_database_that_is_away_leaves_what_was_known(database: Database) -> None:
    nowhere = open_database("postgresql://nobody@127.0.0.1:1/nothing", pool_size=1)
    watch = DisasterWatch(nowhere.reads, HandClock(), Ticks())
    assert await watch.present() is None
    await nowhere.close()
    assert await DisasterWatch(database.reads, HandClock(), Ticks()).present() is None


@pytest.fixture
def toritsugi(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command as an operator calls it: exit code, what it says, what it refuses."""
    for name, value in {**create_secrets().environment(), "TORITSUGI_DATABASE_URL": database_url}.items():
        monkeypatch.setenv(name, value)

    def call(*words: str) -> tuple[int, str, str]:
        code = main(["disaster", *words])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_an_operator_switches_it_on_and_off(toritsugi: Command) -> None:
    until = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    assert toritsugi("status") == (0, IS_OFF, "")
    _, on, _ = toritsugi("on", "--name", "台風23号", "--until", until, "--area", "東京", "--area", "26")
    assert on.startswith("On: 台風23号, until ")
    assert "東京都、26" in on
    assert "It replaces 台風23号." in toritsugi("on", "--name", "台風24号", "--until", until)[1]
    assert "台風24号" in toritsugi("status")[1]
    assert toritsugi("off") == (0, "Switched off: 台風24号.\n", "")
    assert toritsugi("off") == (0, IS_OFF, "")


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("--name", "台風", "--until", "2020-01-01"), "The end must lie in the future"),
        (("--name", "台風", "--until", "2999-01-01"), "The end must lie in the future"),
        (("--name", "台風", "--until", "来週"), "The end is written like"),
        (("--name", " ", "--until", "2020-01-01"), "A disaster needs a name"),
    ],
)
def test_an_operator_is_told_what_is_wrong(toritsugi: Command, words: tuple[str, ...], refusal: str) -> None:
    code, out, err = toritsugi("on", *words)
    assert (code, out) == (1, "")
    assert err.startswith(refusal)
    assert toritsugi("status") == (0, IS_OFF, "")


def test_an_unknown_prefecture_is_refused(toritsugi: Command) -> None:
    until = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    code, _, err = toritsugi("on", "--name", "台風", "--until", until, "--area", "関東")
    assert (code, err.split(",")[0]) == (1, "An area is a prefecture")

"""Every caller hears sympathy behind the greeting while the disaster mode is on, and nothing of it otherwise."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from casework.disaster.rules import DisasterDesk, DisasterRules
from casework.disaster.switch import DisasterWatch
from casework.procedures.load import read_checked
from gateway.channels.voice.answering import Ringing, answer
from tests.integration.counter_customer import HandClock, Ticks, a_mode, switch_off, switch_on
from tests.integration.voice.scene import House, answering

RULES = read_checked(Path(__file__).parents[3] / "config" / "disaster.yml", DisasterRules)
SYMPATHY = "台風23号の被害に遭われた皆さまに、心よりお見舞い申し上げます。"


@pytest.fixture(autouse=True)
async def _off(house: House) -> AsyncIterator[None]:
    yield
    await switch_off(house.database)


async def greeting(house: House, call_sid: str) -> str:
    async with answering(house) as line:
        watch = DisasterWatch(house.database.reads, HandClock(), Ticks())
        desk = replace(line.desk, disaster=DisasterDesk(watch, RULES))
        return await answer(desk, Ringing(call_sid, "+819000000099"))


async def test_a_caller_hears_sympathy_before_how_to_speak(house: House) -> None:
    await switch_on(house.database, a_mode())
    heard = await greeting(house, "CA" + "d" * 32)
    assert SYMPATHY[:12] in heard
    assert heard.index("録音") < heard.index("お見舞い") < heard.index("ご用件をお話しください")


async def test_without_the_mode_the_greeting_is_the_usual_one(house: House) -> None:
    assert "お見舞い" not in await greeting(house, "CA" + "e" * 32)

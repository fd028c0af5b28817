"""A case begun by telephone is finished in a real Chromium, on a phone's screen, by the link from the text message."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.script import TARO, TARO_MOVES, case_no_of, say_lines
from tests.sim.browser import PATIENCE_MS, open_page, running_chromium, says, screenshot
from tests.sim.kept_sessions import KeptSessions, returning_staff
from tests.sim.link import link_in_texts
from tests.sim.stack import Stack
from tests.sim.staff import Staff
from tests.sim.telephone import Caller
from tests.sim.texter import Texter

pytestmark = pytest.mark.journeys


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with running_chromium() as chromium:
        yield chromium


@pytest.fixture
async def page(browser: Browser, stack: Stack) -> AsyncIterator[Page]:
    async with open_page(browser, stack.url, width=375, height=812) as page:
        yield page


@pytest.fixture
async def staff(stack: Stack, kept: KeptSessions) -> AsyncIterator[Staff]:
    async with returning_staff(stack.url, "agent1@demo.example", kept) as staff:
        yield staff


async def test_begun_by_telephone_finished_in_the_browser(page: Page, stack: Stack, staff: Staff) -> None:
    async with Caller(stack.url) as taro, Texter(stack.url, taro.number) as mobile:
        await say_lines(taro, TARO)
        for _ in range(3):
            await taro.keeps_silent()
        token = await link_in_texts(mobile, "続き")
    await page.goto(f"/c/{token}")
    await expect(page.get_by_test_id("continue")).to_have_attribute("data-state", "open", timeout=PATIENCE_MS)
    texts = page.get_by_test_id("chat-message-text")
    await expect(texts.filter(has_text="郵便番号").first).to_be_visible(timeout=PATIENCE_MS)
    for text, expected in TARO_MOVES:
        await says(page, text, expected)
    await says(page, "はい", "受付番号")
    await screenshot(page, "phone-to-browser")
    case = await staff.get(f"/api/cases/{case_no_of(await texts.last.inner_text())}")
    assert (case["procedure"], case["customer_id"]) == ("address_change", "C000005")
    assert re.fullmatch(r"東京都渋谷区神宮前.*1-2-3.*", case["fields"]["new_address"])

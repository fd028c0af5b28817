"""The virtual telephone in a real Chromium: a text message and a call, each answered by the bot."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.sim.browser import PATIENCE_MS, open_page, running_chromium, screenshot
from tests.sim.desk import DeskAgent
from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with running_chromium() as chromium:
        yield chromium


@pytest.fixture(params=[(1366, "light"), (375, "dark")], ids=["desktop", "mobile"])
async def page(request: pytest.FixtureRequest, browser: Browser, stack: Stack) -> AsyncIterator[Page]:
    width, scheme = request.param
    async with open_page(browser, stack.url, width=width, height=768, scheme=scheme) as page:
        yield page


async def test_a_text_message_is_answered(page: Page) -> None:
    await _open_phone(page, 200)
    await page.get_by_test_id("tab-messages").click()
    await page.get_by_test_id("sms-write").fill("住所を変更したいです")
    await page.get_by_test_id("sms-write").press("Enter")
    received = page.locator('[data-testid="sms"][data-direction="outbound"]')
    await expect(received.last).to_contain_text("お名前", timeout=PATIENCE_MS)
    await expect(page.get_by_test_id("sms-unread")).to_have_count(0)
    await screenshot(page, f"phone-sms-{_width(page)}")


async def test_a_call_is_answered_heard_and_ended(page: Page) -> None:
    await _open_phone(page, 400)
    await page.get_by_test_id("call-start").click()
    service = page.locator('[data-testid="call-line"][data-who="service"]')
    await expect(service.first).to_contain_text("お電話ありがとうございます", timeout=PATIENCE_MS)
    await _says(page, "住所を変更したいです")
    await expect(_log(page)).to_contain_text("お名前", timeout=PATIENCE_MS)
    await _says(page, "鈴木一郎です")
    await expect(_log(page)).to_contain_text("証券番号", timeout=PATIENCE_MS)
    await page.locator("summary").click()
    await expect(page.get_by_test_id("call-twiml")).to_contain_text("<Gather")
    asked = await service.count()
    await page.get_by_test_id("key-1").click()
    await page.get_by_test_id("key-2").click()
    await page.get_by_test_id("key-#").click()
    await expect(_log(page)).to_contain_text("［1 2］", timeout=PATIENCE_MS)
    await expect(service.nth(asked)).to_be_visible(timeout=PATIENCE_MS)
    await screenshot(page, f"phone-call-{_width(page)}")
    await page.get_by_test_id("call-hang-up").click()
    await expect(page.get_by_test_id("call-status")).to_contain_text("お客さまが電話を切りました")
    await expect(page.get_by_test_id("call-start")).to_be_enabled()


async def test_silence_is_asked_about(page: Page) -> None:
    await _open_phone(page, 600)
    await page.get_by_test_id("phone-owner").select_option("withheld")
    await page.get_by_test_id("call-start").click()
    await expect(page.get_by_test_id("call-silence")).to_be_enabled(timeout=PATIENCE_MS)
    await expect(page.get_by_test_id("call-status")).to_contain_text("お返事をどうぞ", timeout=PATIENCE_MS)
    greeted = await page.get_by_test_id("call-line").count()
    await page.get_by_test_id("call-silence").click()
    await expect(page.get_by_test_id("call-line").nth(greeted + 1)).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_test_id("call-hang-up").click()
    await expect(page.get_by_test_id("call-status")).to_contain_text("終了")


async def test_enter_during_conversion_never_speaks(page: Page) -> None:
    await _open_phone(page, 800)
    await page.get_by_test_id("call-start").click()
    await expect(page.get_by_test_id("call-status")).to_contain_text("お返事をどうぞ", timeout=PATIENCE_MS)
    await page.get_by_test_id("call-say").focus()
    session = await page.context.new_cdp_session(page)
    await session.send("Input.imeSetComposition", {"text": "じゅうしょ", "selectionStart": 5, "selectionEnd": 5})
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-testid="call-line"][data-who="me"]')).to_have_count(0)
    await session.send("Input.insertText", {"text": "住所"})
    await expect(page.get_by_test_id("call-say")).to_have_value(re.compile("住所"))
    await page.get_by_test_id("call-hang-up").click()


async def test_an_agent_and_the_caller_talk(page: Page, stack: Stack) -> None:
    async with DeskAgent(stack.url, "supervisor@demo.example") as tidy:
        await tidy.clear_queues()
    async with DeskAgent(stack.url, "agent1@demo.example") as agent:
        await _open_phone(page, 100)
        await page.get_by_test_id("call-start").click()
        await _says(page, "担当者につないでください")
        await agent.available()
        await agent.until(lambda: len(agent.offers) > 0, "an offer")
        conversation_id = next(iter(agent.offers.values()))["conversation_id"]
        epoch = (await agent.accepts(conversation_id))["epoch"]
        status = page.get_by_test_id("call-status")
        await expect(status).to_contain_text("担当者と通話中", timeout=PATIENCE_MS)
        await page.get_by_test_id("call-say").fill("もしもし、聞こえますか")
        await page.get_by_test_id("call-say").press("Enter")
        await agent.hears(conversation_id, "もしもし、聞こえますか")
        await agent.writes(conversation_id, "はい、聞こえております。", epoch)
        said = page.locator('[data-testid="call-line"][data-who="agent"]')
        await expect(said.last).to_contain_text("はい、聞こえております。", timeout=PATIENCE_MS)
        await screenshot(page, f"phone-agent-{_width(page)}")
        await agent.post(f"/conversations/{conversation_id}/call/hang-up")
        await expect(status).to_contain_text("担当者側から通話が終わりました", timeout=PATIENCE_MS)
        outcome = {"contact_reason": "other", "disposition": "answered"}
        await agent.post(f"/conversations/{conversation_id}/wrap-up", outcome)
        await agent.put("/presence", {"presence": "offline"})


async def test_the_old_address_leads_here(page: Page) -> None:
    await page.goto("/demo/phone")
    await expect(page).to_have_url(re.compile(r"/phone$"))
    await expect(page.get_by_test_id("phone")).to_be_visible()


async def _open_phone(page: Page, first: int) -> None:
    """A number of its own for each test, below those of tests/sim/texter.py: a call goes on where its texts stopped.

    Nothing may stick out at the side.
    """
    await page.goto("/phone")
    await page.get_by_test_id("phone-owner").select_option("other")
    await page.get_by_test_id("phone-number").fill(f"090-0000-{first + _width(page) % 100:04}")
    assert await page.evaluate("document.documentElement.scrollWidth") == _width(page)


async def _says(page: Page, text: str) -> None:
    """What is typed reaches somebody only when the service listens."""
    await expect(page.get_by_test_id("call-status")).to_contain_text("お返事をどうぞ", timeout=PATIENCE_MS)
    await page.get_by_test_id("call-say").fill(text)
    await page.get_by_test_id("call-say").press("Enter")


def _log(page: Page) -> Locator:
    return page.get_by_test_id("call-log")


def _width(page: Page) -> int:
    assert page.viewport_size is not None
    return page.viewport_size["width"]

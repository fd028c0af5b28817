"""The same journey in a real Chromium: the widget on the demonstration page, the phone, and the staff's page."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys

CHROMIUM = os.environ.get("PLAYWRIGHT_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    if shutil.which(CHROMIUM) is None:
        pytest.skip(f"There is no Chromium at {CHROMIUM}: run `make browser` or set PLAYWRIGHT_CHROMIUM.")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        await chromium.close()


@pytest.fixture
async def page(browser: Browser, stack: Stack) -> AsyncIterator[Page]:
    context = await browser.new_context(
        locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": 1366, "height": 900}, base_url=stack.url
    )
    page = await context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if is_unexpected(message) else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    await context.close()
    assert problems == []


def is_unexpected(message: ConsoleMessage) -> bool:
    """Chromium itself reports a refused sign-in as an error."""
    return message.type == "error" and "401" not in message.text


async def test_the_address_change_in_the_browser_and_the_contact_at_the_staff_page(page: Page) -> None:
    await page.goto("/")
    await page.get_by_test_id("chat-launcher").click()
    await _say(page, "引っ越したので住所を変えたい", "お名前")
    await _say(page, "鈴木一郎です", "証券番号")
    await _say(page, "A111222333", "生年月日")
    await _say(page, "1975年11月23日", "郵便番号")
    await _say(page, "530-0001", "梅田")
    await _say(page, "1丁目2-3 みなとビル4階", "お引越しの日")
    await page.reload()
    await page.get_by_test_id("chat-message").last.wait_for()
    await _say(page, "きのう", "お車")
    await page.get_by_test_id("chat-choice").filter(has_text="いいえ").last.click()
    await expect(page.get_by_test_id("chat-message-text").last).to_contain_text("よろしいですか", timeout=PATIENCE_MS)
    await page.get_by_test_id("chat-choice").filter(has_text="はい").last.click()
    last = page.get_by_test_id("chat-message-text").last
    await expect(last).to_contain_text("受付番号", timeout=PATIENCE_MS)
    case_no = re.search(r"T\d{11}", await last.inner_text())
    assert case_no is not None
    await _screenshot(page, "chat")

    await page.goto("/staff")
    await page.get_by_test_id("sign-in-email").fill("supervisor@demo.example")
    await page.get_by_test_id("sign-in-password").fill("toritsugi-demo")
    await page.get_by_test_id("sign-in-submit").click()
    await page.get_by_test_id("filter-q").fill(case_no.group())
    await page.get_by_test_id("filter-q").press("Enter")
    await expect(page.get_by_test_id("contact-row")).to_have_count(1, timeout=PATIENCE_MS)
    await _screenshot(page, "contacts")
    await page.get_by_test_id("contact-row").first.get_by_role("link").first.click()
    await expect(page.get_by_test_id("transcript")).to_contain_text("鈴木一郎です", timeout=PATIENCE_MS)
    await _screenshot(page, "contact")


async def test_enter_during_conversion_never_sends(page: Page) -> None:
    await page.goto("/")
    await page.get_by_test_id("chat-launcher").click()
    box = page.get_by_test_id("chat-input")
    await box.focus()
    session = await page.context.new_cdp_session(page)
    await session.send("Input.imeSetComposition", {"text": "じゅうしょ", "selectionStart": 5, "selectionEnd": 5})
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-author="customer"]')).to_have_count(0)
    await session.send("Input.insertText", {"text": "住所"})
    await expect(box).to_have_value(re.compile("住所"))


async def test_the_phone_and_the_empty_page(page: Page) -> None:
    await page.goto("/demo/phone")
    await expect(page.locator("body")).to_contain_text("SMS")
    await _screenshot(page, "phone")


async def test_a_wrong_password_is_said_in_japanese(page: Page) -> None:
    await page.goto("/staff")
    await page.get_by_test_id("sign-in-email").fill("agent1@demo.example")
    await page.get_by_test_id("sign-in-password").fill("wrong-password")
    response = page.wait_for_event("response", lambda answer: answer.url.endswith("/api/session"))
    await page.get_by_test_id("sign-in-submit").click()
    assert (await response).status == 401
    await expect(page.get_by_test_id("sign-in-problem")).to_be_visible()


async def _say(page: Page, text: str, expected: str) -> None:
    await page.get_by_test_id("chat-input").fill(text)
    await page.get_by_test_id("chat-input").press("Enter")
    await expect(page.get_by_test_id("chat-message-text").last).to_contain_text(expected, timeout=PATIENCE_MS)


async def _screenshot(page: Page, name: str) -> None:
    """Kept under var/screenshots, or where TORITSUGI_SCREENSHOTS says, for people to look at."""
    folder = Path(os.environ.get("TORITSUGI_SCREENSHOTS", "var/screenshots"))
    await page.screenshot(path=folder / f"{name}.png", full_page=True)

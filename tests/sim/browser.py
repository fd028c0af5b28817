"""Chromium as people use the pages, with everything the console complained about."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

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
PASSWORD = "toritsugi-demo"


@asynccontextmanager
async def running_chromium() -> AsyncIterator[Browser]:
    """Skips the test where there is no Chromium."""
    if shutil.which(CHROMIUM) is None:
        pytest.skip(f"There is no Chromium at {CHROMIUM}: run `make browser` or set PLAYWRIGHT_CHROMIUM.")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        await chromium.close()


@asynccontextmanager
async def open_page(
    browser: Browser, url: str, *, width: int = 1366, height: int = 900, scheme: str = "light"
) -> AsyncIterator[Page]:
    """A browser of its own for one person; at the end nothing unexpected may stand in its console."""
    context = await browser.new_context(
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        viewport={"width": width, "height": height},
        base_url=url,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = await context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if is_unexpected(message) else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    await context.close()
    assert problems == []


def is_unexpected(message: ConsoleMessage) -> bool:
    """Chromium itself reports a refused request as an error; the pages show what was refused."""
    is_refusal = "Failed to load resource" in message.text
    return message.type == "error" and not is_refusal


async def sign_in(page: Page, email: str) -> None:
    await page.goto("/staff")
    await page.get_by_test_id("sign-in-email").fill(email)
    await page.get_by_test_id("sign-in-password").fill(PASSWORD)
    await page.get_by_test_id("sign-in-submit").click()
    await expect(page.get_by_test_id("sign-in-email")).to_have_count(0, timeout=PATIENCE_MS)


async def says(page: Page, text: str, expected: str) -> None:
    """The customer writes in the widget and waits for the answer."""
    await page.get_by_test_id("chat-input").fill(text)
    await page.get_by_test_id("chat-input").press("Enter")
    await expect(page.get_by_test_id("chat-message-text").last).to_contain_text(expected, timeout=PATIENCE_MS)


async def screenshot(page: Page, name: str) -> None:
    """Kept under var/screenshots, or where TORITSUGI_SCREENSHOTS says, for people to look at."""
    folder = Path(os.environ.get("TORITSUGI_SCREENSHOTS", "var/screenshots"))
    await page.screenshot(path=folder / f"{name}.png", full_page=True)

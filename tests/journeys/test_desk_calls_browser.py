"""The desk on the telephone and by SMS: a caller and a texter meet an agent who works in a Chromium."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.sim.browser import PATIENCE_MS, open_page, running_chromium, screenshot, sign_in
from tests.sim.desk import DeskAgent
from tests.sim.stack import Stack
from tests.sim.texter import Texter

pytestmark = pytest.mark.journeys


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with running_chromium() as chromium:
        yield chromium


@pytest.fixture
async def agent(browser: Browser, stack: Stack) -> AsyncIterator[Page]:
    """Signed in and available, with nobody else at a desk and nobody waiting."""
    async with DeskAgent(stack.url, "supervisor@demo.example") as tidy:
        await tidy.clear_queues()
    async with open_page(browser, stack.url) as page:
        await sign_in(page, "agent1@demo.example")
        await become(page, "対応可")
        yield page
        await become(page, "オフライン")
        await expect(page.get_by_test_id("presence")).to_contain_text("オフライン", timeout=PATIENCE_MS)


async def become(page: Page, presence: str) -> None:
    await page.get_by_role("radiogroup", name="在席状態").get_by_text(presence, exact=True).click()


async def accept(page: Page, channel: str) -> None:
    offer = page.get_by_test_id("offer").first
    await expect(offer.get_by_test_id("channel")).to_contain_text(channel, timeout=PATIENCE_MS)
    await offer.get_by_test_id("offer-accept").click()
    await expect(page.get_by_test_id("transcript")).to_be_visible(timeout=PATIENCE_MS)


async def wrap_up(page: Page) -> None:
    """In the dialog that is open."""
    await expect(page.get_by_test_id("wrap-up-dialog")).to_be_visible(timeout=PATIENCE_MS)
    for test_id, option in (("wrap-up-reason", "住所変更"), ("wrap-up-disposition", "回答済み")):
        await page.get_by_test_id(test_id).click()
        await page.get_by_role("option", name=option).click()
    await page.get_by_test_id("wrap-up-submit").click()
    await expect(page.get_by_test_id("wrap-up-dialog")).to_have_count(0, timeout=PATIENCE_MS)


def marks(page: Page) -> Locator:
    return page.get_by_test_id("mark")


async def test_a_call_from_ring_to_wrap_up(agent: Page, browser: Browser, stack: Stack) -> None:
    async with open_page(browser, stack.url) as caller:
        await ask_for_a_person(caller, "090-0000-9101")
        await accept(agent, "電話")
        state = agent.get_by_test_id("call-state")
        await expect(state).to_contain_text("通話中", timeout=PATIENCE_MS)
        await expect(agent.get_by_test_id("call-recording-state")).to_have_text("録音中")
        await expect(agent.get_by_test_id("speech-hint")).to_contain_text("読み上げられます")
        await talk(agent, caller)
        await pause_recording(agent)
        await agent.keyboard.press("Alt+h")
        await agent.get_by_test_id("confirm").click()
        await expect(state).to_contain_text("通話終了（担当者が切断）", timeout=PATIENCE_MS)
        await expect(marks(agent).last).to_contain_text("担当者が切断", timeout=PATIENCE_MS)
        await screenshot(agent, "desk-call-over")
        await expect(caller.get_by_test_id("call-status")).to_contain_text("通話が終わりました", timeout=PATIENCE_MS)
    await agent.get_by_test_id("open-wrap-up").click()
    await wrap_up(agent)
    await review_call(agent)


async def ask_for_a_person(caller: Page, number: str) -> None:
    """At the virtual telephone."""
    await caller.goto("/phone")
    await caller.get_by_test_id("phone-owner").select_option("other")
    await caller.get_by_test_id("phone-number").fill(number)
    await caller.get_by_test_id("call-start").click()
    await expect(caller.get_by_test_id("call-status")).to_contain_text("お返事をどうぞ", timeout=PATIENCE_MS)
    await speak(caller, "担当者につないでください")


async def speak(caller: Page, text: str) -> None:
    await caller.get_by_test_id("call-say").fill(text)
    await caller.get_by_test_id("call-say").press("Enter")


async def talk(agent: Page, caller: Page) -> None:
    await expect(caller.get_by_test_id("call-status")).to_contain_text("担当者と通話中", timeout=PATIENCE_MS)
    await speak(caller, "引っ越しをしたので住所を変えたいです")
    said = agent.get_by_test_id("message").filter(has_text="引っ越しをしたので")
    await expect(said.get_by_test_id("message-channel")).to_have_text("音声", timeout=PATIENCE_MS)
    await agent.get_by_test_id("composer").fill("新しいご住所をお聞かせください。")
    await agent.get_by_test_id("composer").press("Enter")
    heard = caller.locator('[data-testid="call-line"][data-who="agent"]')
    await expect(heard.last).to_contain_text("新しいご住所をお聞かせください。", timeout=PATIENCE_MS)


async def pause_recording(agent: Page) -> None:
    standing, button = agent.get_by_test_id("call-recording-state"), agent.get_by_test_id("call-recording")
    await agent.keyboard.press("Alt+r")
    await expect(standing).to_have_text("録音を止めています", timeout=PATIENCE_MS)
    await expect(marks(agent).last).to_contain_text("録音一時停止", timeout=PATIENCE_MS)
    await screenshot(agent, "desk-call-paused")
    await button.click()
    await expect(standing).to_have_text("録音中", timeout=PATIENCE_MS)


async def review_call(agent: Page) -> None:
    await agent.goto("/staff/contacts")
    row = agent.get_by_test_id("contact-row").first
    await expect(row.get_by_test_id("channel")).to_contain_text("電話", timeout=PATIENCE_MS)
    await screenshot(agent, "contacts-channels")
    await row.get_by_role("link").first.click()
    await expect(agent.get_by_test_id("mark").first).to_contain_text("通話開始", timeout=PATIENCE_MS)
    await screenshot(agent, "contact-call")
    await agent.goto("/staff")


async def test_a_caller_who_hangs_up_leaves_a_wrap_up(agent: Page, browser: Browser, stack: Stack) -> None:
    async with open_page(browser, stack.url) as caller:
        await ask_for_a_person(caller, "090-0000-9102")
        await accept(agent, "電話")
        await expect(agent.get_by_test_id("call-state")).to_contain_text("通話中", timeout=PATIENCE_MS)
        await caller.get_by_test_id("call-hang-up").click()
        await expect(agent.get_by_test_id("call-state")).to_contain_text("お客さまが切断", timeout=PATIENCE_MS)
    await expect(agent.get_by_test_id("call-hang-up")).to_have_count(0)
    await agent.get_by_test_id("open-wrap-up").click()
    await wrap_up(agent)


async def test_an_agent_answers_by_sms(agent: Page, stack: Stack) -> None:
    async with Texter(stack.url) as texter:
        await texter.tells("担当者につないでください")
        await accept(agent, "SMS")
        count, composer = agent.get_by_test_id("sms-count"), agent.get_by_test_id("composer")
        await composer.fill("あ" * 71)
        await expect(count).to_contain_text("71文字・SMS 2通分")
        await composer.fill("あ" * 202)
        await expect(count).to_contain_text("リンク先でお読みいただきます")
        await screenshot(agent, "desk-sms")
        await composer.fill("お待たせいたしました。")
        await composer.press("Enter")
        await texter.until_said("お待たせいたしました。")
        await expect(agent.get_by_test_id("call-bar")).to_have_count(0)
        await agent.get_by_test_id("open-end").click()
        await agent.get_by_test_id("confirm").click()
        await wrap_up(agent)

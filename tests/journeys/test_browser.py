"""The same journey in a real Chromium: the widget on the demonstration page, the phone, and the staff's page."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.sim.browser import PATIENCE_MS, open_page, running_chromium, says, screenshot, sign_in
from tests.sim.customer import Customer
from tests.sim.desk import DeskAgent
from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with running_chromium() as chromium:
        yield chromium


@pytest.fixture
async def page(browser: Browser, stack: Stack) -> AsyncIterator[Page]:
    async with open_page(browser, stack.url) as page:
        yield page


async def test_the_address_change_in_the_browser_and_the_contact_at_the_staff_page(page: Page) -> None:
    await page.goto("/")
    await page.get_by_test_id("chat-launcher").click()
    await says(page, "引っ越したので住所を変えたい", "お名前")
    await says(page, "鈴木一郎です", "証券番号")
    await says(page, "A111222333", "生年月日")
    await says(page, "1975年11月23日", "郵便番号")
    await says(page, "530-0001", "梅田")
    await says(page, "1丁目2-3 みなとビル4階", "お引越しの日")
    await page.reload()
    await page.get_by_test_id("chat-message").last.wait_for()
    await says(page, "きのう", "お車")
    await page.get_by_test_id("chat-choice").filter(has_text="いいえ").last.click()
    await expect(page.get_by_test_id("chat-message-text").last).to_contain_text("よろしいですか", timeout=PATIENCE_MS)
    await page.get_by_test_id("chat-choice").filter(has_text="はい").last.click()
    last = page.get_by_test_id("chat-message-text").last
    await expect(last).to_contain_text("受付番号", timeout=PATIENCE_MS)
    case_no = re.search(r"T\d{11}", await last.inner_text())
    assert case_no is not None
    await screenshot(page, "chat")

    await sign_in(page, "supervisor@demo.example")
    await page.goto("/staff/contacts")
    await page.get_by_test_id("filter-q").fill(case_no.group())
    await page.get_by_test_id("filter-q").press("Enter")
    await expect(page.get_by_test_id("contact-row")).to_have_count(1, timeout=PATIENCE_MS)
    await screenshot(page, "contacts")
    await page.get_by_test_id("contact-row").first.get_by_role("link").first.click()
    await expect(page.get_by_test_id("transcript")).to_contain_text("［氏名］です", timeout=PATIENCE_MS)
    await screenshot(page, "contact")


async def test_the_widget_during_and_after_an_agents_help(page: Page, stack: Stack) -> None:
    async with DeskAgent(stack.url, "supervisor@demo.example") as tidy:
        await tidy.clear_queues()
    async with DeskAgent(stack.url, "agent1@demo.example") as agent:
        await agent.put("/presence", {"presence": "offline"})
        await page.goto("/")
        await page.get_by_test_id("chat-launcher").click()
        await _standing(page, "bot", "自動応答がお答えしています")
        await says(page, "引っ越したので住所を変えたい", "お名前")
        await says(page, "担当者につないでください", "引き継ぎました")
        await _standing(page, "queue", "担当者におつなぎしています。ただいま")
        conversation_id = await _conversation_of(page, stack)
        await agent.available()
        epoch = (await agent.accepts(conversation_id))["epoch"]
        await _standing(page, "agent", "担当の佐藤がお答えしています")
        await page.reload()
        await _standing(page, "agent", "担当の佐藤がお答えしています")
        await agent.emit("typing", {"conversation_id": conversation_id})
        await expect(page.get_by_test_id("chat-typing")).to_contain_text("担当者が入力しています")
        written = await agent.writes(conversation_id, "お待たせいたしました。", epoch)
        await expect(page.get_by_test_id("chat-message").last).to_contain_text("担当の佐藤")
        await expect(page.get_by_test_id("chat-typing")).to_have_count(0)
        await agent.until(lambda: _has_read(agent, conversation_id, written["seq"]), "receipt")
        await page.get_by_test_id("chat-close").click()
        unread = await agent.writes(conversation_id, "ほかにご不明な点はございませんか。", epoch)
        await expect(page.get_by_test_id("chat-unread")).to_have_text("1")
        assert not _has_read(agent, conversation_id, unread["seq"])
        await page.get_by_test_id("chat-launcher").click()
        await agent.until(lambda: _has_read(agent, conversation_id, unread["seq"]), "receipt of the reopened chat")
        await screenshot(page, "chat-agent")
        await agent.post(f"/conversations/{conversation_id}/end")
        await _standing(page, "none", "ご対応は終了しました。続けてのご用件はこのままお書きください")
        outcome = {"contact_reason": "address_change", "disposition": "answered"}
        await agent.post(f"/conversations/{conversation_id}/wrap-up", outcome)
        await _standing(page, "bot", "自動応答がお答えしています")
        await agent.put("/presence", {"presence": "offline"})


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
    await screenshot(page, "phone")


async def test_a_wrong_password_is_said_in_japanese(page: Page) -> None:
    await page.goto("/staff")
    await page.get_by_test_id("sign-in-email").fill("agent1@demo.example")
    await page.get_by_test_id("sign-in-password").fill("wrong-password")
    response = page.wait_for_event("response", lambda answer: answer.url.endswith("/api/session"))
    await page.get_by_test_id("sign-in-submit").click()
    assert (await response).status == 401
    await expect(page.get_by_test_id("sign-in-problem")).to_be_visible()


async def _standing(page: Page, holder: str, words: str) -> None:
    line = page.get_by_test_id("chat-standing")
    await expect(line).to_have_attribute("data-holder", holder, timeout=PATIENCE_MS)
    await expect(line).to_contain_text(words)


async def _conversation_of(page: Page, stack: Stack) -> str:
    token = await page.evaluate("localStorage.getItem(`toritsugi.webchat:${location.origin}:visitor_token`)")
    async with Customer(stack.url, token) as same:
        return str(same.session["conversation_id"])


def _has_read(agent: DeskAgent, conversation_id: str, seq: int) -> bool:
    receipts = [told for event, told in agent.heard if event == "receipt"]
    return any(told["conversation_id"] == conversation_id and told["seen_seq"] >= seq for told in receipts)

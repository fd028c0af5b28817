"""Signals of customers, the disaster mode and the editors' questions, as staff see them in Chromium."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Page, expect

from tests.sim.browser import PATIENCE_MS, open_page, running_chromium, says, screenshot, sign_in
from tests.sim.customer import Customer
from tests.sim.desk import DeskAgent
from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys

JST = ZoneInfo("Asia/Tokyo")
NARROW = 375


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with running_chromium() as chromium:
        yield chromium


@pytest.fixture
async def tidy(stack: Stack) -> AsyncIterator[DeskAgent]:
    """A supervisor who leaves neither a queue nor the disaster mode behind."""
    async with DeskAgent(stack.url, "supervisor@demo.example") as supervisor:
        await supervisor.clear_queues()
        yield supervisor
        await supervisor.ask("DELETE", "/disaster")
        await supervisor.clear_queues()


async def test_an_abusive_customer_is_marked_until_an_agent_takes_the_mark_back(
    browser: Browser, stack: Stack, tidy: DeskAgent
) -> None:
    async with (
        Customer(stack.url) as customer,
        open_page(browser, stack.url) as agent,
        open_page(browser, stack.url) as supervisor,
    ):
        await customer.says("お前らバカか、無能ども")
        await customer.says("担当者につないでください")
        await sign_in(supervisor, "supervisor@demo.example")
        await supervisor.goto("/staff/supervisor")
        await expect(supervisor.get_by_test_id("entry-row")).to_contain_text("カスハラの疑い", timeout=PATIENCE_MS)
        await sign_in(agent, "agent1@demo.example")
        await become(agent, "対応可")
        offer = agent.get_by_test_id("offer").first
        await expect(offer.get_by_test_id("signal")).to_have_text("カスハラの疑い", timeout=PATIENCE_MS)
        await offer.get_by_test_id("offer-accept").click()
        await expect(agent.get_by_test_id("packet")).to_contain_text("ご様子", timeout=PATIENCE_MS)
        await expect(agent.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)
        await screenshot(agent, "desk-signals")
        await agent.get_by_test_id("open-flag").click()
        await agent.get_by_test_id("flag-reason").fill("お言葉は機械に向けたもの")
        await agent.get_by_test_id("flag-reason").press("Enter")
        await expect(agent.get_by_test_id("flag-dialog")).to_have_count(0, timeout=PATIENCE_MS)
        await expect(agent.get_by_test_id("conversation-item").get_by_test_id("signal")).to_have_count(
            0, timeout=PATIENCE_MS
        )
        await become(agent, "オフライン")
        await expect(agent.get_by_test_id("presence")).to_contain_text("オフライン", timeout=PATIENCE_MS)
    await tidy.post(
        f"/conversations/{customer.session['conversation_id']}/force-wrap-up",
        {"contact_reason": "other", "disposition": "abandoned"},
    )


async def test_the_disaster_mode_is_switched_with_the_keyboard_and_customers_read_of_it(
    browser: Browser, stack: Stack, tidy: DeskAgent
) -> None:
    async with (
        open_page(browser, stack.url) as supervisor,
        open_page(browser, stack.url, width=NARROW, height=760) as customer,
    ):
        assert tidy.user["role"] == "supervisor"
        await sign_in(supervisor, "supervisor@demo.example")
        await supervisor.goto("/staff/supervisor")
        await supervisor.get_by_test_id("disaster-open").press("Enter")
        await expect(supervisor.get_by_test_id("disaster-name")).to_be_focused()
        await supervisor.keyboard.press("Escape")
        await expect(supervisor.get_by_test_id("disaster-open")).to_be_focused()
        await supervisor.keyboard.press("Enter")
        until = datetime.now(JST) + timedelta(hours=2)
        await supervisor.get_by_test_id("disaster-name").fill("台風23号")
        await supervisor.get_by_test_id("disaster-until").fill(f"{until:%Y-%m-%dT%H:%M}")
        await supervisor.get_by_test_id("disaster-areas").fill("まちがい県")
        await supervisor.get_by_test_id("disaster-areas").press("Enter")
        await expect(supervisor.get_by_text("都道府県名か、郵便番号")).to_be_visible(timeout=PATIENCE_MS)
        await supervisor.get_by_test_id("disaster-areas").fill("")
        await supervisor.get_by_test_id("disaster-areas").press("Enter")
        await expect(supervisor.get_by_test_id("disaster-on")).to_contain_text("台風23号（全国）", timeout=PATIENCE_MS)
        await customer.goto("/")
        await customer.get_by_test_id("chat-launcher").click()
        await expect(customer.get_by_test_id("chat-welcome")).to_contain_text("台風23号", timeout=PATIENCE_MS)
        await screenshot(customer, "widget-disaster")
        await supervisor.get_by_test_id("disaster-off").click()
        await supervisor.get_by_test_id("confirm").press("Enter")
        await expect(supervisor.get_by_test_id("disaster-on")).to_have_count(0, timeout=PATIENCE_MS)


async def test_an_editor_reads_what_did_not_help_and_marks_it_as_done(browser: Browser, stack: Stack) -> None:
    async with (
        open_page(browser, stack.url) as customer,
        open_page(browser, stack.url, width=NARROW, height=760, scheme="dark") as editor,
    ):
        await customer.goto("/")
        await customer.get_by_test_id("chat-launcher").click()
        await says(customer, "控除証明書はいつ届きますか", "10月ごろ")
        await customer.get_by_role("button", name="知りたいことと違う").click()
        last = customer.get_by_test_id("chat-message-text").last
        await expect(last).to_contain_text("失礼いたしました", timeout=PATIENCE_MS)
        await sign_in(editor, "supervisor@demo.example")
        await editor.goto("/staff/questions")
        await editor.get_by_test_id("filter-kind").select_option("down_voted")
        row = editor.get_by_test_id("question-row").filter(has_text="控除証明書はいつ届きますか")
        await expect(row).to_contain_text("役に立たなかった", timeout=PATIENCE_MS)
        assert await editor.evaluate("document.documentElement.scrollWidth") <= NARROW
        await screenshot(editor, "questions")
        await row.get_by_role("button", name="済みにする").press("Enter")
        await expect(editor.get_by_test_id("question-notice")).to_be_focused(timeout=PATIENCE_MS)
        await expect(row).to_have_count(0)
        await editor.get_by_test_id("filter-dealt-with").select_option("true")
        await expect(row).to_contain_text("中村", timeout=PATIENCE_MS)


async def test_who_may_not_edit_sees_no_questions(browser: Browser, stack: Stack) -> None:
    async with open_page(browser, stack.url) as agent:
        await sign_in(agent, "agent2@demo.example")
        await agent.goto("/staff/questions")
        await expect(agent.get_by_text("このページを開く権限がありません。")).to_be_visible(timeout=PATIENCE_MS)


async def become(page: Page, presence: str) -> None:
    await page.get_by_role("radiogroup", name="在席状態").get_by_text(presence, exact=True).click()

"""Customer, two agents and a supervisor, each in a Chromium of their own: bot, queue, desk, transfer, wrap-up, log."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.sim.browser import PATIENCE_MS, open_page, running_chromium, says, screenshot, sign_in
from tests.sim.desk import DeskAgent
from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with running_chromium() as chromium:
        yield chromium


async def become(page: Page, presence: str) -> None:
    await page.get_by_role("radiogroup", name="在席状態").get_by_text(presence, exact=True).click()


async def choose(page: Page, test_id: str, option: str) -> None:
    await page.get_by_test_id(test_id).click()
    await page.get_by_role("option", name=option).click()


async def test_the_whole_way_in_four_browsers(browser: Browser, stack: Stack) -> None:
    async with DeskAgent(stack.url, "supervisor@demo.example") as tidy:
        await tidy.clear_queues()
    async with (
        open_page(browser, stack.url) as customer,
        open_page(browser, stack.url) as sato,
        open_page(browser, stack.url, width=1920, height=1080, scheme="dark") as tanaka,
        open_page(browser, stack.url, width=1920, height=1080) as supervisor,
    ):
        await sign_in(sato, "agent1@demo.example")
        await sign_in(tanaka, "agent2@demo.example")
        await sign_in(supervisor, "supervisor@demo.example")
        await customer.goto("/")
        await customer.get_by_test_id("chat-launcher").click()
        await says(customer, "引っ越したので住所を変えたい", "お名前")
        await says(customer, "鈴木一郎です", "証券番号")
        await says(customer, "A111222333", "生年月日")
        await says(customer, "1975年11月23日", "郵便番号")
        await says(customer, "担当者につないでください", "担当者に引き継ぎました")
        await take_and_talk(customer, sato)
        await transfer(sato, tanaka)
        await finish(customer, tanaka)
        await review(supervisor)
        for agent in (sato, tanaka):
            await become(agent, "オフライン")
            await expect(agent.get_by_test_id("presence")).to_contain_text("オフライン", timeout=PATIENCE_MS)


async def take_and_talk(customer: Page, agent: Page) -> None:
    await become(agent, "対応可")
    offer = agent.get_by_test_id("offer").first
    await expect(offer).to_contain_text("鈴木", timeout=PATIENCE_MS)
    await screenshot(agent, "desk-offer")
    await offer.get_by_test_id("offer-accept").click()
    await expect(agent.get_by_test_id("packet")).to_contain_text("お客さまのご希望", timeout=PATIENCE_MS)
    await agent.get_by_test_id("composer").fill("お待たせいたしました。佐藤が承ります。")
    await agent.get_by_test_id("composer").press("Enter")
    shown = customer.get_by_test_id("chat-message-text").last
    await expect(shown).to_contain_text("佐藤が承ります。", timeout=PATIENCE_MS)
    await customer.get_by_test_id("chat-input").fill("郵便番号は530-0001です")
    await customer.get_by_test_id("chat-input").press("Enter")
    await expect(agent.get_by_test_id("transcript")).to_contain_text("530-0001です", timeout=PATIENCE_MS)
    await screenshot(customer, "widget-with-agent")
    await agent.get_by_role("tab", name="手続き").click()
    postal = agent.get_by_test_id("field-new_postal_code").get_by_role("textbox")
    await postal.fill("530-0001")
    await postal.press("Enter")
    await expect(agent.get_by_test_id("field-new_postal_code")).to_contain_text("530", timeout=PATIENCE_MS)
    await screenshot(agent, "desk-draft")


async def transfer(giver: Page, receiver: Page) -> None:
    await become(receiver, "対応可")
    await giver.get_by_test_id("open-transfer").click()
    dialog = giver.get_by_role("dialog")
    await dialog.get_by_text("すぐ渡す").click()
    await dialog.get_by_role("radio", name="お客さま相談室").first.check()
    await dialog.get_by_label("相手への申し送り").fill("住所変更の続きをお願いします。")
    await screenshot(giver, "desk-transfer")
    await dialog.get_by_test_id("transfer-submit").click()
    offer = receiver.get_by_test_id("offer").first
    await expect(offer).to_contain_text("転送", timeout=PATIENCE_MS)
    await offer.get_by_test_id("offer-accept").click()
    await expect(receiver.get_by_test_id("transcript")).to_contain_text("530-0001です", timeout=PATIENCE_MS)


async def finish(customer: Page, agent: Page) -> None:
    await agent.get_by_test_id("composer").fill("田中が続きを承ります。")
    await agent.get_by_test_id("composer").press("Enter")
    await expect(customer.get_by_text("田中が続きを承ります。")).to_be_visible(timeout=PATIENCE_MS)
    await screenshot(agent, "desk-dark-1920")
    await agent.get_by_test_id("open-end").click()
    await agent.get_by_test_id("confirm").click()
    await expect(agent.get_by_test_id("wrap-up-dialog")).to_be_visible(timeout=PATIENCE_MS)
    await choose(agent, "wrap-up-reason", "住所変更")
    await choose(agent, "wrap-up-disposition", "回答済み")
    await screenshot(agent, "desk-wrap-up")
    await agent.get_by_test_id("wrap-up-submit").click()
    await expect(agent.get_by_test_id("wrap-up-dialog")).to_have_count(0, timeout=PATIENCE_MS)
    await expect(customer.get_by_text("ご対応を終了いたしました").first).to_be_visible(timeout=PATIENCE_MS)


async def review(supervisor: Page) -> None:
    await supervisor.goto("/staff/supervisor")
    await expect(supervisor.get_by_test_id("queue-row").first).to_be_visible(timeout=PATIENCE_MS)
    await expect(supervisor.get_by_test_id("agent-row").first).to_be_visible(timeout=PATIENCE_MS)
    await screenshot(supervisor, "supervisor")
    await supervisor.goto("/staff/contacts")
    row = supervisor.get_by_test_id("contact-row").first
    await expect(row).to_be_visible(timeout=PATIENCE_MS)
    await screenshot(supervisor, "contacts")
    await row.get_by_role("link").first.click()
    await expect(supervisor.get_by_test_id("masked")).to_be_visible(timeout=PATIENCE_MS)
    await expect(supervisor.get_by_test_id("transcript")).not_to_contain_text("鈴木一郎")
    await screenshot(supervisor, "contact-masked")
    await supervisor.get_by_test_id("reveal").click()
    await supervisor.get_by_test_id("reason").get_by_role("radio").first.check()
    await supervisor.get_by_test_id("reveal-submit").click()
    await expect(supervisor.get_by_test_id("transcript")).to_contain_text("鈴木一郎", timeout=PATIENCE_MS)
    await screenshot(supervisor, "contact-revealed")

"""From an SMS into the browser: the page behind a link, on a phone's screen, in a real Chromium."""

import base64
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from playwright.async_api import Browser, Page, Route, expect

from conversation import events as ev
from conversation.model import Channel, ConversationId
from database.engine import open_database
from database.vault import Vault, VaultKeys
from tests.integration.links.scene import Scene, a_number, a_scene
from tests.sim.browser import PATIENCE_MS, open_page, running_chromium, says, screenshot
from tests.sim.customer import Customer
from tests.sim.refusals import check_error
from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys

WIDTH, HEIGHT = 375, 812
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with running_chromium() as chromium:
        yield chromium


@pytest.fixture
async def page(browser: Browser, stack: Stack) -> AsyncIterator[Page]:
    async with open_page(browser, stack.url, width=WIDTH, height=HEIGHT) as page:
        yield page


@pytest.fixture
async def scene(stack: Stack) -> AsyncIterator[Scene]:
    """Links as the service itself would issue them."""
    made = stack.secrets
    keys = {key_id: base64.b64decode(key) for key_id, key in made.vault_keys.items()}
    vault = Vault(VaultKeys(keys, made.vault_current, base64.b64decode(made.vault_index_key)))
    database = open_database(stack.database_url)
    scene = a_scene(database, vault)
    scene.clock.now = datetime.now(UTC)
    scene.links = replace(scene.links, public_base_url=stack.url)
    yield scene
    await database.close()


@pytest.fixture
async def http(stack: Stack) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=stack.url, timeout=20) as client:
        yield client


async def link_of(scene: Scene, conversation_id: ConversationId, purpose: str = "continue") -> str:
    """The path of a new link."""
    async with scene.locked(conversation_id) as (session, log):
        url = await scene.links.issue(session, log, purpose=purpose, intake_id=None, at=scene.clock())
    return url[url.index("/c/") :]


async def shows(page: Page, state: str) -> None:
    await expect(page.get_by_test_id("continue")).to_have_attribute("data-state", state, timeout=PATIENCE_MS)


async def test_a_conversation_goes_on_in_the_browser(
    page: Page, browser: Browser, stack: Stack, scene: Scene, http: httpx2.AsyncClient
) -> None:
    number = a_number()
    conversation_id = await scene.says(number, "まえの用件です")
    await scene.happens(conversation_id, ev.ContactClosed(disposition="answered"))
    await scene.says(number, "住所のことで相談があります")
    link = await link_of(scene, conversation_id)
    preview = await http.get(link)
    assert preview.content == (await http.get("/c/anything-else")).content
    assert preview.headers["cache-control"] == "no-store"
    assert preview.headers["referrer-policy"] == "no-referrer"
    assert preview.headers["x-robots-tag"] == "noindex"

    await page.goto(link)
    await shows(page, "open")
    await expect(page).to_have_url(re.compile(r"/c/$"))
    texts = page.get_by_test_id("chat-message-text")
    await expect(texts).to_have_text(["住所のことで相談があります"])
    await says(page, "引っ越したので住所を変えたい", "お名前")
    await screenshot(page, "continue")
    await page.reload()
    await shows(page, "open")
    await expect(texts.last).to_contain_text("お名前", timeout=PATIENCE_MS)
    await says(page, "鈴木一郎です", "証券番号")
    assert (await scene.state(conversation_id)).contact_channel is Channel.webchat
    assert await page.evaluate("localStorage.length") == 0

    async with open_page(browser, stack.url, width=WIDTH, height=HEIGHT) as another:
        await another.goto(link)
        await shows(another, "used")
        await expect(another.get_by_role("heading")).to_have_text("このリンクはすでに使われています")
        await screenshot(another, "continue-used")


async def test_a_photo_comes_in_beside_a_telephone_call(page: Page, scene: Scene, tmp_path: Path) -> None:
    number = a_number()
    conversation_id = await scene.says(number, "車をぶつけられました", channel=Channel.voice)
    await scene.is_called(conversation_id, number)
    before = await scene.state(conversation_id)
    await page.goto(await link_of(scene, conversation_id, "photo"))
    await shows(page, "open")
    await screenshot(page, "continue-photo")
    photo = tmp_path / "車.png"
    photo.write_bytes(PNG)
    async with page.expect_file_chooser() as chooser:
        await page.get_by_test_id("continue-photo").click()
    await (await chooser.value).set_files(photo)
    await expect(page.get_by_test_id("chat-send")).to_have_attribute("aria-disabled", "false")
    await screenshot(page, "continue-photo-chosen")
    await page.get_by_test_id("chat-send").click()
    sent = page.get_by_test_id("chat-message").filter(has_text="車.png")
    await expect(sent).to_contain_text("送信済み", timeout=PATIENCE_MS)
    attached = [
        (item.content_type, entry.contact_id)
        for entry in await scene.log(conversation_id)
        if isinstance(entry.event, ev.MessageReceived)
        for item in entry.event.attachments
    ]
    assert attached == [("image/png", before.contact_id)]
    assert (await scene.state(conversation_id)).contact_channel is Channel.voice


async def test_links_that_admit_nobody(page: Page, scene: Scene, http: httpx2.AsyncClient) -> None:
    scene.clock.turn(days=-2)
    conversation_id = await scene.says(a_number(), "こんにちは")
    expired = await link_of(scene, conversation_id)
    await page.goto(expired)
    await shows(page, "expired")
    await page.goto("/c/" + "A" * 43)
    await shows(page, "unknown")
    await page.goto("/c/")
    await shows(page, "unknown")
    await screenshot(page, "continue-unknown")
    for token, status, code in (("A" * 43, 404, "link_unknown"), (expired[3:], 410, "link_expired")):
        refused = await http.post("/webchat/continue", json={"token": token})
        assert refused.status_code == status
        check_error(refused.json()["error"], code)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b'{"token": 7}', 422),
        (b'{"token": ""}', 422),
        (b'{"token": "\\u5199\\u771f"}', 422),
        (b'{"token": "x", "attempt": "short"}', 422),
        (b'{"token": "' + b"x" * 3_000 + b'"}', 413),
    ],
)
async def test_bodies_that_are_no_link(http: httpx2.AsyncClient, body: bytes, status: int) -> None:
    headers = {"Content-Type": "application/json"}
    refused = await http.post("/webchat/continue", content=body, headers=headers)
    assert refused.status_code == status
    assert set(refused.json()) == {"error"}


async def test_without_a_connection_the_link_stays_good(page: Page, scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "名前の漢字を送ります")
    await page.route("**/webchat/continue", lambda route: route.abort())
    await page.goto(await link_of(scene, conversation_id, "kanji"))
    await shows(page, "offline")
    await screenshot(page, "continue-offline")
    await page.unroute("**/webchat/continue")
    await page.get_by_test_id("continue-retry").click()
    await shows(page, "open")
    await screenshot(page, "continue-kanji")


async def test_an_answer_that_was_lost_is_given_again(page: Page, scene: Scene) -> None:
    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    conversation_id = await scene.says(a_number(), "名前の漢字を送ります")
    await page.route("**/webchat/continue", lose)
    await page.goto(await link_of(scene, conversation_id, "kanji"))
    await shows(page, "offline")
    assert (await scene.kinds(conversation_id)).count("link.redeemed") == 1
    await page.unroute("**/webchat/continue")
    await page.reload()
    await shows(page, "open")


async def test_what_was_said_before_is_kept_from_the_socket_too(
    stack: Stack, scene: Scene, http: httpx2.AsyncClient
) -> None:
    number = a_number()
    conversation_id = await scene.says(number, "一", "二")
    await scene.happens(conversation_id, ev.ContactClosed(disposition="answered"))
    await scene.says(number, "三")
    token = (await link_of(scene, conversation_id))[3:]
    admitted = (await http.post("/webchat/continue", json={"token": token})).json()
    assert (admitted["conversation_id"], admitted["purpose"]) == (str(conversation_id), "continue")
    async with Customer(stack.url, admitted["visitor_token"]) as customer:
        for after_seq in (0, 1, 2):
            assert [said["text"] for said in await customer.since(after_seq)] == ["三"]
        assert await customer.since(3) == []
        assert await customer.says("こんにちは")

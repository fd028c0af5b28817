"""The desk in a browser: bytes of its first load, and the time until an agent sees it, against an empty page."""

import gzip
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from playwright.async_api import Page, async_playwright

from benchmarks.desk import service_without_bot
from benchmarks.figures import Figure, percentiles
from tests.sim.browser import ARGUMENTS, CHROMIUM, sign_in

STATIC = Path(__file__).resolve().parents[1] / "gateway" / "static"
EMPTY_PAGE = "/healthz"
LOADS = 15
KILO = 1_000
_FIRST_LOAD = re.compile(r'/static/assets/([\w.-]+\.(?:js|css))"')


async def screen_figures() -> tuple[list[Figure], dict[str, Any]]:
    """Each load is a fresh page with an empty cache; the agent is signed in already."""
    with TemporaryDirectory(prefix="toritsugi-bench-") as folder, service_without_bot(Path(folder)) as service:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            context = await browser.new_context(locale="ja-JP", base_url=service.stack.url)
            page = await context.new_page()
            await sign_in(page, "agent1@demo.example")
            state = await context.storage_state()
            desk: list[float] = []
            empty: list[float] = []
            for _ in range(LOADS):
                fresh = await browser.new_context(locale="ja-JP", base_url=service.stack.url, storage_state=state)
                empty.append(await _load(await fresh.new_page(), EMPTY_PAGE, "body"))
                desk.append(await _load(await fresh.new_page(), "/staff", '[data-testid="presence"]'))
                await fresh.close()
            await browser.close()
    shown, base = percentiles(desk), percentiles(empty)
    sizes = bundle_sizes()
    return [
        Figure("desk: first screen, empty cache, p50", shown.p50, "ms", base.p50, "a page without content"),
        Figure("desk: first screen, empty cache, p95", shown.p95, "ms", base.p95, "a page without content"),
        *(Figure(f"desk: first load, {kind}, gzip", size, "kB") for kind, size in sizes.items()),
    ], {"first screen": {"loads": LOADS, "bundle_kilobytes": sizes}}


def bundle_sizes() -> dict[str, float]:
    """Kilobytes that the page of the desk names itself; what is loaded later is not among them."""
    names = set(_FIRST_LOAD.findall((STATIC / "staff" / "index.html").read_text(encoding="utf-8")))
    sizes = {"js": 0.0, "css": 0.0}
    for name in names:
        packed = gzip.compress((STATIC / "assets" / name).read_bytes(), compresslevel=9)
        sizes[name.rpartition(".")[2]] += len(packed) / KILO
    return {kind: round(size, 1) for kind, size in sizes.items()}


async def _load(page: Page, path: str, selector: str) -> float:
    began = perf_counter()
    await page.goto(path)
    await page.locator(selector).first.wait_for()
    milliseconds = (perf_counter() - began) * KILO
    await page.close()
    return milliseconds

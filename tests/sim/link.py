"""Going on in the browser by a link from a text message: redeeming it, and sending a photograph there."""

import re
from collections.abc import Mapping
from typing import Any

import httpx2

from tests.sim.customer import Customer
from tests.sim.texter import Texter

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)
_LINK = re.compile(r"/c/([\w-]{20,})")


async def link_in_texts(texter: Texter, words: str) -> str:
    """Wait for a text message with these words; the token of its link."""
    text = (await texter.until_said(words))["text"]
    found = _LINK.search(text)
    assert found, text
    return found[1]


async def redeem(url: str, token: str) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=url, timeout=20) as http:
        return await http.post("/webchat/continue", json={"token": token})


async def comes_by_link(url: str, token: str) -> tuple[Customer, Mapping[str, Any]]:
    """The visitor whom the link admits, not connected yet, and what the door said."""
    redeemed = await redeem(url, token)
    assert redeemed.status_code == 200, redeemed.text
    admitted: Mapping[str, Any] = redeemed.json()
    return Customer(url, admitted["visitor_token"]), admitted


async def sends_photo(url: str, visitor: Customer) -> Mapping[str, Any]:
    """The acknowledgement of a message that is a photograph and nothing else."""
    headers = {"Authorization": f"Bearer {visitor.token}"}
    async with httpx2.AsyncClient(base_url=url, timeout=20, headers=headers) as http:
        stored = await http.post("/webchat/attachments", files={"file": ("車.png", PNG, "image/png")})
    assert stored.status_code == 201, stored.text
    return await visitor.send("", attachment_ids=[stored.json()["attachment_id"]])

"""Events and connections that web chat refuses: coded, in Japanese, with nothing stored."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import httpx2
import pytest
import socketio
from socketio.exceptions import ConnectionError as NotConnectedError

from tests.sim.customer import NAMESPACE, Customer
from tests.sim.polling import eventually
from tests.sim.refusals import INSIDE, check_error, check_refused, nothing_stored, trouble_in
from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys

AN_ID = "00000000-0000-4000-8000-000000000001"
PER_MINUTE = 60
GOOD = {"client_message_id": "good", "text": "こんにちは"}


@pytest.fixture(autouse=True)
def _no_trouble_inside(stack: Stack) -> Iterator[None]:
    before = len(stack.log_of("gateway"))
    yield
    assert trouble_in(stack.log_of("gateway")[before:]) == []


@pytest.fixture
async def customer(stack: Stack) -> AsyncIterator[Customer]:
    async with Customer(stack.url) as connected:
        yield connected


@pytest.fixture
async def client() -> AsyncIterator[socketio.AsyncClient]:
    """A bare client whose HTTP session is closed however its connecting ended."""
    async with aiohttp.ClientSession() as session:
        bare = socketio.AsyncClient(reconnection=False, http_session=session)
        yield bare
        await bare.disconnect()


@pytest.mark.parametrize(
    "payload",
    [
        (),
        None,
        [],
        "こんにちは",
        7,
        b"binary",
        {},
        {"text": "no id"},
        {"client_message_id": "", "text": "x"},
        {"client_message_id": "with space", "text": "x"},
        {"client_message_id": "x" * 81, "text": "x"},
        {"client_message_id": 1, "text": "x"},
        {"client_message_id": None, "text": "x"},
        {"client_message_id": "a", "text": None},
        {"client_message_id": "a", "text": 5},
        {"client_message_id": "a", "text": {"$ne": ""}},
        {"client_message_id": "a", "text": b"binary"},
        {"client_message_id": "a", "text": "x", "attachment_ids": "x"},
        {"client_message_id": "a", "text": "x", "attachment_ids": ["../../etc/passwd"]},
        {"client_message_id": "a", "text": "x", "attachment_ids": [AN_ID] * 6},
        (GOOD, {"second": "value"}),
        (GOOD, GOOD, GOOD),
    ],
    ids=str,
)
async def test_malformed_message_is_refused(customer: Customer, payload: object) -> None:
    async with nothing_stored(customer):
        check_refused(await customer.emit("message.send", payload), "malformed")


@pytest.mark.parametrize("after_seq", [-1, 2**31, 10**30, "1", "", 1.5, True, None, [], {"$gt": 0}], ids=repr)
async def test_malformed_place_is_refused(customer: Customer, after_seq: object) -> None:
    check_refused(await customer.emit("messages.since", {"after_seq": after_seq}), "malformed")


async def test_a_place_after_the_end_is_answered_with_the_end(customer: Customer) -> None:
    await customer.says("こんにちは")
    told = await customer.emit("messages.since", {"after_seq": 2**31 - 1})
    assert told["messages"] == []
    assert told["head_seq"] == (await customer.emit("messages.since", {"after_seq": 0}))["head_seq"]


@pytest.mark.parametrize(
    "event", ["", "message", "message.sent", "MESSAGE.SEND", "session", "__init__", "送信", "connect", "disconnect"]
)
async def test_unknown_event_is_refused(customer: Customer, event: str) -> None:
    async with nothing_stored(customer):
        check_refused(await customer.emit(event, GOOD), "unknown_event")


async def test_event_named_connect_does_not_change_the_conversation(stack: Stack, customer: Customer) -> None:
    async with Customer(stack.url) as other:
        forged = ({"asgi.scope": {"client": ["192.0.2.1"]}}, {"visitor_token": other.token})
        check_refused(await customer.emit("connect", forged), "unknown_event")
        await customer.says("こんにちは")
        assert await other.since(0) == []
    assert [message["seq"] for message in await customer.since(0)] == [1, 2]


async def test_too_many_messages_are_refused(customer: Customer) -> None:
    await customer.says("こんにちは")
    async with nothing_stored(customer):
        for _ in range(PER_MINUTE - 1):
            check_refused(await customer.send(""), "empty_message")
        check_refused(await customer.send("まだありますか"), "too_many_messages")
        await customer.emit("disconnect", {})
        check_refused(await customer.send("まだありますか"), "too_many_messages")


async def test_a_packet_of_megabytes_ends_the_connection_and_stores_nothing(
    stack: Stack, client: socketio.AsyncClient, customer: Customer
) -> None:
    await customer.says("こんにちは")
    ended = asyncio.Event()
    client.on("disconnect", lambda *_: ended.set(), namespace=NAMESPACE)
    async with nothing_stored(customer):
        auth = {"visitor_token": customer.token}
        await client.connect(stack.url, namespaces=[NAMESPACE], auth=auth, transports=["websocket"])
        huge = {"client_message_id": "huge", "text": "あ" * 1_000_000}
        await client.emit("message.send", huge, namespace=NAMESPACE)
        await asyncio.wait_for(ended.wait(), 10)
    assert (await customer.says("住所を変更したいです"))["author_kind"] == "bot"


async def connect_refusal(client: socketio.AsyncClient, url: str, auth: object) -> Any:
    """What the namespace said when it refused."""
    told: list[Any] = []
    client.on("connect_error", told.append, namespace=NAMESPACE)
    with pytest.raises(NotConnectedError):
        await client.connect(url, namespaces=[NAMESPACE], auth=auth, transports=["websocket"])
    (refusal,) = told
    return refusal


@pytest.mark.parametrize("token", ["x", "A" * 43, "x" * 20_000, "a\x00b", "' OR 1=1 --", "../" * 9, " "])
async def test_unknown_token_is_refused(stack: Stack, client: socketio.AsyncClient, token: str) -> None:
    refusal = await connect_refusal(client, stack.url, {"visitor_token": token})
    check_error(refusal["data"], "unknown_visitor_token")


@pytest.mark.parametrize("changed", [str.swapcase, "{} ".format, " {}".format, lambda token: token[:-1]])
async def test_nearly_the_right_token_is_refused(
    stack: Stack, client: socketio.AsyncClient, customer: Customer, changed: Any
) -> None:
    refusal = await connect_refusal(client, stack.url, {"visitor_token": changed(customer.token)})
    check_error(refusal["data"], "unknown_visitor_token")


@pytest.mark.parametrize(
    "auth",
    [
        "token",
        ["token"],
        True,
        {"visitor_token": 5},
        {"visitor_token": ["x"]},
        {"visitor_token": {"$ne": ""}},
        {"visitor_token": True},
        {"visitor_token": "全角"},
        {"visitor_token": "\ud800"},
    ],
    ids=ascii,
)
async def test_malformed_auth_is_refused(stack: Stack, client: socketio.AsyncClient, auth: object) -> None:
    check_error((await connect_refusal(client, stack.url, auth))["data"], "malformed")


@pytest.mark.parametrize("namespace", ["/", "/desk2", "/webchat/admin"])
async def test_other_namespaces_are_closed(stack: Stack, client: socketio.AsyncClient, namespace: str) -> None:
    with pytest.raises(NotConnectedError):
        await client.connect(stack.url, namespaces=[namespace], transports=["websocket"])


def foreign_origins(url: str) -> tuple[str, ...]:
    return ("https://evil.example", "null", f"{url}.evil.example", url.replace("http:", "https:"), f"{url}0", "*")


async def test_foreign_origins_are_refused_at_polling(stack: Stack) -> None:
    query = {"EIO": "4", "transport": "polling"}
    async with httpx2.AsyncClient(base_url=stack.url) as http:
        for origin in foreign_origins(stack.url):
            response = await http.get("/socket.io/", params=query, headers={"Origin": origin})
            assert response.status_code == 400, origin
            assert "access-control-allow-origin" not in response.headers
            assert not INSIDE.search(response.text)
        own = await http.get("/socket.io/", params=query, headers={"Origin": stack.url})
    assert own.status_code == 200


async def test_foreign_origins_are_refused_at_the_websocket(stack: Stack, client: socketio.AsyncClient) -> None:
    for origin in foreign_origins(stack.url):
        with pytest.raises(NotConnectedError):
            await client.connect(
                stack.url, namespaces=[NAMESPACE], headers={"Origin": origin}, transports=["websocket"]
            )


async def test_own_origin_is_welcome(stack: Stack, client: socketio.AsyncClient) -> None:
    await client.connect(stack.url, namespaces=[NAMESPACE], headers={"Origin": stack.url}, transports=["websocket"])
    assert client.connected


@pytest.mark.parametrize(
    ("method", "query", "content"),
    [
        ("GET", "", b""),
        ("GET", "EIO=3&transport=polling", b""),
        ("GET", "EIO=4&transport=carrier-pigeon", b""),
        ("GET", "EIO=4&transport=polling&sid=unknown", b""),
        ("GET", "EIO=4&transport=websocket", b""),
        ("POST", "EIO=4&transport=polling", b"40/webchat,{"),
        ("POST", "EIO=4&transport=polling&sid=unknown", b"\xff\x00\xff"),
        ("DELETE", "EIO=4&transport=polling", b""),
    ],
)
async def test_malformed_handshakes_are_the_callers_fault(
    stack: Stack, method: str, query: str, content: bytes
) -> None:
    async with httpx2.AsyncClient(base_url=stack.url) as http:
        response = await http.request(method, f"/socket.io/?{query}", content=content)
    assert 400 <= response.status_code < 500
    assert not INSIDE.search(response.text)


@pytest.mark.parametrize("content", [b"", b"9", b"4", b"49", b"42/webchat,{", b'42/webchat,[{"a":1},{}]', b"\xff\xfe"])
async def test_broken_packets_harm_nobody(stack: Stack, customer: Customer, content: bytes) -> None:
    query = {"EIO": "4", "transport": "polling"}
    async with httpx2.AsyncClient(base_url=stack.url) as http:
        opened = await http.get("/socket.io/", params=query)
        query["sid"] = opened.text.split('"sid":"')[1].split('"')[0]
        await http.post("/socket.io/", params=query, content=b"40/webchat,{}")
        response = await http.post("/socket.io/", params=query, content=content)
    assert response.status_code < 500
    assert not INSIDE.search(response.text)
    assert await eventually(lambda: customer.says("こんにちは"), bool)

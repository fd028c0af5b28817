"""Files in web chat: typed by content, limited, private to their conversation, and only ever downloads."""

import base64
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from conversation.messages import Attachment
from database.engine import open_database
from database.vault import Vault, VaultKeys
from gateway.channels.webchat.attachments import LINK_SECONDS, Attachments
from tests.sim.customer import Customer
from tests.sim.refusals import check_error, check_refused, nothing_stored, trouble_in
from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
LARGEST = 10_000_000
NOBODYS = "00000000-0000-4000-8000-000000000009"


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
async def http(stack: Stack) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=stack.url, timeout=20) as client:
        yield client


async def upload(
    http: httpx2.AsyncClient, token: str | None, content: bytes, name: str = "photo.png", kind: str = "image/png"
) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return await http.post("/webchat/attachments", files={"file": (name, content, kind)}, headers=headers)


async def uploaded(http: httpx2.AsyncClient, customer: Customer, content: bytes = PNG, **named: str) -> str:
    response = await upload(http, customer.token, content, **named)
    assert response.status_code == 201, response.text
    attachment_id: str = response.json()["attachment_id"]
    return attachment_id


async def sent(http: httpx2.AsyncClient, customer: Customer, content: bytes = PNG, **named: str) -> dict[str, Any]:
    """The attachment as the customer sees it in the message."""
    attachment_id = await uploaded(http, customer, content, **named)
    ack = await customer.send("写真です", attachment_ids=[attachment_id])
    assert ack["ok"], ack
    await customer.answer_after(ack["seq"])
    (message,) = [each for each in await customer.since(0) if each["seq"] == ack["seq"]]
    (attachment,) = message["attachments"]
    assert attachment["attachment_id"] == attachment_id
    return dict(attachment)


@pytest.mark.parametrize(("content", "kind"), [(PNG, "image/png"), (PDF, "application/pdf")])
async def test_a_file_comes_back_as_a_download(
    http: httpx2.AsyncClient, customer: Customer, content: bytes, kind: str
) -> None:
    attachment = await sent(http, customer, content, name="車の写真.dat", kind="text/html")
    assert (attachment["content_type"], attachment["size"]) == (kind, len(content))
    assert attachment["file_name"] == "車の写真.dat"
    response = await http.get(attachment["url"])
    assert response.content == content
    assert response.headers["content-type"] == kind
    assert response.headers["content-disposition"].startswith("attachment;")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    assert "no-store" in response.headers["cache-control"]


async def test_a_file_without_words_is_a_message(http: httpx2.AsyncClient, customer: Customer) -> None:
    attachment_id = await uploaded(http, customer)
    ack = await customer.send("", attachment_ids=[attachment_id, attachment_id])
    assert "ファイル" in (await customer.answer_after(ack["seq"]))["text"]
    assert len((await customer.since(0))[0]["attachments"]) == 1


async def test_files_lie_sealed_under_their_id(stack: Stack, http: httpx2.AsyncClient, customer: Customer) -> None:
    attachment_id = await uploaded(http, customer, PDF, name="../../secret.pdf")
    file = stack.folder / "attachments" / attachment_id
    assert b"%PDF" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert list(stack.folder.rglob("*secret*")) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd.png", "passwd.png"),
        ("..\\..\\boot.png", "boot.png"),
        ("/etc/cron.d/job", "job"),
        ("..", "file"),
        (".htaccess", "htaccess"),
        ("photos/", "file"),
        ("a" * 500 + ".png", "a" * 116 + ".png"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
    ],
    ids=ascii,
)
async def test_a_file_name_is_only_a_name(http: httpx2.AsyncClient, customer: Customer, name: str, kept: str) -> None:
    attachment = await sent(http, customer, name=name)
    assert attachment["file_name"] == kept
    response = await http.get(attachment["url"])
    assert response.status_code == 200
    assert response.headers["content-disposition"].isascii()


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<!doctype html><script>alert(1)</script>",
        b"MZ\x90\x00" + bytes(512),
        b"\x7fELF" + bytes(512),
        b"PK\x03\x04" + bytes(512),
        b"#!/bin/sh\nid\n",
        b"just words",
        b"",
        bytes(1_000),
    ],
    ids=["svg", "html", "exe", "elf", "zip", "script", "text", "empty", "zeros"],
)
async def test_other_types_are_refused(http: httpx2.AsyncClient, customer: Customer, content: bytes) -> None:
    response = await upload(http, customer.token, content, "photo.png", "image/png")
    assert response.status_code == 415
    check_error(response.json()["error"], "attachment_type_refused")


async def test_the_largest_file_is_taken_and_a_larger_one_refused(http: httpx2.AsyncClient, customer: Customer) -> None:
    await uploaded(http, customer, PNG + bytes(LARGEST - len(PNG)))
    response = await upload(http, customer.token, PNG + bytes(LARGEST))
    assert response.status_code == 413
    check_error(response.json()["error"], "attachment_too_large")


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer unknown", "Basic eDp4", "Bearer x\u00e9"])
async def test_a_file_needs_a_known_token(stack: Stack, http: httpx2.AsyncClient, authorization: str) -> None:
    before = stored_files(stack)
    response = await http.post(
        "/webchat/attachments",
        files={"file": ("photo.png", PNG, "image/png")},
        headers=[(b"Authorization", authorization.encode("latin-1"))],
    )
    assert response.status_code == 401
    check_error(response.json()["error"], "unknown_visitor_token")
    assert stored_files(stack) == before


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"--b\r\nnonsense"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n',
        ),
        ("text/plain", b"\xff"),
    ],
)
async def test_malformed_uploads_are_refused(
    stack: Stack, http: httpx2.AsyncClient, customer: Customer, kind: str, content: bytes
) -> None:
    before = stored_files(stack)
    headers = {"Authorization": f"Bearer {customer.token}", "Content-Type": kind}
    response = await http.post("/webchat/attachments", content=content, headers=headers)
    assert response.status_code in {400, 422}
    error = response.json()["error"]
    check_error(error, error["code"])
    assert stored_files(stack) == before


async def test_somebody_elses_file_cannot_be_sent(stack: Stack, http: httpx2.AsyncClient, customer: Customer) -> None:
    async with Customer(stack.url) as other:
        theirs = await uploaded(http, other)
    ours = await uploaded(http, customer)
    for ids in ([theirs], [ours, theirs], [str(uuid4())]):
        async with nothing_stored(customer):
            check_refused(await customer.send("写真です", attachment_ids=ids), "attachment_not_found")


async def test_an_altered_link_opens_nothing(http: httpx2.AsyncClient, customer: Customer) -> None:
    attachment = await sent(http, customer)
    url, other = attachment["url"], await uploaded(http, customer)
    path, _, query = url.partition("?")
    signature = query.rpartition("=")[2]
    for altered in (
        url[:-1] + ("0" * 2)[: 1 + (url[-1] == "0")],
        url.replace("expires=", "expires=9"),
        url.replace(attachment["attachment_id"], other),
        url.replace(attachment["attachment_id"], str(uuid4())),
        f"{path}?expires={10**30}&signature={signature}",
        f"{path}?expires=0&signature=%E3%81%82",
        f"{path}?expires=-1&signature=",
    ):
        response = await http.get(altered)
        assert response.status_code == 404, altered
        check_error(response.json()["error"], "attachment_not_found")


@pytest.mark.parametrize(
    "path",
    [
        NOBODYS,
        f"{NOBODYS}?expires=soon&signature=x",
        f"{NOBODYS}?expires={'9' * 5_000}&signature=x",
        f"{NOBODYS}?expires=1&signature={'x' * 65}",
        "not-an-id?expires=1&signature=x",
        "..%2F..%2Fsecrets.json?expires=1&signature=x",
        "%00?expires=1&signature=x",
    ],
    ids=lambda path: path[-20:],
)
async def test_a_malformed_link_opens_nothing(http: httpx2.AsyncClient, path: str) -> None:
    response = await http.get(f"/webchat/attachments/{path}")
    assert response.status_code in {404, 422}
    error = response.json()["error"]
    check_error(error, error["code"])


@pytest.mark.parametrize(("seconds_ago", "status"), [(LINK_SECONDS - 60, 200), (LINK_SECONDS + 60, 404)])
async def test_a_link_expires(
    stack: Stack, http: httpx2.AsyncClient, customer: Customer, seconds_ago: int, status: int
) -> None:
    attachment = await sent(http, customer)
    signed_at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    assert (await http.get(link_of(stack, attachment, signed_at))).status_code == status


def link_of(stack: Stack, attachment: dict[str, Any], signed_at: datetime) -> str:
    """A link the service itself would have made then."""
    made = stack.secrets
    keys = {key_id: base64.b64decode(key) for key_id, key in made.vault_keys.items()}
    vault = Vault(VaultKeys(keys, made.vault_current, base64.b64decode(made.vault_index_key)))
    sessions = open_database(stack.database_url).sessions
    signer = Attachments(sessions, vault, stack.folder, lambda: signed_at, max_bytes=LARGEST)
    return signer.url_of(Attachment.model_validate(attachment))


def stored_files(stack: Stack) -> set[str]:
    return {path.name for path in (stack.folder / "attachments").glob("*")}

"""What does not even look like a request is refused in the one shape, and nothing breaks."""

from collections.abc import AsyncIterator, Mapping

import pytest

from gateway.staff.permissions import Role
from tests.integration.staff.scene import PASSWORD, Account, Staff, code_of

JSON = {"Content-Type": "application/json"}
READ = ("/api/session", "/api/contacts", "/api/contacts/1", "/api/cases", "/api/cases/1", "/api/codes")


@pytest.mark.parametrize("path", [*READ, "/api/customers", "/api/customers/C000001"])
@pytest.mark.parametrize("cookie", ["", "toritsugi_session=", "toritsugi_session=guess", "__Host-toritsugi=guess"])
async def test_nothing_is_read_without_signing_in(staff: Staff, path: str, cookie: str) -> None:
    answer = await staff.http.get(path, headers={"Cookie": cookie})
    assert code_of(answer) == (401, "not_signed_in")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b'{"email": "a@staff.example"}',
        b'{"email": "a@staff.example", "password": ""}',
        b'{"email": "a@staff.example", "password": 1}',
        b'{"email": ["a@staff.example"], "password": "p"}',
        b'{"email": "no address", "password": "p"}',
        b'{"email": "a\\u0000@staff.example", "password": "p"}',
        b'{"email": "\\ud800@staff.example", "password": "p"}',
        b'{"email": "a@staff.example", "password": "\\ud800"}',
        b'{"email": "a@staff.example", "password": "p", "totp": 123456}',
        b"[" * 30_000,
        b'{"email": "a@staff.example", "password": "' + b"p" * 1_025 + b'"}',
    ],
)
async def test_a_malformed_sign_in_is_refused(staff: Staff, body: bytes) -> None:
    answer = await staff.http.post("/api/session", content=body, headers=JSON)
    status, code = code_of(answer)
    assert (status, code) in {(422, "invalid_request"), (400, "bad_request")}
    assert "staff.example" not in answer.text


async def test_a_refusal_names_the_fields(staff: Staff) -> None:
    answer = await staff.http.post("/api/session", json={"email": "no address"})
    assert answer.json()["error"]["fields"] == {
        "email": "値が正しくありません。",
        "password": "入力してください。",
    }


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_a_form_of_another_site_cannot_sign_anybody_in(
    staff: Staff, accounts: Mapping[Role, Account], kind: str
) -> None:
    body = f'{{"email": "{accounts[Role.agent].email}", "password": "{PASSWORD}"}}'
    answer = await staff.http.post("/api/session", content=body.encode(), headers={"Content-Type": kind})
    assert code_of(answer) == (422, "invalid_request")
    assert "set-cookie" not in answer.headers


async def test_a_body_of_a_megabyte_is_refused(staff: Staff) -> None:
    answer = await staff.http.post("/api/session", content=b"x" * 1_000_000, headers=JSON)
    assert code_of(answer) == (413, "body_too_large")


async def test_a_body_that_hides_its_length_is_refused(staff: Staff) -> None:
    async def drip() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 10_000

    answer = await staff.http.post("/api/session", content=drip(), headers=JSON)
    assert code_of(answer) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("method", "path", "refusal"),
    [
        ("GET", "/api/nothing", (404, "not_found")),
        ("PUT", "/api/session", (405, "method_not_allowed")),
        ("POST", "/api/contacts", (405, "method_not_allowed")),
        ("DELETE", "/api/cases/1", (405, "method_not_allowed")),
    ],
)
async def test_unknown_doors_answer_in_the_one_shape(
    agent: Staff, method: str, path: str, refusal: tuple[int, str]
) -> None:
    assert code_of(await agent.http.request(method, path)) == refusal

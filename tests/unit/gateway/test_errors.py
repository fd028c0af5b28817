"""Failures that nobody expected, and bodies that are too large, in a small application."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from gateway.body_limit import BodyLimit
from gateway.errors import ApiError, ResponseInterruptedError, install_error_handlers

SECRET = "佐藤 花子 090-0000-0000"


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    app = FastAPI()
    install_error_handlers(app)
    app.add_middleware(BodyLimit, limits={"/small/*/files": 50, "/small": 10, "/large": 100})

    @app.get("/refused")
    async def refused() -> None:
        raise ApiError("not_today", 409, "本日は承れません。", {"day": "休業日です。"}, {"Retry-After": "9"})

    @app.get("/broken/{what}")
    async def broken(what: str) -> None:
        raise KeyError(SECRET)

    @app.get("/away")
    async def away() -> None:
        raise OperationalError(SECRET, {}, Exception(SECRET))

    @app.get("/interrupted")
    async def interrupted() -> StreamingResponse:
        async def half() -> AsyncIterator[bytes]:
            yield b"half"
            raise KeyError(SECRET)

        return StreamingResponse(half())

    @app.post("/small/its/files")
    @app.post("/small/its/others")
    @app.post("/small/count")
    @app.post("/large/count")
    @app.post("/smaller/count")
    async def count(request: Request) -> int:
        return len(await request.body())

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_a_refusal_keeps_code_message_fields_and_headers(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/refused")
    error = {"code": "not_today", "message": "本日は承れません。", "fields": {"day": "休業日です。"}}
    assert (answer.status_code, answer.json()) == (409, {"error": error})
    assert answer.headers["retry-after"] == "9"


async def test_what_nobody_expected_shows_nothing_of_the_inside(http: httpx2.AsyncClient) -> None:
    with capture_logs() as logs:
        answer = await http.get("/broken/it")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal_error")
    assert SECRET not in answer.text
    assert logs == [{"event": "request_failed", "error": "KeyError", "route": "/broken/{what}", "log_level": "error"}]


async def test_an_absent_database_asks_to_come_back(http: httpx2.AsyncClient) -> None:
    with capture_logs() as logs:
        answer = await http.get("/away")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "temporarily_unavailable")
    assert answer.headers["retry-after"] == "5"
    assert SECRET not in answer.text + str(logs)


async def test_a_response_cut_off_names_only_the_class(http: httpx2.AsyncClient) -> None:
    with capture_logs(), pytest.raises(ResponseInterruptedError, match=r"^KeyError$"):
        await http.get("/interrupted")


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/small/count", 10, 200),
        ("/small/count", 11, 413),
        ("/large/count", 100, 200),
        ("/large/count", 101, 413),
        ("/smaller/count", 101, 200),
        ("/small/its/files", 50, 200),
        ("/small/its/files", 51, 413),
        ("/small/its/others", 11, 413),
    ],
)
@pytest.mark.parametrize("is_announced", [True, False])
async def test_each_part_has_its_own_limit(
    http: httpx2.AsyncClient, path: str, size: int, status: int, *, is_announced: bool
) -> None:
    async def drip() -> AsyncIterator[bytes]:
        for _ in range(size):
            yield b"x"

    answer = await http.post(path, content={True: b"x" * size, False: drip()}[is_announced])
    assert answer.status_code == status

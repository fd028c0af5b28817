"""Pages by key: a cursor names the last item of a page and stays right while newer items arrive."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gateway.api.moments import start_of
from gateway.errors import ApiError

Item = TypeVar("Item")

MOST = 200
DEFAULT = 50
LONGEST_CURSOR = 200
_SEPARATOR = "|"

Code = Annotated[str, Field(max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Page(BaseModel, Generic[Item]):
    """`next_cursor` is null on the last page."""

    items: list[Item]
    next_cursor: str | None


class PageQuery(BaseModel):
    """The query of a list; a parameter without a value is as good as none."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    limit: Annotated[int, Field(ge=1, le=MOST)] = DEFAULT
    cursor: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _leave_out_the_empty(cls, given: Any) -> Any:  # noqa: ANN401  # Whatever the query holds.
        return {name: value for name, value in given.items() if value != ""} if isinstance(given, dict) else given


def encode_cursor(kind: str, *parts: str) -> str:
    return base64.urlsafe_b64encode(_SEPARATOR.join((kind, *parts)).encode()).rstrip(b"=").decode()


def decode_cursor(kind: str, cursor: str, *, parts: int) -> list[str]:
    """Raise ApiError `bad_cursor` for anything that is not a cursor of this kind."""
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise bad_cursor()
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError) as error:
        raise bad_cursor() from error
    found, *rest = text.split(_SEPARATOR)
    if found != kind or len(rest) != parts:
        raise bad_cursor()
    return rest


def decode_place(kind: str, cursor: str) -> tuple[datetime, UUID]:
    """The moment and the id that a cursor of an order in time names. Raise ApiError `bad_cursor`."""
    at, item_id = decode_cursor(kind, cursor, parts=2)
    try:
        return start_of(at), UUID(item_id)
    except ValueError as error:
        raise bad_cursor() from error


def bad_cursor() -> ApiError:
    return ApiError("bad_cursor", 400, "続きの位置を読み取れませんでした。はじめから表示し直してください。")

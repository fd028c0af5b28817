"""The wide-area disaster mode at the desk: everybody sees it, supervisors switch it, every switch is recorded."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from casework.disaster.model import (
    LONGEST,
    LONGEST_NAME,
    LONGEST_REASON,
    MOST_AREAS,
    DisasterMode,
    DisasterSettingError,
    checked_mode,
)
from casework.disaster.switch import end_mode, read_mode, set_mode
from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.api.wire import Optional
from gateway.errors import ApiError
from gateway.staff.access_log import Access, record_access
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn

_REFUSED = {
    "disaster_name_unusable": ("name", f"災害の名前を{LONGEST_NAME}文字以内でご入力ください。"),
    "disaster_end_unusable": ("ends_at", f"終了日時は、今より後、{LONGEST.days}日以内でご入力ください。"),
    "disaster_area_unknown": ("areas", "地域は、都道府県名か、郵便番号の先頭2〜7桁でご入力ください。"),
    "disaster_reason_unusable": ("reason", f"理由は{LONGEST_REASON}文字以内でご入力ください。"),
}


class DisasterBody(BaseModel):
    """`ends_at` needs its offset."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: Annotated[str, Field(max_length=4 * LONGEST_NAME)]
    ends_at: AwareDatetime
    areas: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=MOST_AREAS)] = []
    reason: Annotated[str, Field(max_length=4 * LONGEST_REASON)] = ""


class WireDisaster(BaseModel):
    """Without a name the mode is off."""

    model_config = ConfigDict(frozen=True)

    is_on: bool
    name: Optional[str] = None
    areas: list[str] = []
    reason: Optional[str] = None
    begun_at: Optional[datetime] = None
    begun_by: Optional[str] = None
    ends_at: Optional[datetime] = None


def disaster_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/disaster")

    @router.get("")
    async def read_disaster(_: Annotated[SignedIn, permission(desk, Action.read_codes)]) -> WireDisaster:
        async with desk.reads() as session:
            return _wire(await read_mode(session, at=desk.clock()))

    @router.put("")
    async def set_disaster(
        body: DisasterBody, staff: Annotated[SignedIn, permission(desk, Action.supervise)]
    ) -> WireDisaster:
        mode = _checked(body, staff, desk.clock())
        async with desk.sessions.begin() as session:
            replaced = await set_mode(session, mode)
            await _record(desk, session, staff, Access.disaster_set, [mode.name, *_name_of(replaced)])
        return _wire(mode)

    @router.delete("")
    async def end_disaster(staff: Annotated[SignedIn, permission(desk, Action.supervise)]) -> WireDisaster:
        """Ending what is not on changes nothing."""
        async with desk.sessions.begin() as session:
            ended = await end_mode(session, by=staff.name, at=desk.clock())
            if ended is not None:
                await _record(desk, session, staff, Access.disaster_ended, _name_of(ended))
        return _wire(None)

    return router


def _checked(body: DisasterBody, staff: SignedIn, at: datetime) -> DisasterMode:
    try:
        return checked_mode(
            name=body.name, ends_at=body.ends_at, areas=body.areas, reason=body.reason, by=staff.name, at=at
        )
    except DisasterSettingError as error:
        field, message = _REFUSED.get(error.code, ("name", "入力内容を確認してください。"))
        raise ApiError(error.code, 422, message, {field: message}) from error


async def _record(desk: StaffDesk, session: AsyncSession, staff: SignedIn, action: Access, names: list[str]) -> None:
    """What is on now, then what it replaced."""
    await record_access(
        session, desk.vault, staff, action=action, fields=["disaster"], reason=" ← ".join(names), at=desk.clock()
    )


def _name_of(mode: DisasterMode | None) -> list[str]:
    return [mode.name] if mode is not None else []


def _wire(mode: DisasterMode | None) -> WireDisaster:
    if mode is None:
        return WireDisaster(is_on=False)
    return WireDisaster(
        is_on=True,
        name=mode.name,
        areas=list(mode.areas),
        reason=mode.reason or None,
        begun_at=mode.begun_at,
        begun_by=mode.begun_by,
        ends_at=mode.ends_at,
    )

"""The call of a conversation, for the agent who has it: how it stands, its recording, hanging up, calling again."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StrictBool

from conversation.model import Direction
from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.api.who import who_is
from gateway.carrier.port import CarrierError, CarrierUnavailableError
from gateway.channels.voice.callbacks import CallGoesOnError, NoNumberError
from gateway.channels.voice.calls import Call, CallState, UnknownCallError
from gateway.channels.voice.control import CallControl
from gateway.errors import ApiError
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn

Result = TypeVar("Result")


class RecordingBody(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    paused: StrictBool


class WireCall(BaseModel):
    """`caller_last4` is left out where the number is withheld; `ended_by` is who hung up."""

    state: CallState
    started_at: datetime
    is_recording_paused: bool
    direction: Direction
    is_recorded: bool
    caller_last4: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None


def telephone_routes(desk: StaffDesk, control: CallControl | None = None) -> APIRouter:
    """Without `control` there is no telephone, and no conversation has a call."""
    router = APIRouter(prefix="/conversations/{conversation_id}/call")

    def telephone() -> CallControl:
        if control is None:
            raise _no_call()
        return control

    def shown(call: Call) -> WireCall:
        return wire_call(call, is_recorded=telephone().desk.is_recorded)

    @router.get("", response_model_exclude_none=True)
    async def read_call(conversation_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.serve)]) -> WireCall:
        return shown(await _told(telephone().read(who_is(staff), conversation_id)))

    @router.post("", status_code=201, response_model_exclude_none=True)
    async def call_again(conversation_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.serve)]) -> WireCall:
        return shown(await _told(telephone().call_again(who_is(staff), conversation_id)))

    @router.post("/recording", response_model_exclude_none=True)
    async def pause_recording(
        conversation_id: UUID, body: RecordingBody, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WireCall:
        paused = telephone().pause_recording(who_is(staff), conversation_id, is_paused=body.paused)
        return shown(await _told(paused))

    @router.post("/hang-up", response_model_exclude_none=True)
    async def hang_up(conversation_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.serve)]) -> WireCall:
        return shown(await _told(telephone().hang_up(who_is(staff), conversation_id)))

    return router


def wire_call(call: Call, *, is_recorded: bool) -> WireCall:
    return WireCall(
        state=call.state,
        started_at=call.started_at,
        is_recording_paused=call.is_recording_paused,
        direction=call.direction,
        is_recorded=is_recorded,
        caller_last4=call.caller[-4:] if call.caller else None,
        ended_at=call.ended_at,
        ended_by=call.ended_by if call.state is CallState.ended else None,
    )


async def _told(work: Awaitable[Result]) -> Result:
    try:
        return await work
    except UnknownCallError:
        raise _no_call() from None
    except CallGoesOnError as error:
        raise ApiError(error.code, 409, "このお客さまとの電話がつながっているか、いまおかけしています。") from None
    except NoNumberError as error:
        raise ApiError(error.code, 409, "電話番号がわからないか、おかけできない番号です。") from None
    except CarrierError:
        raise ApiError("call_not_live", 409, "この電話ではいま操作できません。画面の状態を確認してください。") from None
    except CarrierUnavailableError:
        message = "電話会社の応答がありません。少し待ってから、もう一度お試しください。"
        raise ApiError("carrier_unavailable", 503, message, headers={"Retry-After": "5"}) from None


def _no_call() -> ApiError:
    return ApiError("no_call", 404, "この会話につながっている電話はありません。")

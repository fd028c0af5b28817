"""The addresses the carrier asks for the instructions of a call, and reports to.

No answer is later than the pace allows and none is an error of ours: what hangs or fails is answered with patience.
A bad signature is 403, a bent form 400.
"""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response

from conversation.model import ConversationId
from gateway.channels.twilio.guard import signed_form
from gateway.channels.twilio.signature import SignatureCheck
from gateway.channels.voice.answering import Ringing, answer
from gateway.channels.voice.callbacks import CALLBACK_URL, called_back
from gateway.channels.voice.calls import UnknownCallError
from gateway.channels.voice.canned import LONGEST_PATIENCE, MOST_TRIES, farewell, patience
from gateway.channels.voice.connecting import dialled
from gateway.channels.voice.hearing import hear, poll
from gateway.channels.voice.recording import record
from gateway.channels.voice.requests import (
    Asked,
    asked_of,
    conversation_of,
    heard_of,
    recording_of,
    reported_of,
    sentence_of,
)
from gateway.channels.voice.status import report
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.transcription import transcribe
from gateway.channels.voice.voicemail import take_message
from gateway.channels.voice.waiting import wait
from gateway.in_time import TooLateError, in_time, keep_trying

logger = structlog.get_logger()

TRIED_AGAIN_AFTER = (0.5, 2.0, 5.0, 15.0, 30.0)
Work = Coroutine[Any, Any, str]


def voice_router(desk: VoiceDesk, check: SignatureCheck) -> APIRouter:
    router = APIRouter(prefix="/twilio/voice", tags=["twilio"])

    async def asked_by(request: Request) -> Asked:
        return asked_of(await signed_form(request, check), request.query_params)

    @router.post("")
    async def call_comes_in(request: Request) -> Response:
        asked = await asked_by(request)
        return await _answered(desk, asked, _answer(desk, asked), again="/twilio/voice?step=0")

    @router.post("/hear")
    async def caller_spoke(request: Request) -> Response:
        asked = await asked_by(request)
        return await answer_step(desk, asked, "hear", hear(desk, asked.call_sid, asked.number, heard_of(asked.form)))

    @router.post("/poll")
    async def ask_again(request: Request) -> Response:
        asked = await asked_by(request)
        work = poll(desk, asked.call_sid, asked.number, asked.tries, instead_of=asked.instead_of)
        return await answer_step(desk, asked, "poll", work)

    @router.post("/queue")
    async def wait_on(request: Request) -> Response:
        asked = await asked_by(request)
        keys = asked.form.get("Digits", "")
        work = wait(desk, asked.call_sid, asked.number, keys)
        return await answer_step(desk, asked, "queue", work, again=asked.once_more("queue"))

    @router.post("/dialled")
    async def leg_ended(request: Request) -> Response:
        asked = await asked_by(request)
        if asked.number == 0 and asked.late >= MOST_TRIES:
            return _twiml(farewell(desk))
        outcome = asked.form.get("DialCallStatus", "")
        work = dialled(desk, asked.call_sid, asked.number, outcome, is_callers_end=asked.is_over)
        return await answer_step(desk, asked, "dialled", work, again=asked.once_more("dialled"))

    @router.post("/message")
    async def message_taken(request: Request) -> Response:
        asked = await asked_by(request)
        is_callers_end = asked.is_over or asked.form.get("Digits") == "hangup"
        recording = recording_of(asked.form)
        work = take_message(desk, asked.call_sid, asked.number, recording, is_callers_end=is_callers_end)
        return await answer_step(desk, asked, "message", work, again=asked.once_more("message"))

    @router.post("/callback")
    async def customer_answered(request: Request) -> Response:
        asked = await asked_by(request)
        conversation_id = ConversationId(conversation_of(request.query_params))
        again = f"{CALLBACK_URL}?conversation={conversation_id}"
        work = called_back(desk, asked.call_sid, conversation_id)
        return await answer_step(desk, asked, "callback", work, again=again)

    _add_reports(router, desk, check)
    return router


def _add_reports(router: APIRouter, desk: VoiceDesk, check: SignatureCheck) -> None:
    @router.post("/status")
    async def status_reported(request: Request) -> Response:
        reported = reported_of(await signed_form(request, check), request.query_params)
        return await _noted(desk, lambda: report(desk, reported), name="call_status")

    @router.post("/recording")
    async def recording_reported(request: Request) -> Response:
        form = await signed_form(request, check)
        recording, call_sid = recording_of(form), asked_of(form, request.query_params).call_sid
        if recording is None:
            return _twiml("")
        return await _noted(desk, lambda: record(desk, call_sid, recording), name="call_recording")

    @router.post("/transcription")
    async def sentence_heard(request: Request) -> Response:
        sentence = sentence_of(await signed_form(request, check))
        if sentence is None:
            return _twiml("")
        return await _noted(desk, lambda: transcribe(desk, sentence), name="call_transcription")


async def _answer(desk: VoiceDesk, asked: Asked) -> str:
    is_after_error = "ErrorCode" in asked.form
    return await answer(desk, Ringing(asked.call_sid, asked.form.get("From", ""), is_after_error))


async def answer_step(desk: VoiceDesk, asked: Asked, name: str, work: Work, *, again: str | None = None) -> Response:
    """A call nobody knows is answered as a new one: it is there, whatever became of its row.

    `again` asks for what must not be lost, such as how a leg ended; without it, a poll asks for the answer only.
    """
    tries = f".{asked.tries}" if name == "poll" else ""
    poll_again = f"/twilio/voice/poll?step={asked.number}&n={asked.tries + 1}&of={name}.{asked.number}{tries}"
    return await _answered(desk, asked, _known(desk, asked, work), again=again or poll_again)


async def _known(desk: VoiceDesk, asked: Asked, work: Work) -> str:
    try:
        return await work
    except UnknownCallError as error:
        logger.warning("call_answered_anew", code=error.code)
        return await _answer(desk, asked)


async def _answered(desk: VoiceDesk, asked: Asked, work: Work, *, again: str) -> Response:
    floor, pace = desk.floor, desk.voice.pace
    try:
        return _twiml(await in_time(floor.background, work, pace.all_seconds, name="call_step"))
    except TooLateError as error:
        logger.warning("call_step_late", code=error.code, late=asked.late)
    except Exception as error:  # noqa: BLE001  # A caller hears a sentence, whatever has failed.
        logger.error("call_step_failed", error=type(error).__name__)  # noqa: TRY400  # A traceback may quote a person.
    late, sender = min(asked.late + 1, LONGEST_PATIENCE), asked.form.get("From", "")
    return _twiml(patience(desk, call_sid=asked.call_sid, sender=sender, late=late, again=again))


async def _noted(desk: VoiceDesk, work: Callable[[], Coroutine[Any, Any, None]], *, name: str) -> Response:
    """Reports are acknowledged in time and tried again here: the carrier does not repeat them."""

    async def known_or_not() -> None:
        try:
            await work()
        except UnknownCallError as error:
            logger.warning("call_report_ignored", code=error.code, report=name)

    floor, pace = desk.floor, desk.voice.pace
    try:
        tried = keep_trying(known_or_not, TRIED_AGAIN_AFTER, name=name)
        await in_time(floor.background, tried, pace.all_seconds, name=name)
    except Exception as error:  # noqa: BLE001  # Acknowledged all the same; the work goes on by itself.
        logger.warning("call_report_late", report=name, error=type(error).__name__)
    return _twiml("")


def _twiml(document: str) -> Response:
    """Reports want no instructions: an empty document is a valid answer to them."""
    empty = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    return Response(document or empty, media_type="text/xml")

"""Whatever hangs or fails: the caller hears a sentence in time, and nobody's request becomes an error of ours."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast
from xml.etree import ElementTree as ET

import httpx2
import pytest

from conversation import events as ev
from database.engine import Sessions
from gateway.channels.voice.canned import LONGEST_PATIENCE
from gateway.channels.voice.status import end_lost_calls
from gateway.channels.voice.telephones import VoiceDesk
from tests.integration.handoff.scene import House
from tests.integration.voice.scene import PUBLIC, Caller, Heard, Line, answering, application, quick

pytestmark = pytest.mark.integration


SECONDS_A_CHARACTER = 0.15


def paused(answer: Heard) -> int:
    """Seconds of silence this answer asks for."""
    return int(ET.fromstring(answer.document).find("Pause").attrib["length"])  # type: ignore[union-attr]  # noqa: S314


class HangingSessions:
    """A database that neither answers nor refuses, until it is let go."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()

    def __call__(self) -> Any:
        return self._hang()

    def begin(self) -> Any:
        return self._hang()

    @asynccontextmanager
    async def _hang(self) -> AsyncIterator[None]:
        await self.may_answer.wait()
        raise ConnectionError
        yield


class BrokenSessions(HangingSessions):
    """A database that is away."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer.set()


@asynccontextmanager
async def with_database(line: Line, database: HangingSessions, **pace: Any) -> AsyncIterator[Line]:
    sessions = cast("Sessions", database)
    floor = replace(line.desk.floor, sessions=sessions, reads=sessions)
    desk: VoiceDesk = replace(line.desk, floor=floor, voice=quick(line.desk.voice, all_seconds=0.02, **pace))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(application(desk)), base_url=PUBLIC) as http:
        yield replace(line, desk=desk, http=http)
    database.may_answer.set()


@pytest.mark.parametrize("kind", [HangingSessions, BrokenSessions])
async def test_a_hung_database_is_bridged_and_then_apologised_for(line: Line, kind: type[HangingSessions]) -> None:
    caller, words = line.caller(), line.desk.voice.words
    await caller.dials()
    async with with_database(line, kind()) as stuck:
        victim = Caller(stuck, caller.call_sid, caller.number, caller.heard)
        first = await victim.says("もしもし")
        assert first.said == words.holding[0]
        assert first.leads_to == "/twilio/voice/poll?step=1&n=1&of=hear.1&late=1"
        answers = [first] + [await victim.goes_to(victim.heard.leads_to) for _ in range(LONGEST_PATIENCE - 1)]
        assert answers[1].said == words.technical_difficulty
        assert {each.said for each in answers[:-1]} == {*words.holding, words.technical_difficulty}
        assert (answers[-1].said, answers[-1].verb) == (words.out_of_order, "Hangup")
        seconds = sum(len(each.said) * SECONDS_A_CHARACTER + paused(each) for each in answers[:-1])
        assert 60 <= seconds <= 90


async def is_reported(caller: Caller) -> None:
    await caller.hangs_up()


async def is_watched(caller: Caller) -> None:
    """The report was lost."""
    caller.line.house.clock.turn(minutes=20)
    assert await end_lost_calls(caller.line.desk) > 0


@pytest.mark.parametrize("learn", [is_reported, is_watched])
async def test_a_call_that_we_gave_up_is_not_filed_as_the_callers_end(
    line: Line, learn: Callable[[Caller], Awaitable[None]]
) -> None:
    caller = line.caller()
    await caller.dials()
    async with with_database(line, BrokenSessions()) as stuck:
        victim = Caller(stuck, caller.call_sid, caller.number, caller.heard)
        for _ in range(LONGEST_PATIENCE):
            await victim.is_silent()
        assert victim.heard.verb == "Hangup"
    await learn(caller)
    (ended,) = [each for each in await caller.events("call.ended") if isinstance(each, ev.CallEnded)]
    assert ended.by == "service"


async def test_where_it_is_configured_the_fallback_number_is_dialled(line: Line) -> None:
    caller = line.caller()
    async with with_database(line, BrokenSessions(), fallback_number="+81300000001") as stuck:
        victim = Caller(stuck, caller.call_sid, caller.number)
        await victim.dials()
        assert victim.heard.leads_to == "/twilio/voice?step=0&late=1"
        await victim.goes_to(victim.heard.leads_to)
        answer = await victim.goes_to(victim.heard.leads_to)
        assert answer.verb == "Dial"
        assert "+81300000001" in answer.document
        assert (await victim.goes_to(answer.leads_to, DialCallStatus="completed")).verb == "Hangup"


async def test_a_call_that_came_in_badly_is_answered_once_the_database_is_back(line: Line) -> None:
    caller = line.caller()
    async with with_database(line, BrokenSessions()) as stuck:
        victim = Caller(stuck, caller.call_sid, caller.number)
        path = (await victim.dials()).leads_to
    assert (await caller.goes_to(path)).leads_to == "/twilio/voice/hear?step=1"


async def test_an_answer_that_came_too_late_is_not_lost(house: House) -> None:
    async with answering(house, all_seconds=0.000_001) as line:
        caller = line.caller()
        slow = await caller.dials()
        assert slow.leads_to == "/twilio/voice?step=0&late=1"
        await line.desk.floor.background.stop(grace_seconds=2.0)
        patient = replace(line.desk, voice=quick(line.desk.voice, all_seconds=4.0))
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(application(patient)), base_url=PUBLIC) as http:
            again = Caller(replace(line, desk=patient, http=http), caller.call_sid, caller.number)
            greeting = await again.goes_to(slow.leads_to)
            assert greeting.leads_to == "/twilio/voice/hear?step=1"
            spoken = await caller.goes_to(greeting.leads_to, SpeechResult="こんにちは", Confidence="0.9")
            assert spoken.leads_to.endswith("late=1")
            await line.desk.floor.background.stop(grace_seconds=2.0)
            assert "承りました" in (await again.goes_to(spoken.leads_to)).said
            assert len(line.bot.asked) == 1


async def test_words_that_were_lost_are_asked_for_again(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    async with with_database(line, BrokenSessions()) as stuck:
        victim = Caller(stuck, caller.call_sid, caller.number, caller.heard)
        path = (await victim.says("もしもし")).leads_to
    answer = await caller.goes_to(path)
    assert (answer.said, answer.verb) == (line.desk.voice.words.not_heard, "Gather")


async def test_reports_are_acknowledged_while_the_database_hangs(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    async with with_database(line, HangingSessions()) as stuck:
        await Caller(stuck, caller.call_sid, caller.number).hangs_up()


@pytest.mark.parametrize(
    "path",
    [
        "/twilio/voice",
        "/twilio/voice/hear?step=1",
        "/twilio/voice/poll?step=1&n=1",
        "/twilio/voice/queue?step=1",
        "/twilio/voice/dialled?step=1",
        "/twilio/voice/message?step=1",
        "/twilio/voice/callback?conversation=00000000-0000-0000-0000-000000000000",
        "/twilio/voice/status",
        "/twilio/voice/recording",
        "/twilio/voice/transcription",
    ],
)
async def test_an_unsigned_request_is_refused(line: Line, path: str) -> None:
    response = await line.http.post(path, data={"CallSid": "CA" + "1" * 32})
    assert (response.status_code, response.json()["error"]["code"]) == (403, "signature_invalid")


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/twilio/voice", {}),
        ("/twilio/voice", {"CallSid": "../../etc"}),
        ("/twilio/voice/hear?step=x", {"CallSid": "CA" + "1" * 32}),
        ("/twilio/voice/hear?step=-1", {"CallSid": "CA" + "1" * 32}),
        ("/twilio/voice/poll?step=1&n=1&of=%3Cx%3E", {"CallSid": "CA" + "1" * 32}),
        ("/twilio/voice/callback?conversation=none", {"CallSid": "CA" + "1" * 32}),
        ("/twilio/voice/status", {"CallStatus": "completed"}),
    ],
)
async def test_a_bent_request_is_refused(line: Line, path: str, params: dict[str, str]) -> None:
    response = await line.post(path, params)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "malformed")


async def test_a_callback_for_no_conversation_is_an_apology(line: Line) -> None:
    path = "/twilio/voice/callback?conversation=00000000-0000-0000-0000-000000000000"
    assert (await line.caller().goes_to(path)).said != ""


@pytest.mark.parametrize("text", ["\x00", "あ\ud800"[0] + "\u000b", "<Say>&\"'", "あ" * 5_000, "/restart", "🚗💥"])
async def test_anything_may_be_heard(line: Line, text: str) -> None:
    caller = line.caller()
    await caller.dials()
    assert (await caller.says(text)).verb == "Gather"


@pytest.mark.parametrize("confidence", ["", "nan", "inf", "-1", "9", "abc"])
async def test_an_odd_confidence_is_none(line: Line, confidence: str) -> None:
    caller = line.caller()
    await caller.dials()
    answer = await caller.goes_to(caller.heard.leads_to, SpeechResult="こんにちは", Confidence=confidence)
    assert answer.leads_to == "/twilio/voice/hear?step=2"
    assert len(line.bot.asked) == 1

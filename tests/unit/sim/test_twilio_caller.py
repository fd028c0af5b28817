"""The simulated caller does with TwiML what Twilio documents."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from twilio.request_validator import RequestValidator

from tests.sim.scripted_service import ScriptedService, scripted_service
from tests.sim.twilio_caller import TwilioCaller
from tests.sim.twilio_cloud import TwilioCloud, twilio_cloud
from tests.sim.twilio_line import NotListeningError
from tests.sim.twilio_webhooks import TwilioWebhooks
from tests.sim.twiml_reading import TwimlError

pytestmark = pytest.mark.unit

NUMBER = "+819000001234"
VOICE, STATUS = "/twilio/voice", "/twilio/voice/status"
HEAR = (
    '<Gather input="dtmf speech" action="/hear" numDigits="{digits}" timeout="4"><Say>ご用件をどうぞ。</Say></Gather>'
)


@pytest.fixture
async def service() -> AsyncIterator[ScriptedService]:
    async with scripted_service() as service:
        service.answers[STATUS] = ""
        yield service


async def call(service: ScriptedService, *answer: str, cloud: TwilioCloud | None = None) -> TwilioCaller:
    service.answers[VOICE] = "".join(answer)
    return await TwilioCaller.calls(service.url, "trial", from_number=NUMBER, cloud=cloud)


async def test_every_request_is_signed_and_carries_twilios_fields(service: ScriptedService) -> None:
    await call(service, "<Say>はい。</Say>")
    first = service.asked[0]
    assert RequestValidator("trial").validate(service.url + VOICE, first.form, first.signature)
    assert first.form["CallStatus"] == "ringing"
    assert (first.form["From"], first.form["Caller"]) == (NUMBER, NUMBER)
    assert first.form["CallSid"][:2] == "CA"


async def test_a_withheld_number_is_twilios_own(service: ScriptedService) -> None:
    await TwilioCaller.calls(service.url, "trial", from_number=None, status_path=None, voice_path=STATUS)
    assert service.asked[0].form["From"] == "+266696687"


async def test_a_document_that_ends_ends_the_call(service: ScriptedService) -> None:
    caller = await call(service, "<Say>ただいまの時間は</Say><Pause length='2'/><Say>受付を終了しました。</Say>")
    assert caller.heard == ["ただいまの時間は", "受付を終了しました。"]
    assert caller.is_over
    assert service.asked_at(STATUS)[0]["CallStatus"] == "completed"
    assert int(service.asked_at(STATUS)[0]["CallDuration"]) > 2


async def test_speech_goes_to_the_action(service: ScriptedService) -> None:
    caller = await call(service, HEAR.format(digits=1))
    service.answers["/hear"] = HEAR.format(digits=1).replace("ご用件をどうぞ", "住所の変更ですね")
    assert await caller.says("引っ越しました", confidence=0.42) == ["住所の変更ですね。"]
    heard = service.asked_at("/hear")[0]
    assert heard["SpeechResult"] == "引っ越しました"
    assert float(heard["Confidence"]) == pytest.approx(0.42)
    assert heard["CallStatus"] == "in-progress"


@pytest.mark.parametrize(
    ("keys", "attributes", "digits", "finished_on"),
    [
        ("1", 'numDigits="1"', "1", ""),
        ("1234567", 'numDigits="4"', "1234", ""),
        ("1234#", "", "1234", "#"),
        ("12*9", 'finishOnKey="*"', "12", "*"),
        ("12#", 'finishOnKey=""', "12#", ""),
        ("12", 'numDigits="4"', "12", ""),
    ],
)
async def test_keys_are_gathered(
    service: ScriptedService, keys: str, attributes: str, digits: str, finished_on: str
) -> None:
    caller = await call(service, f'<Gather action="/hear" {attributes}/>')
    service.answers["/hear"] = ""
    await caller.presses(keys)
    heard = service.asked_at("/hear")[0]
    assert (heard["Digits"], heard["FinishedOnKey"]) == (digits, finished_on)


async def test_silence_falls_through_to_the_next_verb(service: ScriptedService) -> None:
    caller = await call(service, HEAR.format(digits=1), "<Say>お返事がありませんでした。</Say>", HEAR.format(digits=1))
    before = caller.seconds
    assert await caller.keeps_silent() == ["お返事がありませんでした。", "ご用件をどうぞ。"]
    assert caller.seconds - before > 4
    assert service.asked_at("/hear") == []


@pytest.mark.parametrize(("listens_to", "field"), [("speech", "SpeechResult"), ("dtmf", "Digits")])
async def test_silence_goes_to_the_action_when_it_is_asked_for(
    service: ScriptedService, listens_to: str, field: str
) -> None:
    caller = await call(service, f'<Gather action="/hear" actionOnEmptyResult="true" input="{listens_to}"/>')
    service.answers["/hear"] = "<Say>もしもし。</Say>"
    assert await caller.keeps_silent() == ["もしもし。"]
    assert service.asked_at("/hear")[0][field] == ""


async def test_what_is_not_listened_for_is_silence(service: ScriptedService) -> None:
    caller = await call(service, '<Gather input="dtmf" action="/hear"/><Gather input="speech" action="/hear"/>')
    await caller.says("はい")
    await caller.presses("1")
    assert service.asked_at("/hear") == []
    assert caller.is_over


async def test_words_over_a_prompt_without_barge_in_are_lost(service: ScriptedService) -> None:
    caller = await call(
        service, '<Gather input="speech" bargeIn="false" action="/hear"><Say>録音します。</Say></Gather>'
    )
    await caller.says("すみません", interrupting=True)
    assert service.asked_at("/hear") == []


async def test_an_action_without_a_url_asks_the_same_document(service: ScriptedService) -> None:
    caller = await call(service, "<Gather/>")
    service.answers[VOICE] = "<Hangup/>"
    await caller.presses("5")
    assert [asked.get("Digits") for asked in service.asked_at(VOICE)] == [None, "5"]
    assert caller.is_over


async def test_polling_is_followed_until_there_is_an_answer(service: ScriptedService) -> None:
    wait = "<Pause length='1'/><Redirect method='POST'>/poll?step=2</Redirect>"
    service.answers["/poll"] = [wait, wait, "<Say>お待たせしました。</Say><Gather/>"]
    caller = await call(service, "<Say>確認します。</Say>", wait)
    assert caller.heard == ["確認します。", "お待たせしました。"]
    assert caller.seconds >= 3
    assert caller.visited[-1].endswith("/poll?step=2")


async def test_polling_for_ever_is_noticed(service: ScriptedService) -> None:
    with pytest.raises(NotListeningError):
        await call(service, f"<Redirect>{VOICE}</Redirect>")


DIAL = (
    '<Start><Transcription statusCallbackUrl="/words" languageCode="ja-JP"/></Start>'
    '<Dial action="/dialled" timeout="20" record="record-from-answer-dual" recordingStatusCallback="/recording">'
    "<Client>agent-1</Client></Dial>"
)


async def test_the_agents_end_is_told_to_the_action_while_the_call_goes_on(service: ScriptedService) -> None:
    service.answers |= {"/words": "", "/recording": "", "/dialled": "<Say>ありがとうございました。</Say>"}
    caller = await call(service, DIAL)
    await caller.agent_answers()
    assert await caller.agent_hangs_up() == ["ありがとうございました。"]
    dialled = service.asked_at("/dialled")[0]
    assert (dialled["DialCallStatus"], dialled["CallStatus"]) == ("completed", "in-progress")
    assert service.asked_at("/recording")[0]["RecordingStatus"] == "completed"


async def test_the_callers_end_is_told_to_the_action_as_a_completed_call(service: ScriptedService) -> None:
    service.answers |= {"/words": "", "/recording": "", "/dialled": ""}
    caller = await call(service, DIAL)
    await caller.agent_answers()
    await caller.hangs_up()
    assert service.asked_at("/dialled")[0]["CallStatus"] == "completed"
    assert service.asked[-1].path == STATUS


async def test_an_agent_who_does_not_answer(service: ScriptedService) -> None:
    service.answers |= {"/words": "", "/dialled": "<Gather/>"}
    caller = await call(service, DIAL)
    await caller.agent_does_not_answer()
    assert service.asked_at("/dialled")[0]["DialCallStatus"] == "no-answer"
    assert "DialCallDuration" not in service.asked_at("/dialled")[0]


async def test_what_is_said_in_a_call_is_transcribed(service: ScriptedService) -> None:
    service.answers |= {"/words": "", "/dialled": ""}
    caller = await call(service, DIAL)
    await caller.agent_answers()
    await caller.agent_says("お電話代わりました。")
    await caller.says("お願いします")
    started, agent, customer = service.asked_at("/words")
    assert started["TranscriptionEvent"] == "transcription-started"
    assert (agent["Track"], customer["Track"]) == ("outbound_track", "inbound_track")
    assert '"transcript": "お願いします"' in customer["TranscriptionData"]
    assert [words["SequenceId"] for words in (started, agent, customer)] == ["1", "2", "3"]


async def test_a_message_is_recorded(service: ScriptedService) -> None:
    caller = await call(service, '<Record action="/message" maxLength="3"/>')
    service.answers["/message"] = "<Say>承りました。</Say>"
    assert await caller.leaves_message(seconds=10) == ["承りました。"]
    assert service.asked_at("/message")[0]["RecordingDuration"] == "3"


async def test_a_caller_who_is_rejected(service: ScriptedService) -> None:
    caller = await call(service, '<Reject reason="busy"/>')
    assert caller.fields.status == "busy"


async def test_a_queue_plays_its_waiting_words(service: ScriptedService) -> None:
    service.answers |= {"/wait": "<Say>順番におつなぎします。</Say>", "/out": "<Hangup/>"}
    caller = await call(service, '<Enqueue waitUrl="/wait" action="/out">agents</Enqueue>')
    assert caller.heard == ["順番におつなぎします。"]
    await caller.leaves_queue()
    assert service.asked_at("/out")[0]["QueueResult"] == "redirected"


async def test_a_conversation_relay_is_recognised(service: ScriptedService) -> None:
    caller = await call(service, '<Connect action="/out"><ConversationRelay url="wss://x.example/relay"/></Connect>')
    assert caller.at is not None
    assert caller.at.nested[0].attributes["url"] == "wss://x.example/relay"


async def test_a_redirected_call_leaves_what_it_was_at(service: ScriptedService) -> None:
    service.answers["/queue"] = "<Say>担当者におつなぎします。</Say><Dial><Number>+81300000001</Number></Dial>"
    async with twilio_cloud(TwilioWebhooks("trial", service.url)) as cloud:
        caller = await call(service, HEAR.format(digits=1), cloud=cloud)
        cloud.update_call(caller.call_sid, {"Url": f"{service.url}/queue"})
        assert await caller.is_redirected() == ["担当者におつなぎします。"]
    assert service.asked_at("/hear") == []


async def test_a_call_the_service_ended_is_over(service: ScriptedService) -> None:
    async with twilio_cloud(TwilioWebhooks("trial", service.url)) as cloud:
        caller = await call(service, HEAR.format(digits=1), cloud=cloud)
        cloud.update_call(caller.call_sid, {"Status": "completed"})
        with pytest.raises(NotListeningError):
            await caller.says("もしもし")
    assert len(service.asked_at(STATUS)) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (web.Response(text="<Response><Say>切れた", content_type="text/xml"), "12100"),
        (web.Response(text="<Response><Say>\x0b</Say></Response>", content_type="text/xml"), "12100"),
        (web.Response(text="<Response><Say>&#55296;</Say></Response>", content_type="text/xml"), "12100"),
        (web.Response(text="<Answer/>", content_type="text/xml"), "12100"),
        (web.Response(text="<Response><Speak/></Response>", content_type="text/xml"), "12200"),
        (web.Response(text="<Response><Gather timeOut='3'/></Response>", content_type="text/xml"), "12200"),
        (web.Response(text="<Response><Gather numDigits='0'/></Response>", content_type="text/xml"), "12200"),
        (web.Response(text="<Response><Gather><Dial/></Gather></Response>", content_type="text/xml"), "12200"),
        (web.Response(text="<Response><Redirect/></Response>", content_type="text/xml"), "12200"),
        (web.Response(text="<Response><Say/></Response>", content_type="text/xml"), "13520"),
        (web.Response(text="<Response/>", content_type="text/html"), "12300"),
        (web.Response(text="x" * 65_537, content_type="text/xml"), "11750"),
        (web.Response(status=500), "11200"),
    ],
)
async def test_what_twilio_refuses_is_raised_by_its_code(
    service: ScriptedService, answer: web.Response, code: str
) -> None:
    service.answers[VOICE] = answer
    with pytest.raises(TwimlError) as refused:
        await TwilioCaller.calls(service.url, "trial", from_number=NUMBER)
    assert refused.value.code == code


async def test_a_service_that_is_away_is_raised_too() -> None:
    with pytest.raises(TwimlError, match="11205"):
        await TwilioCaller.calls("http://127.0.0.1:9", "trial", from_number=NUMBER)

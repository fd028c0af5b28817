"""TwiML read as Twilio reads it, and stricter: what Twilio would only warn of is an error here."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.sim.twilio_webhooks import LARGEST_ANSWER, UNREACHABLE, Answer

XML_TYPES = ("text/xml", "application/xml")
COUNT, NUMBER, TRUTH = r"[1-9]\d*", r"\d+", "true|false"
CALLBACK = {"action": ".+", "method": "POST"}
EVENTS = {"statusCallback": ".+", "statusCallbackMethod": "POST", "statusCallbackEvent": "[a-z -]+"}
RECORDED = {
    "recordingStatusCallback": ".+",
    "recordingStatusCallbackMethod": "POST",
    "recordingStatusCallbackEvent": "[a-z -]+",
}
RECORD_MODES = "do-not-record|record-from-(answer|ringing)(-dual)?"
SPOKEN = {"voice": r"[\w.-]+", "language": r"[A-Za-z]{2,3}(-\w+)*", "loop": NUMBER}
# Each verb and noun with its attributes and how their values are written.
VERBS: Mapping[str, Mapping[str, str]] = {
    "Say": SPOKEN,
    "Play": {"loop": NUMBER, "digits": "[0-9*#wW]+"},
    "Pause": {"length": NUMBER},
    "Gather": {
        **CALLBACK,
        "input": "dtmf|speech|dtmf speech|speech dtmf",
        "timeout": NUMBER,
        "speechTimeout": f"{COUNT}|auto",
        "maxSpeechTime": COUNT,
        "numDigits": COUNT,
        "finishOnKey": r"[0-9*#]?",
        "hints": "(?s).*",
        "language": SPOKEN["language"],
        "bargeIn": TRUTH,
        "actionOnEmptyResult": TRUTH,
        "profanityFilter": TRUTH,
        "enhanced": TRUTH,
        "speechModel": r"[\w.-]+",
        "partialResultCallback": ".+",
        "partialResultCallbackMethod": "POST",
    },
    "Redirect": {"method": "POST"},
    "Dial": {
        **CALLBACK,
        **RECORDED,
        "timeout": COUNT,
        "timeLimit": COUNT,
        "callerId": ".+",
        "record": RECORD_MODES,
        "trim": "trim-silence|do-not-trim",
        "recordingTrack": "inbound|outbound|both",
        "answerOnBridge": TRUTH,
        "hangupOnStar": TRUTH,
        "ringTone": r"\w+",
    },
    "Client": {**EVENTS, "url": ".+", "method": "POST"},
    "Number": {**EVENTS, "url": ".+", "method": "POST", "sendDigits": "[0-9*#wW]+"},
    "Record": {
        **CALLBACK,
        **RECORDED,
        "timeout": COUNT,
        "maxLength": COUNT,
        "finishOnKey": r"[0-9*#]*",
        "playBeep": TRUTH,
        "trim": "trim-silence|do-not-trim",
        "transcribe": TRUTH,
        "transcribeCallback": ".+",
    },
    "Hangup": {},
    "Reject": {"reason": "rejected|busy"},
    "Enqueue": {**CALLBACK, "waitUrl": ".*", "waitUrlMethod": "POST", "workflowSid": "WW[0-9a-f]{32}"},
    "Start": CALLBACK,
    "Stop": {},
    "Transcription": {
        "name": ".+",
        "statusCallbackUrl": ".+",
        "statusCallbackMethod": "POST",
        "languageCode": SPOKEN["language"],
        "track": "inbound_track|outbound_track|both_tracks",
        "inboundTrackLabel": ".+",
        "outboundTrackLabel": ".+",
        "partialResults": TRUTH,
        "enableAutomaticPunctuation": TRUTH,
        "profanityFilter": TRUTH,
        "transcriptionEngine": r"\w+",
        "speechModel": r"[\w.-]+",
        "hints": "(?s).*",
    },
    "Connect": CALLBACK,
    "ConversationRelay": {},
    "Parameter": {"name": ".+", "value": "(?s).*"},
    "Language": {},
}
FREE_ATTRIBUTES = {"ConversationRelay", "Language"}
NOUNS = {
    "Gather": {"Say", "Play", "Pause"},
    "Dial": {"Client", "Number"},
    "Start": {"Transcription"},
    "Stop": {"Transcription"},
    "Connect": {"ConversationRelay"},
    "ConversationRelay": {"Parameter", "Language"},
    "Client": {"Parameter"},
}
INSIDE_ONLY = {"Client", "Number", "Transcription", "ConversationRelay", "Parameter", "Language"}
SSML = {"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"}
LONGEST_SAY = 4_096


class TwimlError(Exception):
    """What Twilio would write into its debugger; the caller would hear that an application error has occurred."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code


@dataclass(frozen=True)
class Verb:
    name: str
    attributes: Mapping[str, str]
    text: str
    nested: Sequence["Verb"]

    def get(self, name: str, default: str) -> str:
        return self.attributes.get(name, default)

    def seconds(self, name: str, default: int) -> int:
        return int(self.attributes.get(name, default))


def read_twiml(answer: Answer) -> list[Verb]:
    """Raise TwimlError 11200 (status), 11205 (no answer), 11750 (size), 12300 (type), 12100 (XML), 12200 (schema)."""
    if answer.status == UNREACHABLE:
        raise TwimlError("11205", "the service did not answer")
    if not answer.is_good:
        raise TwimlError("11200", f"the service answered {answer.status}")
    if len(answer.content) > LARGEST_ANSWER:
        raise TwimlError("11750", "the answer is larger than 64 kB")
    if not answer.content.strip():
        return []
    if answer.content_type.partition(";")[0].strip() not in XML_TYPES:
        raise TwimlError("12300", f"the answer is {answer.content_type}")
    try:
        root = ET.fromstring(answer.content)  # noqa: S314  # Written by the service under test.
    except (ET.ParseError, ValueError) as error:
        raise TwimlError("12100", str(error)) from error
    if root.tag != "Response":
        raise TwimlError("12100", f"the document is a <{root.tag}>")
    return [_read(element, parent=None) for element in root]


def _read(element: ET.Element, *, parent: str | None) -> Verb:
    name = element.tag
    allowed = set(VERBS) - INSIDE_ONLY if parent is None else NOUNS.get(parent, set())
    if name not in allowed:
        raise TwimlError("12200", f"<{name}> cannot stand in <{parent or 'Response'}>")
    problem = next(_wrong_attributes(name, element.attrib), None)
    if problem is not None:
        raise TwimlError("12200", f"<{name}>: {problem}")
    text = "".join(element.itertext()).strip()
    if name == "Say":
        if unknown := {child.tag for child in element.iter() if child is not element} - SSML:
            raise TwimlError("12200", f"<Say> holds {', '.join(sorted(unknown))}")
        if not 0 < len(text) <= LONGEST_SAY:
            raise TwimlError("13520", "<Say> is empty or longer than 4096 characters")
        return Verb(name, element.attrib, text, ())
    if name in {"Redirect", "Client", "Number"} and not text:
        raise TwimlError("12200", f"<{name}> is empty")
    return Verb(name, element.attrib, text, [_read(child, parent=name) for child in element])


def _wrong_attributes(name: str, attributes: Mapping[str, str]) -> Iterator[str]:
    if name in FREE_ATTRIBUTES:
        return
    for attribute, value in attributes.items():
        pattern = VERBS[name].get(attribute)
        if pattern is None:
            yield f"unknown attribute {attribute}"
        elif not re.fullmatch(pattern, value):
            yield f"{attribute} is written wrongly"

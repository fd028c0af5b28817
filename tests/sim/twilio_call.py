"""The fields of Twilio's webhooks about one call: steps, progress, the agent's leg, recordings and transcription."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from tests.sim.twilio_records import ACCOUNT, API_VERSION
from tests.sim.twiml_reading import Verb


def new_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


@dataclass
class CallFields:
    """`status` is the call's at this moment."""

    call_sid: str
    sender: str
    to: str
    direction: str = "inbound"
    status: str = "ringing"
    account: str = ACCOUNT
    told: int = 0

    def now(self) -> dict[str, str]:
        country = "JP" if self.sender.startswith("+81") else ""
        return {
            "AccountSid": self.account,
            "ApiVersion": API_VERSION,
            "CallSid": self.call_sid,
            "CallStatus": self.status,
            "Called": self.to,
            "CalledCity": "",
            "CalledCountry": "JP",
            "CalledState": "",
            "CalledZip": "",
            "Caller": self.sender,
            "CallerCity": "",
            "CallerCountry": country,
            "CallerState": "",
            "CallerZip": "",
            "Direction": self.direction,
            "From": self.sender,
            "FromCity": "",
            "FromCountry": country,
            "FromState": "",
            "FromZip": "",
            "To": self.to,
            "ToCity": "",
            "ToCountry": "JP",
            "ToState": "",
            "ToZip": "",
        }

    def progress(self, status: str, seconds: float) -> dict[str, str]:
        self.told += 1
        length = {"CallDuration": str(round(seconds)), "Duration": str(-(-round(seconds) // 60))}
        told = {
            "CallStatus": status,
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(self.told - 1),
            "Timestamp": format_datetime(datetime.now(UTC)),
        }
        is_over = status in {"completed", "busy", "no-answer", "canceled", "failed"}
        return self.now() | told | (length if is_over else {})


@dataclass(frozen=True)
class Talk:
    """The leg to the agent, once answered."""

    call_sid: str
    began: float

    def fields(self, parent: CallFields, status: str) -> dict[str, str]:
        return {
            "AccountSid": parent.account,
            "ApiVersion": API_VERSION,
            "CallSid": self.call_sid,
            "ParentCallSid": parent.call_sid,
            "CallStatus": status,
            "Direction": "outbound-dial",
            "From": parent.sender,
            "CallbackSource": "call-progress-events",
            "SequenceNumber": "0",
        }


@dataclass
class Transcription:
    sid: str
    noun: Verb
    sequence: int = 0

    def hears(self, track: str) -> bool:
        return self.noun.get("track", "both_tracks") in {track, "both_tracks"}

    def content(self, text: str, track: str, confidence: float) -> dict[str, str]:
        return {
            "TranscriptionEvent": "transcription-content",
            "TranscriptionData": json.dumps({"transcript": text, "confidence": confidence}, ensure_ascii=False),
            "Track": track,
            "Final": "true",
        }

    def fields(self, call: CallFields, event: Mapping[str, str]) -> dict[str, str]:
        self.sequence += 1
        return {
            "AccountSid": call.account,
            "CallSid": call.call_sid,
            "TranscriptionSid": self.sid,
            "LanguageCode": self.noun.get("languageCode", "en-US"),
            "SequenceId": str(self.sequence),
            "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            **event,
        }


def recording_fields(seconds: int) -> dict[str, str]:
    sid = new_sid("RE")
    return {
        "RecordingSid": sid,
        "RecordingUrl": f"https://api.twilio.com/{API_VERSION}/Accounts/{ACCOUNT}/Recordings/{sid}",
        "RecordingDuration": str(seconds),
        "RecordingChannels": "1",
    }

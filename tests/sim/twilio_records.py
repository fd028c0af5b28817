"""Twilio's resources as its REST API writes them, and the fields of its webhooks about them."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

ACCOUNT = "AC" + "0123456789abcdef" * 2
API_VERSION = "2010-04-01"
ROOT = f"/{API_VERSION}/Accounts/{ACCOUNT}"


@dataclass(frozen=True)
class Failure:
    status: int
    code: int
    text: str

    def answer(self) -> tuple[int, Any]:
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return self.status, {"code": self.code, "message": self.text, "more_info": more, "status": self.status}


@dataclass
class Message:
    sid: str
    sender: str
    to: str
    body: str
    direction: str
    status: str
    created: datetime
    media: int = 0
    error_code: str | None = None
    status_callback: str | None = None
    is_unreachable: bool = False

    def as_webhook(self) -> dict[str, str]:
        return {
            "ToCountry": "JP",
            "ToState": "",
            "SmsMessageSid": self.sid,
            "NumMedia": str(self.media),
            "ToCity": "",
            "FromZip": "",
            "SmsSid": self.sid,
            "FromState": "",
            "SmsStatus": "received",
            "FromCity": "",
            "Body": self.body,
            "FromCountry": "JP",
            "To": self.to,
            "ToZip": "",
            "NumSegments": str(max(1, -(-len(self.body) // 67))),
            "MessageSid": self.sid,
            "AccountSid": ACCOUNT,
            "From": self.sender,
            "ApiVersion": API_VERSION,
        }

    def as_status(self, status: str, error_code: str | None) -> dict[str, str]:
        fields = {
            "SmsSid": self.sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": self.to,
            "MessageSid": self.sid,
            "AccountSid": ACCOUNT,
            "From": self.sender,
            "ApiVersion": API_VERSION,
        }
        return fields if error_code is None else {**fields, "ErrorCode": error_code}


@dataclass
class Call:
    """`redirects` are the URLs the service asked to be fetched; `recording` is the state of the current recording."""

    sid: str
    sender: str
    to: str
    direction: str
    status: str
    created: datetime
    url: str | None = None
    status_callback: str | None = None
    status_events: Sequence[str] = ("completed",)
    recording: str | None = None
    recording_sid: str = field(default_factory=lambda: f"RE{secrets.token_hex(16)}")
    redirects: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    ended: asyncio.Event = field(default_factory=asyncio.Event)


def message_record(message: Message) -> dict[str, Any]:
    at = format_datetime(message.created)
    return {
        "account_sid": ACCOUNT,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": at,
        "date_sent": None if message.status in {"queued", "accepted"} else at,
        "date_updated": at,
        "direction": message.direction,
        "error_code": None if message.error_code is None else int(message.error_code),
        "error_message": None,
        "from": message.sender,
        "messaging_service_sid": None,
        "num_media": str(message.media),
        "num_segments": str(max(1, -(-len(message.body) // 67))),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{ROOT}/Messages/{message.sid}/Media.json"},
        "to": message.to,
        "uri": f"{ROOT}/Messages/{message.sid}.json",
    }


def call_record(call: Call) -> dict[str, Any]:
    at = format_datetime(call.created)
    return {
        "account_sid": ACCOUNT,
        "answered_by": None,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": at,
        "date_updated": at,
        "direction": call.direction,
        "duration": None,
        "end_time": None,
        "forwarded_from": None,
        "from": call.sender,
        "from_formatted": call.sender,
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": "PN" + "0" * 32,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call.sid,
        "start_time": None,
        "status": call.status,
        "subresource_uris": {"recordings": f"{ROOT}/Calls/{call.sid}/Recordings.json"},
        "to": call.to,
        "to_formatted": call.to,
        "trunk_sid": None,
        "uri": f"{ROOT}/Calls/{call.sid}.json",
    }


def recording_record(call: Call) -> dict[str, Any]:
    at = format_datetime(call.created)
    return {
        "account_sid": ACCOUNT,
        "api_version": API_VERSION,
        "call_sid": call.sid,
        "channels": 1,
        "conference_sid": None,
        "date_created": at,
        "date_updated": at,
        "duration": None,
        "encryption_details": None,
        "error_code": None,
        "price": None,
        "price_unit": None,
        "sid": call.recording_sid,
        "source": "DialVerb",
        "start_time": at,
        "status": call.recording,
        "track": "both",
        "uri": f"{ROOT}/Calls/{call.sid}/Recordings/{call.recording_sid}.json",
    }


def page_record(
    path: str, query: Mapping[str, str], shown: Sequence[Mapping[str, Any]], page: int, size: int, *, is_last: bool
) -> dict[str, Any]:
    def uri(number: int) -> str:
        return f"{path}?{urlencode({**query, 'PageSize': size, 'Page': number})}"

    return {
        "messages": list(shown),
        "first_page_uri": uri(0),
        "next_page_uri": None if is_last else uri(page + 1),
        "previous_page_uri": None if page == 0 else uri(page - 1),
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(0, len(shown) - 1),
        "uri": uri(page),
    }

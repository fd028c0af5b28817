"""What the page of the virtual telephone may send: short, and by names that a carrier would send."""

import re
import unicodedata
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from gateway.errors import ApiError

# What a step of a call may add to the parameters of its call.
STEP_PARAMETERS = frozenset(
    {
        "CallSid",
        "CallStatus",
        "Confidence",
        "DialCallDuration",
        "DialCallSid",
        "DialCallStatus",
        "Digits",
        "RecordingDuration",
        "RecordingSid",
        "RecordingSource",
        "RecordingStatus",
        "SpeechResult",
        "TranscriptionStatus",
        "TranscriptionText",
    }
)
LONGEST_SMS = 1_600
_SEPARATORS = re.compile(r"[\s()\u2010-\u2015\u2212\u30fc-]")
_DOMESTIC = re.compile(r"0\d{9,10}")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")

Number = Annotated[str, Field(max_length=40)]
Url = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
CallSid = Annotated[str, Path(pattern="^CA[0-9A-Za-z]{32}$")]


def _known(params: dict[str, str]) -> dict[str, str]:
    if not STEP_PARAMETERS.issuperset(params):
        raise ValueError("not a parameter of a step")
    return params


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class NewCall(_Sent):
    number: Number = ""
    withheld: bool = False


class NextStep(_Sent):
    url: Url
    params: Annotated[dict[str, Annotated[str, StringConstraints(max_length=4_000)]], AfterValidator(_known)] = Field(
        default_factory=dict
    )


class Spoken(_Sent):
    """`url` is where the transcription is reported to, as the TwiML named it."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
    url: Url | None = None


class NewText(_Sent):
    number: Number
    body: Annotated[str, StringConstraints(max_length=LONGEST_SMS)]


def e164_of(number: str) -> str:
    """Raise ApiError for what is no telephone number; a number without a country is Japanese."""
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", number))
    if _DOMESTIC.fullmatch(digits):
        return "+81" + digits[1:]
    if _INTERNATIONAL.fullmatch(digits):
        return digits
    raise ApiError("invalid_request", 422, "入力内容を確認してください。", {"number": "電話番号を入力してください。"})

"""The forms the carrier posts: read once and whole, blanks and repetitions kept, and what their fields are called.

The signature joins names and values without a mark between them: `Digits=1234` and `Digits1=234` are signed alike.
A name that could be a shifted one is therefore refused, and nobody may take an absent field for a statement.
"""

import re
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from gateway.channels.twilio.signature import Form

MOST_BYTES = 64_000
MOST_FIELDS = 200
FORM = "application/x-www-form-urlencoded"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTIES = frozenset(
    f"{party}{part}" for party in ("From", "To", "Caller", "Called") for part in ("", "City", "State", "Zip", "Country")
)
_EVERY = frozenset({"AccountSid", "ApiVersion", "ErrorCode", "ErrorMessage", "ErrorUrl"})
SMS_FIELDS = (
    _EVERY
    | _PARTIES
    | _names("""
    MessageSid SmsSid SmsMessageSid SmsStatus MessageStatus MessagingServiceSid Body NumMedia NumSegments
    OptOutType ReferralNumMedia ForwardedFrom RawDlrDoneDate ChannelPrefix ChannelInstallSid
    ChannelStatusMessage ChannelToAddress EventType StructuredMessage ButtonText ButtonPayload ButtonType MessageType
    ProfileName WaId Forwarded FrequentlyForwarded Latitude Longitude Address Label Price PriceUnit DateCreated
    ReferralBody ReferralHeadline ReferralSourceId ReferralSourceType ReferralSourceUrl OriginalRepliedMessageSid
    OriginalRepliedMessageSender ChannelMetadata ToMessagingServiceSid AddOns
    """)
)
VOICE_FIELDS = (
    _EVERY
    | _PARTIES
    | _names("""
    CallSid CallStatus CallDuration Duration Direction ForwardedFrom CallerName ParentCallSid CallToken CallbackSource
    Timestamp SequenceNumber AnsweredBy MachineDetectionDuration StirStatus StirVerstat StirPassportToken
    Digits FinishedOnKey SpeechResult Confidence Language UnstableSpeechResult StableSpeechResult Stability
    RecordingUrl RecordingSid RecordingStatus RecordingDuration RecordingChannels RecordingSource RecordingTrack
    RecordingStartTime
    TranscriptionSid TranscriptionText TranscriptionStatus TranscriptionUrl TranscriptionType TranscriptionEvent
    TranscriptionData TranscriptionError TranscriptionErrorCode LanguageCode Track SequenceId Final PartialResults
    InboundTrackLabel OutboundTrackLabel TranscriptionEngine ProviderConfiguration SpeechModel ProfanityFilter
    EnableAutomaticPunctuation Hints Name
    DialCallStatus DialCallSid DialCallDuration DialBridged DialSipCallId DialSipResponseCode SipResponseCode
    QueueResult QueueSid QueueTime QueuePosition AvgQueueTime CurrentQueueSize MaxQueueSize QueueResumed DequeueResult
    DequeuedCallSid DequeuedCallQueueTime DequeuingCallSid
    MessageSid SmsStatus SipCallId SipDomain SipDomainSid SipUsername SipSourceIp
    HangupCause HandoffData SessionId SessionStatus SessionDuration Payload UserAgent
    """)
)
DOCUMENTED = SMS_FIELDS | VOICE_FIELDS
_NUMBERED = re.compile(r"(?:MediaUrl|MediaContentType|ReferralMediaUrl|ReferralMediaContentType|SipHeader_.+)\d{0,2}")

# What is acted upon, on either channel.
RELIED_ON = _names("""
    AccountSid MessageSid MessageStatus SmsStatus From To Body NumMedia ErrorCode
    CallSid CallStatus CallDuration Direction ParentCallSid Digits FinishedOnKey SpeechResult Confidence
    RecordingUrl RecordingSid RecordingStatus RecordingDuration
    TranscriptionSid TranscriptionText TranscriptionStatus TranscriptionEvent TranscriptionData SequenceId Track Final
    DialCallStatus DialCallSid DialCallDuration DialBridged
    """)


class UnreadableFormError(Exception):
    """`code` is malformed or body_too_large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def read_form(request: Request) -> Form:
    """Raise UnreadableFormError."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise UnreadableFormError("malformed")
    return parse_form(await _body_of(request))


def parse_form(body: bytes) -> Form:
    """Raise UnreadableFormError for what is not UTF-8 or has too many fields."""
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        # Not chained: the text of a decoding error quotes what could not be decoded.
        raise UnreadableFormError("malformed") from None
    return Form(pairs)


def check_names(form: Form) -> None:
    """Raise UnreadableFormError for a field that stands twice, or whose name may be one with a piece of its value.

    A name that ends with the first field's may have taken a piece of the signed address instead.
    """
    for name in form:
        if name in RELIED_ON:
            if len(form.getlist(name)) != 1:
                raise UnreadableFormError("malformed")
        elif _may_be_shifted(name):
            raise UnreadableFormError("malformed")


def _may_be_shifted(name: str) -> bool:
    if name in DOCUMENTED or _NUMBERED.fullmatch(name):
        return False
    return name.startswith(tuple(RELIED_ON)) or name.endswith("AccountSid")


async def _body_of(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise UnreadableFormError("body_too_large")
    except ClientDisconnect:
        raise UnreadableFormError("malformed") from None
    return bytes(body)

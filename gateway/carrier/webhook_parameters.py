"""The form fields Twilio sends with its webhooks, by the names Twilio gives them. Pure."""

API_VERSION = "2010-04-01"
# Twilio's number for a caller who withholds theirs.
WITHHELD = "+266696687"
GSM_SINGLE, GSM_PART, UCS2_SINGLE, UCS2_PART = 160, 153, 70, 67


def call_fields(
    account_sid: str, call_sid: str, *, sender: str, to: str, status: str, is_inbound: bool
) -> dict[str, str]:
    return {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "CallSid": call_sid,
        "CallStatus": status,
        "Direction": "inbound" if is_inbound else "outbound-api",
        "From": sender,
        "Caller": sender,
        "FromCountry": _country(sender),
        "CallerCountry": _country(sender),
        "To": to,
        "Called": to,
        "ToCountry": _country(to),
        "CalledCountry": _country(to),
    }


def text_fields(account_sid: str, message_sid: str, *, sender: str, to: str, body: str) -> dict[str, str]:
    return {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "MessageSid": message_sid,
        "SmsSid": message_sid,
        "SmsMessageSid": message_sid,
        "SmsStatus": "received",
        "NumMedia": "0",
        "NumSegments": str(segments(body)),
        "Body": body,
        "From": sender,
        "FromCountry": _country(sender),
        "To": to,
        "ToCountry": _country(to),
    }


def text_status_fields(account_sid: str, message_sid: str, *, sender: str, to: str, status: str) -> dict[str, str]:
    return {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "MessageSid": message_sid,
        "MessageStatus": status,
        "SmsSid": message_sid,
        "SmsStatus": status,
        "From": sender,
        "To": to,
    }


def segments(body: str) -> int:
    """ASCII stands for the GSM alphabet here; Japanese is always UCS-2."""
    length = len(body) if body.isascii() else len(body.encode("utf-16-le")) // 2
    single, part = (GSM_SINGLE, GSM_PART) if body.isascii() else (UCS2_SINGLE, UCS2_PART)
    return 1 if length <= single else -(-length // part)


def _country(number: str) -> str:
    return "JP" if number.startswith("+81") else ""

"""What may stand in a TwiML document: text XML 1.0 allows, absolute addresses, and speech as the voice takes it."""

import re
from urllib.parse import quote

from twilio.twiml import TwiML
from twilio.twiml.voice_response import Say

from gateway.channels.voice.numbers_aloud import DIGIT_NAMES
from gateway.channels.voice.voice_file import VoiceFile

LONGEST_ADDRESS = 1_000
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RESERVED = "%/:?&=+,;@!$'()*~"
_CLIENT = re.compile("[^A-Za-z0-9_.-]")
_NUMBER = re.compile(r"\+[0-9]{6,15}")
_BEHIND_DIGIT = "|".join(f"(?<={name})" for name in DIGIT_NAMES)
_GROUP_PAUSE = re.compile(f"(?:{_BEHIND_DIGIT})、(?={'|'.join(DIGIT_NAMES)})")
_GROUP_BREAK = "400ms"


def xml_text(value: object) -> str:
    """Without the code points XML 1.0 forbids: one of them and the carrier drops the call (12100)."""
    return _FORBIDDEN.sub("", str(value))


def address(public_base_url: str, path: str) -> str:
    """Absolute, in ASCII."""
    url = "".join(xml_text(public_base_url.rstrip("/") + path).split())
    return quote(url, safe=_RESERVED)[:LONGEST_ADDRESS]


def client_name(name: str) -> str:
    """At most the 121 characters Twilio's clients may have."""
    return _CLIENT.sub("", name)[:121]


def dialled_number(number: str) -> str | None:
    """None for anything but E.164."""
    return number if _NUMBER.fullmatch(number) else None


def say_in(parent: TwiML, text: str, voice: VoiceFile, rate: int) -> None:
    """One `<Say>`; with SSML, in the rate asked for and with clear breaks between groups of digits."""
    text = xml_text(text)
    if not voice.speaks_ssml:
        parent.append(Say(text, voice=voice.voice, language=voice.language))
        return
    say = Say(voice=voice.voice, language=voice.language)
    prosody = say.prosody(rate=f"{rate}%")
    first, *others = _GROUP_PAUSE.split(text)
    prosody.append(first)
    for group in others:
        prosody.break_(time=_GROUP_BREAK)
        prosody.append(group)
    parent.append(say)

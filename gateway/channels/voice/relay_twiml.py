"""`<Connect><ConversationRelay>`: which voice speaks, which recogniser listens, and the greeting.

The attributes are Twilio's documented ones; which of them its Japanese voices and recognisers honour is not verified
against a live account.
"""

from collections.abc import Sequence

from twilio.twiml.voice_response import Connect, VoiceResponse

from conversation.messages import AnswerKind, Expecting
from gateway.channels.voice.listening import MOST_HINTS, options
from gateway.channels.voice.plan import Relay
from gateway.channels.voice.speech import spoken
from gateway.channels.voice.twiml_text import address, xml_text
from gateway.channels.voice.voice_file import VoiceFile

TRANSCRIPTION_PROVIDER = "Google"
SPEECH_MODEL = "telephony"
_PROVIDERS = {"Polly": "Amazon", "Google": "Google"}
_ANY = "any"


def relay_in(response: VoiceResponse, then: Relay, say: Sequence[str], voice: VoiceFile, public_base_url: str) -> None:
    """One session for the whole call: what could be answered to any question is hinted at from the start."""
    provider, name = speaker_of(voice.voice)
    connect = Connect(action=address(public_base_url, then.action), method="POST")
    connect.conversation_relay(
        url=socket_address(public_base_url, then.url),
        language=voice.language,
        tts_provider=provider,
        voice=name,
        transcription_provider=TRANSCRIPTION_PROVIDER,
        speech_model=SPEECH_MODEL,
        hints=xml_text(", ".join(hints_of(voice))) or None,
        welcome_greeting=xml_text("".join(spoken(text, link=voice.words.link) for text in say)) or None,
        welcome_greeting_interruptible=_ANY,
        interruptible=_ANY,
        report_input_during_agent_speech=_ANY,
        dtmf_detection=True,
    )
    response.append(connect)


def socket_address(public_base_url: str, path: str) -> str:
    return f"ws{address(public_base_url, path).removeprefix('http')}"


def speaker_of(voice: str) -> tuple[str | None, str | None]:
    """Provider and voice as ConversationRelay names them; a voice it does not know is left to its default."""
    family, _, name = voice.partition(".")
    provider = _PROVIDERS.get(family)
    return (provider, name) if provider and name else (None, None)


def hints_of(voice: VoiceFile) -> tuple[str, ...]:
    phrases = (hint for kind in AnswerKind for hint in options(Expecting(kind=kind), (), voice).hints)
    return tuple(dict.fromkeys(phrases))[:MOST_HINTS]

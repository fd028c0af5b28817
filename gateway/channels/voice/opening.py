"""How a call begins to talk: by webhooks, or over a WebSocket where the operator has switched to that."""

from gateway.channels.voice.calls import Call
from gateway.channels.voice.plan import Listen, Relay
from gateway.channels.voice.scene import url
from gateway.channels.voice.voice_file import Engine, VoiceFile

RELAY_PATH = "/twilio/voice/relay"


def opening(call: Call, voice: VoiceFile) -> Listen | Relay:
    """For a call whose first step has been handed out."""
    if voice.engine is Engine.conversation_relay:
        return Relay(RELAY_PATH, url("relay-ended", call))
    return Listen(url("hear", call))

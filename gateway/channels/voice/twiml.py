"""Call plans as TwiML. SKELETON (V1): signatures are final."""

from gateway.channels.voice.plan import CallPlan, Ending
from gateway.channels.voice.voice_file import VoiceFile


def render(
    plan: CallPlan, voice: VoiceFile, *, public_base_url: str, transcribe: bool, record: bool, rate: int | None = None
) -> str:
    """Applies speech.spoken to plan.say and speaks the choices of Listen itself. Never raises."""
    raise NotImplementedError


def canned(sentence: str, then: Ending, voice: VoiceFile, *, public_base_url: str) -> str:
    """One sentence and what the call does, for when everything else is away."""
    raise NotImplementedError

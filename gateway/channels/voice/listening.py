"""How a question is listened for. SKELETON (V1): signatures are final."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversation.messages import Choice, Expecting
from gateway.channels.voice.voice_file import VoiceFile


@dataclass(frozen=True)
class GatherOptions:
    """The attributes of one `<Gather>`."""

    input: str
    timeout: int
    speech_timeout: str
    num_digits: int | None
    finish_on_key: str
    hints: tuple[str, ...]
    barge_in: bool
    language: str
    speech_model: str | None


def options(
    expects: Expecting | None, choices: Sequence[Choice], voice: VoiceFile, *, may_interrupt: bool = True
) -> GatherOptions:
    raise NotImplementedError


def is_misheard(confidence: float | None, text: str, expects: Expecting | None, voice: VoiceFile) -> bool:
    raise NotImplementedError

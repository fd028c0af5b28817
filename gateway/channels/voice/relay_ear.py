"""What a call over a WebSocket listens for and until when, as values: keys one by one, silence, what was not heard.

Nobody tells when a sentence has been spoken to its end: that is estimated from its length.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gateway.channels.voice.listening import GatherOptions

MOST_KEYS = 32
_NOT_SPOKEN = re.compile(r"[\s、。,.?？!！]+")


@dataclass(frozen=True)
class Ear:
    """`keys` wait for more of them until `keys_until`; nothing heard until `silent_at` is a silence. None: never."""

    wanted: GatherOptions
    keys: str = field(default="", repr=False)
    keys_until: float | None = None
    silent_at: float | None = None


def press(ear: Ear, digit: str, *, at: float, pause: float) -> tuple[Ear, str | None]:
    """The keys, once they are complete: by the finish key, by their number; a pause is the caller's clock to watch."""
    if digit == ear.wanted.finish_on_key:
        return release(ear), ear.keys or None
    keys = (ear.keys + digit)[:MOST_KEYS]
    if ear.wanted.num_digits is not None and len(keys) >= ear.wanted.num_digits:
        return release(ear), keys
    return replace(ear, keys=keys, keys_until=at + pause, silent_at=None), None


def release(ear: Ear) -> Ear:
    return replace(ear, keys="", keys_until=None)


def seconds_aloud(sentences: Sequence[str], *, letters_per_second: float) -> float:
    return sum(len(sentence) for sentence in sentences) / letters_per_second


def unheard(said: Sequence[str], heard: str) -> tuple[str, ...]:
    """The sentences from the one that was cut on; all of them when what was heard is none of ours."""
    letters, spoken = _letters(heard), ""
    whole = _letters("".join(said))
    begins = whole.find(letters)
    ends = begins + len(letters) if letters and begins >= 0 else 0
    for number, sentence in enumerate(said):
        spoken += _letters(sentence)
        if len(spoken) > ends:
            return tuple(said[number:])
    return ()


def _letters(text: str) -> str:
    return _NOT_SPOKEN.sub("", text)

"""What keys pressed on a telephone mean as words. SKELETON (V1): signatures are final."""

from collections.abc import Sequence

from conversation.messages import Choice, Expecting
from gateway.channels.voice.voice_file import KeyWords


def asks_to_repeat(keys: str) -> bool:
    """`*` as the last key."""
    return keys.strip("#").endswith("*")


def words_of_keys(
    keys: str, expects: Expecting | None, choices: Sequence[Choice], meanings: KeyWords
) -> str | None:
    """None: nothing was said (no key, or `*`). Pass `voice.keys` as `meanings`."""
    del expects, choices, meanings
    return keys or None

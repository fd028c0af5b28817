"""What a customer who waits in a queue may still decide."""

import re
from enum import StrEnum

_CALLBACK = re.compile(r"折り?返し|おりかえし|(?:電話|でんわ|連絡)を?(?:し|くれ|くだ|ほし|もら)|かけ直")


class Wish(StrEnum):
    callback = "callback"
    wait = "wait"


def wish_while_waiting(text: str, callback_choice: str) -> Wish:
    """A callback instead of waiting, if the words say so; everything else is kept for the agent."""
    is_callback = text.strip() == callback_choice or bool(_CALLBACK.search(text))
    return Wish.callback if is_callback else Wish.wait

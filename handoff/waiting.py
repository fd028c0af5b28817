"""What a customer who waits in a queue may still decide."""

import re
from enum import StrEnum

_CALLBACK = re.compile(
    r"折り?返し|おりかえし|かけ直し|(?:電話|でんわ|連絡)を?(?:して)?(?:くれ|くだ|ほし|欲し|もらえ|もらい|頂|いただ|お願い)"
)
_REFUSED = re.compile(r"しないで|いりません|不要|結構です|いらない")


class Wish(StrEnum):
    callback = "callback"
    wait = "wait"


def wish_while_waiting(text: str, callback_choice: str) -> Wish:
    """A callback instead of waiting, if the words say so; everything else is kept for the agent."""
    asks = bool(_CALLBACK.search(text)) and not _REFUSED.search(text)
    is_callback = text.strip() == callback_choice or asks
    return Wish.callback if is_callback else Wish.wait

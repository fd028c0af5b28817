"""What a customer who waits in a queue may still decide."""

import re
from enum import StrEnum

_CALL = r"(?:お?電話|でんわ|ご?連絡)"
_BACK = r"(?:折り?返し|おりかえし|かけ直し)"
_PLEASE = (
    r"(?:くだ(?!さった|さいまし)|下さ|くれ(?!た|まし)|ほし|欲し|もらえ(?!ま?せん|なか)|もらいたい|"
    r"(?:いただ|頂)(?:け(?!ま?せん)|きた)|お願い(?!しま?した)|希望)"
)
# Asking for a call, not speaking of one that was made or has not come.
_CALLBACK = re.compile(
    rf"{_BACK}(?:の?{_CALL})?(?:を|で|して|が|に|て)*(?:{_PLEASE}|いい)|{_CALL}を?(?:して)?{_PLEASE}|^{_BACK}(?:の?{_CALL})?[。！]?$"
)
_REFUSED = re.compile(
    r"しないで|いりません|不要|結構です|いらない|ではなく|じゃなく|まだ|来(?:ま?せん|ない)|ありません"
)


class Wish(StrEnum):
    callback = "callback"
    wait = "wait"


def wish_while_waiting(text: str, callback_choice: str) -> Wish:
    """A callback instead of waiting, if the words say so; everything else is kept for the agent."""
    asks = bool(_CALLBACK.search(text)) and not _REFUSED.search(text)
    is_callback = text.strip() == callback_choice or asks
    return Wish.callback if is_callback else Wish.wait

"""An address corrected in one breath: 「…4丁目2番8号、いえ9号です」 keeps everything in front of what is said again."""

import re

from casework.fields.self_correction import Said

_LAST_NUMBER = re.compile(r"^([0-9]{1,4})\s?(丁目|番地?|号室|号|階)?$")
_BLOCK = re.compile(r"^[0-9]{1,4}(?:丁目|番地?|-|の)")
_PLACE_WORDS = re.compile("[都道府県市区町村郡]")
_WRITTEN_BLOCK = re.compile(r"^[0-9]+(?:(?:丁目|番地?の?|号(?!室)|-)[0-9]*)*")
_END = re.compile(r"(?:です(?:ね|けど|が)?|でした|に(?:なり|変え)?ます|のほう|。)+$")


def said_again(rest: str, said: Said) -> str | None:
    """The new 番地・建物 from the one that was read before; None where it is not clear what is replaced."""
    last = _END.sub("", said.last.strip(" 、。"))
    if number := _LAST_NUMBER.match(last):
        return _with_last_number(rest, number[1], number[2] or "")
    if _BLOCK.match(last):
        building = _WRITTEN_BLOCK.sub("", rest)
        return last + ("" if _WRITTEN_BLOCK.sub("", last).strip() else building)
    return None


def names_place(text: str) -> bool:
    return bool(_PLACE_WORDS.search(text))


def _with_last_number(rest: str, number: str, unit: str) -> str | None:
    """The number with the same unit; a room may have been said without its 号室."""
    ending = "(?:号室?)?" if unit == "号室" else re.escape(unit)
    found = list(
        re.finditer(rf"[0-9]+{ending}(?![0-9])" if unit not in {"丁目", "番", "番地"} else rf"[0-9]+{ending}", rest)
    )
    if not found:
        return None
    match = found[-1]
    if match.end() != len(rest) and not unit:
        return None
    return rest[: match.start()] + number + unit + rest[match.end() :]

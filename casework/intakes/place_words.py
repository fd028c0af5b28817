"""The part of a sentence that may be an address: without its dates, its verbs and what it says of other things."""

import re
from dataclasses import dataclass

from casework.fields.normalise import normalise

_DATE = re.compile(
    r"(?:(?:20[0-9]{2}|令和[0-9元]{1,2})年)?(?:の)?(?:(?:来|今|先)月|(?<![0-9])[0-9]{1,2}月)の?[0-9]{1,2}日(?:の)?(?:[(（]?[月火水木金土日](?:曜日?)?[)）]?)?"
    r"(?:付け?で|ごろ|頃|から|より|までに|に|で|、)*(?:は)?"
    r"|(?<![0-9])[0-9]{1,2}/[0-9]{1,2}(?![0-9])(?:付け?で|から|に|で)"
    r"|(?:再来週|来週|今週|来月|今月|年内|年末|(?:明|昨|一昨)日|あした|きのう|今日)(?:の[月火水木金土日]曜日?)?(?:から|に|、)"
)
_MOVES = re.compile(
    r"(?:へ|に)(?:[、。 ]|$|引っ?越|転居|移[りるっ転]|住[みむん]|なり|変わ|変更|(?=来月|今月|[0-9]{1,2}月[0-9]{1,2}日))"
)
_CLAUSE = re.compile(r"(?<=[、。!?\n])")
_SAYS_MORE = re.compile(
    r"(?:ます|ました|ません(?:でした)?|(?<=[わ-んア-ン一-龠])(?:です(?:が|けど)?)|した|する|ない|なる|なった)(?:か|が|けど|ので|よ|ね)*[、。!?]*$"
)
_DIGIT = re.compile(r"[0-9〇一二三四五六七八九十]")


@dataclass(frozen=True)
class PlaceWords:
    """`place` may be an address; `rest` is everything else, in the order it was said."""

    place: str
    rest: str


def place_words(text: str) -> PlaceWords:
    """「12月1日に芝公園4丁目2-8へ、車庫も変わります」 is an address, a day and a garage."""
    written = normalise(text)
    dates = [match[0] for match in _DATE.finditer(written)]
    place: list[str] = []
    rest = list(dates)
    for clause in _CLAUSE.split(_DATE.sub("", written)):
        moves = _MOVES.search(clause)
        head, tail = (clause[: moves.start()], clause[moves.end() :]) if moves else (clause, "")
        says_more = _SAYS_MORE.search(clause) is not None and moves is None
        if _DIGIT.search(head) or (place and not says_more):
            place.append(head if not says_more else re.sub(r"(?:です|でした)[が、。]*$", "", head))
            rest.append(tail)
        else:
            rest.append(clause)
    return PlaceWords("".join(place).strip("、。 "), " ".join(part for part in rest if part.strip("、。 ")))

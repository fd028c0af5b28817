"""The part of an address behind the town: 番地・建物・部屋, and where it ends in a sentence."""

import re

from casework.fields.numerals import KANJI_NUMBER, fold_kanji_numbers, kanji_number

_NUMBER = rf"(?:[0-9]++|{KANJI_NUMBER}++)"
_MARK = r"(?:丁目の?|番地の?|番町?の?|号(?!室|棟|館)|条|線|地割|-|の(?=[0-9〇一二三四五六七八九十])|ノ)"
_BLOCK = re.compile(rf"(?:{_NUMBER}\s?{_MARK}\s?)*+{_NUMBER}?+(?:丁目|番地|番|号(?!室|棟|館))?")
_COUNTED = r"\s?(?:号室?|階|F|棟|室|丁目|番)"
_JOINT = re.compile(r"(?<=[0-9])\s?[のノ]\s?(?=[0-9])")
_SUB_AREA = re.compile(
    r"(?:大?字|小字|第|[甲乙丙丁戊]|[イロハニホヘト](?=[0-9])|[一-龠々ぁ-ん]{1,10}?(?=[0-9一二三四五六七八九]))"
)
_BUILDING = re.compile("ビル|マンション|ハイツ|コーポ|荘|寮|館|棟|団地|アパート|ハウス|[ァ-ヶ]{3}|様方|方$")
_ROOM_ONLY = re.compile(r"^[^0-9]*[0-9]++\s?(?:号室?|階|F|室|棟)")
_NO_NUMBER = re.compile("無番地|番地(?:なし|無し)|番外地|地番なし")
_INCOMPLETE_BLOCK = re.compile(r"^[0-9]++\s?(?:丁目|条|線|地割)$")

_DAY = "[0-9]{1,2}月|来月|今月|先月|来週|今週|先週|明日|昨日|今日|来年|今年|去年"
_MOVE = (
    "引っ?越|ひっこ|移(?:り|転|る|っ|ろ)|転居|転入|変(?:わ|更|え|っ)|住(?:ん|み|む|ま)|な(?:り|る|っ|の)|お願い|願い"
    "|送|届|お送|しま|いたし|して|する|来ま|きま|越し|越す|越す予定|入居|登録|直し|修正|訂正"
)
_TAIL = re.compile(
    rf"(?:[。!?\n」』]|(?:に|へ|で|を|から|と)[、, ]?(?:{_MOVE}|{_DAY})"
    rf"|です|でございます|だよ|だね|でした|という住所|[、, ](?:{_DAY})).*$"
)
_CONNECTED = re.compile("^(?:で|の)?[、, ]?(?:建物|マンション|アパート)(?:の?名前?)?は[、, ]?|^の(?![0-9])")
_ROOM_AT_END = re.compile("[一二三四五六七八九][〇零一二三四五六七八九]{2,3}$")
_SPACES = re.compile(r"\s+")
_LEADING = re.compile(r"^[\s、,の・]+(?![0-9]*$)|^[\s、,の・]+")


def trim_sentence(text: str, start: int) -> str:
    """Cut the verb and whatever follows it off; nothing before `start` is looked at."""
    return text[:start] + re.sub(r"[\s、,・]+$|[にへでを]$", "", _TAIL.sub("", text[start:]))


def written_block(text: str) -> str:
    """四丁目二番八号 三〇一号室 -> 4丁目2番8号 301号室; names of buildings keep their characters."""
    text = _LEADING.sub("", _SPACES.sub(" ", text))
    sub_area = _SUB_AREA.match(text)
    start = sub_area.end() if sub_area and not _NUMBERED.match(text) else 0
    block = _BLOCK.match(text, start)
    end = block.end() if block else start
    numbers = re.sub(f"{KANJI_NUMBER}++", lambda m: str(kanji_number(m[0])), text[start:end])
    numbers = re.sub(r"(丁目|番地?|条|線)の", r"\1", _JOINT.sub("-", numbers))
    building = _CONNECTED.sub(" ", text[end:]) if numbers else text[end:]
    building = _ROOM_AT_END.sub(lambda m: str(kanji_number(m[0])), fold_kanji_numbers(building, _COUNTED))
    return (text[:start] + numbers + building).rstrip("、, ")


def has_block(rest: str) -> bool:
    """Whether the house can be found: 4-2-8, 123番地, 字前田12, 無番地; a room number alone is not enough."""
    if _NO_NUMBER.search(rest):
        return True
    if re.match("[0-]+(?![0-9])", rest):
        return False
    if rest[:1].isascii() and rest[:1].isdigit():
        return not (_INCOMPLETE_BLOCK.match(rest) or re.match(r"[0-9]++\s?(?:号室|階|F|室|棟)", rest))
    sub_area = _SUB_AREA.match(rest)
    if sub_area is None or _BUILDING.search(rest[: sub_area.end()]) or "です" in rest:
        return False
    return any(c in "0123456789" for c in rest) and not _ROOM_ONLY.match(rest)


_NUMBERED = re.compile(rf"{_NUMBER}\s?{_MARK}|[0-9]")

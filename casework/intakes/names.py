"""Finding the speaker's name in the sentence that answers for it: alone, after a yes, or before other items."""

import re
from collections.abc import Callable

from casework.fields.names import parse_person_name
from casework.fields.normalise import normalise, strip_ending, strip_fillers
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.intakes.asides import without_tentative_end

_SEPARATOR = re.compile(r"[、,。/・]|です(?:が|けど)?|でございます")
_LEAD = re.compile(
    r"^(?:あ[ーっ]+[、,。 ]*)?(?:(?:はい|ええ|うん)(?:[、,。 ]+|(?=[一-龠ァ-ヶA-Z])))?"
    r"(?:(?:契約者)?(?:ご)?本人の|(?:わたくし|わたし|私)(?=[一-龠ァ-ヶA-Z]{3}))?"
)
_YES = re.compile(r"はい|ええ|うん")
_SPOKEN_END = re.compile(
    r"(?:(?:と|って)?(?:い|言|ゆ)(?:います(?:ねん)?|うねん|うもん(?:です|や)?|うもの(?:です)?)|と申します|(?<=[一-龠])(?:だ|や))"
    r"(?:けど|が|よ|で|ねん)?$"
)
_SELF = re.compile(
    r"^(?:はい[、 ]?)?(?:契約者|名義人)?の?"
    r"(?:ご?本人|当人|私|わたし|わたくし|自分|僕|俺|うち|(?<=者)|(?<=名義人))(?:自身)?(?:本人)?$"
)
_NO_NAME = re.compile(
    r"(?:して|くれ|んだよ|るの)$|早く|はやく|さっさと|何回|何度|いい加減|面倒|待って|^あなた|ロボット|人間|自動応答"
)
_CALL = re.compile(r"(?:[あえおうんわ][っー]+|やばい?|すみません|すいません|ごめん(?:なさい)?)[!]?")
_SOUND = re.compile(r"[あえおうん][あぁーっ]*")
_GIVEN = re.compile(r"(?:お?名前|氏名)(?:は|が|:|、)")
_COMPANY_PERSON = re.compile(
    r"((?:株式会社|有限会社|合同会社|\(株\)|\(有\)).+?|.+?(?:株式会社|有限会社|合同会社|\(株\)|\(有\)))"
    r"の(?:者|もの|担当者?|代表者?|社長|経理|総務)(?:の.{1,8})?"
)
_NAME_PART = re.compile(r"[一-龠々ヶぁ-ゖァ-ヺー]{1,6}")
_KANJI = re.compile(r"[一-龠々ヶ]+")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")
_LONG_FAMILY_NAMES = re.compile(
    "佐々木|長谷川|五十嵐|佐久間|大久保|久保田|小野寺|日下部|長谷部|波多野|宇都宮|曽我部|小田切|大河内|小笠原"
)


def read_name(text: str, holds_items: Callable[[str], bool], context: ParseContext) -> str | Unclear:
    """The name as it is printed; `holds_items` tells a part that is a number or a date."""
    if parted := _parted(text):
        return parted
    unclear = Unclear(Reason.not_understood, "")
    for part in _parts(text):
        candidate = _before_numbers(part)
        if not candidate or _CALL.fullmatch(candidate):
            continue
        if _NO_NAME.search(candidate) or is_self_reference(candidate) or holds_items(candidate):
            continue
        read = parse_person_name(candidate, context)
        if isinstance(read, Parsed):
            return read.value.full
        unclear = read
    return unclear


def is_name_given(text: str) -> bool:
    """A name that nobody asked for says that it is one."""
    return bool(_GIVEN.search(normalise(text)))


def is_self_reference(text: str) -> bool:
    """「本人です」 and 「契約者です」 name nobody."""
    return bool(_SELF.match(strip_ending(strip_fillers(normalise(text)))))


def may_be_family_name(name: str) -> bool:
    """Too short for a whole name; asked about once, because 林 葵 may be written without a space."""
    if " " in name:
        return False
    if _KANJI.fullmatch(name):
        return len(name) <= 2 or bool(_LONG_FAMILY_NAMES.fullmatch(name))
    return bool(_KANA.fullmatch(name)) and len(name) <= 4


def _parts(text: str) -> list[str]:
    """Lines and clauses, without the words around a name."""
    lines = [without_tentative_end(line) for line in re.split(r"[\r\n]+", text)]
    clauses = [part for line in lines for part in _SEPARATOR.split(line)]
    spoken = [_SPOKEN_END.sub("", _LEAD.sub("", strip_fillers(clause.strip()))) for clause in clauses]
    companies = [_COMPANY_PERSON.fullmatch(part) for part in spoken]
    return [found[1] if found else part for part, found in zip(spoken, companies, strict=True) if part.strip()]


def _before_numbers(part: str) -> str:
    """「佐藤花子 1980年5月5日」 names a person and then a day."""
    words = part.split(" ")
    numbered = [index for index, word in enumerate(words) if any(c.isdigit() for c in word)]
    return " ".join(words[: numbered[0]]) if numbered else part


def _parted(text: str) -> str | None:
    """「佐藤、花子」 is one name."""
    parts = re.split(r"[、,・]", strip_ending(strip_fillers(normalise(text))))
    if len(parts) != 2 or not all(_NAME_PART.fullmatch(part) for part in parts):
        return None
    family, given = parts
    is_word = is_self_reference(family) or is_self_reference(given) or bool(_YES.fullmatch(family))
    is_word = is_word or bool(_SOUND.fullmatch(family))
    return None if is_word or len(family) > 4 or len(given) > 4 else f"{family} {given}"

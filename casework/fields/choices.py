"""One or several of the options a question offered, by number, label, alias or part of a label."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casework.fields.normalise import clean, to_hiragana
from casework.fields.numerals import KANJI_NUMBER, kanji_number
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear


@dataclass(frozen=True)
class Option:
    """`value` is what is stored, `label` what the customer sees; `aliases` are other words for it."""

    value: str
    label: str
    aliases: tuple[str, ...] = ()


_CORRECTION = re.compile("(?:じゃなく|ではなく|でなく|やなく)(?:て|って)?[、 ]?")
_ALL = re.compile(
    "^(?:全部|ぜんぶ|全て|すべて|ぜんぶで|みんな|全員|どれも|いずれも|全契約|オール|all)(?:の|を|で|に|お|$)",
    re.IGNORECASE,
)
_BOTH = re.compile("両方|りょうほう|どっちも|どちらも|2つとも|二つとも|ふたつとも|両者|双方")
_EXCEPT = re.compile("以外|を除|のほかは|じゃないほう|じゃない方|ではない方|でない方")
_ANY = re.compile("どれでも|どっちでも|どちらでも|なんでも|何でも")
_NUMBER = re.compile(rf"([0-9]++|{KANJI_NUMBER}++)\s?(?:番目?|つ目|つめ|個目|)(?:の(?:もの|やつ|方|ほう)?)?")
_KANA_NUMBERS = {
    "ひとつ": 1, "いちばん": 1, "いち": 1, "ふたつ": 2, "にばん": 2, "に": 2, "みっつ": 3, "さんばん": 3, "さん": 3,
    "よっつ": 4, "よんばん": 4, "よん": 4, "いつつ": 5, "ごばん": 5, "ご": 5, "むっつ": 6, "ろくばん": 6, "ろく": 6,
    "ななつ": 7, "ななばん": 7, "なな": 7, "やっつ": 8, "はちばん": 8, "はち": 8, "ここのつ": 9,
    "きゅうばん": 9, "きゅう": 9,
}  # fmt: skip
_KANA_NUMBER = re.compile(
    f"({'|'.join(sorted(_KANA_NUMBERS, key=len, reverse=True))})(?:目|め)?(?:の(?:もの|やつ|方|ほう)?)?"
)
_FIRST = re.compile("^(?:一番|いちばん)?(?:最初|初め|はじめ|上|前者|左)(?:の.{0,3})?$")
_LAST = re.compile("^(?:一番|いちばん)?(?:最後|おしまい|下|後者|右)(?:の.{0,3})?$")
_MIDDLE = re.compile("^(?:真ん中|まんなか|中央|中)(?:の.{0,3})?$")
_TAIL = re.compile("(?:の(?:ほう|方|やつ|もの)|だけ|がいい|を)(?:で|が|を)?$")
_LIST_SEPARATOR = re.compile(r"[、,・/&+\s]++|(?<=[0-9])[と.](?=[0-9])|(?<!ひ)と(?!も)|および|及び|それから|あと")

_HINT = "選択肢の中から、番号かお名前で教えていただけますか。"


def parse_choice(text: str, context: ParseContext, options: Sequence[Option]) -> Parsed[str] | Unclear:
    """Unclear carries the options still possible, so that the next question can be shorter."""
    found = parse_choices(text, context, options)
    if isinstance(found, Unclear):
        return found
    if len(found.value) > 1:
        return Unclear(Reason.several_values, _HINT, _labels([o for o in options if o.value in found.value]))
    return Parsed(found.value[0], found.text, found.confident, found.spoken)


def parse_choices(text: str, context: ParseContext, options: Sequence[Option]) -> Parsed[tuple[str, ...]] | Unclear:
    """In the order of the options, whatever order the customer named them in."""
    del context
    written = _CORRECTION.split(clean(text))[-1].strip()
    if not written:
        return Unclear(Reason.empty, _HINT, _labels(options))
    whole = _whole_answer(written, options)
    if whole is not None:
        return _parsed(whole, written, options) if whole else Unclear(Reason.ambiguous, _HINT, _labels(options))
    if _EXCEPT.search(written):
        return _all_but(written, options)
    chosen: list[Option] = []
    for part in [p for p in _LIST_SEPARATOR.split(written) if p] or [written]:
        candidates = _candidates(part, options)
        if len(candidates) > 1:
            return Unclear(Reason.ambiguous, _HINT, _labels(candidates))
        chosen += candidates
    return _parsed(chosen, written, options) if chosen else _named_inside(written, options)


def _whole_answer(written: str, options: Sequence[Option]) -> Sequence[Option] | None:
    """Answers that name no option or name it as a whole; an empty result means that none can be told."""
    exact = [o for o in options if _key(written) in _names(o)]
    if exact:
        return exact if len(exact) == 1 else ()
    if _ANY.search(written):
        return ()
    if _ALL.match(written):
        return options
    if _BOTH.search(written):
        return options if len(options) == 2 else ()
    return None


def _candidates(part: str, options: Sequence[Option]) -> list[Option]:
    """By exact name, then by place in the list, then by a part of a name."""
    part = _TAIL.sub("", part)
    key = _key(part)
    if exact := [o for o in options if key in _names(o)]:
        return exact
    if (index := _place(part, len(options))) is not None:
        return [options[index]]
    if len(key) < 2:
        return []
    return [o for o in options if any(key in name for name in _names(o))]


def _named_inside(written: str, options: Sequence[Option]) -> Parsed[tuple[str, ...]] | Unclear:
    """A longer sentence that mentions options; of nested names the longest counts."""
    key = _key(written)
    mentions = [(name, o) for o in options for name in _names(o) if len(name) >= 2 and name in key]
    longest = [(n, o) for n, o in mentions if not any(n != other and n in other for other, _ in mentions)]
    chosen = [o for o in options if any(o is owner for _, owner in longest)]
    if not chosen:
        return Unclear(Reason.not_understood, _HINT, _labels(options))
    return _parsed(chosen, written, options, confident=len(chosen) == 1)


def _all_but(written: str, options: Sequence[Option]) -> Parsed[tuple[str, ...]] | Unclear:
    named = _candidates(_EXCEPT.split(written)[0], options)
    if len(named) != 1:
        return Unclear(Reason.not_understood, _HINT, _labels(options))
    return _parsed([o for o in options if o is not named[0]], written, options, confident=False)


def _place(part: str, count: int) -> int | None:
    place = _number(part)
    if _FIRST.match(part):
        place = 1
    elif _LAST.match(part):
        place = count
    elif _MIDDLE.match(part) and count % 2:
        place = count // 2 + 1
    return place - 1 if place is not None and 1 <= place <= count else None


def _number(part: str) -> int | None:
    if match := _NUMBER.fullmatch(part):
        return kanji_number(match[1])
    match = _KANA_NUMBER.fullmatch(to_hiragana(part))
    return _KANA_NUMBERS[match[1]] if match else None


def _parsed(
    chosen: Sequence[Option], written: str, options: Sequence[Option], *, confident: bool = True
) -> Parsed[tuple[str, ...]]:
    ordered = [o for o in options if any(o is c for c in chosen)]
    return Parsed(tuple(o.value for o in ordered), written, confident, "と".join(o.label for o in ordered))


def _labels(options: Sequence[Option]) -> tuple[str, ...]:
    return tuple(o.label for o in options)


def _names(option: Option) -> set[str]:
    return {key for name in (option.value, option.label, *option.aliases) if (key := _key(name))}


def _key(text: str) -> str:
    return re.sub(r"[\s・「」()]", "", to_hiragana(clean(text))).lower()

"""Hearing options of a choice: by label, by number, by the words of the procedure file, or by a part of the name."""

import re
from collections.abc import Collection, Sequence

from casework.fields.choices import Option as Offered
from casework.fields.choices import parse_choice, parse_choices
from casework.fields.dont_know import is_dont_know
from casework.fields.normalise import clean, normalise, strip_ending
from casework.fields.numerals import kanji_number
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.procedures.spec import FieldSpec, Option

# A short answer may be a number or a place in the list; in a longer sentence a number is something else.
SHORT = 8
OWN_WORDS = 4
# 「Web証券って何ですか」 names an option and chooses none.
_ASKS_WHAT = re.compile(
    r"(?:って|とは)[、 ]?(?:一体|いったい|どういう|どんな)?(?:何|なに|なん|の?こと|もの|意味)"
    r"|どう(?:いう(?:意味|もの|こと)|違|ちが)|違いは"
)
_HINT = "次のどちらに近いでしょうか。"
_WISH = re.compile(
    r"(?:を|が|で|も)?(?:全部)?(?:ください|下さい|ちょうだい|(?:ほしい|欲しい|頼み|頼む).{0,8}"
    r"|もらえ.{0,10}|いただけ.{0,10}|送って.{0,10})[。]?$"
)
_FIRST_ONES = re.compile(r"(?:上|最初|はじめ|初め)の?([2-9二三四五六])(?:つ|個|点|件)(?:を|で)?")
_DIGITS = re.compile("[1-9]{2,9}")
_ALL_BUT = re.compile("以外|を除|のほかは")
MOST_KEYS = 10
_LAST_WORD = re.compile("(?:じゃなく|ではなく|でなく|やなく)(?:て|って)?[、 ]?")
_LEFT_OUT = re.compile(
    r"変え(?:なくて|ない|んで|んと)|変更(?:は)?(?:しなくて|なし|不要)|(?:は|も|が)?(?:いら(?:ない|ん|へん)|不要|要りません|要らない|結構|外し|はずし|除い|抜い|なしで|やめ|以外)"
)
_ADDED = re.compile(r"も(?:追加|一緒|いっしょ|お願い|変え|変更|入れ|含め|頼|ほしい|欲しい|です|。|$)|追加|加え|足し")
_ONLY = re.compile(r"だけ|のみ|に(?:し|変)|で(?:お願い|頼)|が(?:対象|いい)|じゃなく|ではなく")


def read_option(spec: FieldSpec, options: Sequence[Option], text: str, context: ParseContext) -> Parsed[str] | Unclear:
    """The answer to the choice's own question."""
    written = text.strip()
    exact = [option for option in options if written in {option.label, option.value}]
    if exact:
        return _parsed(exact[0], text)
    if _ASKS_WHAT.search(normalise(text)):
        return Unclear(Reason.not_understood, "", tuple(option.label for option in options))
    offered = [Offered(option.value, option.label) for option in options]
    short = parse_choice(text, context, offered) if len(clean(text)) <= SHORT else None
    if isinstance(short, Parsed):
        return short
    last = _LAST_WORD.split(normalise(text))[-1]
    heard = _heard(options, last, with_answers=True) or _heard(options, text, with_answers=True)
    if heard and (len(heard) == 1 or spec.several == "first"):
        return _parsed(heard[0], text)
    if heard:
        return Unclear(Reason.several_values, _HINT, tuple(option.label for option in heard))
    named = parse_choice(text, context, offered)
    if isinstance(named, Parsed) and named.confident:
        return named
    own_words = clean(text)
    if any(option.is_free for option in options) and len(own_words) >= OWN_WORDS and not is_dont_know(text):
        return Parsed(own_words, own_words, confident=True, spoken=own_words)
    return Unclear(Reason.not_understood, "", tuple(option.label for option in options))


def read_options(options: Sequence[Option], text: str, context: ParseContext) -> Parsed[list[str]] | Unclear:
    """One option or more, in the order of the file: 「両方」, 「1と3」, 「約款とパンフレット」, 「約款以外」."""
    if chosen := _exactly(text, options):
        return _several(chosen, options, text)
    told = _WISH.sub("", _LAST_WORD.split(normalise(text))[-1]) or text
    if (counted := _counted(told, options)) is not None:
        return _several(counted, options, text)
    parsed = parse_choices(told, context, [Offered(option.value, option.label) for option in options])
    if isinstance(parsed, Parsed) and _ALL_BUT.search(told):
        return _several(parsed.value, options, text)
    values = {option.value for option in _heard(options, told, with_answers=True)}
    if isinstance(parsed, Parsed) and not (values and _LEFT_OUT.search(told)):
        values |= set(parsed.value)
    if values:
        return _several(values - _left_out(options, told) or values, options, text)
    own_words = clean(text)
    if any(option.is_free for option in options) and len(own_words) >= OWN_WORDS and not is_dont_know(text):
        return Parsed([own_words], own_words, confident=True, spoken=own_words)
    if isinstance(parsed, Unclear) and parsed.reason is Reason.ambiguous:
        return parsed
    return Unclear(Reason.not_understood, "", tuple(option.label for option in options))


def corrected_options(options: Sequence[Option], text: str, chosen: Sequence[str]) -> Parsed[list[str]] | None:
    """The new choice in 「約款も追加して」, 「パンフレットはいらない」, 「約款だけにして」; None for anything else."""
    *before, written = _LAST_WORD.split(normalise(text))
    named, instead = options_named(options, written), options_named(options, "".join(before))
    if not named:
        return None
    if instead & set(chosen):
        return _several(set(chosen) - instead | named, options, text)
    if _LEFT_OUT.search(written):
        kept = set(chosen) - named
        return _several(kept, options, text) if kept else None
    if _ADDED.search(written):
        return _several({*chosen, *named}, options, text, first=chosen)
    return _several(named, options, text) if _ONLY.search(written) else None


def options_heard(options: Sequence[Option], text: str) -> Parsed[list[str]] | None:
    """The options a sentence tells that was not asked for them."""
    heard = _heard(options, text, with_answers=False)
    return _several({option.value for option in heard}, options, text) if heard else None


def option_heard(spec: FieldSpec, options: Sequence[Option], text: str) -> Parsed[str] | None:
    """The option a sentence tells that was not asked for it; None when it tells none, or several."""
    heard = _heard(options, text, with_answers=False)
    is_told = len(heard) == 1 or (heard and spec.several == "first")
    return _parsed(heard[0], text) if is_told else None


def yes_no_heard(spec: FieldSpec, text: str) -> bool | None:
    """What a sentence says to a yes-no question by the words of the file; None when it says neither or both."""
    written = normalise(text)
    no, yes = _is_any_in(spec.no_words, written), _is_any_in(spec.yes_words, written)
    return yes if yes is not no else None


def _heard(options: Sequence[Option], text: str, *, with_answers: bool) -> list[Option]:
    written = normalise(text)
    return [
        option
        for option in options
        if (_is_any_in(option.words, written) and not _is_any_in(option.unless, written))
        or (with_answers and _is_any_in(option.answers, written))
    ]


def _is_any_in(words: Sequence[str], written: str) -> bool:
    return any(re.search(word, written) for word in words)


def _exactly(text: str, options: Sequence[Option]) -> set[str]:
    """Options as the screens send them: their labels or values, and nothing else."""
    value_of = {name: option.value for option in options for name in (option.label, option.value)}
    parts = [part.strip() for part in re.split("[、,]", text)]
    return {value_of[part] for part in parts} if all(part in value_of for part in parts) else set()


def _counted(text: str, options: Sequence[Option]) -> set[str] | None:
    """「13」 keyed or written in one is the first and the third, 「上の2つ」 the first two."""
    values = [option.value for option in options]
    if first := _FIRST_ONES.fullmatch(strip_ending(text)):
        return set(values[: kanji_number(first[1]) or 0]) or None
    digits = [int(digit) for digit in text] if _DIGITS.fullmatch(text) else []
    is_list = 0 < len(digits) == len(set(digits)) and len(values) < MOST_KEYS and max(digits) <= len(values)
    return {values[digit - 1] for digit in digits} if is_list else None


def options_named(options: Sequence[Option], text: str) -> set[str]:
    """By their words, by the words that answer the question, or by their labels."""
    heard = {option.value for option in _heard(options, text, with_answers=True)}
    return heard | {option.value for option in options if option.label in normalise(text)}


def _left_out(options: Sequence[Option], text: str) -> set[str]:
    """Options that are named only to say that they are not wanted: 「約款とパンフレット。見積書はいらない」."""
    clauses = [clause for clause in re.split(r"[。、,]", normalise(text)) if _LEFT_OUT.search(clause)]
    return {option.value for clause in clauses for option in _heard(options, clause, with_answers=True)}


def _several(
    values: Collection[str], options: Sequence[Option], text: str, *, first: Sequence[str] = ()
) -> Parsed[list[str]]:
    """In the order of the file, behind those that were chosen `first`, in theirs."""
    chosen = [option for option in options if option.value in values]
    chosen.sort(key=lambda option: first.index(option.value) if option.value in first else len(first))
    spoken = "、".join(option.label for option in chosen)
    return Parsed([option.value for option in chosen], text, confident=True, spoken=spoken, remainder=text)


def _parsed(option: Option, text: str) -> Parsed[str]:
    return Parsed(option.value, text, confident=True, spoken=option.label, remainder=text)

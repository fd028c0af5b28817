"""Collecting what the speaker says of themselves (本人確認), one item at a time, several where they come together.

Nothing here compares with the record, so nothing here can hint at what the record holds.
"""

import re
from dataclasses import replace

from casework.fields.dates import parse_date
from casework.fields.dont_know import is_dont_know
from casework.fields.normalise import normalise, strip_ending
from casework.fields.numbers import parse_digits, parse_policy_no
from casework.fields.parsed import Direction, ParseContext, Reason, Unclear
from casework.fields.phones import parse_phone
from casework.intakes import wording
from casework.intakes.answers import joined_year
from casework.intakes.asides import asks_something, without_tentative_end
from casework.intakes.draft import Draft, IdentityClaim, Question
from casework.intakes.glean import glean_fields
from casework.intakes.names import is_name_given, is_self_reference, may_be_family_name, read_name
from casework.intakes.questions import ask_next, question_of
from casework.intakes.refusing import skips
from casework.intakes.step import CheckCode, Heard, SendCode, Step, World

NOT_THIS_ITEM = Unclear(Reason.not_understood, "")
_YEAR = re.compile(r"(?:19|20)\d\d|[昭平令大明]和?[成和正治]?|[SHRT]\d")
_RESEND = re.compile(
    r"再送|再度送|もう一度送|送り直|届(?:か|きま|いて(?:い)?(?:な|ま))|来(?:ない|ません|てない|ていません)"
)
_WRITTEN_NUMBER = re.compile(r"[A-Za-z][A-Za-z -]*[0-9]|[0-9][0-9 -]*[A-Za-z]")
_LABEL = re.compile(r"お?(?:名前|氏名)[、,]\s?")
_NUMBER_OF = re.compile(r"(?:証券番号(?:が|は|の)?)?[A-Za-zＡ-Ｚ][0-9０-９-]{6,}の(?=[一-龠ぁ-んァ-ヶ])")
_WAS = re.compile(r"(?:でした|だった)(?=[。、\n]|$)")
_NO_DATE = frozenset({Reason.not_understood, Reason.vague, Reason.empty})
_CLAUSE = re.compile(r"[、,。\n]|です|でございます")
_MOVING = re.compile(r"引っ?越|転居|移[りるっ]|新(?:しい)?(?:ご)?住所|〒")
_SHORT_NUMBER = re.compile(r"(?=[A-Z0-9-]*[0-9])[A-Z0-9]+(?:-[A-Z0-9]+)*")
_ITEM_OF = {
    Question.policy_no: "policy_no",
    Question.birth_date: "birth_date",
    Question.phone: "phone",
}


def hear_identity(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | Unclear:
    """Take the item that was asked for, and any other item the sentence carries; what is said last counts."""
    text, item = joined_year(without_tentative_end(heard.text)), _ITEM_OF.get(Question(draft.asked or ""))
    if item is not None and (is_dont_know(text) or skips(heard)):
        return NOT_THIS_ITEM if asks_something(heard) else _with(draft, world, _not_known(draft.claim, item))
    found = _items_in(text, context, asked=item)
    if draft.asked == Question.name or is_name_given(text):
        name = read_name(_plain_name(heard.text), lambda part: bool(_items_in(part, context, asked=None)), context)
        if isinstance(name, Unclear) and not found and draft.asked == Question.name:
            return _no_name(draft, world, heard, name)
        if isinstance(name, str) and not (may_be_family_name(name) and not draft.misses):
            found["name"] = name
        elif isinstance(name, str) and not found:
            return Unclear(Reason.incomplete, wording.FULL_NAME)
    if not found:
        return _unclear(item, text, context) if item is not None else NOT_THIS_ITEM
    kept = _keep_the_rest(draft, world, heard.text, context)
    return _with(kept, world, draft.claim.model_copy(update=found))


def _plain_name(text: str) -> str:
    """「証券番号A111222333の鈴木一郎でした」 says a name after its number, and says it as a correction."""
    return _WAS.sub("です", _NUMBER_OF.sub("", _LABEL.sub("", text)))


def _keep_the_rest(draft: Draft, world: World, text: str, context: ParseContext) -> Draft:
    """What the sentence says of the move itself is not asked again."""
    clauses = _CLAUSE.split(normalise(text))
    others = [part for part in clauses if not _items_of_clause(part, context, asked=None)]
    rest = "、".join(others) if _MOVING.search(text) else ""
    return glean_fields(draft, world, rest, context)


def _not_known(claim: IdentityClaim, item: str) -> IdentityClaim:
    return claim.model_copy(update={"unknown": (*claim.unknown, item)})


def _no_name(draft: Draft, world: World, heard: Heard, unclear: Unclear) -> Step | Unclear:
    """「本人です」 answers whom the contract belongs to, not what they are called."""
    if is_self_reference(heard.text):
        return question_of(draft, world).before(wording.YOURSELF)
    return NOT_THIS_ITEM if asks_something(heard) else unclear


def hear_code(draft: Draft, world: World, text: str, context: ParseContext) -> Step | Unclear:
    if _RESEND.search(text):
        return Step(draft.model_copy(update={"code_sent": False}), effect=SendCode())
    digits = parse_digits(text, context, length=world.verification.one_time_code.digits)
    if isinstance(digits, Unclear):
        return digits
    return Step(draft, effect=CheckCode(digits.value))


def forget_claim(draft: Draft) -> Draft:
    """After a refusal everything is asked again, so that no item is singled out."""
    return draft.model_copy(update={"claim": IdentityClaim(), "asked": None, "misses": 1})


def _with(draft: Draft, world: World, claim: IdentityClaim) -> Step:
    return ask_next(draft.model_copy(update={"claim": claim, "misses": 0}), world)


def _items_in(text: str, context: ParseContext, *, asked: str | None) -> dict[str, str]:
    """Items found by their shape, clause by clause; a sentence without commas is one clause."""
    whole = _items_of_clause(text, context, asked=asked)
    clauses = [clause for clause in _CLAUSE.split(normalise(text)) if clause.strip()]
    if asked in whole or len(clauses) < 2:
        return whole
    for clause in clauses:
        whole = _items_of_clause(clause, context, asked=asked) | whole
    return whole


def _items_of_clause(text: str, context: ParseContext, *, asked: str | None) -> dict[str, str]:
    """A birth date counts as one only when it was asked for or names its year."""
    found: dict[str, str] = {}
    phone = parse_phone(text, context)
    if not isinstance(phone, Unclear):
        found["phone"] = phone.value.e164
    birth = parse_date(text, context, direction=Direction.past, latest=context.today, is_birth_date=True)
    is_move = bool(_MOVING.search(text)) and "生" not in text
    if not isinstance(birth, Unclear) and (asked == "birth_date" or (_names_year(text) and not is_move)):
        found["birth_date"] = birth.value.isoformat()
    policy_no = parse_policy_no(text, context)
    if not isinstance(policy_no, Unclear) and (asked == "policy_no" or _is_written_out(text, policy_no.value)):
        found["policy_no"] = policy_no.value
    elif asked == "policy_no" and (short := _short_number(text)) is not None:
        found["policy_no"] = short
    if asked == "policy_no" and "policy_no" in found:
        found.pop("phone", None)
    return found


def _short_number(text: str) -> str | None:
    """Some insurers' numbers are shorter than any number could be told by in a sentence: alone, they are the answer."""
    alone = _SHORT_NUMBER.fullmatch(strip_ending(normalise(text)).strip().upper())
    return alone.group().replace("-", "") if alone else None


def _unclear(item: str, text: str, context: ParseContext) -> Unclear:
    """The reason from the parser of the item that was asked for."""
    read: object
    match item:
        case "policy_no":
            read = parse_policy_no(text, context)
        case "birth_date":
            read = parse_date(text, context, direction=Direction.past, latest=context.today, is_birth_date=True)
        case _:
            read = parse_phone(text, context)
    if item == "birth_date" and isinstance(read, Unclear) and read.reason in _NO_DATE:
        return replace(read, hint=wording.BIRTH_DATE)
    return read if isinstance(read, Unclear) else NOT_THIS_ITEM


def _names_year(text: str) -> bool:
    return bool(_YEAR.search(normalise(text)))


def _is_written_out(text: str, policy_no: str) -> bool:
    """A number nobody asked for has its letters and digits as such, not as sounds."""
    has_both = any(c.isalpha() for c in policy_no) and any(c.isdigit() for c in policy_no)
    return has_both and bool(_WRITTEN_NUMBER.search(normalise(text)))

"""Collecting what the speaker says of themselves (本人確認), one item at a time, several where they come together.

Nothing here compares with the record, so nothing here can hint at what the record holds.
"""

import re

from casework.fields.dates import parse_date
from casework.fields.dont_know import is_dont_know
from casework.fields.names import parse_person_name
from casework.fields.normalise import normalise
from casework.fields.numbers import parse_digits, parse_policy_no
from casework.fields.parsed import Direction, ParseContext, Reason, Unclear
from casework.fields.phones import parse_phone
from casework.intakes import wording
from casework.intakes.draft import Draft, IdentityClaim, Question
from casework.intakes.questions import ask_next
from casework.intakes.step import CheckCode, SendCode, Step, World

NOT_THIS_ITEM = Unclear(Reason.not_understood, "")
_YEAR = re.compile(r"(?:19|20)\d\d|[昭平令大明]和?[成和正治]?|[SHRT]\d")
_SEPARATOR = re.compile(r"[、,，。\n/／・]|です")
_ITEM_OF = {
    Question.policy_no: "policy_no",
    Question.birth_date: "birth_date",
    Question.phone: "phone",
}


def hear_identity(draft: Draft, world: World, text: str, context: ParseContext) -> Step | Unclear:
    """Take the item that was asked for, and any other item the sentence carries."""
    item = _ITEM_OF.get(Question(draft.asked or ""))
    if item is not None and is_dont_know(text):
        claim = draft.claim.model_copy(update={"unknown": (*draft.claim.unknown, item)})
        return _with(draft, world, claim)
    found = _items_in(text, context, asked=item)
    if item is not None and item not in found:
        return _unclear(item, text, context)
    if draft.asked == Question.name:
        name = parse_person_name(_without_items(text, context), context)
        if isinstance(name, Unclear):
            if not found:
                return name
        else:
            found["name"] = name.value.full
    known = {key: value for key, value in found.items() if getattr(draft.claim, key) is None}
    return _with(draft, world, draft.claim.model_copy(update=known))


def hear_code(draft: Draft, world: World, text: str, context: ParseContext) -> Step | Unclear:
    if text.strip() == wording.RESEND or "再送" in text:
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
    """Items found by their shape. A birth date counts as one only when it was asked for or names its year."""
    found: dict[str, str] = {}
    phone = parse_phone(text, context)
    if not isinstance(phone, Unclear):
        found["phone"] = phone.value.e164
    birth = parse_date(text, context, direction=Direction.past, latest=context.today, is_birth_date=True)
    if not isinstance(birth, Unclear) and (asked == "birth_date" or _names_year(text)):
        found["birth_date"] = birth.value.isoformat()
    policy_no = parse_policy_no(text, context)
    if not isinstance(policy_no, Unclear) and (asked == "policy_no" or _has_letter_and_digits(policy_no.value)):
        found["policy_no"] = policy_no.value
    if asked == "policy_no" and "policy_no" in found:
        found.pop("phone", None)
    return found


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
    return read if isinstance(read, Unclear) else NOT_THIS_ITEM


def _names_year(text: str) -> bool:
    return bool(_YEAR.search(normalise(text)))


def _has_letter_and_digits(policy_no: str) -> bool:
    return any(c.isalpha() for c in policy_no) and any(c.isdigit() for c in policy_no)


def _without_items(text: str, context: ParseContext) -> str:
    """The part before the first separator: 「佐藤花子、1980年5月5日」 names a person and then a day."""
    parts = [part.strip() for part in _SEPARATOR.split(normalise(text)) if part.strip()]
    for part in parts:
        name = parse_person_name(part, context)
        if not isinstance(name, Unclear) and not _items_in(part, context, asked=None):
            return part
    return text

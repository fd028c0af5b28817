"""Numbers of accounts and cards are never taken: the customer writes them on a form or a page of their own.

What was written stays in the sealed message, masked in the contact log; no draft and no case holds it.
"""

import re

from casework.fields.normalise import normalise
from casework.intakes import wording
from casework.intakes.draft import Draft, Question
from casework.intakes.questions import question_of
from casework.intakes.step import Heard, Step, World
from casework.procedures.spec import FieldType

_CARD = re.compile(r"(?<![0-9A-Za-z-])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")
_ACCOUNT = re.compile(
    r"口座(?:の)?番号(?:は|が|を|:|、)?[ 、]?[0-9〇一二三四五六七八九]"
    r"|(?:普通|当座)(?:預金|口座)?(?:の|で|、)?[ ]?[0-9]{6,8}(?![0-9])"
    r"|(?:銀行|信金|信用金庫|信用組合|農協|支店|ゆうちょ)[^。]{0,30}?(?<![0-9])[0-9]{5,8}(?![0-9])"
    r"|(?:記号)[^0-9]{0,4}[0-9]{5}"
)
_LONG = re.compile(r"[0-9](?:[ -]?[0-9]){2,}")
_PIN = re.compile(r"(?:暗証番号|セキュリティコード)(?:は|が|を|:|、)?[ 、]?[0-9]{3,}")
_NUMBERS = frozenset({FieldType.policy_no, FieldType.policies, FieldType.phone})


def refused_number(draft: Draft, world: World, heard: Heard) -> Step | None:
    """The open question again, after saying that such a number is not needed here; None for any other sentence."""
    if draft.asked is None or not holds_account_number(heard.text, with_cards=not _asks_for_number(draft, world)):
        return None
    return question_of(draft, world).before(wording.NO_ACCOUNT_NUMBERS)


def holds_account_number(text: str, *, with_cards: bool = True) -> bool:
    written = normalise(text)
    if _ACCOUNT.search(written) or _PIN.search(written):
        return True
    return with_cards and any(_is_card(re.sub("[ -]", "", match[0])) for match in _CARD.finditer(written))


def without_account_numbers(text: str) -> str:
    """The sentence as a draft may keep it; long numbers are left out of one that tells an account or a card."""
    return _LONG.sub("［番号］", normalise(text)) if holds_account_number(text) else text


def _is_card(digits: str) -> bool:
    """The check digit of card numbers (Luhn)."""
    values = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return sum(sum(divmod(value, 10)) for value in values) % 10 == 0


def _asks_for_number(draft: Draft, world: World) -> bool:
    """A policy number may look like a card's."""
    if draft.asked in {Question.policy_no, Question.phone, Question.code}:
        return True
    return any(spec.name == draft.asked and spec.type in _NUMBERS for spec in world.procedure.fields)

"""Hearing a number: as digits, kanji or kana with its unit, or by words of the procedure file that stand for one."""

import re

from casework.fields.normalise import normalise
from casework.fields.parsed import ParseContext, Parsed, Unclear
from casework.fields.quantities import Measure, parse_quantity
from casework.procedures.spec import FieldSpec


def read_number(spec: FieldSpec, text: str, context: ParseContext) -> Parsed[int] | Unclear:
    """A number that was said wins over a word for one: 「新車だけど20キロ走ってます」."""
    read = parse_quantity(text, context, Measure(spec.unit, spec.least, spec.most))
    if isinstance(read, Unclear) and (told := number_told(spec, text)) is not None:
        return told
    return read


def number_told(spec: FieldSpec, text: str) -> Parsed[int] | None:
    """The number a sentence tells by the words of the file, whether it was asked for or not."""
    written = normalise(text)
    for word in spec.number_words:
        if any(re.search(pattern, written) for pattern in word.words):
            shown = word.label or f"{word.value:,}{spec.unit}"
            return Parsed(word.value, text, confident=True, spoken=shown, remainder=text)
    return None

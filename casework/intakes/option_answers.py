"""Hearing one option of a choice: by its label, its number, the words of the procedure file, or a part of its name."""

import re
from collections.abc import Sequence

from casework.fields.choices import Option as Offered
from casework.fields.choices import parse_choice
from casework.fields.dont_know import is_dont_know
from casework.fields.normalise import clean, normalise
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.procedures.spec import FieldSpec, Option

# A short answer may be a number or a place in the list; in a longer sentence a number is something else.
SHORT = 8
OWN_WORDS = 4
_HINT = "次のどちらに近いでしょうか。"


def read_option(spec: FieldSpec, options: Sequence[Option], text: str, context: ParseContext) -> Parsed[str] | Unclear:
    """The answer to the choice's own question."""
    written = text.strip()
    exact = [option for option in options if written in {option.label, option.value}]
    if exact:
        return _parsed(exact[0], text)
    offered = [Offered(option.value, option.label) for option in options]
    short = parse_choice(text, context, offered) if len(clean(text)) <= SHORT else None
    if isinstance(short, Parsed):
        return short
    heard = _heard(options, text, with_answers=True)
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


def _parsed(option: Option, text: str) -> Parsed[str]:
    return Parsed(option.value, text, confident=True, spoken=option.label, remainder=text)

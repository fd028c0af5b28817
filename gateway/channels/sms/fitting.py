"""Wording an answer for SMS: few parts, choices by number, and a link where something had to be left out.

Whatever is left out, the question stays: a customer must know what is asked.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from conversation.messages import Choice
from gateway.channels.sms.segments import MOST_CHARACTERS, characters_of, count_segments
from gateway.channels.sms.sms_file import SmsWords

LEFT_OUT = "…"
JOINER = "\u200d"

# An ASCII mark inside a word, as in an address of the web, ends no sentence.
_END = r"(?:[。！？]|[!?](?=[\s!?]|[^\x00-\x7f]|$))"
_SENTENCE = re.compile(rf"(?:(?!{_END})[^\n])*(?:{_END}+[」』）)]*\n?|\n|$)")
_QUESTION = re.compile(r"(?:[？?]|か。?|ください。?|ませ。?)[」』）)]*\n?$")
_BULLET = re.compile(r"^[\s　]*(?:[・•●○◆■▪*]|[-–](?=[\s　]))[\s　]*", re.MULTILINE)
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"[^\S\n]*\n\s*")
_LABEL_IS_NUMBER = re.compile(r"[(（]?[0-9]+[)）.]?")
_NUMBER = re.compile(
    r"\(?([0-9]{1,2})\)?[.、,]?\s?(?:番目?|ばん|つ目)?"
    r"(?:です|でお願いします|をお願いします|を希望します|にします|がいいです|で)?[。.!]?"
)


@dataclass(frozen=True)
class FittedText:
    """`needs_link`: something is only to be had behind a link; the body holds it if it was given."""

    body: str
    needs_link: bool


def fit(
    text: str,
    choices: Sequence[Choice],
    words: SmsWords,
    *,
    link: str | None,
    longest_parts: int,
    is_one_way: bool,
    has_files: bool = False,
) -> FittedText:
    """Ask without a link first; when the answer needs one, ask again with it."""
    said, options = compacted(text), _list_of(choices, words)
    versions = (said, *_without_routine(said, words.routine))
    if not (is_one_way or has_files):
        for version in versions:
            if _fits(whole := _lines(version, options), longest_parts):
                return FittedText(whole, needs_link=False)
    sentence = words.one_way if is_one_way else words.continue_link
    files = words.with_files if has_files else ""
    address = sentence.replace("{url}", link) if link is not None else ""
    ending = _lines(files, address)
    kept = next((each for each in versions if _fits(_lines(each, options, ending), longest_parts)), versions[-1])
    return FittedText(_least_loss(kept, options, ending, longest_parts), needs_link=True)


def with_hint(body: str, hint: str, *, longest_parts: int) -> str:
    """The hint is added where it costs nothing of the answer."""
    hinted = _lines(body, hint)
    return hinted if _fits(hinted, longest_parts) else body


def number_choice(text: str, choices: Sequence[Choice]) -> str | None:
    """The value of the choice whose number is all the customer wrote, as in 「１」「①」「1番です」."""
    given = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if given is None or not _are_numbered(choices):
        return None
    number = int(given[1])
    return choices[number - 1].value if 1 <= number <= len(choices) else None


def compacted(text: str) -> str:
    """One line end at a time, bullets and blanks in their shortest form, nothing a telephone cannot show."""
    lined = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(c for c in lined if c in "\n\t" + JOINER or unicodedata.category(c)[0] != "C")
    return _LINE_ENDS.sub("\n", _BLANKS.sub(" ", _BULLET.sub("・", shown))).strip()


def _without_routine(said: str, routine: Sequence[str]) -> Iterator[str]:
    """The text with one kind of routine sentence after the other left out, never empty."""
    for pattern in routine:
        pieces = [piece for piece in _SENTENCE.findall(said) if piece]
        kept = "".join(piece for piece in pieces if not re.fullmatch(pattern, piece.strip()))
        if kept.strip() and kept != said:
            said = kept
            yield said


def _least_loss(said: str, options: str, ending: str, longest_parts: int) -> str:
    """The beginning and the question before options and ending; else without the options; else cut short."""
    rests = (_lines(options, ending), ending)
    for shorten in (_shortened, _cut):
        for rest in rests:
            kept = shorten(said, partial(_holds, rest=rest, longest_parts=longest_parts))
            if kept is not None:
                return _lines(kept, rest)
    return ending


def _shortened(said: str, holds: Callable[[str], bool]) -> str | None:
    """The first whole sentences and the last question; None when not even the question can be kept."""
    if holds(said):
        return said
    pieces = [piece for piece in _SENTENCE.findall(said) if piece]
    asked = max((n for n, piece in enumerate(pieces) if _QUESTION.search(piece)), default=len(pieces) - 1)
    for end in (len(pieces), asked + 1):
        kept = _longest(asked + 1, partial(_without_middle, pieces, asked, end), holds)
        if kept is not None:
            return kept
    return None


def _cut(said: str, holds: Callable[[str], bool]) -> str | None:
    return _longest(len(said), lambda number: said[: number + 1] + LEFT_OUT, holds)


def _without_middle(pieces: Sequence[str], asked: int, end: int, first: int) -> str:
    """The `first` sentences, and those from the one that asks up to `end`."""
    beginning, question = "".join(pieces[:first]), "".join(pieces[asked:end])
    if first < asked:
        beginning = beginning.rstrip("\n") + LEFT_OUT
    return beginning + question + (LEFT_OUT if end < len(pieces) else "")


def _longest(count: int, version: Callable[[int], str], holds: Callable[[str], bool]) -> str | None:
    """The last of the growing versions 0 … count - 1 that holds."""
    too_long = bisect_left(range(count), True, key=lambda number: not holds(version(number)))
    return version(too_long - 1) if too_long else None


def _holds(body: str, *, rest: str, longest_parts: int) -> bool:
    return _fits(_lines(body, rest), longest_parts)


def _fits(body: str, longest_parts: int) -> bool:
    return characters_of(body) <= MOST_CHARACTERS and count_segments(body).parts <= longest_parts


def _lines(*parts: str) -> str:
    return "\n".join(part.strip() for part in parts if part.strip())


def _list_of(choices: Sequence[Choice], words: SmsWords) -> str:
    labels = [" ".join(compacted(choice.label).split()) for choice in choices]
    if not _are_numbered(choices):
        return "\n".join(f"・{label}" for label in labels)
    return "\n".join(
        words.choice.replace("{number}", str(number)).replace("{label}", label)
        for number, label in enumerate(labels, start=1)
    )


def _are_numbered(choices: Sequence[Choice]) -> bool:
    """A number before an answer that is itself a number would be taken for it."""
    return not any(_LABEL_IS_NUMBER.fullmatch(choice.label.strip()) for choice in choices)

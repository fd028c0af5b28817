"""やさしい日本語: what the bot says in plain words, by the table of `config/plain_japanese.yml`.

Names, numbers and placeholders stay as they are, and every sentence is reworded by itself, so that the same sentence
always becomes the same words.
"""

import re
from functools import cached_property, partial
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

_ROW = re.compile(r"^(・[^:：]{1,40}[:：])(.*)$")
_QUOTED = "「[^」]*」"
_BRACKETS = "（[^（）]*）"
_KEPT = re.compile(rf"\{{[a-z_]+\}}|{_QUOTED}|https?://[!-~]+")
# Polite forms of a verb (「お送りして」), and what they become: its forms in -て, -た, -る and before -ます.
_POLITE = (
    ("いただけますか", "{0}もらえますか"),
    ("いただけれ", "{0}もらえれ"),
    ("いただき(?=ます)", "{0}もらい"),
    ("(?:いただいて|いたして|して)", "{0}"),
    ("のうえ、?", "{0}、"),
    ("(?:いただいた|いたした|した|になった)(?!ら)", "{1}"),
    ("の方", "{1}人"),
    ("(?:いただく|する|になる)", "{2}"),
    ("(?:いただけ|になれ|でき)(?=[まるな])", "{2}ことができ"),
    ("になりますか", "{2}予定ですか"),
    ("(?:いたし|し)(?=ま|、)", "{3}"),
    ("せず", "{2}ことはなく"),
)


def _compiling(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression ({error})") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiling)]


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HardWord(_Spec):
    """A word that stays, with how it is read and what it means."""

    reading: str
    means: str = ""


class PlainJapanese(_Spec):
    """`config/plain_japanese.yml`. `only` is what may stand beside the words that ask for plain Japanese alone."""

    told: str = ""
    ask: str = ""
    only: Pattern = "^$"
    verbs: dict[str, tuple[str, str, str, str]] = {}
    phrases: dict[Pattern, str] = {}
    words: dict[str, HardWord] = {}
    banned: tuple[str, ...] = ()

    def plain(self, text: str, *, aloud: bool = False) -> str:
        """Line by line; of a row 「・label: value」 only the label, since the value is the customer's."""
        return "\n".join(self._line(line, aloud=aloud) for line in text.split("\n"))

    def _line(self, line: str, *, aloud: bool) -> str:
        row = _ROW.match(line)
        if row is not None:
            return self._reworded(row[1]) + row[2]
        return self._explained(self._reworded(line), aloud=aloud)

    def _reworded(self, text: str) -> str:
        """What stands in 「」 is to be said or sent as it is."""
        pieces, kept = _KEPT.split(text), _KEPT.findall(text)
        marked = "".join(piece + (chr(0xE000 + n) if n < len(kept) else "") for n, piece in enumerate(pieces))
        for polite, instead in self._polite_forms:
            marked = polite.sub(partial(self._plain_verb, instead), marked)
        for pattern, plain in self._phrases:
            marked = pattern.sub(plain, marked)
        for n, original in enumerate(kept):
            marked = marked.replace(chr(0xE000 + n), original)
        return marked

    def _plain_verb(self, form: str, verb: re.Match[str]) -> str:
        return form.format(*self.verbs[verb[1]])

    def _explained(self, text: str, *, aloud: bool) -> str:
        """The longest word goes first; a word inside another, quoted, in brackets or explained already, stays alone."""
        if not self.words:
            return text
        known = {word for word, spec in self.words.items() if f"{word}（{spec.reading}" in text}

        def with_meaning(match: re.Match[str]) -> str:
            word = match[0]
            spec = self.words.get(word, HardWord(reading=""))
            note = spec.means if aloud else "：".join(filter(None, (spec.reading, spec.means)))
            if word in known or not note:
                return word
            known.add(word)
            return f"{word}、{note}、" if aloud else f"{word}（{note}）"

        return self._hard_words.sub(with_meaning, text)

    @cached_property
    def _polite_forms(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        verbs = "|".join(map(re.escape, self.verbs))
        return tuple((re.compile(f"お({verbs}){polite}"), instead) for polite, instead in _POLITE) if verbs else ()

    @cached_property
    def _phrases(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(pattern), plain) for pattern, plain in self.phrases.items())

    @cached_property
    def _hard_words(self) -> re.Pattern[str]:
        longest_first = sorted(self.words, key=len, reverse=True)
        hard = f"(?<![一-龠])(?:{'|'.join(map(re.escape, longest_first))})(?![一-龠])"
        return re.compile(f"{_QUOTED}|{_BRACKETS}|{hard}")

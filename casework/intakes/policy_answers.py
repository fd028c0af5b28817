"""Choosing among the customer's own policies, and changing that choice later."""

import re
from collections.abc import Mapping, Sequence

from casework.fields.choices import Option, parse_choices
from casework.fields.normalise import normalise
from casework.fields.numbers import parse_policy_nos
from casework.fields.numerals import kanji_number
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.intakes import wording
from casework.intakes.draft import PolicyBrief
from casework.procedures.field_spec import PolicyLine

LINE_WORDS = {
    "motor": ("自動車", "車", "くるま", "クルマ"),
    "fire": ("火災", "家", "建物", "住宅"),
    "earthquake": ("地震",),
    "personal_accident": ("傷害", "けが", "ケガ"),
    "liability": ("賠償",),
}
# 車 and 家 name a policy only where policies were asked for.
_SURE_WORDS = {
    "motor": ("自動車保険", "自動車", "車の保険", "車だけ"),
    "fire": ("火災保険", "火災"),
    "earthquake": ("地震保険", "地震"),
    "personal_accident": ("傷害保険", "傷害"),
    "liability": ("賠償責任保険", "賠償"),
}
# 家 and 車 inside these tell of no policy.
_OTHER_WORDS = re.compile(r"家族|家内|大家|家賃|家計|国家|専門家|自転車|電車|列車|歯車|風車")
_WITHOUT = re.compile(r"外し|はずし|除い|除く|抜い|なしで|やめ|要らない|いらない|以外|不要")
_ADDED = re.compile(r"も(?:追加|一緒|いっしょ|お願い|変え|変更|入れ|含め|頼)|追加|加え|足し")
_ONLY = re.compile(r"だけ|のみ|に(?:し|変)|で(?:お願い|頼)|が(?:対象|いい)")
_ALL_OF_THEM = re.compile(r"([2-9二三四五六七八九])(?:つ|件|個|本|契約)(?:とも|全部|すべて)")
_ALL = re.compile(r"(?:全部|すべて|全て|ぜんぶ)(?:の(?:契約|保険|証券))?(?:に(?:し|変)|で(?:お願い|頼))")


def read_policies(
    text: str,
    policies: tuple[PolicyBrief, ...],
    context: ParseContext,
    line_words: Mapping[PolicyLine, tuple[str, ...]] | None = None,
) -> Parsed[list[str]] | Unclear:
    """Another number than the customer's own is refused without saying whose it is."""
    numbers = parse_policy_nos(text, context)
    if not isinstance(numbers, Unclear):
        own = {policy.policy_no.upper().replace("-", ""): policy for policy in policies}
        if set(numbers.value) <= set(own):
            return _chosen({own[number].policy_no for number in numbers.value}, policies, text)
        if all(len(number) > 4 for number in numbers.value):
            return Unclear(Reason.not_understood, wording.NOT_YOUR_POLICY)
    count = _ALL_OF_THEM.search(normalise(text))
    if count is not None and kanji_number(count[1]) == len(policies):
        return _chosen({policy.policy_no for policy in policies}, policies, text)
    named = _named(text, policies)
    if len(named) > 1 and not _WITHOUT.search(text):
        return _chosen(named, policies, text)
    options = [
        Option(policy.policy_no, policy.label, (policy.policy_no[-4:], *LINE_WORDS.get(policy.line, ())))
        for policy in policies
    ]
    choice = parse_choices(text, context, options)
    if not isinstance(choice, Unclear):
        return _chosen(set(choice.value), policies, text)
    loose = _named(text, policies, LINE_WORDS) if choice.reason is Reason.not_understood else set()
    if choice.reason is Reason.not_understood and not loose:
        loose = _meant(normalise(text), policies, line_words or {})
    return _chosen(loose, policies, text) if len(loose) == 1 and not _WITHOUT.search(text) else choice


def corrected_policies(text: str, chosen: list[str], policies: tuple[PolicyBrief, ...]) -> Parsed[list[str]] | None:
    """The new choice in 「やっぱり自動車だけにして」, 「地震も追加して」, 「火災は外して」; None for anything else."""
    if _ALL.search(text):
        return _chosen({policy.policy_no for policy in policies}, policies, text)
    named = _named(text, policies)
    if not named:
        return None
    if _WITHOUT.search(text):
        kept = set(chosen) - named
        return _chosen(kept, policies, text) if kept else None
    if _ADDED.search(text):
        return _chosen(set(chosen) | named, policies, text)
    return _chosen(named, policies, text) if _ONLY.search(text) else None


def policies_told(
    text: str,
    policies: tuple[PolicyBrief, ...],
    line_words: Mapping[PolicyLine, tuple[str, ...]] | None = None,
    asked_for_as: Sequence[str] = (),
) -> Parsed[list[str]] | None:
    """The policies a sentence tells beyond doubt that did not ask for them: 「火災保険の証券をなくしました」.

    `line_words` are those of the procedure file: 「息子も運転する」 can only be about the car.
    The words of `asked_for_as` ask for the procedure and leave no policy out: 「火災保険をやめたい」.
    """
    written = normalise(text)
    numbers = {policy.policy_no for policy in policies if policy.policy_no in written.upper()}
    beside = written
    for word in asked_for_as:
        beside = re.sub(word, " ", beside)
    named = set() if _WITHOUT.search(beside) else numbers or _named(text, policies)
    told = named or _meant(written, policies, line_words or {})
    return _chosen(told, policies, text) if told else None


def _meant(
    written: str, policies: tuple[PolicyBrief, ...], line_words: Mapping[PolicyLine, tuple[str, ...]]
) -> set[str]:
    """The one policy of the line whose words a sentence holds; none where it holds those of two."""
    lines = {line for line, words in line_words.items() if any(re.search(word, written) for word in words)}
    found = {policy.policy_no for policy in policies if policy.line in lines}
    return found if len(lines) == len(found) == 1 else set()


def _named(
    text: str, policies: tuple[PolicyBrief, ...], words_of: Mapping[str, tuple[str, ...]] = _SURE_WORDS
) -> set[str]:
    """Policies whose line is named beyond doubt; a line with two policies must be chosen by number."""
    written = _OTHER_WORDS.sub(" ", normalise(text))
    lines = {line for line, words in words_of.items() if any(word in written for word in words)}
    found = {policy.policy_no for policy in policies if policy.line in lines}
    return found if len(found) == len({policy.line for policy in policies} & lines) else set()


def _chosen(numbers: set[str], policies: tuple[PolicyBrief, ...], text: str) -> Parsed[list[str]]:
    """In the order of the record, whatever order they were named in."""
    chosen = [policy for policy in policies if policy.policy_no in numbers]
    spoken = "、".join(policy.label for policy in chosen)
    return Parsed([policy.policy_no for policy in chosen], text, confident=True, spoken=spoken)

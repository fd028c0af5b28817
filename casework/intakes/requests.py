"""Which procedures a sentence asks for: several at once, one more beside an answer, or another instead.

A question about a procedure and a procedure that is not wanted ask for nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from casework.fields.normalise import normalise
from casework.intakes.asides import SURE, asks_something
from casework.intakes.draft import Draft, Question
from casework.intakes.step import Heard
from casework.intakes.turning import CERTAIN, tells_of, wants_paper_lost_before
from casework.procedures.spec import FieldType, Procedure

_ANOTHER = re.compile(
    r"(?:あと|それと|それから|ついで(?:に)?|(?:あわ|合わ)せて|(?:ほか|他)に(?:も)?|別件で|もう(?:一|ひと|1)つ|追加で"
    r"|そういえば|そう言えば|加えて)[、。 ]*"
)
_JOINS = re.compile(r"[と、。,\s]|も|あと|および|及び|それ|ついで|加え|て|し|で")
_NOT_WANTED = re.compile(
    r"^[^、。!?]{0,6}?(?:(?:じゃ|では|や)な|(?:は|も)?(?:もう)?(?:いら|要ら|いりませ|要りませ|不要|しな|しませ|済|終わ"
    r"|やめ|結構|完了|取り?消|キャンセル|撤回|中止)|(?:の|で)?(?:届|封筒|用紙|書類|はがき|ハガキ|お知らせ|案内)(?:が|は)(?:届|来))"
)
_ASKS_FOR = re.compile(
    r"(?:もら|いただ|頂|くださ|下さ|くれ)[えけいる][^。]{0,6}か|お?願い(?:でき|出来)|(?:たい|ほしい|欲しい)(?:の|ん|と|です|けど|が|で|。|$)"
)
_MAY_I = re.compile(r"(?:でき|出来|頼め)(?:ます|る|ません|ない)(?:でしょう)?(?:か|の)?[。?]*$")
_INSTEAD = re.compile(
    r"^(?:あ[っ、 ]*|いや[、 ]*|いえ[、 ]*)*(?:違う|違い?ます|違った|ちがう|ちゃう|間違え(?:た|ました))"
    r"(?:、|。| |わ|んです|んだ)|(?:じゃ|では)なく|をやめて|はやめ|先に|から先|それより|優先"
)
_FIRST = re.compile(r"先に|から先|それより|優先")
_LEADS_IN = re.compile(
    r"^(?:(?:あ[あっー]*|え[ーっと]*|あの[ー]*|そうだ|そうそう|そういえば|すみません|すいません|ごめんなさい"
    r"|ところで|あと(?:で)?|それと)[、。 ]*)+$"
)
_CLAUSE = re.compile(r"[、。!?\n]")
# Whatever is said is the answer to these.
_TELLING = frozenset({FieldType.text, FieldType.place, FieldType.name, FieldType.choice})
# Told as having happened: 「父が亡くなったので」, not 「亡くなったらどうなりますか」.
_DIED = re.compile(
    r"(?:亡くな(?:り|っ)|他界し|逝去し|死去し)(?:まし)?(?:た(?!ら|場合|とき|時|際|後|あと|人|方)|て(?!も|から))"
)
_REPLY = re.compile(r"電話|連絡|返事|回答")
# So much of a sentence tells more than the intent it was taken for.
PRECISE = 7
_PAIRS = re.compile(r"(?=([一-龠々]{2}))")
_ELSEWHERE = frozenset({"ask_faq", "make_complaint", "talk_to_agent", "stop", "help", "repeat", "bot_challenge"})
_TELLING_QUESTIONS = frozenset({Question.name, Question.person, Question.resume})


@dataclass(frozen=True)
class Mention:
    """Where a sentence in its normal form asks for a procedure."""

    procedure: Procedure
    start: int
    end: int


@dataclass(frozen=True)
class BroughtUp:
    """Requests beside the open question; `rest` is the sentence without them."""

    procedures: tuple[Procedure, ...]
    rest: Heard


def mentions_in(procedures: Mapping[str, Procedure], text: str) -> list[Mention]:
    """In the order of the sentence; of two that overlap the longer counts."""
    written = normalise(text)
    found: list[Mention] = []
    for procedure in procedures.values():
        matches = (match for word in procedure.asked_for_as for match in re.finditer(word, written))
        wanted = [match for match in matches if match[0] and not _NOT_WANTED.match(written[match.end() :])]
        if wanted:
            longest = max(wanted, key=lambda match: match.end() - match.start())
            found.append(Mention(procedure, longest.start(), longest.end()))
    return sorted((each for each in found if not _is_covered(each, found)), key=lambda each: each.start)


def asked_for(procedures: Mapping[str, Procedure], heard: Heard) -> tuple[Procedure, ...]:
    """The procedures an opening sentence asks for, what is urgent first; none when it only asks about them."""
    text = normalise(heard.text)
    mentions = _joined(mentions_in(procedures, text), text)
    found = [each.procedure for each in mentions]
    urgent = next((item for item in procedures.values() if item.urgent and tells_of(item, text)), None)
    if urgent is not None and found and urgent not in found:
        found.append(urgent)
    is_told = any(item.kind == "inquiry" for item in found)
    is_told = is_told or any(_is_event(item, text) for item in found)
    if not is_told and _only_asks(heard, several=len(found) > 1):
        return ()
    by_intent = _by_intent(procedures, heard, found)
    if wants_paper_lost_before(text) and (calm := [item for item in found if not item.urgent]):
        return tuple(calm)
    if by_intent is not None and _is_told_otherwise(by_intent, mentions, text):
        by_intent = None
    if by_intent is not None and (not found or _ANOTHER.search(text) or "も" in text):
        found.insert(0, by_intent)
    elif by_intent is not None:
        found = [by_intent]
    return tuple(sorted(found, key=lambda item: not item.urgent))


def brought_up(procedures: Mapping[str, Procedure], draft: Draft, heard: Heard) -> BroughtUp | None:
    """What is asked for beside the open question: 「12月1日です。あと証券の再発行もお願いします」."""
    text = normalise(heard.text)
    others = {name: item for name, item in procedures.items() if name != draft.procedure}
    own_words = any(spec.is_verbatim and spec.name == draft.asked for spec in procedures[draft.procedure].fields)
    if draft.asked == Question.person or own_words or _INSTEAD.search(text):
        return None
    is_telling = _is_telling(procedures[draft.procedure], draft.asked)
    found: list[Procedure] = []
    rest = text
    for mention in reversed(mentions_in(others, text)):
        start = _beginning(text, mention, needs_word=is_telling)
        is_question = mention.procedure.kind == "request" and _is_question(text[start:], heard)
        if start is None or is_question:
            continue
        found.insert(0, mention.procedure)
        rest = rest[:start] + rest[_end_of_clause(text, mention.end) :]
    if not found:
        return None
    kept = _LEADS_IN.sub("", rest.strip("、。 "))
    return BroughtUp(tuple(found), replace(heard, text=kept, intent="inform") if kept else replace(heard, text=""))


def another_request(procedures: Mapping[str, Procedure], draft: Draft, heard: Heard) -> Procedure | None:
    """The procedure a sentence asks for that answered nothing."""
    if asks_something(heard) and not _ASKS_FOR.search(normalise(heard.text)):
        return None
    others = {name: item for name, item in procedures.items() if name != draft.procedure}
    found = mentions_in(others, heard.text)
    if found:
        return found[0].procedure
    is_sure = heard.confidence >= CERTAIN
    present = procedures[draft.procedure]
    if present.urgent:
        # What is told of damage sounds like an accident, whose report this one stands for or is.
        others = {name: item for name, item in others.items() if item.contact_reason != present.contact_reason}
    return next((item for item in others.values() if is_sure and item.intent == heard.intent), None)


def wanted_instead(procedures: Mapping[str, Procedure], draft: Draft, heard: Heard) -> Procedure | None:
    """The procedure the customer wants now rather than the open one: 「住所変更じゃなくて証券の再発行です」."""
    text = normalise(heard.text)
    others = {name: item for name, item in procedures.items() if name != draft.procedure}
    if not _INSTEAD.search(text) or draft.asked in _TELLING_QUESTIONS:
        return None
    found = mentions_in(others, text)
    return found[0].procedure if found else None


def may_be_asked_for(heard: Heard) -> bool:
    """Whether the words may open a procedure whatever the intent: not where a question or a complaint is sure."""
    asks_for_help = heard.intent in {"help", "ask_faq"} and _DIED.search(normalise(heard.text))
    return heard.intent not in _ELSEWHERE or heard.confidence < CERTAIN or bool(asks_for_help)


def answers_choice(procedure: Procedure, draft: Draft, heard: Heard) -> bool:
    """「電話でください」 chooses how the reply shall come where that is what is asked."""
    spec = next((spec for spec in procedure.fields if spec.name == draft.asked), None)
    if spec is None or spec.type is not FieldType.choice:
        return False
    text = normalise(heard.text)
    words = (word for option in spec.options for word in (*option.words, *option.answers))
    return any((match := re.search(word, text)) and _REPLY.search(match[0]) for word in words)


def says_another(heard: Heard) -> bool:
    """「あと」 and 「それと」: one more, not something else."""
    return bool(_ANOTHER.search(normalise(heard.text)))


def wants_first(heard: Heard) -> bool:
    """Whether what was turned from is to go on afterwards: 「先に証券の再発行をお願いします」."""
    return bool(_FIRST.search(normalise(heard.text)))


def clause_of(procedure: Procedure, text: str) -> str:
    """What a sentence with several requests says of this one."""
    written = normalise(text)
    mention = next(iter(mentions_in({procedure.procedure: procedure}, written)), None)
    if mention is None:
        return ""
    return written[_start_of_clause(written, mention.start) : _end_of_clause(written, mention.end)]


def titles(procedures: Iterable[Procedure]) -> str:
    return "、".join(item.title for item in procedures)


def _joined(found: Sequence[Mention], text: str) -> list[Mention]:
    """Two names side by side are two requests only with something between that joins them."""
    kept: list[Mention] = []
    for mention in found:
        if not kept or _JOINS.search(text[kept[-1].end : mention.start]):
            kept.append(mention)
    return kept


def _by_intent(procedures: Mapping[str, Procedure], heard: Heard, found: Sequence[Procedure]) -> Procedure | None:
    """The procedure of a sure intent, unless the words told one of that intent already, or that it is not wanted."""
    # What has no intent of its own is told by its words alone, so these count whatever the sentence was taken for.
    if heard.confidence < CERTAIN or any(item.intent in {heard.intent, None} for item in found):
        return None
    meant = next((item for item in procedures.values() if item.intent == heard.intent), None)
    is_refused = meant is not None and any(re.search(word, normalise(heard.text)) for word in meant.asked_for_as)
    return None if is_refused else meant


def _is_told_otherwise(meant: Procedure, mentions: Sequence[Mention], text: str) -> bool:
    """「契約内容の証明書を送ってください」 is no deduction certificate, since nothing else in it says so."""
    rest = text
    for mention in reversed(mentions):
        rest = rest[: mention.start] + rest[mention.end :]
    # Requests of one department are taken for each other; elsewhere a sure intent knows more than the words.
    neighbours = (each for each in mentions if each.procedure.department == meant.department)
    is_precise = any(each.end - each.start >= PRECISE and each.procedure.kind == "request" for each in neighbours)
    own = (word for told in (meant.title, *meant.asked_for_as) for word in _PAIRS.findall(told))
    words = {*own, *(name for spec in meant.fields for name in spec.aliases)}
    return is_precise and meant.kind == "request" and not any(word in rest for word in words)


def _is_event(procedure: Procedure, text: str) -> bool:
    """A death that is told is met, whatever is asked about it."""
    return bool(procedure.asks_as_family) and bool(_DIED.search(text))


def _only_asks(heard: Heard, *, several: bool) -> bool:
    text = normalise(heard.text)
    if not asks_something(heard) or _ASKS_FOR.search(text):
        return False
    return not (several and _MAY_I.search(text)) and not (several and heard.confidence < SURE)


def _is_question(clause: str, heard: Heard) -> bool:
    is_polite = _ASKS_FOR.search(clause) or _MAY_I.search(clause)
    return asks_something(replace(heard, text=clause)) and not is_polite


def _is_covered(mention: Mention, found: Sequence[Mention]) -> bool:
    length = mention.end - mention.start
    return any(
        other.start < mention.end and mention.start < other.end and other.end - other.start > length for other in found
    )


def _is_telling(procedure: Procedure, asked: str | None) -> bool:
    if asked in _TELLING_QUESTIONS:
        return True
    return any(spec.name == asked and spec.type in _TELLING for spec in procedure.fields)


def _beginning(text: str, mention: Mention, *, needs_word: bool) -> int | None:
    """Where the request begins: at its 「あと」, or with its clause where 「も」 says that it is one more."""
    words = [match for match in _ANOTHER.finditer(text) if match.start() <= mention.start]
    if words and not _CLAUSE.search(text[words[-1].end() : mention.start]):
        return words[-1].start()
    if needs_word or "も" not in text[mention.start : _end_of_clause(text, mention.end)]:
        return None
    return _start_of_clause(text, mention.start)


def _start_of_clause(text: str, position: int) -> int:
    return max((match.end() for match in _CLAUSE.finditer(text, 0, position)), default=0)


def _end_of_clause(text: str, position: int) -> int:
    found = _CLAUSE.search(text, position)
    return found.end() if found else len(text)

"""When a question is not answered but met: why it is asked, that it shall be left out, or asked once more."""

import re

from casework.fields.normalise import normalise
from casework.fields.parsed import Reason, Unclear
from casework.intakes import wording
from casework.intakes.draft import Draft, FieldValue, Question
from casework.intakes.questions import ask_next, question_of
from casework.intakes.step import Heard, Step, World
from casework.procedures.spec import UNKNOWN, FieldSpec

_OURS = frozenset({Question.person, Question.summary, Question.correction, Question.resume, Question.unfinished})
# Whoever cannot give one of these is asked for another.
_MAY_LACK = frozenset({Question.policy_no, Question.birth_date, Question.phone})
LONGEST = 40
LONGEST_WISH = 24
LONGEST_BARE_WHY = 12
_IS_IT = re.compile(r"必要(?:です)?か")
_WHY = re.compile(
    r"(?:なぜ|なんで(?!す|しょ|も)|何で(?!す|しょ|も)|何故|どうして|何のため|なんのため)[^。]{0,16}?(?:必要|要|いる|聞|訊|使|答え|教え|言わ|確認|るの|るん|$)"
    r"|何に使|なんに使|(?:必要|要る|いる)(?:です|ん(?:です)?|なん(?:です)?|の|なの)か|(?:聞|訊)く(?:理由|必要)|理由(?:は|を)(?:何|なん|教)"
)
_WHY_ASKED = re.compile(r"(?:なぜ|なんで|何で|何故|どうして)[^。、]{0,16}?(?:聞|訊|答え|教え|言わ)(?!れ)")
_SKIP = re.compile(
    r"飛ばし|とばし|スキップ|パス(?:で|し|$)|省略|(?:これ|それ|ここ)は(?:いい|省|結構|なし)|次(?:に|へ)(?:行|進|いっ|いき)"
)
_REFUSES = re.compile(
    r"(?:答|こた)え(?:たくな|たくあり|られ(?:な|ま)|ません)|(?:言|い)い(?:たくな|たくあり|ません)"
    r"|(?:教|おし)え(?:たくな|られ(?:な|ま)|ません)"
)
_AGAIN = re.compile(
    r"もう(?:一|1|いち|いっ)(?:度|回|かい|ぺん)(?:[、。 ]|$|言|お願い|おねがい|話|説明|頼|聞かせ|ゆっくり|くださ|質問)"
    r"|(?:聞|聴)き(?:取れ|とれ|逃|のが|漏)|(?:聞|聴)こえ(?:な|ま|づ|に|ず)|ゆっくり(?:言|話|お願い|おねがい|しゃべ|めに|$|で|と|もう)"
    r"|(?:何|なん|なに)て(?:言|い|おっしゃ)|(?:質問|ご質問)(?:は|って)?(?:何|なん)|繰り返し|くりかえし|リピート|え[?？]$|はい[?？]$"
)
_LEAVES = re.compile(
    r"さようなら|さよなら|お(?:やす|休)みなさ?い?|失礼(?:いた)?し(?:ます|ました)|じゃあ(?:ね|また)|バイバイ|ばいばい|(?:電話を)?切ります"
    r"|また(?:今度|あとで|後で|明日|あした|連絡|電話|来)"
)
# 「写真はあとで送ります」 defers an answer, not the whole.
_LATER = re.compile(
    r"(?:^|[、。 ]|ので|から|けど|(?:では|じゃあ?))"
    r"(?:また(?:あと|後)(?:で|ほど|に)|また(?:今度|後日)(?:に)?|(?:あと|後)(?:で|ほど)(?=[やしかご])|(?:あと|後)に(?=し))"
    r"(?:[、 ]?(?:やり(?:ます|直します)|やる|し(?:ます|たい(?:です)?|とき(?:ます|たい))|する"
    r"|かけ(?:直し)?ます|(?:ご)?連絡(?:し|いたし)ます))?"
    r"(?:ね|わ)?[。!]*$"
)


def met(draft: Draft, world: World, heard: Heard) -> Step | Unclear | None:
    """The step, or why an answer is needed; None when the sentence is something else."""
    if draft.asked is None or draft.asked in _OURS:
        return None
    text = normalise(heard.text)
    why = _why(draft, world)
    needed = why or _needed(draft, world)
    if _asks_why(text, has_reason=bool(why)):
        return question_of(draft, world).before(needed)
    if not skips(heard) and (len(text) > LONGEST_WISH or not _REFUSES.search(text)):
        return None
    spec = asked_field(draft, world)
    if spec is None and skips(heard) and draft.asked in _MAY_LACK:
        return None
    if spec is not None and spec.may_be_unknown and not spec.is_safety:
        left_out = FieldValue(value=UNKNOWN, spoken=wording.NOT_KNOWN, text=text)
        kept = draft.with_value(spec.name, left_out).model_copy(update={"misses": 0})
        return ask_next(kept, world).before(wording.LEFT_OUT)
    return Unclear(Reason.not_understood, needed)


def _asks_why(text: str, *, has_reason: bool) -> bool:
    """A longer question is about something an article may tell, unless it names the asking itself."""
    is_ours = has_reason or bool(_WHY_ASKED.search(text))
    longest = LONGEST if is_ours else LONGEST_BARE_WHY
    return len(text) <= longest and bool(_WHY.search(text)) and (is_ours or not _IS_IT.search(text))


def skips(heard: Heard) -> bool:
    text = normalise(heard.text)
    return len(text) <= LONGEST_WISH and bool(_SKIP.search(text))


def wants_it_again(heard: Heard) -> bool:
    """「もう一度お願いします」, 「聞き取れませんでした」: never an answer."""
    text = normalise(heard.text)
    return len(text) <= LONGEST_WISH and bool(_AGAIN.search(text))


def takes_leave(heard: Heard) -> bool:
    """Going away in the middle: the draft is kept."""
    return heard.intent == "goodbye" and bool(_LEAVES.search(normalise(heard.text)))


def puts_off(heard: Heard) -> bool:
    """「来客なのでまた後にします」: the customer goes on another time."""
    text = normalise(heard.text)
    return len(text) <= LONGEST and bool(_LATER.search(text))


def asked_field(draft: Draft, world: World) -> FieldSpec | None:
    return next((spec for spec in world.procedure.fields if spec.name == draft.asked), None)


def _needed(draft: Draft, world: World) -> str:
    spec = asked_field(draft, world)
    return wording.NEEDED.format(label=spec.label if spec is not None else "お答え")


def _why(draft: Draft, world: World) -> str:
    spec = asked_field(draft, world)
    return spec.why if spec is not None else wording.WHY_IDENTITY

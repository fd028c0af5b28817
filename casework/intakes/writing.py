"""Typing instead of speaking: a caller may answer by a link, for kanji that are hard to say above all."""

import re

from casework.fields.normalise import normalise
from casework.intakes.draft import Draft, Question
from casework.intakes.step import SendWritingLink, Step, World
from casework.procedures.spec import FieldType
from conversation.model import Channel

_WISH = re.compile(
    r"(?:sms|エスエムエス|ショート ?メ(?:ール|ッセージ)|メッセージ|リンク|文字|メール)(?:で|に|を|の|から|にて)?.{0,8}"
    r"(?:送|入力|書|打|もら|くださ|下さ|お願い|やり|答え)",
    re.IGNORECASE,
)
_HARD_TO_SAY = frozenset({FieldType.name, FieldType.kana, FieldType.plate, FieldType.address, FieldType.place})


def wants_to_write(draft: Draft, world: World, text: str) -> Step | None:
    """Only on the telephone: everywhere else people write already."""
    if world.channel is not Channel.voice or draft.asked is None or not _WISH.search(normalise(text)):
        return None
    return Step(draft, effect=SendWritingLink("kanji" if is_hard_to_say(draft, world) else "continue"))


def is_hard_to_say(draft: Draft, world: World) -> bool:
    """A name or an address is asked for: what is heard may be written in many ways."""
    if draft.asked == Question.name:
        return True
    spec = next((field for field in world.procedure.fields if field.name == draft.asked), None)
    return spec is not None and spec.type in _HARD_TO_SAY

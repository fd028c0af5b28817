"""Answers that mean the customer cannot say it now, so that the form goes on instead of asking again."""

import re

from casework.fields.normalise import clean

_DONT_KNOW = re.compile(
    "わか(?:ら(?:ない|ぬ|ん|へん|ず|なく|なかった)|りません|りかね"
    "|んない|んねえ|んねー|らね)|分か(?:ら(?:ない|ん|へん|ず|なく)"
    "|りません|りかね|んない)"
    "|判りません|解りません|知ら(?:ない|ん|へん|ね|なく)|知りません"
    "|存じません|存じ上げません|不明|未定|手元に(?:は)?(?:ない|無い"
    "|ありません|なくて|ございません|あらへん)"
    "|手許に(?:ない|ありません)|忘れ(?:た|ました|て|ちゃ|まし)|わすれ"
    "(?:た|ました|ちゃ)|覚えて(?:い)?(?:ない|ません|へん|おりません"
    "|なくて)|おぼえて(?:い)?(?:ない|ません|へん)"
    "|聞いて(?:い)?(?:ない|ません|なく|へん|おりません)|教えてもらって(?:い)?(?:ない|ません)|思い出せ(?:ない|ません"
    "|へん|ん)|無くし(?:た|ました|て)|なくし(?:た|ました|てしま|ちゃ)|紛失|見つから(?:ない|ん|なく|へん)|見つかりません"
    "|見当たらない|見当たりません"
    "|さっぱり|さあ[、。…]|どうだったか|なんだっけ|何だっけ|だったっけ"
    "|はっきりしない|はっきりしません|(?:^|[^一-龠])[??]$"
)
_QUESTION = re.compile(
    "(?:わから|分から|知ら)ない(?:こと|ところ|点|事|方)|(?:わから|分から)ないので(?:教|聞)|忘れないで|忘れずに"
)


def is_dont_know(text: str) -> bool:
    """True when the answer is that there is none at hand; a question about something unclear is not one."""
    answer = clean(text)
    return bool(_DONT_KNOW.search(answer)) and not _QUESTION.search(answer)

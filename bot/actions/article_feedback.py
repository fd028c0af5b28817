"""An article was said and did not help: what else may be meant, or a person. The editors hear of it.

Only at reception, and only of the answer just given: inside a procedure the open question goes before.
"""

import re

from bot.actions.office import Reply, Visit, offered
from casework.intakes import wording
from conversation import events as ev
from conversation.log import list_events
from conversation.model import Channel
from knowledge.article import Article

NOT_WHAT_I_MEANT = "知りたいことと違う"
WHICH_INSTEAD = "失礼いたしました。お知りになりたいことは、次のどれに近いでしょうか。"
NOTHING_ELSE_FOUND = "お役に立てず、申し訳ございません。担当者におつなぎしますか。"
# A customer who goes on after these words has asked something new: that is answered instead.
LONGEST_DOWN_VOTE = 30
_BEGINS = r"^(?:いや|いえ|いいえ|うーん|えーと|あの|すみません|すいません|ごめん(?:なさい)?|でも|だから)?[、,。 ]*"
_ENDS = r"(?:です|でした|ます|んです|のです)?(?:が|けど|けれど|よ|ね|わ|な|って|から|ので)*[。、!！… ]*$"
_DIFFERENT = r"(?:違(?:う|い|った|うん)|ちが(?:う|い|った|うん))"
_IS_NOT = r"(?:じゃ|では|や|で)(?:な(?:い|くて|くってさ?|いん)|ありません|のうて)"
_NOT = r"(?:ない|ません(?:でした)?|へん|ん|なかった|ねえ)"
_WANTED = (
    r"(?:知りたい|聞きたい|きいてる|聞いてる|聞いている|聞いた)(?:こと|の|ん)?(?:は|と|とは|って)?(?:それ|これ|そこ)?"
)
_SHAPES = (
    rf"(?:(?:それ|これ|そう|答え|回答)(?:は|も)?)?(?:全然|ぜんぜん|全く|ちょっと|少し|なんか)?{_DIFFERENT}",
    rf"(?:そう(?:いう(?:こと|意味|話))?){_IS_NOT}",
    r"ちゃう(?:ねん|わ|よ)?|ちゃいます(?:ねん)?",
    rf"(?:全然|全く|あまり)?(?:役に(?:は)?立(?:た|ち)|参考に(?:は)?なら|参考に(?:は)?なり){_NOT}",
    rf"(?:私|わたし|僕|こちら)?(?:の|が)?{_WANTED}(?:{_DIFFERENT}|{_IS_NOT})",
    rf"(?:全然|全く)?(?:質問の)?(?:答え|回答|返事)に(?:は)?なって(?:い)?{_NOT}",
    rf"(?:全然|全く)?(?:質問|聞いたこと)に(?:は)?答えて(?:い)?{_NOT}",
    rf"(?:的|まと)外れ|(?:全然|全く)?解決し{_NOT}",
)
_DOWN_VOTE = re.compile(f"{_BEGINS}(?:{'|'.join(_SHAPES)}){_ENDS}")


def is_down_vote(text: str) -> bool:
    said = text.strip()
    return said == NOT_WHAT_I_MEANT or (len(said) <= LONGEST_DOWN_VOTE and _DOWN_VOTE.search(said) is not None)


def not_what_i_meant(visit: Visit) -> tuple[str, ...]:
    """The choice beside an answer where a choice costs the reader nothing: never read aloud or sent by SMS."""
    return (NOT_WHAT_I_MEANT,) if visit.channel is Channel.webchat else ()


async def not_helped(visit: Visit, last: ev.MessagePosted | None) -> Reply | None:
    """The reply to a customer whom the answer just given did not help; None when this is something else."""
    if last is None or not is_down_vote(visit.call.heard.text):
        return None
    knowledge = visit.office.knowledge
    refused = knowledge.answered_with(last.text)
    if refused is None:
        return None
    question = await _question_before(visit, refused)
    await knowledge.record_down_voted(question, visit.channel, refused)
    others = knowledge.next_best(question, refused)
    if not others:
        return Reply((NOTHING_ELSE_FOUND,), offered((wording.TO_PERSON,)))
    return Reply((WHICH_INSTEAD,), offered([*_titles(others), visit.office.reception.none_of_these]))


def _titles(articles: tuple[Article, ...]) -> list[str]:
    return [article.title for article in articles]


async def _question_before(visit: Visit, refused: Article) -> str:
    """What the customer had asked before the answer that did not help; not the title that was only chosen."""
    async with visit.office.reads() as session:
        after = max(visit.state.head_seq - 24, 0)
        logged = await list_events(session, visit.office.vault, visit.conversation_id, after_seq=after)
    told = [entry.event for entry in logged]
    answered = max((place for place, event in enumerate(told) if isinstance(event, ev.MessagePosted)), default=0)
    asked = [event.text for event in told[:answered] if isinstance(event, ev.MessageReceived) and event.text.strip()]
    is_chosen = len(asked) > 1 and asked[-1].strip() == refused.title
    return asked[-2 if is_chosen else -1] if asked else ""

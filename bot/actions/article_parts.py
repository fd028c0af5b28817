"""An article over SMS: its first sentences in one part, and what follows when the customer asks for it.

Every other channel has the whole answer at once.
"""

import re

from bot.actions.office import Reply, Visit
from casework.intakes import wording
from casework.intakes.draft import Draft
from casework.intakes.questions import question_of
from conversation import events as ev
from conversation.model import Channel
from knowledge.article import Article
from knowledge.parts import parts_of

MORE = "（続きは「続き」とご返信を）"
_MORE_SAID = re.compile("（続きは「続き」と")
_WANTS_MORE = re.compile(
    r"[「『]?(?:続き|つづき|続けて|もっと)(?:を|は|が)?(?:見せて|読みたい|知りたい|お願いします|ください)?[」』]?[。!！?？]*"
)


def said_on(visit: Visit, article: Article) -> str:
    """The answer as this channel gets it."""
    return article.answer if visit.channel is not Channel.sms else _part(article, 0)


def wants_more(visit: Visit) -> bool:
    return visit.channel is Channel.sms and _WANTS_MORE.fullmatch(visit.call.heard.text.strip()) is not None


def went_on(visit: Visit, draft: Draft | None, last: ev.MessagePosted | None) -> Reply | None:
    """The next part of the answer just given; None when nothing of it was left out."""
    if last is None or _MORE_SAID.search(last.text) is None:
        return None
    article = visit.office.knowledge.answered_with(last.text)
    if article is None:
        return None
    plain = visit.office.plain.plain
    said = [n for n, part in enumerate(parts_of(article.answer)) if part in last.text or plain(part) in last.text]
    number = max(said, default=0) + 1
    following = _part(article, min(number, len(parts_of(article.answer)) - 1))
    if draft is None:
        return Reply((following,))
    again = question_of(draft, visit.world(draft)).before(following, wording.BACK_TO)
    return Reply(again.say, again.choices, again.draft)


def _part(article: Article, number: int) -> str:
    parts = parts_of(article.answer)
    return parts[number] + (MORE if number + 1 < len(parts) else "")

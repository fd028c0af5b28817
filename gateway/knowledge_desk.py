"""The reviewed articles as the counter uses them: today's, and remembering what they could not answer."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from conversation.model import Channel
from database.engine import Sessions
from knowledge.article import Article
from knowledge.search import KnowledgeIndex, SearchResult
from knowledge.tokens import Tokenizer, load_tokenizer
from knowledge.unanswered import Asked, record_unanswered
from knowledge.vectors import load_word_vectors

JST = ZoneInfo("Asia/Tokyo")
MOST_SUGGESTED = 3
# Below this an article shares a word with the question and nothing else; staff may see more than customers do.
SUGGEST_FROM = 0.45


class KnowledgeDesk:
    def __init__(
        self,
        articles: Sequence[Article],
        index: KnowledgeIndex,
        tokenizer: Tokenizer,
        sessions: Sessions,
        clock: Callable[[], datetime],
    ) -> None:
        self._index, self.tokenizer = index, tokenizer
        self._by_title = {article.title: article for article in articles}
        self._sessions, self._clock = sessions, clock

    def search(self, question: str) -> SearchResult:
        return self._index.search(question, line=None, today=self._today())

    def suggest(self, words: str) -> tuple[Article, ...]:
        """For staff, who read before they send: the nearest articles, near misses too, best first."""
        hits = self._index.rank(words, line=None, today=self._today())
        return tuple(hit.article for hit in hits if hit.confidence >= SUGGEST_FROM)[:MOST_SUGGESTED]

    def titled(self, title: str) -> Article | None:
        article = self._by_title.get(title)
        return article if article is not None and article.is_valid_on(self._today()) else None

    async def record_unanswered(self, question: str, channel: Channel, result: SearchResult) -> None:
        asked = Asked(uuid4(), self._clock(), channel.value, question)
        async with self._sessions.begin() as session:
            record_unanswered(session, asked, result, self.tokenizer.person_names)

    def _today(self) -> date:
        return self._clock().astimezone(JST).date()


def open_knowledge(articles: Sequence[Article], sessions: Sessions, clock: Callable[[], datetime]) -> KnowledgeDesk:
    """Index the articles; about a second."""
    tokenizer = load_tokenizer()
    index = KnowledgeIndex.build(articles, load_word_vectors(), tokenizer)
    return KnowledgeDesk(articles, index, tokenizer, sessions, clock)

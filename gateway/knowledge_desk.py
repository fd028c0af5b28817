"""The reviewed articles as the counter uses them: today's, and remembering what they could not answer."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from uuid import uuid4
from zoneinfo import ZoneInfo

from casework.wording.plain import PlainJapanese
from conversation.model import Channel
from database.engine import Sessions
from knowledge.article import Article
from knowledge.foreign import load_foreign
from knowledge.parts import parts_of, told_in
from knowledge.search import Hit, KnowledgeIndex, SearchResult
from knowledge.tokens import Tokenizer, load_tokenizer
from knowledge.unanswered import Asked, record_down_voted, record_unanswered
from knowledge.vectors import load_word_vectors

JST = ZoneInfo("Asia/Tokyo")
MOST_SUGGESTED = 3
# Below this an article shares a word with the question and nothing else; staff may see more than customers do.
SUGGEST_FROM = 0.3


class KnowledgeDesk:
    def __init__(
        self,
        articles: Sequence[Article],
        index: KnowledgeIndex,
        tokenizer: Tokenizer,
        sessions: Sessions,
        clock: Callable[[], datetime],
        plain: PlainJapanese | None = None,
    ) -> None:
        self._index, self.tokenizer = index, tokenizer
        self._by_id = {article.id: article for article in articles}
        self._by_title = {article.title: article for article in articles}
        self._sessions, self._clock = sessions, clock
        self._plain = plain or PlainJapanese()

    def search(self, question: str) -> SearchResult:
        return self._index.search(question, line=None, today=self._today())

    def suggest(self, words: str) -> tuple[Article, ...]:
        """For staff, who read before they send: the nearest articles, near misses too, best first."""
        return self._nearest(words)[:MOST_SUGGESTED]

    def next_best(self, question: str, refused: Article) -> tuple[Article, ...]:
        """For a customer whom this article did not help: what else may be meant, best first."""
        return tuple(article for article in self._nearest(question) if article.id != refused.id)[:MOST_SUGGESTED]

    def article(self, article_id: str) -> Article | None:
        """Also one that is no longer valid; None once it was taken out of the files."""
        return self._by_id.get(article_id)

    def titled(self, title: str) -> Article | None:
        article = self._by_title.get(title)
        return article if article is not None and article.is_valid_on(self._today()) else None

    def answered_with(self, said: str) -> Article | None:
        """The article whose answer, or a part of it, the bot has just given in this message, plainly or not."""
        return told_in(said, self._by_id.values()) or self._plainly_told(said)

    async def record_unanswered(self, question: str, channel: Channel, result: SearchResult) -> None:
        async with self._sessions.begin() as session:
            record_unanswered(session, self._asked(question, channel), result, self.tokenizer.person_names)

    async def record_down_voted(self, question: str, channel: Channel, article: Article) -> None:
        async with self._sessions.begin() as session:
            record_down_voted(session, self._asked(question, channel), article.id, self.tokenizer.person_names)

    def _plainly_told(self, said: str) -> Article | None:
        """The longest part that stands in what was said in plain Japanese, in writing or aloud."""
        hits = [(len(part), article) for part, article in self._plain_parts.items() if part in said]
        return max(hits, key=lambda hit: hit[0])[1] if hits else None

    @cached_property
    def _plain_parts(self) -> dict[str, Article]:
        """Worked out when it is first needed: about a second."""
        return {
            self._plain.plain(text, aloud=aloud): article
            for article in self._by_id.values()
            for text in (article.answer, *parts_of(article.answer))
            for aloud in (False, True)
        }

    def _nearest(self, words: str) -> tuple[Article, ...]:
        hits: tuple[Hit, ...] = self._index.rank(words, line=None, today=self._today())
        return tuple(hit.article for hit in hits if hit.confidence >= SUGGEST_FROM)

    def _asked(self, question: str, channel: Channel) -> Asked:
        return Asked(uuid4(), self._clock(), channel.value, question)

    def _today(self) -> date:
        return self._clock().astimezone(JST).date()


def open_knowledge(
    articles: Sequence[Article],
    sessions: Sessions,
    clock: Callable[[], datetime],
    plain: PlainJapanese | None = None,
) -> KnowledgeDesk:
    """Index the articles; about a second."""
    tokenizer = load_tokenizer()
    index = KnowledgeIndex.build(articles, load_word_vectors(), tokenizer, load_foreign())
    return KnowledgeDesk(articles, index, tokenizer, sessions, clock, plain)

"""An article's answer in parts that each fit one text message; each part is whole sentences.

What must be known at once in danger is never parted.
"""

import re
from collections.abc import Iterable

from knowledge.article import Article

LONGEST_PART = 56
"""One SMS of 70 characters with the hint how to get the next part."""

_SENTENCE = re.compile(r"[^。！？]*[。！？][」』）)]*|[^。！？]+$")
_DANGER = re.compile("119番|110番|避難")


def parts_of(answer: str) -> tuple[str, ...]:
    """The answer in order; a sentence that is longer than a part stands alone."""
    if _DANGER.search(answer):
        return (answer,)
    parts: list[str] = []
    for sentence in _SENTENCE.findall(answer):
        if parts and len(parts[-1]) + len(sentence) <= LONGEST_PART:
            parts[-1] += sentence
        else:
            parts.append(sentence)
    return tuple(parts)


def told_in(said: str, articles: Iterable[Article]) -> Article | None:
    """The article whose answer, or a part of it, stands in what was said; a longer match goes before a shorter."""
    found = [
        (len(part), article)
        for article in articles
        for part in (article.answer, *parts_of(article.answer))
        if part in said
    ]
    return max(found, key=lambda hit: hit[0])[1] if found else None

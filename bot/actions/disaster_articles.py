"""Articles in the disaster mode: those about disasters come first among those to choose from."""

from dataclasses import replace

from bot.actions.damage import disaster_of
from bot.actions.office import Visit
from knowledge.search import Outcome, SearchResult


async def disaster_first(visit: Visit, result: SearchResult) -> SearchResult:
    """Among articles to choose from, those about disasters come first while the mode is on."""
    if result.outcome is not Outcome.choices:
        return result
    disaster = await disaster_of(visit)
    if disaster is None:
        return result
    return replace(
        result, hits=tuple(sorted(result.hits, key=lambda hit: not disaster.rules.is_article(hit.article.title)))
    )

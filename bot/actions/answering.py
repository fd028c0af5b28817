"""Answering questions from the reviewed articles: an answer, a choice of up to three, or a person."""

from bot.actions.article_feedback import not_what_i_meant
from bot.actions.article_parts import said_on
from bot.actions.disaster_articles import disaster_first
from bot.actions.office import Reply, Visit, offered
from casework.intakes import wording
from casework.procedures.spec import Procedure
from conversation.turns import HandoffWish
from knowledge.article import Article
from knowledge.search import Outcome, SearchResult

SHORT_QUESTION = 16
NOT_UNDERSTOOD = "action_say_not_understood"


async def answer_at_reception(visit: Visit, *, missed_before: bool) -> Reply:
    """Outside a procedure. The second misunderstanding in a row leads to a person."""
    office, reception = visit.office, visit.office.reception
    if visit.call.heard.text.strip() == reception.none_of_these:
        return Reply((reception.no_answer,), offered((wording.TO_PERSON,)))
    result = await disaster_first(visit, office.knowledge.search(visit.call.heard.text))
    article = _clear_answer(visit, result)
    if article is not None:
        procedure = office.procedures.get(article.procedure or "")
        titles = (procedure.title,) if procedure is not None else ()
        choices = (*titles, *not_what_i_meant(visit))
        return Reply((said_on(visit, article),), offered(choices), contact_reason=article.contact_reason)
    if result.outcome is Outcome.choices and visit.call.action != NOT_UNDERSTOOD:
        return _asked_which(visit, result)
    await office.knowledge.record_unanswered(visit.call.heard.text, visit.channel, result)
    if missed_before:
        wish = HandoffWish(reason="not_understood", queue=office.queues.default)
        return Reply((reception.handed_off,), offered((reception.callback_choice,)), handoff=wish)
    if visit.call.action == NOT_UNDERSTOOD:
        return Reply((reception.not_understood,), offered(reception.choices))
    return Reply((reception.no_answer,), offered((wording.TO_PERSON,)))


async def answer_aside(visit: Visit, procedure: Procedure) -> Reply:
    """Inside this procedure: the answer alone, or a choice of questions; the open question stays open."""
    result = await disaster_first(visit, _search_aside(visit, procedure))
    article = _clear_answer(visit, result)
    if article is not None:
        return Reply((said_on(visit, article),))
    if result.outcome is Outcome.abstain:
        await visit.office.knowledge.record_unanswered(visit.call.heard.text, visit.channel, result)
        return Reply((ASIDE_UNANSWERED,))
    return _asked_which(visit, result)


ASIDE_UNANSWERED = (
    "恐れ入りますが、そのご質問にはこちらでお答えできません。担当者をご希望の場合は「担当者」とお知らせください。"
)


def _search_aside(visit: Visit, procedure: Procedure) -> SearchResult:
    """「お金かかるんかいな」 is about what is being done; a longer question mostly says what it is about."""
    knowledge, text = visit.office.knowledge, visit.call.heard.text
    alone, with_subject = knowledge.search(text), knowledge.search(f"{procedure.title} {text}")
    is_short = len(text) <= SHORT_QUESTION
    if with_subject.outcome is Outcome.answer and (is_short or alone.outcome is not Outcome.answer):
        return with_subject
    return alone


def _clear_answer(visit: Visit, result: SearchResult) -> Article | None:
    """The article to answer with: the one whose title was chosen, or the one the search is sure of."""
    chosen = visit.office.knowledge.titled(visit.call.heard.text.strip())
    return chosen or (result.hits[0].article if result.outcome is Outcome.answer else None)


def _asked_which(visit: Visit, result: SearchResult) -> Reply:
    reception, titles = visit.office.reception, [hit.article.title for hit in result.hits]
    asked = reception.only_this if len(titles) == 1 else reception.which_of_these
    return Reply((asked,), offered([*titles, reception.none_of_these]))

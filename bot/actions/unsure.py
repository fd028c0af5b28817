"""Asking back when it is not sure what is wanted: the one or two likeliest procedures by their names."""

from collections.abc import Sequence

from bot.actions.answering import NOT_UNDERSTOOD
from bot.actions.office import JST, Reply, Visit, offered
from casework.fields.choices import Option, parse_choice
from casework.fields.parsed import ParseContext, Parsed
from casework.intakes.asides import SURE, asks_something
from casework.intakes.requests import asked_for
from casework.intakes.yes_no_answers import read_yes_no
from casework.procedures.spec import Procedure
from conversation import events as ev
from knowledge.search import Outcome

OUT_OF_SCOPE = "out_of_scope"


async def asked_back(visit: Visit, found: Sequence[Procedure], last: ev.MessagePosted | None) -> Reply | None:
    """None when it is sure enough, when a question is asked that an article answers, or after asking back once."""
    if was_asked_back(visit, last) or not _is_unsure(visit, found):
        return None
    likely = likely_procedures(visit)
    if not likely or _has_article(visit):
        return None
    reception = visit.office.reception
    titles = [item.title for item in likely]
    said = reception.unsure.one.format(title=titles[0]) if len(titles) == 1 else reception.unsure.which
    return Reply((said,), offered((*titles, reception.none_of_these)))


def likely_procedures(visit: Visit) -> tuple[Procedure, ...]:
    """Those that are likely enough, unless it is likelier that nothing of ours is meant."""
    rules = visit.office.reception.unsure
    found: list[Procedure] = []
    for intent, confidence in visit.call.heard.likely:
        if intent == OUT_OF_SCOPE and not found:
            return ()
        procedure = visit.office.procedure_for(intent)
        if procedure is not None and confidence >= rules.at_least:
            found.append(procedure)
    return tuple(found[: rules.most])


def chosen_procedure(visit: Visit, last: ev.MessagePosted | None) -> Procedure | None:
    """The answer to having been asked back: a name, its number, or a yes to the only one."""
    if last is None or not was_asked_back(visit, last):
        return None
    titles = {item.title: item for item in visit.office.procedures.values()}
    named = [choice.value for choice in last.choices if choice.value in titles]
    local, text = visit.now.astimezone(JST), visit.call.heard.text
    context = ParseContext(local.date(), local, visit.channel.value)
    if len(named) == 1 and read_yes_no(text, context, fine_means=True) is True:
        return titles[named[0]]
    choice = parse_choice(text, context, [Option(name, name) for name in named])
    return titles[choice.value] if isinstance(choice, Parsed) and choice.confident else None


def was_asked_back(visit: Visit, last: ev.MessagePosted | None) -> bool:
    if last is None:
        return False
    titles = {item.title for item in visit.office.procedures.values()}
    values = {choice.value for choice in last.choices}
    return visit.office.reception.none_of_these in values and bool(titles & values)


def _is_unsure(visit: Visit, found: Sequence[Procedure]) -> bool:
    heard, rules = visit.call.heard, visit.office.reception.unsure
    if visit.call.action == NOT_UNDERSTOOD and heard.intent != OUT_OF_SCOPE:
        return not found
    is_told = bool(found) and (bool(asked_for(visit.office.procedures, heard)) or heard.confidence >= rules.sure)
    is_urgent = any(item.urgent for item in found) and heard.confidence >= SURE
    return bool(found) and not is_told and not is_urgent


def _has_article(visit: Visit) -> bool:
    if not asks_something(visit.call.heard):
        return False
    return visit.office.knowledge.search(visit.call.heard.text).outcome is Outcome.answer

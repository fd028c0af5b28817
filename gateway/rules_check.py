"""Whether the files operators edit agree with each other; each is already well-formed by itself."""

from collections.abc import Iterable, Mapping

from casework.disaster.rules import DisasterRules
from casework.errors import ProcedureFileError
from casework.procedures.spec import Procedure
from casework.reception import Queues, Reception
from handoff.hours import CalendarNotFoundError, Hours, get_calendar
from handoff.model import RoutingRules
from knowledge.article import Article


def check_procedures(procedures: Mapping[str, Procedure], queues: Queues, known_procedures: Iterable[str]) -> None:
    """Raise ProcedureFileError naming file and field."""
    intents: dict[str, str] = {}
    known = set(known_procedures)
    for name, procedure in procedures.items():
        file = f"{name}.yml"
        if procedure.intent in intents:
            raise ProcedureFileError(f"{file}, intent: {procedure.intent} already opens {intents[procedure.intent]}.")
        if procedure.intent is not None:
            intents[procedure.intent] = name
        if name not in known:
            raise ProcedureFileError(f"verification.yml, procedures: {name} is missing.")
        _check_follow_ups(procedure, procedures)
        for queue in (procedure.queue, *(outcome.queue for outcome in procedure.outcomes)):
            if queue is not None and queue not in queues.queues:
                raise ProcedureFileError(f"{file}, queue: {queue} is not in queues.yml.")
    for queue in (queues.default, *queues.routes.values()):
        if queue not in queues.queues:
            raise ProcedureFileError(f"queues.yml, routes: {queue} is not among its queues.")


def _check_follow_ups(procedure: Procedure, procedures: Mapping[str, Procedure]) -> None:
    for item in procedure.follow_ups:
        if item.procedure not in procedures or item.procedure == procedure.procedure:
            file = f"{procedure.procedure}.yml"
            raise ProcedureFileError(f"{file}, follow_ups: {item.procedure} is not another procedure.")


def check_hand_overs(procedures: Mapping[str, Procedure], reasons: Iterable[str]) -> None:
    """Every reason for which a procedure calls a person has a label for the agents. Raise ProcedureFileError."""
    known = set(reasons)
    for name, procedure in procedures.items():
        called = [rule.reason for rule in procedure.hand_over]
        called += [outcome.hand_over for outcome in procedure.outcomes if outcome.hand_over is not None]
        for reason in called:
            if reason not in known:
                raise ProcedureFileError(f"{name}.yml, hand_over: {reason} is not among the reasons of queues.yml.")


def check_calendars(queues: RoutingRules, hours: Hours) -> None:
    """Every queue's calendar exists. Raise ProcedureFileError."""
    for name, rule in queues.queues.items():
        try:
            get_calendar(hours, rule.calendar)
        except CalendarNotFoundError as error:
            raise ProcedureFileError(f"queues.yml, queues.{name}.calendar: {error}") from error


def check_codes(
    contact_reasons: Iterable[str],
    procedures: Mapping[str, Procedure],
    reception: Reception,
    articles: Iterable[Article],
    known_procedures: Iterable[str],
) -> None:
    """Every contact reason that can reach the log has a label, and every article's procedure exists."""
    reasons, known = set(contact_reasons), set(known_procedures)
    used: list[tuple[str, str | None]] = []
    used += [(f"{name}.yml", procedure.contact_reason) for name, procedure in procedures.items()]
    used += [(f"reception.yml, intents.{intent}", route.contact_reason) for intent, route in reception.intents.items()]
    used += [(f"article {article.id}", article.contact_reason) for article in articles]
    for place, reason in used:
        if reason is not None and reason not in reasons:
            raise ProcedureFileError(f"{place}, contact_reason: {reason} is not in dispositions.yml.")
    for article in articles:
        if article.procedure is not None and article.procedure not in known:
            place = f"article {article.id}, procedure"
            raise ProcedureFileError(f"{place}: {article.procedure} is not in verification.yml.")


def check_disaster(
    rules: DisasterRules, procedures: Iterable[str], known_procedures: Iterable[str], routing: RoutingRules
) -> None:
    """What the disaster mode names exists. Raise ProcedureFileError."""
    opened, known = set(procedures), {*known_procedures, *procedures}
    for field, names, exist in (
        ("damage", (rules.damage.procedure, rules.damage.instead_of), opened),
        ("due_days", tuple(rules.due_days), known),
        ("callback_first.queues", rules.callback_first.queues, set(routing.queues)),
        ("callback_first.reasons", rules.callback_first.reasons, set(routing.reasons)),
    ):
        for name in names:
            if name not in exist:
                raise ProcedureFileError(f"disaster.yml, {field}: {name} is not known.")

"""What the customer is told before the next question: why something is so, once; or that nothing is to be done."""

from casework.intakes.applying import open_values
from casework.intakes.draft import Draft
from casework.procedures.conditions import applies
from casework.procedures.spec import Ending, Procedure

_EXPIRY = "{expiry}"


def ending_of(draft: Draft, procedure: Procedure) -> Ending | None:
    """The first rule by which the procedure ends without a case."""
    values, facts = open_values(draft, procedure), draft.facts()
    return next((rule for rule in procedure.endings if applies(rule.when, values, facts)), None)


def explained(draft: Draft, procedure: Procedure, *, at_once: bool = False) -> tuple[Draft, tuple[str, ...]]:
    """The explanations that apply and were not given yet, noted as given; `at_once`: only those that cannot wait."""
    values, facts = open_values(draft, procedure), draft.facts()
    new = [
        index
        for index, item in enumerate(procedure.explanations)
        if index not in draft.explained and item.is_at_once >= at_once and applies(item.when, values, facts)
    ]
    if not new:
        return draft, ()
    told = draft.model_copy(update={"explained": (*draft.explained, *new)})
    return told, tuple(procedure.explanations[index].say.replace(_EXPIRY, _expiry(draft)) for index in new)


def may_have_open_case(draft: Draft, procedure: Procedure) -> bool:
    """Whether the open cases of the chosen policies are still to be looked for."""
    chosen = {policy.policy_no for policy in draft.chosen_policies()}
    return procedure.one_open_case and not chosen <= set(draft.checked_for_cases)


def _expiry(draft: Draft) -> str:
    """The day alone of a single policy, with their names of several."""
    days = [(policy.label.partition("（")[0], policy.expires_on) for policy in draft.chosen_policies()]
    told = [(name, f"{day.year}年{day.month}月{day.day}日") for name, day in days if day is not None]
    return told[0][1] if len(told) == 1 else "、".join(f"{name}が{day}" for name, day in told)

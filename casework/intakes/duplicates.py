"""A case that is open already for the same policy: the customer hears its number instead of opening a second."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.intakes import wording
from casework.intakes.customer_policies import person_offered
from casework.intakes.draft import Draft
from casework.intakes.questions import ask_next
from casework.intakes.step import Step, World


@dataclass(frozen=True)
class OpenCase:
    """A case of the same procedure that is not finished; `due` is the day as it is said, empty without one."""

    case_no: str
    policy_nos: tuple[str, ...]
    due: str


def cases_found(draft: Draft, world: World, cases: Sequence[OpenCase]) -> Step:
    """Go on with the chosen policies no open case is about."""
    chosen = draft.chosen_policies()
    taken = {number for case in cases for number in case.policy_nos}
    free = [policy for policy in chosen if policy.policy_no not in taken]
    told = [_told(case, draft, world) for case in cases if {policy.policy_no for policy in chosen} & {*case.policy_nos}]
    if not free:
        return person_offered(draft, *told)
    checked = draft.model_copy(update={"checked_for_cases": tuple(policy.policy_no for policy in free)})
    if len(free) == len(chosen):
        return ask_next(checked, world)
    spoken = "、".join(policy.label for policy in free)
    value = draft.values["policy_nos"].model_copy(
        update={"value": [policy.policy_no for policy in free], "spoken": spoken}
    )
    going_on = ask_next(checked.with_value("policy_nos", value), world)
    return going_on.before(*told, wording.THIS_POLICY.format(label=spoken))


def _told(case: OpenCase, draft: Draft, world: World) -> str:
    labels = "、".join(policy.label for policy in draft.chosen_policies() if policy.policy_no in case.policy_nos)
    said = wording.CASE_IS_OPEN.format(label=labels, title=world.procedure.title, case_no=case.case_no)
    return said + (wording.CASE_IS_DUE.format(due=case.due) if case.due else "")

"""The verified customer's policies as a draft offers them: those in force, named by line and last digits."""

from collections.abc import Iterable

from casework.intakes.draft import Draft, FieldValue, PolicyBrief
from casework.procedures.spec import FieldType, Procedure
from crm_adapter.model import Policy, PolicyStatus

LINES = {
    "motor": "自動車保険",
    "fire": "火災保険",
    "earthquake": "地震保険",
    "personal_accident": "傷害保険",
    "liability": "賠償責任保険",
}


def policies_in_force(policies: Iterable[Policy]) -> tuple[PolicyBrief, ...]:
    return tuple(_brief(policy) for policy in policies if policy.status is PolicyStatus.in_force)


def with_policies(draft: Draft, procedure: Procedure, customer_id: str, policies: tuple[PolicyBrief, ...]) -> Draft:
    """The draft filled from this customer's record; a single policy is chosen for them."""
    loaded = draft.model_copy(update={"customer_id": customer_id, "policies": policies})
    chooser = next((spec for spec in procedure.fields if spec.type is FieldType.policies), None)
    if chooser is None or len(policies) != 1 or chooser.name in loaded.values:
        return loaded
    only = policies[0]
    value = FieldValue(value=[only.policy_no], spoken=only.label, text="", source="record")
    return loaded.with_value(chooser.name, value)


def _brief(policy: Policy) -> PolicyBrief:
    label = f"{LINES[policy.line]}（証券番号の下4桁 {policy.policy_no[-4:]}）"
    return PolicyBrief(policy_no=policy.policy_no, line=policy.line, label=label)

"""The verified customer's policies as a draft offers them, with what the record and today tell of each.

A procedure offers the policies its file allows, in force unless it says otherwise.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from casework.intakes import wording
from casework.intakes.answers import context_of
from casework.intakes.draft import Draft, FieldValue, IntakeStatus, PolicyBrief
from casework.intakes.glean import glean_words
from casework.intakes.policy_answers import policies_told
from casework.intakes.questions import ask_next
from casework.intakes.step import HandOff, Step, World
from casework.procedures.field_spec import FieldSpec, FieldType, PolicyFact
from casework.procedures.spec import Procedure
from conversation.messages import Choice
from conversation.model import Channel
from crm_adapter.model import Customer, Line, Policy, PolicyStatus

LINES = {
    "motor": "自動車保険",
    "fire": "火災保険",
    "earthquake": "地震保険",
    "personal_accident": "傷害保険",
    "liability": "賠償責任保険",
}
# The guide to the renewal is mailed so long before the expiry; for so long after it a renewal may still be asked for.
EXPIRES_SOON = timedelta(days=65)
JUST_EXPIRED = timedelta(days=31)
LONG_TERM_YEARS = 2
# From the end of the tax returns until its postcards are posted, the certificate of the year is not missing yet.
POSTING_AWAITED, POSTING_ENDS = (3, 16), (10, 25)
_GROUP_MODES = frozenset({"group", "payroll", "payroll_group", "group_policy"})
# An inquiry goes on without any policy; the draft then holds one that names none.
NONE_IN_FORCE = (PolicyBrief(policy_no="-", line="-", label="-"),)


def current_policies(
    policies: Iterable[Policy], customer: Customer, today: date, channel: Channel = Channel.webchat
) -> tuple[PolicyBrief, ...]:
    """Those in force, and those that expired so lately that they may still be renewed."""
    current = [
        policy for policy in policies if policy.status is PolicyStatus.in_force or _has_just_expired(policy, today)
    ]
    return tuple(
        PolicyBrief(
            policy_no=policy.policy_no,
            line=policy.line,
            label=policy_label(policy, current, channel),
            facts=facts_of(policy, today, is_company=customer.is_company),
            is_in_force=policy.status is PolicyStatus.in_force,
            expires_on=policy.expiry_date,
        )
        for policy in current
    )


def policy_label(policy: Policy, among: Sequence[Policy], channel: Channel) -> str:
    """A caller hears digits only where the line does not tell the policies apart."""
    is_alone = sum(other.line is policy.line for other in among) <= 1
    if channel is Channel.voice and is_alone:
        return LINES[policy.line]
    return f"{LINES[policy.line]}（証券番号の下4桁 {policy.policy_no[-4:]}）"


def facts_of(policy: Policy, today: date, *, is_company: bool) -> tuple[str, ...]:
    return tuple(_facts(policy, today, is_company=is_company))


def is_long_term(policy: Policy) -> bool:
    return policy.expiry_date >= _years_after(policy.inception_date, LONG_TERM_YEARS)


def offered_policies(procedure: Procedure, policies: Iterable[PolicyBrief]) -> tuple[PolicyBrief, ...]:
    """The policies this procedure may be about."""
    spec = _chooser(procedure)
    return tuple(policy for policy in policies if _is_offered(spec, policy))


def with_policies(draft: Draft, procedure: Procedure, customer_id: str, policies: tuple[PolicyBrief, ...]) -> Draft:
    """The draft filled from this customer's record; a single policy, or the one the opening names, is chosen."""
    offered = offered_policies(procedure, policies)
    loaded = draft.model_copy(update={"customer_id": customer_id, "policies": offered})
    spec = _chooser(procedure)
    if spec is None or not offered or spec.name in loaded.values:
        return loaded
    if len(offered) == 1:
        value = FieldValue(value=[offered[0].policy_no], spoken=offered[0].label, text="", source="record")
        return loaded.with_value(spec.name, value)
    said, words = draft.opening_text, spec.line_words
    told = policies_told(said, offered, words, procedure.asked_for_as) if spec.gleaned else None
    if told is None:
        return loaded
    return loaded.with_value(spec.name, FieldValue(value=told.value, spoken=told.spoken, text=draft.opening_text))


def policies_loaded(draft: Draft, world: World, customer_id: str, policies: tuple[PolicyBrief, ...]) -> Step:
    """Go on with the customer's policies; where none is offered, the customer hears why."""
    procedure, spec = world.procedure, _chooser(world.procedure)
    offered = offered_policies(procedure, policies)
    if not offered and procedure.kind == "inquiry":
        loaded = draft.model_copy(update={"customer_id": customer_id, "policies": NONE_IN_FORCE})
        return ask_next(loaded, world)
    if not offered and policies and spec is not None and spec.none_offered:
        return person_offered(draft.model_copy(update={"customer_id": customer_id}), spec.none_offered)
    if not offered:
        return Step(draft, (wording.NO_POLICY,), effect=HandOff("no_policy"))
    loaded = with_policies(draft, procedure, customer_id, policies)
    step = ask_next(glean_words(loaded, world, draft.opening_text, context_of(world)), world)
    chosen = None if loaded.values == draft.values or spec is None else loaded.values[spec.name]
    if chosen is None:
        return step
    if chosen.source != "record":
        return step.before(wording.THIS_POLICY.format(label=chosen.spoken))
    is_restricted = spec is not None and bool(spec.policy_lines or spec.policy_facts)
    said = wording.ONLY_POLICY_OFFERED if is_restricted else wording.ONLY_POLICY
    return step.before(said.format(label=chosen.spoken))


def person_offered(draft: Draft, *sentences: str) -> Step:
    """The end of a procedure that cannot go on: why, and a person for whoever wants one."""
    over = draft.model_copy(update={"status": IntakeStatus.answered, "asked": None})
    choice = Choice(label=wording.TO_PERSON, value=wording.TO_PERSON)
    return Step(over, (*sentences, wording.PERSON_IF_WISHED), (choice,))


def _facts(policy: Policy, today: date, *, is_company: bool) -> Iterator[PolicyFact]:
    if today < _years_after(policy.inception_date, 1):
        yield "first_year"
    if is_long_term(policy):
        yield "multi_year"
    if policy.payment_mode in _GROUP_MODES or "団体" in policy.payment_mode:
        yield "group"
    if is_company:
        yield "company"
    if policy.earthquake_premium_yen or policy.line is Line.earthquake:
        yield "has_earthquake"
    if POSTING_AWAITED <= (today.month, today.day) <= POSTING_ENDS:
        yield "before_posting"
    if today <= policy.expiry_date <= today + EXPIRES_SOON:
        yield "expires_soon"
    if policy.expiry_date < today:
        yield "past_expiry"


def _has_just_expired(policy: Policy, today: date) -> bool:
    return policy.status is PolicyStatus.expired and policy.expiry_date <= today <= policy.expiry_date + JUST_EXPIRED


def _is_offered(spec: FieldSpec | None, policy: PolicyBrief) -> bool:
    if spec is None:
        return policy.is_in_force
    if not policy.is_in_force and not spec.with_past_expiry:
        return False
    is_of_line = not spec.policy_lines or policy.line in spec.policy_lines
    return is_of_line and set(spec.policy_facts) <= set(policy.facts)


def _chooser(procedure: Procedure) -> FieldSpec | None:
    return next((spec for spec in procedure.fields if spec.type is FieldType.policies), None)


def _years_after(day: date, years: int) -> date:
    """The 29th of February is the 1st of March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)

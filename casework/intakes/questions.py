"""Which question comes next: identity first, then the fields that apply, then the summary."""

from collections.abc import Sequence
from datetime import date

from casework.fields.dates import spoken_date
from casework.fields.postal_areas import resolve_postal_code
from casework.intakes import wording
from casework.intakes.applying import (
    hand_over_rule,
    open_fields,
    open_values,
    options_of,
    settled,
    with_passed_days,
)
from casework.intakes.draft import Draft, FieldValue, IdentityClaim, IntakeStatus, Question
from casework.intakes.explaining import ending_of, explained, may_have_open_case
from casework.intakes.step import (
    CheckIdentity,
    FindOpenCases,
    HandOff,
    LoadPolicies,
    SendCode,
    Step,
    Submit,
    Tell,
    World,
)
from casework.procedures.conditions import applies
from casework.procedures.field_spec import OFFERING
from casework.procedures.spec import FieldSpec, FieldType, Procedure
from conversation.messages import Choice
from conversation.model import Channel, VerificationLevel

ITEMS_NEEDED = 2
DAY_ONLY = 10
COMPANY_MARKS = ("株式会社", "有限会社", "合同会社", "(株)", "㈱", "(有)", "法人")


def ask_next(draft: Draft, world: World) -> Step:
    """Ask the first thing that is missing, or name the effect that must come before it."""
    needed = world.verification.needed(draft.procedure, draft.relation)
    if needed == "person":
        sentence = wording.NOT_THE_POLICYHOLDER
        return Step(draft, (sentence,), effect=HandOff("not_the_policyholder"))
    level = max([needed, *_levels_of_given(draft, world.procedure)])
    if world.level < min(level, VerificationLevel.knowledge_match):
        return _ask_identity(draft, items_needed(draft, world))
    if world.procedure.needs_customer and not draft.policies and level > VerificationLevel.nobody:
        return Step(draft, effect=LoadPolicies())
    if world.level < level:
        return _ask_code(draft) if draft.code_sent else Step(draft, _step_up(draft, needed), effect=SendCode())
    if world.procedure.kind == "inquiry":
        return Step(draft, effect=Tell())
    return _ask_field_or_summary(draft, world)


def question_of(draft: Draft, world: World) -> Step:
    """The open question again, word for word."""
    code = draft.asked or Question.summary
    if code in world_fields(world.procedure):
        spec = world.procedure.field(code)
        return Step(draft, (prompt_of(spec, draft, world.channel),), choices_of(spec, draft, world.channel))
    if code == Question.summary:
        return summary(draft, world)
    if code == Question.correction:
        return Step(draft, (wording.QUESTIONS[Question.correction],), correction_choices(draft, world))
    question = Question(code)
    return Step(draft, (wording.QUESTIONS[question],), _choices_of_question(question))


def ask(draft: Draft, code: str, world: World) -> Step:
    """Make `code` the open question."""
    misses = draft.misses if draft.asked == code else 0
    return question_of(draft.model_copy(update={"asked": code, "misses": misses}), world)


def summary(draft: Draft, world: World) -> Step:
    """Read back every value that applies, with the consequences, and ask to confirm."""
    values, facts = open_values(draft, world.procedure), draft.facts()
    rows = [
        f"・{spec.label}: {read_back(spec, draft.values[spec.name].spoken)}"
        for spec in open_fields(draft, world.procedure)
        if spec.name in draft.values and spec.read_back
    ]
    consequences = [c.say for c in world.procedure.consequences if applies(c.when, values, facts)]
    head, question = _parted(world.procedure.summary)
    return Step(
        draft.model_copy(update={"asked": Question.summary}),
        ("\n".join((head, *rows)), *consequences, *question),
        tuple(
            Choice(label=item, value=item)
            for item in (world.procedure.confirm or wording.CONFIRM, wording.CORRECT, wording.STOP)
        ),
    )


def read_back(spec: FieldSpec, spoken: str) -> str:
    """The value in the words of the summary."""
    return spec.read_as.get(spoken, wording.NOT_TOLD if spoken == wording.NOT_KNOWN else spoken)


def _parted(text: str) -> tuple[str, tuple[str, ...]]:
    """The question at the end comes last of all: who hears or reads on must know what is asked."""
    head, _, question = text.removesuffix("。").rpartition("。")
    return (f"{head}。", (f"{question}。",)) if head and question.endswith("か") else (text, ())


def prompt_of(spec: FieldSpec, draft: Draft, channel: Channel) -> str:
    """The field's question; an address already begun by its postal code is named, and so is a day without a time."""
    prompt = spec.prompt.on(channel)
    known = draft.values.get(spec.name)
    if known is not None and is_half_known(spec, known):
        return wording.WHAT_TIME.format(day=spoken_date(date.fromisoformat(known.value)))
    code = draft.values.get(spec.postal_code_field or "")
    area = resolve_postal_code(code.value) if code is not None else None
    if spec.type is not FieldType.address or area is None:
        return prompt
    if area.has_one_town:
        return f"{area.spoken}ですね。{prompt}"
    return wording.TOWN_FIRST.format(area=area.spoken) if area.city else wording.WHOLE_ADDRESS


def is_half_known(spec: FieldSpec, value: FieldValue) -> bool:
    """A day whose time is still to be asked for."""
    return spec.type is FieldType.date_time and not value.confident and len(str(value.value)) == DAY_ONLY


def choices_of(spec: FieldSpec, draft: Draft, channel: Channel = Channel.webchat) -> tuple[Choice, ...]:
    if spec.type is FieldType.policies:
        labels = [policy.label for policy in draft.policies]
        return tuple(Choice(label=label, value=label) for label in (wording.ALL_POLICIES, *labels))
    if spec.type in OFFERING:
        every = (wording.ALL_POLICIES,) if spec.offers_all else ()
        labels = [*every, *(option.label for option in options_of(spec, draft))]
        return tuple(Choice(label=label, value=label) for label in labels)
    return tuple(Choice(label=item, value=item) for item in _words_offered(spec, channel))


def _words_offered(spec: FieldSpec, channel: Channel) -> tuple[str, ...]:
    if spec.type is FieldType.yes_no:
        return (wording.YES, wording.NO)
    if spec.type is FieldType.attachments:
        return (wording.PHOTO_NONE, wording.PHOTO_LATER) if channel is Channel.webchat else (wording.YES, wording.NO)
    return (wording.DONT_KNOW,) if spec.may_be_unknown else ()


def correction_choices(draft: Draft, world: World) -> tuple[Choice, ...]:
    fields = [spec for spec in open_fields(draft, world.procedure) if spec.name in draft.values]
    return tuple(Choice(label=spec.label, value=spec.label) for spec in fields)


def items_needed(draft: Draft, world: World) -> int:
    """How many items beside the name prove enough: for L1 the policy number alone."""
    needed = world.verification.needed(draft.procedure, draft.relation)
    is_low = needed == VerificationLevel.claims_contract and not _levels_of_given(draft, world.procedure)
    return 1 if is_low and draft.claim.policy_no is not None else ITEMS_NEEDED


def level_of(claim: IdentityClaim) -> VerificationLevel:
    """What a claim proves that agrees with the record."""
    is_full = claim.items() >= ITEMS_NEEDED
    return VerificationLevel.knowledge_match if is_full else VerificationLevel.claims_contract


def next_identity_question(claim: IdentityClaim, needed: int = ITEMS_NEEDED) -> Question | None:
    """The next item to ask for; None when the claim can be checked or cannot be completed."""
    if claim.name is None:
        return Question.name
    if claim.policy_no is None and "policy_no" not in claim.unknown:
        return Question.policy_no
    if needed == 1:
        return None
    is_company = any(mark in claim.name for mark in COMPANY_MARKS)
    if claim.birth_date is None and "birth_date" not in claim.unknown and not is_company:
        return Question.birth_date
    if claim.items() < ITEMS_NEEDED and claim.phone is None and "phone" not in claim.unknown:
        return Question.phone
    return None


def world_fields(procedure: Procedure) -> Sequence[str]:
    return [spec.name for spec in procedure.fields]


def _ask_identity(draft: Draft, needed: int) -> Step:
    question = next_identity_question(draft.claim, needed)
    if question is None and draft.claim.items() < needed:
        return Step(draft, (wording.CANNOT_VERIFY,), effect=HandOff("identity_locked"))
    if question is None:
        return Step(draft, effect=CheckIdentity())
    introduced = draft.claim == IdentityClaim() and draft.misses == 0
    sentence = wording.QUESTIONS[question]
    step = Step(_asking(draft, question), (sentence,), _choices_of_question(question))
    return step.before(wording.IDENTITY_INTRODUCTION) if introduced else step


def _ask_code(draft: Draft) -> Step:
    sentence = wording.QUESTIONS[Question.code]
    return Step(_asking(draft, Question.code), (sentence,), _choices_of_question(Question.code))


def _step_up(draft: Draft, needed: VerificationLevel) -> tuple[str, ...]:
    """Why more proof is needed: by the procedure, or by a field that the customer brought up."""
    is_fields = needed < VerificationLevel.one_time_code and draft.wanted
    return (wording.STEP_UP if is_fields else wording.CODE_REASON,)


def _ask_field_or_summary(draft: Draft, world: World) -> Step:
    draft = settled(with_passed_days(draft, world.procedure, world.now.date()), world.procedure)
    rule = hand_over_rule(draft, world.procedure)
    if rule is not None:
        return Step(draft, (rule.say,) if rule.say else (), effect=HandOff(rule.reason))
    if may_have_open_case(draft, world.procedure):
        return Step(draft, effect=FindOpenCases())
    draft, told = explained(draft, world.procedure)
    ending = ending_of(draft, world.procedure)
    if ending is not None:
        over = draft.model_copy(update={"status": IntakeStatus.answered, "asked": None})
        return Step(over, (*told, ending.say, wording.ANYTHING_ELSE))
    if has_enough(draft, world.procedure):
        return Step(draft, told, effect=Submit())
    return _next_question(draft, world).before(*told)


def has_enough(draft: Draft, procedure: Procedure) -> bool:
    """Whether the draft is submitted as it is, without asking for what is missing."""
    at_once = procedure.submits_at_once
    return at_once is not None and applies(at_once, open_values(draft, procedure), draft.facts())


def _next_question(draft: Draft, world: World) -> Step:
    for spec in open_fields(draft, world.procedure):
        known = draft.values.get(spec.name)
        is_known = known is not None and not is_half_known(spec, known)
        if not is_known and spec.needed == "to_submit":
            return question_of(_asking(draft, spec.name), world)
    return Step(draft, effect=Submit()) if world.procedure.without_summary else summary(draft, world)


def _asking(draft: Draft, code: str) -> Draft:
    misses = draft.misses if draft.asked == code else 0
    return draft.model_copy(update={"asked": code, "misses": misses})


def _choices_of_question(question: Question) -> tuple[Choice, ...]:
    offered = {
        Question.policy_no: (wording.DONT_KNOW,),
        Question.person: (wording.TO_PERSON, wording.CONTINUE),
        Question.resume: (wording.YES, wording.NO),
        Question.unfinished: (wording.YES, wording.NO),
        Question.code: (wording.RESEND,),
    }.get(question, ())
    return tuple(Choice(label=item, value=item) for item in offered)


def _levels_of_given(draft: Draft, procedure: Procedure) -> list[VerificationLevel]:
    """Fields that the customer gave or wants to give may need a higher level than the procedure itself."""
    return [
        VerificationLevel[spec.verification]
        for spec in procedure.fields
        if spec.verification is not None and (spec.name in draft.values or spec.name in draft.wanted)
    ]

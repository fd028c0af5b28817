"""What kind of answer the open question expects, for channels that listen or lay out accordingly."""

from casework.identity.matrix import Verification
from casework.intakes.applying import options_of
from casework.intakes.draft import Draft, IntakeStatus, Question
from casework.procedures.spec import FieldSpec, FieldType, Procedure
from conversation.messages import AnswerKind, Expecting

POSTAL_CODE_DIGITS = 7
_OF_QUESTION = {
    Question.name: AnswerKind.name,
    Question.policy_no: AnswerKind.policy_no,
    Question.birth_date: AnswerKind.date,
    Question.phone: AnswerKind.phone,
    Question.summary: AnswerKind.confirmation,
    Question.person: AnswerKind.yes_no,
    Question.resume: AnswerKind.yes_no,
    Question.unfinished: AnswerKind.yes_no,
    Question.correction: AnswerKind.choice,
}
_OF_FIELD = {
    FieldType.policies: AnswerKind.choice,
    FieldType.postal_code: AnswerKind.postal_code,
    FieldType.address: AnswerKind.address,
    FieldType.date: AnswerKind.date,
    FieldType.yes_no: AnswerKind.yes_no,
    FieldType.phone: AnswerKind.phone,
    FieldType.time_window: AnswerKind.time_window,
    FieldType.text: AnswerKind.free,
    FieldType.choice: AnswerKind.choice,
    FieldType.date_time: AnswerKind.date_time,
    FieldType.name: AnswerKind.name,
    FieldType.policy_no: AnswerKind.policy_no,
    FieldType.place: AnswerKind.free,
    FieldType.attachments: AnswerKind.yes_no,
    FieldType.choices: AnswerKind.choice,
    FieldType.number: AnswerKind.digits,
    FieldType.year: AnswerKind.digits,
    FieldType.kana: AnswerKind.name,
    FieldType.plate: AnswerKind.free,
}
_YEAR_HINTS = ("令和", "今年", "去年", "一昨年")


def expected(draft: Draft, procedure: Procedure, verification: Verification) -> Expecting | None:
    """None when no question is open."""
    if draft.status is not IntakeStatus.open or draft.asked is None:
        return None
    if draft.asked == Question.code:
        return Expecting(kind=AnswerKind.digits, digits=verification.one_time_code.digits)
    spec = next((item for item in procedure.fields if item.name == draft.asked), None)
    if spec is None:
        return Expecting(kind=_OF_QUESTION[Question(draft.asked)])
    return _of_field(spec, draft)


def _of_field(spec: FieldSpec, draft: Draft) -> Expecting:
    """Several options may be keyed one after another, as many as there are."""
    kind, options = _OF_FIELD[spec.type], options_of(spec, draft)
    digits = POSTAL_CODE_DIGITS if kind is AnswerKind.postal_code else None
    if spec.type is FieldType.choices:
        digits = len(options)
    return Expecting(kind=kind, digits=digits, hints=_hints(spec, draft))


def _hints(spec: FieldSpec, draft: Draft) -> tuple[str, ...]:
    match spec.type:
        case FieldType.policies:
            return tuple(policy.label for policy in draft.policies)
        case FieldType.choice | FieldType.choices:
            return tuple(option.label for option in options_of(spec, draft))
        case FieldType.number:
            return (spec.unit, *(word.label for word in spec.number_words if word.label)) if spec.unit else ()
        case FieldType.year:
            return _YEAR_HINTS
        case _:
            return ()

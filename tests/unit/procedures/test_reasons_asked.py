"""What customers may balk at being asked has one short sentence on why; values read well behind their labels."""

from pathlib import Path

import pytest

from casework.procedures.load import load_procedures
from casework.procedures.spec import FieldSpec, FieldType

pytestmark = pytest.mark.unit

BALKED_AT = frozenset(
    {
        FieldType.date,
        FieldType.date_time,
        FieldType.number,
        FieldType.plate,
        FieldType.kana,
        FieldType.phone,
        FieldType.policy_no,
    }
)
LONGEST = 60
PROCEDURES = load_procedures(Path(__file__).parents[3] / "config" / "procedures")
FIELDS = [(name, spec) for name, procedure in PROCEDURES.items() for spec in procedure.fields]
ASKED = [pytest.param(spec, id=f"{name}.{spec.name}") for name, spec in FIELDS]
PRIVATE = [
    pytest.param(spec, id=f"{name}.{spec.name}")
    for name, spec in FIELDS
    if spec.type in BALKED_AT or spec.name == "reason"
]
READ_BACK = [
    pytest.param(spec, id=f"{name}.{spec.name}")
    for name, spec in FIELDS
    if spec.type is FieldType.yes_no and spec.read_back
]


@pytest.mark.parametrize("spec", PRIVATE)
def test_what_is_private_is_asked_with_a_reason(spec: FieldSpec) -> None:
    assert spec.why, f"{spec.name} has no `why`"


@pytest.mark.parametrize("spec", ASKED)
def test_a_reason_is_one_short_sentence(spec: FieldSpec) -> None:
    assert (spec.why or "。").count("。") == 1
    assert len(spec.why or "") <= LONGEST


@pytest.mark.parametrize("spec", READ_BACK)
def test_a_yes_is_read_back_in_words_that_fit_its_label(spec: FieldSpec) -> None:
    assert {"はい", "いいえ"} <= set(spec.read_as)

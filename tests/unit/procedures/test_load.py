"""What an operator writes wrongly is named with file, line and field; what is right is read without losing a word."""

from pathlib import Path

import pytest
from procedure_texts import RIGHT, changed, line_of

from casework.errors import ProcedureFileError
from casework.identity.matrix import Verification
from casework.procedures.load import load_procedures, read_checked
from casework.procedures.spec import FieldType, Procedure

CONFIG = Path(__file__).parents[3] / "config"


def load(folder: Path, text: str | bytes, name: str = "sample.yml") -> Procedure:
    data = text.encode() if isinstance(text, str) else text
    (folder / name).write_bytes(data)
    return load_procedures(folder)["sample"]


def refusal(folder: Path, text: str | bytes) -> str:
    with pytest.raises(ProcedureFileError) as caught:
        load(folder, text)
    assert caught.value.code == "procedure_file_invalid"
    return str(caught.value)


def test_the_right_file_is_read(tmp_path: Path) -> None:
    procedure = load(tmp_path, RIGHT)
    assert [field.type for field in procedure.fields] == [FieldType.postal_code, FieldType.address, FieldType.yes_no]
    assert procedure.field("new_address").postal_code_field == "new_code"


def test_folded_japanese_has_no_spaces(tmp_path: Path) -> None:
    procedure = load(tmp_path, RIGHT)
    assert procedure.field("car_moves").prompt.default == "車の場所も変わりますか。"
    assert procedure.outcomes[0].say == "{due}までに{department}の担当者からお電話いたします。"


def test_no_delivered_sentence_has_a_space_between_japanese_words() -> None:
    for procedure in load_procedures(CONFIG / "procedures").values():
        said = [field.prompt.default for field in procedure.fields] + [outcome.say for outcome in procedure.outcomes]
        said += [consequence.say for consequence in procedure.consequences]
        assert [sentence for sentence in said if " " in sentence] == []


MISTAKES = {
    "unknown_key": ("version: 1\n", "version: 1\nversio: 1\n", "versio: 1", "versio"),
    "unknown_key_of_a_field": ("    label: 車\n", "    label: 車\n    labell: 車\n", "labell", "fields.2.labell"),
    "wrong_type_of_version": ("version: 1\n", "version: one\n", "version: one", "version"),
    "version_zero": ("version: 1\n", "version: 0\n", "version: 0", "version"),
    "title_missing": ("title: 見本の手続き\n", "", "procedure: sample", "title"),
    "label_missing": ("    label: 車\n", "", "- name: car_moves", "fields.2.label"),
    "prompt_missing": (
        "    prompt:\n      default: 住所をお知らせください。\n",
        "",
        "- name: new_address",
        "fields.1.prompt",
    ),
    "unknown_field_type": ("type: yes_no", "type: yesno", "type: yesno", "fields.2.type"),
    "name_with_capitals": ("name: car_moves", "name: CarMoves", "name: CarMoves", "fields.2.name"),
    "needs_customer_not_a_boolean": (
        "needs_customer: false",
        "needs_customer: maybe",
        "needs_customer",
        "needs_customer",
    ),
    "condition_with_two_forms": (
        "when: {policy_lines_include: [motor]}",
        "when: {policy_lines_include: [motor], field: new_code, is_set: true}",
        "when: {policy_lines_include",
        "fields.2.when",
    ),
    "condition_without_a_value": (
        "consequences:\n  - when: {field: car_moves, is: true}",
        "consequences:\n  - when: {field: car_moves}",
        "- when: {field: car_moves}",
        "consequences.0.when",
    ),
    "consequence_without_condition": (
        "consequences:\n  - when: {field: car_moves, is: true}\n    say:",
        "consequences:\n  - say:",
        "- say: 担当者",
        "consequences.0.when",
    ),
    "unknown_status": ("status: in_review", "status: done", "status: done", "outcomes.0.status"),
    "unknown_direction": (
        "    label: 車\n",
        "    label: 車\n    direction: later\n",
        "direction: later",
        "fields.2.direction",
    ),
    "unknown_level": ("    label: 車\n", "    label: 車\n    verification: l3\n", "- name: car_moves", "fields.2"),
    "fields_not_a_list": (
        RIGHT[RIGHT.index("fields:") : RIGHT.index("consequences:")],
        "fields: 3\n",
        "fields: 3",
        "fields",
    ),
    "unknown_fulfilment_step": (
        "    say: 承りました。\n",
        "    say: 承りました。\nfulfilment:\n  - step: fly\n",
        "step: fly",
        "fulfilment.0.step",
    ),
    "words_that_do_not_compile": (
        "    label: 車\n",
        "    label: 車\n    yes_words: ['(']\n",
        "yes_words:",
        "fields.2.yes_words.0",
    ),
    "words_of_a_field_that_has_none": (
        "    label: 住所\n",
        "    label: 住所\n    yes_words: [はい]\n",
        "- name: new_address",
        "fields.1",
    ),
    "choice_without_options": ("type: yes_no", "type: choice", "- name: car_moves", "fields.2"),
    "options_of_no_choice": (
        "    label: 住所\n",
        "    label: 住所\n    options: [{value: a, label: A}]\n",
        "- name: new_address",
        "fields.1",
    ),
    "option_twice": (
        "    type: yes_no\n",
        "    type: choice\n    options: [{value: a, label: A}, {value: a, label: B}]\n",
        "- name: car_moves",
        "fields.2",
    ),
    "two_due_times": (
        "  - status: completed\n",
        "  - status: completed\n    due_days: 1\n    due_hours: 3\n",
        "- status: completed",
        "outcomes.1",
    ),
    "hours_that_close_first": (
        "needs_customer: false\n",
        "needs_customer: false\nresponse_hours: {opens: '19:00', closes: '09:00'}\n",
        "response_hours:",
        "response_hours",
    ),
    "unknown_priority": (
        "  - status: completed\n",
        "  - status: completed\n    priority: top\n",
        "priority: top",
        "outcomes.1.priority",
    ),
    "queue_with_spaces": ("queue: endorsement", "queue: my queue", "queue: my queue", "queue"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_file_line_and_field(mistake: str, tmp_path: Path) -> None:
    old, new, passage, field = MISTAKES[mistake]
    text = changed(old, new)
    assert refusal(tmp_path, text).startswith(f"sample.yml, line {line_of(text, passage)}, {field}: ")


REFERENCES = {
    "condition_on_an_unknown_field": (
        "consequences:\n  - when: {field: car_moves,",
        "consequences:\n  - when: {field: car_mover,",
        "unknown field car_mover",
    ),
    "address_after_an_unknown_field": ("postal_code_field: new_code", "postal_code_field: code", "unknown field code"),
    "condition_on_a_later_field": (
        "    label: 住所\n",
        "    label: 住所\n    when: {field: car_moves, is: true}\n",
        "new_address: its condition reads car_moves, which comes later",
    ),
    "implied_value_of_an_unknown_field": (
        "summary:",
        "implied: [{when: {field: car_moves, is: true}, field: nothing, value: true}]\nsummary:",
        "unknown field nothing",
    ),
    "hand_over_on_an_unknown_field": (
        "summary:",
        "hand_over: [{when: {field: nothing, is: true}, reason: emergency}]\nsummary:",
        "unknown field nothing",
    ),
    "duplicate_field": ("name: new_address", "name: new_code", "a field name is used twice"),
    "last_outcome_missing": (
        "  - status: completed\n    say: 承りました。\n",
        "",
        "the last outcome must apply always",
    ),
    "inquiry_with_fields": ("version: 1\n", "version: 1\nkind: inquiry\n", "an inquiry has none"),
    "name_of_another_file": ("procedure: sample", "procedure: simple", "must be 'sample', the name of the file"),
}


@pytest.mark.parametrize("mistake", REFERENCES)
def test_a_wrong_reference_is_named(mistake: str, tmp_path: Path) -> None:
    old, new, reason = REFERENCES[mistake]
    text = refusal(tmp_path, changed(old, new))
    assert text.startswith("sample.yml, line ")
    assert reason in text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (changed("fields:\n", "fields: [\n"), 11),
        (changed("title: 見本の手続き", "title: '見本の手続き"), 3),
        (changed("version: 1\n", "version: 1\nversion: 2\n"), 3),
        (changed("queue: endorsement\n", "queue: endorsement\n\tdepartment: 異動\n"), 7),
    ],
)
def test_text_that_is_no_yaml_names_a_line(text: str, line: int, tmp_path: Path) -> None:
    said = refusal(tmp_path, text)
    assert said.startswith("sample.yml, line ")
    assert "not valid YAML" in said
    assert int(said.split("line ")[1].split(":")[0]) >= line


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n- b\n", "just a sentence\n", "42\n"])
def test_a_file_that_is_no_mapping_is_refused(text: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, text).startswith("sample.yml, line 1, the file: ")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, RIGHT.encode("cp932")) == "sample.yml: the file must be UTF-8."


def test_a_control_character_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, changed("見本の手続き", "見本の\x00手続き"))
    assert said == "sample.yml, line 3: not valid YAML (a control character)."


def test_a_folder_without_procedures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProcedureFileError, match="holds no procedure file"):
        load_procedures(tmp_path)


def test_a_yes_is_no_text_of_a_title(tmp_path: Path) -> None:
    assert "line 3, title" in refusal(tmp_path, changed("title: 見本の手続き", "title: true"))


def test_an_unknown_level_in_the_matrix_is_named(tmp_path: Path) -> None:
    right = (CONFIG / "verification.yml").read_text(encoding="utf-8")
    text = right.replace("{policyholder: one_time_code,", "{policyholder: papers,")
    path = tmp_path / "verification.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProcedureFileError) as caught:
        read_checked(path, Verification)
    assert str(caught.value).startswith(f"verification.yml, line {line_of(text, 'procedures:')}, procedures: ")
    assert "payment_change.policyholder" in str(caught.value)

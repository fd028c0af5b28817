"""Canned answers: the file an operator writes, and filling one in."""

import re
from pathlib import Path

import pytest

from casework.errors import ProcedureFileError
from gateway.desk_answers import GAP, CannedAnswer, Rendered, Variable, load_canned_answers, render

CONFIG = Path(__file__).parents[3] / "config"
ANSWERS = load_canned_answers(CONFIG / "canned_answers.yml").answers
ALL = {variable: f"«{variable}»" for variable in Variable}
# What no clerk may say (domain.md 1, 10, 14.5), and words this house does not use.
FORBIDDEN = re.compile(
    r"了解|お支払いでき|お支払いいたし|お支払いします|補償されます|対象になります|必ず|絶対|保証|間違いなく"
)


def an_answer(text: str) -> CannedAnswer:
    return CannedAnswer(title="例", category="例", text=text)


def test_the_delivered_file_has_the_answers_a_desk_needs() -> None:
    needed = {"takeover", "hold", "ask_policy_no", "coverage_is_decided_elsewhere", "thanks", "closing", "waited_long"}
    needed |= {"harassment_1", "harassment_2", "harassment_3", "out_of_hours", "adr"}
    assert needed <= ANSWERS.keys()
    assert len(ANSWERS) >= 25


@pytest.mark.parametrize("code", ANSWERS)
def test_every_delivered_answer_is_a_careful_clerks(code: str) -> None:
    filled = render(ANSWERS[code], ALL)
    assert filled.missing == ()
    assert not FORBIDDEN.search(filled.text)
    assert filled.text.endswith(("。", "か。"))
    assert filled.text.count("か。") <= 1
    assert len(filled.text) <= 200
    assert not re.search(r"[ぁ-んァ-ヶ一-龠。、] [ぁ-んァ-ヶ一-龠]|[{}]", filled.text)


def test_every_variable_is_used_somewhere() -> None:
    used = {variable for answer in ANSWERS.values() for variable in render(answer, {}).missing}
    assert used == set(Variable)


def test_known_values_are_filled_in() -> None:
    answer = an_answer("{customer_name}さま、{queue}の{agent_name}です。")
    values = {Variable.customer_name: "港 太郎", Variable.queue: "相談室", Variable.agent_name: "検査"}
    assert render(answer, values) == Rendered("港 太郎さま、相談室の検査です。", ())


def test_what_is_not_known_leaves_a_gap_and_is_named_once() -> None:
    answer = an_answer("{case_no}、{customer_name}、{case_no}")
    filled = render(answer, {Variable.customer_name: ""})
    assert filled == Rendered(f"{GAP}、{GAP}、{GAP}", (Variable.case_no, Variable.customer_name))


@pytest.mark.parametrize("value", ["{agent_name}", "{", "}}", "%s", "\\1", "<b>", "{0.__class__}"])
def test_a_value_is_taken_as_it_is(value: str) -> None:
    filled = render(an_answer("{customer_name}さま"), {Variable.customer_name: value, Variable.agent_name: "検査"})
    assert filled == Rendered(f"{value}さま", ())


def test_doubled_braces_are_braces() -> None:
    assert render(an_answer("{{例}}"), {}).text == "{例}"


def written(folder: Path, text: str) -> Path:
    path = folder / "canned_answers.yml"
    path.write_text(text, encoding="utf-8")
    return path


def one(code: str, text: str) -> str:
    return f"  {code}:\n    title: 例\n    category: 例\n    text: {text!r}\n"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("answers:\n" + one("hello", "はい") + one("hello", "いいえ"), ("line 6", "duplicate", "hello")),
        ("answers:\n" + one("a", "はい") + one("b", "{name}さま"), ("line 9", "answers.b.text", "{name}")),
        ("answers:\n" + one("a", "{}"), ("line 5", "answers.a.text")),
        ("answers:\n" + one("a", "{0}"), ("line 5", "answers.a.text")),
        ("answers:\n" + one("a", "{agent_name.__class__}"), ("line 5", "answers.a.text")),
        ("answers:\n" + one("a", "{agent_name[0]}"), ("line 5", "answers.a.text")),
        ("answers:\n" + one("a", "{agent_name!r}"), ("line 5", "answers.a.text")),
        ("answers:\n" + one("a", "{agent_name:>9}"), ("line 5", "answers.a.text")),
        ("answers:\n" + one("a", "{agent_name"), ("line 5", "answers.a.text")),
        ("answers:\n" + one("a", "閉じ}"), ("line 5", "answers.a.text")),
        ("answers:\n" + one("a", ""), ("line 5", "answers.a.text")),
        ("answers:\n" + one("a", "あ" * 501), ("line 5", "answers.a.text")),
        ("answers:\n" + one("A", "はい"), ("line 2", "answers.A")),
        ("answers:\n  a: {title: x, text: x}\n", ("line 2", "answers.a.category")),
        ("answers:\n  a: {title: x, category: x, text: x, html: x}\n", ("line 2", "answers.a.html")),
        ("answers: {}\n", ("line 1", "answers")),
        ("", ("answers",)),
        ("answers: [\n", ("line 2", "YAML")),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(tmp_path: Path, text: str, named: tuple[str, ...]) -> None:
    with pytest.raises(ProcedureFileError, match=r"canned_answers\.yml") as refused:
        load_canned_answers(written(tmp_path, text))
    assert [part for part in named if part not in str(refused.value)] == []


def test_the_order_of_the_file_is_the_order_of_the_answers(tmp_path: Path) -> None:
    path = written(tmp_path, "answers:\n" + one("b", "二") + one("a", "一"))
    assert list(load_canned_answers(path).answers) == ["b", "a"]

"""The list an editor fills in: what is written, what is refused and on which line."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from gateway.labelling.work_list import Entry, WorkListError, is_personal, one_line, read_work_list, written
from knowledge.masking import mask_passage
from knowledge.tokens import load_tokenizer

CONTACT = UUID("00000000-0000-4000-8000-000000000001")
INTENTS = {"change_address", "reissue_policy"}


@pytest.fixture(scope="module")
def mask() -> Callable[[str], str]:
    return partial(mask_passage, find_names=load_tokenizer().person_names)


def entry(text: str) -> Entry:
    return Entry(text, "change_address (0.41)", "low_confidence", "sms", CONTACT)


def list_file(folder: Path, *rows: str) -> Path:
    file = folder / "list.yml"
    file.write_text("sentences:\n" + "".join(f"- {row}\n" for row in rows), encoding="utf-8")
    return file


def test_what_is_written_can_be_read_and_waits_for_its_editor(tmp_path: Path, mask: Callable[[str], str]) -> None:
    file = tmp_path / "list.yml"
    file.write_text(
        written([entry("住所: かえたい #1"), entry("「証券」 なくした"), entry("住所: かえたい #1")]), encoding="utf-8"
    )
    found = read_work_list(file, INTENTS, mask)
    assert (found.labelled, found.still_open, found.left_out) == ((), 2, 0)


def test_labels_are_taken_over(tmp_path: Path, mask: Callable[[str], str]) -> None:
    file = tmp_path / "list.yml"
    text = written([entry("［氏名］です 引っ越しました"), entry("あああ")])
    file.write_text(text.replace("'?'", "change_address", 1).replace("'?'", "'-'", 1), encoding="utf-8")
    found = read_work_list(file, INTENTS, mask)
    (item,) = found.labelled
    assert (item.text, item.intent, item.contact_id) == ("［氏名］です 引っ越しました", "change_address", CONTACT)
    assert found.left_out == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{text: 証券なくした, intent: change_adress}", "change_adress"),
        ("{text: 証券なくした}", "intent"),
        ("{intent: change_address}", "text"),
        ("{text: 090-0000-0001にかけて, intent: change_address}", "personal"),
        ("{text: 佐藤花子です 住所変更, intent: change_address}", "personal"),
        ("{text: 証券番号A123456789の件, intent: reissue_policy}", "personal"),
        ("{text: '[住所](x)を変更', intent: change_address}", "markup"),
        ("just words", "text"),
    ],
)
def test_each_mistake_is_named_with_its_line(tmp_path: Path, mask: Callable[[str], str], row: str, reason: str) -> None:
    file = list_file(tmp_path, "{text: 住所変更, intent: change_address}", row)
    with pytest.raises(WorkListError) as refused:
        read_work_list(file, INTENTS, mask)
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{file}:3: ")
    assert reason in line
    assert "佐藤" not in line


@pytest.mark.parametrize("text", ["", "sentences: []", "a: b", "- x", "sentences: [", "\t"])
def test_what_is_no_list_is_refused(tmp_path: Path, mask: Callable[[str], str], text: str) -> None:
    file = tmp_path / "list.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WorkListError):
        read_work_list(file, INTENTS, mask)


def test_labels_of_the_masking_are_not_personal(mask: Callable[[str], str]) -> None:
    assert not is_personal(mask("佐藤花子です 電話は090-0000-0001です"), mask)
    assert is_personal("電話は090-0000-0001です", mask)


def test_a_sentence_becomes_one_line() -> None:
    assert one_line(" 住所\n変更\u3000です ") == "住所 変更 です"

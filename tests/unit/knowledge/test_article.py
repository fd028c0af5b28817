from datetime import date
from pathlib import Path

import pytest

from knowledge.article import KnowledgeFileError, load_articles, valid_on
from tests.unit.knowledge.articles import article

ENTRY = """\
articles:
  - id: move
    title: 引っ越したときは
    aliases:
      - 転居
    answer: 住所変更を承ります。
    lines: [fire]
    valid_from: 2026-04-01
    owner: 契約管理部
    source: 規程
    reviewed_on: 2026-03-02
"""


def write(folder: Path, text: str, name: str = "a.yml") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def test_a_complete_file_is_read(tmp_path: Path) -> None:
    (loaded,) = load_articles(write(tmp_path, ENTRY))
    assert (loaded.id, loaded.aliases, loaded.lines) == ("move", ("転居",), ("fire",))
    assert loaded.valid_to is None


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("    owner: 契約管理部\n", "", 2, "owner"),
        ("valid_from: 2026-04-01", "valid_from: いつか", 8, "valid_from"),
        ("lines: [fire]", "lines: [boat]", 7, "lines.0"),
        ("title: 引っ越したときは", "title: ''", 3, "title"),
        ("      - 転居", "      - ''", 5, "aliases.0"),
        ("    owner:", "    ownr: x\n    owner:", 9, "ownr"),
        ("    owner:", "    valid_to: 2026-03-31\n    owner:", 2, "valid_to"),
        ("id: move", "id: ../move", 2, "id"),
    ],
)
def test_a_fault_names_file_line_and_field(tmp_path: Path, old: str, new: str, line: int, field: str) -> None:
    folder = write(tmp_path, ENTRY.replace(old, new))
    with pytest.raises(KnowledgeFileError) as caught:
        load_articles(folder)
    assert str(caught.value).startswith(f"{folder / 'a.yml'}, line {line}, field {field}: ")
    assert caught.value.code == "knowledge_file_invalid"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("articles:\n  - id: [\n", "line 3"),
        ("other: []\n", "line 1, field articles"),
        ("articles: 5\n", "line 1, field articles"),
        ("", "line 1, field articles"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(KnowledgeFileError, match=place):
        load_articles(write(tmp_path, text))


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes("articles: 引".encode("cp932"))
    with pytest.raises(KnowledgeFileError, match="UTF-8"):
        load_articles(tmp_path)


def test_an_id_is_used_once_over_all_files(tmp_path: Path) -> None:
    write(tmp_path, ENTRY)
    with pytest.raises(KnowledgeFileError, match=r"b\.yml, line 2, field id"):
        load_articles(write(tmp_path, ENTRY, "b.yml"))


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeFileError, match="no article files"):
        load_articles(tmp_path)


def test_the_first_and_the_last_day_are_valid() -> None:
    summer = article("summer", "夏", valid_from=date(2026, 6, 1), valid_to=date(2026, 8, 31))
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 8, 31), date(2026, 9, 1)]
    assert [len(valid_on([summer], day)) for day in days] == [0, 1, 1, 0]


def test_an_article_without_lines_or_with_all_holds_for_every_line() -> None:
    assert article("a", "題").holds_for("fire")
    assert article("a", "題", lines=["all"]).holds_for("fire")
    assert article("a", "題", lines=["motor"]).holds_for(None)
    assert not article("a", "題", lines=["motor"]).holds_for("fire")

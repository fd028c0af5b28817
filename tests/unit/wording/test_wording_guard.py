"""The wording guard over everything customers see or hear, and what it must and must not stop."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.errors import ProcedureFileError
from casework.procedures.load import read_checked
from casework.wording.guard import SaidTexts, WordingRules, length_of, questions_in, sentences_in
from gateway.wording_check import SaidText, check_wording, said_texts

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[3]
CONFIG = ROOT / "config"
RULES = read_checked(CONFIG / "wording_guard.yml", WordingRules)
SAID = tuple(said_texts(CONFIG, RULES))
FILES = sorted({said.file for said in SAID})
_POLITE = re.compile(r"(?:です|ます|ません|ました|ください|でしょう|ございます|よろしいです)(?:か|が)?[。」]")
_SPOKEN_CODE = re.compile(r"(?:ます|です|ました|ません|ください|ございます|でしょうか)(?:か|が、|ので、)?[。]")
# Keys of what is heard, and of tables of words.
_NOT_SAID = re.compile(
    r"words|never|unless|answers\.\d|asked_for_as|openings|aliases|texts\.|phrases\.|verbs\.|banned\.|^only|\.note"
)
_FOR_OPERATORS = re.compile("gateway/(?:trial|cli|labelling)/")
_A_PATTERN = re.compile(r"\(\?|\[\^|\\|\|")


def said_in(file: str) -> list[SaidText]:
    return [said for said in SAID if said.file == file]


def texts_in_code() -> Iterator[tuple[str, str]]:
    """Sentences in the code, with their place: no docstrings, no patterns, nothing that only operators read."""
    folders = ("casework", "bot/actions", "gateway", "handoff", "knowledge")
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    for path in paths:
        place = str(path.relative_to(ROOT))
        constants = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]
        for node in constants:
            text = node.value if isinstance(node.value, str) else ""
            if _SPOKEN_CODE.search(text) and not _A_PATTERN.search(text) and not _FOR_OPERATORS.match(place):
                yield f"{place}:{node.lineno}", text


IN_CODE = tuple(texts_in_code())


@pytest.mark.parametrize("file", FILES)
def test_no_text_breaks_a_rule(file: str) -> None:
    broken = [(said.line, said.path, RULES.breach_in(said.text, said.kind)) for said in said_in(file)]
    assert [item for item in broken if item[2] is not None] == []


@pytest.mark.parametrize("file", FILES)
def test_no_sentence_is_too_long(file: str) -> None:
    longest = {"article": RULES.lengths.article_sentence, "answer": RULES.lengths.sentence, "canned": 120}
    long = [
        (said.line, sentence)
        for said in said_in(file)
        for sentence in sentences_in(said.text)
        if length_of(sentence) > longest[said.kind]
    ]
    assert long == []


@pytest.mark.parametrize("kind", ["answer", "article", "canned"])
def test_sentences_are_short_on_average(kind: str) -> None:
    lengths = [length_of(part) for said in SAID if said.kind == kind for part in sentences_in(said.text)]
    assert sum(lengths) / len(lengths) <= RULES.lengths.average


def test_a_prompt_asks_one_question() -> None:
    many = [(said.file, said.line, said.text) for said in SAID if said.kind == "answer" and questions_in(said.text) > 1]
    assert many == []


def test_the_sentences_in_the_code_break_no_rule() -> None:
    assert len(IN_CODE) > 60
    assert [(place, text) for place, text in IN_CODE if RULES.breach_in(text, "answer")] == []


def test_every_polite_sentence_of_the_guarded_files_is_guarded() -> None:
    """A new key of a file must not slip through."""
    everything = tuple(SaidTexts(files=source.files, paths=("*",)) for source in RULES.texts)
    guarded = {(said.file, said.path) for said in SAID}
    loose = [
        (said.file, said.path)
        for said in said_texts(CONFIG, RULES.model_copy(update={"texts": everything}))
        if _POLITE.search(said.text) and "|" not in said.text and (said.file, said.path) not in guarded
    ]
    assert [item for item in loose if not _NOT_SAID.search(item[1])] == []


REFUSED = [
    ("coverage_decision", "こちらの事故は、保険金をお支払いできます。"),
    ("coverage_decision", "今回の修理代は、お支払いいたします。"),
    ("coverage_decision", "水漏れの損害は補償されます。"),
    ("coverage_decision", "車両保険で補償できません。"),
    ("coverage_decision", "お客さまの事故は対象になります。"),
    ("coverage_decision", "補償の対象外です。"),
    ("coverage_decision", "間違いなくお支払いの見込みです。"),
    ("coverage_decision", "保険金が出ます。"),
    ("amount_payable", "解約返戻金は12,000円です。"),
    ("coverage_decision", "50万円をお支払いします。"),
    ("amount_payable", "10000円が戻ります。"),
    ("fault", "過失割合は8対2です。"),
    ("fault", "過失はございません。"),
    ("fault", "相手の方に責任があります。"),
    ("fault", "先方が悪いと思われます。"),
    ("legal_advice", "裁判を起こすべきです。"),
    ("legal_advice", "慰謝料を請求できます。"),
    ("legal_advice", "示談に応じたほうがよいです。"),
    ("admission", "当社の責任でご迷惑をおかけしました。"),
    ("admission", "弁償いたします。"),
    ("internal_words", "intent を判定できませんでした。"),
    ("internal_words", "エラーコード500です。"),
    ("internal_words", "ドラフトを保存しました。"),
    ("internal_words", "値が null です。"),
    ("internal_words", "入力値が不正です。"),
    ("internal_words", "policy_nos をお知らせください。"),
    ("keigo", "了解しました。"),
    ("keigo", "お客さまがおっしゃられた内容を確認します。"),
    ("keigo", "確認させていただき、ご連絡させていただきます。"),
    ("keigo", "ご利用できます。"),
    ("keigo", "お知らせしてください。"),
    ("style", "担当者が確認する。"),
    ("style", "受付は完了した。"),
    ("spelling", "お客様のお名前をお知らせください。"),
    ("spelling", "お問合せください。"),
    ("spelling", "お知らせ下さい。"),
    ("spelling", "確認できます,次に進みます。"),
    ("spelling", "お名前をお知らせください!"),
]

ALLOWED = [
    "保険金をお支払いできないことがあるため、担当者が確認します。",
    "保険料は、口座振替でお支払いいただけます。",
    "保険料は変わることがあります。",
    "担当部署が確認いたします。",
    "ご連絡は3月12日の9時から17時までにいたします。",
    "対象となるご契約を1つお選びください。",
    "{due}までに、{department}の担当者からお電話いたします。",
    "過失の割合は、担当部署からご説明します。",
    "書類は1〜2週間でお届けします。",
    "お支払いの方法をお選びください。",
    "弁護士費用特約については、担当者がお調べいたします。",
    "お怪我はございませんか。",
    "電話番号は0570-022808です。",
    "SMSでリンクをお送りしました。",
    "e-Taxでお使いになれます。",
    "番号が一致しませんでした。",
]


@pytest.mark.parametrize(("rule", "text"), REFUSED)
def test_what_may_not_be_said(rule: str, text: str) -> None:
    found = RULES.breach_in(text, "answer")
    assert found is not None
    assert found.rule == rule


@pytest.mark.parametrize("text", ALLOWED)
def test_what_may_be_said(text: str) -> None:
    assert RULES.breach_in(text, "answer") is None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the configuration that a test may spoil."""
    return Path(shutil.copytree(CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


SPOILT = [
    (
        "procedures/callback.yml",
        "どのようなご用件か",
        "保険金をお支払いいたします。ご用件",
        r"fields\.2\.prompt\.default.*coverage",
    ),
    (
        "reception.yml",
        "ありがとうございます。担当者に",
        "intentは不明です。担当者に",
        r"waiting: 「intent」.*internal_words",
    ),
    ("voice.yml", "お電話ありがとうございました。失礼", "過失はありません。失礼", r"words\.goodbye.*fault"),
    ("articles/claims.yml", "こちらでご案内できるのは", "全額を補償します。", r"articles\.0\.answer.*coverage_promise"),
]


@pytest.mark.parametrize(("file", "old", "new", "where"), SPOILT)
def test_a_spoilt_file_is_refused_with_its_place(folder: Path, file: str, old: str, new: str, where: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProcedureFileError, match=rf"{Path(file).name}, line \d+, {where}"):
        check_wording(folder, RULES)


def test_a_canned_answer_is_only_warned_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "canned_answers.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("{queue}の{agent_name}が承ります。", "保険金をお支払いいたします。", 1), encoding="utf-8"
    )
    check_wording(folder, RULES)
    assert "canned_answer_wording" in capsys.readouterr().out

"""Labelled sentences become training data once, under one intent, and never out of the evaluation sets."""

from pathlib import Path

import pytest
import yaml

from gateway.labelling.training_data import FILE, append, change_by, known_intents, trained_sentences
from gateway.labelling.work_list import Labelled


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "evaluation").mkdir()
    (tmp_path / "domain.yml").write_text("intents:\n  - change_address\n  - goodbye: {}\n  - nlu_fallback\n", "utf-8")
    nlu = 'version: "3.1"\nnlu:\n  - intent: change_address\n    examples: |\n      - 住所を変えたい\n'
    (tmp_path / "data" / "nlu" / "own.yml").write_text(nlu, encoding="utf-8")
    (tmp_path / "evaluation" / "intents.yml").write_text("sentences:\n- {text: 引越しました}\n", encoding="utf-8")
    return tmp_path


def item(text: str, intent: str = "change_address") -> Labelled:
    return Labelled(text, intent, None, 1)


def test_the_fallback_is_no_intent_to_label(bot: Path) -> None:
    assert known_intents(bot) == {"change_address", "goodbye"}


def test_what_is_known_or_kept_apart_or_contradicts_is_left_out(bot: Path) -> None:
    new, again, apart = item("転居届を出したい"), item("住所を、変えたい。"), item("引越しました!")
    other, twice = item("住所を変えたい", "goodbye"), item("転居届を出したい", "goodbye")
    change = change_by(bot, [new, again, apart, other, new, twice])
    assert change.added == (new,)
    assert change.known == (again, new)
    assert change.kept_apart == (apart,)
    assert change.contradicting == ((other, "change_address"), (twice, "change_address"))


def test_the_file_grows_and_says_what_rasa_reads(bot: Path) -> None:
    append(bot, [item("転居届を出したい"), item("さようなら: 'また' #1", "goodbye")])
    append(bot, [item("住所かわった")])
    written = yaml.safe_load((bot / "data" / "nlu" / FILE).read_text(encoding="utf-8"))
    assert [block["intent"] for block in written["nlu"]] == ["change_address", "goodbye"]
    assert {*trained_sentences(bot)} >= {
        ("転居届を出したい", "change_address"),
        ("住所かわった", "change_address"),
        ("さようなら: 'また' #1", "goodbye"),
    }
    assert change_by(bot, [item("住所かわった")]).added == ()

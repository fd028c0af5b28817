"""The reception's words: danger is recognised without any understanding, and wrong files are refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from casework.procedures.load import read_checked
from casework.reception import Emergency, Reception

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def reception() -> Reception:
    return read_checked(Path("config/reception.yml"), Reception)


DANGER = (
    "救急車呼んで 胸が苦しい",
    "父の意識がないんです",
    "息ができない",
    "もう死にたいです",
    "エンジンから火が出ています",
)
EVERYDAY = (
    "引っ越したので住所を変えたい",
    "火災保険の証券",
    "コンロから火が出た場合は補償されますか",
    "事故のときは119番でしたっけ",
)


@pytest.mark.parametrize("text", DANGER)
def test_words_of_danger_are_recognised(reception: Reception, text: str) -> None:
    assert reception.emergency.is_meant_by(text)
    assert "119番" in reception.emergency.say


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_words_are_not_danger(reception: Reception, text: str) -> None:
    assert not reception.emergency.is_meant_by(text)


def test_a_pattern_that_does_not_compile_is_refused() -> None:
    with pytest.raises(ValidationError, match="not a regular expression"):
        Emergency(words=("(",), say="119番")

"""The file of links: what it ships, what it refuses, and what an SMS with a link says."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from casework.errors import ProcedureFileError
from casework.procedures.load import read_checked
from gateway.channels.link_file import LONGEST_URL, PURPOSES, TWO_PARTS, LinkFile, LinkRule

FILE = Path(__file__).parents[3] / "config" / "links.yml"
URL = "https://chat.example/c/" + "x" * 43

pytestmark = pytest.mark.unit


def a_rule(**changed: Any) -> LinkRule:
    return LinkRule.model_validate({"valid_minutes": 60, "text": "こちらから（{valid}有効）: {url}"} | changed)


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_every_purpose_has_words_that_fit_two_parts(purpose: str) -> None:
    words = read_checked(FILE, LinkFile).purposes[purpose].words("https://" + "x" * (LONGEST_URL - 8))
    assert words.startswith("【みなと海上火災】")
    assert len(words.encode("utf-16-le")) // 2 <= TWO_PARTS


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "https://toritsugi.example"])
def test_an_address_that_is_short_enough_is_taken(address: str) -> None:
    read_checked(FILE, LinkFile).check_fits(address)


def test_an_address_that_is_too_long_stops_the_start() -> None:
    with pytest.raises(ProcedureFileError, match=r"links\.yml, purposes\.\w+\.text"):
        read_checked(FILE, LinkFile).check_fits("https://" + "x" * 90)


@pytest.mark.parametrize(("minutes", "said"), [(30, "30分"), (60, "1時間"), (90, "90分"), (1440, "24時間")])
def test_the_words_say_how_long_the_link_is_good(minutes: int, said: str) -> None:
    assert a_rule(valid_minutes=minutes).words(URL) == f"こちらから（{said}有効）: {URL}"


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "リンクがありません"},
        {"text": "{url} {url}"},
        {"text": "あ" * 60 + "{url}"},
        {"text": "🚗" * 30 + "{url}"},
        {"valid_minutes": 0},
        {"valid_minutes": 100_000},
        {"secret": "x"},
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_rule(**changed)


@pytest.mark.parametrize("purposes", [{"photo"}, {"photo", "kanji", "continue", "pay"}])
def test_the_purposes_are_exactly_the_known_ones(purposes: set[str]) -> None:
    with pytest.raises(ValidationError):
        LinkFile(purposes={name: a_rule() for name in purposes}, per_day=20, session_hours=12)

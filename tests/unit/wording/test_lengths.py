"""Nothing the bot says is longer than one SMS part or 25 seconds spoken; what is confirmed, and danger, may be."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from bot.actions.article_parts import MORE
from casework.procedures.load import read_checked
from casework.wording.guard import WordingRules
from gateway.channels.sms.segments import count_segments
from gateway.channels.voice.speech import cut_for_voice, spoken
from gateway.wording_check import SaidText, said_texts
from knowledge.article import Article, load_articles
from knowledge.parts import parts_of, told_in

pytestmark = pytest.mark.unit

CONFIG = Path(__file__).resolve().parents[3] / "config"
RULES = read_checked(CONFIG / "wording_guard.yml", WordingRules)
ARTICLES = load_articles(CONFIG / "articles")
_SLOT = re.compile(r"\{[a-z_]+\}")
# What is said in danger, and what waits for a yes, is never shortened.
_VITAL = re.compile(r"119番|110番|#9910|避難")
_NOT_SENT = re.compile(r"\.voice$|^words\.|^keys\.")
ANSWERS = [said for said in said_texts(CONFIG, RULES) if said.kind == "answer"]


def filled(said: SaidText) -> str:
    """With ten characters for each placeholder: a department, or a day with its hour."""
    return _SLOT.sub("一二三四五六七八九十", said.text)


def test_every_answer_fits_one_sms_part() -> None:
    sent = [said for said in ANSWERS if not _NOT_SENT.search(said.path) and not said.file.startswith(("links", "sms"))]
    long = [
        (said.file, said.line, said.text)
        for said in sent
        if count_segments(filled(said)).parts > 1 and not _VITAL.search(said.text)
    ]
    assert long == []


def test_every_answer_is_spoken_in_25_seconds() -> None:
    long = [(said.file, said.line) for said in ANSWERS if len(spoken(filled(said))) > RULES.lengths.spoken]
    assert long == []


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_an_article_is_sent_part_by_part(article: Article) -> None:
    answer = article.answer
    parts = parts_of(answer)
    assert "".join(parts) == answer
    bodies = [*(part + MORE for part in parts[:-1]), parts[-1]]
    assert [body for body in bodies if count_segments(body).parts > 1 and not _VITAL.search(body)] == []
    assert {told_in(body, ARTICLES) for body in bodies} == {article}


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_an_article_is_spoken_in_25_seconds(article: Article) -> None:
    assert cut_for_voice([article.answer])[1] == ()


def test_no_part_is_a_scrap() -> None:
    pairs = [pair for item in ARTICLES for pair in pairwise(parts_of(item.answer))]
    assert all(len(first) >= 8 for first, _ in pairs)

"""やさしい日本語 over every response: no difficult word is left, placeholders and values stay, sentences are short."""

import re
from pathlib import Path

import pytest

from casework.intakes import wording
from casework.manner import Manner
from casework.procedures.load import read_checked
from casework.reception import Reception
from casework.wording.guard import WordingRules, sentences_in
from casework.wording.plain import PlainJapanese
from conversation.model import Signal
from gateway.wording_check import said_texts

pytestmark = pytest.mark.unit

CONFIG = Path(__file__).resolve().parents[3] / "config"
RULES = read_checked(CONFIG / "wording_guard.yml", WordingRules)
PLAIN = read_checked(CONFIG / "plain_japanese.yml", PlainJapanese)
# Said by the channels themselves, before the bot or around it.
_NOT_THE_BOTS = {"voice.yml", "handoff.yml", "links.yml", "sms.yml", "plain_japanese.yml", "canned_answers.yml"}
FIXED = [text for name, text in vars(wording).items() if name.isupper() and isinstance(text, str)]
RESPONSES = sorted(
    {said.text for said in said_texts(CONFIG, RULES) if said.file not in _NOT_THE_BOTS}
    | {*FIXED, *wording.QUESTIONS.values()}
)
_SLOT = re.compile(r"\{[a-z_]+\}")
_NOTE = re.compile(r"（[ぁ-ん]+(?:：[^（）]*)?）")
_NUMBERS = re.compile(r"[0-9]+")
_QUOTED = re.compile(r"「[^」]*」")


@pytest.mark.parametrize("aloud", [False, True])
def test_no_difficult_word_is_left(aloud: bool) -> None:
    assert len(RESPONSES) > 700
    plain = [PLAIN.plain(text, aloud=aloud) for text in RESPONSES]
    left = [(text, word) for text in plain for word in PLAIN.banned if word in _QUOTED.sub("", text)]
    assert left == []


def test_placeholders_numbers_and_quoted_words_stay() -> None:
    for kept in (_SLOT, _NUMBERS, _QUOTED):
        damaged = [text for text in RESPONSES if kept.findall(text) != kept.findall(PLAIN.plain(text))]
        assert damaged == []


def test_said_again_it_is_the_same() -> None:
    assert [text for text in map(PLAIN.plain, RESPONSES) if PLAIN.plain(text) != text] == []


def test_sentences_are_short() -> None:
    plain = [_NOTE.sub("", PLAIN.plain(text)) for text in RESPONSES]
    lengths = [len(sentence) for text in plain for sentence in sentences_in(text)]
    usual = [len(sentence) for text in RESPONSES for sentence in sentences_in(text)]
    assert max(lengths) <= 80
    assert sum(lengths) / len(lengths) < sum(usual) / len(usual) <= RULES.lengths.average


def test_it_ends_as_it_began() -> None:
    """A question stays a question, a request a request."""
    questions = [text for text in RESPONSES if text.endswith("か。")]
    requests = [text for text in RESPONSES if text.endswith("ください。")]
    assert [text for text in questions if not PLAIN.plain(text).endswith("か。")] == []
    assert [text for text in requests if not PLAIN.plain(text).endswith("ください。")] == []


@pytest.mark.parametrize(
    ("usual", "plain"),
    [
        ("恐れ入りますが、もう一度お知らせください。", "すみません。もう一度教えてください。"),
        ("かしこまりました。", "わかりました。"),
        ("ご用件をお聞かせください。", "したいことを教えてください。"),
        ("ほかにご用件はございますか。", "ほかにしたいことはありますか。"),
        ("お引越しの日はいつですか。", "引っ越しの日はいつですか。"),
        (
            "証券番号をお知らせください。お手元にない場合は「わからない」とお答えください。",
            (
                "証券番号（しょうけんばんごう：保険の紙に書いてある番号）を教えてください。"
                "手もとにない場合は「わからない」と答えてください。"
            ),
        ),
        ("12月1日（火）ですね。", "12月1日（火）ですね。"),
        ("・新しいご住所: 東京都港区芝公園4丁目2-8", "・新しい住所: 東京都港区芝公園4丁目2-8"),
        ("・ご意見: お客さまの対応について伺いたい", "・意見: お客さまの対応について伺いたい"),
        ("お怪我はございませんか。", "けがはありませんか。"),
        ("すぐに119番へお電話ください。", "すぐに119番へ電話をしてください。"),
    ],
)
def test_examples(usual: str, plain: str) -> None:
    assert PLAIN.plain(usual) == plain


def test_aloud_a_word_is_explained_without_its_reading() -> None:
    said = PLAIN.plain("証券番号をお知らせください。", aloud=True)
    assert said == "証券番号、保険の紙に書いてある番号、を教えてください。"


def test_nothing_is_explained_inside_brackets() -> None:
    assert PLAIN.plain("自動車保険（証券番号の下4桁 0505）です。") == "自動車保険（証券番号の下4桁 0505）です。"


def test_a_word_is_explained_once() -> None:
    assert PLAIN.plain("満期日は、満期日の欄です。").count("（") == 1


@pytest.mark.parametrize(
    ("left", "is_only"),
    [
        ("", True),
        ("でお願いします。", True),
        ("せん。せん", True),
        ("すみません。です", True),
        ("住所を変えたい", False),
        ("事故です", False),
    ],
)
def test_what_is_left_of_a_message_that_asks_for_it_alone(left: str, is_only: bool) -> None:
    assert bool(re.fullmatch(PLAIN.only, left)) is is_only


def test_the_welcome_offers_it_and_the_choice_is_understood() -> None:
    manner, reception = read_checked(CONFIG / "manner.yml", Manner), read_checked(CONFIG / "reception.yml", Reception)
    assert "やさしい日本語" in reception.choices
    assert manner.told_by("やさしい日本語") == {Signal.plain_japanese}

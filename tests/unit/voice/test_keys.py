"""Keys are words: the same answer whether spoken or pressed."""

import pytest

from conversation.messages import AnswerKind, Choice, Expecting
from gateway.channels.voice.keys import asks_to_repeat, words_of_keys
from gateway.channels.voice.voice_file import VoiceFile

pytestmark = pytest.mark.unit

POLICIES = tuple(Choice(label=f"{name}保険", value=f"{name}保険") for name in ("自動車", "火災", "地震"))
YES_NO = (Choice(label="はい", value="はい"), Choice(label="いいえ", value="いいえ"))
TEN = tuple(Choice(label=str(n), value=f"{n}番目の契約") for n in range(1, 11))


@pytest.mark.parametrize(
    ("keys", "kind", "choices", "words"),
    [
        # 0 is a person whatever the question, 9 an emergency only where no question is open.
        ("0", None, (), "担当者につないで"),
        ("0#", AnswerKind.postal_code, (), "担当者につないで"),
        ("0", AnswerKind.choice, POLICIES, "担当者につないで"),
        ("9", None, (), "事故の緊急の連絡です"),
        ("9", None, POLICIES, "事故の緊急の連絡です"),
        ("9", None, TEN, "9番目の契約"),
        ("9", AnswerKind.yes_no, (), "9"),
        ("9", AnswerKind.digits, (), "9"),
        # Choices.
        ("1", AnswerKind.choice, POLICIES, "自動車保険"),
        ("3#", AnswerKind.choice, POLICIES, "地震保険"),
        ("4", AnswerKind.choice, POLICIES, "4"),
        ("13", AnswerKind.choice, POLICIES, "自動車保険、地震保険"),
        ("11", AnswerKind.choice, POLICIES, "自動車保険"),
        ("14", AnswerKind.choice, POLICIES, "14"),
        ("12", AnswerKind.choice, TEN, "12"),
        ("2", AnswerKind.yes_no, YES_NO, "いいえ"),
        ("2", None, POLICIES, "火災保険"),
        ("1", AnswerKind.free, (), "1"),
        # Yes and no.
        ("1", AnswerKind.yes_no, (), "はい"),
        ("2", AnswerKind.yes_no, (), "いいえ"),
        ("3", AnswerKind.yes_no, (), "3"),
        ("12", AnswerKind.yes_no, (), "12"),
        # Dates.
        ("19800505", AnswerKind.date, (), "1980年5月5日"),
        ("20261201#", AnswerKind.date_time, (), "2026年12月1日"),
        ("20261340", AnswerKind.date, (), "20261340"),
        ("550505", AnswerKind.date, (), "550505"),
        ("3550505", AnswerKind.date, (), "3550505"),
        ("19800505", AnswerKind.digits, (), "19800505"),
        # Digits as they are.
        ("1050011", AnswerKind.postal_code, (), "1050011"),
        ("09000000001#", AnswerKind.phone, (), "09000000001"),
        ("123456789", AnswerKind.policy_no, (), "123456789"),
        ("123456", AnswerKind.digits, (), "123456"),
        ("00", None, (), "00"),
        ("4*2*8", AnswerKind.address, (), "4-2-8"),
        ("*5", AnswerKind.free, (), "5"),
        # Nothing said.
        ("", None, (), None),
        ("#", AnswerKind.digits, (), None),
        ("*", None, (), None),
        ("123*", AnswerKind.phone, (), None),
        ("*#", AnswerKind.choice, POLICIES, None),
        # Nothing a telephone sends.
        ("</Say>", None, (), None),
        ("1;2", AnswerKind.digits, (), "12"),
        ("٣", AnswerKind.digits, (), None),
        ("9" * 500, AnswerKind.digits, (), "9" * 32),
    ],
)
def test_keys_become_words(
    keys: str, kind: AnswerKind | None, choices: tuple[Choice, ...], words: str | None, voice: VoiceFile
) -> None:
    expects = Expecting(kind=kind) if kind is not None else None
    assert words_of_keys(keys, expects, choices, voice.keys) == words


@pytest.mark.parametrize(
    ("keys", "asks"),
    [("*", True), ("*#", True), ("12*", True), ("1*2", False), ("", False), ("#", False), ("0", False)],
)
def test_a_star_asks_to_repeat(keys: str, asks: bool) -> None:
    assert asks_to_repeat(keys) is asks

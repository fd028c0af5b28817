"""Each kind of answer is listened for in its own way, keys always count, and doubt asks again."""

import pytest

from conversation.messages import AnswerKind, Choice, Expecting
from gateway.channels.voice.listening import is_misheard as misheard
from gateway.channels.voice.listening import options
from gateway.channels.voice.voice_file import VoiceFile

pytestmark = pytest.mark.unit

TWO = (Choice(label="自動車保険, 1台目", value="自動車保険"), Choice(label="火災保険", value="火災保険"))


@pytest.mark.parametrize(
    ("expects", "choices", "digits"),
    [
        (None, (), 1),
        (None, TWO * 5, None),
        (Expecting(kind=AnswerKind.postal_code), (), 7),
        (Expecting(kind=AnswerKind.postal_code, digits=7), (), 7),
        (Expecting(kind=AnswerKind.phone), (), 11),
        (Expecting(kind=AnswerKind.digits, digits=6), (), 6),
        (Expecting(kind=AnswerKind.digits), (), None),
        (Expecting(kind=AnswerKind.yes_no), (), 1),
        (Expecting(kind=AnswerKind.choice), TWO, 1),
        (Expecting(kind=AnswerKind.choice, digits=2), TWO, 2),
        (Expecting(kind=AnswerKind.choice), TWO * 5, None),
        (Expecting(kind=AnswerKind.choice), (), None),
        (Expecting(kind=AnswerKind.date), (), None),
        (Expecting(kind=AnswerKind.policy_no), (), None),
        (Expecting(kind=AnswerKind.free), TWO, None),
    ],
)
def test_one_digit_only_where_no_longer_answer_is_possible(
    expects: Expecting | None, choices: tuple[Choice, ...], digits: int | None, voice: VoiceFile
) -> None:
    assert options(expects, choices, voice).num_digits == digits


@pytest.mark.parametrize("kind", [None, *AnswerKind])
def test_speech_and_keys_are_always_taken(kind: AnswerKind | None, voice: VoiceFile) -> None:
    wanted = options(Expecting(kind=kind) if kind is not None else None, (), voice)
    assert wanted.input == "dtmf speech"
    assert wanted.finish_on_key == "#"
    assert wanted.language == "ja-JP"
    assert wanted.timeout > wanted.speech_timeout > 0
    assert "担当者につないで" in wanted.hints


def test_numbers_get_time_to_be_looked_up(voice: VoiceFile) -> None:
    number = options(Expecting(kind=AnswerKind.policy_no), (), voice)
    yes_no = options(Expecting(kind=AnswerKind.yes_no), (), voice)
    assert number.timeout > yes_no.timeout
    assert number.speech_timeout > yes_no.speech_timeout


def test_hints_are_the_choices_then_the_question_then_the_kind(voice: VoiceFile) -> None:
    wanted = options(Expecting(kind=AnswerKind.choice, hints=("団地保険", "火災保険")), TWO, voice)
    assert wanted.hints[:4] == ("自動車保険 1台目", "自動車保険", "火災保険", "団地保険")
    assert len(set(wanted.hints)) == len(wanted.hints)


def test_hints_stay_within_what_twilio_takes(voice: VoiceFile) -> None:
    many = tuple(f"{number}" + "あ" * 200 for number in range(900))
    wanted = options(Expecting(kind=AnswerKind.free, hints=many), (), voice)
    assert len(wanted.hints) == 500
    assert max(map(len, wanted.hints)) == 100


def test_words_that_must_be_heard_are_not_interrupted(voice: VoiceFile) -> None:
    assert not options(None, (), voice, may_interrupt=False).barge_in


@pytest.mark.parametrize(
    ("confidence", "text", "kind", "expected"),
    [
        (0.2, "じゅうしょ", None, True),
        (0.4, "じゅうしょ", None, False),
        (0.4, "せんきゅうひゃく", AnswerKind.date, True),
        (0.5, "せんきゅうひゃく", AnswerKind.date, False),
        (0.1, "はい。", AnswerKind.yes_no, False),
        (0.1, "あー", AnswerKind.yes_no, True),
        (0.1, "地震保険", AnswerKind.choice, False),
        (0.1, "はい", AnswerKind.free, True),
        (0.0, "じゅうしょ", None, False),
        (None, "じゅうしょ", None, False),
        (0.1, " ", None, False),
        (0.1, "", AnswerKind.date, False),
    ],
)
def test_doubt_asks_again(
    confidence: float | None, text: str, kind: AnswerKind | None, expected: bool, voice: VoiceFile
) -> None:
    expects = Expecting(kind=kind, hints=("地震保険",)) if kind is not None else None
    assert misheard(confidence, text, expects, voice) is expected

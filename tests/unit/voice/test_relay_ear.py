"""Keys one by one, and what was not heard to its end."""

from collections.abc import Sequence

import pytest

from conversation.messages import AnswerKind, Choice, Expecting
from gateway.channels.voice.listening import options
from gateway.channels.voice.relay_ear import Ear, press, release, seconds_aloud, unheard
from gateway.channels.voice.voice_file import VoiceFile

pytestmark = pytest.mark.unit

SAID = ("一つ目です。", "二つ目です。", "三つ目です。")


def _pressed(ear: Ear, keys: str, *, at: float = 0.0) -> tuple[Ear, list[str | None]]:
    answers: list[str | None] = []
    for key in keys:
        ear, complete = press(ear, key, at=at, pause=3.0)
        answers.append(complete)
    return ear, answers


def _ear(voice: VoiceFile, kind: AnswerKind | None = None, choices: Sequence[Choice] = ()) -> Ear:
    return Ear(options(Expecting(kind=kind) if kind else None, choices, voice), silent_at=6.0)


def test_the_expected_number_of_keys_is_complete(voice: VoiceFile) -> None:
    ear, answers = _pressed(_ear(voice, AnswerKind.postal_code), "1500041")
    assert answers == [*[None] * 6, "1500041"]
    assert (ear.keys, ear.keys_until) == ("", None)


def test_the_finish_key_ends_a_number_and_is_none_itself(voice: VoiceFile) -> None:
    _, answers = _pressed(_ear(voice, AnswerKind.policy_no), "123#")
    assert answers == [None, None, None, "123"]


def test_the_finish_key_alone_says_nothing(voice: VoiceFile) -> None:
    _, answers = _pressed(_ear(voice, AnswerKind.policy_no), "#")
    assert answers == [None]


def test_every_key_begins_the_pause_anew_and_ends_the_silence(voice: VoiceFile) -> None:
    ear, _ = _pressed(_ear(voice, AnswerKind.policy_no), "1", at=10.0)
    assert (ear.keys_until, ear.silent_at) == (13.0, None)
    ear, _ = _pressed(ear, "2", at=12.0)
    assert (ear.keys, ear.keys_until) == ("12", 15.0)
    assert release(ear).keys == ""


def test_one_key_is_enough_where_one_is_asked_for(voice: VoiceFile) -> None:
    yes_no = (Choice(label="はい", value="はい"), Choice(label="いいえ", value="いいえ"))
    _, answers = _pressed(_ear(voice, AnswerKind.yes_no, yes_no), "1")
    assert answers == ["1"]


def test_nobody_presses_for_ever(voice: VoiceFile) -> None:
    ear, _ = _pressed(_ear(voice, AnswerKind.policy_no), "1" * 100)
    assert len(ear.keys) == 32


@pytest.mark.parametrize(
    ("heard", "left"),
    [
        ("", SAID),
        ("一つ目です。", SAID[1:]),
        ("一つ目です 二つ", SAID[1:]),
        ("一つ目です。二つ目です。三つ目です。", ()),
        ("二つ目です。", SAID[2:]),
        ("何か別の言葉", SAID),
    ],
)
def test_the_sentence_that_was_cut_is_the_first_unheard(heard: str, left: Sequence[str]) -> None:
    assert unheard(SAID, heard) == left


def test_long_sentences_take_long() -> None:
    assert seconds_aloud(["あ" * 30, "い" * 30], letters_per_second=6.0) == 10.0

"""The delivered voice file is sound, and a wrong one is refused before a caller hears it."""

from typing import Any

import pytest
from pydantic import ValidationError

from gateway.channels.voice.voice_file import VoiceFile

pytestmark = pytest.mark.unit


def _changed(voice: VoiceFile, section: str | None, values: dict[str, Any]) -> dict[str, Any]:
    whole = voice.model_dump(mode="json")
    target = whole if section is None else whole[section]
    target.update(values)
    return whole


def test_the_delivered_file_speaks_japanese_with_ssml(voice: VoiceFile) -> None:
    assert voice.language == "ja-JP"
    assert voice.speaks_ssml
    assert voice.slow_rate < voice.rate


def test_the_opening_of_a_call_fits_into_25_seconds(voice: VoiceFile) -> None:
    words = voice.words
    assert len(words.greeting + words.emergencies_first + words.how_to_speak) <= 150


@pytest.mark.parametrize(
    ("name", "speaks"),
    [
        ("Polly.Takumi-Neural", True),
        ("Polly.Mizuki", True),
        ("Google.ja-JP-Neural2-B", True),
        ("Google.ja-JP-Chirp3-HD-Aoede", False),
        ("Polly.Kazuha-Generative", False),
        ("alice", False),
        ("woman", False),
    ],
)
def test_ssml_only_where_the_voice_takes_it(voice: VoiceFile, name: str, speaks: bool) -> None:
    assert voice.model_copy(update={"voice": name}).speaks_ssml is speaks


@pytest.mark.parametrize(
    ("section", "values"),
    [
        (None, {"voice": '"/><Dial>'}),
        (None, {"rate": 500}),
        (None, {"engine": "morse"}),
        (None, {"music": "x"}),
        ("words", {"greeting": "あ" * 151}),
        ("words", {"goodbye": " "}),
        ("words", {"waiting_position": "お待ちください。"}),
        ("words", {"waiting_position": "{position}番目、{name}さま"}),
        ("words", {"choice": "{label"}),
        ("words", {"callback_number": "おかけします。"}),
        ("words", {"holding": []}),
        ("pace", {"answer_seconds": 10}),
        ("pace", {"answer_seconds": 4.4, "all_seconds": 4.4}),
        ("pace", {"fallback_number": "03-0000-0004"}),
        ("listening", {"finish_key": "9"}),
        ("listening", {"lowest_confidence": 2}),
        ("listening", {"lowest_confidence_by_kind": {"mood": 0.5}}),
        ("waiting", {"music_url": "http://example.jp/a.mp3"}),
        ("waiting", {"music_url": "https://example.jp/\ufffe"}),
    ],
)
def test_a_wrong_file_is_refused(voice: VoiceFile, section: str | None, values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        VoiceFile.model_validate(_changed(voice, section, values))


def test_a_changed_file_that_is_right_is_taken(voice: VoiceFile) -> None:
    changed = VoiceFile.model_validate(_changed(voice, "waiting", {"music_url": "https://example.jp/a.mp3"}))
    assert changed.waiting.music_url == "https://example.jp/a.mp3"

"""The delivered voice file, which the pure functions of a call work with."""

from pathlib import Path

import pytest

from casework.procedures.load import read_checked
from gateway.channels.voice.voice_file import VoiceFile


@pytest.fixture(scope="session")
def voice() -> VoiceFile:
    return read_checked(Path("config/voice.yml"), VoiceFile)

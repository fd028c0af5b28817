"""What operators set about the telephone, `config/voice.yml` as a value: no sentence longer than one can follow."""

from enum import StrEnum
from string import Formatter
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from conversation.messages import AnswerKind

LONGEST_SENTENCES = 150
"""About 25 seconds spoken."""


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _speakable(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    if len(text) > LONGEST_SENTENCES:
        raise ValueError(f"is longer than 25 seconds spoken ({len(text)} of {LONGEST_SENTENCES} characters)")
    return text


def _require_names(field: str, text: str, names: set[str]) -> None:
    try:
        found = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError(f"{field}: a brace is not closed") from error
    if found != names:
        wanted = " and ".join(f"{{{name}}}" for name in sorted(names))
        raise ValueError(f"{field} must hold {wanted} and nothing else in braces")


Words = Annotated[str, AfterValidator(_speakable)]
Confidence = Annotated[float, Field(ge=0, le=1)]


class Engine(StrEnum):
    gather = "gather"
    conversation_relay = "conversation_relay"


class CallWords(_Spec):
    """What the service itself says in a call. What stands in braces is filled in."""

    greeting: Words
    emergencies_first: Words
    how_to_speak: Words
    holding: tuple[Words, ...] = Field(min_length=1)
    repeat: Words
    are_you_there: Words
    goodbye_with_link: Words
    goodbye_with_task: Words
    not_heard: Words
    not_heard_by_keys: Words
    not_heard_person: Words
    waiting: tuple[Words, ...] = Field(min_length=1)
    waiting_position: Words
    callback_offer: Words
    callback_accepted: Words
    callback_number: Words
    called_back: Words
    callback_missed: Words
    connecting: Words
    not_answered: Words
    not_answered_by_all: Words
    nobody_answers: Words
    voicemail: Words
    voicemail_unknown: Words
    nobody_in_danger: Words
    nobody_in_danger_unknown: Words
    voicemail_thanks: Words
    technical_difficulty: Words
    out_of_order: Words
    out_of_order_person: Words
    slower: Words
    more: Words
    link: Words
    choice: Words
    choices_end: Words
    many_choices: Words
    goodbye: Words

    @model_validator(mode="after")
    def _fill_what_they_name(self) -> Self:
        _require_names("waiting_position", self.waiting_position, {"position"})
        _require_names("callback_number", self.callback_number, {"digits"})
        _require_names("choice", self.choice, {"label", "key"})
        _require_names("many_choices", self.many_choices, {"labels"})
        return self


class KeyWords(_Spec):
    """The words a single key stands for when no choice has it."""

    person: Words
    emergency: Words
    yes: Words
    no: Words


class Listening(_Spec):
    """`seconds` until silence counts, `end_of_speech_seconds` of a pause that ends an answer."""

    seconds: int = Field(ge=2, le=30)
    number_seconds: int = Field(ge=2, le=30)
    end_of_speech_seconds: int = Field(ge=1, le=10)
    slow_end_of_speech_seconds: int = Field(ge=1, le=10)
    finish_key: str = Field(pattern="^[#*]$")
    speech_model: str | None = None
    lowest_confidence: Confidence
    lowest_confidence_by_kind: dict[AnswerKind, Confidence] = {}
    hints: dict[AnswerKind, tuple[str, ...]] = {}
    common_hints: tuple[str, ...] = ()


class Pace(_Spec):
    """How long a step of a call waits: for its answer, then for everything it does.

    `fallback_number` is a telephone of the office that callers reach while the service itself is out of order.
    """

    answer_seconds: float = Field(gt=0, le=4.5)
    all_seconds: float = Field(gt=0, le=4.8)
    fallback_number: str | None = Field(default=None, pattern=r"^\+[0-9]{6,15}$")

    @model_validator(mode="after")
    def _answer_within_all(self) -> Self:
        if self.answer_seconds >= self.all_seconds:
            raise ValueError("answer_seconds must be less than all_seconds")
        return self


class Waiting(_Spec):
    """`music_url` None: the waiting is spoken. `longest_seconds` until a callback or a message is the only way."""

    music_url: str | None = Field(default=None, pattern="^https://[!-~]{1,500}$")
    round_seconds: int = Field(ge=5, le=120)
    longest_seconds: int = Field(ge=30)
    longest_polls: int = Field(ge=1)


class VoiceFile(_Spec):
    """`config/voice.yml`. Talks with agents are recorded and written down unless switched off."""

    engine: Engine = Engine.gather
    is_recorded: bool = True
    is_transcribed: bool = True
    language: str = Field(default="ja-JP", pattern="^[a-z]{2}-[A-Z]{2}$")
    voice: str = Field(default="Polly.Kazuha-Neural", pattern="^[A-Za-z0-9.-]+$")
    ssml_voices: tuple[str, ...] = ("Polly.", "Google.")
    plain_voices: tuple[str, ...] = ("Generative", "Chirp")
    rate: int = Field(default=95, ge=50, le=150)
    slow_rate: int = Field(default=80, ge=50, le=150)
    words: CallWords
    keys: KeyWords
    listening: Listening
    pace: Pace
    waiting: Waiting

    @property
    def speaks_ssml(self) -> bool:
        return self.voice.startswith(self.ssml_voices) and not any(part in self.voice for part in self.plain_voices)

"""Sentences that no article is meant to answer, so that questions like them are left to a person."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

FOREIGN = Path(__file__).with_name("foreign.yml")


class ForeignSentences(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    sentences: tuple[str, ...]


def load_foreign(file: Path = FOREIGN) -> tuple[str, ...]:
    return ForeignSentences.model_validate(YAML(typ="safe").load(file.read_text("utf-8"))).sentences

"""The sentences a model learned from and those it is asked."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from scripts.scoring import Sentence


def asked_sentences(file: Path) -> list[Sentence]:
    return [Sentence(**item) for item in _read(file)["sentences"]]


def training_sentences(folder: Path) -> tuple[list[str], list[str]]:
    """Texts and their intents."""
    texts: list[str] = []
    intents: list[str] = []
    for file in sorted(folder.glob("*.yml")):
        for block in _read(file)["nlu"]:
            if "intent" in block:
                lines = [line[2:].strip() for line in block["examples"].splitlines() if line.startswith("- ")]
                texts += lines
                intents += [block["intent"]] * len(lines)
    return texts, intents


def _read(file: Path) -> Any:  # noqa: ANN401  # Any YAML.
    return YAML(typ="safe").load(file.read_text(encoding="utf-8"))

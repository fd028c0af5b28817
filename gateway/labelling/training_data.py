"""Taking labelled sentences over into `bot/data/nlu/labelled.yml`, and nowhere else.

A sentence of the evaluation sets is never trained on, and none is there twice or under two intents.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gateway.labelling.work_list import Labelled

FILE = "labelled.yml"
FALLBACK = "nlu_fallback"
HEADER = """\
# Sentences of real contacts, masked and labelled by an editor: written by `toritsugi bot label`.
version: "3.1"

nlu:
"""


@dataclass(frozen=True)
class Change:
    """What taking over would do: `added` are new, the others are left out for a reason each."""

    added: tuple[Labelled, ...] = ()
    known: tuple[Labelled, ...] = ()
    kept_apart: tuple[Labelled, ...] = ()
    contradicting: tuple[tuple[Labelled, str], ...] = ()


def known_intents(bot: Path) -> frozenset[str]:
    """The intents a sentence can be given."""
    listed = _read(bot / "domain.yml")["intents"]
    names = {next(iter(item)) if isinstance(item, dict) else str(item) for item in listed}
    return frozenset(names - {FALLBACK})


def change_by(bot: Path, labelled: Sequence[Labelled]) -> Change:
    """Compared without width, case, blanks and punctuation."""
    trained = {folded(text): intent for text, intent in trained_sentences(bot)}
    apart = {folded(text) for text in evaluation_sentences(bot)}
    added: dict[str, Labelled] = {}
    known, kept_apart, contradicting = [], [], []
    for item in labelled:
        same = folded(item.text)
        before = added[same].intent if same in added else trained.get(same)
        if same in apart:
            kept_apart.append(item)
        elif before is not None and before != item.intent:
            contradicting.append((item, before))
        elif before is not None:
            known.append(item)
        else:
            added[same] = item
    return Change(tuple(added.values()), tuple(known), tuple(kept_apart), tuple(contradicting))


def append(bot: Path, added: Sequence[Labelled]) -> None:
    """Write the file anew with what it had and these, in the order of the intents."""
    file = bot / "data" / "nlu" / FILE
    sentences: dict[str, list[str]] = {}
    for text, intent in [*_sentences_of(file), *((item.text, item.intent) for item in added)]:
        sentences.setdefault(intent, []).append(text)
    unfinished = file.with_suffix(".tmp")
    unfinished.write_text(HEADER + "".join(map(_block, sorted(sentences.items()))), encoding="utf-8")
    unfinished.replace(file)


def trained_sentences(bot: Path) -> Iterator[tuple[str, str]]:
    for file in sorted((bot / "data" / "nlu").glob("*.yml")):
        yield from _sentences_of(file)


def evaluation_sentences(bot: Path) -> Iterator[str]:
    for name in ("intents.yml", "tuning.yml"):
        file = bot / "evaluation" / name
        if file.exists():
            yield from (item["text"] for item in _read(file)["sentences"])


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def _sentences_of(file: Path) -> Iterator[tuple[str, str]]:
    if not file.exists():
        return
    for block in _read(file).get("nlu") or ():
        if "intent" in block:
            lines = (line.strip() for line in block["examples"].splitlines())
            yield from ((line[2:].strip(), block["intent"]) for line in lines if line.startswith("- "))


def _block(named: tuple[str, list[str]]) -> str:
    intent, texts = named
    lines = "".join(f"      - {text}\n" for text in texts)
    return f"  - intent: {intent}\n    examples: |\n{lines}"


def _read(file: Path) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded

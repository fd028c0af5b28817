"""The evaluation as tables that people read. Every share stands with its 95 % confidence interval (Wilson)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gateway.evaluation.intervals import Share
from gateway.evaluation.slots import SlotReport

REPORT_COMMAND = "make bot-evaluate"
WEAK_BELOW = 0.97
STYLES = {"web": "web", "sms": "SMS", "voice": "voice"}


def report_text(intents: Mapping[str, Any], slots: SlotReport, model_sha256: str) -> str:
    head = (
        "# How well the bot understands\n\n"
        f"Made by `{REPORT_COMMAND}` (`toritsugi bot evaluate`); the same figures for programs: `report.json`. "
        f"Model sha256 `{model_sha256[:16]}…`, trained on {intents['training_sentences']:,} sentences.\n\n"
        "`intents.yml` was written by somebody who had not seen the training sentences; it is never trained on and no "
        "setting was chosen on it (those are chosen on `tuning.yml`). `slots.yml` was written apart from the parsers, "
        "but what they misread has been looked at while improving them: its figures flatter until it is written anew.\n"
    )
    return f"{head}\n## Intents\n\n{intents_text(intents)}\n\n## Fields\n\n{slots_text(slots, shows_misread=False)}\n"


def intents_text(intents: Mapping[str, Any]) -> str:
    overall = [
        ("right intent, in scope", _shown(intents["accuracy"])),
        ("the same without sentences that are also in the training data", _shown(intents["accuracy_not_trained_on"])),
        ("right intent and not rejected", _shown(intents["accuracy_and_not_rejected"])),
        ("macro F1, all intents with out_of_scope", f"{intents['macro_f1']:.3f}"),
        ("out of scope found", _shown(intents["out_of_scope_recall"])),
        ("in scope but rejected", _shown(intents["false_rejection"])),
        ("parse p50 / p95", f"{intents['parse_ms_p50']} / {intents['parse_ms_p95']} ms"),
        ("memory, time to load the model, model file", _costs(intents)),
    ]
    names = ("accuracy", "out_of_scope_recall", "false_rejection")
    styles = [
        (STYLES[style], *(_shown(of_style[name]) for name in names)) for style, of_style in intents["by_style"].items()
    ]
    weak = [(intent, f"{recall:.2f}") for intent, recall in intents["recall_by_intent"].items() if recall < WEAK_BELOW]
    confused = [(pair, str(count)) for pair, count in intents["confusions"].items()]
    parts = [
        _table(("figure", f"{intents['sentences']} sentences"), overall),
        _table(("style", "right intent", "out of scope found", "in scope but rejected"), styles),
        _table((f"intents below {WEAK_BELOW:g}", "recall"), weak),
        _table(("taken for another (rejected counts as out_of_scope)", "times"), confused),
    ]
    return "\n\n".join(parts)


def slots_text(slots: SlotReport, *, shows_misread: bool) -> str:
    overall = [("read as a careful clerk would", _of(slots.all)), ("read as another value", _of(slots.wrong_values))]
    parts = [
        _table(("figure", f"{slots.all.of} answers"), overall),
        _table(("field", "read right"), [(field, _of(share)) for field, share in sorted(slots.by_field.items())]),
        _table(("style", "read right"), [(STYLES[style], _of(share)) for style, share in slots.by_style.items()]),
    ]
    if shows_misread:
        rows = [(f"{m.answer.field}, {m.answer.style}", m.answer.text, str(m.read)) for m in slots.misread]
        parts.append(_table(("misread", "answer", "read as"), rows))
    return "\n\n".join(parts)


def _costs(intents: Mapping[str, Any]) -> str:
    return f"{intents['memory_mb']} MB, {intents['load_seconds']} s, {intents['model_mb']} MB"


def _shown(share: Mapping[str, Any]) -> str:
    low, high = share["interval"]
    return _text(share["share"], low, high, share["of"])


def _of(share: Share) -> str:
    return _text(share.share, *share.interval, share.of)


def _text(share: float, low: float, high: float, total: int) -> str:
    return f"{share:.3f} ({low:.3f} to {high:.3f}; {total})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)

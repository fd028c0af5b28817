"""Slot figures for programs: what was misread is told by its kind, since the sentences stand in slots.yml."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from gateway.evaluation.slots import SlotReport


def slots_as_json(slots: SlotReport) -> dict[str, Any]:
    misread = Counter(f"{item.answer.field}, {item.answer.style}" for item in slots.misread)
    return {
        "all": asdict(slots.all),
        "wrong_values": asdict(slots.wrong_values),
        "by_field": {field: asdict(share) for field, share in slots.by_field.items()},
        "by_style": {style: asdict(share) for style, share in slots.by_style.items()},
        "misread": dict(misread.most_common()),
    }

"""Knowledge search on questions nothing was tuned on; the baseline is bm25 on character bigrams."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure

BASELINE = "bigram bm25"


def knowledge_figures() -> tuple[list[Figure], dict[str, Any]]:
    words = [sys.executable, "-m", "benchmarks.knowledge_quality"]
    run = subprocess.run(words, stdout=subprocess.PIPE, check=True, cwd=Path(__file__).parents[1])
    found = json.loads(run.stdout)
    search, base = found["search"], found["baseline_character_bigrams"]

    def figure(name: str, key: str, unit: str) -> Figure:
        return Figure(f"knowledge: {name}", search[key], unit, base[key], BASELINE)

    figures = [
        figure("hit@1", "hit_at_1", "of 1"),
        figure("hit@3", "hit_at_3", "of 1"),
        Figure("knowledge: foreign questions abstained", found["abstention"]["unanswerable_abstained"], "of 1"),
        figure("search p50", "p50_milliseconds", "ms"),
        figure("search p95", "p95_milliseconds", "ms"),
    ]
    return figures, found

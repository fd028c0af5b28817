"""Evaluate the newest model on sentences it was never trained on, and print JSON.

Run from bot/ in the bot's own environment: `python scripts/evaluate.py [--sentences evaluation/intents.yml]`.
"""

import argparse
import asyncio
import json
import math
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

REJECTED = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % confidence interval of a share."""
    if total == 0:
        return (0.0, 0.0)
    z, share = 1.96, hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (round((middle - spread) / (1 + z * z / total), 3), round((middle + spread) / (1 + z * z / total), 3))


async def predict(texts: list[str], model: Path) -> tuple[list[dict], list[float]]:
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    answers, seconds = [], []
    for text in texts:
        started = time.perf_counter()
        answers.append(await agent.parse_message(text))
        seconds.append(time.perf_counter() - started)
    return answers, seconds


def raw_intent(answer: dict) -> tuple[str, float]:
    """The best intent below the fallback, with its confidence."""
    best = next(item for item in answer["intent_ranking"] if item["name"] != REJECTED)
    return best["name"], best["confidence"]


def report(sentences: list[dict], answers: list[dict], seconds: list[float]) -> dict:
    confusions: Counter[str] = Counter()
    per_style: dict[str, list[bool]] = defaultdict(list)
    per_intent: dict[str, list[bool]] = defaultdict(list)
    in_scope, rejected_in_scope, out_total, out_found = [], 0, 0, 0
    for sentence, answer in zip(sentences, answers, strict=True):
        predicted = answer["intent"]["name"]
        if sentence["intent"] == OUT_OF_SCOPE:
            out_total += 1
            out_found += predicted in (OUT_OF_SCOPE, REJECTED)
            continue
        rejected_in_scope += predicted in (OUT_OF_SCOPE, REJECTED)
        right = raw_intent(answer)[0] == sentence["intent"]
        in_scope.append(right)
        per_style[sentence["style"]].append(right)
        per_intent[sentence["intent"]].append(right)
        if not right:
            confusions[f"{sentence['intent']} -> {raw_intent(answer)[0]}"] += 1
    ordered = sorted(seconds)
    return {
        "sentences": len(sentences),
        "accuracy_in_scope": round(sum(in_scope) / len(in_scope), 4),
        "accuracy_95": wilson(sum(in_scope), len(in_scope)),
        "accuracy_by_style": {style: round(sum(v) / len(v), 3) for style, v in per_style.items()},
        "recall_by_intent": {intent: round(sum(v) / len(v), 2) for intent, v in sorted(per_intent.items())},
        "out_of_scope_recall": round(out_found / max(out_total, 1), 4),
        "false_rejection": round(rejected_in_scope / len(in_scope), 4),
        "confusions": dict(confusions.most_common(25)),
        "parse_ms_p50": round(1000 * ordered[len(ordered) // 2], 2),
        "parse_ms_p95": round(1000 * ordered[int(len(ordered) * 0.95)], 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=Path, default=Path("evaluation/intents.yml"))
    parser.add_argument("--model", type=Path)
    parser.add_argument("--raw", type=Path, help="also write each prediction, for choosing thresholds")
    arguments = parser.parse_args()
    models = sorted(Path("models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models and arguments.model is None:
        print("There is no trained model: run `make bot-train` first.", file=sys.stderr)
        return 1
    from ruamel.yaml import YAML

    sentences = YAML(typ="safe").load(arguments.sentences.read_text(encoding="utf-8"))["sentences"]
    answers, seconds = asyncio.run(predict([item["text"] for item in sentences], arguments.model or models[-1]))
    if arguments.raw:
        rows = [
            {**item, "ranking": [(r["name"], round(r["confidence"], 4)) for r in answer["intent_ranking"][:4]]}
            for item, answer in zip(sentences, answers, strict=True)
        ]
        arguments.raw.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    print(json.dumps(report(sentences, answers, seconds), ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())

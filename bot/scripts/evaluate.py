"""Ask a trained model the evaluation sentences and print a report as JSON.

Run from bot/ in the bot's environment: `python -m scripts.evaluate [--sentences FILE] [--model FILE]`; usually through
`toritsugi bot evaluate`. Pipelines without a decision of their own on what is out of scope get a threshold that is
chosen on evaluation/tuning.yml (`--choose-threshold`).
"""

import argparse
import asyncio
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from scripts.scoring import Prediction, Sentence, chosen_threshold, rejecting, report
from scripts.sentences import asked_sentences, training_sentences

REJECTED = "nlu_fallback"
TUNING = Path("evaluation/tuning.yml")
WARMING_UP = 20


async def predict(agent: Any, sentences: list[Sentence]) -> tuple[list[Prediction], list[float]]:  # noqa: ANN401
    """What Rasa makes of each, and the milliseconds it took."""
    for sentence in sentences[:WARMING_UP]:
        await agent.parse_message(sentence.text)
    predictions, milliseconds = [], []
    for sentence in sentences:
        began = time.perf_counter()
        answer = await agent.parse_message(sentence.text)
        milliseconds.append((time.perf_counter() - began) * 1000)
        predictions.append(prediction_of(answer))
    return predictions, sorted(milliseconds)


def prediction_of(answer: dict[str, Any]) -> Prediction:
    best = next((item for item in answer["intent_ranking"] if item["name"] != REJECTED), answer["intent"])
    return Prediction(best["name"] or REJECTED, best["confidence"], answer["intent"]["name"] == REJECTED)


def memory_mb() -> float:
    status = Path("/proc/self/status")
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text(encoding="ascii")) if status.exists() else None
    return round(int(found[1]) / 1024) if found else 0.0


def measured(model: Path, sentences_file: Path, *, chooses_threshold: bool) -> dict[str, Any]:
    import structlog

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    began = time.perf_counter()
    from rasa.core.agent import Agent

    imported = time.perf_counter()
    agent = Agent.load(str(model))
    loaded = time.perf_counter()
    memory = memory_mb()
    sentences, trained_on = asked_sentences(sentences_file), set(training_sentences(Path("data/nlu"))[0])
    predictions, milliseconds = asyncio.run(predict(agent, sentences))
    threshold = None
    if chooses_threshold:
        tuning = asked_sentences(TUNING)
        threshold = chosen_threshold(tuning, asyncio.run(predict(agent, tuning))[0])
        predictions = rejecting(predictions, threshold)
    return {
        **report(sentences, predictions, trained_on),
        "training_sentences": len(trained_on),
        "threshold": threshold,
        "parse_ms_p50": round(milliseconds[len(milliseconds) // 2], 2),
        "parse_ms_p95": round(milliseconds[int(len(milliseconds) * 0.95)], 2),
        "import_seconds": round(imported - began, 1),
        "load_seconds": round(loaded - imported, 1),
        "memory_mb": memory,
        "model_mb": round(model.stat().st_size / 1e6, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=Path, default=Path("evaluation/intents.yml"))
    parser.add_argument("--model", type=Path, help="the newest one in models/ when none is named")
    parser.add_argument("--choose-threshold", action="store_true")
    arguments = parser.parse_args()
    models = sorted(Path("models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models and arguments.model is None:
        print("There is no trained model: run `make bot-train` first.", file=sys.stderr)
        return 1
    model = arguments.model or models[-1]
    found = measured(model, arguments.sentences, chooses_threshold=arguments.choose_threshold)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())

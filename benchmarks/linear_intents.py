"""The baseline of the bot, run in the bot's environment: character n-grams and logistic regression without Rasa.

Trained on the same sentences and asked the same evaluation set; prints JSON. Run from bot/.
"""

import json
import time
import unicodedata
from pathlib import Path

from ruamel.yaml import YAML
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

OUT_OF_SCOPE = "out_of_scope"


def main() -> None:
    texts, intents = training_sentences(Path("data/nlu"))
    asked = YAML(typ="safe").load(Path("evaluation/intents.yml").read_text(encoding="utf-8"))["sentences"]
    in_scope = [item for item in asked if item["intent"] != OUT_OF_SCOPE]
    features = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True, preprocessor=folded)
    model = make_pipeline(features, LogisticRegression(C=20.0, max_iter=300))
    began = time.perf_counter()
    model.fit(texts, intents)
    train_seconds = time.perf_counter() - began
    hits, milliseconds = 0, []
    for item in in_scope:
        began = time.perf_counter()
        predicted = model.predict([item["text"]])[0]
        milliseconds.append((time.perf_counter() - began) * 1000)
        hits += predicted == item["intent"]
    ordered = sorted(milliseconds)
    figures = {
        "sentences": len(texts),
        "train_seconds": train_seconds,
        "accuracy_in_scope": hits / len(in_scope),
        "parse_ms_p50": ordered[len(ordered) // 2],
        "parse_ms_p95": ordered[int(len(ordered) * 0.95)],
    }
    print(json.dumps(figures))


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def training_sentences(folder: Path) -> tuple[list[str], list[str]]:
    texts, intents = [], []
    for file in sorted(folder.glob("*.yml")):
        for block in YAML(typ="safe").load(file.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in block:
                lines = [line[2:].strip() for line in block["examples"].splitlines() if line.startswith("- ")]
                texts += lines
                intents += [block["intent"]] * len(lines)
    return texts, intents


if __name__ == "__main__":
    main()

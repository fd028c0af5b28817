"""A plain linear model outside Rasa, run in the bot's environment: character n-grams and logistic regression.

Trained on the same sentences, threshold chosen on the same tuning sentences, asked the same evaluation sentences;
prints JSON. Run from bot/.
"""

import json
import time
import unicodedata
from pathlib import Path

from scripts.scoring import Prediction, Sentence, chosen_threshold, rejecting, report
from scripts.sentences import asked_sentences, training_sentences
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

EVALUATION = Path("evaluation")


def main() -> None:
    texts, intents = training_sentences(Path("data/nlu"))
    features = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True, preprocessor=folded)
    model = make_pipeline(features, LogisticRegression(C=20.0, max_iter=100, tol=1e-3))
    began = time.perf_counter()
    model.fit(texts, intents)
    train_seconds = time.perf_counter() - began
    tuning, asked = (asked_sentences(EVALUATION / name) for name in ("tuning.yml", "intents.yml"))
    threshold = chosen_threshold(tuning, predicted(model, tuning)[0])
    predictions, milliseconds = predicted(model, asked)
    figures = {
        **report(asked, rejecting(predictions, threshold), set(texts)),
        "threshold": threshold,
        "train_seconds": train_seconds,
        "parse_ms_p50": milliseconds[len(milliseconds) // 2],
        "parse_ms_p95": milliseconds[int(len(milliseconds) * 0.95)],
    }
    print(json.dumps(figures, ensure_ascii=False, indent=1))


def predicted(model: Pipeline, sentences: list[Sentence]) -> tuple[list[Prediction], list[float]]:
    predictions, milliseconds = [], []
    for sentence in sentences:
        began = time.perf_counter()
        probabilities = model.predict_proba([sentence.text])[0]
        milliseconds.append((time.perf_counter() - began) * 1000)
        best = probabilities.argmax()
        predictions.append(Prediction(str(model.classes_[best]), float(probabilities[best])))
    return predictions, sorted(milliseconds)


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


if __name__ == "__main__":
    main()

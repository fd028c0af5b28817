"""What a set of predictions is worth: one report for every pipeline, with the spread that so many sentences allow."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

OUT_OF_SCOPE = "out_of_scope"
MOST_CONFUSIONS = 30
REJECTED_OF_OURS = 0.02


@dataclass(frozen=True)
class Sentence:
    text: str
    intent: str
    style: str


@dataclass(frozen=True)
class Prediction:
    """The best intent whatever was rejected, and whether the pipeline takes the sentence as not meant for us."""

    intent: str
    confidence: float
    is_rejected: bool = False


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % confidence interval of a share."""
    if total == 0:
        return (0.0, 0.0)
    z, share = 1.96, hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (round((middle - spread) / (1 + z * z / total), 3), round((middle + spread) / (1 + z * z / total), 3))


def share(hits: Iterable[bool]) -> dict[str, Any]:
    found = list(hits)
    right = sum(found)
    return {"share": round(right / max(len(found), 1), 4), "interval": wilson(right, len(found)), "of": len(found)}


def chosen_threshold(sentences: Sequence[Sentence], predictions: Sequence[Prediction]) -> float:
    """The confidence below which a pipeline without a decision of its own rejects, from the tuning sentences."""
    of_ours = [
        -1.0 if prediction.intent == OUT_OF_SCOPE else prediction.confidence
        for sentence, prediction in zip(sentences, predictions, strict=True)
        if sentence.intent != OUT_OF_SCOPE
    ]
    return sorted(of_ours)[int(REJECTED_OF_OURS * len(of_ours))]


def rejecting(predictions: Iterable[Prediction], threshold: float) -> list[Prediction]:
    return [
        Prediction(prediction.intent, prediction.confidence, prediction.confidence < threshold)
        for prediction in predictions
    ]


def report(sentences: Sequence[Sentence], predictions: Sequence[Prediction], trained_on: set[str]) -> dict[str, Any]:
    both = list(zip(sentences, predictions, strict=True))
    ours = [(sentence, prediction) for sentence, prediction in both if sentence.intent != OUT_OF_SCOPE]
    others = [(sentence, prediction) for sentence, prediction in both if sentence.intent == OUT_OF_SCOPE]
    new = [(sentence, prediction) for sentence, prediction in ours if sentence.text not in trained_on]
    styles = sorted({sentence.style for sentence in sentences}, reverse=True)

    def of(style: str, pairs: list[tuple[Sentence, Prediction]]) -> list[tuple[Sentence, Prediction]]:
        return [(sentence, prediction) for sentence, prediction in pairs if sentence.style == style]

    return {
        "sentences": len(sentences),
        "also_trained_on": len(ours) - len(new),
        "accuracy": share(map(_is_right, ours)),
        "accuracy_not_trained_on": share(map(_is_right, new)),
        "accuracy_and_not_rejected": share(_is_right(pair) and not _is_refused(pair) for pair in ours),
        "macro_f1": macro_f1(sentences, predictions),
        "out_of_scope_recall": share(map(_is_refused, others)),
        "false_rejection": share(map(_is_refused, ours)),
        "by_style": {
            style: {
                "accuracy": share(map(_is_right, of(style, ours))),
                "out_of_scope_recall": share(map(_is_refused, of(style, others))),
                "false_rejection": share(map(_is_refused, of(style, ours))),
            }
            for style in styles
        },
        "recall_by_intent": _by_intent(ours),
        "confusions": _confusions(both),
    }


def macro_f1(sentences: Sequence[Sentence], predictions: Sequence[Prediction]) -> float:
    """Over all intents with out_of_scope, which is what a rejected sentence counts as."""
    told = [_told(prediction) for prediction in predictions]
    wanted = [sentence.intent for sentence in sentences]
    scores = []
    for intent in set(wanted):
        both = sum(want == tell == intent for want, tell in zip(wanted, told, strict=True))
        scores.append(2 * both / (wanted.count(intent) + told.count(intent)))
    return round(sum(scores) / len(scores), 4)


def _told(prediction: Prediction) -> str:
    return OUT_OF_SCOPE if prediction.is_rejected else prediction.intent


def _is_right(pair: tuple[Sentence, Prediction]) -> bool:
    return pair[0].intent == pair[1].intent


def _is_refused(pair: tuple[Sentence, Prediction]) -> bool:
    return _told(pair[1]) == OUT_OF_SCOPE


def _by_intent(pairs: Iterable[tuple[Sentence, Prediction]]) -> dict[str, float]:
    hits: dict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        hits[pair[0].intent].append(_is_right(pair))
    return {intent: round(sum(found) / len(found), 2) for intent, found in sorted(hits.items())}


def _confusions(pairs: Iterable[tuple[Sentence, Prediction]]) -> dict[str, int]:
    missed = Counter(
        f"{sentence.intent} -> {_told(prediction)}"
        for sentence, prediction in pairs
        if _told(prediction) != sentence.intent
    )
    return dict(missed.most_common(MOST_CONFUSIONS))

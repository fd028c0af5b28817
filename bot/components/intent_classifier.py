"""The graph component by which Rasa trains, keeps and asks our intent model; everything it decides is in intents.py."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from .intents import IntentModel, Judgement, load_model
from .japanese import Worder, worder
from .training import Settings, train

MOST_RANKED = 10
FOLDER = "intents"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Needs no tokenizer and no featurizer before it, and no FallbackClassifier behind it."""

    def __init__(
        self, settings: Settings, storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._resource = resource
        self._model = model
        self._word: Worder = worder()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return vars(Settings()).copy()

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn", "sudachipy"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        del execution_context
        return cls(Settings(**config), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,  # noqa: ANN401  # Rasa's signature.
    ) -> IntentClassifier:
        del kwargs, execution_context
        with model_storage.read_from(resource) as folder:
            return cls(Settings(**config), model_storage, resource, load_model(folder / FOLDER))

    def train(self, training_data: TrainingData) -> Resource:
        sentences = [example for example in training_data.intent_examples if example.get(TEXT)]
        wordings = [self._word(sentence.get(TEXT)) for sentence in sentences]
        model = train(wordings, [sentence.get(INTENT) for sentence in sentences], self._settings)
        with self._storage.write_to(self._resource) as folder:
            model.save(folder / FOLDER)
        self._model = model
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if self._model is not None and text:
                judged = self._model.judge(self._word(text), self._settings.scope_margin)
                _note(message, judged)
        return messages


def _note(message: Message, judged: Judgement) -> None:
    """A rejected sentence gets Rasa's own fallback intent, surer the less likely every other intent is."""
    ranking = [
        {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}
        for name, confidence in judged.ranking[:MOST_RANKED]
    ]
    if judged.is_rejected:
        doubt = 1.0 - judged.ranking[0][1]
        fallback = {INTENT_NAME_KEY: DEFAULT_NLU_FALLBACK_INTENT_NAME, PREDICTED_CONFIDENCE_KEY: doubt}
        ranking.insert(0, fallback)
    message.set(INTENT, ranking[0], add_to_output=True)
    message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

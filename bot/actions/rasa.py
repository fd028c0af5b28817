"""The custom actions as Rasa knows them: rasa-sdk classes around the counter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from bot.actions.counter import OPENING, Served, serve
from bot.actions.office import Call, Office
from casework.intakes.step import Heard
from conversation.model import TurnId

FORM = "intake_form"
ANSWER_SLOT = "intake_answer"
VALIDATE = "validate_intake_form"
FALLBACK = "nlu_fallback"
MOST_LIKELY = 5
ACTIONS = (
    VALIDATE,
    "action_open_procedure",
    "action_answer_question",
    "action_tell_status",
    "action_hand_off",
    "action_small_talk",
    "action_repeat",
    "action_say_not_understood",
)


class CounterAction(Action):  # type: ignore[misc]  # rasa-sdk ships no types.
    """Any action that answers the customer: the counter decides, Rasa utters."""

    def __init__(self, name: str, office: Office) -> None:
        self._name, self._office = name, office

    def name(self) -> str:
        return self._name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        del domain
        if self._name == VALIDATE and is_answered(tracker.events):
            # The form checks itself once more after another action of the same turn; that one has answered.
            return [SlotSet(ANSWER_SLOT, None)]
        served = await serve(self._office, call_of(self._name, tracker))
        say(dispatcher, served)
        return loop_events(served, is_form=self._name == VALIDATE)


class OpenSession(Action):  # type: ignore[misc]  # rasa-sdk ships no types.
    """Starts Rasa's session from our draft: a tracker that was lost is no loss."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def name(self) -> str:
        return OPENING

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        del dispatcher, domain
        served = await serve(self._office, call_of(OPENING, tracker))
        seeded = opened_loop() if served.is_intake_open else []
        return [SessionStarted(), *seeded, ActionExecuted("action_listen")]


def executor_of(office: Office) -> ActionExecutor:
    """An executor that knows exactly our actions."""
    executor = ActionExecutor()
    for name in ACTIONS:
        executor.register_action(CounterAction(name, office))
    executor.register_action(OpenSession(office))
    return executor


def is_answered(events: Sequence[Mapping[str, Any]]) -> bool:
    """Whether one of our actions already ran on the customer's last message."""
    for event in reversed(events):
        if event["event"] == "user":
            return False
        if event["event"] == "action" and event["name"] in ACTIONS:
            return True
    return False


def call_of(action: str, tracker: Tracker) -> Call:
    """The call as the counter understands it."""
    message = tracker.latest_message or {}
    intent = message.get("intent") or {}
    turn = (message.get("metadata") or {}).get("turn_id")
    heard = Heard(
        text=message.get("text") or "",
        intent=intent.get("name") or FALLBACK,
        confidence=float(intent.get("confidence") or 0.0),
        likely=tuple(_likely(message.get("intent_ranking") or ())),
    )
    return Call(action, tracker.sender_id, heard, TurnId(UUID(turn)) if turn else None)


def _likely(ranking: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, float]]:
    for item in ranking[:MOST_LIKELY]:
        if item.get("name") and item["name"] != FALLBACK:
            yield item["name"], float(item.get("confidence") or 0.0)


def say(dispatcher: CollectingDispatcher, served: Served) -> None:
    """One message: all sentences, with the choices as buttons."""
    if served.result.say:
        buttons = [{"title": choice.label, "payload": choice.value} for choice in served.result.choices]
        dispatcher.utter_message(text="\n".join(served.result.say), buttons=buttons)


def loop_events(served: Served, *, is_form: bool) -> list[dict[str, Any]]:
    """Whether the intake form listens to the next message."""
    if served.is_intake_open:
        return [SlotSet(ANSWER_SLOT, None)] if is_form else opened_loop()
    if is_form:
        return [SlotSet(ANSWER_SLOT, None), SlotSet("requested_slot", None), ActiveLoop(None)]
    return []


def opened_loop() -> list[dict[str, Any]]:
    return [SlotSet(ANSWER_SLOT, None), ActiveLoop(FORM), SlotSet("requested_slot", ANSWER_SLOT)]

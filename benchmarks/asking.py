"""How anything is asked in a load: a text in, the answer out."""

from collections.abc import Awaitable, Callable

Ask = Callable[[str], Awaitable[str]]


class NoAnswerError(Exception):
    """The service answered with a refusal, with nothing, or by passing the conversation on."""

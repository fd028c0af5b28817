"""How the routes of one conversation refuse: its promises, answers, draft and notes."""

from collections.abc import Iterator
from contextlib import contextmanager

from conversation.errors import ConversationError, ConversationNotFoundError
from gateway.errors import ApiError
from handoff.errors import HandoffError, NotYourConversationError, PromiseNotFoundError, PromiseUnusableError
from handoff.promises import FARTHEST, LONGEST_PROMISE

_PROMISE = f"内容は{LONGEST_PROMISE}文字以内で、期限は今より後、{FARTHEST.days}日以内の日時でご入力ください。"


@contextmanager
def refusals() -> Iterator[None]:
    """What the conversation and handoff refuse, in the one shape."""
    try:
        yield
    except ConversationNotFoundError as error:
        raise _answer(error, 404, "会話が見つかりませんでした。") from error
    except NotYourConversationError as error:
        raise _answer(error, 403, "この会話は担当されていないため、操作できません。") from error
    except PromiseNotFoundError as error:
        raise _answer(error, 404, "約束が見つかりませんでした。") from error
    except PromiseUnusableError as error:
        raise _answer(error, 422, _PROMISE) from error


def _answer(error: ConversationError | HandoffError, status: int, message: str) -> ApiError:
    return ApiError(error.code, status, message)

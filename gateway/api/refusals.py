"""What the kernel and handoff refuse, as answers of the REST side: stable code, fitting status, Japanese message."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from conversation.errors import ConversationError
from gateway.channels.webchat.errors import RefusedMessageError, message_of
from gateway.errors import error_response
from handoff.errors import HandoffError, QueueClosedError
from handoff.promises import FARTHEST, LONGEST_PROMISE

_CHANGED = "会話の担当が変わりました。画面の表示を確認してから、もう一度お試しください。"
_TOLD: dict[str, tuple[int, str]] = {
    "conversation_not_found": (404, "会話が見つかりませんでした。"),
    "stale_epoch": (409, _CHANGED),
    "impossible_event": (409, _CHANGED),
    "message_id_reused": (409, "同じ番号の別のメッセージがすでに送られています。画面を再読み込みしてください。"),
    "offer_not_found": (404, "着信が見つかりませんでした。"),
    "offer_expired": (409, "この着信は終了しました。ほかの担当者が対応したか、時間が過ぎています。"),
    "not_your_conversation": (403, "この会話は担当されていないため、操作できません。"),
    "customer_wrote_since": (409, "入力中に、お客さまから新しいメッセージが届きました。確認してから送信してください。"),
    "queue_not_found": (422, "その待ち行列はありません。"),
    "queue_closed": (409, "その窓口は受付時間外です。"),
    "queue_without_agents": (409, "その窓口には、いま担当者がいません。"),
    "agent_not_available": (409, "その担当者は、いま対応できません。"),
    "invitation_open": (409, "ほかの担当者を招待中です。取り消すか、引き渡してからお試しください。"),
    "nobody_joined": (409, "相手の担当者がまだ参加していません。"),
    "not_in_wrap_up": (409, "後処理をする対応がありません。"),
    "already_taken": (409, "この会話は、すでにほかの担当になっています。"),
    "note_unusable": (422, "メモは1文字以上、4000文字以内でご入力ください。"),
    "promise_unusable": (
        422,
        f"内容は{LONGEST_PROMISE}文字以内で、期限は今より後、{FARTHEST.days}日以内の日時でご入力ください。",
    ),
    "promise_not_found": (404, "約束が見つかりませんでした。"),
}
_OTHERWISE = (409, "処理できませんでした。画面を確認してください。")
_OF_FILES = {
    "attachment_too_large": 413,
    "attachment_type_refused": 415,
    "attachment_not_found": 422,
    "too_many_messages": 429,
}


def install_refusals(app: FastAPI) -> None:
    app.add_exception_handler(HandoffError, _refused)
    app.add_exception_handler(ConversationError, _refused)
    app.add_exception_handler(RefusedMessageError, _refused_file)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HandoffError | ConversationError):
        raise error
    status, message = _TOLD.get(error.code, _OTHERWISE)
    fields = None
    if isinstance(error, QueueClosedError):
        message = f"{error.reason}のため、{message}"
        fields = {"opens_at": error.opens_at} if error.opens_at else None
    return error_response(error.code, status, message, fields)


async def _refused_file(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RefusedMessageError):
        raise error
    return error_response(error.code, _OF_FILES.get(error.code, 422), message_of(error.code))

"""What web chat refuses: a stable code and a sentence for the customer."""

_MESSAGES = {
    "attachment_not_found": "添付ファイルが見つかりませんでした。もう一度お送りください。",
    "attachment_too_large": "ファイルが大きすぎます。10MB以内のファイルをお送りください。",
    "attachment_type_refused": "この種類のファイルは受け取れません。写真 (JPEG、PNG、HEIC) またはPDFをお送りください。",
    "empty_message": "メッセージを入力してください。",
    "link_expired": "このリンクは有効期限が切れています。お手数ですが、もう一度お電話またはSMSでご連絡ください。",
    "link_unknown": "リンクが見つかりませんでした。SMSに届いたリンクをもう一度お開きください。",
    "link_used": "このリンクはすでに使われています。最初に開いた画面でお続けいただくか、もう一度ご連絡ください。",
    "malformed": "送信の形式が正しくありません。画面を再読み込みしてください。",
    "message_id_reused": "このメッセージは送信済みです。画面を再読み込みしてください。",
    "message_too_long": "メッセージが長すぎます。4,000文字以内に分けてお送りください。",
    "too_many_connections": "接続が集中しています。しばらくしてからお試しください。",
    "too_many_messages": "短い時間に多くのメッセージが送られました。少し待ってからお送りください。",
    "unknown_event": "この操作には対応していません。",
    "unknown_visitor_token": "会話の有効期限が切れています。新しい会話を始めてください。",
    "visitor_ended": "このリンクでの受付は終了いたしました。お手数ですが、もう一度お電話またはSMSでご連絡ください。",
}
_OTHERWISE = "ただいまつながりにくくなっています。しばらくしてからお試しください。"


class RefusedMessageError(Exception):
    """Refused before anything was stored."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def message_of(code: str) -> str:
    return _MESSAGES.get(code, _OTHERWISE)

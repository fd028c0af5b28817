"""One event of every kind with plain values; a test names only what it is about."""

from typing import Any
from uuid import UUID

from conversation import events as ev

CONTACT_ID = UUID("00000000-0000-4000-8000-000000000001")
MESSAGE_ID = UUID("00000000-0000-4000-8000-000000000002")
TURN_ID = UUID("00000000-0000-4000-8000-000000000003")
INTAKE_ID = UUID("00000000-0000-4000-8000-000000000004")
DELIVERY_ID = UUID("00000000-0000-4000-8000-000000000005")
OFFER_ID = UUID("00000000-0000-4000-8000-000000000006")
PROMISE_ID = UUID("00000000-0000-4000-8000-000000000007")
LINK_ID = UUID("00000000-0000-4000-8000-000000000008")
CALL_SID, RECORDING_SID = "CA" + "0" * 32, "RE" + "0" * 32

_PLAIN: dict[str, dict[str, Any]] = {
    "conversation.opened": {},
    "contact.opened": {"contact_id": CONTACT_ID, "channel": "webchat", "direction": "inbound"},
    "contact.reason_noted": {"contact_reason": "address_change"},
    "contact.closed": {"disposition": "answered"},
    "message.received": {"message_id": MESSAGE_ID, "channel": "webchat", "text": "引っ越しました"},
    "message.posted": {"message_id": MESSAGE_ID, "author_kind": "bot", "text": "承ります。"},
    "holder.changed": {"holder": "queue", "holder_name": "general", "reason": "customer_wish"},
    "offer.made": {"offer_id": OFFER_ID, "agent_id": "sato", "purpose": "serve", "expires_at": "2026-11-23T12:00Z"},
    "offer.ended": {"offer_id": OFFER_ID, "agent_id": "sato", "outcome": "expired"},
    "participant.joined": {"agent_id": "suzuki", "purpose": "warm"},
    "participant.left": {"agent_id": "suzuki"},
    "wrap_up.expired": {"agent_id": "sato"},
    "promise.made": {"promise_id": PROMISE_ID, "promise": "callback", "due_at": "2026-11-24T09:00Z"},
    "promise.kept": {"promise_id": PROMISE_ID, "by": "sato"},
    "bot.failed": {"turn_id": TURN_ID, "reason": "timeout"},
    "identity.verified": {"level": 2, "customer_id": "C-0001", "relation": "self"},
    "identity.failed": {"is_locked": False},
    "identity.lapsed": {},
    "intake.opened": {"intake_id": INTAKE_ID, "procedure": "address_change"},
    "intake.changed": {"intake_id": INTAKE_ID, "field": "moved_on", "agent_id": "sato"},
    "intake.stopped": {"intake_id": INTAKE_ID, "procedure": "address_change"},
    "case.opened": {"intake_id": INTAKE_ID, "case_no": "A-000001", "procedure": "address_change"},
    "signal.noted": {"signal": "angry"},
    "request.noted": {"procedure": "policy_reissue"},
    "delivery.staged": {"delivery_id": DELIVERY_ID, "channel": "sms", "purpose": "one_time_code"},
    "delivery.concluded": {"delivery_id": DELIVERY_ID, "outcome": "sent"},
    "delivery.updated": {"delivery_id": DELIVERY_ID, "status": "delivered"},
    "link.issued": {"link_id": LINK_ID, "purpose": "continue"},
    "link.redeemed": {"link_id": LINK_ID},
    "call.started": {"call_sid": CALL_SID, "direction": "inbound"},
    "call.connected": {"call_sid": CALL_SID, "agent_id": "sato"},
    "call.ended": {"call_sid": CALL_SID, "by": "customer", "seconds": 42},
    "call.recorded": {"call_sid": CALL_SID, "recording_sid": RECORDING_SID, "seconds": 42},
    "recording.paused": {"call_sid": CALL_SID, "is_paused": True, "agent_id": "sato"},
}
KINDS = tuple(_PLAIN)


def make_event(kind: str, **changed: Any) -> ev.Event:
    return ev.EVENT.validate_python({"kind": kind, **_PLAIN[kind], **changed})

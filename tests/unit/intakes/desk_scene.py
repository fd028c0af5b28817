"""A draft on an agent's desk: HANAKO's or ICHIRO's, with values as the bot left them."""

from uuid import UUID

from scene import HANAKO, ICHIRO, NOW, Holder, procedures

from casework.intakes.at_desk import Counterpart, Refused, enter_field
from casework.intakes.draft import Draft, FieldValue
from conversation.model import VerificationLevel

ADDRESS_CHANGE = procedures()["address_change"]
CALLBACK = procedures()["callback"]
ICHIROS, HANAKOS = ICHIRO.customer.customer_id, HANAKO.customer.customer_id


def counterpart(customer_id: str | None = HANAKOS, level: int = 2) -> Counterpart:
    return Counterpart(NOW, VerificationLevel(level), customer_id)


def said(value: object, spoken: str = "", *, confident: bool = True) -> FieldValue:
    return FieldValue(value=value, spoken=spoken or str(value), text=str(value), confident=confident)


def draft_of(holder: Holder = HANAKO, procedure: str = "address_change", **values: FieldValue) -> Draft:
    return Draft(
        intake_id=UUID(int=7),
        procedure=procedure,
        version=1,
        customer_id=holder.customer.customer_id,
        policies=holder.policies,
        values=values,
    )


def entered(draft: Draft, name: str, text: str, *, level: int = 2) -> Draft:
    after = enter_field(draft, procedures()[draft.procedure], name, text, counterpart(level=level))
    assert isinstance(after, Draft), after
    return after


def refused(draft: Draft, name: str, text: str, who: Counterpart | None = None) -> Refused:
    refusal = enter_field(draft, procedures()[draft.procedure], name, text, who or counterpart())
    assert isinstance(refusal, Refused), refusal
    return refusal


def complete() -> Draft:
    """HANAKO's draft with nothing missing; only the motor policy is chosen."""
    return draft_of(
        policy_nos=said(["A123456789"], "自動車保険"),
        new_postal_code=said("1600023", "〒160-0023 東京都新宿区西新宿"),
        new_address=said("東京都新宿区西新宿1-2-3"),
        moved_on=said("2026-12-05", "2026年12月5日"),
        garage_changes=said(False, "いいえ"),
    )

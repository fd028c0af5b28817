"""The draft of a procedure (受付内容) as a value: what is known, what was asked last, where it stands."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from conversation.model import Channel, VerificationLevel


class IntakeStatus(StrEnum):
    open = "open"
    paused = "paused"
    submitted = "submitted"
    handed_off = "handed_off"
    answered = "answered"


class Relation(StrEnum):
    """Who is asking, in relation to the contract."""

    policyholder = "policyholder"
    insured = "insured"
    family = "family"
    agency = "agency"
    third_party = "third_party"


class Question(StrEnum):
    """Questions that are not a field's own; a field's question is its name."""

    name = "identity.name"
    policy_no = "identity.policy_no"
    birth_date = "identity.birth_date"
    phone = "identity.phone"
    code = "identity.code"
    summary = "summary"
    correction = "correction"
    person = "person"
    resume = "resume"
    unfinished = "unfinished"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class FieldValue(_Value):
    """A value with its provenance: the words it came from, and who gave it."""

    value: Any
    spoken: str
    text: str
    source: Literal["customer", "agent", "record"] = "customer"
    confident: bool = True


class IdentityClaim(_Value):
    """What the speaker says of themselves. `unknown` lists the items they cannot give."""

    name: str | None = None
    policy_no: str | None = None
    birth_date: str | None = None
    phone: str | None = None
    unknown: tuple[str, ...] = ()

    def items(self) -> int:
        return sum(value is not None for value in (self.policy_no, self.birth_date, self.phone))


class PolicyBrief(_Value):
    """A policy as far as the interview needs it; `facts` are the PolicyFacts that held when it was loaded.

    One that is not in force expired so lately that it may still be renewed.
    """

    policy_no: str
    line: str
    label: str
    facts: tuple[str, ...] = ()
    is_in_force: bool = True
    expires_on: date | None = None


class Draft(_Value):
    """`asked` is the open question; `back_to` the question it interrupted; `misses` counts answers not understood.

    `asides` counts what led aside from the question `aside_from` without an answer to it.
    `explained` are the explanations already given, `checked_for_cases` the policies whose open cases were looked for.
    `customer_id` is whose record the draft has been filled from, `contact_id` the contact that went on with it last.
    """

    intake_id: UUID
    procedure: str
    version: int
    status: IntakeStatus = IntakeStatus.open
    relation: Relation = Relation.policyholder
    values: Mapping[str, FieldValue] = {}
    claim: IdentityClaim = IdentityClaim()
    asked: str | None = None
    back_to: str | None = None
    misses: int = 0
    asides: int = 0
    aside_from: str | None = None
    wanted: tuple[str, ...] = ()
    customer_id: str | None = None
    contact_id: UUID | None = None
    policies: tuple[PolicyBrief, ...] = ()
    opening_text: str = ""
    code_sent: bool = False
    explained: tuple[int, ...] = ()
    checked_for_cases: tuple[str, ...] = ()

    def bare(self) -> dict[str, Any]:
        return {name: field.value for name, field in self.values.items()}

    def chosen_policies(self) -> tuple[PolicyBrief, ...]:
        chosen = self.values.get("policy_nos")
        nos = set(chosen.value) if chosen else set()
        return tuple(policy for policy in self.policies if policy.policy_no in nos)

    def facts(self) -> frozenset[str]:
        """Lines and facts of the chosen policies."""
        return frozenset(fact for policy in self.chosen_policies() for fact in (policy.line, *policy.facts))

    def with_value(self, name: str, value: FieldValue) -> "Draft":
        return self.model_copy(update={"values": {**self.values, name: value}})

    def may_go_on(self, contact_id: UUID | None, channel: Channel) -> bool:
        """Whether whoever speaks in this contact may hear and confirm what the draft holds.

        Not on the telephone, where it was left by another contact and nobody has proved who they are: the number that
        calls can be false. What is tied to a customer asks who speaks before it tells anything.
        """
        is_theirs = self.contact_id in {None, contact_id} or self.customer_id is not None
        return is_theirs or channel is not Channel.voice

    def for_customer(self, customer_id: str | None) -> "Draft":
        """The draft as whoever is verified now may go on with it.

        When the verification has lapsed, who speaks is asked again and nothing of the record is kept; another
        customer begins anew.
        """
        is_theirs = self.customer_id in {None, customer_id}
        has_lapsed = customer_id is None and not self.policies
        if is_theirs or has_lapsed:
            return self
        unproved = {"claim": IdentityClaim(), "policies": (), "code_sent": False, "asked": None, "back_to": None}
        kept = self.without("policy_nos").model_copy(update=unproved)
        if customer_id is None:
            return kept
        return kept.model_copy(update={"customer_id": customer_id, "values": {}, "wanted": ()})

    def told_as(self, relation: Relation, level: VerificationLevel) -> "Draft":
        """The draft of who now says to be this to the policyholder.

        Who proves nothing, and may not have to, is told nothing of what a verified customer said before.
        """
        another = self.model_copy(update={"relation": relation})
        if relation is self.relation or self.customer_id is None or level >= VerificationLevel.knowledge_match:
            return another
        nothing: dict[str, Any] = {"values": {}, "policies": (), "wanted": (), "opening_text": "", "customer_id": None}
        return another.model_copy(update=nothing | {"code_sent": False, "explained": (), "checked_for_cases": ()})

    def verified_as(self, customer_id: str | None) -> "Draft":
        """The claim has served: what the speaker said of themselves is not kept."""
        proved = {"customer_id": customer_id, "claim": IdentityClaim()}
        return self.for_customer(customer_id).model_copy(update=proved)

    def without(self, *names: str) -> "Draft":
        kept = {name: value for name, value in self.values.items() if name not in names}
        return self.model_copy(update={"values": kept})

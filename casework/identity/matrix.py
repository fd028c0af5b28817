"""What each procedure needs as proof of identity: `config/verification.yml` as a value."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from conversation.model import VerificationLevel

PERSON = "person"


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AttemptLimits(_Spec):
    per_conversation: int
    per_policyholder_24h: int
    per_caller_1h: int


class CodeRules(_Spec):
    """One-time codes; `phone_registered_days` is how long a number must have been registered."""

    digits: int
    valid_minutes: int
    entries: int
    sends_per_hour: int
    phone_registered_days: int


class Verification(_Spec):
    """Procedure x relation -> level, or a person."""

    procedures: dict[str, dict[str, str]]
    attempts: AttemptLimits
    one_time_code: CodeRules

    @field_validator("procedures")
    @classmethod
    def _levels_are_known(cls, value: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        known = {*VerificationLevel.__members__, PERSON}
        for procedure, relations in value.items():
            for relation, level in relations.items():
                if level not in known:
                    raise ValueError(f"{procedure}.{relation} must be one of {', '.join(sorted(known))}")
        return value

    def needed(self, procedure: str, relation: str) -> VerificationLevel | Literal["person"]:
        """A procedure or relation that is not listed goes to a person."""
        level = self.procedures.get(procedure, {}).get(relation, PERSON)
        return "person" if level == PERSON else VerificationLevel[level]

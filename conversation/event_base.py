"""What every event of a conversation is: a frozen value that knows no other fields than its own."""

from pydantic import BaseModel, ConfigDict


class EventBase(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

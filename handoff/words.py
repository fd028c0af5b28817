"""What the service itself tells a customer while people change: `config/handoff.yml` as a value."""

from pydantic import BaseModel, ConfigDict

from handoff.telling import WaitingWords


class ServingWords(BaseModel):
    """`agent_joined` is told with the agent's family name as `{name}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agent_joined: str
    agent_vanished: str
    transferred: str
    handed_back: str
    talk_ended: str


class HandoffWords(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    waiting: WaitingWords
    serving: ServingWords

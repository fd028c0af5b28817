"""Who may do what: role x action. What is not in the table is refused."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    agent = "agent"
    supervisor = "supervisor"
    administrator = "administrator"
    auditor = "auditor"


class Action(StrEnum):
    """What a route lets a member of staff do."""

    open_session = "session.open"
    read_session = "session.read"
    close_session = "session.close"
    read_contacts = "contacts.read"
    read_cases = "cases.read"
    read_customers = "customers.read"
    read_codes = "codes.read"
    read_agents = "agents.read"
    serve = "conversations.serve"
    supervise = "conversations.supervise"
    manage_agents = "agents.manage"
    reveal = "contacts.reveal"
    export_contacts = "contacts.export"
    read_access_log = "access_log.read"


_EVERYONE = frozenset(Role)
_SERVING = frozenset({Role.agent, Role.supervisor, Role.administrator})
_SUPERVISING = frozenset({Role.supervisor, Role.administrator})

PERMITTED: Mapping[Action, frozenset[Role]] = {
    Action.read_session: _EVERYONE,
    Action.close_session: _EVERYONE,
    Action.read_codes: _EVERYONE,
    Action.read_contacts: _EVERYONE,
    Action.read_cases: _EVERYONE,
    # An auditor reviews what was done, not the customer's record.
    Action.read_customers: _SERVING,
    Action.read_agents: _EVERYONE,
    Action.serve: _SERVING,
    Action.supervise: _SUPERVISING,
    Action.manage_agents: frozenset({Role.administrator}),
    Action.reveal: _SUPERVISING | {Role.auditor},
    Action.export_contacts: _SUPERVISING | {Role.auditor},
    Action.read_access_log: frozenset({Role.administrator, Role.auditor}),
}
OPEN_TO_ANYONE = frozenset({Action.open_session})


def is_permitted(role: str, action: Action) -> bool:
    """A role that is not known is permitted nothing."""
    return role in PERMITTED.get(action, frozenset())

"""Members of staff as agents."""

from gateway.api.desk import StaffDesk
from gateway.desk.acts import Who
from gateway.staff.sessions import SignedIn
from handoff.agents import enrol, note_seen
from handoff.model import AgentId


def who_is(staff: SignedIn) -> Who:
    return Who(AgentId(staff.account_id), staff.name)


async def seen(desk: StaffDesk, staff: SignedIn) -> None:
    """A sign of life of their desk; whoever comes for the first time becomes known to routing, offline."""
    now = desk.clock()
    async with desk.sessions.begin() as session:
        await enrol(session, desk.rules, AgentId(staff.account_id), staff.name, at=now)
        await note_seen(session, [AgentId(staff.account_id)], at=now)

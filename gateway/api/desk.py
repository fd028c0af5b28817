"""What the staff API needs from the rest of the house."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from casework.disaster.rules import DisasterDesk
from casework.identity.matrix import Verification
from casework.procedures.spec import Procedure
from conversation.deliveries import Jobs
from conversation.messages import Attachment
from crm_adapter.port import Crm
from database.engine import Sessions
from database.vault import Vault
from gateway.channels.webchat.attachments import Attachments
from gateway.desk.floor import Floor
from gateway.desk_answers import CannedAnswers
from gateway.knowledge_desk import KnowledgeDesk
from gateway.notices import Notices
from gateway.staff.codes import Codes
from handoff.model import RoutingRules


@dataclass(frozen=True)
class StaffDesk:
    """`is_https` decides the name of the session cookie; `url_of` makes a link to a stored file.

    `floor` is where agents serve; its rules, jobs and notices are the ones every route uses.
    """

    sessions: Sessions
    vault: Vault
    crm: Crm
    procedures: Mapping[str, Procedure]
    verification: Verification
    codes: Codes
    floor: Floor
    attachments: Attachments
    canned_answers: CannedAnswers
    knowledge: KnowledgeDesk
    clock: Callable[[], datetime]
    is_https: bool
    url_of: Callable[[Attachment], str]
    disaster: DisasterDesk | None = None

    @property
    def reads(self) -> Sessions:
        return self.floor.reads

    @property
    def rules(self) -> RoutingRules:
        return self.floor.rules

    @property
    def jobs(self) -> Jobs:
        return self.floor.jobs

    @property
    def notices(self) -> Notices:
        return self.floor.notices

"""What the staff API needs from the rest of the house."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from casework.procedures.spec import Procedure
from conversation.messages import Attachment
from crm_adapter.port import Crm
from database.engine import Sessions
from database.vault import Vault
from gateway.staff.codes import Codes


@dataclass(frozen=True)
class StaffDesk:
    """`is_https` decides the name of the session cookie; `url_of` makes a link to a stored file."""

    sessions: Sessions
    vault: Vault
    crm: Crm
    procedures: Mapping[str, Procedure]
    codes: Codes
    clock: Callable[[], datetime]
    is_https: bool
    url_of: Callable[[Attachment], str]

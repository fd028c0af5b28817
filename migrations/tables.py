"""Every table of the product, imported so that the metadata knows them."""

import casework.disaster.tables
import casework.tables
import conversation.deliveries
import conversation.tables
import crm_adapter.tables
import gateway.carrier.tables
import gateway.channels.link_tables
import gateway.channels.sms.tables
import gateway.channels.voice.tables
import gateway.channels.webchat.tables
import gateway.staff.tables
import handoff.tables
import knowledge.unanswered
from casework.cases.submit import CASE_NUMBERS
from database.base import Base

MODULES = (
    casework.disaster.tables,
    casework.tables,
    conversation.deliveries,
    conversation.tables,
    crm_adapter.tables,
    gateway.carrier.tables,
    gateway.channels.link_tables,
    gateway.channels.sms.tables,
    gateway.channels.voice.tables,
    gateway.channels.webchat.tables,
    gateway.staff.tables,
    handoff.tables,
    knowledge.unanswered,
)
SEQUENCES = (CASE_NUMBERS,)
METADATA = Base.metadata

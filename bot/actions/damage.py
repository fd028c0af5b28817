"""Whether the disaster concerns this customer, and the short damage form in place of the full accident report."""

from dataclasses import dataclass

from bot.actions.office import Visit
from casework.disaster.areas import Place, concerns, place_of_code
from casework.disaster.model import DisasterMode
from casework.disaster.rules import DisasterRules
from casework.intakes.asides import asks_something
from casework.intakes.draft import Draft
from casework.procedures.spec import Procedure
from conversation.model import VerificationLevel
from crm_adapter.model import CustomerId
from crm_adapter.port import CrmError


@dataclass(frozen=True)
class Disaster:
    """The mode that is on for this customer, with its rules."""

    mode: DisasterMode
    rules: DisasterRules


async def disaster_of(visit: Visit, draft: Draft | None = None) -> Disaster | None:
    """None where no mode is on, or its areas leave out where the customer is."""
    desk = visit.office.disaster
    mode = await desk.watch.present() if desk is not None else None
    if desk is None or mode is None:
        return None
    said = [visit.call.heard.text, *_said_in(draft)]
    registered = await _registered(visit) if mode.areas else None
    return Disaster(mode, desk.rules) if concerns(mode.areas, said, registered) else None


async def instead_in_disaster(visit: Visit, procedure: Procedure) -> Procedure:
    """The short form for damage of nature while the mode is on; without the mode never the short form."""
    desk = visit.office.disaster
    if desk is None:
        return procedure
    form, known = desk.rules.damage, visit.office.procedures
    if procedure.procedure not in {form.procedure, form.instead_of} or form.procedure not in known:
        return procedure
    disaster = await disaster_of(visit)
    if procedure.procedure == form.procedure:
        return procedure if disaster is not None else known[form.instead_of]
    return known[form.procedure] if disaster is not None and form.is_told_by(visit.call.heard.text) else procedure


async def damage_asked_for(visit: Visit) -> Procedure | None:
    """Outside a procedure: who says that they report damage, whatever the intent."""
    heard = visit.call.heard
    desk = visit.office.disaster
    if desk is None or not desk.rules.damage.is_asked_for_by(heard.text) or asks_something(heard):
        return None
    disaster = await disaster_of(visit)
    return visit.office.procedures.get(disaster.rules.damage.procedure) if disaster is not None else None


def _said_in(draft: Draft | None) -> list[str]:
    """Where the damage is, as far as it was said; a birth place or a workshop is nowhere asked."""
    if draft is None:
        return []
    values = [field.value for field in draft.values.values() if isinstance(field.value, str)]
    return [draft.opening_text, *values]


async def _registered(visit: Visit) -> Place | None:
    state = visit.state
    if state.customer_id is None or state.level < VerificationLevel.knowledge_match:
        return None
    try:
        customer = await visit.office.crm.get_customer(CustomerId(state.customer_id))
    except CrmError:
        return None
    return place_of_code(customer.postal_code)

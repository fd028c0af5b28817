"""What is answered before any procedure is tried, from an offered callback to damage in a disaster."""

from bot.actions.article_parts import wants_more, went_on
from bot.actions.damage import damage_asked_for
from bot.actions.disaster import answered_offer
from bot.actions.office import Reply, Visit
from bot.actions.plainly import asked_plainly
from bot.actions.reception import last_said, turn_to
from bot.actions.strangers import strange_to_us
from bot.actions.waited_for import about_promise
from casework.intakes.draft import Draft


async def heard_beforehand(visit: Visit, draft: Draft | None) -> tuple[Visit, Reply | None]:
    """The visit as it goes on, and the reply where nothing else is to be tried."""
    visit, reply = await answered_offer(visit, draft)
    reply = reply or asked_plainly(visit, draft) or await strange_to_us(visit, draft)
    if reply is None and wants_more(visit):
        reply = went_on(visit, draft, await last_said(visit))
    if reply is not None or draft is not None:
        return visit, reply
    if (told := await about_promise(visit)) is not None:
        return visit, told
    form = await damage_asked_for(visit)
    return visit, await turn_to(visit, form) if form is not None else None

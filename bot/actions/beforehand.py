"""What is answered before any procedure is tried, from an offered callback to damage in a disaster."""

import re
from dataclasses import replace

from bot.actions.answering import NOT_UNDERSTOOD
from bot.actions.article_parts import wants_more, went_on
from bot.actions.damage import damage_asked_for
from bot.actions.disaster import answered_offer
from bot.actions.office import Reply, Visit
from bot.actions.plainly import asked_plainly
from bot.actions.reception import last_said, turn_to
from bot.actions.strangers import strange_to_us
from bot.actions.waited_for import about_promise
from casework.fields.normalise import normalise
from casework.intakes.draft import Draft
from casework.intakes.step import Heard

# The gateway takes the slash away; what is left is a bare name in small letters, with or without its values.
_COMMAND = re.compile(r"/*(?:restart|back|session_start|[a-z]+(?:_[a-z]+)+|[a-z_]+(?={|@[0-9]))(?:@[0-9.]+)?(?:{.*)?")
_NOTHING = Heard("…", "nlu_fallback", 0.0)


async def heard_beforehand(visit: Visit, draft: Draft | None) -> tuple[Visit, Reply | None]:
    """The visit as it goes on, and the reply where nothing else is to be tried."""
    visit = visit if draft is not None else _without_command(visit)
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


def is_command(text: str) -> bool:
    """Whether the text would command the bot: it is heard as nothing, whatever the model or the search makes of it."""
    return _COMMAND.fullmatch(normalise(text)) is not None


def _without_command(visit: Visit) -> Visit:
    if not is_command(visit.call.heard.text):
        return visit
    return replace(visit, call=replace(visit.call, action=NOT_UNDERSTOOD, heard=_NOTHING))

"""The end of the silence ladder: goodbye, a link to go on in the browser, and a task where a request was begun."""

from datetime import timedelta

from casework.intakes.store import find_open_draft
from gateway.channels.voice.plan import CallPlan, HangUp
from gateway.channels.voice.scene import Next
from gateway.channels.voice.visit import Visit
from handoff.promises import PromiseKind, make_promise
from handoff.telling import promise_due

CONTINUE = "continue"
UNFINISHED = "お手続きの途中でお電話が切れたお客さまへ、続きをお伺いする"
LATEST = timedelta(hours=1)


async def say_goodbye(visit: Visit) -> Next:
    """Before the contact is closed: what was verified in it goes with the link."""
    desk, log, words = visit.desk, visit.log, visit.desk.voice.words
    draft = await find_open_draft(visit.session, desk.floor.vault, log.conversation_id)
    intake_id = draft.intake_id if draft is not None else None
    is_sent = False
    if desk.links is not None and visit.call.is_mobile:
        is_sent = await desk.links.send_link(visit.session, log, purpose=CONTINUE, intake_id=intake_id, at=visit.now)
    if draft is not None:
        await promise(visit, PromiseKind.callback, UNFINISHED)
    said = words.goodbye_with_link if is_sent else words.goodbye_with_task if draft is not None else words.goodbye
    return Next(visit.call, CallPlan(HangUp(), (said,)))


async def promise(visit: Visit, kind: PromiseKind, text: str, *, queue: str | None = None) -> None:
    """By the time somebody works who can keep it."""
    floor, now = visit.desk.floor, visit.now
    due = promise_due(floor.openings.status(queue or floor.default_queue, now), now)
    await make_promise(
        visit.session,
        floor.vault,
        floor.jobs,
        visit.log,
        kind=kind,
        text=text,
        due_at=due or now + LATEST,
        made_by=None,
        made_by_name=None,
        at=now,
    )

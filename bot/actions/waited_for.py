"""Who asks when they hear from us: the time they were promised, or an apology and a person before others."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions.office import JST, Reply, Visit, offered
from casework.cases.due import END_OF_OFFICE_HOURS, spoken_due
from casework.fields.normalise import normalise
from casework.intakes import wording
from conversation.model import Channel, VerificationLevel
from handoff.promises import Promise, PromiseKind, PromiseState, list_promises, note_asked

OVERDUE = "promise_overdue"
ASKED_FOR = "asked_for"
MOST = 20
SORRY = "お約束した期日を過ぎてもご連絡できておらず、誠に申し訳ございません。"
OFFER = "担当者に優先しておつなぎします。よろしいですか。"
NO_LATER = "{due}までに、担当者から{means}いたします。いましばらくお待ちいただけますでしょうか。"
MEANS = {PromiseKind.callback: "お電話", PromiseKind.reply: "ご連絡"}
_WORD = r"(?:連絡|れんらく|電話|でんわ|折り?返し|返事|返信|回答|お返事)"
_ASKS = re.compile(
    rf"{_WORD}[^。]{{0,12}}?(?:まだ|いつ(?!まで|でも)|何時(?!まで)|来(?:な|ま?せん|て(?:い)?(?:な|ま?せん))|き(?:ま?せん|てない)|こない|"
    r"(?:あり|もらえ|いただけ|頂け|くれ)(?:てい|て)?ま?せん|もらえ(?:て)?(?:い)?ない|くれない|遅)"
    rf"|(?:いつ(?!まで|でも)|まだ)[^。]{{0,10}}?{_WORD}"
    r"|(?:連絡|折り?返し|返事|返信|回答)(?:の(?:お)?電話)?(?:が|は|も)(?:な(?:い|く|かった)|無)"
    rf"|{_WORD}(?:を|の)?[^。]{{0,4}}待って(?:い)?(?:る|ます|ん)"
    r"|(?:約束|予定)(?:した|の)?(?:時間|日|期日|日時)[^。]{0,6}(?:過ぎ|すぎ)"
)


def asks_for_promise(text: str) -> bool:
    return _ASKS.search(normalise(text)) is not None


async def about_promise(visit: Visit) -> Reply | None:
    """None where nothing is asked, or nothing promised that whoever speaks may hear of."""
    if not asks_for_promise(visit.call.heard.text):
        return None
    promises = await promises_of(visit)
    if not promises:
        return None
    if not any(promise.is_overdue(visit.now) for promise in promises):
        return Reply((told(promises[0]), wording.ANYTHING_ELSE))
    await note_overdue(visit, promises)
    return Reply((SORRY, OFFER), offered((wording.TO_PERSON,)))


async def put_first(visit: Visit, reply: Reply) -> Reply:
    """Whoever asked for what was promised and is overdue waits before others for the person they want."""
    wish = reply.handoff
    if wish is None or wish.reason != ASKED_FOR:
        return reply
    promises = await promises_of(visit)
    if not any(promise.asked_at is not None and promise.is_overdue(visit.now) for promise in promises):
        return reply
    return replace(reply, handoff=wish.model_copy(update={"reason": OVERDUE}))


async def promises_of(visit: Visit) -> list[Promise]:
    """The open promises of the verified customer, and those of this conversation.

    Who has proved nothing hears only of this contact's, and on a screen or number of their own of those that are
    nobody's in the record. The number that calls can be false.
    """
    state, is_proved = visit.state, visit.state.level >= VerificationLevel.knowledge_match
    async with visit.office.reads() as session:
        found = await list_promises(
            session,
            visit.office.vault,
            state=PromiseState.open,
            limit=MOST,
            conversation_id=visit.conversation_id,
            customer_id=state.customer_id if is_proved else None,
            either=True,
        )
    return [promise for promise in found if promise.kind in MEANS and _may_hear(visit, promise, is_proved=is_proved)]


def _may_hear(visit: Visit, promise: Promise, *, is_proved: bool) -> bool:
    if is_proved:
        return promise.customer_id in {None, visit.state.customer_id}
    if promise.contact_id == visit.state.contact_id:
        return True
    return promise.customer_id is None and visit.channel is not Channel.voice


async def with_promises(visit: Visit, lines: tuple[str, ...]) -> Reply:
    """What the customer is told of their cases, with what else was promised; an apology where it is overdue."""
    promises = await promises_of(visit)
    others = [each for each in promises if each.case_no is None or not any(each.case_no in line for line in lines)]
    more = tuple(dict.fromkeys(told(each) for each in others if not each.is_overdue(visit.now)))
    if not any(each.is_overdue(visit.now) for each in promises):
        return Reply((*lines, *more, wording.ANYTHING_ELSE))
    await note_overdue(visit, promises)
    return Reply((*lines, *more, SORRY, OFFER), offered((wording.TO_PERSON,)))


async def note_overdue(visit: Visit, promises: Sequence[Promise]) -> None:
    overdue = [promise.promise_id for promise in promises if promise.is_overdue(visit.now)]
    async with visit.office.sessions.begin() as session:
        await note_asked(session, overdue, at=visit.now)


def told(promise: Promise) -> str:
    due = promise.due_at.astimezone(JST)
    spoken = spoken_due(due, to_the_hour=due.time() != END_OF_OFFICE_HOURS)
    return NO_LATER.format(due=spoken, means=MEANS[promise.kind])

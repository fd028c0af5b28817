"""After a case was opened in this contact: its number again, what can no longer be changed here, and what else."""

import re
from dataclasses import replace

from bot.actions.office import JST, Reply, Visit, offered
from casework.fields.normalise import normalise
from casework.fields.parsed import ParseContext
from casework.intakes import wording
from casework.intakes.draft import Draft, IntakeStatus
from casework.intakes.questions import question_of
from casework.intakes.requests import asked_for
from casework.intakes.yes_no_answers import read_yes_no
from conversation import events as ev
from conversation.log import list_events
from conversation.turns import HandoffWish

UNDO = "undo_case"
_NUMBER = re.compile(
    r"(?:受け?付け?|うけつけ|手続き?)の?(?:番号|ナンバー)[^。]{0,12}?(?:もう|何|なん|教|おし|聞|忘|確認|いくつ|わから|メモ|控え|言)"
    r"|もう(?:一|1|いち)(?:度|回)[^。]{0,8}番号|番号(?:を)?もう(?:一|1|いち)"
)
_UNDO = re.compile(
    r"取り?消|とりけ|キャンセル|なかったこと|無かったこと|撤回|取りやめ|取り止め|やめ(?:ます|たい|る|て|とき|にし)"
)
_CHANGE = re.compile(r"間違|まちが|違(?:い|う|って)|訂正|修正|直して|変えて|でした")
_INSURANCE = re.compile(r"保険|契約|解約")
_JUST_NOW = re.compile(r"さっき|先ほど|さきほど|今の|いまの|今お願いした|やっぱ|申し?込んだ")


async def about_case(visit: Visit, draft: Draft | None, last: str | None) -> Reply | None:
    """None when nothing is said of a case of this contact."""
    text = normalise(visit.call.heard.text)
    wants_number, wants_undo = bool(_NUMBER.search(text)), _wants_undo(text, draft, last)
    if not wants_number and not wants_undo:
        return None
    opened = await _last_case(visit)
    if opened is None or (draft is not None and opened.intake_id == draft.intake_id):
        return None
    if wants_number:
        said = wording.NUMBER_AGAIN.format(case_no=opened.case_no)
        if draft is None:
            return Reply((said, wording.ANYTHING_ELSE))
        again = question_of(draft, visit.world(draft)).before(said)
        return Reply(again.say, again.choices, again.draft)
    return _to_person(visit, draft, opened.procedure)


def what_else(visit: Visit, last: str | None) -> Reply | None:
    """「はい」 to whether there is anything else asks what."""
    if last is None or wording.ANYTHING_ELSE not in last or asked_for(visit.office.procedures, visit.call.heard):
        return None
    local = visit.now.astimezone(JST)
    context = ParseContext(local.date(), local, visit.channel.value)
    if read_yes_no(visit.call.heard.text, context, fine_means=False) is not True:
        return None
    return Reply((wording.WHAT_ELSE,), offered(visit.office.reception.choices))


def _wants_undo(text: str, draft: Draft | None, last: str | None) -> bool:
    """Inside another procedure only what says that it means the former one."""
    if _INSURANCE.search(text):
        return False
    is_after = draft is None and last is not None and wording.ANYTHING_ELSE in last
    says_so = _JUST_NOW.search(text) is not None
    if draft is not None:
        return says_so and bool(re.search(r"(?:さっき|先ほど|さきほど)の", text)) and bool(_UNDO.search(text))
    return (is_after or says_so) and bool(_UNDO.search(text) or (is_after and _CHANGE.search(text)))


def _to_person(visit: Visit, draft: Draft | None, procedure: str) -> Reply:
    """What was accepted is undone by nobody but a person; an open draft goes along."""
    office = visit.office
    reason = office.procedures[procedure].contact_reason
    wish = HandoffWish(reason=UNDO, queue=office.queues.for_reason(reason))
    kept = draft.model_copy(update={"status": IntakeStatus.handed_off}) if draft is not None else None
    reply = Reply((wording.UNDO_BY_PERSON, office.reception.handed_off), offered((office.reception.callback_choice,)))
    return replace(reply, draft=kept, handoff=wish)


async def _last_case(visit: Visit) -> ev.CaseOpened | None:
    """Of this contact alone: who speaks in another may be somebody else."""
    async with visit.office.reads() as session:
        logged = await list_events(session, visit.office.vault, visit.conversation_id, kinds=("case.opened",))
    ours = [entry.event for entry in logged if entry.contact_id == visit.state.contact_id]
    cases = [event for event in ours if isinstance(event, ev.CaseOpened)]
    return cases[-1] if cases and visit.state.contact_id is not None else None

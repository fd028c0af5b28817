"""What the bot hears of a message that is no sentence: a file that answers, a number that chooses."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from casework.intakes import wording
from casework.intakes.photos import photo_field
from casework.intakes.store import find_open_draft
from casework.procedures.spec import Procedure
from conversation import events as ev
from conversation.log import list_events
from conversation.model import ConversationId
from conversation.turns import ClaimedTurn
from database.vault import Vault
from gateway.channels.sms.fitting import number_choice

# 「1番でお願いいたします」 at most; and how far back the question may stand that it answers.
LONGEST_NUMBER, LOOK_BACK = 20, 24


async def files_as_words(
    session: AsyncSession, vault: Vault, procedures: Mapping[str, Procedure], conversation_id: ConversationId
) -> str | None:
    """Words for files, if the open procedure has a place for them."""
    draft = await find_open_draft(session, vault, conversation_id)
    if draft is None:
        return None
    return wording.PHOTO_SENT if photo_field(draft, procedures[draft.procedure]) is not None else None


async def choice_by_number(session: AsyncSession, vault: Vault, turn: ClaimedTurn, text: str) -> str:
    """A text message that is only a number chooses from what was offered last; anything else stays as it is."""
    if len(text) > LONGEST_NUMBER:
        return text
    since = max(turn.seq - LOOK_BACK, 0)
    logged = await list_events(session, vault, turn.conversation_id, after_seq=since, kinds=("message.posted",))
    posted = [e.event for e in logged if e.seq < turn.seq and isinstance(e.event, ev.MessagePosted)]
    # A notice in between asks nothing: the question before it is still open.
    asked = [event for event in posted if event.choices or event.expects or event.author_kind == "bot"]
    return (number_choice(text, asked[-1].choices) if asked else None) or text

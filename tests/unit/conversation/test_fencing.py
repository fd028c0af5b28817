"""Within one append only the first change of holder is fenced; speech after it must be decided again."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from event_builders import make_event
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.errors import ConversationError, ImpossibleEventError, StaleEpochError
from conversation.log import ConversationLog
from conversation.model import Holder, HolderKind
from conversation.tables import ConversationRow
from database.vault import Vault, VaultKeys

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EPOCH = 4

SAYS = make_event("message.posted", author_kind="bot")
AGENT_SAYS = make_event("message.posted", author_kind="agent", author_id="sato")
NOTICE = make_event("message.posted", author_kind="system")
FAILED = make_event("bot.failed")
TO_QUEUE = make_event("holder.changed", holder="queue", holder_name="general")
TO_AGENT = make_event("holder.changed", holder="agent", holder_name="sato")
TO_BOT = make_event("holder.changed", holder="bot", holder_name=None)


class RecordingSession:
    """Stands where the database session stands and keeps what would have been written."""

    def __init__(self) -> None:
        self.written: list[Any] = []

    async def execute(self, *statement: Any) -> None:
        self.written.append(statement)


def make_log(session: RecordingSession, holder: HolderKind = HolderKind.bot) -> ConversationLog:
    row = ConversationRow(
        head_seq=9,
        message_seq=5,
        epoch=EPOCH,
        holder_kind=holder,
        level=0,
        signals=[],
        requested=[],
        bot_sender_id="b-1",
    )
    vault = Vault(VaultKeys({"0a0b0c01": bytes(32)}, "0a0b0c01", bytes(32)))
    return ConversationLog(cast("AsyncSession", session), vault, row)


@pytest.mark.parametrize(
    ("events", "decided_under", "holder", "epoch"),
    [
        ((SAYS,), EPOCH, Holder(HolderKind.bot), EPOCH),
        ((SAYS, SAYS), EPOCH, Holder(HolderKind.bot), EPOCH),
        ((SAYS, TO_QUEUE), EPOCH, Holder(HolderKind.queue, "general"), EPOCH + 1),
        ((FAILED, NOTICE, TO_QUEUE), EPOCH, Holder(HolderKind.queue, "general"), EPOCH + 1),
        ((TO_QUEUE, NOTICE), None, Holder(HolderKind.queue, "general"), EPOCH + 1),
        ((SAYS, TO_QUEUE, TO_AGENT), EPOCH, Holder(HolderKind.agent, "sato"), EPOCH + 2),
        ((TO_QUEUE, TO_AGENT, TO_BOT), None, Holder(HolderKind.bot), EPOCH + 3),
        ((FAILED,), EPOCH - 1, Holder(HolderKind.bot), EPOCH),
    ],
)
async def test_one_decision_is_written_as_a_whole(
    events: Sequence[ev.Event], decided_under: int | None, holder: Holder, epoch: int
) -> None:
    session = RecordingSession()
    log = make_log(session)
    logged = await log.append(*events, at=NOON, decided_under=decided_under)
    assert [entry.event for entry in logged] == list(events)
    assert [entry.seq for entry in logged] == list(range(10, 10 + len(events)))
    assert (log.state.holder, log.state.epoch) == (holder, epoch)
    assert session.written


@pytest.mark.parametrize(
    ("events", "decided_under", "error"),
    [
        ((SAYS,), EPOCH - 1, StaleEpochError),
        ((SAYS,), None, StaleEpochError),
        ((TO_QUEUE,), EPOCH - 1, StaleEpochError),
        ((NOTICE,), EPOCH - 1, StaleEpochError),
        ((FAILED, TO_QUEUE), EPOCH - 1, StaleEpochError),
        ((TO_QUEUE, NOTICE), EPOCH, StaleEpochError),
        ((TO_QUEUE, SAYS), EPOCH, StaleEpochError),
        ((TO_AGENT, AGENT_SAYS), EPOCH, StaleEpochError),
        ((TO_QUEUE, TO_BOT, SAYS), EPOCH, StaleEpochError),
        ((TO_QUEUE, SAYS), EPOCH + 1, StaleEpochError),
        ((SAYS, TO_QUEUE, TO_QUEUE), EPOCH, ImpossibleEventError),
        ((SAYS, AGENT_SAYS), EPOCH, ImpossibleEventError),
    ],
)
async def test_one_refused_event_refuses_them_all(
    events: Sequence[ev.Event], decided_under: int | None, error: type[ConversationError]
) -> None:
    session = RecordingSession()
    log = make_log(session)
    before = log.state
    with pytest.raises(error):
        await log.append(*events, at=NOON, decided_under=decided_under)
    assert (log.state, session.written) == (before, [])


async def test_whoever_takes_over_speaks_in_the_next_append() -> None:
    log = make_log(RecordingSession(), HolderKind.queue)
    await log.append(TO_AGENT, at=NOON)
    [logged] = await log.append(AGENT_SAYS, at=NOON, decided_under=log.state.epoch)
    assert (logged.epoch, logged.message_seq) == (EPOCH + 1, 6)


async def test_only_messages_have_a_place_on_the_screen() -> None:
    log = make_log(RecordingSession())
    logged = await log.append(NOTICE, FAILED, SAYS, at=NOON, decided_under=EPOCH)
    assert [entry.message_seq for entry in logged] == [6, None, 7]

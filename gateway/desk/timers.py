"""What the floor does when a time has come, as jobs deferred with the decision: they survive restarts."""

from uuid import UUID

from procrastinate import App, BaseRetryStrategy

from conversation.errors import ConversationNotFoundError
from gateway.desk.acts import end_wrap_up_time, expire_offer
from gateway.desk.floor import Floor
from handoff.offers import EXPIRE_OFFER_TASK
from handoff.promises import REMIND_TASK, PromiseId, remind
from handoff.queueing import ROUTE_TASK
from handoff.serving import EXPIRE_WRAP_UP_TASK


def register_timers(app: App, floor: Floor, retry: BaseRetryStrategy) -> None:
    @app.task(name=ROUTE_TASK, retry=retry)
    async def route() -> None:
        await floor.route()

    @app.task(name=EXPIRE_OFFER_TASK, retry=retry)
    async def expire(offer_id: str) -> None:
        await expire_offer(floor, UUID(offer_id))

    @app.task(name=EXPIRE_WRAP_UP_TASK, retry=retry)
    async def end_wrap_up(conversation_id: str) -> None:
        await end_wrap_up_time(floor, UUID(conversation_id))

    @app.task(name=REMIND_TASK, retry=retry)
    async def remind_of(promise_id: str) -> None:
        await remind_of_promise(floor, UUID(promise_id))


async def remind_of_promise(floor: Floor, promise_id: UUID) -> bool:
    """Alarm the desks when a promise has not been kept in time; False when it needs no alarm any more."""
    async with floor.sessions.begin() as session:
        promise = await remind(session, floor.vault, PromiseId(promise_id), at=floor.clock())
    if promise is None:
        return False
    try:
        await floor.notices.desk_changed("promise", promise.conversation_id)
    except ConversationNotFoundError:
        return False
    return True

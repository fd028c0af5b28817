"""Background jobs through procrastinate, deferred inside the caller's transaction.

What waits for a carrier has a queue of its own, so that a slow one holds back nothing else.
"""

from datetime import datetime
from typing import Any

from procrastinate import App, PsycopgConnector
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.deliveries import DELIVER_TASK
from database.engine import application_conninfo

DEFAULT_QUEUE, SMS_QUEUE = "default", "sms"

# Each worker listens on one; the rest fetch, conclude and beat.
CONNECTIONS = 6


class JobQueue:
    """The job queue: `app` is what a worker runs."""

    def __init__(self, database_url: str) -> None:
        connector = PsycopgConnector(conninfo=application_conninfo(database_url), min_size=1, max_size=CONNECTIONS)
        self.app = App(connector=connector)

    async def defer(
        self,
        session: AsyncSession,
        task: str,
        *,
        at: datetime | None = None,
        lock: str | None = None,
        **arguments: Any,  # noqa: ANN401  # JSON values.
    ) -> None:
        """The job exists if and only if the session's transaction commits; it runs not before `at`.

        Jobs of one lock run one after the other, in the order in which they were deferred.
        """
        connection = await session.connection()
        raw = (await connection.get_raw_connection()).driver_connection
        configured = self.app.configure_task(task, connection=raw, schedule_at=at, lock=lock, queue=queue_of(task))
        await configured.defer_async(**arguments)


def queue_of(task: str) -> str:
    return SMS_QUEUE if task == DELIVER_TASK else DEFAULT_QUEUE

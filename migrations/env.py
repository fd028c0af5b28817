"""Alembic's entry: runs the revisions on the connection it is given."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from database.base import UtcDateTime
from migrations.tables import METADATA


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:  # noqa: ANN401  # Alembic's.
    """Write our own column types as plain ones, so that a revision never imports the product."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    transaction_per_migration=True,
    compare_type=True,
    render_item=render_item,
    include_name=lambda name, kind, _: not (kind == "table" and (name or "").startswith("procrastinate")),
)
with context.begin_transaction():
    context.run_migrations()

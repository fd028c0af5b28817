"""disaster mode, callbacks offered in it, promises of cases

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "disaster_modes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("areas", postgresql.ARRAY(sa.String(length=10)), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(length=80), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disaster_modes")),
    )
    op.create_index(
        "ix_disaster_modes_open", "disaster_modes", ["begun_at"], postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_table(
        "callback_offers",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("queue", sa.String(length=40), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_callback_offers_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_callback_offers")),
    )
    op.create_index(op.f("ix_callback_offers_conversation_id"), "callback_offers", ["conversation_id"])
    op.add_column("promises", sa.Column("case_no", sa.String(length=16), nullable=True))
    op.add_column("promises", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "uq_promises_case_no",
        "promises",
        ["case_no"],
        unique=True,
        postgresql_where=sa.text("case_no IS NOT NULL"),
    )

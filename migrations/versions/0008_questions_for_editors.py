"""down-voted answers beside unanswered questions, and what an editor has dealt with

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLE = "unanswered_questions"


def upgrade() -> None:
    op.add_column(
        TABLE, sa.Column("kind", sa.String(length=20), server_default=sa.text("'unanswered'"), nullable=False)
    )
    op.add_column(TABLE, sa.Column("dealt_with_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("dealt_with_by", sa.String(length=100), nullable=True))
    op.create_check_constraint(
        op.f("ck_unanswered_questions_kind_is_known"), TABLE, "kind IN ('unanswered', 'down_voted')"
    )

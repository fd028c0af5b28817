"""The tables and functions of procrastinate, the job queue.

Revision: 0003
Follows: 0002
"""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The schema is one script with dollar-quoted bodies and percent signs: it goes to the driver as it is.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(SchemaManager.get_schema())

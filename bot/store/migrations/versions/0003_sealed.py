"""Whether a session keeps an outcome, as the session itself is sealed from now on; an index to drop old events by.

A migration stays as it was when it was written, whatever becomes of the models.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEPT = sa.text("has_result")
FILL = "UPDATE person SET has_result = (session LIKE '%\"result\":%' OR session LIKE '%\"earlier\":%')"


def upgrade() -> None:
    """A column, filled from the sessions, which are still plain; two indexes."""
    op.add_column("person", sa.Column("has_result", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(FILL)
    op.create_index("ix_person_result", "person", ["id"], sqlite_where=KEPT, postgresql_where=KEPT)
    op.create_index("ix_event_at", "event", ["at"])


def downgrade() -> None:
    """Away again. Sessions that were sealed stay so."""
    op.drop_index("ix_event_at", "event")
    op.drop_index("ix_person_result", "person")
    op.drop_column("person", "has_result")

"""Parts of text messages by area and by person, and an index of words about danger.

A migration stays as it was when it was written, whatever becomes of the models.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
URGENT = sa.text("ended_at IS NULL AND reason = 'safety'")


def upgrade() -> None:
    """Two tables and an index."""
    op.create_table(
        "area_parts",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("area", sa.String(), primary_key=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("capped_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "person_parts",
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_outbox_safety", "outbox", ["due_at"], sqlite_where=URGENT, postgresql_where=URGENT)


def downgrade() -> None:
    """Away again."""
    op.drop_index("ix_outbox_safety", "outbox")
    op.drop_table("person_parts")
    op.drop_table("area_parts")

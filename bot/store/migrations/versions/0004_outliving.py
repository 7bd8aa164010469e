"""What a day's texts cost by address, which outlives being forgotten, as the brake does; the code of a receipt.

A migration stays as it was when it was written, whatever becomes of the models.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BY_ADDRESS = (
    "SELECT address_key, day, parts, told_at FROM person_parts JOIN person ON person.id = person_parts.person_id"
)
BY_PERSON = (
    "SELECT person.id AS person_id, day, parts, told_at FROM person_parts"
    " JOIN person ON person.address_key = person_parts.address_key"
)


def upgrade() -> None:
    """Counts by address in place of those by person, with what they hold; a table and a column."""
    counts_by(sa.Column("address_key", sa.String(), primary_key=True), BY_ADDRESS)
    op.create_table(
        "brake",
        sa.Column("id", ID, primary_key=True),
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("address_key"),
    )
    op.add_column("receipt", sa.Column("error", sa.String(), nullable=True))


def downgrade() -> None:
    """Back to counts by person. Those of people who were forgotten go."""
    op.drop_column("receipt", "error")
    op.drop_table("brake")
    counts_by(sa.Column("person_id", ID, sa.ForeignKey("person.id"), primary_key=True), BY_PERSON)


def counts_by(whose: sa.Column[Any], counts: str) -> None:
    """Make the table of counts anew with another key, and put the counts back."""
    typed = sa.text(counts).columns(day=sa.Date(), told_at=sa.DateTime(timezone=True))
    kept = [dict(row) for row in op.get_bind().execute(typed).mappings()]
    op.drop_table("person_parts")
    table = op.create_table(
        "person_parts",
        whose,
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.bulk_insert(table, kept)

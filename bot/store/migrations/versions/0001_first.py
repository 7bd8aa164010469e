"""The first tables.

A migration stays as it was when it was written, whatever becomes of the models.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """People and their messages first, then what hangs on them."""
    people()
    inbox()
    outbox()
    follow_up()
    statistics()
    catalogue()
    settings()


def downgrade() -> None:
    """Everything away, those that point at others first."""
    for table in ("setting", "provider", "generation", "event", "missed", "asking", "handover", "due", "receipt"):
        op.drop_table(table)
    op.drop_table("outbox")
    op.drop_table("inbox")
    op.drop_table("opt_out")
    op.drop_table("person")


def row_id() -> sa.Column[Any]:
    return sa.Column("id", ID, primary_key=True)


def words(name: str, nullable: bool = False, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable, **more)


def number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def pointer(name: str, to: str, nullable: bool = False, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, ID, sa.ForeignKey(to), nullable=nullable, **more)


def index(name: str, table: str, *columns: str, where: str | None = None, unique: bool = False) -> None:
    some: dict[str, Any] = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)} if where else {}
    op.create_index(name, table, list(columns), unique=unique, **some)


def people() -> None:
    op.create_table(
        "person",
        row_id(),
        words("channel"),
        words("address"),
        words("address_key"),
        words("session"),
        number("version"),
        words("area", nullable=True),
        moment("seen_at"),
        moment("unreachable_at", nullable=True),
        moment("forgotten_at", nullable=True),
        sa.UniqueConstraint("address_key"),
        sqlite_autoincrement=True,
    )
    index("ix_person_forgotten", "person", "forgotten_at", where="forgotten_at IS NOT NULL")
    op.create_table("opt_out", words("address_key", primary_key=True), words("channel"), moment("since"))


def inbox() -> None:
    op.create_table(
        "inbox",
        row_id(),
        words("channel"),
        words("provider_id"),
        pointer("person_id", "person.id", nullable=True),
        words("said", nullable=True),
        moment("received_at"),
        words("state"),
        number("attempts"),
        words("error", nullable=True),
        moment("ended_at", nullable=True),
        sa.UniqueConstraint("channel", "provider_id"),
        sa.CheckConstraint("state IN ('waiting', 'handled', 'set_aside')", name="inbox_state"),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="inbox_ended"),
    )
    index("ix_inbox_person_id", "inbox", "person_id")
    index("ix_inbox_open", "inbox", "id", where="ended_at IS NULL")


def outbox() -> None:
    op.create_table(
        "outbox",
        row_id(),
        pointer("person_id", "person.id"),
        pointer("inbox_id", "inbox.id", nullable=True),
        number("position"),
        words("reason"),
        words("said", nullable=True),
        sa.Column("segments", sa.Integer(), nullable=True),
        words("state"),
        number("attempts"),
        moment("queued_at"),
        moment("due_at"),
        moment("claimed_at", nullable=True),
        moment("ended_at", nullable=True),
        words("provider_id", nullable=True),
        words("status", nullable=True),
        words("error", nullable=True),
        sa.UniqueConstraint("inbox_id", "position"),
        sa.CheckConstraint("state IN ('waiting', 'sending', 'sent', 'given_up')", name="outbox_state"),
        sa.CheckConstraint("(state IN ('waiting', 'sending')) = (ended_at IS NULL)", name="outbox_ended"),
    )
    index("ix_outbox_person_id", "outbox", "person_id")
    index("ix_outbox_due", "outbox", "due_at", where="ended_at IS NULL")
    index("ix_outbox_provider", "outbox", "provider_id", where="provider_id IS NOT NULL")
    op.create_table("receipt", words("provider_id", primary_key=True), words("status", primary_key=True), moment("at"))
    index("ix_receipt_at", "receipt", "at")


def follow_up() -> None:
    op.create_table(
        "due",
        row_id(),
        pointer("person_id", "person.id"),
        words("kind"),
        moment("due_at"),
        number("answers_version"),
        sa.UniqueConstraint("person_id", "kind"),
    )
    index("ix_due_due_at", "due", "due_at")
    op.create_table(
        "handover",
        row_id(),
        pointer("person_id", "person.id"),
        moment("at"),
        words("area", nullable=True),
        words("codes"),
        moment("tried_at", nullable=True),
        moment("mailed_at", nullable=True),
        moment("done_at", nullable=True),
    )
    index("ix_handover_person_id", "handover", "person_id")
    op.create_table(
        "asking",
        pointer("person_id", "person.id", primary_key=True),
        words("district", primary_key=True),
        words("need", primary_key=True),
        words("area"),
        sa.Column("unmet", sa.Boolean(), nullable=False),
        moment("at"),
    )
    op.create_table(
        "missed",
        pointer("inbox_id", "inbox.id", primary_key=True),
        pointer("person_id", "person.id"),
        words("area"),
        words("asked"),
    )
    index("ix_missed_person_id", "missed", "person_id")


def statistics() -> None:
    op.create_table(
        "event",
        row_id(),
        moment("at"),
        words("name"),
        words("area", nullable=True),
        words("district", nullable=True),
        words("codes"),
    )


def catalogue() -> None:
    op.create_table(
        "generation", row_id(), moment("at"), words("source"), sa.Column("active", sa.Boolean(), nullable=False)
    )
    index("ix_generation_active", "generation", "active", where="active", unique=True)
    op.create_table(
        "provider",
        pointer("generation_id", "generation.id", primary_key=True),
        words("id", primary_key=True),
        number("position"),
        words("fields"),
    )


def settings() -> None:
    op.create_table("setting", words("name", primary_key=True), words("value"), moment("at"))

"""A new secret: everything that is sealed is sealed again with it, while the old one still opens the rest."""

from sqlalchemy import Column, Table, and_, bindparam, select, update

from bot.store.sessions import BLANK
from bot.store.store import HASH_KEY, Store
from bot.store.tables import brake, handover, inbox, outbox, person, setting
from bot.store.transaction import Transaction

MOST = 500
"""Rows sealed again in one transaction."""

SEALED: tuple[tuple[Table, str], ...] = (
    *((person, "address"), (person, "session")),
    *((inbox, "said"), (outbox, "said"), (handover, "codes"), (brake, "session")),
)
"""Where sealed texts are, besides the key of the address hash."""


def rotate(store: Store) -> int:
    """Seal everything with the first secret; after this the old ones may go. Returns how many texts there were."""
    store.run(renew_hash_key)
    return sum(renew_all(store, table, table.c[name]) for table, name in SEALED)


def renew_hash_key(transaction: Transaction) -> None:
    """The key of the address hash stays what it is, under a new seal."""
    ours = setting.c.name == HASH_KEY
    sealed = transaction.connection.execute(select(setting.c.value).where(ours)).scalar_one()
    transaction.connection.execute(update(setting).where(ours).values(value=transaction.safe.seal.renew(sealed)))


def renew_all(store: Store, table: Table, column: "Column[str]") -> int:
    """Every text of a column, some at a time."""
    last, renewed = 0, 0
    while rows := store.run(lambda transaction, after=last: renew_some(transaction, table, column, after)):  # type: ignore[misc]
        last, renewed = max(rows), renewed + len(rows)
    return renewed


def renew_some(transaction: Transaction, table: Table, column: "Column[str]", after: int) -> list[int]:
    """The next rows of a column, sealed again. Returns their numbers."""
    following = and_(table.c.id > after, column.is_not(None), column != BLANK)
    query = select(table.c.id, column).where(following).order_by(table.c.id).limit(MOST)
    rows = transaction.connection.execute(query.with_for_update()).all()
    again = [{"row": number, column.name: transaction.safe.seal.renew(sealed)} for number, sealed in rows]
    if again:
        transaction.connection.execute(update(table).where(table.c.id == bindparam("row")), again)
    return [number for number, _ in rows]

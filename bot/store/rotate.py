"""A new secret: everything that is sealed is sealed again with it, while the old one still opens the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Column, Table, and_, bindparam, select, update

from bot.store.seal import Seal, SealError
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


@dataclass(frozen=True, slots=True)
class Some:
    """Texts of one column, some at a time: `renewed` and `left` are row numbers, `left` those that nothing opens."""

    renewed: tuple[int, ...] = ()
    left: tuple[int, ...] = ()

    @property
    def last(self) -> int:
        """The last row looked at."""
        return max((*self.renewed, *self.left))

    def __bool__(self) -> bool:
        return bool(self.renewed or self.left)


@dataclass(frozen=True, slots=True)
class Rotated:
    """What came of it: how many texts are sealed anew, and where those are that no secret opens (`inbox 12: said`)."""

    renewed: int
    left: tuple[str, ...]


def rotate(store: Store) -> Rotated:
    """Seal everything with the first secret; after this the old ones may go. What is damaged is left as it is."""
    store.run(renew_hash_key)
    found = [(table, name, some) for table, name in SEALED for some in renew_all(store, table, table.c[name])]
    left = tuple(f"{table.name} {number}: {name}" for table, name, some in found for number in some.left)
    return Rotated(sum(len(some.renewed) for _, _, some in found), left)


def renew_hash_key(transaction: Transaction) -> None:
    """The key of the address hash stays what it is, under a new seal."""
    ours = setting.c.name == HASH_KEY
    sealed = transaction.connection.execute(select(setting.c.value).where(ours)).scalar_one()
    transaction.connection.execute(update(setting).where(ours).values(value=transaction.safe.seal.renew(sealed)))


def renew_all(store: Store, table: Table, column: "Column[str]") -> Iterator[Some]:
    """Every text of a column, some at a time."""
    last = 0
    while some := store.run(partial(renew_some, table=table, column=column, after=last)):
        last = some.last
        yield some


def renew_some(transaction: Transaction, table: Table, column: "Column[str]", after: int) -> Some:
    """The next texts of a column, sealed again."""
    following = and_(table.c.id > after, column.is_not(None), column != BLANK)
    query = select(table.c.id, column).where(following).order_by(table.c.id).limit(MOST)
    rows = transaction.connection.execute(query.with_for_update()).all()
    again = {number: renewed(transaction.safe.seal, sealed) for number, sealed in rows}
    kept = [{"row": number, column.name: text} for number, text in again.items() if text is not None]
    if kept:
        transaction.connection.execute(update(table).where(table.c.id == bindparam("row")), kept)
    left = tuple(number for number, text in again.items() if text is None)
    return Some(tuple(one["row"] for one in kept), left)


def renewed(seal: Seal, sealed: str) -> str | None:
    """A text sealed again; None when none of the secrets opens it."""
    try:
        return seal.renew(sealed)
    except SealError:
        return None

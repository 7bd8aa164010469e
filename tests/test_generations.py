"""The catalogue in the database: whole generations, one in use, swapped in one step."""

from typing import Any

import pytest
from store_fixtures import SECRET, Clock, rows

from bot.content.needs import Need, Needs
from bot.matching.catalogue import Catalogue, Provider
from bot.store import catalogue
from bot.store.engine import StoreError
from bot.store.store import Store
from bot.store.tables import generation, listing
from bot.store.transaction import Transaction

NEEDS = Needs(groups={}, needs={"cleaning": Need(group="home-help", label="Cleaning", noun="cleaning")})


class Nowhere:
    """Places of which none is known."""

    def by_code(self, _code: str) -> None:
        """None."""

    def hear(self, _words: str, _home: str | None) -> None:
        """None."""


KNOWN = catalogue.Known(Nowhere(), NEEDS, {})


def provider(number: int, **more: Any) -> Provider:
    """A provider of cleaning."""
    given = {"summary": "Tidy, quick; \u201ckind\u201d", "visible": True, "phone": "07700 900123", **more}
    return Provider(f"w-{number}", f"Provider {number}", needs=("cleaning",), **given)


def imported(store: Store, *providers: Provider) -> int:
    """Providers as a new generation, not in use."""
    return store.run(lambda tx: catalogue.add(tx.connection, providers, "test.csv", tx.now))


def activated(store: Store, number: int) -> None:
    """A generation put to use."""
    store.run(lambda tx: catalogue.activate(tx.connection, number))


def in_use(store: Store) -> Catalogue | None:
    """The catalogue in use."""
    return store.read(lambda connection: catalogue.snapshot(connection, KNOWN))


def test_an_import_is_not_used_before_it_is_activated(store: Store) -> None:
    number = imported(store, provider(1))
    assert in_use(store) is None
    activated(store, number)
    found = in_use(store)
    assert found is not None
    assert (found.providers, found.generation) == ((provider(1),), number)


def test_what_was_imported_comes_back_the_same_and_in_order(store: Store) -> None:
    given = tuple(provider(number, workers=number or None) for number in (3, 1, 2, 0))
    activated(store, imported(store, *given))
    found = in_use(store)
    assert found is not None
    assert found.providers == given


def test_only_one_generation_is_in_use_and_a_few_are_kept(store: Store) -> None:
    numbers = []
    for number in range(6):
        numbers.append(imported(store, provider(number)))
        activated(store, numbers[-1])
    assert [row["id"] for row in rows(store, generation) if row["active"]] == numbers[-1:]
    assert [row["id"] for row in rows(store, generation)] == numbers[-4:]
    assert {row["generation_id"] for row in rows(store, listing)} == set(numbers[-4:])
    activated(store, numbers[-3])
    found = in_use(store)
    assert found is not None
    assert found.generation == numbers[-3]


def test_an_unknown_generation_changes_nothing(store: Store) -> None:
    number = imported(store, provider(1))
    activated(store, number)
    with pytest.raises(StoreError, match="no generation 99"):
        activated(store, 99)
    assert store.read(catalogue.active) == number


def test_two_in_use_at_once_are_refused_by_the_database(store: Store) -> None:
    def both(transaction: Transaction) -> None:
        transaction.connection.execute(generation.update().values(active=True))

    for number in (1, 2):
        imported(store, provider(number))
    with pytest.raises(StoreError, match=r"did not do it: (IntegrityError|UniqueViolation)"):
        store.run(both)


def test_a_row_that_cannot_be_read_any_more_is_told(store: Store) -> None:
    activated(store, imported(store, provider(1)))
    store.run(lambda tx: tx.connection.execute(listing.update().values(fields='{"id": "w-1", "needs": "sky-diving"}')))
    with pytest.raises(StoreError, match="catalogue 1: "):
        in_use(store)


def test_each_process_takes_up_a_new_generation(url: str, store: Store) -> None:
    sample = Catalogue.of((), {}, 0, NEEDS)
    here = catalogue.Current(store, KNOWN, sample)
    elsewhere = Store.open(url, [SECRET], Clock())
    there = catalogue.Current(elsewhere, KNOWN, sample)
    assert not here.refresh()
    assert here.catalogue is sample
    activated(store, imported(store, provider(1)))
    assert [here.refresh(), there.refresh(), here.refresh()] == [True, True, False]
    assert here.catalogue.providers == there.catalogue.providers == (provider(1),)
    activated(store, imported(store))
    assert there.refresh()
    assert there.catalogue.providers == ()
    elsewhere.close()

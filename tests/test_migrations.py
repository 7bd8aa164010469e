"""Migrations: up from nothing to what the models say, on each engine, and down again."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from store_fixtures import SECRET, Clock, message

from bot.store import migrations
from bot.store.engine import engine_for
from bot.store.migrations import HEAD, migrate
from bot.store.results import people_with_results
from bot.store.seal import Seal
from bot.store.store import Store
from bot.store.tables import metadata

SCRIPTS = Path(migrations.__file__).parent


def checks_of(connection: Connection) -> dict[str, set[str]]:
    """Table -> the names of its checks, which a comparison with the models leaves out."""
    look = inspect(connection)
    return {table: {str(check["name"]) for check in look.get_check_constraints(table)} for table in metadata.tables}


def test_the_newest_migration_is_the_one_that_the_store_asks_for() -> None:
    assert ScriptDirectory(str(SCRIPTS)).get_heads() == [HEAD]


def test_up_from_nothing_gives_what_the_models_say(url: str) -> None:
    engine = engine_for(url)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        migrated = checks_of(connection)
    engine.dispose()
    models = create_engine("sqlite://")
    with models.begin() as connection:
        metadata.create_all(connection)
        assert checks_of(connection) == migrated
    models.dispose()


def test_sqlite_never_gives_out_a_persons_number_twice(sqlite_template: Path) -> None:
    engine = engine_for(f"sqlite:///{sqlite_template}")
    query = text("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
    with engine.begin() as connection:
        assert set(connection.execute(query).scalars()) == {"person"}
    engine.dispose()


def test_migrating_twice_changes_nothing(url: str) -> None:
    store = Store.open(url, [SECRET], Clock())
    store.receive(message("kept"))
    store.close()
    migrate(url)
    store = Store.open(url, [SECRET], Clock())
    assert len(store.run(lambda transaction: transaction.waiting(["sms"], 9))) == 1
    store.close()


def forked(work: Callable[[], None]) -> int:
    """Begin something in a process of its own, which ends with 0 if it went well. Returns the process."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_two_that_migrate_at_once_do_not_collide(
    engine: str, tmp_path: Path, empty_postgres: Callable[[], str]
) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}" if engine == "sqlite" else empty_postgres()
    children = [forked(lambda: migrate(url)) for _ in range(2)]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]
    Store.open(url, [SECRET], Clock()).close()


def test_what_was_kept_in_the_clear_is_found_again(url: str) -> None:
    """People of before sessions were sealed: one with an outcome of a guide, one with none."""
    engine = engine_for(url)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    insert = (
        "INSERT INTO person (channel, address, address_key, session, version, seen_at)"
        " VALUES ('sms', :key, :key, :session, 1, CURRENT_TIMESTAMP)"
    )
    kept = [("a", '{"answers":{"cqc_triage":{"result":"NO"}}}'), ("b", '{"answers":{"find_support":{"x":"result"}}}')]
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
        connection.execute(text(insert), [{"key": key, "session": session} for key, session in kept])
        command.upgrade(config, "head")
        found = list(people_with_results(connection, Seal([SECRET]), 0, 9))
    engine.dispose()
    assert [(number, session and session.held("cqc_triage")) for number, session in found] == [(1, {"result": "NO"})]


def test_down_again_leaves_nothing(url: str) -> None:
    engine = engine_for(url)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        left = set(inspect(connection).get_table_names())
    engine.dispose()
    assert left - {"sqlite_sequence"} == {"alembic_version"}


def test_what_a_day_cost_is_kept_by_address_from_now_on(url: str) -> None:
    engine = engine_for(url)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    person = (
        "INSERT INTO person (channel, address, address_key, session, version, seen_at)"
        " VALUES ('sms', 'a', 'hash', '{}', 1, CURRENT_TIMESTAMP)"
    )
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
        connection.execute(text(person))
        connection.execute(
            text("INSERT INTO person_parts SELECT id, DATE '2026-11-23', 7, seen_at FROM person")
            if url.startswith("postgresql")
            else text("INSERT INTO person_parts SELECT id, '2026-11-23', 7, seen_at FROM person")
        )
        command.upgrade(config, "head")
        there = connection.execute(text("SELECT address_key, parts FROM person_parts WHERE told_at IS NOT NULL")).all()
        command.downgrade(config, "0003")
        back = connection.execute(text("SELECT person_id, parts FROM person_parts WHERE told_at IS NOT NULL")).all()
        command.upgrade(config, "head")
    engine.dispose()
    assert (there, back) == ([("hash", 7)], [(1, 7)])

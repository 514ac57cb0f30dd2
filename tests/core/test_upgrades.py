"""Upgrades that a rolling deployment survives: the previous release works on the new schema until it is gone."""

import re
import threading
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.app import check_schema
from core import migrations
from core.database import Database
from core.errors import Refused
from tests.core.test_migrations import schema_of
from tests.records import together
from tests.town import Town


def rolling() -> list[tuple[str, str]]:
    """Each revision whose release still has to work, with the next one."""
    scripts = [s.revision for s in ScriptDirectory.from_config(migrations.config(None)).walk_revisions()]
    kept = scripts[: len(migrations.works())]
    return list(zip(kept[1:], kept, strict=False))


def test_a_migration_only_adds_or_says_that_it_takes_away(empty_database: Database) -> None:
    """Expand and contract: what a release reads and writes stays as it was while it may still run.

    Every table and column is there, with its type or a longer one; what is new in an old table can be left out; no
    old column gets a rule it did not have. One that does otherwise says `CONTRACTS = True`, and comes a release later.
    """
    for before, after in rolling():
        old, new = _at(empty_database, before), _at(empty_database, after)
        assert old.keys() <= new.keys(), after
        for table, parts in old.items():
            _still_works(f"{after}: {table}", parts, new[table])


def _at(database: Database, revision: str) -> dict[str, dict[str, Any]]:
    with database.engine.begin() as connection:
        made = migrations.config(connection)
        command.downgrade(made, "base")
        command.upgrade(made, revision)
    return schema_of(database)


def _still_works(where: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    before, after = ({name: rest for name, *rest in parts["columns"]} for parts in (old, new))
    assert before.keys() <= after.keys(), where
    for name, (was, *rules) in before.items():
        becomes, *ruled = after[name]
        assert ruled == rules and _holds(becomes, was), f"{where}.{name}"
    for name in after.keys() - before.keys():
        _type, nullable, default = after[name]
        assert nullable or default is not None, f"{where}.{name} can't be left out"
    assert old["primary key"] == new["primary key"], where
    for kind in ("unique", "checks", "foreign keys"):
        rules = [rule for rule in new[kind] if rule not in old[kind]]
        assert not any(_touches(rule, before) for rule in rules), f"{where}: {kind} {rules}"


def _holds(new: str, old: str) -> bool:
    """Whether a column's type takes all that the old one took: the same, or the same and longer."""
    (kind, length), (was, was_length) = (
        re.fullmatch(r"(.*?)(?:\((\d+)\))?", each).groups() for each in (new, old)
    )  # type: ignore[union-attr]
    return kind == was and (length == was_length or int(length or 0) > int(was_length or 0))


def _touches(rule: Any, columns: dict[str, Any]) -> bool:
    return any(name in str(rule[1]) for name in columns)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_an_older_release_runs_on_a_newer_schema_that_says_so(town: Town) -> None:
    """Its own revision stands among those that work; else it is refused, as one that is older is."""
    head = migrations.HEAD
    with town.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text(f"COMMENT ON TABLE alembic_version IS 'works with 9999 {head}'"))
    check_schema(town.database)
    with town.database.engine.begin() as connection:
        connection.execute(text("COMMENT ON TABLE alembic_version IS 'works with 9999'"))
    with pytest.raises(Refused):
        check_schema(town.database)


def test_an_older_schema_is_refused_until_it_is_brought_along(empty_database: Database) -> None:
    with empty_database.engine.begin() as connection:
        command.upgrade(migrations.config(connection), "0001")
    with pytest.raises(Refused) as refused:
        check_schema(empty_database)
    assert "somerad db upgrade" in refused.value.what_to_do
    migrations.upgrade(empty_database)
    check_schema(empty_database)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_two_that_upgrade_at_once_take_turns(empty_database: Database) -> None:
    """Every replica of a deployment may do it at its start: the advisory lock lets one at a time."""
    together(*[lambda: migrations.upgrade(empty_database)] * 3)
    assert migrations.current(empty_database) == migrations.HEAD


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_people_go_on_while_the_schema_is_upgraded(town: Town) -> None:
    """The old release's commands between the upgrade's beginning and its end."""
    stop, said = threading.Event(), list[int]()

    def goes_on() -> None:
        while not stop.is_set():
            town.say("admin", "status")
            said.append(1)

    busy = threading.Thread(target=goes_on)
    busy.start()
    try:
        migrations.upgrade(town.database)
    finally:
        stop.set()
        busy.join()
    assert said

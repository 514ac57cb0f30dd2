"""Migrations: the schema they make is the models' own, on SQLite and PostgreSQL, with every constraint named."""

from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Enum, inspect

from core import migrations
from core.database import Database
from core.tables import METADATA
from tests.records import contents
from tests.town import Town

Schema = dict[str, dict[str, Any]]


def schema_of(database: Database) -> Schema:
    """Columns, keys, checks, indexes and their names, per table, as the database itself tells them."""
    seen = inspect(database.engine)
    return {
        table: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"], c["default"]) for c in seen.get_columns(table)
            ),
            "primary key": seen.get_pk_constraint(table),
            "unique": sorted((u["name"], u["column_names"]) for u in seen.get_unique_constraints(table)),
            "checks": sorted((c["name"], c["sqltext"]) for c in seen.get_check_constraints(table)),
            "indexes": sorted((i["name"], i["column_names"], i["unique"]) for i in seen.get_indexes(table)),
            "foreign keys": sorted(
                (
                    key["name"],
                    key["constrained_columns"],
                    key["referred_table"],
                    key["referred_columns"],
                    key["options"],
                )
                for key in seen.get_foreign_keys(table)
            ),
        }
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def empty(database: Database) -> None:
    """Goes all the way back."""
    with database.engine.begin() as connection:
        command.downgrade(migrations.config(connection), "base")


def test_the_migrated_schema_is_the_models(empty_database: Database) -> None:
    """Nothing that Alembic would still change; and to the letter what the models would make themselves."""
    migrations.upgrade(empty_database)
    with empty_database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    migrated = schema_of(empty_database)
    empty(empty_database)
    assert schema_of(empty_database) == {}
    METADATA.create_all(empty_database.engine)
    assert migrated == schema_of(empty_database)


def test_up_down_and_up_again_is_the_same(empty_database: Database) -> None:
    migrations.upgrade(empty_database)
    first = schema_of(empty_database)
    empty(empty_database)
    migrations.upgrade(empty_database)
    assert schema_of(empty_database) == first


def test_every_constraint_has_a_name(empty_database: Database) -> None:
    """Without one it can't be dropped later."""
    migrations.upgrade(empty_database)
    for table, parts in schema_of(empty_database).items():
        named = [parts["primary key"]["name"], *(row[0] for kind in KINDS for row in parts[kind])]
        assert all(named), table


KINDS = ("unique", "checks", "indexes", "foreign keys")


def test_every_enumeration_is_checked_by_the_database(empty_database: Database) -> None:
    """SQLModel's tables take any text."""
    migrations.upgrade(empty_database)
    schema = schema_of(empty_database)
    for table in METADATA.sorted_tables:
        enumerated = [column for column in table.columns if isinstance(column.type, Enum)]
        assert len(schema[table.name]["checks"]) == len(enumerated), table.name


def test_upgrading_again_changes_nothing(town: Town) -> None:
    before = contents(town.database)
    migrations.upgrade(town.database)
    assert contents(town.database) == before


def test_foreign_keys_hold_after_an_upgrade(small_town: Town) -> None:
    """They are off on SQLite while tables are copied."""
    migrations.upgrade(small_town.database)
    with small_town.database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_the_head_is_the_newest_script() -> None:
    scripts = ScriptDirectory.from_config(migrations.config(None))
    assert scripts.get_heads() == [migrations.HEAD]


def test_a_database_tells_its_revision(empty_database: Database) -> None:
    assert migrations.current(empty_database) is None
    migrations.upgrade(empty_database)
    assert migrations.current(empty_database) == migrations.HEAD


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_every_row_belongs_to_a_workspace(table: Any) -> None:
    """Multi-tenant from the first table."""
    assert table.name == "workspace" or "workspace_id" in table.columns

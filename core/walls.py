"""Row-level security on PostgreSQL: a second wall between workspaces, behind the criterion every query has."""

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, String, cast, func, inspect, literal, select, text

if TYPE_CHECKING:
    from sqlmodel import Session

    from core.database import Database

SETTING, EVERY = "somerad.workspace", "*"
_POLICY = "one_workspace"


def narrow(session: "Session", workspace_id: int) -> None:
    """From now to the end of the transaction the session sees the rows of that workspace only."""
    if session.info.get(SETTING) == workspace_id or session.get_bind().dialect.name != "postgresql":
        return
    session.execute(select(seeing_only(literal(workspace_id))))
    session.info[SETTING] = workspace_id


def seeing_only(workspace_id: ColumnElement[int]) -> ColumnElement[str]:
    """Narrows the transaction to that workspace's rows, within a statement that does more."""
    return func.set_config(SETTING, cast(workspace_id, String), True)


def protect(database: "Database", role: str) -> int:
    """Puts up the wall for every table and lets `role`, which owns none of them, work behind it; how many.

    Run as the owner, and again after every upgrade. ValueError where the database is no PostgreSQL.
    """
    if database.is_sqlite:
        raise ValueError("row-level security is PostgreSQL's")
    with database.engine.begin() as connection:
        tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        for table in tables:
            _protect(connection, table)
        quoted = connection.dialect.identifier_preparer.quote(role)
        for grant in (
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
            f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {quoted}",
        ):
            connection.execute(text(grant))
    return len(tables)


def _protect(connection: Connection, table: str) -> None:
    """Without the setting nothing is seen; `*`, which the bot begins with, is every workspace."""
    column = "id" if table == "workspace" else "workspace_id"
    now = f"current_setting('{SETTING}', true)"
    name = connection.dialect.identifier_preparer.quote(table)
    for statement in (
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS {_POLICY} ON {name}",
        f"CREATE POLICY {_POLICY} ON {name} USING ({now} = '{EVERY}' OR {column}::text = {now})",
    ):
        connection.execute(text(statement))


def unprotected(database: "Database") -> list[str]:
    """The tables outside the wall, where there is one; none where there is no wall at all."""
    if database.is_sqlite:
        return []
    query = text(
        "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
    )
    with database.engine.connect() as connection:
        walled = {name: bool(is_walled) for name, is_walled in connection.execute(query)}
    return sorted(name for name, is_walled in walled.items() if not is_walled) if any(walled.values()) else []

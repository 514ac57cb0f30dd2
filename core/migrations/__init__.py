"""The schema's history: brings a database to the newest schema, and tells whether it is there."""

from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.database import Database

HEAD = "0001"
_LOCK = 7_361_524  # one upgrade at a time on PostgreSQL


def upgrade(database: Database) -> None:
    """Brings the schema to the newest revision."""
    from alembic import command

    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        else:
            connection.execute(text(f"SELECT pg_advisory_lock({_LOCK})"))
            connection.commit()
        try:
            command.upgrade(config(connection), "head")
            connection.commit()
        finally:
            if database.is_sqlite:
                connection.connection.execute("PRAGMA foreign_keys=ON")
            else:
                connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))
                connection.commit()


def config(connection: Any) -> Any:
    """Alembic's configuration for a connection."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def current(database: Database) -> str | None:
    """The revision the database is at; None when it has no schema, or is not there (asking makes no file)."""
    if database.is_sqlite and not Path(database.engine.url.database or "").exists():
        return None
    try:
        with database.engine.connect() as connection:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError:
        return None

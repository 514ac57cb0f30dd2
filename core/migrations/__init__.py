"""The schema's history: brings a database to the newest schema, and tells whether it is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from core.database import Database
from core.errors import Refused
from core.words import _

HEAD = "0200"
_WORKS = "works with "
_LOCK = 7_361_524  # one upgrade at a time on PostgreSQL


def upgrade(database: Database) -> None:
    """Brings the schema to the newest revision. Refused when the database does not answer."""
    from alembic import command

    with _connected(database) as connection:
        if database.is_sqlite:
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        else:
            connection.execute(text(f"SELECT pg_advisory_lock({_LOCK})"))
            connection.commit()
        try:
            command.upgrade(config(connection), "head")
            _say_what_works(connection)
            connection.commit()
        finally:
            if database.is_sqlite:
                connection.connection.execute("PRAGMA foreign_keys=ON")
            else:
                connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))
                connection.commit()


def works() -> list[str]:
    """The revisions whose release works on the newest schema: all since the last one that took something away.

    A migration that does so (the contracting half of a change) says `CONTRACTS = True`, and so does one after which
    rows hold what an older release can't read.
    """
    from alembic.script import ScriptDirectory

    found = list[str]()
    for script in ScriptDirectory.from_config(config(None)).walk_revisions():
        found.append(script.revision)
        if getattr(script.module, "CONTRACTS", False):
            break
    return found


def _say_what_works(connection: Connection) -> None:
    """Written where an older release, which knows nothing of newer revisions, can read it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"COMMENT ON TABLE alembic_version IS '{_WORKS}{' '.join(works())}'"))


def fits(database: Database, at: str | None) -> bool:
    """Whether this release works on a schema at that revision: its own, or a newer one that says so."""
    if at == HEAD or at is None or database.is_sqlite:
        return at == HEAD
    with _connected(database) as connection:
        said = connection.execute(text("SELECT obj_description('alembic_version'::regclass)")).scalar() or ""
    newest, *older = said.removeprefix(_WORKS).split() or [""]
    return said.startswith(_WORKS) and newest == at and HEAD in older


def config(connection: Any) -> Any:
    """Alembic's configuration for a connection."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def current(database: Database) -> str | None:
    """The revision the database is at; None when it has no schema, or is not there (asking makes no file).

    Refused when it does not answer.
    """
    if database.is_sqlite and not Path(database.engine.url.database or "").exists():
        return None
    with _connected(database) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _connected(database: Database) -> Iterator[Connection]:
    """A connection. Refused where there is none to be had; the driver's reason holds no password."""
    try:
        connection = database.engine.connect()
    except DBAPIError as error:
        raise Refused(
            _(
                "The database {url} does not answer: {reason}.",
                url=database.shown_url, reason=str(error.orig).partition("\n")[0],
            ),
            _("See that it runs and may be reached, and that DATABASE_URL is right."),
        ) from None  # fmt: skip
    with connection:
        yield connection

"""PostgreSQL databases that are made for a test and dropped after it, so that a run needs little disk."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, text

from core.database import Database


def run(server: str, *statements: str) -> None:
    """Runs statements that no transaction may hold."""
    engine = create_engine(Database(server).engine.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def named(server: str, name: str) -> str:
    """The URL of a database on that server."""
    url = Database(server).engine.url.set(database=name)
    return url.render_as_string(hide_password=False)


@contextmanager
def fresh(server: str, name: str, like: str = "template1") -> Iterator[str]:
    """The URL of a new database, a copy of another."""
    run(server, f"CREATE DATABASE {name} TEMPLATE {like}")
    yield named(server, name)
    run(server, f"DROP DATABASE {name} WITH (FORCE)")

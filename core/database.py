"""The database: an engine, a reader's session and a writer's session. The only place that commits."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, Select, event, func, literal, select
from sqlalchemy.engine import make_url
from sqlmodel import Session, create_engine

from core import audit, walls, watch
from core.cipher import Cipher

_PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000",
    "secure_delete=ON",  # what is deleted is overwritten too, not only forgotten (S4)
    "mmap_size=268435456",  # pages are read where the system has them, also after another has written
)  # fmt: skip
_COMMANDS = 7_361_525  # the lock space of commands on PostgreSQL, beside the one of migrations


class Database:
    """One database, SQLite or PostgreSQL. `data_key` encrypts citizens' words at rest.

    It holds Fernet keys divided by commas, the newest first: it encrypts, all of them decrypt.

    It opens at most so many `connections`, and waits for a free one for `patience` seconds.
    """

    def __init__(
        self, url: str, data_key: str = "", *, connections: int = 15, patience: float = 10.0
    ) -> None:
        self.url = normal_url(url)
        self.is_sqlite = self.url.startswith("sqlite")
        pool = {"pool_size": connections, "max_overflow": 0, "pool_timeout": patience}
        self.engine = _sqlite(self.url, pool) if self.is_sqlite else _postgresql(self.url, pool)
        self.cipher = Cipher(data_key) if data_key else None
        self.engine.dialect.cipher = self.cipher  # type: ignore[attr-defined]
        self._writers = self.engine.execution_options(writes=True)
        # SQLite has one writer: waiting here is fair, waiting in SQLite's busy loop is not.
        self._turn: AbstractContextManager[Any] = threading.Lock() if self.is_sqlite else nullcontext()

    @property
    def shown_url(self) -> str:
        """The URL without its password."""
        return self.engine.url.render_as_string(hide_password=True)

    def scrub(self, *tables: str) -> None:
        """What was deleted leaves SQLite's log of writes, and PostgreSQL's tables as rows that nobody sees (S4)."""
        with self._turn, self.engine.connect() as connection:
            if self.is_sqlite:
                connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(f"VACUUM {', '.join(tables)}")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state and changes nothing."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at the end, its audit rows last (S3), or rolls back on any error."""
        with self._turn, Session(self._writers, expire_on_commit=False) as session:
            try:
                yield session
                seal(session)
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def close(self) -> None:
        """Gives back every connection."""
        self.engine.dispose()


def keep_what_is_read(session: Session) -> None:
    """From now on whatever is asked for again by its id is there: for a command, which reads little and often twice."""
    kept: list[object] = session.info.setdefault("kept", [])
    event.listen(session, "loaded_as_persistent", lambda _session, row: kept.append(row))


def seal(session: Session) -> None:
    """What is written before a commit: all that was changed, what was woken, and the audit rows last (S3)."""
    session.flush()
    watch.settle(session)
    audit.seal(session)


def take_turn(session: Session, workspace_id: int) -> None:
    """Waits until nobody else writes in the workspace, till the end of the transaction: commands, sweeps, events.

    Then what was read still holds when it is written, and none waits for another's rows, as on SQLite, where a
    writer is alone anyway.
    """
    take_turn_in(session, select(literal(workspace_id)), {})


def take_turn_in(session: Session, home: Select[int], given: dict[str, Any]) -> None:
    """As `take_turn`, in the workspace whose id the query finds, if it does; no other's rows are seen from then on."""
    if session.get_bind().dialect.name == "postgresql":
        id = home.subquery().c[0]
        turn = select(id, func.pg_advisory_xact_lock(_COMMANDS, id), walls.seeing_only(id))
        for found, _waited, _seen in session.execute(turn, given):
            session.info[walls.SETTING] = found


def normal_url(url: str) -> str:
    """The URL with our drivers; a bare path means a SQLite file."""
    if "://" not in url:
        return f"sqlite:///{url}"
    scheme, rest = url.split("://", 1)
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url


def _postgresql(url: str, pool: dict[str, Any]) -> Engine:
    """Looks whether a connection still lives before it is used: the server may have been started anew.

    A session begins with every workspace's rows, and is narrowed to one's as soon as that is known.
    """
    given = make_url(url).query.get("options", "")
    options = f"{given} -c {walls.SETTING}={walls.EVERY}".strip()
    return create_engine(
        url, pool_pre_ping=True, hide_parameters=True, connect_args={"options": options}, **pool
    )


def _sqlite(url: str, pool: dict[str, Any]) -> Engine:
    engine = create_engine(
        url, connect_args={"isolation_level": None, "check_same_thread": False}, hide_parameters=True, **pool
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows only a to z
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _begin_sqlite(connection: Connection) -> None:
    """Takes the write lock first: a deferred transaction that reads and then writes loses others' changes."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""Looks at a database from outside: everything in it, its audit rows, its transactions, and several threads at once."""

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import event
from sqlmodel import Session, select

from core import audit, people
from core.audit import AuditRow
from core.database import Database
from core.scope import Scope
from core.tables import METADATA
from tests.town import Town

T = TypeVar("T")
TURN = re.compile(r"BEGIN IMMEDIATE|.*pg_advisory_xact_lock", re.DOTALL)
Contents = dict[str, list[tuple[Any, ...]]]


def contents(database: Database) -> Contents:
    """Every row of every table, so that two moments can be compared."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in METADATA.sorted_tables
        }


def scope_of(town: Town, session: Session, person: str) -> Scope:
    """A scope in which a person of the cast acts."""
    scope = town.scope(session)
    return replace(scope, actor=people.identify(session, scope.workspace_id, person))


def audit_rows(town: Town) -> list[AuditRow]:
    """The town's audit rows, in order."""
    with town.database.read() as session:
        rows = select(AuditRow).where(AuditRow.workspace_id == town.home(session).id)
        return sorted(session.exec(rows), key=lambda row: row.seq)


def chain_faults(town: Town) -> list[str]:
    """Where the town's audit chain does not hold, in words."""
    with town.database.read() as session:
        return [fault.reason for fault in audit.verify(session, town.home(session).id)]


def together(*works: Callable[[], T]) -> list[T]:
    """What the works return, run in threads that start at the same moment; raises what any of them raises."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


@contextmanager
def transactions(database: Database) -> Iterator[list[list[str]]]:
    """The statements of each transaction meanwhile."""
    seen: list[list[str]] = [[]]

    def begins(_connection: object) -> None:
        seen.append([])

    def does(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("BEGIN"):  # SQLite's, which comes before the event of that name
            seen.append([])
        seen[-1].append(statement)

    listened = {"before_cursor_execute": does} | ({} if database.is_sqlite else {"begin": begins})
    for name, hears in listened.items():
        event.listen(database.engine, name, hears)
    yield seen
    for name, hears in listened.items():
        event.remove(database.engine, name, hears)

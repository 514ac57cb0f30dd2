"""Whether the store still holds what the register says: what to look at next, what was found, what nobody knows."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from core import audit, evidence
from core.evidence import Fault, Store, StoredFile
from core.scope import Scope
from core.table import spanning
from core.watch import Family, wake

MOST_FILES, MOST_BYTES = 200, 100_000_000  # of a piece, which no reminder waits longer for
UNDER_WAY = timedelta(days=1)  # a file is in the store before its row is


def look(store: Store, sha256: str) -> Fault | None:
    """What is wrong with a file of the store; None when it is whole. Never inside a transaction."""
    try:
        store.get(sha256)
    except (OSError, ValueError) as error:
        return fault_of(error)
    return None


def fault_of(error: Exception) -> Fault:
    """What a store says by its error."""
    if isinstance(error, FileNotFoundError):
        return Fault.MISSING
    return Fault.CHANGED if isinstance(error, ValueError) else Fault.UNREACHABLE


def due(session: Session, workspace_id: int, since: datetime) -> list[StoredFile]:
    """A piece of what was not looked at since then, the longest unseen first."""
    query = select(StoredFile).where(
        StoredFile.workspace_id == workspace_id,
        col(StoredFile.checked_at).is_(None) | (col(StoredFile.checked_at) < since),
    )
    oldest = query.order_by(col(StoredFile.checked_at).asc().nulls_first(), col(StoredFile.id))
    piece, size = list[StoredFile](), 0
    for file in session.exec(oldest.limit(MOST_FILES)):
        if piece and size + file.size > MOST_BYTES:
            break
        piece.append(file)
        size += file.size
    return piece


def unseen(session: Session, since: datetime) -> int:
    """How many files, of all workspaces, were handed in before then and have not been looked at since."""
    query = (
        select(func.count())
        .select_from(StoredFile)
        .where(
            StoredFile.recorded_at < since,
            col(StoredFile.checked_at).is_(None) | (col(StoredFile.checked_at) < since),
        )
    )
    return session.exec(spanning(query)).one()


def settle(scope: Scope, found: Mapping[int, Fault | None]) -> None:
    """What a look at files (ids) found. What is new goes to the audit log and to whoever can mend it."""
    of_these = select(StoredFile).where(
        StoredFile.workspace_id == scope.workspace_id, col(StoredFile.id).in_(tuple(found))
    )
    for file in scope.session.exec(of_these):
        before, file.fault = file.fault, found[file.id]
        if file.fault is not Fault.UNREACHABLE:
            file.checked_at = scope.now
        scope.session.add(file)
        if file.fault is not before:
            audit.record(
                scope, f"evidence.{file.fault or 'whole'}", evidence.subject(file), sha256=file.sha256
            )
            wake(scope, scope.workspace_id, Family.EVIDENCE)


def faulty(session: Session, workspace_id: int) -> list[StoredFile]:
    """What was not whole when it was last looked at, in order of number."""
    query = select(StoredFile).where(
        StoredFile.workspace_id == workspace_id, col(StoredFile.fault).is_not(None)
    )
    return sorted(session.exec(query), key=lambda file: file.number)


def strays(store: Store, known: Iterable[str], now: datetime) -> list[str]:
    """Files that are in the store though nothing on record names them: what a crash or a refusal left behind.

    What was put there lately may get its row yet, and is none.
    """
    known = frozenset(known)
    since = now - UNDER_WAY
    found = ((path, path.rpartition("/")[2], at) for path, at in store.addresses())
    return sorted(path for path, name, at in found if name not in known and (at is None or at < since))

"""The audit chain as seen from outside: checked daily, told by its head, given out as lines (S3)."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Field, Session, col, or_, select

from core import audit, outbox, people
from core.audit import AuditRow, Break, Fault
from core.people import Role
from core.scope import Scope
from core.table import Table, spanning
from core.watch import Family, wake
from core.workspace import Workspace

EVERY = timedelta(days=1)


class AuditCheck(Table, table=True):
    """The last check of a workspace's chain: the row it ended with then, and where it was broken, if it was."""

    __tablename__ = "audit_check"

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    checked_at: datetime
    seq: int
    hash: str = Field(max_length=64)
    broken_at: int | None = None


def due(session: Session, now: datetime, workspace_id: int | None = None) -> list[int]:
    """The workspaces (ids) whose chain has not been checked for a day."""
    query = select(Workspace.id).outerjoin(AuditCheck, col(AuditCheck.workspace_id) == col(Workspace.id))
    query = query.where(or_(col(AuditCheck.checked_at).is_(None), col(AuditCheck.checked_at) <= now - EVERY))
    if workspace_id is not None:
        query = query.where(Workspace.id == workspace_id)
    return list(session.exec(spanning(query.order_by(col(Workspace.id)))))


def examine(session: Session, workspace_id: int) -> tuple[list[Fault], int, str]:
    """Every fault of the chain as it is now, and its last row's number and hash; whether it was written anew too."""
    head = audit.head(session, workspace_id)
    faults = audit.verify(session, workspace_id)
    before = session.get(AuditCheck, workspace_id)
    if before and before.broken_at is None and not _stands(session, workspace_id, before):
        faults = [Fault(before.seq, Break.REWRITTEN), *faults]
    return faults, head.seq, head.hash


def _stands(session: Session, workspace_id: int, before: AuditCheck) -> bool:
    return before.seq == 0 or find(session, workspace_id, before.hash) == before.seq


def find(session: Session, workspace_id: int, digest: str) -> int | None:
    """The number of the row with that hash: a head written down elsewhere, with spaces or without. None without one."""
    query = select(AuditRow.seq).where(
        AuditRow.workspace_id == workspace_id, AuditRow.hash == "".join(digest.split()).lower()
    )
    return session.exec(query).first()


def note(scope: Scope, faults: list[Fault], seq: int, digest: str) -> None:
    """Keeps what a check found; the administrators are told of a break, once for each row it begins at."""
    check = scope.session.get(AuditCheck, scope.workspace_id)
    first = faults[0] if faults else None
    told = check.broken_at if check else None
    if check is None:
        check = AuditCheck(workspace_id=scope.workspace_id, checked_at=scope.now, seq=seq, hash=digest)
        scope.session.add(check)
    if (told is None) != (first is None):
        wake(scope, 0, Family.LINK)
    check.checked_at, check.broken_at = scope.now, first.seq if first else None
    if first is None:
        check.seq, check.hash = seq, digest
    elif told != first.seq:
        _tell(scope, first)


def _tell(scope: Scope, fault: Fault) -> None:
    matter = f"audit:{fault.seq}:{fault.kind}"
    for admin in people.here(scope, Role.ADMIN):
        outbox.add(
            scope.session, scope.workspace_id, scope.now, key=f"{matter}@{admin.slug}", rule="gap",
            family=Family.LINK, subject_id=0, matter=matter, recipient=str(admin.id),
            data={"kind": "audit", "row": fault.seq, "break": fault.kind.value},
        )  # fmt: skip


def holds(session: Session, workspace_id: int) -> bool:
    """Whether the last check found no break."""
    check = session.get(AuditCheck, workspace_id)
    return check is None or check.broken_at is None


def lines(session: Session, workspace_id: int, after: int = 0) -> Iterator[str]:
    """The rows after `after` in order, each as a line of JSON with all that it takes to check the chain."""
    query = select(AuditRow).where(AuditRow.workspace_id == workspace_id, AuditRow.seq > after)
    for row in session.exec(query.order_by(col(AuditRow.seq)).execution_options(yield_per=1000)):
        yield json.dumps(_as_data(row), ensure_ascii=False, sort_keys=True)


def _as_data(row: AuditRow) -> dict[str, Any]:
    """`payload` is the text the digest is of; null, as its salt, where it was deleted under a decision."""
    return {
        "workspace": row.workspace_id,
        "seq": row.seq,
        "version": row.version,
        "recorded_at": row.recorded_at.isoformat(),
        "action": row.action,
        "subject": row.subject,
        "payload": row.payload,
        "salt": row.salt,
        "digest": row.digest,
        "previous": row.previous,
        "hash": row.hash,
    }

"""The audit log (S3): one hash chain per workspace over salted digests of canonical payloads.

The chain covers digests only, so a payload may be deleted under a decision and the chain still verifies.
A payload holds ids, field names and machine values, never a citizen's words (S5).
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import UniqueConstraint, insert
from sqlmodel import Field, Session, col, select

from core.table import Table
from core.words import N_, _

if TYPE_CHECKING:
    from core.scope import Scope

VERSION = 1
START = "0" * 64


class AuditRow(Table, table=True):
    """One change. `payload` and `salt` may be emptied by a deletion decision; the rest never changes."""

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("workspace_id", "seq"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    seq: int
    version: int = VERSION
    action: str = Field(max_length=60)
    subject: str = Field(max_length=120, index=True)
    recorded_at: datetime
    payload: str | None
    salt: str | None = Field(max_length=32)
    digest: str = Field(max_length=64)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditHead(Table, table=True):
    """The chain's last link, locked last in every transaction; it also shows a chain cut short."""

    __tablename__ = "audit_head"

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    seq: int = 0
    hash: str = Field(default=START, max_length=64)


class Break(StrEnum):
    """How a chain can be broken."""

    MISSING = "missing"
    ORDER = "order"
    ROW = "row"
    PAYLOAD = "payload"
    COLUMNS = "columns"
    END = "end"
    REWRITTEN = "rewritten"


BREAKS = {
    Break.MISSING: N_("a row is missing here"),
    Break.ORDER: N_("the row does not follow the one before it"),
    Break.ROW: N_("the row's hash is not that of its content"),
    Break.PAYLOAD: N_("the payload was changed"),
    Break.COLUMNS: N_("the row's columns are not those of its payload"),
    Break.END: N_("the chain does not end where its head says"),
    Break.REWRITTEN: N_("the row is not the one that was there before: the chain was written anew"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold, and how."""

    seq: int
    kind: Break

    @property
    def reason(self) -> str:
        """How, in words."""
        return _(BREAKS[self.kind])


def record(
    scope: "Scope", action: str, subject: str, happened_at: datetime | None = None, /, **changes: Any
) -> None:
    """Adds a row to the transaction's audit; written when it is sealed.

    `subject` is what changed (`question:F-2026-0001`), `happened_at` when it happened if not now,
    `changes` field names with their new machine values.
    """
    payload = {
        "action": action,
        "subject": subject,
        "actor": scope.actor.slug if scope.actor else None,
        "operator": bool(scope.actor and scope.actor.is_operator),
        "door": scope.door,
        "happened_at": happened_at or scope.now,
        "recorded_at": scope.now,
        "changes": changes,
    }
    scope.session.info.setdefault("audit", []).append((scope.workspace_id, payload))


def seal(session: Session) -> None:
    """Writes the transaction's audit rows, taking each workspace's chain head last. Called before commit."""
    pending: list[tuple[int, dict[str, Any]]] = session.info.pop("audit", [])
    rows = [
        row for home in sorted({home for home, _payload in pending}) for row in _rows(session, home, pending)
    ]
    if rows:
        session.flush()
        session.connection().execute(insert(AuditRow), rows)


def _rows(
    session: Session, workspace_id: int, pending: list[tuple[int, dict[str, Any]]]
) -> list[dict[str, Any]]:
    """The rows that follow on the workspace's last, with which the head moves on."""
    head = _lock_head(session, workspace_id)
    return [_next(head, payload) for home, payload in pending if home == workspace_id]


def hold_head(session: Session, head: AuditHead) -> None:
    """The chain's last link was read after the turn was taken, so that it stays the last until then."""
    session.info.setdefault("heads", {})[head.workspace_id] = head


def _lock_head(session: Session, workspace_id: int) -> AuditHead:
    held: AuditHead | None = session.info.get("heads", {}).get(workspace_id)
    if held:
        return held
    query = select(AuditHead).where(AuditHead.workspace_id == workspace_id).with_for_update()
    head = session.exec(query).first()
    if head is None:
        head = AuditHead(workspace_id=workspace_id)
        session.add(head)
    return head


def _next(head: AuditHead, payload: dict[str, Any]) -> dict[str, Any]:
    text, salt = canonical(payload), secrets.token_hex(16)
    digest = digest_of(salt, text)
    seq, previous = head.seq + 1, head.hash
    head.seq, head.hash = seq, link(head.workspace_id, seq, VERSION, digest, previous)
    return {
        "workspace_id": head.workspace_id, "seq": seq, "version": VERSION, "action": payload["action"],
        "subject": payload["subject"], "recorded_at": payload["recorded_at"], "payload": text, "salt": salt,
        "digest": digest, "previous": previous, "hash": head.hash,
    }  # fmt: skip


def after(session: Session, workspace_id: int, seq: int, prefix: str) -> list[AuditRow]:
    """The workspace's rows after `seq` whose action begins with `prefix`, in order."""
    query = select(AuditRow).where(
        AuditRow.workspace_id == workspace_id, AuditRow.seq > seq, col(AuditRow.action).startswith(prefix)
    )
    return list(session.exec(query.order_by(col(AuditRow.seq))))


def last_seq(session: Session, workspace_id: int) -> int:
    """The number of the workspace's last row; 0 when it has none."""
    return session.exec(select(AuditHead.seq).where(AuditHead.workspace_id == workspace_id)).first() or 0


def canonical(payload: dict[str, Any]) -> str:
    """JSON with sorted keys, no spaces, times as ISO in UTC: the same payload always gives the same text."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value) if not isinstance(value, tuple) else list(value)
    return str(value)


def digest_of(salt: str, payload: str) -> str:
    """SHA-256 of salt and payload, in hex."""
    return hashlib.sha256(f"{salt}\n{payload}".encode()).hexdigest()


def link(workspace_id: int, seq: int, version: int, digest: str, previous: str) -> str:
    """The chain's hash of one row, in hex."""
    return hashlib.sha256(f"{version}\n{workspace_id}\n{seq}\n{digest}\n{previous}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what to which subject; `actor` is a slug, None for the bot and where the payload was deleted."""

    actor: str | None
    action: str
    subject: str


def since(session: Session, workspace_id: int, start: datetime) -> list[Entry]:
    """What was recorded at or after `start`, in order."""
    query = select(AuditRow).where(AuditRow.workspace_id == workspace_id, AuditRow.recorded_at >= start)
    rows = session.exec(query.order_by(col(AuditRow.seq)))
    return [Entry(json.loads(row.payload or "{}").get("actor"), row.action, row.subject) for row in rows]


def head(session: Session, workspace_id: int) -> AuditHead:
    """The chain's last link: written down elsewhere, it proves that nothing before it was changed later."""
    return session.get(AuditHead, workspace_id) or AuditHead(workspace_id=workspace_id)


def verify(session: Session, workspace_id: int) -> list[Fault]:
    """Every place where a workspace's chain does not hold; an empty list when it does, also while others write."""
    previous, seq, faults = START, 0, list[Fault]()
    begun = _end(session, workspace_id)
    passed = begun[0] == 0
    query = select(AuditRow).where(AuditRow.workspace_id == workspace_id).order_by(AuditRow.seq)  # type: ignore[arg-type]
    for row in session.exec(query.execution_options(yield_per=1000)):
        faults.extend(_faults_of(row, seq + 1, previous))
        previous, seq = row.hash, row.seq
        passed = passed or (seq, previous) == begun
    now = _end(session, workspace_id)
    if not passed or seq > now[0] or (seq == now[0] and seq and previous != now[1]):
        faults.append(Fault(seq + 1, Break.END))
    return faults


def _end(session: Session, workspace_id: int) -> tuple[int, str]:
    """The number and hash of the last row as the head says now."""
    query = select(AuditHead.seq, AuditHead.hash).where(AuditHead.workspace_id == workspace_id)
    return session.exec(query).first() or (0, START)


def _faults_of(row: AuditRow, seq: int, previous: str) -> Iterator[Fault]:
    if row.seq != seq:
        yield Fault(seq, Break.MISSING)
    if row.previous != previous:
        yield Fault(row.seq, Break.ORDER)
    if row.hash != link(row.workspace_id, row.seq, row.version, row.digest, row.previous):
        yield Fault(row.seq, Break.ROW)
    if row.payload is None:
        return
    if digest_of(row.salt or "", row.payload) != row.digest:
        yield Fault(row.seq, Break.PAYLOAD)
        return
    payload = json.loads(row.payload)
    shown = (row.action, row.subject, row.recorded_at.isoformat())
    if shown != (payload["action"], payload["subject"], payload["recorded_at"]):
        yield Fault(row.seq, Break.COLUMNS)

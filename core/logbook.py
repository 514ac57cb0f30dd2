"""What all log rows share: a number, who recorded them when, and how they are voided and replaced, never deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlmodel import Field, col, select

from core import audit
from core.accounts import Account
from core.errors import Refused
from core.scope import Scope
from core.table import CitizensWords, Table
from core.words import _

R = TypeVar("R", bound="LogRow")


class Author(StrEnum):
    """Who wrote what is logged (G8)."""

    CITIZEN = "citizen"
    OFFICIAL = "official"


class LogRow(Table):
    """A row of the log. A voided row (*makulerad*) stays, with when, why and the number that replaced it.

    `deleted_by` is the number of the deletion under a decision that took what it said (S4).
    """

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    number: str = Field(max_length=20)
    account_id: int = Field(foreign_key="account.id", index=True)
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime
    door: str = Field(max_length=20)
    voided_at: datetime | None = None
    void_reason: str | None = Field(default=None, max_length=300)
    replaced_by: str | None = Field(default=None, max_length=20)
    deleted_at: datetime | None = None
    deleted_by: str | None = Field(default=None, max_length=20)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it is chosen from a list: its number, its account's slug, and when it was (aware UTC)."""

    number: str
    account: str
    at: datetime


def recent(
    scope: Scope, kind: type[LogRow], at: datetime, account_ids: tuple[int, ...] | None, most: int
) -> list[Entry]:
    """The latest rows of a kind by the column `at`, at most so many, voided ones aside; of the accounts or of all."""
    when = col(at)
    query = (
        select(col(kind.number), col(Account.slug), when)
        .join(Account, col(Account.id) == col(kind.account_id))
        .where(kind.workspace_id == scope.workspace_id, col(kind.voided_at).is_(None))
    )
    if account_ids is not None:
        query = query.where(col(kind.account_id).in_(account_ids))
    rows = scope.session.exec(query.order_by(when.desc(), col(kind.id).desc()).limit(most))
    return [Entry(*row) for row in rows]


def subject(row: LogRow) -> str:
    """The row's name in the audit log: `question:F-2026-0001`."""
    return f"{type(row).__name__.lower()}:{row.number}"


def audited(kind: type[LogRow], values: Mapping[str, Any]) -> dict[str, Any]:
    """Of a row's values those that the audit log may have: not a citizen's words (S5)."""
    columns = kind.__table__.columns  # type: ignore[attr-defined]
    words = {column.name for column in columns if isinstance(column.type, CitizensWords)}
    return {name: value for name, value in values.items() if name not in words}


def replace(scope: Scope, row: R, number: str, **changes: Any) -> R:
    """A correcting row: a copy of `row` with `changes`, which voids it (S3). Words are not audited (S5)."""
    kept = row.model_dump(exclude={"id", "number", "recorded_by", "recorded_at", "door"})
    new = type(row)(
        **{**kept, **changes},
        number=number,
        recorded_by=scope.doer.id,
        recorded_at=scope.now,
        door=scope.door,
    )
    scope.session.add(new)
    scope.session.flush()
    void(scope, row, "corrected", number)
    told = audited(type(row), changes)
    audit.record(scope, "log.corrected", subject(new), replaces=row.number, fields=sorted(changes), **told)
    return new


def must_stand(row: LogRow) -> None:
    """Refused when the row is voided, and says which number replaced it; or deleted, and says by which decision."""
    if row.deleted_at:
        raise Refused(
            _("{number} is deleted.", number=row.number),
            _("See by which decision: gallring visa {by}", by=row.deleted_by),
        )
    if row.voided_at:
        other = row.replaced_by
        then = _("It was replaced by {number}.", number=other) if other else ""
        raise Refused(_("{number} is voided.", number=row.number), then)


def undo(scope: Scope, row: R) -> list[R]:
    """Voids one's own row; if it was a correction, the row it replaced stands again and is returned."""
    void(scope, row, "undone")
    kind = type(row)
    query = select(kind).where(kind.workspace_id == row.workspace_id, kind.replaced_by == row.number)
    reinstated = list(scope.session.exec(query))
    for old in reinstated:
        old.voided_at = old.void_reason = old.replaced_by = None
        audit.record(scope, "log.reinstated", subject(old))
    return reinstated


def void(scope: Scope, row: LogRow, reason: str, replaced_by: str | None = None) -> None:
    """Marks a row as not to count (S3): the row stays, a correcting row may replace it."""
    row.voided_at, row.void_reason, row.replaced_by = scope.now, reason, replaced_by
    audit.record(scope, "log.voided", subject(row), reason=reason, replaced_by=replaced_by)

"""Snapshots of accounts for the archive (C1): a file or the place it is kept, the half-year and the cause."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Session, col, select

from core import audit, supervision, worktime
from core.accounts import Account
from core.errors import FieldError
from core.evidence import Kept, register
from core.logbook import Author, LogRow, replace, subject
from core.numbers import next_number
from core.policy import Policy
from core.policy.records import Period
from core.scope import Scope
from core.table import one_of
from core.watch import Family, wake
from core.words import _
from core.worktime import Calendar


class Cause(StrEnum):
    """Why the snapshot was taken: the guideline's period, or something else."""

    HALF_YEAR = "half_year"
    YEAR = "year"
    CHANGE = "change"
    CLOSING = "closing"


class Snapshot(LogRow, table=True):
    """One snapshot. `period` is its half-year, `2026-H2`, also where the guideline asks for one a year."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "number"),
        Index(None, "account_id", "period"),
    )

    author: ClassVar[Author] = Author.OFFICIAL

    taken_at: datetime
    period: str = Field(max_length=8)
    cause: Cause = Field(sa_column=one_of(Cause))
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    place: str | None = Field(default=None, max_length=300)


def record(
    scope: Scope, account: Account, taken_at: datetime, cause: Cause, file: Kept | None, place: str | None
) -> Snapshot:
    """Records a snapshot (C1, S10). FieldError without both file and place."""
    if file is None and not place:
        raise FieldError("file", _("Attach the file, or say in which place it is kept."))
    number = next_number(scope, "S")
    of = {"account_id": account.id, "about": number, "url": account.url}
    stored = register(scope, file, taken_at, **of) if file else None
    snapshot = Snapshot(
        workspace_id=scope.workspace_id, number=number, account_id=account.id,
        recorded_by=scope.doer.id, recorded_at=scope.now, door=scope.door,
        taken_at=taken_at, period=worktime.half_year(taken_at, scope.calendar), cause=cause,
        file_id=stored.id if stored else None, place=place,
    )  # fmt: skip
    scope.session.add(snapshot)
    scope.session.flush()
    audit.record(
        scope, "snapshot.recorded", subject(snapshot), taken_at,
        account=account.slug, period=snapshot.period, cause=cause, place=place,
        evidence=stored.sha256 if stored else None,
    )  # fmt: skip
    supervision.seen(scope, account.id, taken_at)
    wake(scope, account.id, Family.SNAPSHOT)
    return snapshot


def correct(scope: Scope, snapshot: Snapshot, **changes: Any) -> Snapshot:
    """A correcting row with a new number, its half-year reckoned anew."""
    taken_at = changes.get("taken_at", snapshot.taken_at)
    period = worktime.half_year(taken_at, scope.calendar)
    new = replace(scope, snapshot, next_number(scope, "S"), **changes, period=period)
    wake(scope, snapshot.account_id, Family.SNAPSHOT)
    return new


def identify(session: Session, workspace_id: int, number: str) -> Snapshot | None:
    """The snapshot with that number."""
    query = select(Snapshot).where(Snapshot.workspace_id == workspace_id, Snapshot.number == number.upper())
    return session.exec(query).first()


def period_at(policy: Policy, at: datetime, calendar: Calendar) -> str:
    """The period that an instant's snapshot is of, by the guideline: a half-year `2026-H2` or a year `2026`."""
    half = worktime.half_year(at, calendar)
    return half[:4] if policy.snapshots.every.value is Period.YEAR else half


def usual_cause(policy: Policy) -> Cause:
    """Why a snapshot is taken when nothing else is said: the guideline's period."""
    return Cause.YEAR if policy.snapshots.every.value is Period.YEAR else Cause.HALF_YEAR


def half_years_of(period: str) -> tuple[str, ...]:
    """The half-years a period is made of."""
    return (period,) if "-" in period else (f"{period}-H1", f"{period}-H2")


def taken(session: Session, account_ids: Iterable[int], period: str) -> frozenset[int]:
    """Those of the accounts that have a snapshot of the half-year or year, voided ones aside."""
    query = select(Snapshot.account_id).where(
        col(Snapshot.account_id).in_(tuple(account_ids)),
        col(Snapshot.period).in_(half_years_of(period)),
        col(Snapshot.voided_at).is_(None),
    )
    return frozenset(session.exec(query))

"""Figures somebody has read off a platform, such as followers, by account and day (G3). What nobody read is unknown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlmodel import Field, Session, col, select

from core import audit
from core.accounts import Account, subject
from core.errors import FieldError
from core.scope import Scope
from core.table import Table
from core.words import _
from core.words.times import day as said_day

MOST = 2_000_000_000


class Metric(Table, table=True):
    """One figure of an account on a local day; a later reading of the same day takes its place."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    kind: str = Field(primary_key=True, max_length=60)
    day: date = Field(primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    value: int
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Series:
    """An account's readings of one kind, oldest first; never empty."""

    account_id: int
    kind: str
    readings: tuple[tuple[date, int], ...]

    @property
    def latest(self) -> int:
        """The last reading."""
        return self.readings[-1][1]

    @property
    def change(self) -> int | None:
        """From the first reading to the last; None of a single one (S6)."""
        return self.latest - self.readings[0][1] if len(self.readings) > 1 else None


def record(scope: Scope, account: Account, day: date, values: dict[str, int]) -> None:
    """Records an account's figures of a day (G3). FieldError on a day ahead."""
    if day > scope.calendar.local(scope.now).date():
        raise FieldError("day", _("{day} has not come yet.", day=said_day(day)))
    for kind, value in values.items():
        scope.session.merge(
            Metric(
                account_id=account.id, kind=kind, day=day, workspace_id=scope.workspace_id, value=value,
                recorded_by=scope.doer.id, recorded_at=scope.now,
            )
        )  # fmt: skip
    scope.session.flush()
    audit.record(scope, "metric.recorded", subject(account), day=day, values=values)


def series(session: Session, account_ids: Iterable[int], since: date | None = None) -> list[Series]:
    """The accounts' readings by account and kind, in one statement; from a day on where one is given."""
    query = select(Metric).where(col(Metric.account_id).in_(tuple(account_ids)))
    if since:
        query = query.where(Metric.day >= since)
    return by_kind(session.exec(query))


def by_kind(rows: Iterable[Any]) -> list[Series]:
    """The readings by account and kind."""
    found: dict[tuple[int, str], list[tuple[date, int]]] = {}
    for row in sorted(rows, key=attrgetter("day")):
        found.setdefault((row.account_id, row.kind), []).append((row.day, row.value))
    return [Series(account_id, kind, tuple(readings)) for (account_id, kind), readings in found.items()]

"""Packages made for the archive: of which account or period, by whom, and the hash of what was handed over (C1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, func, select

from core import accounts, audit
from core.accounts import Account
from core.audit import AuditRow
from core.evidence import StoredFile
from core.moderation import Case
from core.numbers import next_number
from core.periods import Period
from core.posts import Post
from core.questions import Question
from core.scope import Scope
from core.snapshots import Snapshot
from core.table import Table

SUBJECTS_AT_ONCE = 500


class Delivery(Table, table=True):
    """One package. Of an account or of a period; without `sha256` it was ordered and never came about.

    `agreement` is the archive's reference to what was agreed on deliveries, `organisation` the municipality's number.
    """

    __tablename__ = "archive_delivery"
    __table_args__ = (UniqueConstraint("workspace_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    number: str = Field(max_length=20)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    period: str | None = Field(default=None, max_length=30)
    agreement: str | None = Field(default=None, max_length=200)
    organisation: str | None = Field(default=None, max_length=60)
    receiver: str | None = Field(default=None, max_length=200)
    ordered_by: int = Field(foreign_key="person.id")
    ordered_at: datetime
    sha256: str | None = Field(default=None, max_length=64)
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """What goes into a package: the accounts, and the time [start, end) where it is of a period."""

    accounts: tuple[Account, ...]
    period: Period | None = None

    @property
    def ids(self) -> tuple[int, ...]:
        """The accounts' ids."""
        return tuple(account.id for account in self.accounts)


TIMES: dict[type[Any], Any] = {
    Question: Question.received_at,
    Post: Post.published_at,
    Case: Case.happened_at,
    Snapshot: Snapshot.taken_at,
    StoredFile: StoredFile.recorded_at,
}


def order(scope: Scope, account: Account | None, period: Period | None, **said: Any) -> Delivery:
    """The actor's order, which is made after it is saved. `said`: agreement, organisation, receiver."""
    delivery = Delivery(
        workspace_id=scope.workspace_id, number=next_number(scope, "A"), account_id=account.id if account else None,
        period=period.name if period else None, ordered_by=scope.doer.id, ordered_at=scope.now, **said,
    )  # fmt: skip
    scope.session.add(delivery)
    scope.session.flush()
    audit.record(
        scope, "archive.ordered", subject(delivery), account=account.slug if account else None,
        period=delivery.period, **said,
    )  # fmt: skip
    return delivery


def keep(scope: Scope, delivery: Delivery, sha256: str, missing: Iterable[str]) -> None:
    """The package was made and handed to who ordered it; `missing` are numbers of evidence that it lacks."""
    delivery.sha256, delivery.made_at = sha256, scope.now
    scope.session.add(delivery)
    audit.record(scope, "archive.made", subject(delivery), sha256=sha256, missing=sorted(missing))


def identify(session: Session, workspace_id: int, number: str) -> Delivery | None:
    """The package with that number."""
    query = select(Delivery).where(Delivery.workspace_id == workspace_id, Delivery.number == number.upper())
    return session.exec(query).first()


def subject(delivery: Delivery) -> str:
    """The package's name in the audit log: `delivery:A-2026-0001`."""
    return f"delivery:{delivery.number}"


def span_of(scope: Scope, account: Account | None, period: Period | None) -> Span:
    """What a package of the account, or of all accounts in the period, holds; no account that was never in use."""
    if account:
        return Span((account,))
    return Span(tuple(each for each in accounts.listed(scope) if each.activated_at), period)


def rows(scope: Scope, kind: type[Any], span: Span) -> list[Any]:
    """The span's rows of a kind in order of time, voided ones too: they are part of the log."""
    when = col(TIMES[kind])
    query = select(kind).where(
        kind.workspace_id == scope.workspace_id, col(kind.account_id).in_(span.ids), *_within(when, span)
    )
    return list(scope.session.exec(query.order_by(when, kind.id)))


def size_of(scope: Scope, span: Span) -> int:
    """How many bytes of evidence there are in the span; the same file twice counts once."""
    query = select(StoredFile.sha256, func.max(StoredFile.size)).where(
        StoredFile.workspace_id == scope.workspace_id, col(StoredFile.account_id).in_(span.ids),
        *_within(col(StoredFile.recorded_at), span),
    ).group_by(StoredFile.sha256)  # fmt: skip
    return sum(size for _sha256, size in scope.session.exec(query))


def audited(scope: Scope, subjects: Iterable[str]) -> list[AuditRow]:
    """What the audit log says of those subjects, in order."""
    found: list[AuditRow] = []
    for some in _some(sorted(set(subjects))):
        query = select(AuditRow).where(
            AuditRow.workspace_id == scope.workspace_id, col(AuditRow.subject).in_(some)
        )
        found += scope.session.exec(query)
    return sorted(found, key=lambda row: row.seq)


def _some(subjects: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
        yield subjects[start : start + SUBJECTS_AT_ONCE]


def _within(when: Any, span: Span) -> tuple[Any, ...]:
    return (when >= span.period.start, when < span.period.end) if span.period else ()

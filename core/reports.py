"""The council's reports: what was ordered of which period, and the file that came of it, kept as evidence (C2, F7)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, select

from core import audit
from core.evidence import Kept, StoredFile, register
from core.numbers import next_number
from core.periods import Period
from core.scope import Scope
from core.table import Table, one_of


class Format(StrEnum):
    """What a report is made as."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


class Report(Table, table=True):
    """One report. `meeting` is the council's meeting it is for; without a file it was ordered and never came about."""

    __table_args__ = (UniqueConstraint("workspace_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    number: str = Field(max_length=20)
    period: str = Field(max_length=30)
    format: Format = Field(sa_column=one_of(Format))
    diary_number: str | None = Field(default=None, max_length=60)
    meeting: str | None = Field(default=None, max_length=60)
    ordered_by: int = Field(foreign_key="person.id")
    ordered_at: datetime
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    made_at: datetime | None = None


def order(
    scope: Scope, period: Period, format: Format, diary_number: str | None = None, meeting: str | None = None
) -> Report:
    """The actor's order, which is made after it is saved."""
    report = Report(
        workspace_id=scope.workspace_id, number=next_number(scope, "R"), period=period.name, format=format,
        diary_number=diary_number, meeting=meeting, ordered_by=scope.doer.id, ordered_at=scope.now,
    )  # fmt: skip
    scope.session.add(report)
    scope.session.flush()
    audit.record(
        scope, "report.ordered", _subject(report),
        period=report.period, format=format, diary_number=diary_number, meeting=meeting,
    )  # fmt: skip
    return report


def keep(scope: Scope, report: Report, kept: Kept) -> StoredFile:
    """The report's file, which is in the store, becomes evidence."""
    stored = register(scope, kept)
    report.file_id, report.made_at = stored.id, scope.now
    scope.session.add(report)
    audit.record(scope, "report.made", _subject(report), sha256=kept.sha256, name=kept.name)
    return stored


def identify(session: Session, workspace_id: int, number: str) -> Report | None:
    """The report with that number."""
    query = select(Report).where(Report.workspace_id == workspace_id, Report.number == number.upper())
    return session.exec(query).first()


def _subject(report: Report) -> str:
    return f"report:{report.number}"

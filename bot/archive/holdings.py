"""What a package holds, read in one transaction: the log's tables, the files and where each comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select

from bot.archive.tables import Sheet, Speller
from core import accounts, deliveries, evidence, periods
from core.accounts import Account
from core.audit import AuditRow
from core.deliveries import TIMES, Delivery, Span
from core.evidence import StoredFile
from core.logbook import LogRow, subject
from core.people import Person
from core.policy.show import text
from core.scope import Scope
from core.slugs import fold
from core.table import Table

SUFFIXES = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "application/pdf": ".pdf",
    "application/wacz": ".wacz",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holding:
    """A file of evidence as the package tells of it; `witnesses` are names with when they saw it."""

    row: StoredFile
    name: str
    recorded_by: str
    witnesses: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything a package says, before the files are fetched. `name` is the package's, and its folder's."""

    name: str
    title: str
    about: str
    town: str
    document: str
    decided_in: str
    guideline: str
    delivery: Delivery
    first: datetime | None
    last: datetime | None
    sheets: tuple[Sheet, ...]
    files: tuple[Holding, ...]


def gather(scope: Scope, delivery: Delivery) -> Holdings:
    """What the delivery holds now."""
    span = _span(scope, delivery)
    rows: dict[type[Table], list[Table]] = {kind: deliveries.rows(scope, kind, span) for kind in TIMES}
    files = [row for row in rows[StoredFile] if isinstance(row, StoredFile)]
    people = _names(scope)
    sheets = _sheets(scope, span, rows, files, people)
    times = [row.recorded_at for kind in TIMES for row in rows[kind]]  # type: ignore[attr-defined]
    policy, home = scope.policy, scope.workspace
    return Holdings(
        name=f"{fold(home.slug)}-{delivery.number}", title=_title(scope, span), about=_about(span), town=home.name,
        document=", ".join(filter(None, (policy.document.title, policy.document.number))),
        decided_in=policy.retention.decided_in.value, guideline=text(policy), delivery=delivery,
        first=min(times, default=None), last=max(times, default=None), sheets=sheets,
        files=tuple(_holding(scope, row, people) for row in files),
    )  # fmt: skip


def file_name(row: StoredFile) -> str:
    """What a file is called in the package, by its number and what it is: whoever named it, nothing else is in it."""
    return f"{row.number}{SUFFIXES.get(row.media_type, '')}"


def _span(scope: Scope, delivery: Delivery) -> Span:
    account = accounts.get(scope.session, delivery.account_id) if delivery.account_id else None
    period = periods.named(delivery.period, scope.calendar) if delivery.period else None
    return deliveries.span_of(scope, account, period)


def _sheets(
    scope: Scope,
    span: Span,
    rows: Mapping[type[Table], list[Table]],
    files: Iterable[StoredFile],
    people: Mapping[int, str],
) -> tuple[Sheet, ...]:
    slugs = {account.id: account.slug for account in span.accounts}
    paths = {file.id: f"representations/filer/data/{file_name(file)}" for file in files}
    speller = Speller(people, slugs, paths, scope.calendar)
    subjects = [accounts.subject(account) for account in span.accounts]
    subjects += [subject(row) for found in rows.values() for row in found if isinstance(row, LogRow)]
    subjects += [evidence.subject(file) for file in files]
    return (
        speller.sheet(Account, span.accounts),
        *(speller.sheet(kind, found) for kind, found in rows.items()),
        speller.sheet(AuditRow, deliveries.audited(scope, subjects)),
    )


def _names(scope: Scope) -> dict[int, str]:
    query = select(Person).where(Person.workspace_id == scope.workspace_id)
    return {person.id: person.name for person in scope.session.exec(query)}


def _holding(scope: Scope, row: StoredFile, people: Mapping[int, str]) -> Holding:
    seen = evidence.witnesses(scope.session, row)
    return Holding(
        row, file_name(row), people[row.recorded_by],
        tuple((people[each.person_id], each.witnessed_at) for each in seen),
    )  # fmt: skip


def _title(scope: Scope, span: Span) -> str:
    if span.period:
        return f"{scope.workspace.name}: konton i sociala medier {span.period.name}"
    (account,) = span.accounts
    return f"{scope.workspace.name}: kontot {account.slug} ({account.platform})"


def _about(span: Span) -> str:
    slugs = ", ".join(account.slug for account in span.accounts)
    return f"Loggen över kontona {slugs}, med underlag och ögonblicksbilder." if slugs else "Inga konton."

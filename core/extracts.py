"""All that is held of an account, a period or an entry of the log, read for whoever asks for public records (F19)."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import Any, cast

from sqlmodel import SQLModel, col, or_, select

from core.accounts import Account, AccountEditor, Assignment
from core.approvals import Approval
from core.audit import AuditRow, canonical
from core.checklists import Check
from core.closing import Transfer
from core.deletions import Deletion, Hold
from core.deliveries import Delivery
from core.disclosures import Disclosure
from core.evaluations import Evaluation
from core.evidence import StoredFile
from core.loans import Loan
from core.logbook import LogRow
from core.metrics import Metric
from core.moderation import Case, Waiver
from core.outbox import DEPARTMENT, Reminder
from core.people import Person
from core.periods import named
from core.plans import Advice, Need, Plan
from core.posts import Post, WeekAnswer
from core.questions import Question
from core.readings import Reading
from core.scope import Scope
from core.snapshots import Snapshot
from core.supervision import Look, OverDaysOff, Raised


@dataclass(frozen=True, slots=True)
class Kind:
    """A table of what is held of accounts: when it was, and since when it is held where that differs (columns)."""

    table: type[SQLModel]
    at: str
    known: str = ""

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.table.__tablename__)


KINDS = (
    Kind(Account, "requested_at"), Kind(Question, "received_at", "recorded_at"),
    Kind(Post, "published_at", "recorded_at"), Kind(WeekAnswer, "answered_at"),
    Kind(Case, "happened_at", "recorded_at"), Kind(Snapshot, "taken_at", "recorded_at"),
    Kind(StoredFile, "recorded_at"),
    Kind(Need, "stated_at"), Kind(Advice, "given_at"), Kind(Approval, "decided_at"), Kind(Plan, "made_at"),
    Kind(Check, "checked_at"), Kind(AccountEditor, "since"), Kind(Assignment, "assigned_at"), Kind(Reading, "read_at"),
    Kind(Loan, "lent_at"), Kind(Evaluation, "answered_at"), Kind(Metric, "recorded_at"), Kind(Look, "at"),
    Kind(Raised, "since"), Kind(OverDaysOff, "recorded_at"), Kind(Transfer, "handed_over_at"),
    Kind(Reminder, "created_at"), Kind(Deletion, "proposed_at"), Kind(Hold, "placed_at"), Kind(Delivery, "ordered_at"),
)  # fmt: skip
LOGGED: Mapping[str, type[LogRow]] = {"F": Question, "I": Post, "M": Case, "S": Snapshot}
# Of a reminder only what was said: how it was carried is of no account, and changes by itself.
_OF_REMINDERS = ("rule", "matter", "recipient", "data", "created_at")
_UNTOLD = frozenset({"id", "workspace_id", "folded", "items"})
_OF_FILES_UNTOLD = frozenset({"checked_at", "fault"})  # what each night finds out anew
_MOST_AT_ONCE = 5000
_OF_ACCOUNTS = ("account:", "question:", "case:", "post:", "snapshot:", "evidence:", "reminder:")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of an entry, as the store knows it."""

    sha256: str
    size: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that is held: its kind (a table's name), its own name, its values by column, its file.

    `about` are the names of what it tells of, itself among them: what is masked of those is masked here too.
    """

    kind: str
    name: str
    values: Mapping[str, Any]
    about: frozenset[str]
    file: Attachment | None = None


@dataclass(frozen=True)
class Extract:
    """All that is held, by kind."""

    records: tuple[Record, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all of it, in hex: the same as long as nothing of it has changed."""
        held = [
            [r.kind, r.name, canonical(dict(r.values)), r.file.sha256 if r.file else ""] for r in self.records
        ]
        return hashlib.sha256(json.dumps(held, ensure_ascii=False).encode()).hexdigest()

    @property
    def files(self) -> list[Record]:
        """The entries that have a file."""
        return [record for record in self.records if record.file]

    def of(self, kind: str) -> list[Record]:
        """The entries of a kind."""
        return [record for record in self.records if record.kind == kind]

    def find(self, name: str) -> Record | None:
        """The entry with that name, case aside."""
        return next((record for record in self.records if record.name.casefold() == name.casefold()), None)


@dataclass(frozen=True)
class _Reader:
    """Reads what one request is for, as it was held when it was registered."""

    scope: Scope
    wanted: Disclosure
    people: Mapping[int, str] = field(default_factory=dict)
    accounts: Mapping[int, str] = field(default_factory=dict)

    def kind(self, kind: Kind) -> list[Any]:
        """A kind's rows, in the order of time."""
        columns = {column.name: column for column in cast(Any, kind.table).__table__.columns}
        at, known = columns[kind.at], columns[kind.known or kind.at]
        query = select(kind.table).where(
            columns["workspace_id"] == self.scope.workspace_id, known <= self.wanted.registered_at
        )
        account = columns["id" if kind.table is Account else "account_id"]
        asked = self.wanted.account_id
        query = query.where(account.is_not(None) if asked is None else account == asked)
        if self.wanted.period and not (kind.table is Account and self.wanted.account_id):
            period = named(self.wanted.period, self.scope.calendar)
            query = query.where(at >= period.start, at < period.end)
        keys = cast(Any, kind.table).__table__.primary_key.columns
        return list(self.scope.session.exec(query.order_by(at, *keys)))

    def versions(self, number: str) -> list[LogRow]:
        """An entry of the log with what it replaced and what replaced it, the oldest first."""
        table, known = LOGGED[number[0]], {number}
        while True:
            near = or_(col(table.number).in_(known), col(table.replaced_by).in_(known))
            query = select(table).where(
                table.workspace_id == self.scope.workspace_id,
                table.recorded_at <= self.wanted.registered_at,
                near,
            )
            rows = list(self.scope.session.exec(query.order_by(col(table.id))))
            found = known | {each for row in rows for each in (row.number, row.replaced_by) if each}
            if found == known:
                return rows
            known = found

    def audited(self, subjects: Iterable[str]) -> Iterator[AuditRow]:
        """The log's rows of those subjects, in order."""
        wanted = sorted(subjects)
        for start in range(0, len(wanted), _MOST_AT_ONCE):
            some = wanted[start : start + _MOST_AT_ONCE]
            yield from self.scope.session.exec(self._audit().where(col(AuditRow.subject).in_(some)))

    def audited_in_period(self) -> list[AuditRow]:
        """The period's rows of anything that belongs to an account."""
        period = named(self.wanted.period or "", self.scope.calendar)
        ours = or_(*(col(AuditRow.subject).startswith(prefix) for prefix in _OF_ACCOUNTS))
        return list(
            self.scope.session.exec(
                self._audit().where(
                    ours, AuditRow.recorded_at >= period.start, AuditRow.recorded_at < period.end
                )
            )
        )

    def _audit(self) -> Any:
        return (
            select(AuditRow)
            .where(
                AuditRow.workspace_id == self.scope.workspace_id,
                AuditRow.recorded_at <= self.wanted.registered_at,
            )
            .order_by(col(AuditRow.seq))
        )

    def waivers(self, cases: Iterable[Case]) -> list[Waiver]:
        """What was closed with a reason, of those cases."""
        ids = [case.id for case in cases]
        query = select(Waiver).where(
            Waiver.workspace_id == self.scope.workspace_id, Waiver.decided_at <= self.wanted.registered_at
        )
        return [
            row for row in self.scope.session.exec(query.order_by(col(Waiver.case_id))) if row.case_id in ids
        ]

    def evidence(self, rows: Sequence[Any]) -> list[StoredFile]:
        """The files handed in as evidence of those entries, and those they have."""
        ids = {id for row in rows if (id := getattr(row, "file_id", None)) is not None}
        about = {row.number for row in rows}
        query = select(StoredFile).where(
            StoredFile.workspace_id == self.scope.workspace_id,
            StoredFile.recorded_at <= self.wanted.registered_at,
            col(StoredFile.about).in_(about) | col(StoredFile.id).in_(ids),
        )
        return list(self.scope.session.exec(query.order_by(col(StoredFile.id))))


def collect(scope: Scope, wanted: Disclosure) -> Extract:
    """All that is held of what a request is for (F19), in a bounded number of statements."""
    session, home = scope.session, scope.workspace_id
    people = select(col(Person.id), col(Person.slug)).where(Person.workspace_id == home)
    accounts = select(col(Account.id), col(Account.slug)).where(Account.workspace_id == home)
    reader = _Reader(scope, wanted, dict(session.exec(people).all()), dict(session.exec(accounts).all()))
    rows = reader.versions(wanted.item) if wanted.item else _by_kind(reader)
    cases = [row for row in rows if isinstance(row, Case)]
    rows = [*rows, *(reader.evidence(rows) if wanted.item else ()), *reader.waivers(cases)]
    numbers = {case.id: case.number for case in cases}
    made = [_record(reader, row, numbers) for row in rows]
    return Extract((*made, *(_audited(row) for row in _audit_rows(reader, rows))))


def _by_kind(reader: _Reader) -> list[Any]:
    rows = list(chain.from_iterable(reader.kind(kind) for kind in KINDS))
    if reader.wanted.account_id is None:
        there = {row.id for row in rows if isinstance(row, Account)}
        ids = {id for row in rows if (id := getattr(row, "account_id", None)) is not None} - there
        query = select(Account).where(
            Account.workspace_id == reader.scope.workspace_id, col(Account.id).in_(ids)
        )
        rows = [*reader.scope.session.exec(query.order_by(col(Account.id))), *rows]
    return rows


def _audit_rows(reader: _Reader, rows: Sequence[Any]) -> Iterable[AuditRow]:
    if reader.wanted.period and not reader.wanted.account_id:
        return reader.audited_in_period()
    found = reader.audited(filter(None, map(_subject, rows)))
    if not reader.wanted.period:
        return sorted(found, key=lambda row: row.seq)
    period = named(reader.wanted.period, reader.scope.calendar)
    return sorted(
        (row for row in found if period.start <= row.recorded_at < period.end), key=lambda row: row.seq
    )


def _subject(row: Any) -> str:
    """What the audit log calls a row; nothing for what it tells of as its account's."""
    if isinstance(row, LogRow):
        return f"{type(row).__name__.lower()}:{row.number}"
    if isinstance(row, Account):
        return f"account:{row.slug}"
    if isinstance(row, StoredFile):
        return f"evidence:{row.number}"
    return f"reminder:{row.number}" if isinstance(row, Reminder) else ""


def attachments(scope: Scope, rows: Iterable[Any]) -> dict[int, Attachment]:
    """The files that rows refer to, by the file's id."""
    ids = {id for row in rows if (id := getattr(row, "file_id", None)) is not None}
    query = select(StoredFile).where(
        StoredFile.workspace_id == scope.workspace_id, col(StoredFile.id).in_(ids)
    )
    return {row.id: _attachment(row) for row in scope.session.exec(query)}


def _attachment(row: StoredFile) -> Attachment:
    return Attachment(row.sha256, row.size, row.media_type, row.name)


def _record(reader: _Reader, row: Any, cases: Mapping[int, str]) -> Record:
    values = dict(_values(reader, row, cases))
    name = _name(row, values)
    file = _attachment(row) if isinstance(row, StoredFile) else None
    return Record(str(row.__tablename__), name, values, frozenset({name, *_about(row, values)}), file)


def _values(reader: _Reader, row: Any, cases: Mapping[int, str]) -> Iterator[tuple[str, Any]]:
    """A row's values; whom and what it refers to by their own names."""
    for column in row.__table__.columns:
        value = getattr(row, column.name)
        if value is None or not _is_told(row, column.name):
            continue
        target = next((key.target_fullname for key in column.foreign_keys), "")
        known = {"person.id": reader.people, "account.id": reader.accounts, "moderation_case.id": cases}.get(
            target
        )
        if column.name == "recipient" and value != DEPARTMENT:
            known, value = reader.people, int(value)
        if target != "stored_file.id":
            yield column.name.removesuffix("_id"), value if known is None else known.get(value, "–")


def _is_told(row: Any, column: str) -> bool:
    if isinstance(row, Reminder):
        return column in _OF_REMINDERS
    return column not in _UNTOLD and not (isinstance(row, StoredFile) and column in _OF_FILES_UNTOLD)


def _name(row: Any, values: Mapping[str, Any]) -> str:
    if isinstance(row, LogRow | Reminder | StoredFile | Deletion | Hold | Delivery):
        return row.number
    if isinstance(row, Account):
        return row.slug
    keys = (column.name for column in row.__table__.primary_key.columns)
    own = (str(values.get(key.removesuffix("_id"), getattr(row, key))) for key in keys)
    return ":".join((str(row.__tablename__), *own))


def _about(row: Any, values: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(row, Waiver):
        yield values["case"]
    if isinstance(row, StoredFile) and row.about:
        yield row.about
    if isinstance(row, Reminder):
        yield from row.matter.split(":")
        yield from (value for value in row.data.values() if isinstance(value, str))


def _audited(row: AuditRow) -> Record:
    """A row of the log. Digests and salts stay here: with them somebody could try out what a masked passage was."""
    told = json.loads(row.payload or "{}")
    values = {
        "recorded_at": row.recorded_at, "action": row.action, "subject": row.subject, "actor": told.get("actor"),
        "door": told.get("door"), "happened_at": told.get("happened_at"), "changes": told.get("changes") or None,
    }  # fmt: skip
    given = {name: value for name, value in values.items() if value is not None}
    name = f"audit:{row.seq}"
    return Record("audit", name, given, frozenset({name, row.subject.partition(":")[2]}))


def plain(scope: Scope, value: Any) -> Any:
    """A value as the machine-readable files have it: times as local ISO with offset, enumerations by their word."""
    if isinstance(value, datetime):
        return scope.calendar.local(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(scope, each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(scope, each) for each in value]
    return value if isinstance(value, (bool, int, float)) else str(value)

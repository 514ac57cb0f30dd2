"""What may be deleted and what is stopped; and the deleting: content, log payloads, files, reminders (S4, M9, H17).

A deleted entry's number, account and times stay, so that figures and the log's numbers hold; what was said is gone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from core import (
    deletions,
    disclosures,
    forgetting,
    handovers,
    moderation,
    people,
    posts,
    replies,
    tasks,
    worktime,
)
from core.accounts import Account
from core.card import Card, to_json
from core.deletions import FILE, Deletion
from core.disclosures import Disclosure, Mask
from core.evidence import StoredFile, Witness, registered_by_content
from core.logbook import LogRow
from core.moderation import Case, Waiver
from core.outbox import Reminder
from core.people import Person
from core.periods import named
from core.policy.records import Deletable
from core.posts import Post
from core.questions import Question
from core.scope import Scope
from core.snapshots import Snapshot
from core.unsaying import empty_log, take_along, unsay
from core.watch import Family, forget
from core.words import N_, _

Row = Any
LOGS: Mapping[Deletable, type[LogRow]] = {
    Deletable.QUESTION: Question, Deletable.POST: Post, Deletable.CASE: Case, Deletable.SNAPSHOT: Snapshot,
}  # fmt: skip
FAMILIES = {
    Deletable.QUESTION: Family.QUESTION, Deletable.POST: Family.CONSENT, Deletable.CASE: Family.CASE,
    Deletable.DISCLOSURE: Family.DISCLOSURE,
}  # fmt: skip
# What stays of an entry: what it was counted by, and that it was.
_STAYS = frozenset({
    "id", "workspace_id", "number", "account_id", "recorded_by", "recorded_at", "door", "voided_at", "replaced_by",
    "kind",
    "count", "received_at", "due_at", "answered_at", "answer_recorded_at", "closed_at", "closed_reason", "forwarded_at",
    "interim_at", "published_at", "happened_at", "category", "action", "judgement", "author", "author_told_at",
    "unblocked_at", "taken_at", "period", "cause", "deleted_at", "deleted_by", "follows",
})  # fmt: skip
_SAID = N_("I have said this once already, and keep no copy. Ask me again for a new one.")
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Due:
    """What could be deleted of a kind: the rows, and those of them that are stopped."""

    rows: tuple[Row, ...]
    stopped: tuple[Row, ...]


def table_of(kind: Deletable) -> type[Any]:
    """The table whose rows a kind is."""
    others: dict[Deletable, type[Any]] = {Deletable.DISCLOSURE: Disclosure, Deletable.PERSON: Person}
    return LOGS.get(kind) or others[kind]


def due(scope: Scope, kind: Deletable, before: date, account: Account | None = None) -> Due:
    """What of a kind was settled before a local day (midnight), with what stops stand in its way (S4)."""
    found = _settled(scope, kind, scope.calendar.midnight(before), account)
    if kind is Deletable.PERSON:  # what of theirs is an account's and stopped stays: see `forgetting`
        return Due(tuple(found), ())
    stops = _Stops.of(scope)
    stopped = tuple(row for row in found if stops.stop(row))
    ids = {row.id for row in stopped}
    return Due(tuple(row for row in found if row.id not in ids), stopped)


def day_of(scope: Scope, months: int) -> date:
    """The local day before which what was settled is older than so many months."""
    return worktime.add_months(scope.calendar.local(scope.now).date(), -months)


def _settled(scope: Scope, kind: Deletable, before: datetime, account: Account | None) -> Sequence[Row]:
    if kind is Deletable.DISCLOSURE:
        return _disclosures(scope, before, account)
    if kind is Deletable.PERSON:
        return _people(scope, before) if account is None else ()
    table = LOGS[kind]
    query = select(table).where(table.workspace_id == scope.workspace_id, col(table.deleted_at).is_(None))
    if account:
        query = query.where(table.account_id == account.id)
    rows: Sequence[Row] = scope.session.exec(query.order_by(col(table.id))).all()
    return [row for row in _over(scope, kind, rows) if _ended(row) < before]


def _people(scope: Scope, before: datetime) -> Sequence[Row]:
    """Those who left before, have nothing left to do, and of whom there is something that goes."""
    busy = {task.owner_id for task in tasks.open_ones(scope)}
    left = (person for person in people.gone(scope, before) if person.id not in busy)
    return [person for person in left if forgetting.goes(scope, person)]


def _disclosures(scope: Scope, before: datetime, account: Account | None) -> Sequence[Row]:
    query = select(Disclosure).where(
        Disclosure.workspace_id == scope.workspace_id, col(Disclosure.closed_at) < before,
        col(Disclosure.deleted_at).is_(None),
    )  # fmt: skip
    if account:
        query = query.where(Disclosure.account_id == account.id)
    return scope.session.exec(query.order_by(col(Disclosure.id))).all()


def _over(scope: Scope, kind: Deletable, rows: Sequence[Row]) -> list[Row]:
    """Those with which nothing more is to be done."""
    if kind is Deletable.QUESTION:
        return [row for row in rows if not row.is_open]
    if kind is Deletable.POST:
        return [row for row in rows if not posts.lacking(row, scope.policy)]
    if kind is Deletable.CASE:
        waived = moderation.waived(scope.session, tuple(row.id for row in rows))
        return [
            row for row in rows
            if not row.blocks and not moderation.follow_ups(row, scope.policy, waived.get(row.id, frozenset()))
        ]  # fmt: skip
    return list(rows)


def _ended(row: Row) -> datetime:
    """When it was over: the last that happened with it."""
    names = (
        "answered_at",
        "closed_at",
        "published_at",
        "happened_at",
        "taken_at",
        "voided_at",
        "unblocked_at",
    )
    times: list[datetime] = [at for name in names if (at := getattr(row, name, None))]
    return max(times)


@dataclass(frozen=True, slots=True)
class _Stops:
    """What stands in the way: stops by account or entry, and requests for public records that are open (S4, H23)."""

    accounts: frozenset[int]
    items: frozenset[str]
    asked: tuple[Disclosure, ...]
    scope: Scope

    @classmethod
    def of(cls, scope: Scope) -> "_Stops":
        standing = deletions.holds(scope)
        return cls(
            frozenset(stop.account_id for stop in standing if stop.account_id is not None),
            frozenset(stop.item for stop in standing if stop.item),
            tuple(disclosures.open_ones(scope)), scope,
        )  # fmt: skip

    def stop(self, row: Row) -> bool:
        """Whether the row may not be deleted now."""
        held = row.account_id in self.accounts or row.number in self.items
        return held or any(self._asks_for(each, row) for each in self.asked)

    def _asks_for(self, asked: Disclosure, row: Row) -> bool:
        """A period's request may be for any entry that was there then; one of an account for all of it."""
        if asked.item:
            return bool(asked.item in {row.number, getattr(row, "replaced_by", None)})
        if asked.account_id is not None:
            return bool(asked.account_id == row.account_id)
        period = named(asked.period or "", self.scope.calendar)
        return (
            isinstance(row, LogRow) and row.recorded_at < asked.registered_at and _ended(row) >= period.start
        )


# The deleting


def carry_out(scope: Scope, deletion: Deletion) -> dict[str, int]:
    """Deletes what was proposed, but for what is stopped or open by now; how many of what. Files come after commit."""
    deletions.must_be_decided(deletion)
    session, counts = scope.session, Counter[str]()
    account = session.get(Account, deletion.account_id) if deletion.account_id else None
    for name, ids in deletion.items.items():
        kind = Deletable(name)
        chosen = frozenset(ids)
        rows = [row for row in due(scope, kind, deletion.before, account).rows if row.id in chosen]
        counts[kind] = len(rows)
        counts["left"] += len(ids) - len(rows)
        if kind is Deletable.PERSON:
            for person in rows:
                counts.update(forgetting.forget(scope, deletion, person))
            continue
        counts["files"] += sum(_files(scope, deletion, kind, some) for some in _batches(rows))
        counts["log"] += _payloads(scope, kind, rows)
        counts["messages"] += _reminders(scope, deletion, kind, rows)
        counts["handed"] += sum(_handed_over(scope, deletion, row) for row in rows)
        for row in rows:
            _empty(scope, deletion, row)
    replies.forget(session, scope.workspace_id, to_json(Card(_(_SAID))))
    session.flush()
    told = {name: count for name, count in counts.items() if count}
    deletions.done(scope, deletion, told)
    return told


def _empty(scope: Scope, deletion: Deletion, row: Row) -> None:
    """Takes away what the row says; a column that must hold something is emptied."""
    if isinstance(row, LogRow):
        for column in cast(Any, row).__table__.columns:
            if column.name not in _STAYS:
                setattr(row, column.name, None)
    if isinstance(row, Case):
        scope.session.execute(delete(Waiver).where(col(Waiver.case_id) == row.id))
    row.deleted_at, row.deleted_by = scope.now, deletion.number
    scope.session.add(row)


def _files(scope: Scope, deletion: Deletion, kind: Deletable, rows: Sequence[Row]) -> int:
    """The rows' files leave the register; content that nobody else has is to leave the store."""
    files = _files_of(scope, kind, rows)
    for row in rows:
        if hasattr(row, "file_id"):
            row.file_id = None
    scope.session.flush()
    removable = [file for file in files if not _is_used(scope.session, file.id)]
    for file in removable:
        scope.session.execute(delete(Witness).where(col(Witness.file_id) == file.id))
        empty_log(scope, f"evidence:{file.number}")
        scope.session.delete(file)
    scope.session.flush()
    for sha256 in sorted({file.sha256 for file in removable}):
        if not registered_by_content(scope.session, sha256):
            take_along(scope, deletion, sha256=sha256)
    return len(removable)


def _files_of(scope: Scope, kind: Deletable, rows: Sequence[Row]) -> list[StoredFile]:
    """What the entries have as files, and what was handed in as evidence of them; of a request, copies for it too."""
    ids = {row.file_id for row in rows if getattr(row, "file_id", None) is not None}
    if kind is Deletable.DISCLOSURE:
        asked = col(Mask.disclosure_id).in_([row.id for row in rows])
        ids |= {id for id in scope.session.exec(select(Mask.file_id).where(asked)) if id is not None}
        scope.session.execute(delete(Mask).where(asked))
    query = select(StoredFile).where(
        StoredFile.workspace_id == scope.workspace_id,
        col(StoredFile.id).in_(ids) | col(StoredFile.about).in_([row.number for row in rows]),
    )
    return list(scope.session.exec(query))


def _handed_over(scope: Scope, deletion: Deletion, row: Row) -> int:
    """The files that answered a request, in a chat that can take them back, are to be; how many."""
    found = handovers.of(scope.session, scope.workspace_id, row.number) if isinstance(row, Disclosure) else []
    for each in found:
        take_along(scope, deletion, door=each.door, channel=f"{each.team}/", message=f"{FILE}{each.file}")
        scope.session.delete(each)
    return len(found)


def _is_used(session: Session, file_id: int) -> bool:
    """Whether anything still refers to the file: a correction of an entry has the entry's own."""
    for table in (Case, Snapshot, Disclosure, Mask):
        query = select(func.count()).select_from(table).where(col(table.file_id) == file_id)
        if session.exec(query).one():
            return True
    return False


def _payloads(scope: Scope, kind: Deletable, rows: Sequence[Row]) -> int:
    name = "disclosure" if kind is Deletable.DISCLOSURE else LOGS[kind].__name__.lower()
    return sum(empty_log(scope, *(f"{name}:{row.number}" for row in some)) for some in _batches(rows))


def _reminders(scope: Scope, deletion: Deletion, kind: Deletable, rows: Sequence[Row]) -> int:
    """What was said of the entries goes; a message that said nothing else is to be taken back, others are redrawn."""
    family = FAMILIES.get(kind)
    if family is None:
        return 0
    messages = 0
    for some in _batches(rows):
        ids = [row.id for row in some]
        query = select(Reminder).where(
            Reminder.workspace_id == scope.workspace_id,
            Reminder.family == family,
            col(Reminder.subject_id).in_(ids),
        )
        messages += unsay(scope, deletion, scope.session.exec(query).all())
        forget(scope.session, scope.workspace_id, family, ids)
    return messages


def _batches(rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))

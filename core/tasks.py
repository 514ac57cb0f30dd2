"""The council's tasks: who has taken on what until when (F7), reminded of before, on and after the day."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Session, col, or_, select

from core import audit
from core.errors import FieldError, Refused
from core.numbers import next_number
from core.people import Person
from core.scope import Scope
from core.table import Table
from core.watch import Family, wake
from core.words import _
from core.words.times import day


class Task(Table, table=True):
    """Something somebody has taken on at a meeting, or between meetings. `due_on` is a local day."""

    __table_args__ = (UniqueConstraint("workspace_id", "number"), Index(None, "owner_id", "done_at"))

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    number: str = Field(max_length=20)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    text: str = Field(max_length=500)
    owner_id: int = Field(foreign_key="person.id")
    due_on: date
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime
    done_at: datetime | None = None
    done_by: int | None = Field(default=None, foreign_key="person.id")
    outcome: str | None = Field(default=None, max_length=500)


def subject(task: Task) -> str:
    """The task's name in the audit log."""
    return f"task:{task.number}"


def record(scope: Scope, text: str, owner: Person, due_on: date, meeting_id: int | None) -> Task:
    """Gives somebody a task. FieldError on a day that has passed."""
    must_be_ahead(scope, due_on)
    task = Task(
        workspace_id=scope.workspace_id, number=next_number(scope, "T"), meeting_id=meeting_id, text=text,
        owner_id=owner.id, due_on=due_on, recorded_by=scope.doer.id, recorded_at=scope.now,
    )  # fmt: skip
    scope.session.add(task)
    scope.session.flush()
    audit.record(scope, "task.recorded", subject(task), text=text, owner=owner.slug, due_on=due_on)
    wake(scope, task.id, Family.TASK)
    return task


def must_be_ahead(scope: Scope, due_on: date) -> None:
    """FieldError unless the day is today or later."""
    if due_on < scope.calendar.local(scope.now).date():
        raise FieldError("due_on", _("{day} has passed. Give today or a day ahead.", day=day(due_on)))


def change(scope: Scope, task: Task, owner: Person | None, due_on: date | None) -> None:
    """Another owner or another day. FieldError on a day that has passed, Refused when it is done."""
    must_be_open(task)
    if due_on:
        must_be_ahead(scope, due_on)
        task.due_on = due_on
    if owner:
        task.owner_id = owner.id
    audit.record(scope, "task.changed", subject(task), owner=owner and owner.slug, due_on=due_on)
    wake(scope, task.id, Family.TASK)


def finish(scope: Scope, task: Task, outcome: str | None) -> None:
    """The task is done, or no longer needed; `outcome` says what came of it. Refused when it is done already."""
    must_be_open(task)
    task.done_at, task.done_by, task.outcome = scope.now, scope.doer.id, outcome
    audit.record(scope, "task.done", subject(task), outcome=outcome)
    wake(scope, task.id, Family.TASK)


def must_be_open(task: Task) -> None:
    """Refused when it is done."""
    if task.done_at is not None:
        raise Refused(_("{number} is done already.", number=task.number))


def identify(session: Session, workspace_id: int, number: str) -> Task | None:
    """The task with that number."""
    query = select(Task).where(Task.workspace_id == workspace_id, Task.number == number.upper())
    return session.exec(query).first()


def open_ones(scope: Scope, owner: Person | None = None) -> list[Task]:
    """Tasks that are not done, of one person or of all, first due first."""
    query = select(Task).where(Task.workspace_id == scope.workspace_id, col(Task.done_at).is_(None))
    if owner:
        query = query.where(Task.owner_id == owner.id)
    return list(scope.session.exec(query.order_by(col(Task.due_on), col(Task.id))))


def of_meetings(session: Session, meeting_ids: Iterable[int]) -> list[Task]:
    """The tasks given at those meetings, in order."""
    query = select(Task).where(col(Task.meeting_id).in_(tuple(meeting_ids)))
    return list(session.exec(query.order_by(col(Task.id))))


def between(scope: Scope, start: datetime, end: datetime) -> list[Task]:
    """Tasks given or done in [start, end), and those given before and not done by `end`, first due first."""
    query = select(Task).where(
        Task.workspace_id == scope.workspace_id,
        Task.recorded_at < end,
        or_(Task.recorded_at >= start, col(Task.done_at).is_(None), col(Task.done_at) >= start),
    )
    return list(scope.session.exec(query.order_by(col(Task.due_on), col(Task.id))))

"""What the council's meetings came to: decisions, tasks, how many were there; for minutes and reports (F7, C2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, func, select

from core import audit, meetings, tasks
from core.errors import Refused
from core.meetings import Attendance, Meeting
from core.numbers import next_number
from core.people import Person
from core.scope import Scope
from core.table import Table
from core.tasks import Task
from core.words import _


class DecisionRow(Table, table=True):
    """A decision of a meeting; one that is replaced stays, and names what replaces it."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("workspace_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    number: str = Field(max_length=20)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    text: str = Field(max_length=1000)
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime
    replaced_by: int | None = Field(default=None, foreign_key="decision.id")


def decide(scope: Scope, meeting: Meeting, text: str, replaces: DecisionRow | None = None) -> DecisionRow:
    """Records a decision; one it replaces stays. Refused before the meeting, or when that one is replaced already."""
    meetings.must_have_begun(scope, meeting)
    if replaces and replaces.replaced_by:
        raise Refused(_("{number} is replaced already.", number=replaces.number))
    decision = DecisionRow(
        workspace_id=scope.workspace_id, number=next_number(scope, "B"), meeting_id=meeting.id, text=text,
        recorded_by=scope.doer.id, recorded_at=scope.now,
    )  # fmt: skip
    scope.session.add(decision)
    scope.session.flush()
    if replaces:
        replaces.replaced_by = decision.id
    audit.record(
        scope, "meeting.decided", meetings.subject(meeting),
        decision=decision.number, text=text, replaces=replaces and replaces.number,
    )  # fmt: skip
    return decision


def decision(session: Session, workspace_id: int, number: str) -> DecisionRow | None:
    """The decision with that number."""
    query = select(DecisionRow).where(
        DecisionRow.workspace_id == workspace_id, DecisionRow.number == number.upper()
    )
    return session.exec(query).first()


def latest(scope: Scope, limit: int) -> list[DecisionRow]:
    """The workspace's latest decisions that stand, the newest first."""
    query = select(DecisionRow).where(
        DecisionRow.workspace_id == scope.workspace_id, col(DecisionRow.replaced_by).is_(None)
    )
    return list(scope.session.exec(query.order_by(col(DecisionRow.id).desc()).limit(limit)))


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that was held: when (UTC) and where; how many took part, None where that is not known (S6)."""

    number: str
    starts_at: datetime
    place: str
    present: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision and its meeting. `replaced_by` is the number of the one that replaces it."""

    number: str
    text: str
    meeting: str
    decided_at: datetime
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A task: whose (a name) and until when. `is_late` when it was done, or is still open, after its day."""

    number: str
    text: str
    meeting: str
    owner: str
    due_on: date
    done_at: datetime | None
    outcome: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Proceedings:
    """What the council came to in a period: meetings, decisions, tasks given, done or still open, in order."""

    meetings: tuple[Held, ...] = ()
    decisions: tuple[Decision, ...] = ()
    tasks: tuple[Assignment, ...] = ()


def since_last(scope: Scope, meeting: Meeting) -> Proceedings:
    """What was decided and done from the meeting before until this one: what its report looks back on."""
    last = meetings.latest(scope, before=meeting.starts_at)
    start = last.starts_at if last else scope.workspace.created_at
    return between(scope, start, min(meeting.starts_at, scope.now))


def between(scope: Scope, start: datetime, end: datetime) -> Proceedings:
    """The proceedings of [start, end), in five statements. Absences are not in it (F15)."""
    found = list(scope.session.exec(
        meetings.standing(scope).where(Meeting.starts_at >= start, Meeting.starts_at < end)
        .order_by(col(Meeting.starts_at))
    ))  # fmt: skip
    return Proceedings(
        tuple(_held(scope.session, found)),
        tuple(_decisions(scope.session, [meeting.id for meeting in found])),
        tuple(assignments(scope, tasks.between(scope, start, end))),
    )


def _held(session: Session, found: list[Meeting]) -> Iterable[Held]:
    counted = func.count().filter(col(Attendance.attended).is_(True))
    query = select(Attendance.meeting_id, counted).where(
        col(Attendance.meeting_id).in_([meeting.id for meeting in found]),
        col(Attendance.attended).is_not(None),
    )
    present = dict(session.exec(query.group_by(col(Attendance.meeting_id))).all())
    for each in found:
        yield Held(each.number, each.starts_at, each.place, present.get(each.id))


def _decisions(session: Session, meeting_ids: list[int]) -> Iterable[Decision]:
    query = (
        select(DecisionRow, Meeting.number)
        .join(Meeting, col(Meeting.id) == col(DecisionRow.meeting_id))
        .where(col(DecisionRow.meeting_id).in_(meeting_ids))
    )
    rows = list(session.exec(query.order_by(col(DecisionRow.id))).all())
    replacing = {row.replaced_by for row, _meeting in rows if row.replaced_by}
    named = select(col(DecisionRow.id), DecisionRow.number).where(col(DecisionRow.id).in_(replacing))
    numbers = dict(session.exec(named).all()) if replacing else {}
    for row, meeting in rows:
        replaced_by = numbers.get(row.replaced_by or 0, "")
        yield Decision(row.number, row.text, meeting, row.recorded_at, replaced_by)


def decisions_of(session: Session, meeting: Meeting) -> tuple[Decision, ...]:
    """A meeting's decisions in order, also those that are replaced."""
    return tuple(_decisions(session, [meeting.id]))


def assignments(scope: Scope, found: Iterable[Task]) -> Iterable[Assignment]:
    """Tasks with their owners' names and their meetings' numbers."""
    found = tuple(found)
    named = (
        select(col(Task.id), Person.name, Meeting.number)
        .join(Person, col(Person.id) == col(Task.owner_id))
        .outerjoin(Meeting, col(Meeting.id) == col(Task.meeting_id))
        .where(col(Task.id).in_([task.id for task in found]))
    )
    names = {id: (owner, meeting or "") for id, owner, meeting in scope.session.exec(named)} if found else {}
    for each in found:
        ended = scope.calendar.local(each.done_at or scope.now).date()
        yield Assignment(
            each.number, each.text, names[each.id][1], names[each.id][0],
            each.due_on, each.done_at, each.outcome or "", ended > each.due_on,
        )  # fmt: skip

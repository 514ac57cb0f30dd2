"""The SoMe-råd's meetings: its members, a meeting's life, its agenda, answers and attendance (F7, F15)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from core import audit, summary
from core.accounts import Account, AccountEditor, Status
from core.errors import FieldError, Refused
from core.numbers import next_number
from core.people import Person, PersonRole, Role
from core.scope import Scope
from core.table import Table, one_of
from core.watch import Family, wake
from core.words import _
from core.words.times import moment

LONGEST_AHEAD = timedelta(days=366)
EDITED = (Status.APPROVED, Status.ACTIVE, Status.CLOSING)


class Answer(StrEnum):
    """What a member says to an invitation."""

    COMES = "comes"
    CANT = "cant"


class Meeting(Table, table=True):
    """A meeting of the council. `version` counts the times it was moved; `place` is a room or a link.

    `figures` are those of the moment attendance was recorded, kept for the minutes (C2).
    """

    __table_args__ = (UniqueConstraint("workspace_id", "number"), Index(None, "workspace_id", "starts_at"))

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    number: str = Field(max_length=20)
    starts_at: datetime
    place: str = Field(max_length=1000)
    version: int = 1
    called_by: int = Field(foreign_key="person.id")
    called_at: datetime
    changed_at: datetime
    called_off_at: datetime | None = None
    called_off_reason: str | None = Field(default=None, max_length=500)
    figures: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    figures_at: datetime | None = None

    def has_begun(self, now: datetime) -> bool:
        """Whether it is held or being held."""
        return self.called_off_at is None and self.starts_at <= now


class AgendaItem(Table, table=True):
    """A point of the agenda; one without a meeting waits for the next that is called."""

    __tablename__ = "agenda_item"

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    text: str = Field(max_length=300)
    proposed_by: int = Field(foreign_key="person.id")
    proposed_at: datetime


class Attendance(Table, table=True):
    """A member's answer to a meeting's invitation, and whether they took part; None while that is not known."""

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    answer: Answer | None = Field(default=None, sa_column=one_of(Answer, nullable=True))
    answered_at: datetime | None = None
    attended: bool | None = None
    recorded_by: int | None = Field(default=None, foreign_key="person.id")
    recorded_at: datetime | None = None


def subject(meeting: Meeting) -> str:
    """The meeting's name in the audit log."""
    return f"meeting:{meeting.number}"


# Members


def members(scope: Scope) -> list[Person]:
    """The council: the editors of accounts in use or on their way, communications, and those given the role (F7).

    By name; who has left or is away aside.
    """
    edited = select(Account.id).where(
        Account.workspace_id == scope.workspace_id, col(Account.status).in_(EDITED)
    )
    responsible = select(Account.responsible_id).where(col(Account.id).in_(edited))
    administers = select(AccountEditor.person_id).where(col(AccountEditor.account_id).in_(edited))
    convenes = select(PersonRole.person_id).where(
        PersonRole.workspace_id == scope.workspace_id,
        col(PersonRole.role).in_((Role.COMMUNICATIONS, Role.COUNCIL)),
    )
    query = select(Person).where(
        Person.workspace_id == scope.workspace_id,
        col(Person.left_at).is_(None), col(Person.away_since).is_(None),
        or_(*(col(Person.id).in_(ids) for ids in (responsible, administers, convenes))),
    )  # fmt: skip
    return list(scope.session.exec(query.order_by(Person.name)))


# A meeting's life


def call(scope: Scope, starts_at: datetime, place: str, agenda: Iterable[str] = ()) -> Meeting:
    """Calls the council (F7); points that waited for a meeting come first. FieldError on a time that won't do."""
    _must_be_ahead(scope, starts_at)
    meeting = Meeting(
        workspace_id=scope.workspace_id, number=next_number(scope, "N"), starts_at=starts_at, place=place,
        called_by=scope.doer.id, called_at=scope.now, changed_at=scope.now,
    )  # fmt: skip
    scope.session.add(meeting)
    scope.session.flush()
    for waiting in agenda_of(scope, None):
        waiting.meeting_id = meeting.id
    for text in agenda:
        _add_item(scope, meeting, text)
    audit.record(scope, "meeting.called", subject(meeting), starts_at=starts_at, place=place)
    wake(scope, meeting.id, Family.MEETING)
    return meeting


def _must_be_ahead(scope: Scope, starts_at: datetime) -> None:
    if not scope.now < starts_at <= scope.now + LONGEST_AHEAD:
        raise FieldError("starts_at", _("Give a time ahead, at most a year away."))


def change(scope: Scope, meeting: Meeting, starts_at: datetime | None, place: str | None) -> None:
    """Moves a meeting: all are invited anew, and at another time they answer anew. Refused when it has begun."""
    must_be_coming(scope, meeting)
    if starts_at and starts_at != meeting.starts_at:
        _must_be_ahead(scope, starts_at)
        meeting.starts_at = starts_at
        for row in _rows(scope.session, meeting):
            row.answer = row.answered_at = None
    meeting.place = place or meeting.place
    meeting.version, meeting.changed_at = meeting.version + 1, scope.now
    audit.record(scope, "meeting.changed", subject(meeting), starts_at=meeting.starts_at, place=meeting.place)
    wake(scope, meeting.id, Family.MEETING)


def call_off(scope: Scope, meeting: Meeting, reason: str) -> None:
    """There is no meeting; its agenda waits for the next. Refused when it has begun or was called off before."""
    must_be_coming(scope, meeting)
    meeting.called_off_at, meeting.called_off_reason = scope.now, reason
    for item in agenda_of(scope, meeting):
        item.meeting_id = None
    audit.record(scope, "meeting.called_off", subject(meeting), reason=reason)
    wake(scope, meeting.id, Family.MEETING)


def must_be_coming(scope: Scope, meeting: Meeting) -> None:
    """Refused unless the meeting is ahead."""
    _must_stand(meeting)
    if meeting.has_begun(scope.now):
        when = moment(meeting.starts_at, scope.calendar)
        raise Refused(_("{number} has begun already, {when}.", number=meeting.number, when=when))


def must_have_begun(scope: Scope, meeting: Meeting) -> None:
    """Refused unless the meeting is held or being held."""
    _must_stand(meeting)
    if not meeting.has_begun(scope.now):
        when = moment(meeting.starts_at, scope.calendar)
        raise Refused(_("{number} has not begun: it is {when}.", number=meeting.number, when=when))


def _must_stand(meeting: Meeting) -> None:
    if meeting.called_off_at is not None:
        raise Refused(
            _("{number} is called off.", number=meeting.number), _("Call another meeting: möte kalla")
        )


def answer(scope: Scope, meeting: Meeting, said: Answer) -> None:
    """The actor says whether they come. Refused when the meeting has begun or is called off."""
    must_be_coming(scope, meeting)
    row = _row(scope, meeting, scope.doer.id)
    row.answer, row.answered_at = said, scope.now
    audit.record(scope, "meeting.answered", subject(meeting), answer=said)
    wake(scope, meeting.id, Family.MEETING)


def _row(scope: Scope, meeting: Meeting, person_id: int) -> Attendance:
    row = scope.session.get(Attendance, (meeting.id, person_id)) or Attendance(
        meeting_id=meeting.id, person_id=person_id, workspace_id=scope.workspace_id
    )
    scope.session.add(row)
    return row


def record_attendance(scope: Scope, meeting: Meeting, present: Iterable[Person]) -> None:
    """Who took part, of the members and of who else was there (F15); keeps the figures of the moment (C2)."""
    must_have_begun(scope, meeting)
    there = {person.id: person.slug for person in present}
    for person_id in there.keys() | {person.id for person in members(scope)} | set(_known(scope, meeting)):
        row = _row(scope, meeting, person_id)
        row.attended, row.recorded_by, row.recorded_at = person_id in there, scope.doer.id, scope.now
    if meeting.figures is None:
        meeting.figures, meeting.figures_at = summary.as_data(summary.of(scope)), scope.now
    scope.session.flush()
    audit.record(scope, "meeting.attendance", subject(meeting), present=frozenset(there.values()))
    wake(scope, meeting.id, Family.MEETING)


def _known(scope: Scope, meeting: Meeting) -> Iterable[int]:
    """Of whom attendance was recorded before: a correction is of them too."""
    return (row.person_id for row in _rows(scope.session, meeting) if row.attended is not None)


def _rows(session: Session, meeting: Meeting) -> list[Attendance]:
    return list(session.exec(select(Attendance).where(Attendance.meeting_id == meeting.id)))


def attendance(session: Session, meeting: Meeting) -> list[tuple[Person, Attendance]]:
    """Everybody who has answered or of whom it is known whether they took part, by name."""
    query = (
        select(Person, Attendance)
        .join(Attendance, col(Attendance.person_id) == col(Person.id))
        .where(Attendance.meeting_id == meeting.id)
    )
    return list(session.exec(query.order_by(Person.name)).all())


def taken_part(scope: Scope) -> list[tuple[Person, int, int]]:
    """Each person's meetings: taken part in, of those their attendance is known for (F15). For communications only."""
    held = func.count(col(Attendance.meeting_id))
    attended = func.count(col(Attendance.meeting_id)).filter(col(Attendance.attended).is_(True))
    query = (
        select(Person, attended, held)
        .join(Attendance, col(Attendance.person_id) == col(Person.id))
        .where(Attendance.workspace_id == scope.workspace_id, col(Attendance.attended).is_not(None))
        .group_by(col(Person.id))
    )
    return [(person, part, whole) for person, part, whole in scope.session.exec(query.order_by(Person.name))]


# Agenda


def propose(scope: Scope, text: str) -> tuple[AgendaItem, Meeting | None]:
    """A point for the next meeting, or for the one that will be called."""
    meeting = coming(scope)
    return _add_item(scope, meeting, text), meeting


def _add_item(scope: Scope, meeting: Meeting | None, text: str) -> AgendaItem:
    item = AgendaItem(
        workspace_id=scope.workspace_id, meeting_id=meeting.id if meeting else None, text=text,
        proposed_by=scope.doer.id, proposed_at=scope.now,
    )  # fmt: skip
    scope.session.add(item)
    scope.session.flush()
    about = subject(meeting) if meeting else "meeting:next"
    audit.record(scope, "meeting.item", about, text=text)
    return item


def agenda_of(scope: Scope, meeting: Meeting | None) -> list[AgendaItem]:
    """A meeting's agenda in order; without a meeting the points that wait for one."""
    where = AgendaItem.meeting_id == meeting.id if meeting else col(AgendaItem.meeting_id).is_(None)
    query = select(AgendaItem).where(AgendaItem.workspace_id == scope.workspace_id, where)
    return list(scope.session.exec(query.order_by(col(AgendaItem.id))))


# Finding


def identify(session: Session, workspace_id: int, number: str) -> Meeting | None:
    """The meeting with that number."""
    query = select(Meeting).where(Meeting.workspace_id == workspace_id, Meeting.number == number.upper())
    return session.exec(query).first()


def coming(scope: Scope) -> Meeting | None:
    """The next meeting that is not called off."""
    query = standing(scope).where(Meeting.starts_at > scope.now).order_by(col(Meeting.starts_at))
    return scope.session.exec(query.limit(1)).first()


def unanswered(scope: Scope, person: Person) -> Meeting | None:
    """The coming meeting a member has not answered for; None where there is none, or they are no member."""
    meeting = coming(scope)
    if meeting is None or person.id not in {member.id for member in members(scope)}:
        return None
    row = scope.session.get(Attendance, (meeting.id, person.id))
    return None if row and row.answer else meeting


def latest(scope: Scope, before: datetime | None = None) -> Meeting | None:
    """The last meeting that has begun; or before another's time."""
    query = standing(scope).where(Meeting.starts_at <= scope.now).order_by(col(Meeting.starts_at).desc())
    if before:
        query = query.where(Meeting.starts_at < before)
    return scope.session.exec(query.limit(1)).first()


def standing(scope: Scope) -> SelectOfScalar[Meeting]:
    """The query of meetings that are not called off."""
    return select(Meeting).where(
        Meeting.workspace_id == scope.workspace_id, col(Meeting.called_off_at).is_(None)
    )


def listed(scope: Scope) -> list[Meeting]:
    """All meetings, the newest first."""
    query = select(Meeting).where(Meeting.workspace_id == scope.workspace_id)
    return list(scope.session.exec(query.order_by(col(Meeting.starts_at).desc())))

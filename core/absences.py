"""Absences of people: from a day until a day, with a deputy whom reminders go to meanwhile (H11)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, col, select

from core import audit
from core.errors import FieldError
from core.people import Person, PersonRole, Role
from core.table import Table
from core.watch import Family, look_at, wake
from core.words import _
from core.worktime import DAY, Calendar

if TYPE_CHECKING:
    from core.scope import Scope


class Absence(Table, table=True):
    """A person is away from the first day until the last, local days and both included; no clock stands still."""

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    deputy_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    first_day: date
    last_day: date
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime


def record(scope: "Scope", person: Person, first: date, last: date, deputy: Person | None) -> Absence:
    """Records an absence instead of those of the person's that have days in common with it. FieldError."""
    _check(scope, person, first, last, deputy)
    for other in _of(scope, person):
        if other.first_day <= last and first <= other.last_day:
            scope.session.delete(other)
    absence = Absence(
        workspace_id=scope.workspace_id, person_id=person.id, deputy_id=deputy.id if deputy else None,
        first_day=first, last_day=last, recorded_by=scope.doer.id, recorded_at=scope.now,
    )  # fmt: skip
    scope.session.add(absence)
    scope.session.flush()
    audit.record(
        scope, "person.absent", f"person:{person.slug}",
        first_day=first, last_day=last, deputy=deputy.slug if deputy else None,
    )  # fmt: skip
    wake(scope, person.id, Family.ABSENCE)
    return absence


def _check(scope: "Scope", person: Person, first: date, last: date, deputy: Person | None) -> None:
    if last < first:
        raise FieldError("last", _("The last day is before the first."))
    if last < _today(scope):
        raise FieldError("last", _("That absence is over already."))
    if deputy is None:
        return
    if deputy.id == person.id:
        raise FieldError("deputy", _("Choose another person than the one who is away."))
    for other in _of(scope, deputy):
        if other.first_day <= last and first <= other.last_day:
            raise FieldError("deputy", _("{name} is away then too. Choose somebody else.", name=deputy.name))


def end(scope: "Scope", person: Person) -> bool:
    """The person is back today: what was recorded ends yesterday. Whether there was anything to end."""
    today = _today(scope)
    standing = [each for each in _of(scope, person) if each.first_day <= today]
    for absence in standing:
        if absence.first_day == today:
            scope.session.delete(absence)
        else:
            absence.last_day = today - DAY
    if standing:
        scope.session.flush()
        audit.record(scope, "person.present", f"person:{person.slug}")
        wake(scope, person.id, Family.ABSENCE)
    return bool(standing)


def _today(scope: "Scope") -> date:
    return scope.calendar.local(scope.now).date()


def _of(scope: "Scope", person: Person) -> list[Absence]:
    """The person's absences that are not over, the next first."""
    query = select(Absence).where(Absence.person_id == person.id, Absence.last_day >= _today(scope))
    return list(scope.session.exec(query.order_by(col(Absence.first_day))))


def current(scope: "Scope", person: Person) -> Absence | None:
    """The absence of today, or else the next one."""
    return next(iter(_of(scope, person)), None)


def listed(scope: "Scope") -> list[Absence]:
    """All absences that are not over, the next first."""
    query = select(Absence).where(
        Absence.workspace_id == scope.workspace_id, Absence.last_day >= _today(scope)
    )
    return list(scope.session.exec(query.order_by(col(Absence.first_day), col(Absence.id))))


def on(session: Session, workspace_id: int, day: date) -> dict[int, int | None]:
    """Who is away on a local day, by person id, with the deputy's id if there is one."""
    query = select(Absence.person_id, Absence.deputy_id).where(
        Absence.workspace_id == workspace_id, Absence.first_day <= day, Absence.last_day >= day
    )
    return dict(session.exec(query).all())


def stands_in(scope: "Scope", person: Person) -> ColumnElement[bool]:
    """Whether a person of a query's is away today and has `person` as deputy (H11)."""
    today = _today(scope)
    away = select(Absence.person_id).where(
        Absence.deputy_id == person.id, Absence.first_day <= today, Absence.last_day >= today
    )
    return and_(col(Person.id).in_(away), col(Person.left_at).is_(None))


def units_managed(scope: "Scope", person: Person) -> frozenset[str]:
    """The units a manager decides for today: their own, and those of the managers they stand in for."""
    units = scope.session.scalars(units_of_managers(scope, stands_in(scope, person)))
    return frozenset(unit for unit in (person.unit, *units) if unit)


def units_of_managers(scope: "Scope", who: ColumnElement[bool]) -> Select[str | None]:
    """The units of those of the people who are managers."""
    managers = select(PersonRole.person_id).where(
        PersonRole.workspace_id == scope.workspace_id, PersonRole.role == Role.MANAGER
    )
    return select_columns(col(Person.unit)).where(who, col(Person.id).in_(managers))


def manages(scope: "Scope", person: Person, unit: str | None) -> bool:
    """Whether a manager decides for the unit today."""
    return unit is not None and (unit == person.unit or unit in units_managed(scope, person))


def turns_at(scope: "Scope", person_ids: Iterable[int]) -> dict[int, datetime]:
    """When a person's absence next begins or ends (UTC), of those for whom that is to come."""
    query = select(Absence).where(col(Absence.person_id).in_(tuple(person_ids)))
    coming: dict[int, datetime] = {}
    for absence in scope.session.exec(query):
        for at in _turns(absence, scope.calendar):
            if at > scope.now:
                coming[absence.person_id] = min(at, coming.get(absence.person_id, at))
    return coming


def _turns(absence: Absence, calendar: Calendar) -> tuple[datetime, datetime]:
    return calendar.midnight(absence.first_day), calendar.midnight(absence.last_day + DAY)


def look_again(scope: "Scope", person_id: int, at: datetime) -> None:
    """Has the sweep look at the person's absences at that time."""
    look_at(scope.session, scope.workspace_id, Family.ABSENCE, person_id, at)

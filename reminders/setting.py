"""One town at one time: its policy, calendar and people, and the weekly moments that have come and will come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from core import worktime
from core.outbox import DEPARTMENT
from core.people import Person, PersonRole, Role
from core.policy import Policy
from core.policy.parts import WeekTime
from core.scope import Scope
from core.workspace import Workspace
from core.worktime import Calendar, Window


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who has not left, by id, and who of them has which role and is not away."""

    people: Mapping[int, Person] = field(default_factory=dict)
    managers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    communications: tuple[int, ...] = ()
    admins: tuple[int, ...] = ()
    registrars: tuple[int, ...] = ()

    def slug(self, recipient: str) -> str:
        """The name a recipient has in keys: the person's slug, or `department`."""
        person = self.people.get(int(recipient)) if recipient.isdigit() else None
        return person.slug if person else recipient

    def is_here(self, id: int) -> bool:
        """Whether the person has neither left nor is away."""
        return id in self.people and self.people[id].is_here


@dataclass(frozen=True, slots=True)
class Setting:
    """One town at one time: its policy, calendar and people. `now` is aware UTC."""

    home: Workspace
    policy: Policy
    calendar: Calendar
    now: datetime
    staff: Staff

    @property
    def window(self) -> Window:
        """When the bot may speak."""
        return self.policy.window

    @property
    def department(self) -> tuple[str, ...]:
        """Who gets what goes to the department: its channel, else each of communications (else of the admins)."""
        if self.home.department_channel or not self.home.has_chat:
            return (DEPARTMENT,)
        return self.departments_people

    @property
    def departments_people(self) -> tuple[str, ...]:
        """Each of communications, else of the admins, who is there."""
        return tuple(str(id) for id in self.staff.communications or self.staff.admins)

    def scope(self, session: Session) -> Scope:
        """The bot's own scope, for core's queries."""
        return Scope(session, self.home, self.policy, self.calendar, self.now)


def staff(session: Session, workspace_id: int) -> Staff:
    """The workspace's people, and the roles of those who are not away: others hear what was said to those."""
    present = select(Person).where(Person.workspace_id == workspace_id, col(Person.left_at).is_(None))
    found = {person.id: person for person in session.exec(present.order_by(Person.name))}
    held: dict[Role, list[int]] = {}
    for row in session.exec(select(PersonRole).where(PersonRole.workspace_id == workspace_id)):
        held.setdefault(row.role, []).append(row.person_id)
    here = [id for id, person in found.items() if person.is_here]
    by_role = {role: tuple(id for id in here if id in ids) for role, ids in held.items()}
    managers: dict[str, tuple[int, ...]] = {}
    for id in by_role.get(Role.MANAGER, ()):
        unit = found[id].unit or ""
        managers[unit] = (*managers.get(unit, ()), id)
    return Staff(
        found, managers, by_role.get(Role.COMMUNICATIONS, ()), by_role.get(Role.ADMIN, ()),
        by_role.get(Role.REGISTRAR, ()),
    )  # fmt: skip


def whole_weeks(setting: Setting) -> tuple[str, ...]:
    """The whole weeks that a figure of this week or of last week is made from, oldest first."""
    this = worktime.iso_week(setting.now, setting.calendar)
    back = setting.policy.posting.window_weeks.value + 1
    return tuple(worktime.weeks_back(this, n) for n in range(back, 0, -1))


def weekly(setting: Setting, when: WeekTime, weeks_ago: int = 0) -> datetime:
    """The last time a weekly moment came (UTC), moved into the window; or so many weeks before that."""
    this = worktime.iso_week(setting.now, setting.calendar)
    at = _in_week(setting, when, worktime.weeks_back(this, weeks_ago))
    return at if at <= setting.now else _in_week(setting, when, worktime.weeks_back(this, weeks_ago + 1))


def _in_week(setting: Setting, when: WeekTime, week: str) -> datetime:
    day = worktime.week_start(week) + (when.weekday - 1) * worktime.DAY
    return worktime.next_in_window(setting.calendar.at(day, when.at), setting.window, setting.calendar)


def next_weekly(setting: Setting, when: WeekTime) -> datetime:
    """The next time a weekly moment comes (UTC), moved into the window."""
    this = worktime.iso_week(setting.now, setting.calendar)
    coming = (_in_week(setting, when, worktime.weeks_back(this, -n)) for n in range(-1, 3))
    return next(at for at in coming if at > setting.now)

"""One town at one time: its policy, calendar and people, and the weekly moments that have come and will come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlmodel import Session, col, select

from core import absences, worktime
from core.crisis import Crisis
from core.outbox import DEPARTMENT
from core.people import Person, PersonRole, Role
from core.policy import Policy
from core.policy.parts import WeekTime
from core.policy.posting import Per
from core.scope import Scope
from core.workspace import Workspace
from core.worktime import Calendar, Window

MONTHS_WEEKS = 10  # the last whole month and the one under way, five weeks each at most


@dataclass(frozen=True)
class Staff:
    """Everybody who has not left, by id, and who of them has which role and is not away.

    `absent` are those away today, each with the deputy's id if there is one (H11).
    """

    people: Mapping[int, Person] = field(default_factory=dict)
    managers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    communications: tuple[int, ...] = ()
    admins: tuple[int, ...] = ()
    others: Mapping[Role, tuple[int, ...]] = field(default_factory=dict)
    absent: Mapping[int, int | None] = field(default_factory=dict)

    @cached_property
    def named(self) -> Mapping[str, Person]:
        """The people by their slug."""
        return {person.slug: person for person in self.people.values()}

    def slug(self, recipient: str) -> str:
        """The name a recipient has in keys: the person's slug, or `department`."""
        person = self.people.get(int(recipient)) if recipient.isdigit() else None
        return person.slug if person else recipient

    def holding(self, role: Role, unit: str) -> tuple[int, ...]:
        """Who has the role and is not away; a manager only of the unit."""
        if role is Role.MANAGER:
            return self.managers.get(unit, ())
        known = {Role.COMMUNICATIONS: self.communications, Role.ADMIN: self.admins}
        return known.get(role) or self.others.get(role, ())

    def is_here(self, id: int) -> bool:
        """Whether the person has neither left nor is away."""
        return id in self.people and self.people[id].is_here and id not in self.absent

    def who_hears(self, id: int) -> int | None:
        """The person, or their deputy while they are absent; None when there is neither."""
        if self.is_here(id):
            return id
        deputy = self.absent.get(id)
        return deputy if deputy is not None and self.is_here(deputy) else None


@dataclass(frozen=True)
class Setting:
    """One town at one time: its policy, calendar and people, and its crisis if there is one. `now` is aware UTC."""

    home: Workspace
    policy: Policy
    calendar: Calendar
    now: datetime
    staff: Staff
    crisis: Crisis | None = None

    @property
    def window(self) -> Window:
        """When the bot may speak."""
        return self.policy.window

    @cached_property
    def speaks_at(self) -> datetime:
        """Now if the bot may speak, else the next time when it may."""
        return worktime.next_in_window(self.now, self.window, self.calendar)

    @cached_property
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


def staff(session: Session, workspace_id: int, today: date) -> Staff:
    """The workspace's people, and the roles of those who are not away: others hear what was said to those.

    A manager's deputy who is a manager too stands in for the unit. `today` is the local day.
    """
    absent = absences.on(session, workspace_id, today)
    present = select(Person).where(Person.workspace_id == workspace_id, col(Person.left_at).is_(None))
    found = {person.id: person for person in session.exec(present.order_by(Person.name))}
    held: dict[Role, list[int]] = {}
    for row in session.exec(select(PersonRole).where(PersonRole.workspace_id == workspace_id)):
        held.setdefault(row.role, []).append(row.person_id)
    everybody = Staff(found, absent=absent)
    here = [id for id in found if everybody.is_here(id)]
    by_role = {role: tuple(id for id in here if id in ids) for role, ids in held.items()}
    managers: dict[str, tuple[int, ...]] = {}
    for id in (id for id in found if id in held.get(Role.MANAGER, ())):
        unit, hears = found[id].unit or "", everybody.who_hears(id)
        if hears in by_role[Role.MANAGER] and hears not in managers.get(unit, ()):
            managers[unit] = (*managers.get(unit, ()), hears)
    communications, admins = by_role.get(Role.COMMUNICATIONS, ()), by_role.get(Role.ADMIN, ())
    return Staff(found, managers, communications, admins, by_role, absent)


def whole_weeks(setting: Setting) -> tuple[str, ...]:
    """The whole weeks that a figure of this week or of last week is made from, oldest first."""
    policy = setting.policy.posting
    by_month = any(each.per is Per.MONTH for each in policy.minimum.value)
    back = max(policy.window_weeks.value, MONTHS_WEEKS if by_month else 0) + 1
    return weeks_before(worktime.iso_week(setting.now, setting.calendar), back)


def weeks_before(week: str, count: int) -> tuple[str, ...]:
    """So many ISO weeks before that one, oldest first."""
    return tuple(worktime.weeks_back(week, n) for n in range(count, 0, -1))


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

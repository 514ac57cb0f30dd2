"""Looking after accounts: who looked when, for how long more often, who does over days off (G4, H11, H22)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import Index
from sqlmodel import Field, Session, col, func, select

from core import audit
from core.accounts import Account, subject
from core.errors import Refused
from core.people import Person
from core.scope import Scope
from core.table import Table, put
from core.watch import Family, wake, wake_many
from core.words import _
from core.worktime import DAY, Calendar


class Look(Table, table=True):
    """Somebody looked at an account; whatever is logged on it counts as that too."""

    __table_args__ = (Index(None, "account_id", "at"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    account_id: int = Field(foreign_key="account.id")
    person_id: int = Field(foreign_key="person.id")
    at: datetime


class Raised(Table, table=True):
    """Until when an account is looked at more often; `reason` where somebody said so by hand."""

    __tablename__ = "supervision_raised"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    workspace_id: int = Field(foreign_key="workspace.id")
    since: datetime
    until: datetime
    reason: str | None = Field(default=None, max_length=300)
    raised_by: int = Field(foreign_key="person.id")

    def last_day(self, calendar: Calendar) -> date:
        """The last local day of it: midnight belongs to the day it ends."""
        return calendar.local(self.until - timedelta(seconds=1)).date()


class OverDaysOff(Table, table=True):
    """Who looks after an account over the days off that begin on a day."""

    __tablename__ = "supervision_days_off"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    first_day: date = Field(primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id")
    recorded_at: datetime


def seen(scope: Scope, account_id: int, at: datetime, *also: tuple[Family, int]) -> None:
    """The actor was on the account at `at` (H11: any activity counts); `also` is woken with its supervision."""
    look = {"workspace_id": scope.workspace_id, "account_id": account_id, "person_id": scope.doer.id}
    put(scope.session, Look, **look, at=at)
    wake_many(scope, ((Family.SUPERVISION, account_id), *also))


def look(scope: Scope, account: Account, at: datetime) -> None:
    """The actor has looked at the account (G4, H11)."""
    seen(scope, account.id, at)
    audit.record(scope, "supervision.looked", subject(account), at)


def raise_for(scope: Scope, account: Account, days: int, reason: str | None = None) -> Raised:
    """The account is looked at more often for so many local days from now (H11). Refused where no policy says how."""
    if scope.policy.supervision.raised.value is None:
        raise Refused(
            _("The guideline has no raised level of supervision."),
            _("Record that you have looked: uppsikt {slug}", slug=account.slug),
        )
    return _raise(scope, account, scope.now, days, reason)


def after_removal(scope: Scope, account: Account, happened_at: datetime) -> None:
    """A removal raises the level for the policy's days, where it has any (H11); never shortens it."""
    days = scope.policy.supervision.raised_days.value
    if days is not None:
        _raise(scope, account, happened_at, days, None)


def _raise(scope: Scope, account: Account, start: datetime, days: int, reason: str | None) -> Raised:
    until = scope.calendar.midnight(scope.calendar.local(start).date() + (days + 1) * DAY)
    held = scope.session.get(Raised, account.id)
    row = held or Raised(
        account_id=account.id, workspace_id=scope.workspace_id, since=scope.now, until=until,
        raised_by=scope.doer.id,
    )  # fmt: skip
    if held and held.until <= scope.now:
        row.since, row.reason = scope.now, None
    row.until = max(row.until, until)
    row.reason, row.raised_by = reason or row.reason, scope.doer.id
    scope.session.add(row)
    scope.session.flush()
    audit.record(scope, "supervision.raised", subject(account), until=row.until, reason=reason)
    wake(scope, account.id, Family.SUPERVISION)
    return row


def lower(scope: Scope, account: Account) -> None:
    """The account is looked at as usual again. Refused when it is already."""
    held = scope.session.get(Raised, account.id)
    if held is None or held.until <= scope.now:
        raise Refused(_("{slug} is looked at as usual.", slug=account.slug))
    held.until = scope.now
    audit.record(scope, "supervision.lowered", subject(account))
    wake(scope, account.id, Family.SUPERVISION)


def take_days_off(scope: Scope, account: Account, person: Person) -> tuple[date, date]:
    """The person looks after the account over the next days off, from the first to the last (H11)."""
    first, last = next_days_off(scope.now, scope.calendar)
    row = scope.session.get(OverDaysOff, (account.id, first)) or OverDaysOff(
        account_id=account.id, first_day=first, workspace_id=scope.workspace_id,
        person_id=person.id, recorded_at=scope.now,
    )  # fmt: skip
    row.person_id, row.recorded_at = person.id, scope.now
    scope.session.add(row)
    scope.session.flush()
    audit.record(scope, "supervision.days_off", subject(account), person=person.slug, first=first, last=last)
    wake(scope, account.id, Family.SUPERVISION)
    return first, last


def next_days_off(now: datetime, calendar: Calendar) -> tuple[date, date]:
    """The first and the last of the days off that go on now or come next, in a row."""
    first = calendar.local(now).date()
    while calendar.is_working_day(first):
        first += DAY
    last = first
    while not calendar.is_working_day(last + DAY):
        last += DAY
    return first, last


def looks_since(session: Session, account_ids: Iterable[int], since: datetime) -> dict[int, list[datetime]]:
    """When each of the accounts was looked at from then on, oldest first."""
    query = select(Look.account_id, Look.at).where(
        col(Look.account_id).in_(tuple(account_ids)), Look.at >= since
    )
    found: dict[int, list[datetime]] = {}
    for account_id, at in session.exec(query.order_by(col(Look.at))):
        found.setdefault(account_id, []).append(at)
    return found


def last_looks(session: Session, account_ids: Iterable[int]) -> dict[int, datetime]:
    """When each of the accounts was last known to be looked at; not there when nobody is known to have (S6)."""
    query = select(Look.account_id, func.max(Look.at)).where(col(Look.account_id).in_(tuple(account_ids)))
    return dict(session.exec(query.group_by(col(Look.account_id))).all())


def raised(session: Session, account_ids: Iterable[int]) -> dict[int, Raised]:
    """The accounts' raised levels, also those that are over."""
    query = select(Raised).where(col(Raised.account_id).in_(tuple(account_ids)))
    return {row.account_id: row for row in session.exec(query)}


def over_days_off(session: Session, account_ids: Iterable[int], first_day: date) -> dict[int, int]:
    """Who (a person's id) looks after which account over the days off that begin then."""
    query = select(OverDaysOff).where(
        col(OverDaysOff.account_id).in_(tuple(account_ids)), OverDaysOff.first_day == first_day
    )
    return {row.account_id: row.person_id for row in session.exec(query)}

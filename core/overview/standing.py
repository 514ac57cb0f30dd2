"""How the accounts stand: by state, their snapshots (C1), what they lack, and what waits for a decision (F1, F5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlmodel import col, select

from core import approvals, posts, worktime
from core.accounts import Account, Status
from core.figures import IN_USE, ended
from core.gaps import Gap, of_accounts
from core.inventory import AccountFacts
from core.people import Person
from core.periods import Period, half_years, named
from core.policy.accounts import Step
from core.policy.records import Period as Every
from core.scope import Scope
from core.snapshots import Snapshot, half_years_of
from core.table import plain


@dataclass(frozen=True, slots=True)
class Snapshots:
    """A half-year's or year's snapshots (C1, M10): the accounts that should have one, and those that have, by id."""

    name: str
    expected: tuple[AccountFacts, ...]
    taken: Mapping[int, "Taken"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot: its number and when it was taken (aware UTC)."""

    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits (F1): its account and the steps not yet taken."""

    account: AccountFacts
    steps: tuple[Step, ...]


def states(accounts: Iterable[AccountFacts]) -> dict[Status, int]:
    """How many accounts are in each state now, all states named."""
    counts = dict.fromkeys(Status, 0)
    for account in accounts:
        counts[account.status] += 1
    return counts


def snapshots(scope: Scope, period: Period, accounts: Sequence[AccountFacts]) -> tuple[Snapshots, ...]:
    """The snapshots of the half-years, or years, the period touches, in one statement; none where none are asked for.

    An account should have one when it is in use as that time ends, or now while it lasts.
    """
    names = _snapshot_periods(scope, period)
    if not names:
        return ()
    query = select(Snapshot.account_id, Snapshot.period, Snapshot.number, Snapshot.taken_at).where(
        Snapshot.workspace_id == scope.workspace_id,
        col(Snapshot.voided_at).is_(None),
        col(Snapshot.period).in_([half for name in names for half in half_years_of(name)]),
    )
    return snapshots_of(scope, period, accounts, plain(scope.session, query))


def snapshots_of(
    scope: Scope, period: Period, accounts: Sequence[AccountFacts], rows: Iterable[Any]
) -> tuple[Snapshots, ...]:
    """As `snapshots`, of those that were read: account id, period, number, when it was taken."""
    names = _snapshot_periods(scope, period)
    taken: dict[str, dict[int, Taken]] = {name: {} for name in names}
    for account_id, half, number, at in sorted(rows, key=itemgetter(3)):
        name = half if half in taken else half[:4]
        if name in taken:
            taken[name][account_id] = Taken(number, at)
    return tuple(_of_period(scope, name, accounts, taken[name]) for name in names)


def _snapshot_periods(scope: Scope, period: Period) -> tuple[str, ...]:
    """The half-years, or years, the period touches; none where no snapshots are asked for."""
    every = scope.policy.snapshots.every.value
    if not every:
        return ()
    halves = half_years(period, scope.now, scope.calendar)
    return tuple(dict.fromkeys(half[:4] for half in halves)) if every is Every.YEAR else halves


def _of_period(
    scope: Scope, name: str, accounts: Iterable[AccountFacts], taken: Mapping[int, Taken]
) -> Snapshots:
    end = named(name, scope.calendar).end
    expected = tuple(account for account in accounts if _is_in_use(account, end, scope.now))
    wanted = {account.id for account in expected}
    return Snapshots(name, expected, {id: each for id, each in taken.items() if id in wanted})


def _is_in_use(account: AccountFacts, end: datetime, now: datetime) -> bool:
    """Whether the account is in use right before `end`, or at `now` where that is earlier."""
    if account.activated_at is None or account.activated_at >= end or account.activated_at > now:
        return False
    closed_at = ended(account)
    return closed_at is None or closed_at >= end


def gaps(scope: Scope, accounts: Iterable[AccountFacts]) -> tuple[tuple[AccountFacts, Gap], ...]:
    """What accounts in use lack now (F2, F3, F4), in four statements."""
    in_use = [account for account in accounts if account.status in IN_USE]
    found = of_accounts(scope, in_use)
    return tuple((account, gap) for account in in_use for gap in found[account.id])


def closings(accounts: Iterable[AccountFacts]) -> tuple[AccountFacts, ...]:
    """Accounts whose closing is asked for (F5), the longest waiting first."""
    asked = [account for account in accounts if account.status is Status.CLOSING]
    return tuple(sorted(asked, key=lambda account: account.closing_requested_at or account.requested_at))


def requests(scope: Scope, accounts: Iterable[AccountFacts]) -> tuple[Waiting, ...]:
    """Requests that wait for approval (F1), the longest waiting first, in one statement at most."""
    asked = [account for account in accounts if account.status is Status.REQUESTED]
    steps = approvals.waiting_steps_of(scope, asked) if asked else {}
    return tuple(
        Waiting(account, steps[account.id]) for account in sorted(asked, key=lambda each: each.requested_at)
    )


@dataclass(frozen=True, slots=True)
class Silent:
    """An account in use that has been silent for longer than the guideline allows (F8), since when (aware UTC)."""

    account: AccountFacts
    since: datetime
    is_confirmed: bool


def silent(scope: Scope, accounts: Iterable[AccountFacts]) -> tuple[Silent, ...]:
    """Accounts whose closing is proposed for their silence (F5, F8), the longest silent first, in three statements."""
    months = scope.policy.inactivity.months.value
    active = [account for account in accounts if account.status is Status.ACTIVE]
    if months is None or not active:
        return ()
    last = posts.last_activity(scope.session, scope.calendar, active)
    confirmed = frozenset(
        scope.session.exec(
            select(Account.id).where(
                Account.workspace_id == scope.workspace_id, col(Account.inactive_confirmed_at).is_not(None)
            )
        )
    )
    found = (
        Silent(account, last[account.id].at, account.id in confirmed)
        for account in active
        if account.id in last
        and worktime.months_after(last[account.id].at, months, scope.calendar) < scope.now
    )
    return tuple(sorted(found, key=lambda each: (each.since, each.account.slug)))


def names_of(scope: Scope, ids: Iterable[int | None]) -> dict[int, str]:
    """The names of the people with those ids."""
    query = select(Person.id, Person.name).where(
        Person.workspace_id == scope.workspace_id, col(Person.id).in_({id for id in ids if id})
    )
    return dict(scope.session.exec(query).all())

"""The figures of a workspace or an account, defined once: what counts and what does not."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlmodel import col

from core import accounts, gaps, moderation, posts, questions, snapshots, worktime
from core.accounts import Account, Status
from core.inventory import AccountFacts
from core.questions import Question
from core.scope import Scope

IN_USE = (Status.ACTIVE, Status.CLOSING)


class Outcome(StrEnum):
    """How a question stands against its due time (F10).

    `unset` has none: the guideline sets none (G13), or an interim answer met it (H9); `closed` had no answer.
    """

    IN_TIME = "in_time"
    LATE = "late"
    OVERDUE = "overdue"
    OPEN = "open"
    UNSET = "unset"
    CLOSED = "closed"


def outcome_at(now: datetime) -> ColumnElement[Any]:
    """A question's outcome at `now` (aware), as a column of text."""
    due, answered = col(Question.due_at), col(Question.answered_at)
    return case(
        (answered.is_(None) & col(Question.closed_at).is_not(None), Outcome.CLOSED.value),
        (due.is_(None), Outcome.UNSET.value),
        (answered <= due, Outcome.IN_TIME.value),
        (answered.is_not(None), Outcome.LATE.value),
        (due < now, Outcome.OVERDUE.value),
        else_=Outcome.OPEN.value,
    )


def in_use_between(account: Account | AccountFacts, start: datetime, end: datetime) -> bool:
    """Whether the account was active some time in [start, end), also one that has closed since."""
    if account.activated_at is None or account.activated_at >= end:
        return False
    closed_at = ended(account)
    return closed_at is None or closed_at > start


def ended(account: Account | AccountFacts) -> datetime | None:
    """When the account closed; None while it is in use, also again after a closing."""
    return account.closed_at if account.status is Status.CLOSED else None


def lived(account: Account, start: datetime, end: datetime) -> bool:
    """Whether the account was active all through [start, end): only then does a week of it count (F9)."""
    if account.activated_at is None or account.activated_at > start:
        return False
    closed_at = ended(account)
    return closed_at is None or closed_at >= end


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts for a half-year so far. `posts_per_week` and shares are None where nothing is known (S6).

    `past_due` are open questions past their due time, and `late` too where that time binds: a `bör` is never late.
    `answered_in_time` of `answered_with_due` is F10's share; `snapshots_of` the half-year or year of the snapshots;
    `weeks_known` of `weeks` are the whole weeks of the window somebody has answered for.
    """

    period: str
    accounts: dict[str, int]
    open: int
    past_due: int
    late: int
    answered: int
    answered_in_time: int
    answered_with_due: int
    cases: int
    cases_lacking: int
    posts_per_week: float | None
    weeks_known: int
    weeks: int
    snapshots: int
    snapshots_of: str
    snapshots_expected: int
    gaps: int


def of(scope: Scope, account: Account | None = None) -> Figures:
    """The figures of the current half-year, of one account or of all."""
    period = worktime.half_year(scope.now, scope.calendar)
    start, end = worktime.half_year_bounds(period, scope.calendar)
    chosen = [account] if account else accounts.listed(scope)
    in_use = [a for a in chosen if a.status in IN_USE]
    received = questions.between(scope, start, end, account.id if account else None)
    waiting = questions.open_ones(scope, (account.id,) if account else None)
    past_due = sum(q.due_at is not None and q.due_at < scope.now for q in waiting)
    answered = [q for q in received if q.answered_at]
    found = moderation.between(scope, start, end, account.id if account else None)
    waived = moderation.waived(scope.session, tuple(case.id for case in found))
    known, weeks = _weeks(scope, in_use)
    snapshots_of = snapshots.period_at(scope.policy, scope.now, scope.calendar)
    return Figures(
        period=period,
        accounts={status.value: sum(a.status is status for a in chosen) for status in Status},
        open=len(waiting),
        past_due=past_due,
        late=past_due if scope.policy.reply.binds else 0,
        answered=len(answered),
        answered_in_time=sum(q.in_time is True for q in answered),
        answered_with_due=sum(q.in_time is not None for q in answered),
        cases=len(found),
        cases_lacking=sum(
            bool(moderation.follow_ups(case, scope.policy, waived.get(case.id, frozenset())))
            for case in found
        ),
        posts_per_week=sum(known.values()) / len(known) if known else None,
        weeks_known=len(known),
        weeks=weeks,
        snapshots=len(snapshots.taken(scope.session, (a.id for a in in_use), snapshots_of)),
        snapshots_of=snapshots_of,
        snapshots_expected=len(in_use) if scope.policy.snapshots.every.value else 0,
        gaps=sum(map(len, gaps.of_accounts(scope, in_use).values())),
    )


def restored(kept: Mapping[str, Any]) -> Figures:
    """Figures kept before, as `asdict` gave them; what was not counted then is unknown."""
    values: dict[str, Any] = {field.name: kept.get(field.name) for field in fields(Figures)}
    return Figures(**values)


def _weeks(scope: Scope, in_use: list[Account]) -> tuple[dict[tuple[int, str], int], int]:
    """Posts of the window's known account-weeks, and how many account-weeks there are (F9)."""
    weeks = last_whole_weeks(scope)
    known = posts.weeks_known(scope.session, scope.calendar, (a.id for a in in_use), weeks)
    counted = {(a.id, week) for a in in_use for week in weeks if _lived(scope, a, week)}
    return {key: count for key, count in known.items() if key in counted}, len(counted)


def last_whole_weeks(scope: Scope) -> tuple[str, ...]:
    """The whole ISO weeks of the policy's window, oldest first (F9)."""
    this_week = worktime.iso_week(scope.now, scope.calendar)
    window = scope.policy.posting.window_weeks.value
    return tuple(worktime.weeks_back(this_week, n) for n in range(window, 0, -1))


def _lived(scope: Scope, account: Account, week: str) -> bool:
    monday = worktime.week_start(week)
    return lived(
        account, scope.calendar.midnight(monday), scope.calendar.midnight(monday + timedelta(days=7))
    )

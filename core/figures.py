"""What figures count by: how a question stands, which accounts were in use, what is too few to be shown."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, case
from sqlmodel import col

from core import worktime
from core.accounts import Account, Status
from core.inventory import AccountFacts
from core.questions import Question
from core.scope import Scope

K = TypeVar("K")
FEWEST_SHOWN = 5  # of what somebody did, where a person could be told by fewer
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


def outcome_at(now: datetime | BindParameter[datetime]) -> ColumnElement[Any]:
    """A question's outcome at `now` (aware, or given with the statement), as a column of text."""
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


def lived(account: Account | AccountFacts, start: datetime, end: datetime) -> bool:
    """Whether the account was active all through [start, end): only then does a week of it count (F9)."""
    if account.activated_at is None or account.activated_at > start:
        return False
    closed_at = ended(account)
    return closed_at is None or closed_at >= end


def is_small(count: int) -> bool:
    """Whether so few are counted that a person could be told by them; nothing is nobody's."""
    return 0 < count < FEWEST_SHOWN


def too_telling(counts: Mapping[K, int]) -> frozenset[K]:
    """Which of the counts, whose sum is known, are not shown: the small ones, and of one alone also the next smallest.

    One alone would be the sum less the others.
    """
    small = {key for key, count in counts.items() if is_small(count)}
    if len(small) == 1:
        others = [key for key in counts if counts[key] and key not in small]
        small |= {min(others, key=lambda key: counts[key])} if others else set()
    return frozenset(small)


def last_whole_weeks(scope: Scope) -> tuple[str, ...]:
    """The whole ISO weeks of the policy's window, oldest first (F9)."""
    this_week = worktime.iso_week(scope.now, scope.calendar)
    window = scope.policy.posting.window_weeks.value
    return tuple(worktime.weeks_back(this_week, n) for n in range(window, 0, -1))

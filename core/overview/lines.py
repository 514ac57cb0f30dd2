"""A period account by account: how its questions stand, its posts by week, what was removed (C2, F9, F10, F12).

Summed over all accounts, the lines are the figures of the whole; a test holds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from core.figures import Outcome, outcome_at
from core.inventory import AccountFacts
from core.moderation import Case
from core.overview import posting
from core.overview.answering import ANSWERED, received
from core.overview.posting import Strip
from core.overview.removing import happened
from core.periods import Period
from core.questions import Question
from core.scope import Scope


@dataclass(frozen=True, slots=True)
class Line:
    """An account's period. Without a `strip` it has no whole week in use in it."""

    account: AccountFacts
    outcomes: Mapping[Outcome, int]
    strip: Strip | None
    cases: int
    comments: int

    @property
    def received(self) -> int:
        """Questions that came in."""
        return sum(self.outcomes.values())

    @property
    def with_due(self) -> int:
        """Answered questions that had a due time: what the share is of."""
        return sum(self.outcomes.get(outcome, 0) for outcome in ANSWERED)

    @property
    def in_time(self) -> int:
        """Those of them answered in time."""
        return self.outcomes.get(Outcome.IN_TIME, 0)


def of(scope: Scope, period: Period, accounts: Sequence[AccountFacts]) -> tuple[Line, ...]:
    """A line for each of the accounts, in their order, in four statements."""
    strips = {strip.account.id: strip for strip in posting.of(scope, period, accounts).strips}
    return lines(scope, period, accounts, strips)


def lines(
    scope: Scope, period: Period, accounts: Iterable[AccountFacts], strips: Mapping[int, Strip]
) -> tuple[Line, ...]:
    """As `of`, where the posts have been counted before; in two statements."""
    outcomes, removed = _outcomes(scope, period), _removed(scope, period)
    return tuple(
        Line(each, outcomes.get(each.id, {}), strips.get(each.id), *removed.get(each.id, (0, 0)))
        for each in accounts
    )


def _outcomes(scope: Scope, period: Period) -> dict[int, dict[Outcome, int]]:
    query = select(Question.account_id, outcome_at(scope.now).label("outcome"), func.count()).where(
        *received(scope, period)
    )
    found: dict[int, dict[Outcome, int]] = {}
    for account_id, outcome, count in scope.session.exec(query.group_by(col(Question.account_id), "outcome")):
        found.setdefault(account_id, {})[Outcome(outcome)] = count
    return found


def _removed(scope: Scope, period: Period) -> dict[int, tuple[int, int]]:
    """Cases and comments by account id."""
    query = select(Case.account_id, func.count(), func.sum(Case.count)).where(*happened(scope, period))
    rows = scope.session.exec(query.group_by(col(Case.account_id)))
    return {account_id: (cases, comments) for account_id, cases, comments in rows}

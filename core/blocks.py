"""Blocked people: when a block is looked at again, kept for a time or lifted (S11)."""

from datetime import date

from sqlmodel import col, select

from core import audit
from core.errors import FieldError, Refused
from core.logbook import must_stand, subject
from core.moderation import Action, Case
from core.policy.model import Policy
from core.scope import Scope
from core.watch import Family, wake
from core.words import _
from core.worktime import DAY, Calendar


def review_day(case: Case, policy: Policy, calendar: Calendar) -> date:
    """The local day a block is looked at again: as said, else the policy's days after it."""
    return (
        case.review_on or calendar.local(case.happened_at).date() + policy.moderation.block_days.value * DAY
    )


def keep(scope: Scope, case: Case, until: date, reason: str) -> None:
    """The block stands for a reason, and is looked at again then. FieldError for a day that has come."""
    _must_block(case)
    if until <= scope.calendar.local(scope.now).date():
        raise FieldError("until", _("Choose a day that is to come."))
    case.review_on, case.block_reason = until, reason
    audit.record(scope, "moderation.block_kept", subject(case), review_on=until, block_reason=reason)
    wake(scope, case.id, Family.CASE)


def lift(scope: Scope, case: Case, reason: str | None = None) -> None:
    """The person is no longer blocked."""
    _must_block(case)
    case.unblocked_at = scope.now
    audit.record(scope, "moderation.unblocked", subject(case), reason=reason)
    wake(scope, case.id, Family.CASE)


def _must_block(case: Case) -> None:
    must_stand(case)
    if not case.blocks:
        raise Refused(
            _("Nobody is blocked by {number}.", number=case.number),
            _("See who is: blockering lista"),
        )


def standing(scope: Scope) -> list[Case]:
    """The cases by which somebody is blocked, oldest first."""
    query = select(Case).where(
        Case.workspace_id == scope.workspace_id,
        Case.action == Action.BLOCKED,
        col(Case.unblocked_at).is_(None),
        col(Case.voided_at).is_(None),
    )
    return list(scope.session.exec(query.order_by(col(Case.happened_at))))

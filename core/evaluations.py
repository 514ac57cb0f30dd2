"""Evaluations: each half-year somebody says how it goes with an account, and whether it is kept (G3, H19)."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from core import audit, worktime
from core.accounts import Account, Status, subject
from core.errors import Refused
from core.scope import Scope
from core.table import Table, one_of
from core.watch import Family, wake
from core.words import _


class Verdict(StrEnum):
    """What becomes of the account."""

    KEEP = "keep"
    RAISE = "raise"
    CLOSE = "close"


class Evaluation(Table, table=True):
    """How a half-year (`2026-H2`) went with an account; a later answer takes the place of an earlier one."""

    __table_args__ = (UniqueConstraint("account_id", "period"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    account_id: int = Field(foreign_key="account.id")
    period: str = Field(max_length=8)
    verdict: Verdict = Field(sa_column=one_of(Verdict))
    text: str | None = Field(default=None, max_length=1000)
    answered_by: int = Field(foreign_key="person.id")
    answered_at: datetime


def record(scope: Scope, account: Account, verdict: Verdict, text: str | None) -> Evaluation:
    """Records the current half-year's evaluation (H19). Refused of an account that is not in use."""
    if account.status not in {Status.ACTIVE, Status.CLOSING}:
        raise Refused(
            _("{slug} is not active.", slug=account.slug),
            _("Look at it: konto visa {slug}", slug=account.slug),
        )
    period = worktime.half_year(scope.now, scope.calendar)
    row = of(scope.session, account.id, period) or Evaluation(
        workspace_id=scope.workspace_id, account_id=account.id, period=period, verdict=verdict,
        answered_by=scope.doer.id, answered_at=scope.now,
    )  # fmt: skip
    row.verdict, row.text, row.answered_by, row.answered_at = verdict, text, scope.doer.id, scope.now
    scope.session.add(row)
    scope.session.flush()
    audit.record(scope, "account.evaluated", subject(account), period=period, verdict=verdict, text=text)
    wake(scope, account.id, Family.EVALUATION)
    return row


def of(session: Session, account_id: int, period: str) -> Evaluation | None:
    """The account's evaluation of a half-year."""
    query = select(Evaluation).where(Evaluation.account_id == account_id, Evaluation.period == period)
    return session.exec(query).first()


def answered(session: Session, account_ids: Iterable[int], period: str) -> frozenset[int]:
    """Those of the accounts that are evaluated for the half-year."""
    query = select(Evaluation.account_id).where(
        col(Evaluation.account_id).in_(tuple(account_ids)), Evaluation.period == period
    )
    return frozenset(session.exec(query))

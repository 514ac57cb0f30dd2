"""Checklists of an account gone through point by point: its profile, and its launch (F16, M3, H6, H7, H26)."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, col, func, select

from core import accounts, audit
from core.accounts import Account, Status
from core.errors import Refused
from core.policy import Policy
from core.policy.parts import Cited, Point
from core.scope import Scope
from core.table import Table, of_accounts, one_of
from core.words import _


class Checklist(StrEnum):
    """Which list."""

    PROFILE = "profile"
    LAUNCH = "launch"


class Check(Table, table=True):
    """A checklist was gone through, beside the plan there was; `done` are ids of the points that were right."""

    __tablename__ = "account_check"

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    plan_id: int | None = Field(default=None, foreign_key="account_plan.id")
    checklist: Checklist = Field(sa_column=one_of(Checklist))
    done: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    checked_by: int = Field(foreign_key="person.id")
    checked_at: datetime


def points(policy: Policy, checklist: Checklist) -> Cited[tuple[Point, ...]]:
    """The policy's points of a checklist."""
    return policy.accounts.profile if checklist is Checklist.PROFILE else policy.accounts.launch


def go_through(
    scope: Scope, account: Account, checklist: Checklist, done: Iterable[Point], plan_id: int | None
) -> Check:
    """Records which points are as they should, beside the newest plan (F16, H7). Refused when it is not in use."""
    if account.status not in {Status.APPROVED, Status.ACTIVE, Status.CLOSING}:
        raise Refused(
            _("{slug} is not in use.", slug=account.slug),
            _("Look at it: konto visa {slug}", slug=account.slug),
        )
    ids = [point.id for point in done]
    check = Check(
        workspace_id=scope.workspace_id, account_id=account.id, plan_id=plan_id, checklist=checklist, done=ids,
        checked_by=scope.doer.id, checked_at=scope.now,
    )  # fmt: skip
    scope.session.add(check)
    scope.session.flush()
    audit.record(scope, f"account.{checklist.value}", accounts.subject(account), done=tuple(ids))
    accounts.wake_all(scope, account)
    return check


def latest(scope: Scope, account_ids: Iterable[int] | None = None) -> dict[tuple[int, Checklist], Check]:
    """The latest going-through by account id and list, of the accounts given or of all, in one statement."""
    last: Any = select(func.max(Check.id)).where(of_accounts(Check, scope.workspace_id, account_ids))
    last = last.group_by(col(Check.account_id), col(Check.checklist))
    found = scope.session.exec(select(Check).where(col(Check.id).in_(last)))
    return {(check.account_id, check.checklist): check for check in found}

"""Crisis mode (H21): the central account leads, the others refer to it and start nothing of their own."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Field, Session, col, select

from core import audit
from core.accounts import Account, Status
from core.errors import Refused
from core.outbox import URGENT
from core.table import Table
from core.watch import ACCOUNT_FAMILIES, Family, wake, wake_many
from core.words import _

if TYPE_CHECKING:
    from core.scope import Scope

STARTED, OVER = URGENT, "crisis_over"  # the rules that tell of it

# What nags: it waits until the crisis is over. Answers, cases, approvals and supervision never do.
MUTED = frozenset(
    {Family.POSTING, Family.INACTIVITY, Family.SNAPSHOT, Family.GAPS, Family.PLAN, Family.EVALUATION}
)


class Crisis(Table, table=True):
    """A crisis. `leads` is the account (its slug) the others refer to; without it, whoever the guideline names."""

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    reason: str = Field(max_length=300)
    leads: str | None = Field(default=None, max_length=60)
    started_by: int = Field(foreign_key="person.id")
    started_at: datetime
    ended_by: int | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = None


def start(scope: "Scope", reason: str, leads: str | None) -> Crisis:
    """A crisis begins: all editors are told, nagging waits (H21). Refused while there is one."""
    if active(scope):
        raise Refused(_("There is a crisis already."), _("See it with: kris. When it is over: kris slut"))
    crisis = Crisis(
        workspace_id=scope.workspace_id, reason=reason, leads=leads,
        started_by=scope.doer.id, started_at=scope.now,
    )  # fmt: skip
    scope.session.add(crisis)
    scope.session.flush()
    audit.record(scope, "crisis.started", _subject(crisis), reason=reason, leads=leads)
    wake(scope, crisis.id, Family.CRISIS)
    wake(scope, scope.workspace_id, Family.DIGEST)
    _wake_accounts(scope, Family.SUPERVISION)
    return crisis


def end(scope: "Scope") -> Crisis:
    """The crisis is over: all are told, and what waited is looked at again. Refused where there is none."""
    crisis = active(scope)
    if crisis is None:
        raise Refused(_("There is no crisis now."))
    crisis.ended_by, crisis.ended_at = scope.doer.id, scope.now
    audit.record(scope, "crisis.ended", _subject(crisis), started_at=crisis.started_at)
    wake(scope, crisis.id, Family.CRISIS)
    _wake_accounts(scope, Family.SUPERVISION, *(family for family in ACCOUNT_FAMILIES if family in MUTED))
    return crisis


def _wake_accounts(scope: "Scope", *families: Family) -> None:
    """Has the next sweep look at those matters of every account in use."""
    in_use = select(Account.id).where(
        Account.workspace_id == scope.workspace_id,
        col(Account.status).in_((Status.APPROVED, Status.ACTIVE, Status.CLOSING)),
    )
    if accounts := list(scope.session.exec(in_use)):
        wake_many(scope, ((family, id) for id in accounts for family in families))


def _subject(crisis: Crisis) -> str:
    return f"crisis:{crisis.id}"


def active(scope: "Scope") -> Crisis | None:
    """The crisis there is now; None when there is none."""
    return of(scope.session, scope.workspace_id)


def of(session: Session, workspace_id: int) -> Crisis | None:
    """The crisis of a workspace; None when there is none."""
    query = select(Crisis).where(Crisis.workspace_id == workspace_id, col(Crisis.ended_at).is_(None))
    return session.exec(query).first()


def is_active(session: Session, workspace_id: int) -> bool:
    """Whether there is a crisis: supervision is raised then (H11, H21)."""
    return of(session, workspace_id) is not None


def last(scope: "Scope") -> Crisis | None:
    """The latest crisis, also one that is over."""
    query = select(Crisis).where(Crisis.workspace_id == scope.workspace_id)
    return scope.session.exec(query.order_by(col(Crisis.id).desc()).limit(1)).first()

"""The end of an account: closing asked for, decided or declined, handing over, and the way back (F5, F8, H1, H20)."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Field, Session, col, func, select

from core import absences, accounts, audit, people
from core.accounts import Account, Status
from core.errors import FieldError, Refused
from core.people import Person, Role
from core.policy.accounts import Step
from core.scope import Scope
from core.snapshots import Cause, Snapshot
from core.table import Table
from core.words import _


class Transfer(Table, table=True):
    """An account handed over to somebody outside (H20): by which decision, and whether its name is changed."""

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    account_id: int = Field(foreign_key="account.id", index=True)
    to: str = Field(max_length=200)
    decision: str = Field(max_length=200)
    is_renamed: bool
    handed_over_by: int = Field(foreign_key="person.id")
    handed_over_at: datetime


def decider(scope: Scope) -> Step:
    """Who decides a closing by the policy (F5, H1); communications where it says nothing."""
    return scope.policy.approval.closing.value or Step.COMMUNICATIONS


def may_decide(scope: Scope, account: Account, roles: frozenset[Role]) -> bool:
    """Whether the actor, who holds these roles, decides the closing of the account."""
    step = decider(scope)
    if step is Step.MANAGER:
        return Role.MANAGER in roles and absences.manages(scope, scope.doer, account.unit)
    return Role(step.value) in roles or (step is Step.COMMUNICATIONS and Role.ADMIN in roles)


def deciders(scope: Scope, account: Account) -> list[Person]:
    """Those who decide the closing of the account and are there."""
    step = decider(scope)
    return accounts.managers(scope, account) if step is Step.MANAGER else people.here(scope, Role(step.value))


def without_last_snapshot(session: Session, chosen: Iterable[Account]) -> frozenset[int]:
    """Those of the accounts (ids) without a snapshot for the closing since they were last activated."""
    since = {account.id: account.activated_at or account.requested_at for account in chosen}
    if not since:
        return frozenset()
    query = select(Snapshot.account_id, func.max(Snapshot.taken_at)).where(
        col(Snapshot.account_id).in_(tuple(since)),
        Snapshot.cause == Cause.CLOSING,
        col(Snapshot.voided_at).is_(None),
    )
    taken = dict(session.exec(query.group_by(col(Snapshot.account_id))).all())
    return frozenset(id for id, at in since.items() if id not in taken or taken[id] < at)


def ask(scope: Scope, account: Account, reason: str) -> None:
    """Asks for the closing of the account (F5). Raises Refused when it is not in use, or asked for already."""
    if account.status is Status.CLOSING:
        names = ", ".join(person.name for person in deciders(scope, account))
        raise Refused(
            _("The closing of {slug} is asked for already.", slug=account.slug),
            _("It can be decided by: {who}.", who=names or _("nobody yet")),
        )
    if account.status is not Status.ACTIVE:
        raise Refused(
            _("{slug} is not active.", slug=account.slug),
            _("Look at it: konto visa {slug}", slug=account.slug),
        )
    account.closing_requested_by, account.closing_requested_at = scope.doer.id, scope.now
    account.closing_reason = reason
    accounts.set_status(scope, account, Status.CLOSING, reason=reason)


def close(scope: Scope, account: Account, reason: str) -> None:
    """Closes the account (F5, F8, H1). Raises Refused when it is closed or rejected already."""
    if account.status in {Status.CLOSED, Status.REJECTED}:
        raise Refused(_("{slug} is closed already.", slug=account.slug))
    account.closing_reason, account.closed_at = reason, scope.now
    accounts.set_status(scope, account, Status.CLOSED, reason=reason)


def keep(scope: Scope, account: Account, reason: str) -> None:
    """Says no to a closing: the account is active as before (F5)."""
    account.closing_requested_by = account.closing_requested_at = account.closing_reason = None
    accounts.set_status(scope, account, Status.ACTIVE, reason=reason)


def confirm_inactive(scope: Scope, account: Account) -> None:
    """An editor has confirmed that nothing has been posted (F8)."""
    account.inactive_confirmed_at, account.inactive_confirmed_by = scope.now, scope.doer.id
    audit.record(scope, "account.inactive_confirmed", accounts.subject(account))
    accounts.wake_all(scope, account)


def reopen(scope: Scope, account: Account, reason: str) -> None:
    """Asks for a closed account again: the whole chain approves it, and it is activated anew (F1, H1). Refused."""
    if account.status is not Status.CLOSED or account.activated_at is None:
        raise Refused(
            _("{slug} is not closed.", slug=account.slug),
            _("Look at it: konto visa {slug}", slug=account.slug),
        )
    if transfer_of(scope.session, account):
        raise Refused(
            _("{slug} was handed over and is no longer the municipality's.", slug=account.slug),
            _("Ask for a new account: konto ny"),
        )
    account.requested_by, account.requested_at = scope.doer.id, scope.now
    account.closing_requested_by = account.closing_requested_at = account.closing_reason = None
    account.access = account.access_place = account.rests_from = account.rests_until = None
    accounts.set_status(scope, account, Status.REQUESTED, reason=reason)


def hand_over(scope: Scope, account: Account, to: str, decision: str, is_renamed: bool) -> Transfer:
    """Hands the account over to somebody outside (H20): it is closed here. Refused when it is not in use."""
    if account.status not in {Status.ACTIVE, Status.CLOSING}:
        raise Refused(
            _("{slug} is not active.", slug=account.slug),
            _("Look at it: konto visa {slug}", slug=account.slug),
        )
    made = Transfer(
        workspace_id=scope.workspace_id, account_id=account.id, to=to, decision=decision,
        is_renamed=is_renamed, handed_over_by=scope.doer.id, handed_over_at=scope.now,
    )  # fmt: skip
    scope.session.add(made)
    audit.record(
        scope, "account.handed_over", accounts.subject(account), decision=decision, is_renamed=is_renamed
    )
    close(scope, account, _("Handed over by the decision {decision}", decision=decision))
    return made


def transfer_of(session: Session, account: Account) -> Transfer | None:
    """The account's handing over, if there was one."""
    return session.exec(select(Transfer).where(Transfer.account_id == account.id)).first()


def check_conditions(scope: Scope, confirmed: frozenset[str]) -> None:
    """FieldError naming what is not confirmed of the policy's conditions for handing over (H20)."""
    missing = [p.name for p in scope.policy.transfer.conditions.value if p.id not in confirmed]
    if missing:
        raise FieldError("conditions", _("Not confirmed yet: {what}", what=" ".join(missing)))

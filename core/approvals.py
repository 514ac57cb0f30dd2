"""Approvals of a requested account: who has said what, and who can take the steps that wait (F1)."""

from collections import Counter
from collections.abc import Container, Iterable, Set
from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Session, col, select

from core import absences, accounts, audit, people
from core.accounts import Account, Status
from core.errors import Refused
from core.inventory import AccountFacts
from core.people import Person, Role
from core.policy.accounts import STEP_NAMES, Step
from core.scope import Scope
from core.table import Table, one_of
from core.words import _


class Decision(StrEnum):
    """What an approver said."""

    APPROVED = "approved"
    REJECTED = "rejected"


class Approval(Table, table=True):
    """A step of the chain taken by a person (F1)."""

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    account_id: int = Field(foreign_key="account.id", index=True)
    step: Step = Field(sa_column=one_of(Step))
    decision: Decision = Field(sa_column=one_of(Decision))
    person_id: int = Field(foreign_key="person.id")
    reason: str | None = Field(default=None, max_length=500)
    decided_at: datetime


def standing(session: Session, account: Account) -> list[Approval]:
    """The decisions on the latest request, in order: those since it was made, after the no to the one before it."""
    query = select(Approval).where(Approval.account_id == account.id).order_by(col(Approval.id))
    return _of_the_last_request(account, list(session.exec(query)))


def _of_the_last_request(account: Account | AccountFacts, decisions: list[Approval]) -> list[Approval]:
    decisions = [each for each in decisions if each.decided_at >= account.requested_at]
    noes = [at for at, taken in enumerate(decisions) if taken.decision is Decision.REJECTED]
    return decisions[noes[-1] + 1 :] if noes else decisions


def waiting_steps(scope: Scope, account: Account) -> tuple[Step, ...]:
    """The steps of the chain not yet taken (F1), a role as often as it is still asked; none without a request."""
    if account.status is not Status.REQUESTED:
        return ()
    return _left(scope, standing(scope.session, account))


def waiting_steps_of(
    scope: Scope, requested: Iterable[Account | AccountFacts]
) -> dict[int, tuple[Step, ...]]:
    """As `waiting_steps`, of many requested accounts by id, in one statement."""
    by_id = {account.id: account for account in requested}
    decisions: dict[int, list[Approval]] = {id: [] for id in by_id}
    query = select(Approval).where(col(Approval.account_id).in_(tuple(decisions)))
    for decision in scope.session.exec(query.order_by(col(Approval.id))):
        decisions[decision.account_id].append(decision)
    return {id: _left(scope, _of_the_last_request(by_id[id], made)) for id, made in decisions.items()}


def _left(scope: Scope, decisions: list[Approval]) -> tuple[Step, ...]:
    taken = (a.step for a in decisions if a.decision is Decision.APPROVED)
    return left(scope.policy.approval.chain.value, taken)


def left(chain: Iterable[Step], taken: Iterable[Step]) -> tuple[Step, ...]:
    """The chain without what is taken, each taken step once."""
    counted, waiting = Counter(taken), list[Step]()
    for step in chain:
        if counted[step]:
            counted[step] -= 1
        else:
            waiting.append(step)
    return tuple(waiting)


def open_to(scope: Scope, requested: Iterable[Account], roles: Set[Role]) -> list[Account]:
    """The requested accounts with a waiting step that the actor, who holds these roles, can take."""
    by_id = {account.id: account for account in requested}
    waiting = waiting_steps_of(scope, by_id.values()) if by_id else {}
    units = absences.units_managed(scope, scope.doer) if by_id and Role.MANAGER in roles else frozenset()
    open_steps = {
        id: {step for step in steps if step is not Step.MANAGER or by_id[id].unit in units}
        for id, steps in waiting.items()
    }
    return [by_id[id] for id, steps in open_steps.items() if any(Role(step.value) in roles for step in steps)]


def steps_open_to(scope: Scope, account: Account, person: Person) -> tuple[Step, ...]:
    """The waiting steps that the person's roles can take: a manager for the units they decide for."""
    return _open_to(scope, account, person, waiting_steps(scope, account))


def _open_to(scope: Scope, account: Account, person: Person, waiting: tuple[Step, ...]) -> tuple[Step, ...]:
    roles = people.roles_of(scope.session, person)
    if not absences.manages(scope, person, account.unit):
        roles -= {Role.MANAGER}
    return tuple(step for step in waiting if Role(step.value) in roles)


def approve(scope: Scope, account: Account) -> Step:
    """Takes the actor's step (F1): nobody approves a request of their own, nobody twice. Raises Refused."""
    decisions = standing(scope.session, account)
    step = _step_to_take(scope, account, decisions)
    if scope.doer.id in {a.person_id for a in decisions}:
        raise Refused(
            _("You have already approved {slug}.", slug=account.slug),
            _("What is left is for somebody else: {who}.", who=who_can_approve(scope, account)),
        )
    decisions.append(_decide(scope, account, step, Decision.APPROVED, None))
    if step is Step.MANAGER:
        for editor in accounts.editors(scope.session, account):
            if editor.id != scope.doer.id:
                accounts.assign(scope, account, editor)
    if not _left(scope, decisions):
        accounts.set_status(scope, account, Status.APPROVED)
    return step


def reject(scope: Scope, account: Account, reason: str) -> None:
    """Says no to a request, with the reason (F1); an account asked for again is closed as before. Raises Refused."""
    step = _step_to_take(scope, account, standing(scope.session, account))
    _decide(scope, account, step, Decision.REJECTED, reason)
    was_used = account.activated_at is not None
    accounts.set_status(scope, account, Status.CLOSED if was_used else Status.REJECTED, reason=reason)


def _step_to_take(scope: Scope, account: Account, decisions: list[Approval]) -> Step:
    if account.status is not Status.REQUESTED:
        raise Refused(
            _("There is no request to decide for {slug}.", slug=account.slug),
            _("Look at it: konto visa {slug}", slug=account.slug),
        )
    if scope.doer.id == account.requested_by:
        raise Refused(
            _("You asked for {slug} yourself, so somebody else decides.", slug=account.slug),
            _("It can be decided by: {who}.", who=who_can_approve(scope, account)),
        )
    steps = _open_to(scope, account, scope.doer, _left(scope, decisions))
    if not steps:
        raise Refused(
            _("You can't take a step that {slug} waits for.", slug=account.slug),
            _("It can be decided by: {who}.", who=who_can_approve(scope, account)),
        )
    return steps[0]


def who_can_approve(scope: Scope, account: Account) -> str:
    """Names of those who can take a waiting step, or what is missing, for a refusal (S2)."""
    decisions = standing(scope.session, account)
    taken = {a.person_id for a in decisions} | {account.requested_by}
    waiting = Counter(_left(scope, decisions) if account.status is Status.REQUESTED else ())
    return "; ".join(_who(scope, account, step, count, taken) for step, count in waiting.items())


def _who(scope: Scope, account: Account, step: Step, count: int, taken: Container[int]) -> str:
    """Those who can take a step, and how many of them are needed where that is more than one."""
    unit = account.unit if step is Step.MANAGER else None
    able = [person.name for person in people.here(scope, Role(step.value), unit) if person.id not in taken]
    if len(able) < count:
        return ", ".join([*able, _nobody(account, step)])
    names = ", ".join(able)
    return names if count == 1 else _("{count} of {names}", count=count, names=names)


def _nobody(account: Account, step: Step) -> str:
    if step is Step.MANAGER:
        return _("nobody yet (a manager of {unit} is missing)", unit=account.unit)
    if step is Step.COMMUNICATIONS:
        return _("nobody yet in communications")
    return _("nobody yet ({who} is missing)", who=_(STEP_NAMES[step]))


def _decide(scope: Scope, account: Account, step: Step, decision: Decision, reason: str | None) -> Approval:
    decided = Approval(
        workspace_id=scope.workspace_id, account_id=account.id, step=step, decision=decision,
        person_id=scope.doer.id, reason=reason, decided_at=scope.now,
    )  # fmt: skip
    scope.session.add(decided)
    scope.session.flush()
    audit.record(scope, f"account.{decision}", accounts.subject(account), step=step, reason=reason)
    accounts.wake_all(scope, account)
    return decided

"""Why an account is needed and how it is run: needs analysis, communicator's advice, plan (M4, O1, O2, H2)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, func, select

from core import accounts, audit
from core.accounts import Account, Status
from core.errors import FieldError, Refused
from core.inventory import AccountFacts
from core.policy.life import NeedItem, PlanItem
from core.readings import Reading
from core.scope import Scope
from core.table import Table, of_accounts
from core.words import _


class Need(Table, table=True):
    """What a unit says of why an account is needed (G2, H2); purpose and target group stand on the account."""

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    goals: str | None = Field(default=None, max_length=1000)
    reach: str | None = Field(default=None, max_length=1000)
    channel: str | None = Field(default=None, max_length=1000)
    central: str | None = Field(default=None, max_length=1000)
    resources: str | None = Field(default=None, max_length=1000)
    stated_by: int = Field(foreign_key="person.id")
    stated_at: datetime


class Advice(Table, table=True):
    """The communicator's advice on a request (O1)."""

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    text: str = Field(max_length=1000)
    given_by: int = Field(foreign_key="person.id")
    given_at: datetime


class Plan(Table, table=True):
    """A version of an account's plan. People and log-ins follow from the account, and no log-in is ever here (S1).

    `looked_at` is when somebody last saw that it needs no change, `deposited_place` where it was left (O7),
    `last_presented_on` when any version was last presented (M5).
    """

    __tablename__ = "account_plan"
    __table_args__ = (UniqueConstraint("account_id", "version"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    version: int
    activity: str | None = Field(default=None, max_length=1000)
    goals: str | None = Field(default=None, max_length=1000)
    supervision: str | None = Field(default=None, max_length=1000)
    updating: str | None = Field(default=None, max_length=1000)
    problems: str | None = Field(default=None, max_length=1000)
    public_records: str | None = Field(default=None, max_length=1000)
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime
    looked_at: date | None = None
    presented_on: date | None = None
    presented_to: str | None = Field(default=None, max_length=120)
    last_presented_on: date | None = None
    deposited_on: date | None = None
    deposited_place: str | None = Field(default=None, max_length=300)


WRITTEN = ("activity", "goals", "supervision", "updating", "problems", "public_records")
OF_NEED = ("goals", "reach", "channel", "central", "resources")
_OVER = frozenset({Status.CLOSED, Status.REJECTED})


def state_need(scope: Scope, account: Account, target_group: str | None, **parts: str | None) -> Need:
    """States what is given of why the account is needed (H2); the rest stays. Refused when it is closed."""
    _refuse_closed(account)
    need = need_of(scope.session, account) or Need(
        account_id=account.id, workspace_id=scope.workspace_id, stated_by=scope.doer.id, stated_at=scope.now
    )
    given = {name: text for name, text in parts.items() if text}
    for name, text in given.items():
        setattr(need, name, text)
    need.stated_by, need.stated_at = scope.doer.id, scope.now
    scope.session.add(need)
    if target_group:
        account.target_group = target_group
    scope.session.flush()
    fields = (*given, *(("target_group",) if target_group else ()))
    audit.record(scope, "account.need", accounts.subject(account), fields=fields)
    accounts.wake_all(scope, account)
    return need


def _refuse_closed(account: Account) -> None:
    if account.status in _OVER:
        raise Refused(_("{slug} is not in use.", slug=account.slug), _("Its entry stays as it is."))


def need_of(session: Session, account: Account) -> Need | None:
    """The account's needs analysis, if there is any."""
    return session.get(Need, account.id)


def needs_of(scope: Scope, account_ids: Iterable[int] | None = None) -> dict[int, Need]:
    """The needs analyses by account id, of the accounts given or of all."""
    query = select(Need).where(of_accounts(Need, scope.workspace_id, account_ids))
    return {need.account_id: need for need in scope.session.exec(query)}


def need_lacks(
    items: Iterable[NeedItem], account: Account | AccountFacts, need: Need | None
) -> tuple[str, ...]:
    """Those of the items that the request does not state."""
    stated = {NeedItem.PURPOSE}
    if account.target_group:
        stated.add(NeedItem.TARGET_GROUP)
    stated |= {NeedItem(name) for name in OF_NEED if need and getattr(need, name)}
    return tuple(item.value for item in items if item not in stated)


def advise(scope: Scope, account: Account, text: str) -> None:
    """Communications' advice on the account (O1). Refused when it is closed."""
    _refuse_closed(account)
    scope.session.add(
        Advice(
            workspace_id=scope.workspace_id, account_id=account.id, text=text,
            given_by=scope.doer.id, given_at=scope.now,
        )
    )  # fmt: skip
    scope.session.flush()
    audit.record(scope, "account.advised", accounts.subject(account))
    accounts.wake_all(scope, account)


def advice_on(session: Session, account: Account) -> Advice | None:
    """The latest advice since the account was asked for."""
    query = select(Advice).where(Advice.account_id == account.id, Advice.given_at >= account.requested_at)
    return session.exec(query.order_by(col(Advice.id).desc())).first()


def advised(scope: Scope, chosen: Iterable[Account | AccountFacts]) -> dict[int, datetime]:
    """When advice was last given, by account id, of those that have had it since they were asked for."""
    asked = {account.id: account.requested_at for account in chosen}
    query = select(Advice.account_id, func.max(Advice.given_at)).where(
        of_accounts(Advice, scope.workspace_id, asked)
    )
    given = dict(scope.session.exec(query.group_by(col(Advice.account_id))).all())
    return {id: at for id, at in given.items() if at >= asked[id]}


def write(scope: Scope, account: Account, **parts: str | None) -> Plan:
    """Writes what is given into the account's plan (M4, O2). Refused when the account is closed.

    It becomes a new version once somebody has read, got or been left the one there is, so that they are asked again.
    """
    _refuse_closed(account)
    before = current(scope.session, account)
    plan = before if before and not _is_out(scope.session, before) else _next(scope, account, before)
    given = {name: text for name, text in parts.items() if text}
    for name, text in given.items():
        setattr(plan, name, text)
    plan.made_by, plan.made_at = scope.doer.id, scope.now
    scope.session.add(plan)
    scope.session.flush()
    audit.record(scope, "account.plan", accounts.subject(account), version=plan.version, fields=tuple(given))
    accounts.wake_all(scope, account)
    return plan


def _is_out(session: Session, plan: Plan) -> bool:
    if plan.presented_on or plan.deposited_on:
        return True
    return session.exec(select(Reading.id).where(Reading.plan_id == plan.id).limit(1)).first() is not None


def _next(scope: Scope, account: Account, before: Plan | None) -> Plan:
    need = need_of(scope.session, account)
    kept: dict[str, Any] = {name: getattr(before, name) for name in WRITTEN} if before else {}
    kept["last_presented_on"] = before.last_presented_on if before else None
    kept["goals"] = kept.get("goals") or (need.goals if need else None)
    return Plan(
        workspace_id=scope.workspace_id, account_id=account.id, version=before.version + 1 if before else 1,
        made_by=scope.doer.id, made_at=scope.now, **kept,
    )  # fmt: skip


def current(session: Session, account: Account) -> Plan | None:
    """The newest version of the account's plan."""
    query = select(Plan).where(Plan.account_id == account.id).order_by(col(Plan.version).desc())
    return session.exec(query).first()


def with_advice(session: Session, account: Account) -> tuple[Plan | None, Advice | None]:
    """As `current`, and `advice_on`, in one statement."""
    last_plan = select(func.max(Plan.version)).where(Plan.account_id == account.id).scalar_subquery()
    last_advice = select(func.max(Advice.id)).where(Advice.account_id == account.id).scalar_subquery()
    since = col(Advice.given_at) >= account.requested_at
    query = (
        select(Plan, Advice)
        .select_from(Account)
        .outerjoin(Plan, (col(Plan.account_id) == account.id) & (col(Plan.version) == last_plan))
        .outerjoin(Advice, (col(Advice.account_id) == account.id) & (col(Advice.id) == last_advice) & since)
        .where(Account.id == account.id)
    )
    return session.exec(query).one()


def newest(scope: Scope, account_ids: Iterable[int] | None = None) -> dict[int, Plan]:
    """The newest version of each plan by account id, of the accounts given or of all, in one statement."""
    last = (
        select(Plan.account_id, func.max(Plan.version).label("version"))
        .where(of_accounts(Plan, scope.workspace_id, account_ids))
        .group_by(col(Plan.account_id))
    )
    chosen = last.subquery()
    query = select(Plan).join(
        chosen, (col(Plan.account_id) == chosen.c.account_id) & (col(Plan.version) == chosen.c.version)
    )
    return {plan.account_id: plan for plan in scope.session.exec(query)}


def present(scope: Scope, account: Account, to: str, on: date) -> Plan:
    """The plan was presented to somebody that day (M5). Refused without a plan, FieldError on a day to come."""
    plan = _plan_of(scope, account)
    _check_day(scope, on)
    plan.presented_to, plan.presented_on, plan.last_presented_on = to, on, on
    _changed(scope, account, "account.plan_presented", version=plan.version, to=to, on=on)
    return plan


def look_at(scope: Scope, account: Account) -> Plan:
    """Somebody has looked at the plan and it needs no change (M5). Refused without a plan."""
    plan = _plan_of(scope, account)
    plan.looked_at = scope.calendar.local(scope.now).date()
    _changed(scope, account, "account.plan_looked_at", version=plan.version)
    return plan


def deposit(scope: Scope, account: Account, place: str, log_in: str | None, on: date) -> Plan:
    """The plan was left somewhere (O7); `log_in` is the place of the log-in, never that itself (S1). FieldError."""
    plan = _plan_of(scope, account)
    _check_day(scope, on)
    plan.deposited_place, plan.deposited_on = place, on
    account.access_place = log_in or account.access_place
    _changed(scope, account, "account.deposited", version=plan.version, place=place, log_in=log_in, on=on)
    return plan


def _plan_of(scope: Scope, account: Account) -> Plan:
    _refuse_closed(account)
    plan = current(scope.session, account)
    if plan is None:
        raise Refused(
            _("{slug} has no plan yet.", slug=account.slug),
            _("Write one: plan {slug}", slug=account.slug),
        )
    return plan


def _check_day(scope: Scope, on: date) -> None:
    if on > scope.calendar.local(scope.now).date():
        raise FieldError("on", _("That day has not come yet."))


def _changed(scope: Scope, account: Account, action: str, **changes: Any) -> None:
    scope.session.flush()
    audit.record(scope, action, accounts.subject(account), **changes)
    accounts.wake_all(scope, account)


def plan_lacks(
    items: Iterable[PlanItem], account: Account | AccountFacts, plan: Plan, people_known: frozenset[PlanItem]
) -> tuple[str, ...]:
    """Those of the items that the plan does not state; `people_known` are those of people that are known."""
    stated = {PlanItem.PURPOSE} | people_known
    if account.target_group:
        stated.add(PlanItem.TARGET_GROUP)
    if account.access is accounts.Access.ADMINISTRATOR or account.access_place:
        stated.add(PlanItem.LOG_INS)
    stated |= {PlanItem(name) for name in WRITTEN if getattr(plan, name)}
    return tuple(item.value for item in items if item not in stated)

"""Accounts: requested, approved, active, closing, closed; who edits them and who has approved what."""

from collections.abc import Collection, Iterable, Set
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, and_, case, update
from sqlmodel import Field, Session, col, or_, select

from core import absences, audit, people
from core.errors import FieldError, Refused
from core.people import Person, Role
from core.scope import Scope
from core.slugs import fold, slug_of
from core.table import Table, one_of
from core.watch import ACCOUNT_FAMILIES, wake
from core.words import _


class Status(StrEnum):
    """Where an account is in its life."""

    REQUESTED = "requested"
    APPROVED = "approved"
    ACTIVE = "active"
    CLOSING = "closing"
    CLOSED = "closed"
    REJECTED = "rejected"


class Access(StrEnum):
    """How communications reaches the account (F3): administrator rights, or a log-in kept somewhere."""

    ADMINISTRATOR = "administrator"
    DEPOSITED = "deposited"


class Account(Table, table=True):
    """A social-media account of the municipality. `access_place` is where a log-in is kept, never the log-in (S1).

    `contact` is what the public reads; `website_url` the page of the municipality that links to the account (O6).
    It rests from and until the days given, both included.
    """

    __table_args__ = (UniqueConstraint("workspace_id", "folded"), Index(None, "workspace_id", "status"))

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    slug: str = Field(max_length=60)
    folded: str = Field(max_length=60)
    platform: str = Field(max_length=40)
    handle: str | None = Field(default=None, max_length=120)
    url: str | None = Field(default=None, max_length=1000)
    unit: str = Field(max_length=120)
    purpose: str = Field(max_length=1000)
    target_group: str | None = Field(default=None, max_length=500)
    responsible_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    responsible_since: datetime | None = None
    deputy_id: int | None = Field(default=None, foreign_key="person.id")
    contact: str | None = Field(default=None, max_length=200)
    website_url: str | None = Field(default=None, max_length=1000)
    rests_from: date | None = None
    rests_until: date | None = None
    status: Status = Field(default=Status.REQUESTED, sa_column=one_of(Status))
    requested_by: int = Field(foreign_key="person.id")
    requested_at: datetime
    activated_at: datetime | None = None
    access: Access | None = Field(default=None, sa_column=one_of(Access, nullable=True))
    access_place: str | None = Field(default=None, max_length=300)
    closing_requested_by: int | None = Field(default=None, foreign_key="person.id")
    closing_requested_at: datetime | None = None
    closing_reason: str | None = Field(default=None, max_length=500)
    closed_at: datetime | None = None
    inactive_confirmed_at: datetime | None = None
    inactive_confirmed_by: int | None = Field(default=None, foreign_key="person.id")


class AccountEditor(Table, table=True):
    """An administrator of an account, beside the one responsible."""

    __tablename__ = "account_editor"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    since: datetime


class Assignment(Table, table=True):
    """A manager has given a person the task of working with an account (F2); `as_employee` where that was said (O3)."""

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    assigned_by: int = Field(foreign_key="person.id")
    assigned_at: datetime
    as_employee: bool | None = None
    task: str | None = Field(default=None, max_length=500)
    ended_at: datetime | None = None


def subject(account: Account) -> str:
    """The account's name in the audit log."""
    return f"account:{account.slug}"


def identify(session: Session, workspace_id: int, text: str) -> Account | None:
    """The account with that slug, case and accents aside."""
    folded = fold(slug_of(text))
    query = select(Account).where(Account.workspace_id == workspace_id, Account.folded == folded)
    return session.exec(query).first()


def get(session: Session, account_id: int) -> Account:
    """The account with that id. NoResultFound when there is none."""
    return session.get_one(Account, account_id)


def listed(scope: Scope, *statuses: Status) -> list[Account]:
    """The workspace's accounts by slug, of the statuses given or of all."""
    query = select(Account).where(Account.workspace_id == scope.workspace_id)
    if statuses:
        query = query.where(col(Account.status).in_(statuses))
    return list(scope.session.exec(query.order_by(Account.slug)))


def known_unit(scope: Scope, text: str) -> str:
    """The unit as it is already spelled by an account or a person, else as given."""
    of_accounts = select(Account.unit).where(Account.workspace_id == scope.workspace_id)
    of_people = select(Person.unit).where(Person.workspace_id == scope.workspace_id)
    known = {
        unit for query in (of_accounts, of_people) for unit in scope.session.exec(query.distinct()) if unit
    }
    return next((unit for unit in known if fold(unit) == fold(text)), text)


def units(scope: Scope) -> list[str]:
    """The units that have accounts, by name."""
    query = select(Account.unit).where(Account.workspace_id == scope.workspace_id).distinct()
    return sorted(scope.session.exec(query))


def edited_by(scope: Scope, person: Person) -> list[Account]:
    """The accounts a person is responsible for or administers, closed and rejected ones aside."""
    return _found(scope, person, _edits(col(Person.id) == person.id), _is_open())


def handled_by(scope: Scope, person: Person) -> list[Account]:
    """As `edited_by`, and the accounts of those the person stands in for today (H11)."""
    return _found(scope, person, _edits(_hands(scope, person)), _is_open())


def concerning(scope: Scope, person: Person, roles: Set[Role]) -> list[Account]:
    """As `handled_by`, and all of the units for which a manager decides today."""
    handled = and_(_edits(_hands(scope, person)), _is_open())
    if Role.MANAGER not in roles:
        return _found(scope, person, handled)
    units = absences.units_of_managers(scope, _hands(scope, person))
    return _found(scope, person, or_(handled, col(Account.unit).in_(units)))


def _hands(scope: Scope, person: Person) -> ColumnElement[bool]:
    """The person, and those they stand in for today."""
    return or_(col(Person.id) == person.id, absences.stands_in(scope, person))


def _edits(who: ColumnElement[bool]) -> ColumnElement[bool]:
    """Accounts that any of those people is responsible for or administers."""
    hands = select(Person.id).where(who)
    administered = select(AccountEditor.account_id).where(col(AccountEditor.person_id).in_(hands))
    return or_(col(Account.responsible_id).in_(hands), col(Account.id).in_(administered))


def _is_open() -> ColumnElement[bool]:
    return col(Account.status).not_in((Status.CLOSED, Status.REJECTED))


def _found(scope: Scope, person: Person, *which: ColumnElement[bool]) -> list[Account]:
    """Those of the accounts, the person's own first, then by slug."""
    own = case((_edits(col(Person.id) == person.id), 0), else_=1)
    query = select(Account).where(Account.workspace_id == scope.workspace_id, *which)
    return list(scope.session.exec(query.order_by(own, col(Account.slug))))


def editors(session: Session, account: Account) -> list[Person]:
    """Who works with the account and has not left, also who is away: the one responsible first, then administrators."""
    administrators = select(AccountEditor.person_id).where(AccountEditor.account_id == account.id)
    query = select(Person).where(
        or_(col(Person.id) == account.responsible_id, col(Person.id).in_(administrators)),
        col(Person.left_at).is_(None),
    )
    return sorted(session.exec(query), key=lambda p: (p.id != account.responsible_id, p.name))


def is_handled_by(scope: Scope, account: Account, person: Person) -> bool:
    """Whether the person works with the account, or stands in today for somebody who does (H11)."""
    if account.responsible_id == person.id:
        return True
    theirs = select(AccountEditor.person_id).where(AccountEditor.account_id == account.id)
    query = select(Person.id).where(
        _hands(scope, person),
        or_(col(Person.id) == account.responsible_id, col(Person.id).in_(theirs)),
    )
    return scope.session.exec(query).first() is not None


def managers(scope: Scope, account: Account) -> list[Person]:
    """The managers of the account's unit who are not away."""
    return people.here(scope, Role.MANAGER, account.unit)


def request(
    scope: Scope,
    slug: str,
    responsible: Person,
    administrators: Iterable[Person] = (),
    *,
    platform: str,
    unit: str,
    purpose: str,
    **details: Any,
) -> Account:
    """Asks for a new account (F1), also again after a no. `details`: url, handle, target_group.

    FieldError on a slug that is taken.
    """
    account = identify(scope.session, scope.workspace_id, slug)
    never_was = account and (account.status is Status.REJECTED or _closed_unused(account))
    if account and not never_was:
        raise FieldError("slug", _("There is already an account called {slug}.", slug=slug))
    account = account or Account(
        workspace_id=scope.workspace_id, slug=slug_of(slug), folded=fold(slug_of(slug))
    )  # type: ignore[call-arg]
    account.status, account.requested_by, account.requested_at = Status.REQUESTED, scope.doer.id, scope.now
    account.platform, account.unit, account.purpose = platform, unit, purpose
    account.responsible_id, account.responsible_since = responsible.id, scope.now
    for field, value in details.items():
        setattr(account, field, value)
    scope.session.add(account)
    scope.session.flush()
    set_administrators(scope, account, administrators)
    audit.record(
        scope, "account.requested", subject(account),
        platform=platform, unit=unit, purpose=purpose, responsible=responsible.slug, **details,
    )  # fmt: skip
    wake_all(scope, account)
    return account


def wake_all(scope: Scope, account: Account) -> None:
    """Has the next sweep look at everything about the account."""
    wake(scope, account.id, *ACCOUNT_FAMILIES)


def _closed_unused(account: Account) -> bool:
    return account.status is Status.CLOSED and account.activated_at is None


def set_administrators(scope: Scope, account: Account, wanted: Iterable[Person]) -> None:
    """Makes `wanted` the account's administrators; assignments of those who go are ended."""
    query = select(AccountEditor).where(AccountEditor.account_id == account.id)
    held = {row.person_id: row for row in scope.session.exec(query)}
    keep = {person.id: person for person in wanted if person.id is not None}
    for person_id in held.keys() - keep.keys():
        scope.session.delete(held[person_id])
    end_assignments(scope, held.keys() - keep.keys() - {account.responsible_id}, account.id)
    for person_id in keep.keys() - held.keys():
        scope.session.add(
            AccountEditor(
                account_id=account.id, person_id=person_id, workspace_id=scope.workspace_id, since=scope.now
            )
        )
    scope.session.flush()
    _drop_deputy(scope, account)
    if held.keys() != keep.keys():
        names = tuple(sorted(person.slug for person in keep.values()))
        audit.record(scope, "account.administrators", subject(account), administrators=names)
        wake_all(scope, account)


def _drop_deputy(scope: Scope, account: Account) -> None:
    """The deputy is one of the other administrators, or there is none."""
    if account.deputy_id is None:
        return
    others = {person.id for person in editors(scope.session, account)} - {account.responsible_id}
    if account.deputy_id not in others:
        account.deputy_id = None
        scope.session.flush()


def change(scope: Scope, account: Account, administrators: Iterable[Person] = (), **details: Any) -> None:
    """Changes what is given (not None, not empty), and ends the assignments of those who go.

    `details`: url, handle, unit, purpose, target_group, platform, responsible_id, deputy_id, contact, website_url.
    """
    before = {person.id for person in editors(scope.session, account)}
    changed = {field: value for field, value in details.items() if value is not None}
    if changed.get("responsible_id", account.responsible_id) != account.responsible_id:
        account.responsible_since = scope.now
    for field, value in changed.items():
        setattr(account, field, value)
    if changed:
        audit.record(scope, "account.changed", subject(account), **changed)
        wake_all(scope, account)
    if administrators := tuple(administrators):
        set_administrators(scope, account, administrators)
    scope.session.flush()
    _drop_deputy(scope, account)
    end_assignments(scope, before - {person.id for person in editors(scope.session, account)}, account.id)


def set_status(scope: Scope, account: Account, status: Status, **changes: Any) -> None:
    """Moves the account on in its life; `changes` go to the audit log beside the status."""
    account.status = status
    scope.session.flush()
    audit.record(scope, "account.status", subject(account), status=status, **changes)
    wake_all(scope, account)


def rests_between(account: Account, first: date, last: date) -> bool:
    """Whether the account rests on any of the local days from the first until the last."""
    if account.rests_from is None or account.rests_until is None:
        return False
    return account.rests_from <= last and first <= account.rests_until


def rest(scope: Scope, account: Account, first: date | None, last: date | None) -> None:
    """The account rests from the first day until the last: posts and silence are not asked about, questions are.

    Without days it rests no more. Refused when it is not in use.
    """
    if account.status is not Status.ACTIVE:
        raise Refused(
            _("{slug} is not active.", slug=account.slug),
            _("Look at it: konto visa {slug}", slug=account.slug),
        )
    account.rests_from, account.rests_until = first, last
    scope.session.flush()
    audit.record(scope, "account.rest", subject(account), rests_from=first, rests_until=last)
    wake_all(scope, account)


def assign(scope: Scope, account: Account, person: Person, task: str | None = None) -> None:
    """The actor, the manager, gives a person the task of working with the account (F2), as an employee (O3, H14)."""
    if person.id in assigned(scope.session, account):
        return
    scope.session.add(
        Assignment(
            workspace_id=scope.workspace_id,
            account_id=account.id,
            person_id=person.id,
            assigned_by=scope.doer.id,
            assigned_at=scope.now,
            as_employee=scope.policy.approval.as_employee.value or None,
            task=task,
        )
    )
    scope.session.flush()
    audit.record(
        scope, "account.assigned", subject(account),
        person=person.slug, as_employee=scope.policy.approval.as_employee.value,
    )  # fmt: skip
    wake_all(scope, account)


def assigned(session: Session, account: Account) -> frozenset[int]:
    """Ids of those with a standing assignment for the account (F2)."""
    query = select(Assignment.person_id).where(
        Assignment.account_id == account.id, col(Assignment.ended_at).is_(None)
    )
    return frozenset(session.exec(query))


def tasks(session: Session, account: Account) -> list[tuple[str, str]]:
    """Who has an assignment that says what it covers (H8), and what; by name."""
    query = (
        select(Person.name, Assignment.task)
        .join(Person, col(Person.id) == col(Assignment.person_id))
        .where(Assignment.account_id == account.id, col(Assignment.ended_at).is_(None))
        .order_by(Person.name)
    )
    return [(name, task) for name, task in session.exec(query) if task]


def end_assignments(scope: Scope, person_ids: Collection[int | None], account_id: int | None = None) -> None:
    """Ends the people's assignments, for one account or for all."""
    if not person_ids:
        return
    standing = update(Assignment).where(
        col(Assignment.workspace_id) == scope.workspace_id,
        col(Assignment.person_id).in_(person_ids),
        col(Assignment.ended_at).is_(None),
    )
    if account_id is not None:
        standing = standing.where(col(Assignment.account_id) == account_id)
    scope.session.execute(standing.values(ended_at=scope.now))


def hand_over(scope: Scope, leaving: Person, successor: Person | None) -> list[Account]:
    """A leaving person's accounts get `successor` as responsible, or none (a gap). Returns those accounts."""
    mine = edited_by(scope, leaving)
    end_assignments(scope, (leaving.id,))
    for account in mine:
        if account.responsible_id == leaving.id:
            account.responsible_id = successor.id if successor else None
            account.responsible_since = scope.now
            name = successor.slug if successor else None
            audit.record(scope, "account.responsible", subject(account), responsible=name)
        stay = [p for p in _administrators(scope.session, account) if p.id != leaving.id]
        set_administrators(scope, account, stay)
        wake_all(scope, account)
    return mine


def _administrators(session: Session, account: Account) -> list[Person]:
    query = (
        select(Person)
        .join(AccountEditor, col(AccountEditor.person_id) == col(Person.id))
        .where(AccountEditor.account_id == account.id)
    )
    return list(session.exec(query))

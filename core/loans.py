"""Loans of accounts: who holds one for a time, by agreement; they begin and end by themselves (H12)."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Field, Session, col, select

from core import accounts, audit
from core.accounts import Account, AccountEditor, Status
from core.errors import FieldError, Refused
from core.people import Person
from core.scope import Scope
from core.table import Table, of_accounts, plain
from core.watch import Family, look_at, wake
from core.words import _
from core.worktime import DAY


class Loan(Table, table=True):
    """A person holds an account from the first day until the last, local days and both included.

    `ended_at` is when it was over or taken back; `is_held` while the borrower works with the account.
    """

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    account_id: int = Field(foreign_key="account.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    first_day: date
    last_day: date
    is_held: bool = False
    lent_by: int = Field(foreign_key="person.id")
    lent_at: datetime
    ended_at: datetime | None = None


def lend(scope: Scope, account: Account, person: Person, first: date, last: date) -> Loan:
    """Lends the account for a time (H12). FieldError on days that can't be; Refused when it is not active."""
    if account.status is not Status.ACTIVE:
        raise Refused(_("{slug} is not active.", slug=account.slug), _("Only an active account can be lent."))
    if last < first:
        raise FieldError("last", _("The last day is before the first."))
    if last < scope.calendar.local(scope.now).date():
        raise FieldError("last", _("That time is over already."))
    if person.id in {each.id for each in accounts.editors(scope.session, account)}:
        raise FieldError("person", _("{name} works with the account already.", name=person.name))
    loan = Loan(
        workspace_id=scope.workspace_id, account_id=account.id, person_id=person.id,
        first_day=first, last_day=last, lent_by=scope.doer.id, lent_at=scope.now,
    )  # fmt: skip
    scope.session.add(loan)
    scope.session.flush()
    audit.record(
        scope, "account.lent", accounts.subject(account), person=person.slug, first_day=first, last_day=last
    )
    turn(scope, loan)
    return loan


def standing(session: Session, account: Account) -> list[Loan]:
    """The account's loans that are not over, the next first."""
    query = select(Loan).where(Loan.account_id == account.id, col(Loan.ended_at).is_(None))
    return list(session.exec(query.order_by(col(Loan.first_day), col(Loan.id))))


def borrowers(scope: Scope, account_ids: Iterable[int] | None = None) -> dict[int, frozenset[int]]:
    """Who holds each account on loan just now, by account id, of the accounts given or of all."""
    query = select(Loan.account_id, Loan.person_id).where(
        of_accounts(Loan, scope.workspace_id, account_ids), col(Loan.is_held)
    )
    found: dict[int, frozenset[int]] = {}
    for account_id, person_id in plain(scope.session, query):
        found[account_id] = found.get(account_id, frozenset()) | {person_id}
    return found


def take_back(scope: Scope, loan: Loan) -> None:
    """Ends a loan now; the borrower works with the account no more."""
    _end(scope, loan)
    wake(scope, loan.id, Family.LOAN)


def _end(scope: Scope, loan: Loan) -> None:
    account = accounts.get(scope.session, loan.account_id)
    held = scope.session.get(AccountEditor, (loan.account_id, loan.person_id))
    if loan.is_held and held:
        scope.session.delete(held)
    loan.is_held, loan.ended_at = False, scope.now
    scope.session.flush()
    person = scope.session.get_one(Person, loan.person_id)
    audit.record(scope, "account.returned", accounts.subject(account), person=person.slug)
    accounts.wake_all(scope, account)


def turn(scope: Scope, loan: Loan) -> datetime | None:
    """Begins the loan on its first day and ends it after its last; when it is to be looked at next (UTC)."""
    if loan.ended_at is not None:
        return None
    begins = scope.calendar.midnight(loan.first_day)
    ends = scope.calendar.midnight(loan.last_day + DAY)
    if scope.now >= ends:
        _end(scope, loan)
        return None
    if scope.now >= begins and not loan.is_held:
        _hold(scope, loan)
    at = ends if scope.now >= begins else begins
    look_at(scope.session, scope.workspace_id, Family.LOAN, loan.id, at)
    return at


def _hold(scope: Scope, loan: Loan) -> None:
    """The borrower works with the account from now; one who does so anyway keeps it afterwards."""
    if scope.session.get(AccountEditor, (loan.account_id, loan.person_id)) is not None:
        return
    scope.session.add(
        AccountEditor(
            account_id=loan.account_id, person_id=loan.person_id,
            workspace_id=scope.workspace_id, since=scope.now,
        )
    )  # fmt: skip
    loan.is_held = True
    scope.session.flush()
    accounts.wake_all(scope, accounts.get(scope.session, loan.account_id))

"""Readings: who has confirmed that they have read the guidelines and an account's plan (M12, H8)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import insert
from sqlmodel import Field, col, func, select

from core import audit
from core.people import Person
from core.scope import Scope
from core.table import Table, of_accounts, plain
from core.watch import Family, wake


class Reading(Table, table=True):
    """A person has read the guidelines, as they stood from a day, and the account's plan where there was one."""

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    plan_id: int | None = Field(default=None, foreign_key="account_plan.id", index=True)
    guidelines_of: date | None = None
    read_at: datetime


def guidelines_of(scope: Scope) -> date | None:
    """The day the guidelines were decided or last revised; None where the document does not say."""
    return scope.policy.document.revised or scope.policy.document.decided


def confirm(scope: Scope, plans: Mapping[tuple[int, str], int | None], person: Person) -> None:
    """The person has read the guidelines and accounts' plans (M12), by the accounts' ids and slugs."""
    same = {
        "workspace_id": scope.workspace_id, "person_id": person.id, "guidelines_of": guidelines_of(scope),
        "read_at": scope.now,
    }  # fmt: skip
    rows = [
        same | {"account_id": account_id, "plan_id": plan_id}
        for (account_id, _slug), plan_id in plans.items()
    ]
    scope.session.execute(insert(Reading), rows)
    for account_id, slug in plans:
        audit.record(scope, "account.read", f"account:{slug}", person=person.slug)
        wake(scope, account_id, Family.GAPS)


def of_plan(scope: Scope, account_id: int, plan_id: int | None) -> list[tuple[str, datetime]]:
    """Who has read that version of the account's plan (or the guidelines, where there is none), and when; by name."""
    query = (
        select(Person.name, func.max(Reading.read_at))
        .join(Person, col(Person.id) == col(Reading.person_id))
        .where(Reading.account_id == account_id, Reading.plan_id == plan_id)
        .group_by(col(Person.id), Person.name)
        .order_by(Person.name)
    )
    return list(scope.session.exec(query))


def who_has_read(
    scope: Scope, account_ids: Iterable[int] | None, plans: Mapping[int, int]
) -> dict[int, frozenset[int]]:
    """Those who have read today's guidelines and the newest plan, by account id, of the accounts given or of all.

    `plans` are the newest plans' ids.
    """
    query = select(Reading.account_id, Reading.person_id, Reading.plan_id).where(
        of_accounts(Reading, scope.workspace_id, account_ids)
    )
    since = guidelines_of(scope)
    if since is not None:
        query = query.where(col(Reading.guidelines_of) == since)
    found: dict[int, frozenset[int]] = {}
    for account_id, person_id, plan_id in plain(scope.session, query):
        if plan_id == plans.get(account_id):
            found[account_id] = found.get(account_id, frozenset()) | {person_id}
    return found

"""Contact persons: whom to ask in a unit when a question needs a quick answer (H27)."""

from collections.abc import Iterable

from sqlmodel import Field, col, select

from core import accounts, audit
from core.accounts import Account, Status
from core.people import Person
from core.scope import Scope
from core.slugs import fold
from core.table import Table
from core.watch import Family, wake_many


class Contact(Table, table=True):
    """A person answers for a unit when it is urgent."""

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    unit: str = Field(primary_key=True, max_length=120)
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)


def set_for(scope: Scope, unit: str, wanted: Iterable[Person]) -> str:
    """Makes those the unit's contact persons, instead of whoever was; the unit as it is spelled."""
    unit = accounts.known_unit(scope, unit)
    query = select(Contact).where(Contact.workspace_id == scope.workspace_id, Contact.unit == unit)
    held = {row.person_id: row for row in scope.session.exec(query)}
    keep = {person.id: person for person in wanted}
    for person_id in held.keys() - keep.keys():
        scope.session.delete(held[person_id])
    for person_id in keep.keys() - held.keys():
        scope.session.add(Contact(workspace_id=scope.workspace_id, unit=unit, person_id=person_id))
    scope.session.flush()
    names = tuple(sorted(person.slug for person in keep.values()))
    audit.record(scope, "unit.contacts", f"unit:{fold(unit)}", contacts=names)
    theirs = [account.id for account in accounts.listed(scope, Status.ACTIVE) if account.unit == unit]
    if theirs:
        wake_many(scope, ((Family.GAPS, id) for id in theirs))
    return unit


def by_unit(scope: Scope) -> dict[str, list[Person]]:
    """The contact persons who have not left, by unit, each by name."""
    query = (
        select(Contact.unit, Person)
        .join(Person, col(Person.id) == col(Contact.person_id))
        .where(Contact.workspace_id == scope.workspace_id, col(Person.left_at).is_(None))
        .order_by(col(Contact.unit), Person.name)
    )
    found: dict[str, list[Person]] = {}
    for unit, person in scope.session.exec(query):
        found.setdefault(unit, []).append(person)
    return found


def without(scope: Scope) -> frozenset[int]:
    """For each unit with active accounts and no contact person, the id of its first account, which says so."""
    have = by_unit(scope).keys()
    query = select(Account.unit, Account.id).where(
        Account.workspace_id == scope.workspace_id, Account.status == Status.ACTIVE
    )
    first: dict[str, int] = {}
    for unit, id in scope.session.exec(query.order_by(col(Account.id))):
        first.setdefault(unit, id)
    return frozenset(id for unit, id in first.items() if unit not in have)

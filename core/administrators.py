"""Two administrators for an administrator: who becomes one, or is one no longer, is confirmed by a second (S2)."""

from datetime import datetime

from sqlmodel import Field, Session, col, select

from core import audit, outbox, people
from core.errors import Refused
from core.people import Person, Role
from core.scope import Scope
from core.table import Table
from core.watch import Family, wake
from core.words import _

ADMIN = frozenset({Role.ADMIN})


class AdminChange(Table, table=True):
    """A person who shall be an administrator (`gives`), or be one no longer, once a second has said so."""

    __tablename__ = "admin_change"

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    gives: bool
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    is_granted: bool | None = None


def seconds(scope: Scope, person: Person | None) -> list[Person]:
    """Those who can confirm a change of the doer's: other administrators who are there, not whom it concerns.

    The operator is nobody to wait for: whoever runs the terminal answers there, if asked.
    """
    apart = {scope.doer.id, person.id if person else None}
    return [p for p in people.here(scope, Role.ADMIN) if p.id not in apart and not p.is_operator]


def at_once(scope: Scope, person: Person | None, wanted: frozenset[Role]) -> frozenset[Role]:
    """Those of the wanted roles that can be set now: the administrator's stays as it is while a second is asked."""
    held = people.roles_of(scope.session, person) if person else frozenset[Role]()
    if not (held ^ wanted) & ADMIN or not seconds(scope, person):
        return wanted
    return (wanted - ADMIN | held & ADMIN) or held


def ask(scope: Scope, person: Person, *, gives: bool) -> AdminChange:
    """Asks the other administrators to confirm; what was asked before about the person is withdrawn."""
    if before := pending_for(scope, person):
        _close(scope, before, is_granted=False)
    change = AdminChange(
        workspace_id=scope.workspace_id,
        person_id=person.id,
        gives=gives,
        asked_by=scope.doer.id,
        asked_at=scope.now,
    )
    scope.session.add(change)
    scope.session.flush()
    audit.record(scope, "person.admin_asked", f"person:{person.slug}", gives=gives)
    data = {
        "kind": "admin",
        "person": person.slug,
        "name": person.name,
        "by": scope.doer.name,
        "gives": gives,
    }
    for second in seconds(scope, person):
        outbox.add(
            scope.session, scope.workspace_id, scope.now, key=f"{_matter(change)}@{second.slug}", rule="gap",
            family=Family.LINK, subject_id=0, matter=_matter(change), recipient=str(second.id), data=data,
        )  # fmt: skip
    return change


def decide(scope: Scope, change: AdminChange, *, is_granted: bool) -> Person:
    """A second administrator says yes or no. Refused to whoever asked and to whom it concerns."""
    person = scope.session.get_one(Person, change.person_id)
    if scope.doer.id in {change.asked_by, person.id}:
        names = ", ".join(each.name for each in able(scope, change))
        raise Refused(
            _("A second administrator decides this: neither who asked nor whom it is about."),
            _("It can be decided by: {who}.", who=names or _("nobody yet")),
        )
    if is_granted:
        people.set_roles(scope, person, people.roles_of(scope.session, person) ^ ADMIN)
    _close(scope, change, is_granted=is_granted)
    return person


def able(scope: Scope, change: AdminChange) -> list[Person]:
    """Those who can decide it: administrators who neither asked nor are whom it is about."""
    apart = {change.asked_by, change.person_id}
    return [person for person in people.here(scope, Role.ADMIN) if person.id not in apart]


def _close(scope: Scope, change: AdminChange, *, is_granted: bool) -> None:
    change.decided_by, change.decided_at, change.is_granted = scope.doer.id, scope.now, is_granted
    person = scope.session.get_one(Person, change.person_id)
    action = "person.admin_confirmed" if is_granted else "person.admin_declined"
    audit.record(scope, action, f"person:{person.slug}", gives=change.gives)
    wake(scope, 0, Family.LINK)


def pending_for(scope: Scope, person: Person) -> AdminChange | None:
    """The change about the person that waits for a second administrator."""
    query = select(AdminChange).where(
        AdminChange.person_id == person.id, col(AdminChange.decided_at).is_(None)
    )
    return scope.session.exec(query).first()


def decided(session: Session, workspace_id: int) -> frozenset[str]:
    """The changes that wait no longer, as the matters the notes are about."""
    query = select(AdminChange).where(
        AdminChange.workspace_id == workspace_id, col(AdminChange.decided_at).is_not(None)
    )
    return frozenset(_matter(change) for change in session.exec(query))


def _matter(change: AdminChange) -> str:
    return f"admin:{change.id}"

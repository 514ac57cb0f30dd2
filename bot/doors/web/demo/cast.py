"""Everybody of the sample municipality, by role, to act as; and an outsider, whom nobody has registered."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from core import people
from core.people import Person, PersonRole, Role
from core.slugs import slug_of
from core.words import N_, _
from core.workspace import Workspace

OUTSIDER = "Ulla Utomstående"
ROLES = {
    Role.COMMUNICATIONS: N_("Communications"),
    Role.EDITOR: N_("Editors"),
    Role.MANAGER: N_("Managers"),
    Role.COUNCIL: N_("SoMe council"),
    Role.REGISTRAR: N_("Registrar"),
    Role.ADMIN: N_("Administrator"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody to act as: slug, name, unit and roles; an outsider has none."""

    slug: str
    name: str
    unit: str = ""
    roles: frozenset[Role] = frozenset()

    @property
    def role(self) -> Role | None:
        """The role they are known by."""
        return next((role for role in ROLES if role in self.roles), None)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody there is."""

    members: tuple[Member, ...]

    def named(self, slug: str) -> Member | None:
        """Whoever has that slug."""
        return next((member for member in self.members if member.slug == slug), None)

    def having(self, role: Role | None) -> list[Member]:
        """Those known by a role; by None the outsiders."""
        return [member for member in self.members if member.role is role]

    def groups(self) -> list[tuple[str, list[Member]]]:
        """The members under what their role is called, in the language spoken."""
        named = [(_(label), self.having(role)) for role, label in ROLES.items()]
        return [(label, found) for label, found in (*named, (_("Outsiders"), self.having(None))) if found]


def cast(session: Session, home: Workspace) -> Cast:
    """Everybody who has not left, by name; last the outsider."""
    query = select(Person).where(Person.workspace_id == home.id, col(Person.left_at).is_(None))
    held: dict[int, set[Role]] = {}
    for row in session.exec(select(PersonRole).where(PersonRole.workspace_id == home.id)):
        held.setdefault(row.person_id, set()).add(row.role)
    found = [
        Member(person.slug, person.name, person.unit or "", frozenset(held.get(person.id, ())))
        for person in session.exec(query.order_by(Person.name))
    ]
    outsider = Member(slug_of(OUTSIDER), OUTSIDER)
    is_new = people.identify(session, home.id, OUTSIDER) is None
    return Cast((*found, outsider) if is_new else tuple(found))

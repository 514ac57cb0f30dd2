"""People: who they are, what roles they hold, how chat knows them, what training they have."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Session, col, select

from core import audit
from core.errors import FieldError
from core.slugs import fold, slug_of
from core.table import Table, one_of, spanning
from core.words import _, language_of_locale, speaking

if TYPE_CHECKING:
    from core.scope import Scope
    from core.workspace import Workspace


class Role(StrEnum):
    """What a person is in the SoMe-råd's work."""

    EDITOR = "editor"
    MANAGER = "manager"
    COMMUNICATIONS = "communications"
    COUNCIL = "council"
    REGISTRAR = "registrar"
    ADMIN = "admin"


class Person(Table, table=True):
    """Somebody who works with the accounts. `is_operator` marks the terminal's own person; `contact` is how to
    reach them at work.

    `zone` (IANA) and `locale` are what their chat says; `away_since` is when it last knew them no more. `chat` is the
    one they would rather be written to in, where they have several.
    """

    __table_args__ = (UniqueConstraint("workspace_id", "folded"), Index(None, "workspace_id", "unit"))

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    slug: str = Field(max_length=60)
    folded: str = Field(max_length=60)
    name: str = Field(max_length=120)
    unit: str | None = Field(default=None, max_length=120)
    department: str | None = Field(default=None, max_length=120)
    title: str | None = Field(default=None, max_length=120)
    contact: str | None = Field(default=None, max_length=200)
    language: str | None = Field(default=None, max_length=5)
    zone: str | None = Field(default=None, max_length=60)
    locale: str | None = Field(default=None, max_length=35)
    chat: str | None = Field(default=None, max_length=20)
    is_operator: bool = False
    created_at: datetime
    left_at: datetime | None = None
    away_since: datetime | None = None

    @property
    def is_here(self) -> bool:
        """Neither left nor away: somebody to count on."""
        return self.left_at is None and self.away_since is None


class PersonRole(Table, table=True):
    """A role a person holds."""

    __tablename__ = "person_role"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    role: Role = Field(sa_column=one_of(Role, primary_key=True))
    workspace_id: int = Field(foreign_key="workspace.id", index=True)


class ChatIdentity(Table, table=True):
    """A person's identity on a chat platform, linked by an administrator, never by the person's own claim.

    `gone_at` is when the platform deactivated it.
    """

    __tablename__ = "chat_identity"
    __table_args__ = (UniqueConstraint("door", "team", "user"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    door: str = Field(max_length=20)
    team: str = Field(max_length=40)
    user: str = Field(max_length=80)
    linked_at: datetime
    gone_at: datetime | None = None


class Training(Table, table=True):
    """A training communications has given a person (F4)."""

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    held_on: date
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime


def identify(session: Session, workspace_id: int, text: str) -> Person | None:
    """The person with that slug or name (case, accents and spaces aside), also one who has left."""
    query = select(Person).where(Person.workspace_id == workspace_id, Person.folded == fold(slug_of(text)))
    return session.exec(query).first()


def by_chat(session: Session, door: str, team: str, user: str) -> Person | None:
    """The person linked to that chat identity, unless they have left."""
    query = (
        select(Person)
        .join(ChatIdentity, col(ChatIdentity.person_id) == col(Person.id))
        .where(ChatIdentity.door == door, ChatIdentity.team == team, ChatIdentity.user == user)
    )
    return session.exec(spanning(query.where(col(Person.left_at).is_(None)))).first()


def identity(session: Session, door: str, team: str, user: str) -> ChatIdentity | None:
    """The chat identity, if it is linked to anybody."""
    query = select(ChatIdentity).where(
        ChatIdentity.door == door, ChatIdentity.team == team, ChatIdentity.user == user
    )
    return session.exec(spanning(query)).first()


def roles_of(session: Session, person: Person) -> frozenset[Role]:
    """The roles a person holds; none when they have left."""
    if person.left_at is not None:
        return frozenset()
    return frozenset(session.exec(select(col(PersonRole.role)).where(PersonRole.person_id == person.id)))


def roles_by_person(scope: "Scope") -> dict[int, frozenset[Role]]:
    """The roles of everybody in the workspace, by person id; of those without any too."""
    found: defaultdict[int, frozenset[Role]] = defaultdict(frozenset)
    query = select(col(PersonRole.person_id), col(PersonRole.role)).where(
        PersonRole.workspace_id == scope.workspace_id
    )
    for person_id, role in scope.session.exec(query):
        found[person_id] |= {role}
    return found


def present(scope: "Scope", role: Role | None = None, unit: str | None = None) -> list[Person]:
    """Those who have not left, by name; with `role` and of `unit` when given."""
    query = select(Person).where(Person.workspace_id == scope.workspace_id, col(Person.left_at).is_(None))
    if role:
        query = query.join(PersonRole, col(PersonRole.person_id) == col(Person.id)).where(
            PersonRole.role == role
        )
    if unit is not None:
        query = query.where(Person.unit == unit)
    return list(scope.session.exec(query.order_by(Person.name)))


def gone(scope: "Scope", before: datetime | None = None) -> list[Person]:
    """Those who have left, before a time when one is given, by name."""
    query = select(Person).where(Person.workspace_id == scope.workspace_id, col(Person.left_at).is_not(None))
    if before is not None:
        query = query.where(col(Person.left_at) < before)
    return list(scope.session.exec(query.order_by(Person.name)))


def here(scope: "Scope", role: Role | None = None, unit: str | None = None) -> list[Person]:
    """As `present`, but for those who are away."""
    return [person for person in present(scope, role, unit) if person.is_here]


def add(scope: "Scope", name: str, roles: Iterable[Role], **details: Any) -> Person:
    """Registers a person, or one who left and is back; `details` are unit, department, title, contact.

    FieldError on a name that is taken.
    """
    slug = slug_of(name)
    person = identify(scope.session, scope.workspace_id, name)
    if person and person.left_at is None:
        raise FieldError("name", _("There is already a person called {name}.", name=slug))
    person = person or Person(
        workspace_id=scope.workspace_id, slug=slug, folded=fold(slug), name=name, created_at=scope.now
    )
    person.name, person.left_at = name, None
    for field, value in details.items():
        setattr(person, field, value)
    scope.session.add(person)
    scope.session.flush()
    held = set_roles(scope, person, roles)
    audit.record(scope, "person.added", f"person:{slug}", name=name, roles=held, **details)
    return person


def set_roles(scope: "Scope", person: Person, roles: Iterable[Role]) -> frozenset[Role]:
    """Makes `roles` the ones a person holds, and returns them. The last administrator stays one."""
    wanted, held = frozenset(roles), roles_of(scope.session, person)
    if Role.ADMIN in held - wanted:
        keep_an_admin(scope, person)
    for role in held - wanted:
        scope.session.delete(scope.session.get_one(PersonRole, (person.id, role)))
    for role in wanted - held:
        scope.session.add(PersonRole(person_id=person.id, role=role, workspace_id=scope.workspace_id))
    scope.session.flush()
    return wanted


def change(scope: "Scope", person: Person, roles: Iterable[Role] = (), **details: Any) -> None:
    """Changes the details given (not None), and the roles when any are given."""
    changed = {field: value for field, value in details.items() if value is not None}
    for field, value in changed.items():
        setattr(person, field, value)
    if roles := tuple(roles):
        set_roles(scope, person, roles)
        audit.record(scope, "person.roles", f"person:{person.slug}", roles=frozenset(roles))
    if changed:
        audit.record(scope, "person.changed", f"person:{person.slug}", **changed)


def leave(scope: "Scope", person: Person) -> None:
    """The person has left: no roles, no way in, no reminders. What they did stays."""
    if person.is_operator:
        raise FieldError("person", _("{name} is the terminal's own and can't leave.", name=person.name))
    set_roles(scope, person, ())
    person.left_at, person.away_since = scope.now, None
    for identity in scope.session.exec(select(ChatIdentity).where(ChatIdentity.person_id == person.id)):
        scope.session.delete(identity)
    audit.record(scope, "person.left", f"person:{person.slug}")


def keep_an_admin(scope: "Scope", leaving: Person) -> None:
    """FieldError where nobody else would be an administrator (S2)."""
    if not [p for p in here(scope, Role.ADMIN) if p.id != leaving.id]:
        raise FieldError(
            "person", _("The last administrator can't be removed: give another person the role first.")
        )


def link_chat(scope: "Scope", person: Person, door: str, team: str, user: str) -> list[Person]:
    """Links a chat identity to a person, instead of whoever had it. Returns who went away or is back by it."""
    found = identity(scope.session, door, team, user)
    before = scope.session.get(Person, found.person_id) if found else None
    linked = found or ChatIdentity(door=door, team=team, user=user)  # type: ignore[call-arg]
    linked.workspace_id, linked.person_id = scope.workspace_id, person.id
    linked.linked_at, linked.gone_at = scope.now, None
    scope.session.add(linked)
    audit.record(scope, "person.linked", f"person:{person.slug}", door=door, team=team, user=user)
    return [each for each in (person, before) if each and settle_presence(scope, each)]


def settle_presence(scope: "Scope", person: Person) -> bool:
    """A person whose every chat identity is gone is away, and back as soon as one is there; whether that is news.

    One who has none is not away: they may never have been in a chat.
    """
    scope.session.flush()
    query = select(ChatIdentity.gone_at).where(ChatIdentity.person_id == person.id)
    gone = list(scope.session.exec(query))
    is_away = bool(gone) and all(gone)
    if is_away == (person.away_since is not None):
        return False
    person.away_since = scope.now if is_away else None
    audit.record(scope, "person.away" if is_away else "person.back", f"person:{person.slug}")
    return True


def language_of(person: Person | None, home: "Workspace") -> str:
    """What to speak to a person (None: to the town): their own choice, else their chat's, else the town's."""
    own = person and (person.language or language_of_locale(person.locale or ""))
    return own or home.language


def speaking_to(person: Person | None, home: "Workspace") -> AbstractContextManager[None]:
    """Everything said inside is said to that person, or to the town: in their language, for their zone."""
    return speaking(language_of(person, home), (person and person.zone) or "")


def chat_user(session: Session, person_id: int, door: str) -> str | None:
    """The person's user id on a platform, if linked and not gone."""
    query = select(ChatIdentity.user).where(
        ChatIdentity.person_id == person_id, ChatIdentity.door == door, col(ChatIdentity.gone_at).is_(None)
    )
    return session.exec(query.order_by(col(ChatIdentity.linked_at).desc())).first()


def in_a_chat(session: Session, workspace_id: int) -> frozenset[int]:
    """The people (ids) who are linked to a chat identity that is not gone."""
    query = select(ChatIdentity.person_id).where(
        ChatIdentity.workspace_id == workspace_id, col(ChatIdentity.gone_at).is_(None)
    )
    return frozenset(session.exec(query))


def chats_of(session: Session, person: Person) -> tuple[str, ...]:
    """The chats a person is linked in and not gone from, by name."""
    query = select(ChatIdentity.door).where(
        ChatIdentity.person_id == person.id, col(ChatIdentity.gone_at).is_(None)
    )
    return tuple(session.exec(query.distinct().order_by(ChatIdentity.door)))


def record_training(scope: "Scope", person: Person, held_on: date) -> None:
    """Records that communications has trained a person (F4)."""
    scope.session.add(
        Training(
            workspace_id=scope.workspace_id,
            person_id=person.id,
            held_on=held_on,
            recorded_by=scope.doer.id,
            recorded_at=scope.now,
        )
    )
    audit.record(scope, "person.trained", f"person:{person.slug}", held_on=held_on)


def trained(session: Session, person_ids: Iterable[int]) -> frozenset[int]:
    """Those of the ids who have had a training (F4)."""
    query = select(Training.person_id).where(col(Training.person_id).in_(tuple(person_ids)))
    return frozenset(session.exec(query))

"""Who comes in and where: the workspace, the person with their roles, what they were answered before, all at once."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func
from sqlmodel import Session, col, select

from core import audit, workspace
from core.audit import AuditHead
from core.database import take_turn_in
from core.people import ChatIdentity, Person, PersonRole, Role
from core.replies import StoredReply
from core.slugs import fold, slug_of
from core.table import spanning
from core.workspace import TEAMS_OF, Workspace


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody comes: by a chat's `door`, its team and their identity there; or by names, where there is no team.

    `home` is a workspace's slug, empty for the only one there is.
    """

    door: str
    team: str = ""
    user: str = ""
    home: str = ""
    person: str = ""

    @property
    def _given(self) -> dict[str, str]:
        return {
            "door": self.door, "team": self.team, "user": self.user,
            "home": self.home, "person": fold(slug_of(self.person)),
        }  # fmt: skip

    @property
    def _names(self) -> tuple[str, bool]:
        """What makes a statement for this way another than for others."""
        return (TEAMS_OF.get(self.door, "") if self.team else "slug" * bool(self.home)), bool(self.user)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Where the way leads and who came it, if the person is known; `answered` is the card a request had before."""

    home: Workspace
    person: Person | None
    roles: frozenset[Role]
    answered: str | None = None


def reached(session: Session, way: Way) -> Workspace:
    """Where the way leads. Refused where that is nowhere, or its door is closed."""
    return workspace.of_team(session, way.door, way.team) if way.team else workspace.find(session, way.home)


def enter(session: Session, way: Way) -> Arrived:
    """Comes in to read. Refused where the way leads nowhere."""
    return _arrived(session, way, session.execute(_entering(*way._names), way._given).all())


def enter_to_write(session: Session, way: Way, key: str) -> Arrived:
    """As `enter`, when its turn has come: what is read then holds until the end of the transaction."""
    take_turn_in(session, _homes(way._names[0]), way._given)
    rows = session.execute(_writing(*way._names), way._given | {"key": key}).all()
    if rows and rows[0].AuditHead:
        audit.hold_head(session, rows[0].AuditHead)
    return _arrived(session, way, rows)


def _arrived(session: Session, way: Way, rows: Any) -> Arrived:
    if not rows or (way.team and not rows[0].Workspace.is_open_to(way.door)):
        return Arrived(reached(session, way), None, frozenset())
    first = rows[0]
    has_left = first.Person is None or first.Person.left_at is not None
    roles = frozenset() if has_left else frozenset(Role(row.role) for row in rows if row.role)
    return Arrived(first.Workspace, None if has_left else first.Person, roles, getattr(first, "card", None))


# Made once each: making one takes longer than running it.
_IN_CHAT = and_(
    col(Person.left_at).is_(None),
    col(Person.id)
    == select(col(ChatIdentity.person_id))
    .where(
        col(ChatIdentity.door) == bindparam("door"), col(ChatIdentity.team) == bindparam("team"),
        col(ChatIdentity.user) == bindparam("user"),
    )
    .scalar_subquery(),
)  # fmt: skip
_BY_NAME = col(Person.folded) == bindparam("person")


def _is_home(column: str) -> ColumnElement[bool]:
    """The workspace that has the name in that column; without one the only one there is."""
    if not column:
        return select(func.count(col(Workspace.id))).scalar_subquery() == 1
    named: ColumnElement[bool] = getattr(Workspace, column) == bindparam(
        "home" if column == "slug" else "team"
    )
    return named


@cache
def _homes(column: str) -> Any:
    return select(col(Workspace.id)).where(_is_home(column))


@cache
def _entering(column: str, in_chat: bool) -> Any:
    query: Any = (
        select(Workspace, Person, col(PersonRole.role).label("role"))
        .select_from(Workspace)
        .outerjoin(
            Person,
            and_(col(Person.workspace_id) == col(Workspace.id), _IN_CHAT if in_chat else _BY_NAME),
        )
        .outerjoin(PersonRole, col(PersonRole.person_id) == col(Person.id))
        .where(_is_home(column))
    )
    return query if column else spanning(query)


@cache
def _writing(column: str, in_chat: bool) -> Any:
    return (
        _entering(column, in_chat)
        .add_columns(AuditHead, col(StoredReply.card).label("card"))
        .outerjoin(AuditHead, col(AuditHead.workspace_id) == col(Workspace.id))
        .outerjoin(
            StoredReply,
            and_(
                col(StoredReply.workspace_id) == col(Workspace.id), col(StoredReply.key) == bindparam("key")
            ),
        )
    )

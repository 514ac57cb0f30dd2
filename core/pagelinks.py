"""Links to the status page: personal, opened once and soon, followed by a session that ends and can be taken back.

Only hashes of the secrets are kept: who reads the database can open nothing.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlmodel import Field, Session, col, or_, select

from core import audit, people
from core.database import take_turn
from core.people import Person, Role
from core.scope import Scope
from core.table import Table

READERS = frozenset({Role.MANAGER, Role.COMMUNICATIONS, Role.COUNCIL, Role.ADMIN})
OPENS_WITHIN = timedelta(minutes=30)
SESSION_LASTS = timedelta(hours=8)


class PageLink(Table, table=True):
    """A link and, once it was opened, the session that came of it."""

    __tablename__ = "page_link"

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    nonce_hash: str = Field(max_length=64)
    made_at: datetime
    expires_at: datetime
    opened_at: datetime | None = None
    session_hash: str | None = Field(default=None, max_length=64)
    session_expires_at: datetime | None = None
    revoked_at: datetime | None = None


def make(scope: Scope) -> tuple[PageLink, str]:
    """A new link for the actor, and its secret, which is kept nowhere."""
    nonce = secrets.token_urlsafe(32)
    link = PageLink(
        workspace_id=scope.workspace_id,
        person_id=scope.doer.id,
        nonce_hash=_hashed(nonce),
        made_at=scope.now,
        expires_at=scope.now + OPENS_WITHIN,
    )
    scope.session.add(link)
    scope.session.flush()
    audit.record(scope, "page_link.made", _subject(link), person=scope.doer.slug, expires_at=link.expires_at)
    return link, nonce


def unopened(session: Session, link_id: int, nonce: str, now: datetime) -> PageLink | None:
    """The link with that secret that can still be opened at `now`; in its workspace's turn, so that it is once."""
    home_id = session.exec(select(PageLink.workspace_id).where(PageLink.id == link_id)).first()
    if home_id is None:
        return None
    take_turn(session, home_id)
    link = session.get_one(PageLink, link_id)
    if link.opened_at or link.revoked_at or link.expires_at <= now:
        return None
    return link if hmac.compare_digest(link.nonce_hash, _hashed(nonce)) else None


def open_session(scope: Scope, link: PageLink) -> str:
    """Spends the link and gives the secret of the session that begins, which is kept nowhere."""
    nonce = secrets.token_urlsafe(32)
    link.opened_at, link.session_hash = scope.now, _hashed(nonce)
    link.session_expires_at = scope.now + SESSION_LASTS
    scope.session.add(link)
    audit.record(scope, "page_link.opened", _subject(link), until=link.session_expires_at)
    return nonce


def in_session(session: Session, link_id: int, nonce: str, now: datetime) -> PageLink | None:
    """The link whose session has that secret and lasts at `now`."""
    link = session.get(PageLink, link_id)
    if link is None or link.revoked_at or not link.session_hash or not link.session_expires_at:
        return None
    if link.session_expires_at <= now or not hmac.compare_digest(link.session_hash, _hashed(nonce)):
        return None
    return link


def reader(session: Session, link: PageLink) -> Person | None:
    """Whom the link is for, while they are here and still hold a role that may read."""
    person = session.get_one(Person, link.person_id)
    return person if person.is_here and people.roles_of(session, person) & READERS else None


def revoke(scope: Scope, person: Person) -> int:
    """Takes back a person's links and sessions that could still be used; how many there were."""
    query = select(PageLink).where(
        PageLink.workspace_id == scope.workspace_id,
        PageLink.person_id == person.id,
        col(PageLink.revoked_at).is_(None),
        or_(
            col(PageLink.session_expires_at) > scope.now,
            col(PageLink.opened_at).is_(None) & (col(PageLink.expires_at) > scope.now),
        ),
    )
    found = list(scope.session.exec(query))
    for link in found:
        end(scope, link)
    return len(found)


def end(scope: Scope, link: PageLink) -> None:
    """Takes back one link and its session."""
    link.revoked_at = scope.now
    scope.session.add(link)
    audit.record(scope, "page_link.revoked", _subject(link))


def _subject(link: PageLink) -> str:
    return f"page_link:{link.id}"


def _hashed(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()

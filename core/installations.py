"""Where the bot is installed by its people: the token for each town's chat, and invitations to install it there."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Text, UniqueConstraint, delete
from sqlmodel import Column, Field, Session, col, select

from core import audit
from core.scope import Scope
from core.table import Table, spanning

INVITED = timedelta(days=7)
UNDER_WAY = timedelta(minutes=10)  # from the invitation opened to the chat's answer


class Installation(Table, table=True):
    """The bot in one town's chat. `token` is encrypted by whoever keeps it, never readable here (S1)."""

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    door: str = Field(max_length=20)
    team: str = Field(max_length=40)
    bot_user: str = Field(max_length=80)
    token: str = Field(sa_column=Column(Text, nullable=False))
    scopes: str = Field(default="", max_length=1000)
    installed_at: datetime

    __table_args__ = (UniqueConstraint("door", "team"),)


class Invitation(Table, table=True):
    """A secret, kept as its hash only, that lets somebody install the bot for a workspace; good for one use."""

    digest: str = Field(primary_key=True, max_length=64)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    expires_at: datetime


def invite(session: Session, workspace_id: int, now: datetime, for_how_long: timedelta = INVITED) -> str:
    """A new secret, which is shown once. What has expired goes."""
    secret = secrets.token_urlsafe(32)
    session.execute(spanning(delete(Invitation).where(col(Invitation.expires_at) <= now)))
    expires_at = now + for_how_long
    session.add(Invitation(digest=_digest(secret), workspace_id=workspace_id, expires_at=expires_at))
    session.flush()
    return secret


def redeem(session: Session, secret: str, now: datetime) -> int | None:
    """The workspace (id) that the secret invites to; the secret is spent. None where it is unknown or too old."""
    spent = delete(Invitation).where(
        col(Invitation.digest) == _digest(secret), col(Invitation.expires_at) > now
    )
    return session.execute(spent.returning(col(Invitation.workspace_id))).scalar()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def of_team(session: Session, door: str, team: str) -> Installation | None:
    """The installation in a platform's team."""
    query = select(Installation).where(Installation.door == door, Installation.team == team)
    return session.exec(spanning(query)).first()


def everywhere(session: Session) -> list[Installation]:
    """Every town's installation."""
    return list(session.exec(spanning(select(Installation))))


def keep(scope: Scope, door: str, team: str, bot_user: str, token: str, scopes: str) -> None:
    """The bot is installed, or installed anew; `token` comes encrypted."""
    found = scope.session.get(Installation, scope.workspace_id)
    row = found or Installation(workspace_id=scope.workspace_id)  # type: ignore[call-arg]
    row.door, row.team, row.bot_user = door, team, bot_user
    row.token, row.scopes, row.installed_at = token, scopes[:1000], scope.now
    scope.session.add(row)
    audit.record(scope, "workspace.installed", f"workspace:{scope.workspace.slug}", door=door, team=team)


def drop(scope: Scope) -> bool:
    """The bot was removed: its token is gone, the records stay. Whether there was one."""
    found = scope.session.get(Installation, scope.workspace_id)
    if found is None:
        return False
    scope.session.delete(found)
    audit.record(scope, "workspace.token_dropped", f"workspace:{scope.workspace.slug}")
    return True


def renew(session: Session, anew: Callable[[str], str]) -> int:
    """Encrypts every token anew; how many."""
    rows = everywhere(session)
    for row in rows:
        row.token = anew(row.token)
    return len(rows)

"""Answers already given: a request's key is a unique row, so a repeat gets the same card and changes nothing."""

from datetime import datetime

from sqlalchemy import Column, delete, update
from sqlmodel import Field, Session, col

from core.table import CitizensWords, Table, put, spanning


class StoredReply(Table, table=True):
    """The card a request got, kept for repeats; it may show a citizen's words, so it is encrypted as they are."""

    __tablename__ = "stored_reply"

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    key: str = Field(primary_key=True, max_length=200)
    card: str | None = Field(default=None, sa_column=Column(CitizensWords, nullable=True))
    answered_at: datetime = Field(index=True)


def keep(session: Session, workspace_id: int, key: str, card: str, now: datetime) -> None:
    """Keeps the answer to a key that was not answered before: who writes has the turn, so nobody else answers it."""
    put(session, StoredReply, workspace_id=workspace_id, key=key, card=card, answered_at=now)


def forget(session: Session, workspace_id: int, card: str) -> None:
    """Every answer of the workspace so far is `card` from now: what they said was deleted."""
    said = update(StoredReply).where(
        col(StoredReply.workspace_id) == workspace_id, col(StoredReply.card).is_not(None)
    )
    session.execute(said.values(card=card).execution_options(synchronize_session=False))


def purge(session: Session, before: datetime) -> None:
    """Drops answers so old that no platform repeats their request."""
    session.execute(spanning(delete(StoredReply).where(col(StoredReply.answered_at) < before)))

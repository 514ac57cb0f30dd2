"""Answers already given: a request's key is a unique row, so a repeat gets the same card and changes nothing."""

from datetime import datetime

from sqlalchemy import Column, delete, update
from sqlmodel import Field, Session, col

from core.table import CitizensWords, Table, insert, spanning

_UNREAD = {"synchronize_session": False}  # no row of it is in the session


class StoredReply(Table, table=True):
    """The card a request got, kept for repeats; it may show a citizen's words, so it is encrypted as they are."""

    __tablename__ = "stored_reply"

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    key: str = Field(primary_key=True, max_length=200)
    card: str | None = Field(default=None, sa_column=Column(CitizensWords, nullable=True))
    answered_at: datetime = Field(index=True)


def claim(session: Session, workspace_id: int, key: str, now: datetime) -> StoredReply | None:
    """Takes the key for this transaction and returns None, or returns what it was answered before.

    Another transaction that holds the key is waited for: the database decides who goes first.
    """
    statement = insert(session, StoredReply).values(workspace_id=workspace_id, key=key, answered_at=now)
    took = session.execute(statement.on_conflict_do_nothing().returning(StoredReply.key)).first()
    return None if took else session.get_one(StoredReply, (workspace_id, key))


def keep(session: Session, workspace_id: int, key: str, card: str) -> None:
    """Keeps the answer to a claimed key."""
    mine = (col(StoredReply.workspace_id) == workspace_id, col(StoredReply.key) == key)
    session.execute(update(StoredReply).where(*mine).values(card=card), execution_options=_UNREAD)


def forget(session: Session, workspace_id: int, card: str) -> None:
    """Every answer of the workspace so far is `card` from now: what they said was deleted."""
    said = update(StoredReply).where(
        col(StoredReply.workspace_id) == workspace_id, col(StoredReply.card).is_not(None)
    )
    session.execute(said.values(card=card).execution_options(synchronize_session=False))


def purge(session: Session, before: datetime) -> None:
    """Drops answers so old that no platform repeats their request."""
    session.execute(spanning(delete(StoredReply).where(col(StoredReply.answered_at) < before)))

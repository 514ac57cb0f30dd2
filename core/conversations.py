"""Where the bot has met people, in a chat that must be told where to write: conversations, and who serves each."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from core.table import Table


class Conversation(Table, table=True):
    """A conversation the bot may write in. `user` is the chat's id of the one person it is with, `group` of its team.

    `service_url` is the platform's own, as it was told last: it may move.
    """

    __table_args__ = (UniqueConstraint("workspace_id", "door", "conversation"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    door: str = Field(max_length=20)
    conversation: str = Field(max_length=255)
    service_url: str = Field(max_length=255)
    user: str = Field(default="", max_length=80, index=True)
    group: str = Field(default="", max_length=120)
    met_at: datetime


def keep(session: Session, workspace_id: int, door: str, now: datetime, **told: str) -> bool:
    """Keeps a conversation as it was told; whether that is news. `told` are its other columns.

    A person has one: an older one is dropped.
    """
    found = find(session, workspace_id, door, told["conversation"])
    if found and all(getattr(found, name) == value for name, value in told.items()):
        return False
    if told.get("user"):
        others = _of(workspace_id, door).where(
            Conversation.user == told["user"], Conversation.conversation != told["conversation"]
        )
        for other in session.exec(others):
            session.delete(other)
    row = found or Conversation(workspace_id=workspace_id, door=door, met_at=now)  # type: ignore[call-arg]
    for name, value in told.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return True


def find(session: Session, workspace_id: int, door: str, conversation: str) -> Conversation | None:
    """The conversation with that id."""
    return session.exec(_of(workspace_id, door).where(Conversation.conversation == conversation)).first()


def with_person(session: Session, workspace_id: int, door: str, user: str) -> Conversation | None:
    """The bot's own conversation with a person, by their id in the chat."""
    return session.exec(_of(workspace_id, door).where(Conversation.user == user)).first()


def latest(session: Session, workspace_id: int, door: str) -> Conversation | None:
    """The one that was met last: where it is served, others most likely are."""
    return session.exec(_of(workspace_id, door).order_by(col(Conversation.id).desc()).limit(1)).first()


def of_group(session: Session, workspace_id: int, door: str, group: str) -> list[Conversation]:
    """The channels of a team that the bot has met."""
    return list(session.exec(_of(workspace_id, door).where(Conversation.group == group)))


def met(session: Session, workspace_id: int, door: str) -> frozenset[str]:
    """The ids, in the chat, of the people the bot has a conversation with."""
    query = select(Conversation.user).where(
        Conversation.workspace_id == workspace_id, Conversation.door == door, Conversation.user != ""
    )
    return frozenset(session.exec(query))


def drop(session: Session, workspace_id: int, door: str, conversation: str) -> None:
    """The bot may not write there any more."""
    session.execute(
        delete(Conversation).where(
            col(Conversation.workspace_id) == workspace_id,
            col(Conversation.door) == door,
            col(Conversation.conversation) == conversation,
        )
    )


def _of(workspace_id: int, door: str) -> SelectOfScalar[Conversation]:
    return select(Conversation).where(Conversation.workspace_id == workspace_id, Conversation.door == door)

"""Messages that are on their way: written down before they are sent, so that a crash leaves a trace to follow."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, Column, bindparam, delete
from sqlmodel import Field, Session, col, select

from core.table import Table, spanning


class Sending(Table, table=True):
    """One message that may or may not have reached the platform. `name` goes with it, to be found by.

    `data` are the values its reminders were drawn from, by reminder id as text; never a citizen's words (S5).
    """

    name: str = Field(primary_key=True, max_length=32)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    recipient: str = Field(max_length=80)
    door: str = Field(max_length=20)
    address: str = Field(max_length=255)
    data: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    begun_at: datetime


def begin(
    session: Session,
    workspace_id: int,
    recipient: str,
    way: tuple[str, str],
    data: Mapping[int, Mapping[str, Any]],
    now: datetime,
) -> str:
    """Writes down that a message is about to be sent by a door to an address there; gives its name."""
    name, (door, address) = uuid4().hex, way
    kept = {str(id): dict(values) for id, values in data.items()}
    session.add(
        Sending(
            name=name, workspace_id=workspace_id, recipient=recipient, door=door, address=address,
            data=kept, begun_at=now,
        )
    )  # fmt: skip
    return name


def end(session: Session, workspace_id: int, name: str) -> None:
    """What became of the message is known."""
    session.connection().execute(_END, {"home": workspace_id, "of": name})


def in_doubt(session: Session, workspace_id: int, recipient: str) -> list[Sending]:
    """What was begun for a recipient and of which nobody knows how it ended, oldest first."""
    query = select(Sending).where(Sending.workspace_id == workspace_id, Sending.recipient == recipient)
    return list(session.exec(query.order_by(col(Sending.begun_at), col(Sending.name))))


def doubted(session: Session, before: datetime, workspace_id: int | None = None) -> set[tuple[int, str]]:
    """The (workspace id, recipient) that something was begun for before a time; of one workspace, or of all."""
    query = select(Sending.workspace_id, Sending.recipient).where(Sending.begun_at <= before).distinct()
    if workspace_id is not None:
        query = query.where(Sending.workspace_id == workspace_id)
    return set(session.exec(spanning(query)))


_ROWS: Any = Sending.__table__  # type: ignore[attr-defined]
_END = delete(_ROWS).where(_ROWS.c.workspace_id == bindparam("home"), _ROWS.c.name == bindparam("of"))

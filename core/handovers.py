"""Files the bot has handed over in a chat that can take them back: the platform's id of each, and what it is about."""

from datetime import datetime

from sqlmodel import Field, Session, col, select

from core.table import Table


class Handover(Table, table=True):
    """One file, by the platform's own id; `about` is the number of the request it answered."""

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    door: str = Field(max_length=20)
    team: str = Field(max_length=40)
    file: str = Field(max_length=80)
    about: str = Field(max_length=20, index=True)
    handed_at: datetime


def record(
    session: Session, workspace_id: int, door: str, team: str, file: str, about: str, now: datetime
) -> None:
    """A file was handed over."""
    session.add(
        Handover(
            workspace_id=workspace_id, door=door, team=team, file=file, about=about, handed_at=now,
        )
    )  # fmt: skip


def of(session: Session, workspace_id: int, about: str) -> list[Handover]:
    """The files handed over for that number, in order."""
    query = select(Handover).where(Handover.workspace_id == workspace_id, Handover.about == about)
    return list(session.exec(query.order_by(col(Handover.id))))

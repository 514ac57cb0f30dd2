"""Who is being written to just now, so that only one worker does."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Field, Session, col, or_

from core.table import Table, insert


class Mailbox(Table, table=True):
    """Whose messages are being sent just now: one worker at a time, until the lease ends."""

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    recipient: str = Field(primary_key=True, max_length=80)
    lease_until: datetime | None = None


def claim(session: Session, workspace_id: int, recipient: str, now: datetime, until: datetime) -> bool:
    """Leases a recipient's mailbox until then; False while another worker has the lease."""
    statement = insert(session, Mailbox).values(
        workspace_id=workspace_id, recipient=recipient, lease_until=until
    )
    took = statement.on_conflict_do_update(
        index_elements=["workspace_id", "recipient"], set_={"lease_until": until},
        where=or_(col(Mailbox.lease_until).is_(None), col(Mailbox.lease_until) <= now),
    )  # fmt: skip
    return session.execute(took.returning(col(Mailbox.recipient))).first() is not None


def release(session: Session, workspace_id: int, recipient: str, until: datetime) -> None:
    """Gives a lease back, unless it has passed to another worker."""
    session.execute(
        update(Mailbox)
        .where(
            col(Mailbox.workspace_id) == workspace_id,
            col(Mailbox.recipient) == recipient,
            col(Mailbox.lease_until) == until,
        )
        .values(lease_until=None)
    )

"""Who is being written to just now, so that only one worker does."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Field, Session, col, or_, select

from core.table import Table, insert

LEASE = timedelta(minutes=5)


class Mailbox(Table, table=True):
    """Whose messages are being sent just now: one worker at a time, until the lease ends."""

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    recipient: str = Field(primary_key=True, max_length=80)
    lease_until: datetime | None = None


def claim(session: Session, workspace_id: int, recipient: str, now: datetime, until: datetime) -> bool:
    """Leases a recipient's mailbox until then; False while another worker has the lease, or is just taking it.

    A lease that ends far later than one taken now is from before the clock was set back.
    """
    new = insert(session, Mailbox).values(workspace_id=workspace_id, recipient=recipient, lease_until=until)
    took = new.on_conflict_do_nothing().returning(col(Mailbox.recipient))
    if session.execute(took).first():
        return True
    lease = col(Mailbox.lease_until)
    free = select(Mailbox).where(
        Mailbox.workspace_id == workspace_id,
        Mailbox.recipient == recipient,
        or_(lease.is_(None), lease <= now, lease > until + LEASE),
    )
    mailbox = session.exec(free.with_for_update(skip_locked=True)).first()
    if mailbox:
        mailbox.lease_until = until
    return mailbox is not None


def holds(session: Session, workspace_id: int, recipient: str, until: datetime) -> bool:
    """Whether the lease that ends then is still ours, and stays so to the end of the transaction."""
    query = select(Mailbox.lease_until).where(
        Mailbox.workspace_id == workspace_id, Mailbox.recipient == recipient
    )
    return session.exec(query.with_for_update()).first() == until


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

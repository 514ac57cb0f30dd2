"""Who is being written to just now, so that only one worker does."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Field, Session, or_, select

from core.table import Table, dialect_of, insert_into, plain

LEASE = timedelta(minutes=5)


class Mailbox(Table, table=True):
    """Whose messages are being sent just now: one worker at a time, until the lease ends."""

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    recipient: str = Field(primary_key=True, max_length=80)
    lease_until: datetime | None = None


def claim(session: Session, workspace_id: int, recipient: str, now: datetime, until: datetime) -> bool:
    """Leases a recipient's mailbox until then; False while another worker has the lease.

    A lease that ends far later than one taken now is from before the clock was set back.
    """
    row = {"workspace_id": workspace_id, "recipient": recipient, "lease_until": until}
    given = row | {"now": now, "far": until + LEASE}
    return session.connection().execute(_claiming(dialect_of(session)), given).first() is not None


def holds(session: Session, workspace_id: int, recipient: str, until: datetime) -> bool:
    """Whether the lease that ends then is still ours, and stays so to the end of the transaction."""
    return plain(session, _LEASE, home=workspace_id, to=recipient) == [(until,)]


def release(session: Session, workspace_id: int, recipient: str, until: datetime) -> None:
    """Gives a lease back, unless it has passed to another worker."""
    session.connection().execute(_RELEASE, {"home": workspace_id, "to": recipient, "until": until})


# Made once: each message needs them.
_ROWS: Any = Mailbox.__table__  # type: ignore[attr-defined]
_OF = (_ROWS.c.workspace_id == bindparam("home"), _ROWS.c.recipient == bindparam("to"))
_LEASE = select(_ROWS.c.lease_until).where(*_OF).with_for_update()
_RELEASE = update(_ROWS).where(*_OF, _ROWS.c.lease_until == bindparam("until")).values(lease_until=None)


@cache
def _claiming(dialect: str) -> Any:
    lease, statement = _ROWS.c.lease_until, insert_into(_ROWS, dialect)
    free = or_(lease.is_(None), lease <= bindparam("now"), lease > bindparam("far"))
    return statement.on_conflict_do_update(
        index_elements=["workspace_id", "recipient"], set_={"lease_until": statement.excluded.lease_until}, where=free,
    ).returning(_ROWS.c.recipient)  # fmt: skip

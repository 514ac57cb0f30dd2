"""What a deletion takes back: reminders and the messages they became, what the log says, what lies outside (S4)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import true, update
from sqlmodel import col, select

from core.audit import AuditRow
from core.deletions import Deletion, Erasure
from core.outbox import Delivery, Reminder, mark_stale
from core.scope import Scope


def unsay(scope: Scope, deletion: Deletion, said: Sequence[Reminder]) -> int:
    """Reminders go; a message that said nothing else is to be taken back, others are drawn again. How many messages."""
    session = scope.session
    carried = {reminder.delivery_id for reminder in said if reminder.delivery_id is not None}
    mark_stale(session, said)
    for reminder in said:
        session.delete(reminder)
    session.flush()
    left = set(session.exec(select(Reminder.delivery_id).where(col(Reminder.delivery_id).in_(carried))))
    empty = list(session.exec(select(Delivery).where(col(Delivery.id).in_(carried - left))))
    for delivery in empty:
        take_along(scope, deletion, door=delivery.door, channel=delivery.channel, message=delivery.message)
        session.delete(delivery)
    session.flush()
    return len(empty)


def take_along(scope: Scope, deletion: Deletion, **what: str) -> None:
    """Something outside the database goes with the deletion: a message (door, channel, message), or a file (sha256)."""
    at = scope.now if "door" in what else None
    row = Erasure(workspace_id=scope.workspace_id, deletion_id=deletion.id, next_try_at=at)
    for name, value in what.items():
        setattr(row, name, value)
    scope.session.add(row)


def empty_log(scope: Scope, *subjects: str, actions: Iterable[str] = ()) -> int:
    """The log's rows of these subjects (and `actions`) lose what they say; the chain over their digests holds (S3)."""
    kinds = tuple(actions)
    said = (
        update(AuditRow)
        .where(
            col(AuditRow.workspace_id) == scope.workspace_id,
            col(AuditRow.subject).in_(subjects),
            col(AuditRow.payload).is_not(None),
            col(AuditRow.action).in_(kinds) if kinds else true(),
        )
        .values(payload=None, salt=None)
        .returning(col(AuditRow.seq))
    )
    return len(scope.session.execute(said.execution_options(synchronize_session=False)).all())

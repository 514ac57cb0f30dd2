"""Takes back the bot's own messages whose matter was deleted under a decision, where the platform lets it (S4)."""

import logging
from datetime import datetime, timedelta

from core import deletions
from core.database import Database
from core.deletions import Erasure
from reminders.sending import Sender, SendError

log = logging.getLogger("somerad.reminders")

AGAIN = timedelta(minutes=15)


def withdraw(database: Database, now: datetime, sender: Sender, workspace_id: int | None = None) -> int:
    """Takes back what is due at a door, outside any transaction; how many messages are gone.

    One that the platform will never take back is given up, with its reason in the deletion's account.
    """
    with database.read() as session:
        waiting = deletions.waiting(session, sender.door, now, workspace_id)
    done = 0
    for each in waiting:
        error = _tried(each, sender)
        lasts = error is None or error.permanent
        wait = timedelta(seconds=error.retry_after) if error and error.retry_after is not None else AGAIN
        with database.write() as session:
            deletions.settle(
                session, each.id, now, error.reason if error else "", again_at=None if lasts else now + wait
            )
        done += error is None
        if error and error.retry_after is not None:
            break
    return done


def _tried(each: Erasure, sender: Sender) -> SendError | None:
    try:
        sender.withdraw(each.channel or "", each.message or "")
    except SendError as error:
        return error
    except Exception as error:
        log.exception("message %s could not be taken back; it is tried again", each.id)
        return SendError(type(error).__name__)
    return None

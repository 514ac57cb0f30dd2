"""Messages that may have been sent: looked for on the platform before anything is sent again."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from core import outbox, sendings
from core.database import Database, take_turn
from core.sendings import Sending
from reminders.letters import Letter, Outcome, settle_letter
from reminders.sending import Sender, SendError
from reminders.setting import Setting

# Until then a platform may still take what we have given up waiting for.
SETTLED = timedelta(minutes=1)

log = logging.getLogger("somerad.reminders")


def clear_up(
    database: Database, setting: Setting, recipient: str, senders: Sequence[Sender]
) -> SendError | None:
    """Finds out what became of each message to a recipient that is in doubt; why not, where that must wait.

    Where the platform can't tell for good, it counts as not sent: better twice than never.
    """
    with database.read() as session:
        doubtful = sendings.in_doubt(session, setting.home.id, recipient)
        if not doubtful:
            return None
        after = outbox.last_message(session, setting.home.id, recipient)
    for sending in doubtful:
        left = sending.begun_at + SETTLED - setting.now
        if timedelta(0) < left <= SETTLED:
            return SendError("too soon to tell", retry_after=left.total_seconds())
        try:
            outcome = _look_for(sending, after, senders)
        except SendError as error:
            return error
        with database.write() as session:
            take_turn(session, setting.home.id)
            settle_letter(session, setting, _letter(sending, outcome), outcome)
    return None


def _look_for(sending: Sending, after: str, senders: Sequence[Sender]) -> Outcome:
    """Raises SendError where it can't be known yet."""
    sender = next((each for each in senders if each.door == sending.door), None)
    nothing = Outcome(sending=sending.name)
    if sender is None:
        return nothing
    try:
        sent = sender.find(sending.address, sending.name, after)
    except SendError as error:
        if not error.permanent:
            raise
        log.warning("message %s: %s does not tell whether it was sent", sending.name, sending.door)
        return nothing
    log.info("message %s: %s", sending.name, "it was sent" if sent else "it was not sent")
    return Outcome(sent, sending.door, sending.address, sending=sending.name) if sent else nothing


def _letter(sending: Sending, outcome: Outcome) -> Letter:
    """What the message said, where it was sent; else nothing: its reminders still wait."""
    data = {int(id): values for id, values in sending.data.items()} if outcome.sent else {}
    return Letter(to="", recipient=sending.recipient, data=data)

"""Whoever writes what others write too waits for its turn in the workspace first, so that none waits for ever."""

import re
from datetime import timedelta

from reminders.sending import SendError
from tests.records import TURN, transactions
from tests.reminders.conftest import Speaking
from tests.town import EDITOR, local

SHARED = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) (watch|reminder)\b")
AHEAD, DUE = local(2026, 11, 23, 11), local(2026, 11, 23, 15)


def test_what_is_looked_at_sent_given_up_and_put_off_to_the_morning_takes_its_turn(asked: Speaking) -> None:
    """S3, S7: else two on PostgreSQL wait for each other's rows, and what was sent is sent again."""
    refused = SendError("Slack: restricted_action", permanent=True)
    with transactions(asked.town.database) as seen:
        for at in (AHEAD, DUE, local(2026, 11, 24, 8), local(2026, 11, 24, 20)):
            asked.quietly(at)
            asked.heard.errors[EDITOR] = [refused]
            asked.town.say(EDITOR, "fråga bibliotek-fb", at + timedelta(hours=1))
    written = [(i, each) for each in seen for i, s in enumerate(each) if SHARED.match(s)]
    assert len(written) > 20
    for at_row, statements in written:
        assert any(TURN.match(statement) for statement in statements[:at_row]), statements

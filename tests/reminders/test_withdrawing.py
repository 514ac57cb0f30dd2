"""Messages whose matter was deleted under a decision are taken back, once, and tried again where that can help (S4)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from core.deletions import Erasure
from core.outbox import Delivery, Reminder
from core.watch import Family
from reminders.sending import SendError
from tests.reminders.conftest import Speaking
from tests.town import COMMUNICATOR, EDITOR, REGISTRAR, local

MONDAY, NOW = local(2026, 11, 23, 14), local(2026, 11, 25, 10)


@pytest.fixture
def deleted(asked: Speaking) -> Speaking:
    """A question was reminded of, answered, and deleted under a decision."""
    asked.quietly(MONDAY)
    assert "reply_due" in asked.heard.rules(EDITOR)
    asked.town.say(EDITOR, "svar F-2026-0001 namn=Eva avdelning=Kultur", MONDAY)
    asked.quietly(MONDAY + timedelta(minutes=15))
    town = asked.town
    town.say(COMMUNICATOR, "gallring föreslå slag=fråga före=2026-11-25", NOW)
    town.say(REGISTRAR, "gallring besluta G-2026-0001 beslut=KS", NOW)
    assert town.report(REGISTRAR, "gallring verkställ G-2026-0001", NOW).ok
    return asked


def erasures(speaking: Speaking) -> list[Erasure]:
    """What waits to be taken back, or was."""
    with speaking.town.database.read() as session:
        return list(session.exec(select(Erasure)))


def test_a_message_that_said_nothing_else_is_taken_back(deleted: Speaking) -> None:
    """S4: and the outbox holds nothing of it; other messages are left."""
    with deleted.town.database.read() as session:
        said = select(Reminder).where(Reminder.family == Family.QUESTION)
        assert list(session.exec(said)) == []
        assert list(session.exec(select(Delivery)))
    waiting = [each.message for each in erasures(deleted)]
    assert waiting
    deleted.beat(NOW)
    assert deleted.heard.withdrawn == waiting
    deleted.beat(NOW + timedelta(hours=1))
    assert len(deleted.heard.withdrawn) == len(waiting)
    assert all(each.done_at for each in erasures(deleted))


def test_what_the_platform_refuses_is_tried_again_or_given_up_and_told(deleted: Speaking) -> None:
    """S4: a pause as long as asked for; for good is for good, and the deletion's account says why."""
    for waits in erasures(deleted)[1:]:
        with deleted.town.database.write() as session:
            session.delete(session.get_one(Erasure, waits.id))
    deleted.heard.withdraw_errors = [
        SendError("busy", retry_after=600),
        SendError("for good", permanent=True),
    ]
    deleted.beat(NOW)
    deleted.beat(NOW + timedelta(minutes=9))
    assert len(deleted.heard.withdraw_errors) == 1
    deleted.beat(NOW + timedelta(minutes=11))
    deleted.beat(NOW + timedelta(days=1))
    assert not deleted.heard.withdrawn
    shown = deleted.town.say(REGISTRAR, "gallring visa G-2026-0001", NOW).card
    assert "for good" in str(shown.facts)

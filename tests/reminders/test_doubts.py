"""Nobody hears the same twice: what may have been sent is looked for before anything is sent again."""

from datetime import timedelta

import pytest
from sqlmodel import select

from core import mailbox
from core.mailbox import LEASE
from core.outbox import Delivery, State
from core.sendings import Sending
from reminders.sending import SendError
from reminders.worker import Worker
from tests.reminders.conftest import Speaking
from tests.reminders.recorder import Recorder
from tests.town import EDITOR, local

DUE = local(2026, 11, 23, 11)
MINUTE = timedelta(minutes=1)
IN_DOUBT = SendError("Slack: TimeoutError", in_doubt=True)


def killed_while_sending(speaking: Speaking, *, arrived: bool) -> None:
    """The worker is gone before it writes what became of the editor's message."""

    def killed() -> None:
        raise KeyboardInterrupt

    if not arrived:
        speaking.heard.meanwhile[EDITOR] = [killed]
    else:
        speaking.heard.killed_after = {EDITOR}
    with pytest.raises(KeyboardInterrupt):
        speaking.beat(DUE)
    speaking.heard.killed_after = set()


def in_doubt(speaking: Speaking) -> list[Sending]:
    with speaking.town.database.read() as session:
        return list(session.exec(select(Sending)))


def said_to_editor(speaking: Speaking) -> str:
    """The editor's only message."""
    (message,) = (sent.message for sent in speaking.heard.named.values() if sent.channel == EDITOR)
    return message


@pytest.mark.parametrize("arrived", [True, False])
def test_a_crash_while_sending_loses_nothing_and_says_nothing_twice(asked: Speaking, arrived: bool) -> None:
    """Once the lease is out another worker looks for the message, and sends it only if it is not there."""
    killed_while_sending(asked, arrived=arrived)
    assert len(in_doubt(asked)) == 1
    asked.beat(DUE + MINUTE)
    assert len(asked.heard.rules(EDITOR)) == arrived
    asked.beat(DUE + LEASE)
    assert asked.heard.rules(EDITOR) == ["reply_due"]
    assert in_doubt(asked) == []
    with asked.town.database.read() as session:
        kept = {(each.channel, each.message) for each in session.exec(select(Delivery))}
    assert (EDITOR, said_to_editor(asked)) in kept


def test_a_time_out_is_looked_into_before_the_next_try(asked: Speaking) -> None:
    asked.heard.errors[EDITOR] = [IN_DOUBT]
    asked.beat(DUE)
    asked.beat(DUE + 2 * MINUTE)
    assert asked.heard.rules(EDITOR) == ["reply_due"]
    assert in_doubt(asked) == []


def test_a_plain_refusal_is_no_doubt(asked: Speaking) -> None:
    asked.heard.errors[EDITOR] = [SendError("Slack: ratelimited", retry_after=30)]
    asked.heard.lost = [SendError("nobody may ask")]
    asked.beat(DUE)
    assert in_doubt(asked) == []
    asked.beat(DUE + MINUTE)
    assert asked.heard.rules(EDITOR) == ["reply_due"]


def test_while_the_platform_does_not_say_nothing_is_sent(asked: Speaking) -> None:
    """It waits as long as the platform asks."""
    killed_while_sending(asked, arrived=True)
    asked.heard.lost = [SendError("Slack: ratelimited", retry_after=90), SendError("Slack: TimeoutError")]
    for later in (timedelta(0), MINUTE, 2 * MINUTE):
        asked.beat(DUE + LEASE + later)
    assert len(asked.heard.lost) == 0
    asked.beat(DUE + LEASE + 4 * MINUTE)
    assert asked.heard.rules(EDITOR) == ["reply_due"]
    assert in_doubt(asked) == []


def test_where_it_can_not_be_known_it_is_said_again(asked: Speaking) -> None:
    """Better twice than never: at least once holds everywhere."""
    killed_while_sending(asked, arrived=True)
    asked.heard.lost = [SendError("Slack: missing_scope", permanent=True)]
    asked.beat(DUE + LEASE)
    assert asked.heard.rules(EDITOR) == ["reply_due", "reply_due"]


def test_what_was_answered_meanwhile_counts_as_said_and_is_redrawn(asked: Speaking) -> None:
    """F10: the message that did arrive loses its buttons."""
    killed_while_sending(asked, arrived=True)
    asked.town.say(EDITOR, 'svar F-2026-0001 namn="Eva" avdelning=Kultur', DUE + MINUTE)
    asked.beat(DUE + LEASE)
    assert asked.heard.rules(EDITOR) == ["reply_due"]
    card = dict(asked.heard.redrawn)[said_to_editor(asked)]
    assert [section.buttons for section in card.sections] == [()]


def test_a_worker_that_was_held_up_sends_nothing_when_its_lease_is_out(asked: Speaking) -> None:
    """A process that was stopped and goes on must not speak into another's turn."""
    times = iter([DUE, DUE + LEASE, DUE + LEASE])
    slow = Worker(asked.town.database, asked.worker.policy_of, lambda: next(times, DUE + LEASE))
    slow.tick(DUE)
    slow.deliver(DUE, asked.heard)
    assert asked.heard.rules(EDITOR) == []
    assert in_doubt(asked) == []
    asked.beat(DUE + LEASE)
    assert asked.heard.rules(EDITOR) == ["reply_due"]


def test_a_lease_from_before_the_clock_was_set_back_holds_nobody_up(asked: Speaking) -> None:
    with asked.town.database.write() as session:
        home, late = asked.town.home(session), DUE + timedelta(hours=3)
        assert mailbox.claim(session, home.id, "somebody", late, late + LEASE)
    with asked.town.database.write() as session:
        assert not mailbox.claim(session, home.id, "somebody", late - MINUTE, late - MINUTE + LEASE)
        assert mailbox.claim(session, home.id, "somebody", DUE, DUE + LEASE)


def test_a_door_that_is_no_longer_there_tells_nothing(asked: Speaking) -> None:
    killed_while_sending(asked, arrived=True)
    other = Recorder(door="another")
    asked.worker.run(DUE + LEASE, other)
    assert other.rules(EDITOR) == ["reply_due"]
    assert {r.state for r in asked.outbox() if r.rule == "reply_due"} == {State.SENT}

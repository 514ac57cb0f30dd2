"""Where a person is reachable in two chats, they are written to in the one they prefer, else in the first."""

from core import people
from reminders.worker import Worker
from tests.reminders.conftest import Speaking
from tests.reminders.recorder import Recorder
from tests.town import EDITOR, local

AHEAD = local(2026, 11, 23, 11)


def deliver(asked: Speaking, prefers: str, *, unreachable: bool = False) -> dict[str, int]:
    """How many reminders of the question came by each chat, to an editor who prefers one."""
    with asked.town.database.write() as session:
        eva = people.identify(session, 1, EDITOR)
        assert eva
        eva.chat = prefers or None
    slack, teams = Recorder("slack"), Recorder("teams", unreachable={EDITOR} if unreachable else set())
    worker: Worker = asked.worker
    worker.run(AHEAD, slack, teams)
    return {sender.door: sender.rules(EDITOR).count("reply_due") for sender in (slack, teams)}


def test_they_are_written_to_in_the_chat_they_prefer(asked: Speaking) -> None:
    """S7: once."""
    assert deliver(asked, "teams") == {"slack": 0, "teams": 1}


def test_without_a_preference_in_the_first(small_asked: Speaking) -> None:
    assert deliver(small_asked, "") == {"slack": 1, "teams": 0}


def test_where_the_one_they_prefer_does_not_reach_them_in_another(small_asked: Speaking) -> None:
    """A wish is no reason for silence."""
    assert deliver(small_asked, "teams", unreachable=True) == {"slack": 1, "teams": 0}

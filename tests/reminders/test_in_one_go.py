"""Many are written to in one go: what is recorded meanwhile is known to the next message."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlmodel import Session, select

from core import audit, people, presence
from core.database import take_turn
from core.people import ChatIdentity
from core.scope import Scope
from reminders.setting import staff
from tests.reminders.conftest import Speaking
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, SECOND_EDITOR, Town, local

ASKED, AHEAD = local(2026, 11, 20, 15), local(2026, 11, 23, 11)
OTHER = "ada-andra"


def follow(town: Town, slug: str) -> None:
    """The chat says that somebody has another language by now."""
    with town.database.write() as session:
        take_turn(session, town.home(session).id)
        person = people.identify(session, town.home(session).id, slug)
        assert person
        presence.follow(town.scope(session, AHEAD), person, locale="fi-FI")


def test_a_language_changed_meanwhile_is_that_of_the_next_message(small: Speaking) -> None:
    """The people are read once for all of them, and again once anything is recorded."""
    town = small.town
    town.say(ADMIN, f"person ny {OTHER} roll=redaktör verksamhet=Bibliotek")
    town.new_account("museum-fb")
    town.say(COMMUNICATOR, f"konto ändra museum-fb ansvarig={OTHER}")
    small.beat(ASKED)
    for slug in (ACCOUNT, "museum-fb"):
        town.say(COMMUNICATOR, f"fråga {slug}", ASKED)
    small.heard.clear()
    for one, other in ((EDITOR, OTHER), (OTHER, EDITOR)):
        small.heard.meanwhile[one] = [partial(follow, town, other)]
    small.beat(AHEAD)
    first, second = (card for to, card in small.heard.sent if to in (EDITOR, OTHER))
    assert "Svara" in repr(first) and "Answer" not in repr(first)
    assert "Answer" in repr(second)


AWAY = f"frånvaro {EDITOR} från=2026-11-20 till=2026-11-24 ersättare={SECOND_EDITOR}"
CHANGES = (
    (ADMIN, f"person ny {OTHER} roll=redaktör verksamhet=Bibliotek", ""),
    (ADMIN, f"person ändra {EDITOR} titel=Chef", ""),
    (ADMIN, f"person ändra {EDITOR} verksamhet=Skola", ""),
    (ADMIN, f"person ändra {EDITOR} roll=redaktör,chef", ""),
    (ADMIN, f"person sluta {SECOND_EDITOR} efterträdare={EDITOR}", ""),
    (EDITOR, "inställningar språk en", ""),
    (COMMUNICATOR, AWAY, ""),
    (COMMUNICATOR, f"frånvaro slut {EDITOR}", AWAY),
)


def known(session: Session, town: Town) -> tuple[object, int]:
    """All that a worker knows of the people, and the audit log's last row."""
    home = town.home(session)
    found = staff(session, home.id, ASKED.date())
    rows = [person.model_dump() for person in found.people.values()]
    return (rows, found.managers, found.others, found.absent), audit.last_seq(session, home.id)


@pytest.mark.parametrize(("who", "line", "earlier"), CHANGES)
def test_whatever_changes_people_is_recorded(small_town: Town, who: str, line: str, earlier: str) -> None:
    """Decision 0153: the people are believed to be as they were read while the log has no further row."""
    if earlier:
        small_town.say(who, earlier, ASKED)
    with small_town.database.read() as session:
        before, seq = known(session, small_town)
    small_town.say(who, line, ASKED)
    with small_town.database.read() as session:
        after, last = known(session, small_town)
    assert after != before
    assert last > seq


@pytest.mark.parametrize("change", [presence.gone, presence.back])
def test_what_the_chat_tells_of_people_is_recorded(
    small_town: Town, change: Callable[[Scope, ChatIdentity], None]
) -> None:
    """Decision 0153, F2."""
    with small_town.database.write() as session:
        scope = small_town.scope(session, ASKED)
        person = people.identify(session, scope.workspace_id, EDITOR)
        assert person
        presence.link(scope, person, "slack", "T1", "U1")
        if change is presence.back:
            presence.gone(scope, session.exec(select(ChatIdentity)).one())
    with small_town.database.write() as session:
        before, seq = known(session, small_town)
        change(small_town.scope(session, ASKED), session.exec(select(ChatIdentity)).one())
    with small_town.database.read() as session:
        after, last = known(session, small_town)
    assert after != before
    assert last > seq

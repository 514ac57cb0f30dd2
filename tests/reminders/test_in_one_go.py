"""Many are written to in one go: what is recorded meanwhile is known to the next message."""

from functools import partial

from core import people, presence
from core.database import take_turn
from tests.reminders.conftest import Speaking
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, Town, local

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

"""What a chat tells the records: who is linked, who was deactivated and who is back."""

from datetime import datetime

from sqlmodel import Session

from core import people, presence
from core.database import take_turn
from core.people import ChatIdentity, Person
from tests.town import Town

DOOR, TEAM = "slack", "T1"


def person(town: Town, slug: str) -> Person:
    """A person as they are now."""
    with town.database.read() as session:
        return _named(town, session, slug)


def deactivate(town: Town, slug: str, at: datetime | None = None) -> None:
    """The chat has deactivated the person's user."""
    with town.database.write() as session:
        take_turn(session, town.home(session).id)
        presence.gone(town.scope(session, at), _identity(town, session, slug, at))


def reactivate(town: Town, slug: str, at: datetime | None = None) -> None:
    """The chat has the person's user again."""
    with town.database.write() as session:
        take_turn(session, town.home(session).id)
        presence.back(town.scope(session, at), _identity(town, session, slug, at))


def _named(town: Town, session: Session, slug: str) -> Person:
    found = people.identify(session, town.home(session).id, slug)
    assert found
    return found


def _identity(town: Town, session: Session, slug: str, at: datetime | None) -> ChatIdentity:
    """The person's user in the chat, which is linked first where it is not yet."""
    user = f"U-{slug}"
    if people.identity(session, DOOR, TEAM, user) is None:
        people.link_chat(town.scope(session, at), _named(town, session, slug), DOOR, TEAM, user)
    found = people.identity(session, DOOR, TEAM, user)
    assert found
    return found

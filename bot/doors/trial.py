"""The test message of `somerad doctor --send`: through a door's real sender, to a person or to the department."""

from collections.abc import Callable

from sqlmodel import Session

from core import people, workspace
from core.card import Card
from core.database import Database
from core.errors import Refused
from core.outbox import DEPARTMENT
from core.people import Person
from core.slugs import fold
from core.words import _
from core.workspace import Workspace
from reminders.sending import Sender, SendError

DEPARTMENT_WORDS = ("avdelning", "department")


def send(
    database: Database,
    home: Workspace,
    sender: Sender,
    name: str,
    out_of_reach: Callable[[Person | None], Refused],
    advice: Callable[[SendError], str],
) -> str:
    """Sends a test message to a person (slug or name) or to the department; says where it went.

    Refused, with what to do, when it can't be sent.
    """
    with database.read() as session:
        person = _person(session, home, name)
        address = sender.can_reach(session, home, str(person.id) if person else DEPARTMENT)
    if address is None:
        raise out_of_reach(person)
    with people.speaking_to(person, home):
        card = Card(
            _("A test message"), _("Somebody tried whether the bot reaches you. You need not do anything.")
        )
    try:
        sent = sender.send(address, card, "trial")
    except SendError as trouble:
        reason = _(trouble.reason)
        raise Refused(
            _("The test message did not arrive. {reason}", reason=reason), advice(trouble)
        ) from None
    return _("The test message for {name} is sent, to {channel}.", name=name, channel=sent.channel)


def _person(session: Session, home: Workspace, name: str) -> Person | None:
    """The person named; None for the department."""
    if fold(name) in DEPARTMENT_WORDS:
        return None
    person = people.identify(session, home.id, name)
    if person is None or person.left_at:
        raise Refused(_("There is nobody called {word}.", word=name), _("See who there is: person lista"))
    return person


def door_for(database: Database, home: Workspace, name: str, doors: tuple[str, ...]) -> str:
    """Which of the doors the bot would reach somebody by: the one they prefer, else the first they are linked in."""
    with database.read() as session:
        person = _person(session, home, name)
        if person is None:
            wanted = [workspace.chat_of_channel(home.department_channel or "")]
        else:
            linked = people.chats_of(session, person)
            wanted = [person.chat or "", *(door for door in doors if door in linked)]
    return next((door for door in wanted if door in doors), doors[0])

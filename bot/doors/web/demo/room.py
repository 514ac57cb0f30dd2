"""The conversations of the demo, kept in memory: who said what where, what has been read, files handed in."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.doors.web.demo.feed import Feed, Kind
from core.card import Card
from core.outbox import DEPARTMENT
from core.people import Person
from core.words import _
from core.workspace import Workspace
from reminders.letters import DEPARTMENT_NAME
from reminders.sending import Sent

DOOR = "web"
CHANNEL = DEPARTMENT_NAME
MOST_FILES = 30


@dataclass(frozen=True, slots=True)
class Message:
    """Something said. `where` is a person's slug (their own conversation with the bot) or the channel.

    `by` is the slug of who said `text`; empty where the bot says `card`. `only` is the one person who sees it in
    a channel. `file` names the file the card is about. `comes_by_itself`: a reminder, not an answer.
    """

    id: int
    at: datetime
    where: str
    by: str = ""
    text: str = ""
    card: Card | None = None
    only: str = ""
    ok: bool = True
    file: str = ""
    comes_by_itself: bool = False


class Room:
    """All conversations, at the time it is: `now`, aware."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.feed = Feed()
        self._messages: list[Message] = []
        self._read: dict[tuple[str, str], int] = {}
        self._files: OrderedDict[tuple[str, str], tuple[str, bytes]] = OrderedDict()

    @property
    def count(self) -> int:
        """How many messages there are."""
        return len(self._messages)

    def post(self, where: str, **said: object) -> int:
        """Adds a message, said now; gives its id."""
        id = len(self._messages) + 1
        self._messages.append(Message(id, self.now, where, **said))  # type: ignore[arg-type]
        self.feed.publish(Kind.MESSAGE, id)
        return id

    def redraw(self, id: int, card: Card) -> None:
        """Draws a message anew."""
        self._messages[id - 1] = replace(self._messages[id - 1], card=card)
        self.feed.publish(Kind.MESSAGE, id)

    def message(self, id: int) -> Message:
        """A message as it is now."""
        return self._messages[id - 1]

    def seen_by(self, person: str, where: str) -> list[Message]:
        """A conversation as a person sees it, the oldest first."""
        return [each for each in self._messages if each.where == where and each.only in {"", person}]

    def mark_read(self, session: str, where: str) -> None:
        """A reader has seen all that stands in a conversation."""
        self._read[session, where] = len(self._messages)

    def unread(self, session: str, where: str) -> int:
        """How many of the bot's messages in a conversation a reader has not seen."""
        seen = self._read.get((session, where), 0)
        return sum(each.where == where and not each.by and not each.only for each in self._messages[seen:])

    def keep_file(self, session: str, handle: str, name: str, content: bytes) -> None:
        """Holds a file between a form's pages, for the reader who handed it in; the oldest give way."""
        self._files[session, handle] = name, content
        while len(self._files) > MOST_FILES:
            self._files.popitem(last=False)

    def file(self, session: str, handle: str) -> tuple[str, bytes] | None:
        """The name and content of a file that is held."""
        return self._files.get((session, handle))


class RoomSender:
    """reminders.sending.Sender into the room: to a person's own conversation, or to the channel."""

    door = DOOR

    def __init__(self, room: Room) -> None:
        self._room = room

    def can_reach(self, session: Session, home: Workspace, recipient: str) -> str | None:
        """A person's slug, or the channel."""
        return CHANNEL if recipient == DEPARTMENT else session.get_one(Person, int(recipient)).slug

    def send(self, address: str, card: Card, _name: str) -> Sent:
        """Posts the message."""
        return Sent(address, str(self._room.post(address, card=card, comes_by_itself=True)))

    def find(self, _address: str, _name: str, _after: str) -> Sent | None:
        """None: the room ends with its process."""
        return None

    def update(self, channel: str, message: str, card: Card) -> None:
        """Draws the message anew."""
        self._room.redraw(int(message), card)

    def withdraw(self, channel: str, message: str) -> None:
        """Takes away what the message said."""
        self._room.redraw(int(message), Card(_("Deleted under a decision")))

"""What the bot says by itself, in the terminal: one sweep and delivery, printed."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot import app as house
from bot.doors.terminal import card_text, time_of
from bot.settings import Settings
from core import workspace
from core.card import Card
from core.errors import Refused
from core.outbox import DEPARTMENT
from core.people import Person
from core.words import _
from core.workspace import Workspace
from reminders.letters import DEPARTMENT_NAME
from reminders.sending import Sent
from reminders.worker import Worker


class TerminalSender:
    """Reaches everybody of a workspace, and keeps what was said to be printed."""

    door = "terminal"

    def __init__(self) -> None:
        self.said: list[tuple[str, Card]] = []

    def can_reach(self, session: Session, home: Workspace, recipient: str) -> str | None:
        """A person's slug, or the department's name."""
        if recipient == DEPARTMENT:
            return DEPARTMENT_NAME
        return session.get_one(Person, int(recipient)).slug

    def send(self, address: str, card: Card, _name: str) -> Sent:
        """Keeps the message."""
        self.said.append((address, card))
        return Sent("terminal", address)

    def find(self, _address: str, _name: str, _after: str) -> Sent | None:
        """None: what a process printed before it ended was its own."""
        return None

    def update(self, channel: str, message: str, card: Card) -> None:
        """What is printed stays as it is."""

    def withdraw(self, channel: str, message: str) -> None:
        """What is printed stays where it is."""


def tick(settings: Settings, at: str, home: str, *, dry_run: bool) -> tuple[str, list[dict[str, Any]]]:
    """One sweep and delivery, as text and as JSON's list. Refused once a chat is connected, but for a dry run."""
    made = house.build(settings)
    house.check_schema(made.database)
    moment = time_of(made, at, home)
    with made.database.read() as session:
        found = workspace.find(session, home)
    if found.has_chat and not dry_run:
        raise Refused(
            _("A chat is connected, so the reminders go there."),
            _("Look at what is due: somerad tick --dry-run"),
        )
    if not dry_run:
        made.night.run(moment, found.id)
    said = _said(Worker(made.database, house.policy_of), moment, found.id, dry_run=dry_run)
    text = "\n\n".join(f"→ {to}\n{card_text(card)}" for to, card in said)
    return text, [entry for _to, card in said for entry in card.data["reminders"]]


def _said(worker: Worker, at: datetime, home: int, *, dry_run: bool) -> list[tuple[str, Card]]:
    if dry_run:
        letters = worker.preview(at, home)
        return [(letter.to, letter.card) for letter in letters if letter.card]
    sender = TerminalSender()
    worker.tick(at, home)
    worker.deliver(at, sender, workspace_id=home)
    return sender.said

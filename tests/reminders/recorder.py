"""A sender that keeps what it is given: the only thing here that is not real."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from core.card import Card
from core.outbox import DEPARTMENT
from core.people import Person
from core.workspace import Workspace
from reminders.sending import SendError, Sent


@dataclass
class Recorder:
    """Reaches everybody but `unreachable`; `errors` are raised by address, one a try.

    `meanwhile` happens by address while a message is on its way; `breaks` counts redraws that fail oddly.
    In `killed_after` the process ends once a message has arrived; `is_down` is raised by all;
    `lost` are raised where it is asked for what was sent. With `by_channel` the department is reached in its
    channel, by that name.
    """

    door: str = "recorder"
    sent: list[tuple[str, Card]] = field(default_factory=list)
    redrawn: list[tuple[str, Card]] = field(default_factory=list)
    errors: dict[str, list[SendError]] = field(default_factory=dict)
    unreachable: set[str] = field(default_factory=set)
    meanwhile: dict[str, list[Callable[[], None]]] = field(default_factory=dict)
    named: dict[str, Sent] = field(default_factory=dict)
    is_down: SendError | None = None
    killed_after: set[str] = field(default_factory=set)
    lost: list[SendError] = field(default_factory=list)
    redraw_errors: list[SendError] = field(default_factory=list)
    breaks: int = 0
    withdrawn: list[str] = field(default_factory=list)
    withdraw_errors: list[SendError] = field(default_factory=list)
    by_channel: bool = False

    def can_reach(self, session: Session, home: Workspace, recipient: str) -> str | None:
        """The person's slug, or `department`."""
        if self.by_channel and recipient == DEPARTMENT:
            return home.department_channel
        slug = session.get_one(Person, int(recipient)).slug if recipient.isdigit() else recipient
        return None if slug in self.unreachable else slug

    def send(self, address: str, card: Card, name: str) -> Sent:
        """Keeps the message, or raises the next error; after keeping it where that leaves it in doubt."""
        for happens in self.meanwhile.pop(address, ()):
            happens()
        if self.is_down:
            raise self.is_down
        error = self.errors[address].pop(0) if self.errors.get(address) else None
        if error is None or error.in_doubt:
            self.sent.append((address, card))
            self.named[name] = Sent(address, str(len(self.sent)))
        if error or address in self.killed_after:
            raise error or KeyboardInterrupt
        return self.named[name]

    def find(self, _address: str, name: str, _after: str) -> Sent | None:
        """What was kept under the name; raises the next trouble first."""
        if self.is_down:
            raise self.is_down
        if self.lost:
            raise self.lost.pop(0)
        return self.named.get(name)

    def update(self, _channel: str, message: str, card: Card) -> None:
        """Keeps the redrawn message; breaks first as often as it is to, then raises its errors."""
        if self.breaks:
            self.breaks -= 1
            raise RuntimeError("broken")
        if self.redraw_errors:
            raise self.redraw_errors.pop(0)
        self.redrawn.append((message, card))

    def withdraw(self, _channel: str, message: str) -> None:
        """Takes the message away, or raises the next error."""
        if self.withdraw_errors:
            raise self.withdraw_errors.pop(0)
        self.withdrawn.append(message)

    def entries(self, to: str = "") -> list[dict[str, Any]]:
        """Every reminder sent, or those to one address."""
        return [
            entry for address, card in self.sent if to in ("", address) for entry in card.data["reminders"]
        ]

    def rules(self, to: str = "") -> list[str]:
        """The rules of the reminders sent."""
        return [entry["rule"] for entry in self.entries(to)]

    def clear(self) -> None:
        """Forgets what was sent."""
        self.sent.clear()
        self.named.clear()
        self.redrawn.clear()

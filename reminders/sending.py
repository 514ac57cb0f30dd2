"""What the worker asks of a door that carries reminders: an address, a message sent, a message redrawn."""

from dataclasses import dataclass
from typing import Protocol

from sqlmodel import Session

from core.card import Card
from core.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a message ended up: the platform's channel and the message's name there."""

    channel: str
    message: str


class SendError(Exception):
    """A message that could not be sent. `permanent`: trying again is no use; else `retry_after` seconds, if known.

    `of_message`: another message to the same recipient may well go through.
    `gone`: the channel takes nothing more from the bot, so what waits for it goes to people instead; for a
    person's own conversation it says no more than `permanent`.
    `in_doubt`: the message may have arrived all the same.
    `reason` is short and for people; it holds nothing of the message.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        of_message: bool = False,
        gone: bool = False,
        in_doubt: bool = False,
    ) -> None:
        super().__init__(reason)
        self.gone = gone
        self.in_doubt = in_doubt
        self.of_message = of_message
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after


class Sender(Protocol):
    """A door that can speak by itself. A recipient is a person's id as text, or `core.outbox.DEPARTMENT`."""

    @property
    def door(self) -> str:
        """The door's name, as in Request.door."""

    def can_reach(self, session: Session, home: Workspace, recipient: str) -> str | None:
        """The recipient's address at this door; None when it can't be reached there."""

    def send(self, address: str, card: Card, name: str) -> Sent:
        """Sends one message, never inside a transaction. Raises SendError and nothing else.

        `name` goes with it unseen, where the platform can carry it.
        """

    def find(self, address: str, name: str, after: str) -> Sent | None:
        """The message of that name, if it reached the address; `after` is one that came before it, empty for none.

        Raises SendError: permanent where it can't be known.
        """

    def update(self, channel: str, message: str, card: Card) -> None:
        """Redraws a message sent before. Raises SendError."""

    def withdraw(self, channel: str, message: str) -> None:
        """Takes a message sent before away; one that is gone already is as good. Raises SendError."""

"""Carries reminders to many Slack teams: each with its own token, its team first in every address."""

from collections.abc import Callable
from threading import Lock
from time import monotonic

from sqlmodel import Session

from bot.doors.slack.heard import DOOR
from bot.doors.slack.sender import SlackSender
from bot.doors.slack.teams import LOOK_AGAIN
from bot.keyring import Keyring
from bot.settings import Settings
from core import installations
from core.card import Card
from core.database import Database
from core.errors import Refused
from core.installations import Installation
from core.workspace import Workspace
from reminders.sending import SendError, Sent


class ManySenders:
    """reminders.sending.Sender over every team the bot is installed in. An address is TEAM/CHANNEL or TEAM/USER."""

    door = DOOR

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._keys = Keyring(settings.token_keys)
        self._known: dict[str, tuple[float, str, SlackSender]] = {}
        self._lock = Lock()  # one sender a team, as each keeps its pace

    def can_reach(self, session: Session, home: Workspace, recipient: str) -> str | None:
        """The address of a person or of the department, in the town's own team; None where there is none."""
        if not home.slack_team:
            return None
        try:
            sender = self._of(
                home.slack_team, lambda: installations.of_team(session, DOOR, str(home.slack_team))
            )
        except SendError:
            return None
        found = sender.can_reach(session, home, recipient)
        return f"{home.slack_team}/{found}" if found else None

    def send(self, address: str, card: Card, name: str) -> Sent:
        """Posts the card. Raises SendError."""
        team, _slash, place = address.partition("/")
        sent = self._of(team).send(place, card, name)
        return Sent(f"{team}/{sent.channel}", sent.message)

    def find(self, address: str, name: str, after: str) -> Sent | None:
        """The message of that name. Raises SendError."""
        team, _slash, place = address.partition("/")
        found = self._of(team).find(place, name, after)
        return Sent(f"{team}/{found.channel}", found.message) if found else None

    def update(self, channel: str, message: str, card: Card) -> None:
        """Draws a message again. Raises SendError."""
        team, _slash, place = channel.partition("/")
        self._of(team).update(place, message, card)

    def withdraw(self, channel: str, message: str) -> None:
        """Deletes a message. Raises SendError."""
        team, _slash, place = channel.partition("/")
        self._of(team).withdraw(place, message)

    def _of(self, team: str, look: Callable[[], Installation | None] | None = None) -> SlackSender:
        """The team's sender. Raises SendError where the bot is not installed there any more."""
        with self._lock:
            return self._found(team, look or (lambda: self._look(team)))

    def _found(self, team: str, look: Callable[[], Installation | None]) -> SlackSender:
        looked_at, token, sender = self._known.get(team, (0.0, "", None))
        if sender and monotonic() - looked_at < LOOK_AGAIN:
            return sender
        row = look()
        if row is None:
            raise SendError("Slack: not installed", permanent=True)
        if sender is None or token != row.token:
            sender = self._made(row)
        self._known[team] = (monotonic(), row.token, sender)
        return sender

    def _look(self, team: str) -> Installation | None:
        with self._database.read() as session:
            return installations.of_team(session, DOOR, team)

    def _made(self, row: Installation) -> SlackSender:
        settings = self._settings
        try:
            token = self._keys.unlock(row.token)
        except Refused as refusal:
            raise SendError(f"Slack: {refusal.text}") from None
        reads = settings.slack_channel_history
        return SlackSender(token, settings.slack_api_base_url, row.team, reads_channels=reads)

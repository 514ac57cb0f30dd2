"""Opens the demo: makes the sample municipality, then talks until the person leaves."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import app as house
from bot.app import App
from bot.demo import history
from bot.demo.conversation import Conversation, Message
from bot.doors.ticking import TerminalSender
from bot.settings import Settings
from core import outbox, watch, workspace
from core.words import _, speaking
from reminders.worker import Worker

NAME = "Exempelkommunen"
FIRST_PERSON = "kim-kommunikatör"
MINUTE = timedelta(minutes=1)


class Clock:
    """Lets time pass: every sweep that would have come, in order, with what the bot then says."""

    def __init__(self, app: App) -> None:
        self.database = app.database
        self.worker = Worker(app.database, house.policy_of)

    def advance(self, start: datetime, until: datetime) -> Iterator[Message]:
        """What is said after `start`, until and including `until`."""
        now = start
        while (now := self._next(now, until)) < until:
            yield from self.sweep(now)
        yield from self.sweep(until)

    def sweep(self, now: datetime) -> Iterator[Message]:
        """What is said at one time."""
        sender = TerminalSender()
        self.worker.run(now, sender)
        for to, card in sender.said:
            yield Message(now, to, card)

    def _next(self, now: datetime, until: datetime) -> datetime:
        """The next time at which something may be due; at least a minute on."""
        with self.database.read() as session:
            found = [at for at in (watch.next_due(session), outbox.next_due(session)) if at is not None]
        return max(min(found, default=until), now + MINUTE)


def open_demo(settings: Settings) -> None:
    """The whole demo, in a folder of its own that is gone afterwards."""
    with TemporaryDirectory(prefix="somerad-demo-", ignore_cleanup_errors=True) as folder, speaking("sv"):
        app = make(settings, Path(folder))
        talk(start(app))
        app.database.close()


def make(settings: Settings, folder: Path) -> App:
    """The sample municipality in a folder, with its history."""
    own = {"database_url": f"sqlite:///{folder / 'demo.db'}", "evidence_url": f"file://{folder / 'underlag'}"}
    app = house.build(settings.model_copy(update={**own, "slack_bot_token": ""}))
    house.make_workspace(app.database, history.BEGIN, NAME, "falkoping", demo=True)
    history.play(app.dispatch, _progress)
    list(Clock(app).sweep(history.LAST_SWEEP))  # what was due before the weekend has been said
    return app


def start(app: App) -> Conversation:
    """A conversation at the morning the history ends."""
    clock = Clock(app)
    with app.database.read() as session:
        home = workspace.find(session, "")
    calendar = workspace.calendar_of(home, house.policy_of(home).calendar.days_off.value)
    now = history.NOW.astimezone(calendar.local(history.NOW).tzinfo)
    return Conversation(app.dispatch, app.database, home.id, calendar, clock.advance, now, FIRST_PERSON)


def talk(conversation: Conversation) -> None:
    """Reads lines until the end: with history and editing at a terminal, plainly from a pipe."""
    _out(
        _(
            "Welcome to {name}, a sample municipality. It is Monday morning; nothing here is real.\n"
            "Try: mina · status · konto lista · fråga bibliotek-fb · /tid +1h · hjälp   (/sluta ends)",
            name=NAME,
        )
    )
    for line in _lines(conversation):
        if answer := conversation.hear(line):
            _out(answer)
        if conversation.over:
            return


def _lines(conversation: Conversation) -> Iterator[str]:
    if not sys.stdin.isatty():
        for line in sys.stdin:
            _out(f"{conversation.prompt()}{line.rstrip()}")
            yield line
        return
    from prompt_toolkit import PromptSession

    session: PromptSession[str] = PromptSession()
    while True:
        try:
            yield session.prompt(conversation.prompt())
        except (EOFError, KeyboardInterrupt):
            return


def _progress(done: int, of: int) -> None:
    if sys.stdout.isatty() and done % 20 == 0:
        sys.stdout.write("\r" + _("Making a sample municipality: {percent} %", percent=100 * done // of))
        sys.stdout.flush()
        if done + 20 >= of:
            sys.stdout.write("\r" + " " * 60 + "\r")


def _out(text: str) -> None:
    sys.stdout.write(text + "\n\n")
    sys.stdout.flush()

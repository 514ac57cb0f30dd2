"""Opens the demo: makes the sample municipality, then its page in the browser, or a conversation in the terminal."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from bot import app as house
from bot.app import App
from bot.demo import history
from bot.demo.clock import Clock, calendar_of, home_of
from bot.demo.conversation import Conversation
from bot.doors.ticking import TerminalSender
from bot.settings import Settings
from core.words import _, speaking
from reminders.sending import Sender

NAME = "Exempelkommunen"
FIRST_PERSON = "kim-kommunikatör"


def open_in_terminal(settings: Settings) -> None:
    """The whole demo as a conversation, gone afterwards."""
    with _sample(settings.model_copy(update={"public_url": ""}), TerminalSender()) as app:
        talk(start(app))


def open_in_browser(settings: Settings, port: int, *, with_browser: bool) -> None:
    """The whole demo as pages, until it is interrupted; gone afterwards. Another port is chosen where it is taken."""
    from bot.doors.web.demo.opening import address_of, choose_port, show
    from bot.doors.web.demo.room import Room, RoomSender

    port, room = choose_port(port), Room(history.LAST_SWEEP)
    pages = {"public_url": address_of(port), "page_key": token_hex(32)}
    with _sample(settings.model_copy(update=pages), RoomSender(room)) as app:
        room.now = history.NOW
        with suppress(KeyboardInterrupt):
            asyncio.run(show(app, room, port, with_browser=with_browser))


@contextmanager
def _sample(settings: Settings, sender: Sender) -> Iterator[App]:
    """The sample municipality, in a folder of its own that is gone afterwards."""
    with TemporaryDirectory(prefix="somerad-demo-", ignore_cleanup_errors=True) as folder, speaking("sv"):
        app = make(settings, Path(folder), sender)
        try:
            yield app
        finally:
            app.database.close()


def make(settings: Settings, folder: Path, sender: Sender | None = None) -> App:
    """The sample municipality in a folder, with its history; `sender` carries what is said before the weekend."""
    own = {"database_url": f"sqlite:///{folder / 'demo.db'}", "evidence_url": f"file://{folder / 'underlag'}"}
    app = house.build(settings.model_copy(update={**own, "slack_bot_token": ""}))
    house.make_workspace(app.database, history.BEGIN, NAME, "falkoping", demo=True)
    history.play(app.dispatch, _progress)
    Clock(app).send(history.LAST_SWEEP, sender or TerminalSender())
    return app


def start(app: App) -> Conversation:
    """A conversation at the morning the history ends. Refused where the database is no demo's."""
    home = home_of(app.database)
    calendar = calendar_of(home)
    now = history.NOW.astimezone(calendar.local(history.NOW).tzinfo)
    advance = Clock(app).advance
    return Conversation(app.dispatch, app.database, home.id, calendar, advance, now, FIRST_PERSON)


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

"""Runs the bot: its doors and its metronome, until it is told to stop."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import threading
import warnings
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import datetime

import uvicorn
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot import clock
from bot.app import App, check_schema, policy_of
from bot.atrest import check_key
from bot.doors.web.health import Health, State
from bot.doors.web.lage.pages import LagePages
from bot.doors.web.register.pages import RegisterPages
from bot.doors.web.site import site
from bot.metrics import Counted, Metrics
from bot.watching import Pulse, WatchedDispatch
from core import workspace
from core.errors import Refused
from core.words import _
from reminders.sending import Sender

log = logging.getLogger("somerad.server")

DRAIN_SECONDS = 9.0  # from SIGTERM to the end; who sends it waits for ten
TICKS_MISSED = 20  # so many beats without one: the bot says nothing any more
AT_ONCE = (
    4  # people who are written to at a time: a chat takes a fifth of a second, and ten messages a second
)
GRACE_SECONDS = 5  # for answers under way when it is told to stop; a page that listens would hold it forever


class _Server(uvicorn.Server):
    """uvicorn that leaves the signals to `run`."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


class NoDoor(Refused):
    """The settings name neither a chat to open a door to nor an address for pages."""


async def run(
    app: App,
    home: str = "",
    stop: asyncio.Event | None = None,
    now: Callable[[], datetime] = clock.now,
    told: Callable[[], None] = lambda: None,
) -> None:
    """Opens every door the settings name, until `stop` or a signal. NoDoor when they name none.

    Refused when every door has been closed from the other side; pages and Teams are never closed so. `home` names the
    workspace of the chats and the pages, where there are several. `told` is called when a signal tells it to stop.
    """
    if not (app.settings.has_chat or app.settings.public_url):
        raise NoDoor(
            _("No door is open: no chat is set up, and no pages."),
            _("Set SLACK_BOT_TOKEN with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET, or the three TEAMS_ settings, or "
              "PUBLIC_URL for pages only, see .env.example."),
        )  # fmt: skip
    check_schema(app.database)
    check_key(app)
    until = stop or _told_to_stop(told)
    async with contextlib.AsyncExitStack() as running:
        metrics = Metrics()
        pulse = Pulse(metrics, app.settings.sweep_seconds)
        if isinstance(app.dispatch, WatchedDispatch):
            app.dispatch.metrics = metrics
        routes: list[BaseRoute] = [*Health(app.database, state=state_of(app, pulse, now)).routes()]
        if app.settings.metrics_token:
            routes.append(metrics.route(app.database, now, app.settings.metrics_token))
        doors, senders = list[asyncio.Event](), list[Sender]()
        if app.settings.serves_many:
            senders.append(await _open_to_many(running, app, now, routes, metrics))
            doors.append(asyncio.Event())
        elif app.settings.has_slack:
            sender, home, closed = await _open_slack(running, app, home, now, routes, metrics)
            doors.append(closed)
            senders.append(sender)
        if app.settings.has_teams:
            sender, home = await _open_teams(running, app, home, now, routes, metrics)
            doors.append(asyncio.Event())
            senders.append(sender)
        if app.settings.public_url:
            routes += await asyncio.to_thread(_pages, app, home, now)
            doors.append(asyncio.Event())
        running.enter_context(settled())
        await _listen(running, app, routes)
        if senders:
            everywhere = app.settings.serves_many
            counted = [Counted(sender, metrics) for sender in senders]
            beats = beating(app, now, None if everywhere else home, *counted, pulse=pulse)
            await running.enter_async_context(beats)
        log.info("the bot is running")
        await _until_told(until, *doors)


@contextlib.contextmanager
def settled() -> Iterator[None]:
    """Leaves all that is loaded by now out of every search for garbage, as long as it lasts.

    With all of it to look through, one answer in a few waits longer for that search than for what it is about; and
    rows that are read are no garbage yet, so searching begins later than after the usual 700 objects.
    """
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def state_of(app: App, pulse: Pulse, now: Callable[[], datetime]) -> Callable[[], State]:
    """What `/readyz` tells besides the database: the doors, and how long ago the last beat was."""
    settings = app.settings
    names = {"slack": settings.has_slack, "teams": settings.has_teams, "pages": bool(settings.public_url)}
    doors = [name for name, is_open in names.items() if is_open]
    began, limit = now(), TICKS_MISSED * settings.sweep_seconds

    def state() -> State:
        age = (now() - (pulse.last or began)).total_seconds()
        return State(
            not settings.has_chat or age <= limit, {"doors": " ".join(doors), "last tick": f"{age:.0f} s"}
        )

    return state


async def _until_told(stop: asyncio.Event, *closed: asyncio.Event) -> None:
    """Until told to stop. Refused when every door has been closed from the other side."""
    told = asyncio.ensure_future(stop.wait())
    alone = asyncio.ensure_future(_all_of(closed))
    try:
        await asyncio.wait((told, alone), return_when=asyncio.FIRST_COMPLETED)
    finally:
        told.cancel()
        alone.cancel()
    if not stop.is_set():
        raise Refused(
            _("No door is open any more: the chat has let the bot go. Everything on record stays."),
            _("Install the app again, set SLACK_BOT_TOKEN to its new token, and start the bot."),
        )


async def _all_of(events: Iterable[asyncio.Event]) -> None:
    for event in events:
        await event.wait()


async def _open_slack(
    running: contextlib.AsyncExitStack,
    app: App,
    home: str,
    now: Callable[[], datetime],
    routes: list[BaseRoute],
    metrics: Metrics,
) -> tuple[Sender, str, asyncio.Event]:
    """Opens the Slack door, adds its route; gives what carries reminders through it, its workspace, and its end."""
    from bot.doors.slack.opening import opened
    from bot.doors.slack.sender import SlackSender

    slack = await running.enter_async_context(opened(app, home, now))
    routes.append(Route("/slack/events", metrics.timed("slack", slack.answer), methods=["POST"]))
    settings = app.settings
    sender = SlackSender(
        settings.slack_bot_token, settings.slack_api_base_url, slack.team,
        reads_channels=settings.slack_channel_history,
    )  # fmt: skip
    return sender, slack.home, slack.closed


async def _open_teams(
    running: contextlib.AsyncExitStack,
    app: App,
    home: str,
    now: Callable[[], datetime],
    routes: list[BaseRoute],
    metrics: Metrics,
) -> tuple[Sender, str]:
    """Opens the Teams door, adds its route; gives what carries reminders through it, and its workspace."""
    with warnings.catch_warnings():  # the SDK warns of what it brings in preview, and the bot does not use
        warnings.simplefilter("ignore")
        from bot.doors.teams.opening import PATH, opened

    teams = await running.enter_async_context(opened(app, home, now))
    routes.append(Route(PATH, metrics.timed("teams", teams.answer), methods=["POST"]))
    return teams.sender, teams.home


async def _open_to_many(
    running: contextlib.AsyncExitStack,
    app: App,
    now: Callable[[], datetime],
    routes: list[BaseRoute],
    metrics: Metrics,
) -> Sender:
    """Opens the Slack door to every town that installs the app, and the way to install it."""
    from bot.doors.slack.install import Install
    from bot.doors.slack.many import ManySenders
    from bot.doors.slack.opening import opened_to_many

    slack = await running.enter_async_context(opened_to_many(app, now))
    routes += [
        Route("/slack/events", metrics.timed("slack", slack.answer), methods=["POST"]),
        *Install(app, now).routes(),
    ]
    return ManySenders(app.settings, app.database)


async def _listen(running: contextlib.AsyncExitStack, app: App, routes: list[BaseRoute]) -> None:
    """Serves the routes where there is somebody to serve: people with pages, Teams, or Slack over HTTP."""
    settings = app.settings
    if settings.public_url or settings.slack_signing_secret or settings.has_teams:
        made = site(routes, signed=frozenset({"/slack/events", "/api/messages"}))
        await running.enter_async_context(serving(made, settings.listen_host, settings.listen_port))


def _pages(app: App, home: str, now: Callable[[], datetime]) -> list[BaseRoute]:
    """What people open in a browser; the status page where links to it can be signed.

    The register is one town's: where the bot serves many, `home` has to name it. Refused when it is not to be found.
    """
    lage = LagePages(app.database, policy_of, app.settings, now).routes() if app.settings.page_key else []
    if app.settings.serves_many and not home:
        return [*lage]
    register = RegisterPages(app.database, policy_of, home, app.settings.public_url)
    register.read()
    return [*register.routes(), *lage]


@contextlib.asynccontextmanager
async def beating(
    app: App, now: Callable[[], datetime], home: str | None, *senders: Sender, pulse: Pulse
) -> AsyncIterator[None]:
    """The metronome of the connected workspace, of every workspace where `home` is None, while it is open.

    Every change wakes it.
    """
    from reminders.metronome import Metronome
    from reminders.worker import Worker

    with app.database.read() as session:
        home_id = None if home is None else workspace.find(session, home).id
    worker = Worker(app.database, policy_of, now, AT_ONCE)

    def step(at: datetime) -> None:
        pulse.beat(lambda at: worker.run(at, *senders, workspace_id=home_id), at, now)
        app.night.run(at, home_id)

    metronome = Metronome(step, now, app.settings.sweep_seconds)
    app.dispatch.wake = metronome.wake
    metronome.start()
    try:
        yield
    finally:
        worker.stop()
        await metronome.stop()


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, host: str, port: int) -> AsyncIterator[int]:
    """HTTP on that address while it is open; gives the port, chosen by the system where 0 was asked for.

    Refused where it can't listen.
    """
    config = uvicorn.Config(
        app, host, port, log_config=None, access_log=False, lifespan="off",
        server_header=False, timeout_graceful_shutdown=GRACE_SECONDS,
    )  # fmt: skip
    server = _Server(config)
    running = asyncio.create_task(server.serve([_listening(host, port)]))
    while not server.started:
        if running.done():
            running.result()
        await asyncio.sleep(0.01)
    try:
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await running


def _listening(host: str, port: int) -> socket.socket:
    """Refused where another program listens, or the address is not this machine's: uvicorn would end the process."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise Refused(
            _("Nothing can listen on {host}:{port}: {reason}.", host=host, port=port, reason=error.strerror),
            _("Set LISTEN_HOST and LISTEN_PORT to what is free here, or stop what listens there."),
        ) from None


def end_anyway() -> None:
    """Ends the process when its time is out: a call that hangs is no reason to be killed without a word.

    Nothing is lost by it: a message under way is looked for by the next, a command's answer comes again.
    """

    def end() -> None:
        log.warning("not all was done in time; the rest is left to whoever comes next")
        logging.shutdown()
        os._exit(1)

    timer = threading.Timer(DRAIN_SECONDS, end)
    timer.daemon = True
    timer.start()


def _told_to_stop(and_then: Callable[[], None]) -> asyncio.Event:
    """Set at SIGTERM and SIGINT; a second one stops at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def told(signum: signal.Signals) -> None:
        log.info("told to stop; what is under way has %s seconds", DRAIN_SECONDS)
        and_then()
        stop.set()
        loop.remove_signal_handler(signum)

    for signum in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(signum, told, signum)
    return stop

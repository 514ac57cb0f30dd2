"""Opens the demo's page: on this machine only, at the port asked for or another, until it is interrupted."""

import asyncio
import contextlib
import logging
import signal
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator

from bot.app import App
from bot.doors.web.demo.pages import DemoPages
from bot.doors.web.demo.play import Play
from bot.doors.web.demo.room import Room
from bot.server import serving
from core.words import _

HOST = "127.0.0.1"


@contextlib.asynccontextmanager
async def opened(app: App, room: Room, port: int = 0) -> AsyncIterator[str]:
    """The page's address while it is open. Refused where the database is no demo's."""
    play = Play(app, room)
    async with serving(DemoPages(play).app, HOST, port if _is_free(port) else 0) as taken:
        try:
            yield f"http://{HOST}:{taken}/"
        finally:
            room.feed.close()
            await play.close()


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True


async def show(app: App, room: Room, port: int, *, with_browser: bool) -> None:
    """Opens the page, says where it is, and waits until it is interrupted."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    async with opened(app, room, port) as address:
        sys.stdout.write(_("The demo is open at {address} (Ctrl-C ends it).", address=address) + "\n")
        sys.stdout.flush()
        if with_browser:
            await asyncio.to_thread(webbrowser.open, address)
        await _interrupted().wait()


def _interrupted() -> asyncio.Event:
    """Set at Ctrl-C and when the process is told to end."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows ends with KeyboardInterrupt
            loop.add_signal_handler(signum, told.set)
    return told

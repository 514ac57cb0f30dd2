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
from bot.server import serving, settled
from core.words import _

HOST = "127.0.0.1"


def choose_port(port: int) -> int:
    """The port, or a free one where it is taken."""
    for wanted in (port, 0):
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((HOST, wanted))
            return int(trial.getsockname()[1])
    raise OSError(f"no port is free on {HOST}")


def address_of(port: int) -> str:
    """The address of the pages at a port."""
    return f"http://{HOST}:{port}"


@contextlib.asynccontextmanager
async def opened(app: App, room: Room, port: int) -> AsyncIterator[None]:
    """The pages at a port while they are open. Refused where the database is no demo's."""
    play = Play(app, room)
    async with serving(DemoPages(play).app, HOST, port):
        try:
            yield
        finally:
            room.feed.close()
            await play.close()


async def show(app: App, room: Room, port: int, *, with_browser: bool) -> None:
    """Opens the page, says where it is, and waits until it is interrupted."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    address = address_of(port)
    async with opened(app, room, port):
        with settled():
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

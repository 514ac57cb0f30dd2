"""A real browser at real pages: a server on loopback in a thread of its own, Chromium, and axe on what it shows."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from starlette.types import ASGIApp

from bot.server import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SEVERE = {"serious", "critical"}


@contextmanager
def served(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """The address of an application that listens on loopback while it is open, at a free port or at that one."""
    listening: Future[str] = Future()
    stop: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        until = asyncio.Event()
        stop.set_result((asyncio.get_running_loop(), until))
        async with serving(app, "127.0.0.1", port) as taken:
            listening.set_result(f"http://127.0.0.1:{taken}")
            await until.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        yield listening.result(10)
    finally:
        loop, until = stop.result()
        loop.call_soon_threadsafe(until.set)
        thread.join(10)


@contextmanager
def reading(browser: Browser, url: str, *, refused: bool = False, **how: object) -> Iterator[Page]:
    """A page in a browser of its own. No script may fail, and nothing be `refused` but what a test expects."""
    faults: list[str] = []
    context = browser.new_context(base_url=url, locale="sv-SE", timezone_id="Europe/Stockholm", **how)  # type: ignore[arg-type]
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    try:
        yield page
    finally:
        context.close()
    assert refused == bool(faults), faults


def faults_for_people(page: Page) -> list[str]:
    """What axe finds serious or critical: WCAG 2.1 A and AA."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    return [
        f"{fault['id']}: {fault['help']} ({fault['nodes'][0]['html'][:120]})"
        for fault in found.response["violations"]
        if fault["impact"] in SEVERE
    ]

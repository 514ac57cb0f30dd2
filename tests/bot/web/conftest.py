"""A browser for every test that looks at pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.bot.web.browser import CHROMIUM, FLAGS


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, where there is one: `apt-get install chromium` brings it.

    For a module, not for all: while it is open its event loop runs, and no asynchronous test can.
    """
    if not CHROMIUM:
        pytest.skip("no Chromium here: install it (Debian: apt-get install chromium) to look at the pages")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()

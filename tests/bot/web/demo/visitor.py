"""Somebody at the demo's page: becomes people, writes, presses, fills in forms, moves the clock."""

import re
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from core.words import _

KIM, BERIT, BO = "kim-kommunikatör", "berit-biblioteksredaktör", "bo-bibliotekschef"
CHANNEL = "kommunikation"


class Visitor:
    """What is done with the mouse unless it says otherwise."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.line = page.locator("#line")
        self.sheet = page.locator("#sheet")
        self.answers = page.locator("#messages > .bot")
        self.last = self.answers.last

    def come(self, slug: str = KIM) -> None:
        """Opens the page as somebody, with the first-run card put away."""
        self.page.goto(f"/?as={quote(slug)}")
        self.page.locator("[data-greeted]").click()
        expect(self.page.locator("#welcome")).to_be_hidden()

    def become(self, slug: str) -> None:
        """Chooses a person in the list."""
        self.page.locator(f"#cast ul a[data-place='{slug}']").last.click()
        expect(self.page.locator("#main")).to_have_attribute("data-as", slug)

    def say(self, line: str) -> None:
        """Writes a line and sends it."""
        self.line.fill(line)
        self.line.press("Enter")

    def hears(self, text: str) -> None:
        """The bot's last message says that."""
        expect(self.last).to_contain_text(text)

    def press(self, label: str, within: Locator | None = None) -> None:
        """Presses a button of the last message."""
        (within or self.last).get_by_role("button", name=label, exact=True).click()

    def fill(self, **words: str) -> None:
        """Fills in fields of the form that is open."""
        for name, word in words.items():
            self.field(name).fill(word)

    def choose(self, name: str, value: str) -> None:
        """Chooses in a list, or among radio buttons."""
        field = self.sheet.locator(f"[name='word.{name}']")
        if field.first.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            self.sheet.locator(f"[name='word.{name}'][value='{value}']").check()

    def field(self, name: str) -> Locator:
        """A field's element."""
        return self.sheet.locator(f"[name='word.{name}']")

    def send(self) -> None:
        """Hands in the form that is open."""
        self.sheet.locator("[type=submit]").click()

    def step(self, step: str) -> None:
        """Moves the clock by a button, and waits until it stands still."""
        self.page.locator(f"#steps [value={step}]").click()
        self.stands_still()

    def stands_still(self) -> None:
        """Time has passed: one reminder after the other, by design slowly, and longer on a busy machine."""
        came = re.compile(re.escape(_("Reminders that came: ")))
        expect(self.page.locator("#news")).to_have_text(came, timeout=30_000)
        expect(self.page.locator("[data-hurry]")).to_be_hidden()

    def unread(self, place: str) -> Locator:
        """How much is unread at a place."""
        return self.page.locator(f"[data-count='{place}'] [aria-hidden]").last

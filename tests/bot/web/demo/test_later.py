"""What takes a while, and what has bars, in the demo: said at once, its steps shown, then its file to fetch (C2)."""

from playwright.sync_api import Page, expect

from core.words import _
from tests.bot.web.browser import faults_for_people
from tests.bot.web.demo.visitor import BERIT, Visitor


def test_a_report_is_made_while_one_looks_and_can_be_fetched(page: Page, visitor: Visitor) -> None:
    """C2: the message becomes what came of it; who sees the message fetches the file, and nobody else."""
    visitor.come()
    visitor.say("rapport 2026-H2")
    expect(visitor.last).to_contain_text("Rapporten för andra halvåret 2026 är klar", timeout=60_000)
    link = visitor.last.get_by_role("link", name=_("Download {name}", name="rapport-2026-H2.pdf"))
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "rapport-2026-H2.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    address = str(link.get_attribute("href")).partition("?")[0]
    assert page.request.get(f"{address}?as={BERIT}").status == 404
    assert page.request.get("/file/9999/0").status == 404


def test_bars_are_told_in_words_too(page: Page, visitor: Visitor) -> None:
    """C2: WCAG 2.1 AA; the picture has the numbers in its text."""
    visitor.come()
    visitor.say("status")
    chart = visitor.last.locator("figure.bars svg")
    expect(chart).to_be_visible()
    expect(chart.locator("desc")).to_contain_text("frågor kom in.")
    assert faults_for_people(page) == []

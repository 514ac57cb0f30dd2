"""The demo's page for everybody: by keyboard, for who listens, on a phone, in the dark; nothing typed is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.doors.web.demo.pages import DemoPages
from bot.doors.web.demo.play import Play
from bot.doors.web.demo.sight import TRIES
from core.card import Button, Card, Style, Table
from core.words import _
from tests.bot.web.browser import faults_for_people, reading, served
from tests.bot.web.demo.conftest import Sample
from tests.bot.web.demo.visitor import BERIT, KIM, Visitor
from tests.town import png

WIDE = Card(
    "Allt <b>om</b> kontona",
    table=Table(
        ("Konto", "Ansvarig", "Syfte"), (("ett-långt-kontonamn-fb", "Berit", "Att synas " * 9),) * 20
    ),
    buttons=(Button("Ta bort", "status", Style.DANGER, confirm="Vill du <i>verkligen</i>?"),),
)


def test_a_newcomer_tries_each_of_the_five(page: Page, visitor: Visitor) -> None:
    """What it is stands there first; each button leads to where something is seen to happen."""
    page.goto("/")
    expect(page.get_by_role("heading", name=_("Welcome to {town}", town="Exempelkommunen"))).to_be_visible()
    tries = page.locator(".try")
    assert tries.count() == len(TRIES) == 5
    tries.nth(0).click()
    visitor.hears("lör 10.00 + 24 h; lördag och söndag räknas inte → under måndagen.")
    tries.nth(1).click()
    visitor.stands_still()
    expect(page.locator("#now")).to_have_text("tisdag 24 nov 2026 kl. 07.30")
    tries.nth(2).click()
    expect(visitor.field("category").first).to_be_visible()
    page.keyboard.press("Escape")
    tries.nth(3).click()
    visitor.hears("Du har godkänt fritidsgård-tiktok")
    tries.nth(4).click()
    visitor.hears("Status för Exempelkommunen")
    page.locator("[data-greeted]").click()
    page.reload()
    expect(page.locator("#welcome")).to_be_hidden()
    page.locator("[data-tips]").click()
    expect(tries.first).to_be_focused()


def test_faults_stand_at_their_fields_and_what_was_typed_stays(page: Page, visitor: Visitor) -> None:
    """C3: the first fault has the focus, and says what it is to who listens."""
    visitor.come(BERIT)
    visitor.say("konto ny")
    visitor.fill(slug="hjälp", purpose="Läslust\nför <unga>")
    visitor.choose("platform", "tiktok")
    visitor.send()
    unit = visitor.field("unit")
    expect(unit).to_be_focused()
    expect(unit).to_have_attribute("aria-invalid", "true")
    described = unit.get_attribute("aria-describedby") or ""
    assert "Det här måste anges" in page.locator(f"#{described.split()[-1]}").inner_text()
    expect(visitor.sheet.locator(".faults a")).to_have_count(2)
    expect(visitor.field("purpose")).to_have_value("Läslust\nför <unga>")
    expect(visitor.field("platform")).to_have_value("tiktok")
    assert faults_for_people(page) == []
    visitor.fill(unit="Bibliotek", responsible="ingen-alls")
    visitor.send()
    expect(visitor.field("responsible")).to_be_focused()
    visitor.fill(responsible=BERIT)
    visitor.send()
    expect(visitor.field("slug")).to_have_attribute("aria-invalid", "true")
    visitor.field("url").focus()
    visitor.sheet.locator(".faults a").click()
    expect(visitor.field("slug")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(visitor.sheet).to_be_hidden()
    visitor.become(KIM)
    expect(page.locator("[data-resume]")).to_be_hidden()
    visitor.become(BERIT)
    page.locator("[data-resume]").click()
    expect(visitor.field("unit")).to_have_value("Bibliotek")


def test_a_file_handed_in_stays_while_the_rest_is_mended(visitor: Visitor, tmp_path: Path) -> None:
    """S10."""
    picture = tmp_path / "skärm.png"
    picture.write_bytes(png())
    visitor.come(BERIT)
    visitor.say("skärmdump bibliotek-fb")
    visitor.sheet.locator("[name='file.file']").set_input_files(picture)
    visitor.sheet.locator("[name='word.at.day']").fill("2030-01-01")
    visitor.sheet.locator("[name='word.at.clock']").fill("10:00")
    visitor.send()
    expect(visitor.sheet.locator(".held")).to_have_text(_("Attached: {name}", name="skärm.png"))
    visitor.sheet.locator("[name='word.at.day']").fill("2026-11-23")
    visitor.sheet.locator("[name='word.at.clock']").fill("07:00")
    visitor.send()
    visitor.hears("2026-H2")


def test_what_people_write_is_text(sample: Sample, page: Page, visitor: Visitor) -> None:
    """S1: in a line, a card and a question; and a button that asks first does nothing until it is answered."""
    visitor.come()
    sample.room.post(KIM, card=WIDE)
    expect(visitor.last.get_by_role("heading")).to_have_text("Allt <b>om</b> kontona")
    before = visitor.answers.count()
    visitor.press("Ta bort")
    expect(page.locator("#sure-text")).to_have_text("Vill du <i>verkligen</i>?")
    assert faults_for_people(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#sure")).to_be_hidden()
    assert visitor.answers.count() == before
    visitor.press("Ta bort")
    page.locator("#sure-yes").click()
    visitor.hears("Status för Exempelkommunen")
    visitor.say("<script>alert(1)</script>")
    expect(page.locator(".mine .line").last).to_have_text("<script>alert(1)</script>")


def test_messages_come_live_are_announced_and_nothing_jumps(
    sample: Sample, page: Page, visitor: Visitor
) -> None:
    """Who reads further up stays there; who is at the end follows; who was away hears what came."""
    visitor.come()
    for number in range(8):
        sample.room.post(KIM, card=Card(f"Nyhet {number}", "Så här är det.\n" * 6))
    visitor.hears("Nyhet 7")
    expect(page.locator("#news")).to_have_text("Nyhet 7. Så här är det")
    log = page.locator("#log")
    at_end = "log => log.scrollHeight - log.scrollTop - log.clientHeight < 2"
    assert log.evaluate(at_end)
    log.evaluate("log => { log.scrollTop = 100; }")
    sample.room.post(KIM, card=Card("Nyhet 8"))
    visitor.hears("Nyhet 8")
    assert log.evaluate("log => log.scrollTop") == 100
    page.locator("#newer").click()
    assert log.evaluate(at_end)
    page.evaluate("live.close()")
    sample.room.post(KIM, card=Card("Medan ingen såg"))
    page.evaluate("listen()")
    visitor.hears("Medan ingen såg")
    expect(visitor.answers).to_have_count(10)


def test_running_through_one_acts_in_the_middle_and_skips_the_rest(browser: Browser, sample: Sample) -> None:
    """C2: the clock stands at each reminder's own time, live; one who answers then answers at that time."""
    app = DemoPages(Play(sample.app, sample.room, pause=60)).app
    with served(app) as url, reading(browser, url, viewport={"width": 1280, "height": 860}) as page:
        visitor = Visitor(page)
        visitor.come(BERIT)
        page.locator("#steps [value=workday]").click()
        clock, hurry = page.locator("#now"), page.locator("[data-hurry]")
        expect(clock).to_have_text("måndag 23 nov 2026 kl. 08.00")
        visitor.say("svar F-2026-0049")
        visitor.hears("F-2026-0049 är besvarad i tid")
        expect(visitor.last.locator("time")).to_have_text("mån 23 nov 08.00")
        expect(page.locator("#steps [value=hour]")).to_have_attribute("aria-disabled", "true")
        hurry.click()
        visitor.stands_still()
        expect(clock).to_have_text("tisdag 24 nov 2026 kl. 08.00")
        expect(page.locator("#steps button").first).to_be_focused()


def test_the_clock_only_goes_forward(page: Page, visitor: Visitor) -> None:
    """And says so where the time was given."""
    visitor.come()
    page.locator("[data-opens=at]").click()
    page.locator("#at-day").fill("2026-11-22")
    page.locator("#at [type=submit]").click()
    expect(page.locator("#at .fault")).to_contain_text("Klockan går bara framåt")
    expect(page.locator("#at-day")).to_have_value("2026-11-22")
    assert faults_for_people(page) == []
    page.locator("#at [data-close]").click()
    expect(page.locator("#now")).to_have_text("måndag 23 nov 2026 kl. 07.30")


def test_a_button_pressed_twice_in_haste_acts_once(sample: Sample, page: Page, visitor: Visitor) -> None:
    visitor.come(BERIT)
    sample.room.post(BERIT, card=Card("Två gånger", buttons=(Button("Registrera", "fråga bibliotek-fb"),)))
    visitor.hears("Två gånger")
    before = visitor.answers.count()
    visitor.last.get_by_role("button", name="Registrera").dblclick()
    visitor.hears("F-2026-0050 är registrerad")
    visitor.say("fråga visa F-2026-0050")
    visitor.hears("F-2026-0050")
    expect(visitor.answers).to_have_count(before + 2)


def test_a_new_colleague_joins_the_cast(visitor: Visitor) -> None:
    """An outsider is refused until somebody has registered them."""
    outsider = "ulla-utomstående"
    visitor.come(outsider)
    visitor.say("status")
    visitor.hears("Det finns ingen här som heter ”ulla-utomstående”.")
    visitor.become("admin")
    visitor.say('person ny "Ulla Utomstående" roll=råd')
    expect(visitor.page.locator(f"h3:has-text('SoMe-rådet') + ul [data-place='{outsider}']")).to_be_visible()
    visitor.become(outsider)
    visitor.say("status")
    visitor.hears("Status för Exempelkommunen")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_for_everybody_on_a_phone_too(
    browser: Browser, sample: Sample, address: str, scheme: str
) -> None:
    """C3: WCAG 2.1 AA in every state, and nothing to scroll sideways for at 360 pixels."""
    sample.room.post(KIM, card=WIDE)
    with reading(
        browser, address, viewport={"width": 360, "height": 740}, color_scheme=scheme, has_touch=True
    ) as page:
        visitor = Visitor(page)

        def is_fine() -> None:
            assert page.evaluate("document.documentElement.scrollWidth") == 360
            assert faults_for_people(page) == []

        page.goto("/")
        is_fine()
        people = page.locator(".toggle[aria-controls=cast]")
        people.click()
        expect(people).to_have_attribute("aria-expanded", "true")
        is_fine()
        visitor.become(BERIT)
        expect(page.locator("#cast")).to_be_hidden()
        page.locator(".toggle[aria-controls=steps]").click()
        is_fine()
        page.keyboard.press("Escape")
        expect(page.locator("#steps")).to_be_hidden()
        visitor.say("moderera bibliotek-fb")
        visitor.send()
        expect(visitor.field("category").first).to_be_visible()
        is_fine()


def test_it_speaks_english_too(page: Page, visitor: Visitor) -> None:
    """The page, and from then on the bot; at the console of a wide screen nothing is at fault."""
    visitor.come()
    assert faults_for_people(page) == []
    page.locator("[data-language=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Next working day")).to_be_visible()
    visitor.say("status")
    visitor.hears("Status of Exempelkommunen")

"""The main job in the browser: an account is born, a question answered, a comment removed, the half-year kept."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.bot.web.demo.visitor import BERIT, BO, CHANNEL, KIM, Visitor
from tests.town import png

NEW = "biblan-tiktok"


def test_an_account_is_requested_approved_by_two_and_activated(visitor: Visitor) -> None:
    """F1, F2, F3: each in their own conversation; whom it concerns hears of it at once."""
    visitor.come(BERIT)
    visitor.step("hour")
    visitor.say("konto ny")
    visitor.fill(slug=NEW, unit="Bibliotek", purpose="Läslust för unga", responsible="berit")
    visitor.page.get_by_role("option", name="Berit").click()
    visitor.choose("platform", "tiktok")
    visitor.send()
    visitor.hears(f"Kontot {NEW} är begärt")
    visitor.become(BO)
    visitor.hears(f"{NEW} väntar på godkännande")
    visitor.press("Godkänn")
    visitor.hears(f"Du har godkänt {NEW}")
    visitor.become(KIM)
    visitor.say(f"konto godkänn {NEW}")
    visitor.hears("Alla som behövs har godkänt")
    visitor.say(f"konto aktivera {NEW}")
    visitor.choose("access", "administratör")
    visitor.fill(url="https://www.tiktok.example/biblan")
    visitor.send()
    visitor.hears(f"Kontot {NEW} är aktivt")


def test_a_question_is_reminded_of_answered_and_signed(visitor: Visitor) -> None:
    """F10, F11: the reminder is drawn anew when its matter is closed."""
    visitor.come(BERIT)
    visitor.say("fråga bibliotek-ig")
    visitor.hears("mån 07.30 + 24 h → tis 07.30")
    visitor.page.locator("[data-opens=at]").click()
    visitor.page.locator("#at-clock").fill("16:30")
    visitor.page.locator("#at [type=submit]").click()
    visitor.stands_still()
    reminder = visitor.answers.filter(has_text="F-2026-0050 på bibliotek-ig väntar på svar").last
    visitor.press("Besvarad", reminder.locator(".part", has_text="F-2026-0050"))
    visitor.hears("F-2026-0050 är besvarad i tid")
    expect(reminder.get_by_role("button", name="Besvarad")).to_have_count(0)
    visitor.press("Svaret är undertecknat")
    visitor.hears("Noterat för F-2026-0050")


def test_a_removal_is_recorded_in_two_steps_with_its_screenshot(visitor: Visitor, tmp_path: Path) -> None:
    """F13, C1: the second page asks for what the category needs; the file follows."""
    picture = tmp_path / "skärm.png"
    picture.write_bytes(png())
    visitor.come(BERIT)
    visitor.say("moderera bibliotek-fb")
    visitor.choose("category", "hets")
    visitor.choose("action", "dold")
    visitor.send()
    expect(visitor.sheet).to_contain_text("Dölj först")
    visitor.sheet.locator("[name='file.evidence']").set_input_files(picture)
    visitor.send()
    visitor.hears("Polisanmälan saknas")
    expect(visitor.last).not_to_contain_text("Underlag saknas")


def test_a_file_is_asked_about_and_becomes_the_half_years_snapshot(visitor: Visitor, tmp_path: Path) -> None:
    """C1: a file without a word keeps until somebody says what it is."""
    picture = tmp_path / "flöde.png"
    picture.write_bytes(png(3, 3))
    visitor.come("rune-räddningsredaktör")
    visitor.page.locator("#attachment").set_input_files(picture)
    visitor.line.press("Enter")
    visitor.hears("Vad är flöde.png?")
    part = visitor.last.locator(".part", has_text="räddning-fb").last
    visitor.press("Ögonblicksbild för arkivet", part)
    visitor.hears("2026-H2")


def test_posts_are_counted_by_one_press_in_the_reminder(visitor: Visitor) -> None:
    """F8, S6."""
    visitor.come(BERIT)
    visitor.step("workday")
    question = visitor.answers.filter(has_text="vecka 47?").last
    visitor.press("2", question.locator(".part", has_text="bibliotek-fb vecka 47"))
    visitor.hears("2 inlägg")
    expect(question.locator(".part", has_text="bibliotek-fb vecka 47").get_by_role("button")).to_have_count(0)


def test_time_runs_through_and_each_hears_in_their_own_place(visitor: Visitor) -> None:
    """C2: in order, each at its own time; who is not looked at has it unread."""
    visitor.come(BERIT)
    before = int(visitor.unread(CHANNEL).inner_text())
    visitor.step("workday")
    times = visitor.page.locator("#messages .reminder time")
    said = [times.nth(n).get_attribute("datetime") or "" for n in range(times.count())]
    assert said == sorted(said)
    assert len(set(said)) > 3
    expect(visitor.page.locator("#now")).to_have_text("tisdag 24 nov 2026 kl. 08.00")
    assert int(visitor.unread(CHANNEL).inner_text()) > before
    expect(visitor.page.locator(f"#cast [data-count='{BERIT}']").last).to_be_hidden()
    visitor.page.locator(f"#cast a[data-place='{CHANNEL}']").click()
    visitor.hears("Dagens sammanställning")
    expect(visitor.page.locator(f"#cast [data-count='{CHANNEL}']")).to_be_hidden()


def test_the_bots_link_opens_the_status_page_and_the_register_is_there(visitor: Visitor, page: Page) -> None:
    """F6: both at the demo's own time, for its own municipality."""
    visitor.come(KIM)
    visitor.say("lägesbild")
    with page.expect_popup() as status:
        visitor.last.get_by_role("link").click()
    status.value.locator("main form button").click()
    expect(status.value).to_have_url(re.compile(r"/lage$"))
    expect(status.value.get_by_role("heading", level=1)).to_be_visible()
    with page.expect_popup() as register:
        page.locator(".extras a").click()
    expect(register.value.get_by_text("bibliotek-fb").first).to_be_visible()


def test_a_question_from_first_to_last_with_the_keyboard_alone(page: Page, visitor: Visitor) -> None:
    """C3: suggestions, a form, the clock, a reminder's button."""
    visitor.come(BERIT)
    keys = page.keyboard
    page.locator("#log").focus()
    keys.press("/")
    keys.type("fråga bibliotek-i")
    expect(page.get_by_role("option", name="bibliotek-ig")).to_be_visible()
    keys.press("Tab")
    expect(visitor.line).to_have_value("fråga bibliotek-ig ")
    keys.type("nä")
    expect(page.get_by_role("option", name="när=")).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.type('"igår 9"')
    keys.press("Enter")
    visitor.hears("F-2026-0050 är registrerad")
    for _back in range(60):
        keys.press("Shift+Tab")
        if page.evaluate("document.activeElement.value") == "hour":
            break
    keys.press("Enter")
    visitor.stands_still()
    expect(page.locator("#now")).to_have_text("måndag 23 nov 2026 kl. 08.30")
    assert page.evaluate("document.activeElement.value") == "hour"
    keys.press("/")
    keys.type("svar F-2026-0050")
    keys.press("Enter")
    visitor.hears("F-2026-0050 är besvarad")

"""The council's status page in a browser: the way in, what it shows and to whom, and that it is for everybody."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page
from sqlmodel import select
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from bot.app import policy_of
from bot.doors.web.lage.lists import LISTS
from bot.doors.web.lage.pages import LagePages
from bot.doors.web.site import site
from bot.pages import PageLinks, link_seal
from bot.settings import Settings
from core import guideline, pagelinks, policy
from core.guideline import Proposal
from core.policy import Policy, built_in, load
from core.questions import Question
from tests.bot.web.browser import faults_for_people, reading, served
from tests.records import scope_of
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, COUNCIL, EDITOR, Town, local

NOW = local(2026, 11, 26, 12, 0)
KEY = "the-key-of-a-test-that-signs-links"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
CITIZENS = (
    "Varför är ån brun, Arne?",
    "https://facebook.example/kommentar/4711",
    "https://facebook.example/hot/17",
)


@dataclass
class Council:
    """A town with its pages, at a time that may be moved."""

    town: Town
    public_url: str = "http://testserver"
    now: datetime = NOW
    pages: ASGIApp = field(init=False)

    def __post_init__(self) -> None:
        settings = Settings(_env_file=None, public_url=self.public_url, page_key=KEY)
        self.town.dispatch.links = PageLinks(settings)
        self.pages = site(LagePages(self.town.database, policy_of, settings, lambda: self.now).routes())

    def link(self, person: str = COUNCIL) -> str:
        """The path of a link the bot gives somebody."""
        url = self.town.say(person, "lägesbild", self.now).card.buttons[0].url
        assert url.startswith(f"{self.public_url}/lage/in/")
        return url.removeprefix(self.public_url)

    def client(self) -> TestClient:
        """A browser without a screen."""
        return TestClient(self.pages, base_url=self.public_url, follow_redirects=False)

    def reader(self, person: str = COUNCIL) -> TestClient:
        """Somebody who has opened a link."""
        client = self.client()
        assert enter(client, self.link(person)) == 303
        return client


def enter(client: TestClient, link: str) -> int:
    """Looks at a link's page and presses its button: what that is answered with."""
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(link).text)
    return client.post(link, data={"csrf": found[1] if found else ""}).status_code


@pytest.fixture
def council(small_town: Town) -> Council:
    """A town where a little of everything has happened, citizens' words too."""
    text, comment, threat = CITIZENS
    say = small_town.say
    say(EDITOR, f'fråga {ACCOUNT} text="{text}" länk={comment}', local(2026, 11, 20, 15, 0))
    say(EDITOR, "svar F-2026-0001", local(2026, 11, 23, 14, 0))
    say(EDITOR, f'fråga {ACCOUNT} text="{text}" länk={comment}', local(2026, 11, 24, 8, 0))
    say(EDITOR, f"inlägg {ACCOUNT} antal=2 grund=inga-personuppgifter", local(2026, 9, 9, 9, 0))
    say(EDITOR, f"inlägg {ACCOUNT} antal=0 vecka=2026-W38", local(2026, 9, 21, 9, 0))
    removal = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold plats=Arkivet länk={threat}"
    say(EDITOR, removal, local(2026, 11, 24, 9, 0))
    small_town.new_account("museum-fb", local(2026, 11, 25, 9, 0))
    small_town.new_account("ny-fb", local(2026, 11, 25, 9, 0), active=False)
    say(EDITOR, 'konto avsluta museum-fb orsak="Ingen tid"', local(2026, 11, 25, 10, 0))
    return Council(small_town)


# The way in --------------------------------------------------------------------------------------------------


def test_looking_at_a_link_does_not_spend_it(council: Council) -> None:
    """Link previews look; only the button opens, and only once."""
    link, previews = council.link(), council.client()
    for _look in range(3):
        assert previews.get(link).status_code == 200
        assert previews.head(link).status_code == 200
    client = council.client()
    assert enter(client, link) == 303
    assert client.get("/lage").status_code == 200
    assert enter(council.client(), link) == 403
    assert client.get("/lage").status_code == 200


def test_a_link_without_its_page_s_token_is_not_spent(council: Council) -> None:
    """CSRF: a post that did not come from our own form, in the same browser, does nothing."""
    link, client = council.link(), council.client()
    assert client.post(link).status_code == 403
    assert council.client().post(link, data={"csrf": "guess"}).status_code == 403
    page = client.get(link).text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    assert council.client().post(link, data={"csrf": token[1]}).status_code == 403
    assert enter(client, link) == 303


def _signed_with_another_key(link: str) -> str:
    return f"/lage/in/{link_seal('another key').closed(1, 'nonce')}"


def _of_another_row(_link: str) -> str:
    return f"/lage/in/{link_seal(KEY).closed(4711, 'nonce')}"


def _with_another_secret(_link: str) -> str:
    return f"/lage/in/{link_seal(KEY).closed(1, 'nonce')}"


def _cut_short(link: str) -> str:
    return link[:-1]


@pytest.mark.parametrize(
    "forged", [_signed_with_another_key, _of_another_row, _with_another_secret, _cut_short]
)  # fmt: skip
def test_a_forged_link_opens_nothing(council: Council, forged: Callable[[str], str]) -> None:
    link, client = council.link(), council.client()
    assert enter(client, forged(link)) == 403
    assert client.get("/lage").status_code == 403
    assert enter(client, link) == 303


def test_an_expired_link_opens_nothing(council: Council) -> None:
    link = council.link()
    council.now += pagelinks.OPENS_WITHIN
    assert enter(council.client(), link) == 403


def test_a_session_ends(council: Council) -> None:
    client = council.reader()
    council.now += pagelinks.SESSION_LASTS - timedelta(seconds=1)
    assert client.get("/lage").status_code == 200
    council.now += timedelta(seconds=1)
    client.cookies.set("somerad_lage", client.cookies["somerad_lage"])
    assert client.get("/lage").status_code == 403


def test_revoked_or_gone_is_shown_nothing_at_the_next_request(council: Council) -> None:
    """S2."""
    by_hand, leaves = council.reader(COMMUNICATOR), council.reader()
    council.town.say(ADMIN, f"lägesbild återkalla {COMMUNICATOR}", NOW)
    assert (by_hand.get("/lage").status_code, leaves.get("/lage").status_code) == (403, 200)
    council.town.say(ADMIN, f"person sluta {COUNCIL}", NOW)
    assert leaves.get("/lage/fragor").status_code == 403


def test_the_page_is_closed_by_its_button(council: Council) -> None:
    """Then the cookie, kept by anybody, shows nothing."""
    client = council.reader()
    cookie = client.cookies["somerad_lage"]
    assert client.post("/lage/ut").status_code == 403
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/lage").text)
    assert token
    assert client.post("/lage/ut", data={"csrf": token[1]}).status_code == 200
    assert "somerad_lage" not in client.cookies
    other = council.client()
    other.cookies.set("somerad_lage", cookie)
    assert other.get("/lage").status_code == 403


PATHS = (
    "/lage",
    "/lage/inlagg",
    "/lage/nowhere",
    "/lage/nowhere/below",
    *(f"/lage/{what}" for what in LISTS),
)


@pytest.mark.parametrize("path", PATHS)
def test_without_a_session_there_is_no_hint(council: Council, path: str) -> None:
    """The same words everywhere: how to get in. Not whether there is such a list, nor what town it is."""
    client = council.client()
    answer = client.get(path, headers={"Cookie": "somerad_lage=forged"})
    assert answer.status_code == 403
    assert answer.text == client.get("/lage").text
    assert "lägesbild" in answer.text
    assert not {"Falköping", ACCOUNT} & set(re.findall(r"[\w-]+", answer.text))


def test_nothing_is_kept_by_browsers_or_proxies(council: Council) -> None:
    client = council.reader()
    link = council.link()
    for answer in (
        council.client().get("/lage"), client.get("/lage"), client.get("/lage/fragor"), client.get(link),
        client.get("/lage/nowhere"), client.post(link),
    ):  # fmt: skip
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(("url", "secure"), [("https://some.example", True), ("http://testserver", False)])
def test_the_cookie_is_for_our_pages_alone(small_town: Town, url: str, secure: bool) -> None:
    council = Council(small_town, url)
    client, link = council.client(), council.link()
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(link).text)
    assert found
    answer = client.post(link, data={"csrf": found[1]})
    (cookie,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith("somerad_lage=")]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/lage", "max-age=28800"} <= parts
    assert ("secure" in parts) is secure


def test_links_are_tried_a_few_times_only(council: Council) -> None:
    """Each guess is another address, so they are counted together."""
    client = council.client()
    answers = [client.get(f"/lage/in/guess-{number}").status_code for number in range(30)]
    assert set(answers) == {403, 429}
    council.now += timedelta(minutes=1)
    assert client.get("/lage/in/guess").status_code == 403


# What it shows -----------------------------------------------------------------------------------------------


def everything(council: Council) -> dict[str, str]:
    """Every page there is, by its address."""
    client = council.reader()
    paths = ["/lage", "/lage/inlagg", *(f"/lage/{what}" for what in LISTS)]
    queries = ("", "?period=2026&lang=en")
    found = {f"{path}{query}": client.get(f"{path}{query}") for path in paths for query in queries}
    assert {answer.status_code for answer in found.values()} == {200}
    return {path: answer.text for path, answer in found.items()}


def test_no_citizen_s_words_are_on_any_page(council: Council) -> None:
    """S5: nor where they were written; and no reasons somebody wrote."""
    pages = everything(council)
    for written in (*CITIZENS, "ån brun", "facebook.example", "Ingen tid", "Arkivet"):
        assert [path for path, text in pages.items() if written in text] == []
    assert "F-2026-0002" in pages["/lage/fragor"]
    assert "M-2026-0001" in pages["/lage/borttaget"]


def test_a_figure_of_answers_leads_to_those_answers(council: Council) -> None:
    """F10, G13: the share to what had a due time, the median and the slowest to every answer; nothing unanswered."""
    with council.town.database.write() as session:
        session.exec(select(Question).where(Question.number == "F-2026-0001")).one().due_at = None
    client = council.reader()
    links = re.findall(r'href="(/lage/fragor[^"]*)"><span class="label">', client.get("/lage").text)
    lists = [client.get(html.unescape(link)).text for link in links]
    assert [re.findall(r"F-2026-\d+", said) for said in lists] == [[], ["F-2026-0001"], ["F-2026-0001"]]
    assert [said.count('aria-current="true"') for said in lists] == [1, 1, 1]


@pytest.mark.parametrize(
    ("name", "says", "never"),
    [
        ("falkoping", ["Obesvarade, tiden har gått ut"], []),
        ("hallstahammar", ["Obesvarade, tiden har gått ut"], []),
        ("goteborg", ["Ingen satt tid"], ["Obesvarade, tiden har gått ut", "Besvarade för sent"]),
        ("mullsjo", ["Ögonblicksbilder, 2026"], ["Obesvarade, tiden har gått ut"]),
    ],
)
def test_each_town_s_page(council: Council, name: str, says: list[str], never: list[str]) -> None:
    """F10, H9, G13, M10: open questions by the town's own clock or none, a year's snapshots where it is a year."""
    _under(council.town, built_in(name), name)
    page = council.reader().get("/lage").text
    assert all(word in page for word in says), name
    assert not [word for word in never if word in page]


def test_a_bor_makes_nobody_late_on_any_page(council: Council) -> None:
    """F10, M10: recommended times, and never a word of late."""
    text = (Path(policy.__file__).parent / "falkoping.toml").read_text(encoding="utf-8")
    soft = text.replace(
        'rule = "F10", section = "Redaktören för ett konto", strength = "ska"', f'{SOFT} = "bör"'
    )
    _under(council.town, load(soft), "mjuk", soft)
    pages = "".join(everything(council).values()).lower()
    assert "den rekommenderade tiden har gått" in pages and "besvarade inom den rekommenderade tiden" in pages
    for word in ("försena", "för sent", "tiden har gått ut"):
        assert word not in pages, word


SOFT = 'rule = "F10", section = "Redaktören för ett konto", strength'


def _under(town: Town, rules: Policy, name: str, text: str | None = None) -> None:
    """The town changes its guideline."""
    with town.database.write() as session:
        scope = replace(scope_of(town, session, ADMIN), now=NOW)
        guideline.adopt(scope, Proposal(name, text, rules), "KS § 1")


def test_periods_are_asked_for_in_the_address(council: Council) -> None:
    client = council.reader()
    asked = {
        "period=2026-H1&lang=en": "first half of 2026",
        "period=2026-Q4&lang=en": "quarter 4 of 2026",
        "from=2026-11-01&to=2026-11-30&lang=en": "1 Nov 2026 – 30 Nov 2026",
        "lang=en": "second half of 2026",
    }
    for query, said in asked.items():
        assert f"The period: {said}" in client.get(f"/lage?{query}").text
    for query in ("period=soon", "from=2026-11-01&to=", "period=<script>alert(1)</script>"):
        answer = client.get(f"/lage?{query}")
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text
        assert "<script>" not in answer.text


@pytest.fixture
def shown(council: Council, browser: Browser) -> Iterator[Page]:
    """The page in a browser, in English, opened by its link."""
    with served(council.pages) as url, reading(browser, url, viewport=DESK) as page:
        page.goto(f"{council.link()}?lang=en")
        page.get_by_role("button", name="Open").click()
        page.wait_for_url("**/lage?lang=en")
        yield page


def test_a_link_is_opened_with_a_press(shown: Page) -> None:
    """C2, F9, F10: one sees whose page it is, and the figures; 9 h of Friday and 14 h of Monday are 23."""
    assert shown.get_by_role("heading", level=1).inner_text() == "Status page"
    assert COUNCIL in shown.get_by_role("banner").inner_text()
    assert {tile: said[0] for tile, said in tiles(shown).items()} == {
        "Requests that wait": "1",
        "Closings to decide": "1",
        "Gaps": "0",
        "Answered in time": "100 %",
        "Median time to answer": "23 h 0 min",
        "Slowest answer": "23 h 0 min",
        "Posts per week and account": "1.0",
        "Snapshots": "0 of 2",
    }
    assert tiles(shown)["Slowest answer"][1] == "F-2026-0001, working time; 71 h 0 min by the clock"


def tiles(page: Page) -> dict[str, list[str]]:
    """The figures: each one's value and note."""
    lines = (text.split("\n") for text in page.locator(".tiles a").all_inner_texts())
    return {label: [part.strip() for part in rest] for label, *rest in lines}


def test_every_chart_says_what_it_shows(shown: Page) -> None:
    """An image with a name and a text of its own; and behind it a table with the same numbers."""
    charts = shown.locator("svg[role=img]").all()
    assert len(charts) == 6
    for chart in charts:
        assert chart.locator(":scope > title").text_content()
        assert chart.locator(":scope > desc").text_content()
    told = {}
    for panel in shown.locator(".panels > .panel").all():
        legend = dict(map(_named, panel.locator(".legend li").all_inner_texts()))
        table = {label: count for label, count in _numbers(panel).items() if count}
        assert not legend or table == {label: count for label, count in legend.items() if count}
        told |= table
    assert told == {
        "Answered in time": 1, "Unanswered, time is up": 1,
        "Enough posts": 1, "No posts": 1, "Unknown": 9,
        "active": 1, "closing asked for": 1, "requested": 1,
        "Without one": 2, "Cases": 1, "Comments": 1,
    }  # fmt: skip


def _named(text: str) -> tuple[str, int]:
    label, _space, count = text.strip().rpartition(" ")
    return label, int(count)


def _rows(part: Locator) -> list[list[str]]:
    part.locator("details tr").first.wait_for(state="attached")
    found = part.locator("details tr").evaluate_all(
        "rows => rows.map(r => [...r.cells].map(c => c.textContent))"
    )
    return [[str(cell) for cell in row] for row in found]


def _numbers(panel: Locator) -> dict[str, int]:
    """What a panel's table adds up to: a column each, or a row each where there is one column only."""
    head, *rows = _rows(panel)
    if len(head) == 2:
        return {row[0]: int(row[1]) for row in rows}
    return {label: sum(int(row[place]) for row in rows) for place, label in enumerate(head[1:], 1)}


def test_unknown_weeks_are_drawn_as_unknown(shown: Page) -> None:
    """S6: hatched in the small chart, a question mark in its table; zero is a line and a zero."""
    panel = shown.locator(".strips")
    head, *rows = _rows(panel)
    row = next(row for row in rows if row[0] == ACCOUNT)
    weeks = dict(zip(head[1:], row[1:], strict=True))
    assert (weeks["w. 36"], weeks["w. 37"], weeks["w. 38"], weeks["w. 39"]) == ("–", "2", "0", "?")
    chart = panel.locator("li", has_text=ACCOUNT).locator("svg")
    drawn = [chart.locator(f"rect.{look}").count() for look in ("brand", "nothing", "unknown")]
    assert drawn == [
        list(weeks.values()).count("2"),
        list(weeks.values()).count("0"),
        list(weeks.values()).count("?"),
    ]


def test_every_figure_leads_to_its_list(shown: Page) -> None:
    """With as many rows as it counts, where it counts rows."""
    links = shown.locator(".tiles a, .legend a, .more a").all()
    counts = {link.get_attribute("href"): link.locator("strong").all_inner_texts() for link in links}
    assert len(counts) > 12
    for address, said in counts.items():
        assert address
        assert "period=2026-H2" in address
        shown.goto(address)
        assert shown.get_by_role("heading", level=1).is_visible()
        if said and said[0].isdecimal() and "inlagg" not in address:
            assert shown.locator("tbody tr").count() == int(said[0]), address


def test_it_works_without_a_mouse(shown: Page) -> None:
    """Skip to the content, open a table, choose another period, follow a figure: by keys alone, focus in sight."""
    shown.goto("/lage?lang=en")
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.className") == "skip"
    shown.keyboard.press("Enter")
    assert shown.url.endswith("#main")
    shown.locator(".panels summary").first.focus()
    shown.keyboard.press("Enter")
    table = shown.locator(".panels .wide").first
    assert table.is_visible()
    shown.keyboard.press("Tab")
    assert (
        table.evaluate("part => part === document.activeElement && getComputedStyle(part).outlineStyle")
        == "solid"
    )
    shown.get_by_label("Period", exact=True).focus()
    shown.keyboard.type("first half of 2026")
    shown.keyboard.press("Tab")
    shown.keyboard.press("Enter")
    shown.wait_for_url("**period=2026-H1**")
    assert tiles(shown)["Answered in time"][0] == "–"
    shown.locator(".tiles a").first.focus()
    shown.keyboard.press("Enter")
    shown.wait_for_url("**/lage/beslut?**")
    assert "ny-fb" in shown.locator("tbody").inner_text()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(council: Council, browser: Browser, size: dict[str, int], scheme: str) -> None:
    """WCAG 2.1 AA as axe sees it, on every page, with every table open; nothing goes beyond a phone's side."""
    with served(council.pages) as url, reading(browser, url, viewport=size, color_scheme=scheme) as page:
        page.goto(council.link())
        assert faults_for_people(page) == []
        page.get_by_role("button").click()
        for what in ("", "/inlagg", *(f"/{what}" for what in LISTS)):
            page.goto(f"/lage{what}")
            page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
            assert faults_for_people(page) == [], what
            assert page.evaluate("document.documentElement.scrollWidth") == size["width"], what


def test_the_closed_page_can_be_read_too(council: Council, browser: Browser) -> None:
    with served(council.pages) as url, reading(browser, url, refused=True, viewport=PHONE) as page:
        page.goto("/lage?lang=en")
        assert page.locator("html").get_attribute("lang") == "en"
        assert "lägesbild" in page.get_by_role("main").inner_text()
        assert faults_for_people(page) == []

"""The public register on the web (F6, M6, O6, H5): four forms of one list, who may keep them, who may read them."""

import csv
import io
import json
import re
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from bot.app import make_workspace, policy_of
from bot.doors.web.register import data
from bot.doors.web.register.data import PublishedRegister
from bot.doors.web.register.pages import RegisterPages
from bot.doors.web.site import site
from tests.bot.web.browser import faults_for_people, reading, served
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, FOUNDED, Town

PUBLIC = "https://some.example"
FORMS = ("/konton", "/konton.json", "/konton.csv", "/konton.fragment.html")
DOCS = Path(__file__).parents[3] / "docs"
NASTY = '<script>alert("x")</script> & co'


@pytest.fixture
def web(small_town: Town) -> ASGIApp:
    """The town's pages, with a second account on another platform."""
    small_town.new_account("bibliotek-ig")
    small_town.say(COMMUNICATOR, 'konto ändra bibliotek-ig plattform=youtube syfte="Filmade sagor"')
    return site(RegisterPages(small_town.database, policy_of, "", PUBLIC).routes())


@pytest.fixture
def client(web: ASGIApp) -> Iterator[TestClient]:
    """Somebody who asks for them."""
    with TestClient(web) as asking:
        yield asking


def test_the_data_is_as_its_schema_says(client: TestClient) -> None:
    """The schema in docs is the one the code keeps; nothing is sent that it does not tell of."""
    documented = json.loads((DOCS / "register.schema.json").read_text(encoding="utf-8"))
    assert documented == data.schema()
    answer = client.get("/konton.json")
    assert answer.headers["content-type"] == "application/json"
    sent = PublishedRegister.model_validate_json(answer.content, strict=True)
    assert (sent.municipality, sent.count, sent.updated) == ("Falköpings kommun", 2, FOUNDED)
    assert [a.account for a in sent.accounts] == [ACCOUNT, "bibliotek-ig"]
    assert [a.platform_name for a in sent.accounts] == ["Facebook", "YouTube"]


def test_the_example_in_the_docs_is_what_is_sent(small_town: Town) -> None:
    """Byte for byte, of a town with one account."""
    text = (DOCS / "register.md").read_text(encoding="utf-8")
    example = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    routes = RegisterPages(small_town.database, policy_of, "", PUBLIC).routes()
    assert example
    assert json.loads(example[1]) == TestClient(site(routes)).get("/konton.json").json()


@pytest.mark.parametrize("address", FORMS)
def test_no_form_says_anything_about_a_person(client: TestClient, address: str) -> None:
    """F6: neither who is responsible, nor who administers, approves or asked."""
    said = client.get(address).text.lower()
    assert "bibliotek" in said
    assert not any(name in said for name in ("eva", "elis", "maja", "kim-", "editor", "manager", "ansvarig="))


@pytest.mark.parametrize("address", FORMS)
def test_each_form_takes_the_same_questions(client: TestClient, address: str) -> None:
    """Search, platform, unit; a choice that nothing fits is an empty list."""
    for asked, there in (
        ("q=SAGOR", ["bibliotek-ig"]),
        ("platform=facebook", ["bibliotek-fb"]),
        ("unit=Bibliotek", ["bibliotek-fb", "bibliotek-ig"]),
        ("unit=Bibliotek&q=bocker&platform=facebook", ["bibliotek-fb"]),
        ("unit=Skola", []),
    ):
        answer = client.get(f"{address}?{asked}")
        assert answer.status_code == 200
        shown = [slug for slug in ("bibliotek-fb", "bibliotek-ig") if f"facebook.com/{slug}" in answer.text]
        assert shown == there, asked


@pytest.mark.parametrize("address", FORMS)
def test_who_has_it_already_is_told_so(client: TestClient, small_town: Town, address: str) -> None:
    """A strong tag of the content: 304 until something has changed, without a body."""
    first = client.get(address)
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    assert first.headers["cache-control"] == "public, max-age=300"
    assert first.headers["last-modified"] == format_datetime(FOUNDED, usegmt=True)
    for asked in (tag, f'"other", W/{tag}', "*"):
        again = client.get(address, headers={"If-None-Match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    for asked in ('"a*b"', tag[:-1], ""):
        assert client.get(address, headers={"If-None-Match": asked}).status_code == 200
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} syfte=Nytt")
    changed = client.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_other_sites_may_read_the_list_but_not_frame_the_page(client: TestClient) -> None:
    """Also a site whose script asks with If-None-Match; nobody may post."""
    for address in FORMS[1:]:
        origin = {"Origin": "https://www.falkoping.se"}
        assert client.get(address, headers=origin).headers["access-control-allow-origin"] == "*"
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
        flight = client.options(address, headers=origin | asked)
        assert flight.status_code == 200
        assert "if-none-match" in flight.headers["access-control-allow-headers"].lower()
        assert client.post(address).status_code == 405
    page = client.get("/konton")
    assert "access-control-allow-origin" not in page.headers
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_a_spreadsheet_opens_it(client: TestClient, small_town: Town) -> None:
    """Byte order mark, semicolons, and no cell that is a formula."""
    small_town.say(EDITOR, f'konto ändra {ACCOUNT} syfte="=HYPERLINK(1;2)" namn="@Biblioteket; \'hem\'"')
    answer = client.get("/konton.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert 'filename="konton.csv"' in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:4] == ["Kortnamn", "Namn", "Plattform", "Verksamhet"]
    assert rows[1] == [ACCOUNT, "'@Biblioteket; 'hem'", "Facebook", "Bibliotek", "'=HYPERLINK(1;2)",
                       "https://www.facebook.com/bibliotek-fb"]  # fmt: skip


def test_the_fragment_fits_into_another_page(client: TestClient) -> None:
    """No page of its own, no style; its language, and headings of the level asked for."""
    said = client.get("/konton.fragment.html?level=4&lang=en").text
    assert said.startswith('<div class="somerad-register" lang="en">')
    assert '<section class="somerad-unit" lang="sv">\n<h4 class="somerad-heading">Bibliotek</h4>' in said
    assert not re.search(r"<(html|head|body|style|script|link)\b| style=", said)
    classes = set(re.findall(r'class="([^"]*)"', said))
    assert classes and all(name.startswith("somerad-") for name in classes)
    assert all(name in (DOCS / "register.md").read_text(encoding="utf-8") for name in classes)
    assert "<h2" in client.get("/konton.fragment.html").text
    assert client.get("/konton.fragment.html?level=7").status_code == 400


@pytest.mark.parametrize("address", ["/konton", "/konton.fragment.html"])
def test_what_people_wrote_is_text(client: TestClient, small_town: Town, address: str) -> None:
    """In a page, in a fragment, and back in the search field."""
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} syfte='{NASTY}'")
    assert NASTY.replace('"', "") not in client.get(address).text.replace('"', "")
    assert "&lt;script&gt;" in client.get(address).text
    assert "<script>" not in client.get(address, params={"q": '"><script>', "unit": "<script>"}).text


def test_search_engines_find_one_page_in_two_languages(client: TestClient) -> None:
    """Canonical whatever is searched for, and the other language beside it."""
    for asked, canonical in (
        ("", ""),
        ("?q=x&unit=Bibliotek", ""),
        ("?lang=en&q=x", "?lang=en"),
        ("?lang=xx", ""),
    ):
        said = client.get(f"/konton{asked}").text
        assert f'<link rel="canonical" href="{PUBLIC}/konton{canonical}">' in said
        assert f'hreflang="sv" href="{PUBLIC}/konton"' in said
        assert f'hreflang="en" href="{PUBLIC}/konton?lang=en"' in said
    for address in ("/", "/konton/"):
        answer = client.get(address, headers={"Host": "evil.example"}, follow_redirects=False)
        assert answer.headers["location"] == "/konton"


def test_only_the_workspace_named_is_shown(small_town: Town) -> None:
    """The other's accounts are nowhere; a list without accounts says so in every form."""
    make_workspace(small_town.database, FOUNDED, "Osby kommun", "falkoping")
    client = TestClient(site(RegisterPages(small_town.database, policy_of, "osby-kommun", PUBLIC).routes()))
    assert client.get("/konton.json").json()["accounts"] == []
    assert len(client.get("/konton.csv").text.splitlines()) == 1
    assert "There are no accounts here." in client.get("/konton.fragment.html?lang=en").text
    page = client.get("/konton?lang=en").text
    assert "There are no accounts in the register yet." in page
    assert "<form" not in page


def test_without_script_the_form_asks_the_server(browser: Browser, web: ASGIApp) -> None:
    """Search, choose, none found, all again: by keys alone."""
    with served(web) as url, reading(browser, url, java_script_enabled=False) as page:
        page.goto("/konton?lang=en")
        expect(page.get_by_role("status")).to_have_text("2 accounts")
        page.get_by_label("Search", exact=True).fill("sagor")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("1 of 2 accounts")
        expect(page.get_by_role("listitem").filter(has_text="bibliotek-")).to_have_count(1)
        page.get_by_label("Platform").select_option(label="Facebook")
        page.get_by_role("button", name="Show").press("Enter")
        expect(page.get_by_text("No account is like that")).to_be_visible()
        page.get_by_role("link", name="Show all").press("Enter")
        expect(page.get_by_role("status")).to_have_text("2 accounts")
        assert page.locator("html").get_attribute("lang") == "en"


def test_with_script_the_list_narrows_while_typing(browser: Browser, web: ASGIApp) -> None:
    """The address stays, the count is told; accents may be left out as on the server."""
    with served(web) as url, reading(browser, url) as page:
        page.goto("/konton?lang=en")
        page.get_by_role("searchbox").press_sequentially("BOCKER")
        expect(page.get_by_role("status")).to_have_text("1 of 2 accounts")
        expect(page.get_by_role("link", name="bibliotek-ig")).to_have_count(0)
        page.get_by_role("searchbox").press_sequentially(" katter")
        expect(page.get_by_text("No account is like that")).to_be_visible()
        expect(page.get_by_role("heading", name="Bibliotek", exact=True)).to_have_count(0)
        page.get_by_role("searchbox").fill("")
        page.get_by_label("Platform").select_option(label="YouTube")
        expect(page.get_by_role("link", name="bibliotek-ig")).to_be_visible()
        assert page.url.endswith("/konton?lang=en")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_is_for_everybody(browser: Browser, web: ASGIApp, scheme: str, width: int) -> None:
    """WCAG 2.1 AA as far as axe sees, in both languages; nothing is wider than the phone."""
    size = {"width": width, "height": 740}
    with served(web) as url, reading(browser, url, color_scheme=scheme, viewport=size) as page:
        for address in ("/konton", "/konton?lang=en", "/konton?q=ingenting"):
            page.goto(address)
            assert faults_for_people(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert page.locator("h1").count() == 1
        page.goto("/konton")
        page.keyboard.press("Tab")
        assert page.locator(":focus").get_attribute("href") == "#main"

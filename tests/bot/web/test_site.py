"""What holds for every page: guarded, and plain where there is nothing to see."""

import re

import pytest
from playwright.sync_api import Browser
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.doors.web.guard import CSP, HEADERS
from bot.doors.web.look import HERE, static
from bot.doors.web.site import site
from tests.bot.web.browser import faults_for_people, reading, served


async def _heard(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


ROUTES = (Route("/heard", _heard, methods=["POST"]), Route("/slack/events", _heard, methods=["POST"]))


@pytest.fixture
def client() -> TestClient:
    """Talks to a site with one thing to post to, of at most a hundred bytes."""
    return TestClient(site(ROUTES, most_bytes=100, signed=frozenset({"/slack/events"})))


def test_every_answer_has_the_headers(client: TestClient) -> None:
    """Also where there is no page, and where it was refused."""
    for answer in (client.get("/nowhere"), client.post("/heard"), client.post("/heard", content=b"x" * 101)):
        assert HEADERS.items() <= dict(answer.headers).items() | {
            (name, answer.headers[name]) for name in HEADERS
        }


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://testserver@evil.example"}, 403),
    ],
)
def test_no_other_site_posts_here(client: TestClient, headers: dict[str, str], status: int) -> None:
    """The browser says where a post comes from; who signs is asked for the signature instead."""
    assert client.post("/heard", headers=headers).status_code == status
    assert client.post("/slack/events", headers=headers).status_code == 200


def test_no_more_is_taken_in_than_asked_for(client: TestClient) -> None:
    """Said or not said how much it is."""
    assert client.post("/heard", content=b"x" * 100).text == "100"
    assert client.post("/heard", content=b"x" * 101).status_code == 413
    assert client.post("/heard", content=iter([b"x" * 60] * 2)).status_code == 413


def test_nobody_is_sent_on_to_a_host_that_the_asker_named(client: TestClient) -> None:
    """A slash too many is no page: an answer that leads to the Host of the request could be kept for others."""
    answer = client.get("/static/0/style.css/", headers={"Host": "evil.example"}, follow_redirects=False)
    assert (answer.status_code, "location" in answer.headers) == (404, False)


def test_nothing_inline_runs_or_styles() -> None:
    """The policy allows none, and no template has any: what runs or styles is a file of ours."""
    assert "unsafe" not in CSP
    assert re.search("default-src 'none'.*form-action 'self'.*base-uri 'none'.*frame-ancestors 'none'", CSP)
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
    templates = sorted((HERE / "templates").rglob("*.html"))
    found = {
        path.relative_to(HERE / "templates").as_posix(): inline.findall(path.read_text(encoding="utf-8"))
        for path in templates
    }
    assert "register/page.html" in found
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_no_file_is_fetched_from_elsewhere() -> None:
    """Neither a template nor a stylesheet or script of ours names another site to load from."""
    elsewhere = re.compile(r"""(?:src|href)="https?:|url\(|@import|importScripts|\bimport\b.*from""")
    files = [path for path in HERE.rglob("*") if path.suffix in {".html", ".css", ".js"}]
    assert {path.name for path in files} >= {"base.html", "style.css", "register.js"}
    assert [path.name for path in files if elsewhere.search(path.read_text(encoding="utf-8"))] == []


def test_static_files_are_kept_as_long_as_they_are_the_same(client: TestClient) -> None:
    """By the address of today forever; by another not at all; what is no file of ours is not there."""
    now = client.get(static("style.css"))
    assert now.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert now.headers["content-type"].startswith("text/css")
    assert client.get("/static/0000000000000000/style.css").headers["cache-control"] == "no-store"
    for name in ("nothing.css", "..%2flook.py", "../look.py"):
        assert client.get(f"/static/0000000000000000/{name}").status_code == 404


def test_a_refusal_is_not_kept(client: TestClient) -> None:
    """What is not there now may be there later."""
    assert client.get("/nowhere").headers["cache-control"] == "no-store"
    assert client.get("/heard").status_code == 405


def test_a_page_that_breaks_says_so_and_nothing_else() -> None:
    """No trace, no name of what failed."""

    async def broken(_request: Request) -> Response:
        raise RuntimeError("the secret is 42")

    client = TestClient(site([Route("/broken", broken)]), raise_server_exceptions=False)
    answer = client.get("/broken?lang=en")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert "42" not in answer.text
    assert HEADERS.keys() <= {name for name in HEADERS if name in answer.headers}


def test_a_page_that_is_not_there_says_so(browser: Browser) -> None:
    """In both languages, for everybody."""
    with served(site(ROUTES)) as url, reading(browser, url, refused=True) as page:
        for lang, said in (("sv", "Sidan finns inte."), ("en", "There is no such page.")):
            page.goto(f"/nowhere?lang={lang}")
            assert page.get_by_role("heading").inner_text() == said
            assert page.locator("html").get_attribute("lang") == lang
            assert faults_for_people(page) == []

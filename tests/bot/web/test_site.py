"""What holds for every page: guarded, and plain where there is nothing to see."""

import pytest
from playwright.sync_api import Browser
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.doors.web.guard import HEADERS
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
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
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


def test_a_page_that_is_not_there_says_so(browser: Browser) -> None:
    """In both languages, for everybody."""
    with served(site(ROUTES)) as url, reading(browser, url, refused=True) as page:
        for lang, said in (("sv", "Sidan finns inte."), ("en", "There is no such page.")):
            page.goto(f"/nowhere?lang={lang}")
            assert page.get_by_role("heading").inner_text() == said
            assert page.locator("html").get_attribute("lang") == lang
            assert faults_for_people(page) == []

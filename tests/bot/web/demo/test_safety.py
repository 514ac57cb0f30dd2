"""What the demo refuses: another machine, another name, another's page, a real town; and how it opens."""

import re
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.app import App
from bot.demo import run
from bot.doors.web.demo.opening import choose_port, opened
from bot.doors.web.demo.pages import DemoPages
from bot.doors.web.demo.play import Play
from bot.doors.web.demo.room import MOST_FILES, Room
from bot.settings import Settings
from core.errors import Refused
from tests.bot.web.demo.conftest import Sample
from tests.bot.web.demo.visitor import BERIT
from tests.town import FOUNDED, Town

HERE, PORT = "127.0.0.1", 8008
TOKEN = re.compile(r'data-token="([^"]+)"')


def at(sample: Sample, url: str = f"http://{HERE}:{PORT}", asker: str = HERE) -> TestClient:
    """Somebody who asks for the demo by that address."""
    return TestClient(_Socket(DemoPages(Play(sample.app, sample.room)).app), url, client=(asker, 50_000))


class _Socket:
    """Says where the connection came in, as a server does: not what the asker calls it."""

    def __init__(self, app: object) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, object], receive: object, send: object) -> None:
        await self.app({**scope, "server": (HERE, PORT)}, receive, send)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("url", "asker", "status"),
    [
        (f"http://{HERE}:{PORT}", HERE, 200),
        (f"http://localhost:{PORT}", HERE, 200),
        (f"http://evil.example:{PORT}", HERE, 421),
        (f"http://{HERE}.evil.example:{PORT}", HERE, 421),
        (f"http://{HERE}:{PORT + 1}", HERE, 421),
        (f"http://{HERE}", HERE, 421),
        (f"http://{HERE}:{PORT}", "192.0.2.7", 421),
    ],
)
def test_it_answers_this_machine_by_its_own_name_only(
    sample: Sample, url: str, asker: str, status: int
) -> None:
    """Another name that leads here is a trick of another site's (DNS rebinding)."""
    assert at(sample, url, asker).get("/").status_code == status


@pytest.mark.parametrize(
    "path", ["/", "/events", "/ahead?text=f", "/suggest?command=question.new&field=account"]
)
def test_another_site_s_page_takes_nothing_from_it(sample: Sample, path: str) -> None:
    """Not even an image or a stream that it can't read: each would hold the demo. A link that leads here opens."""
    client = at(sample)
    for site in ("cross-site", "same-site"):
        taken = client.get(path, headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"})
        assert taken.status_code == 403
    followed = client.get("/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})
    assert followed.status_code == 200


def test_only_its_own_page_posts(sample: Sample) -> None:
    """Each browser has a session of its own, and a page's token is good for that alone."""
    mine, other = at(sample), at(sample)
    token = TOKEN.search(mine.get("/").text)
    assert token
    other.get("/")
    line = {"as": BERIT, "text": "fråga bibliotek-fb"}
    before = sample.room.count
    for client, given in ((mine, ""), (mine, token[1][:-1]), (other, token[1]), (at(sample), token[1])):
        assert client.post("/say", data=line, headers={"X-Csrf": given}).status_code == 403
    assert sample.room.count == before
    assert mine.post("/say", data=line, headers={"X-Csrf": token[1]}).status_code == 200
    assert sample.room.count == before + 2


def test_a_page_number_nobody_has_is_the_first(sample: Sample) -> None:
    """Also one longer than a number may be."""
    client = at(sample)
    token = TOKEN.search(client.get("/").text)
    assert token
    sent = {"as": BERIT, "command": "question.new", "step": "9" * 5000}
    answer = client.post("/form", data=sent, headers={"X-Csrf": token[1]})
    assert "form" in answer.json()


def test_a_session_is_not_made_up(sample: Sample) -> None:
    """A cookie that was not given here is given up for a new one."""
    client = at(sample)
    client.cookies.set(f"somerad_demo_{PORT}", "chosen.by-somebody")
    given = client.get("/").headers["set-cookie"]
    assert "chosen" not in given
    assert "HttpOnly" in given
    assert "samesite=lax" in given.lower()


def test_no_more_is_taken_in_than_a_file_may_hold(sample: Sample) -> None:
    """S10: a little more than a policy's largest file, so that its own limit is told at the field."""
    client = at(sample)
    token = TOKEN.search(client.get("/").text)
    assert token

    def handed_in(size: int) -> int:
        sent = {"file": ("stor.png", b"\x89PNG\r\n\x1a\n" + b"0" * size)}
        headers = {"X-Csrf": token[1]}
        return client.post("/say", data={"as": BERIT}, files=sent, headers=headers).status_code

    assert handed_in(10_500_000) == 200
    assert handed_in(12_000_000) == 413


def test_files_that_wait_give_way_to_newer_ones() -> None:
    """Nobody fills the memory; and nobody else's file is read."""
    room = Room(FOUNDED)
    for number in range(MOST_FILES + 1):
        room.keep_file("mine", str(number), "a.png", b"a")
    assert room.file("mine", "0") is None
    assert room.file("mine", "1") == ("a.png", b"a")
    assert room.file("other", "1") is None


async def test_time_is_not_played_with_in_a_real_town(small_town: Town, tmp_path: Path) -> None:
    """No demo opens on a database that is not a demo's: neither in the browser nor in the terminal."""
    app = App(Settings(_env_file=None), small_town.database, small_town.store, small_town.dispatch)  # type: ignore[call-arg]
    with pytest.raises(Refused):
        run.start(app)
    with pytest.raises(Refused):
        async with opened(app, Room(FOUNDED), choose_port(0)):
            pass


def test_another_port_is_chosen_where_it_is_taken() -> None:
    free = choose_port(0)
    assert choose_port(free) == free
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        taken.listen()
        assert choose_port(taken.getsockname()[1]) != taken.getsockname()[1]


def test_the_command_says_where_it_is_open_until_it_is_interrupted() -> None:
    """Nothing of it is left afterwards, and no browser is needed."""
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0"]
    heeds = partial(
        signal.signal, signal.SIGINT, signal.default_int_handler
    )  # also where the tests run unseen
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=heeds) as demo:
        assert demo.stdout
        said = demo.stdout.readline()
        demo.send_signal(signal.SIGINT)
        rest = demo.stdout.read()
    assert re.search(r"http://127\.0\.0\.1:\d+ ", said)
    assert rest == ""
    assert demo.returncode == 0

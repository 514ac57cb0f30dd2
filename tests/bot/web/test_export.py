"""The public register as files (F6): the same as is served, all of it or nothing."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bot.app import App, make_workspace, policy_of
from bot.cli import app as command_line
from bot.doors.web.register import export
from bot.doors.web.register.pages import RegisterPages
from bot.doors.web.site import site
from bot.settings import Settings
from core.errors import Refused
from tests.bot.web.browser import faults_for_people, reading, served
from tests.town import EDITOR, FOUNDED, Town

FILES = {
    "konton.html", "konton.css", "konton.js", "konton.svg", "konton.json", "konton.csv", "konton.fragment.html",
}  # fmt: skip


@pytest.fixture
def app(small_town: Town) -> App:
    """The bot's parts, of a town with two accounts."""
    small_town.new_account("bibliotek-ig")
    return App(Settings(_env_file=None), small_town.database, small_town.store, small_town.dispatch)


def contents(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_files_are_what_is_served(app: App, tmp_path: Path) -> None:
    """Data, spreadsheet and fragment byte for byte; the page with its files beside it."""
    export.export_register(app, tmp_path / "new" / "folder", url="https://www.example/some/")
    found = contents(tmp_path / "new" / "folder")
    assert set(found) == FILES
    client = TestClient(site(RegisterPages(app.database, policy_of, "", "https://bot.example").routes()))
    for name in ("konton.json", "konton.csv", "konton.fragment.html"):
        assert found[name] == client.get(f"/{name}").content
    page = found["konton.html"].decode()
    assert '<link rel="canonical" href="https://www.example/some/konton.html">' in page
    assert "bot.example" not in page and "/static/" not in page
    assert export.export_register(app, tmp_path / "again")
    assert "canonical" not in (tmp_path / "again" / "konton.html").read_text(encoding="utf-8")


def test_the_page_among_files_works(app: App, tmp_path: Path, browser: Browser) -> None:
    """It finds its stylesheet, and searches by its own script; without script the whole list is there."""
    export.export_register(app, tmp_path)
    with served(StaticFiles(directory=tmp_path)) as url:
        with reading(browser, url) as page:
            page.goto("/konton.html")
            expect(page.get_by_role("status")).to_have_text(re.compile("^2 "))
            page.get_by_role("searchbox").fill("fb")
            page.keyboard.press("Enter")
            expect(page.get_by_role("link", name="bibliotek-fb")).to_be_visible()
            expect(page.get_by_role("link", name="bibliotek-ig")).to_have_count(0)
            assert page.url == f"{url}/konton.html"
            assert page.evaluate("getComputedStyle(document.querySelector('.accounts')).display") == "grid"
            assert faults_for_people(page) == []
        with reading(browser, url, java_script_enabled=False) as page:
            page.goto("/konton.html")
            expect(page.get_by_role("searchbox")).to_have_count(0)
            expect(page.locator(".accounts a")).to_have_count(2)


def test_a_new_list_takes_the_old_ones_place(app: App, small_town: Town, tmp_path: Path) -> None:
    """What else lies in the folder stays, and nothing is left behind."""
    (tmp_path / "index.html").write_text("the town's own", encoding="utf-8")
    export.export_register(app, tmp_path)
    small_town.say(EDITOR, "konto ändra bibliotek-ig syfte=Nytt")
    export.export_register(app, tmp_path)
    assert set(contents(tmp_path)) == FILES | {"index.html"}
    assert json.loads((tmp_path / "konton.json").read_bytes())["accounts"][1]["purpose"] == "Nytt"
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "the town's own"


@pytest.mark.parametrize("name", ["konton.css", "konton.csv", "konton.html"])
def test_what_goes_wrong_changes_nothing(app: App, small_town: Town, tmp_path: Path, name: str) -> None:
    """One file can't be put in place, the first or the last: all of the old ones stay, and nothing new."""
    export.export_register(app, tmp_path)
    (tmp_path / "konton.svg").unlink()
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    before = contents(tmp_path)
    small_town.say(EDITOR, "konto ändra bibliotek-ig syfte=Nytt")
    with pytest.raises(Refused) as refused:
        export.export_register(app, tmp_path)
    assert str(tmp_path) in refused.value.text
    assert contents(tmp_path) == before


def test_the_command_line_says_what_it_wrote(small_town: Town, tmp_path: Path) -> None:
    """The files, one a line; and what is in the way, with what to do."""
    run = CliRunner()
    db = ["--db", small_town.database.url]
    done = run.invoke(command_line, ["register", "export", str(tmp_path / "out"), *db])
    assert done.exit_code == 0
    assert {Path(line).name for line in done.stdout.splitlines()} == FILES == set(contents(tmp_path / "out"))
    (tmp_path / "file").touch()
    for wrong in (
        [str(tmp_path / "file"), *db],
        [str(tmp_path / "new"), *db, "--url", "www.example"],
        [str(tmp_path / "new"), *db, "--workspace", "nowhere"],
        [str(tmp_path / "new"), "--db", str(tmp_path / "none.db")],
    ):
        refused = run.invoke(command_line, ["register", "export", *wrong])
        assert (refused.exit_code, refused.stdout) == (1, ""), wrong
        assert len(refused.stderr.splitlines()) == 2
    assert not (tmp_path / "new").exists()


def test_where_there_are_several_one_is_named(app: App, tmp_path: Path) -> None:
    """A list is one municipality's."""
    make_workspace(app.database, FOUNDED, "Osby kommun", "falkoping")
    with pytest.raises(Refused):
        export.export_register(app, tmp_path)
    export.export_register(app, tmp_path, "osby-kommun")
    assert json.loads((tmp_path / "konton.json").read_bytes())["municipality"] == "Osby kommun"

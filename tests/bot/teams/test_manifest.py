"""The app package: valid against Teams' own schema, in two languages, with icons, and true to what the door hears."""

import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from typer.testing import CliRunner

from bot.cli import app
from bot.doors.lines import named
from bot.doors.teams.door import HEARS
from bot.doors.teams.manifest import PACKAGE, manifest, words
from bot.doors.teams.ways import EXTENSIONS, LISTED
from commands.registry import COMMANDS
from core.words import speaking
from tests.bot.teams.keyserver import CLIENT
from tests.bot.teams.limits import SCHEMAS

URL = "https://www.falkoping.se/sociala-medier"


def faults(schema: str, made: Any) -> list[str]:
    """What Teams' schema says."""
    checks = Draft4Validator(json.loads((SCHEMAS / schema).read_text(encoding="utf-8")))
    return [error.message for error in checks.iter_errors(made)]


def written(folder: Path, *more: str) -> list[str]:
    """The package written by the command line."""
    words_ = [
        "manifest",
        "teams",
        str(folder),
        "--url",
        URL,
        "--client-id",
        CLIENT,
        "--town",
        "Falköpings kommun",
        *more,
    ]
    result = CliRunner().invoke(app, words_)
    assert result.exit_code == 0, result.output
    return result.output.split()


def test_the_package_is_valid_whole_and_in_two_languages(tmp_path: Path) -> None:
    """As Teams' own schema has it; what the zip holds is what lies beside it."""
    files = written(tmp_path / "app")
    made, english = (
        json.loads((tmp_path / "app" / name).read_text()) for name in ("manifest.json", "en.json")
    )
    assert faults("teams-app-1.29.json", made) == []
    assert faults("teams-localization-1.29.json", english) == []
    with zipfile.ZipFile(tmp_path / "app" / PACKAGE) as package:
        assert sorted(package.namelist()) == ["color.png", "en.json", "manifest.json", "outline.png"]
        assert all(
            package.read(name) == (tmp_path / "app" / name).read_bytes() for name in package.namelist()
        )
    assert len(files) == 5


def test_every_text_of_the_manifest_has_its_english() -> None:
    """None is forgotten where a command is added."""
    with speaking("sv"):
        swedish, mine = manifest(CLIENT, URL, "Falköping"), words()
    with speaking("en"):
        theirs = words()
    assert mine.keys() == theirs.keys()
    lists = swedish["bots"][0]["commandLists"]
    assert len(mine) == 5 + 2 * sum(len(each["commands"]) for each in lists) + 2 * len(EXTENSIONS)
    assert mine["description.full"] != theirs["description.full"]


def test_what_is_listed_is_what_is_heard() -> None:
    """Every entry is a command, and what it sends has an ear."""
    assert all(named(name) for name in LISTED)
    forms = {command.name: command.form.model_fields for command in COMMANDS}
    assert all(entry.link in forms[entry.command] for entry in EXTENSIONS)
    assert {"composeExtension/fetchTask", "composeExtension/submitAction"} <= HEARS.keys()
    listed = [
        command["title"] for command in manifest(CLIENT, URL, "F")["bots"][0]["commandLists"][0]["commands"]
    ]
    assert "fråga" in listed and len(listed) <= 12


def pixels(path: Path) -> tuple[int, int, int, bytes]:
    """A PNG's width, height, kind of colour, and its rows with their filters."""
    content = path.read_bytes()
    width, height, _depth, kind = struct.unpack(">IIBB", content[16:26])
    at, packed = 8, b""
    while at < len(content):
        size, name = struct.unpack(">I4s", content[at : at + 8])
        packed += content[at + 8 : at + 8 + size] if name == b"IDAT" else b""
        at += 12 + size
    return width, height, kind, zlib.decompress(packed)


def test_the_icons_are_of_the_size_and_kind_that_teams_wants(tmp_path: Path) -> None:
    """One in full colour, one an outline that can be seen through."""
    written(tmp_path)
    assert pixels(tmp_path / "color.png")[:2] == (192, 192)
    width, height, kind, rows = pixels(tmp_path / "outline.png")
    assert (width, height, kind) == (32, 32, 6)
    assert rows[1:5] == b"\0\0\0\0"


@pytest.mark.parametrize(
    ("more", "named_"),
    [
        (["--client-id", "abc"], "TEAMS_CLIENT_ID"), (["--url", "http://x"], "--url"), (["--name", "x" * 31], "--name"),
    ],
)  # fmt: skip
def test_what_teams_would_not_take_is_told(tmp_path: Path, more: list[str], named_: str) -> None:
    """With how to mend it, and nothing is written."""
    result = CliRunner().invoke(
        app, ["manifest", "teams", str(tmp_path / "x"), "--url", URL, "--client-id", CLIENT, *more]
    )
    assert (result.exit_code, named_ in result.output) == (2, True)
    assert not (tmp_path / "x").exists()

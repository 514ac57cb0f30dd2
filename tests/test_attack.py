"""What attacks the whole house, not one door; and that docs/security.md names tests that are there."""

import ast
import re
from pathlib import Path

import pytest

from bot import app as house
from commands.command import Caller, FileRef, Request
from tests.records import contents
from tests.town import ACCOUNT, ADMIN, EDITOR, FOUNDED, Town, png

HOUSE = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
EVIL_NAMES = (
    "../../etc/passwd",
    "..\\..\\windows\\system.ini",
    "/etc/passwd",
    "a\0b.png",
    "C:\\x.png",
    "~/.ssh/id",
    "",
)


@pytest.mark.parametrize("name", EVIL_NAMES)
def test_a_file_s_name_is_no_path(small_town: Town, tmp_path: Path, name: str) -> None:
    """S9: files lie under their content's hash, whatever they are called."""
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    files = {"file": FileRef(name, png)}
    text = f"skärmdump {ACCOUNT}"
    reply = small_town.dispatch.handle(
        Request(Caller(EDITOR), f"path:{name}", small_town.now, text=text, files=files)
    )
    assert reply.ok
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert new and all("evidence" in path.parts for path in new if path.suffix not in {".db-wal", ".db-shm"})
    kept = repr(contents(small_town.database)["stored_file"])
    assert "../" not in kept and "..\\\\" not in kept


def test_what_is_another_towns_is_not_there(small_town: Town, tmp_path: Path) -> None:
    """Numbers, accounts and people of one workspace are unknown in another, by any command."""
    small_town.say(EDITOR, f"fråga {ACCOUNT}")
    small_town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold")
    house.make_workspace(small_town.database, FOUNDED, "Osby kommun", "osby")
    mine = f"{ACCOUNT} {EDITOR} F-2026-0001 M-2026-0001".split()
    for line in (
        f"konto visa {ACCOUNT}", f"person visa {EDITOR}", "fråga visa F-2026-0001", "moderering visa M-2026-0001",
        "svar F-2026-0001", f"inlägg {ACCOUNT}", "konto lista", "person lista", "fråga lista", "uppföljning",
        "sök bibliotek",
        "uppsikt lista",
    ):  # fmt: skip
        request = Request(
            Caller(ADMIN), f"crossing:{line}", small_town.now, text=line, workspace="osby-kommun"
        )
        reply = small_town.dispatch.handle(request)
        told = repr(reply.card.data) + repr(reply.card.table) + repr(reply.card.sections)
        assert not any(word in told for word in mine), line
        assert not reply.ok or "list" in line or line.startswith(("sök", "uppf")), line


def test_every_test_the_threat_model_names_is_there() -> None:
    """docs/security.md: a row without its test would be a promise."""
    page = (HOUSE / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [
        line
        for line in page.splitlines()
        if line.startswith("| ") and not line.startswith(("| Threat", "| ---"))
    ]
    assert rows and all(NAMED.search(row) for row in rows), [row for row in rows if not NAMED.search(row)]
    for file, name in NAMED.findall(page):
        tree = ast.parse((HOUSE / file).read_text(encoding="utf-8"))
        there = {
            node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        }
        assert name in there, f"{file}::{name}"

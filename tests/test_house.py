"""The house's own rules, which no linter knows: what every module says of itself, and what no test may do."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from commands.command import Command
from commands.registry import COMMANDS
from core.policy import built_in, names

HOUSE = Path(__file__).parents[1]
PACKAGES = ("core", "commands", "reminders", "bot")
SOURCES = sorted(path for package in PACKAGES for path in (HOUSE / package).rglob("*.py"))
TESTS = sorted((HOUSE / "tests").rglob("*.py"))
MIGRATIONS = HOUSE / "core" / "migrations" / "versions"

Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def named(path: Path) -> str:
    """The file as a person would call it."""
    return str(path.relative_to(HOUSE))


def tree(path: Path) -> ast.Module:
    """The file's syntax."""
    return ast.parse(path.read_text(encoding="utf-8"))


def public(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[str, Defined]]:
    """What a module offers: functions, classes, and the functions of classes."""
    for node in body:
        if isinstance(node, Defined) and not node.name.startswith("_"):
            yield f"{inside}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{node.name}.")


def calls(path: Path) -> Iterator[str]:
    """What a file calls or takes from elsewhere, dotted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.arg):
            yield node.arg


def test_every_module_opens_with_a_sentence() -> None:
    modules = [path for path in (*SOURCES, *TESTS) if path.read_text(encoding="utf-8").strip()]
    assert [named(path) for path in modules if not ast.get_docstring(tree(path))] == []


def test_everything_core_commands_and_reminders_offer_says_what_it_is() -> None:
    """Units, zone, errors and the rule: where it stands is where it is read."""
    silent = [
        f"{named(path)}: {name}"
        for path in SOURCES
        if path.parts[len(HOUSE.parts)] != "bot" and MIGRATIONS not in path.parents
        for name, node in public(tree(path).body)
        if not ast.get_docstring(node)
    ]
    assert silent == []


CLOCKS = (
    "datetime.now",
    "datetime.utcnow",
    "date.today",
    "time.time",
    "time.sleep",
    "freezegun",
    "time_machine",
)
PATCHES = ("unittest.mock", "monkeypatch")


def test_no_test_reads_the_clock_or_sleeps() -> None:
    """`now` is an argument."""
    assert used(TESTS, CLOCKS) == []


def test_no_test_of_core_commands_or_reminders_patches() -> None:
    """A part that is replaced is handed in."""
    assert used((path for path in TESTS if "bot" not in path.parts), PATCHES) == []


def test_how_many_examples_are_tried_is_the_profiles() -> None:
    """A number of a test's own would stand over `--hypothesis-profile=search`, which would search no further."""
    given = [
        named(path)
        for path in TESTS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.keyword) and node.arg == "max_examples"
    ]
    assert given == [*["tests/conftest.py"] * 2, "tests/fuzz.py"]  # whose number is what it was told


def used(paths: Iterable[Path], banned: tuple[str, ...]) -> list[str]:
    """Where something of that name is used."""
    return [f"{named(path)}: {called}" for path in paths for called in calls(path) if is_one(called, banned)]


def is_one(called: str, banned: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of those, or something of theirs."""
    return any(f".{name}." in f".{called}." for name in banned)


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    """A path of somebody's own home helps nobody else."""
    somebodys = re.compile(r"(?<![\w.:/])/(root|Users|work|home/(?!some))/\w")
    files = [
        *SOURCES,
        *TESTS,
        *(HOUSE / "benchmarks").rglob("*.py"),
        *HOUSE.glob("*.*"),
        HOUSE / ".ci" / "run",
    ]
    texts = {
        path: path.read_text(encoding="utf-8", errors="replace")
        for path in files
        if path.is_file() and path.name != ".git"
    }
    assert [named(path) for path, text in texts.items() if somebodys.search(text)] == []


RULES = sorted({rule.id for town in names() for rule in built_in(town).document.rules} | {"C1", "C2"})


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_a_guideline_is_shown_by_a_test(rule: str) -> None:
    assert_shown(rule)


@pytest.mark.parametrize("rule", [f"S{number}" for number in range(1, 12)])
def test_every_rule_of_the_systems_own_is_shown_by_a_test(rule: str) -> None:
    assert_shown(rule)


def assert_shown(rule: str) -> None:
    """Some test names the rule in what it says of itself."""
    word = re.compile(rf"\b{rule}\b")
    docs = (
        ast.get_docstring(node) or ""
        for path in TESTS
        if path != Path(__file__)
        for name, node in public(tree(path).body)
        if name.startswith("test_")
    )
    assert any(word.search(text) for text in docs)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_an_example_in_help(command: Command) -> None:
    assert command.examples
    assert command.summary

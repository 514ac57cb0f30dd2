"""Holds the catalogues against the code: every message translated, every placeholder kept, nothing left behind."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HOUSE = Path(__file__).parents[2]
PACKAGES = ("core", "commands", "reminders", "bot")
HEADER = rb"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "n_": (1, 2), "N_": None}


def path_of(language: str) -> Path:
    """Where a language's catalogue lies."""
    return Path(__file__).parent / f"{language}.po"


def read(path: Path) -> Catalog:
    """The catalogue in a file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def write(catalogue: Catalog, path: Path) -> None:
    """Writes a catalogue sorted, without dates and line numbers, so that two people's changes seldom meet."""
    with path.open("wb") as file:
        file.write(HEADER)
        write_po(file, catalogue, width=100, sort_output=True, no_location=True, omit_header=True)


def messages(house: Path = HOUSE, packages: tuple[str, ...] = PACKAGES) -> Catalog:
    """Every message the code and the pages say: `_("…")`, `n_("…", "…", …)` and `N_("…")`."""
    found = Catalog()
    for package in packages:
        for file, line, message, _comments, _context in extract_from_dir(
            house / package,
            method_map=[("**.py", calls), ("**.html", "jinja2")],  # type: ignore[list-item]
            keywords=KEYWORDS,
        ):
            found.add(message, locations=[(f"{package}/{file}", line)])
    return found


def calls(
    file: IO[bytes], keywords: Mapping[str, Any], _tags: object, options: object
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """Babel's extraction method, on the syntax tree: its own misses a call inside another call's arguments."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
            texts = tuple(_text(argument) for argument in node.args)
            yield node.lineno, node.func.id, texts, []


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def updated(catalogue: Catalog, wanted: Catalog) -> Catalog:
    """The catalogue with the wanted messages only: translations kept, new ones empty."""
    catalogue.update(wanted, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def faults(catalogue: Catalog, wanted: Catalog) -> list[str]:
    """What is wrong with a catalogue, a line each, sorted by message."""
    left_behind = [*(m for m in _real(catalogue) if m.id not in wanted), *catalogue.obsolete.values()]
    lines = [f"not in the code any more: {_shown(message)}" for message in left_behind]
    for message in _real(wanted):
        where = message.locations[0][0] if message.locations else "?"
        lines += (
            f"{fault}: {_shown(message)} ({where})"
            for fault in _faults_of(message, catalogue.get(message.id))
        )
    return sorted(lines)


def _real(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _shown(message: Message) -> str:
    return f'"{_forms(message.id)[0]}"'


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _faults_of(wanted: Message, message: Message | None) -> Iterator[str]:
    if message is None:
        yield "not in the catalogue"
        return
    said, ids = _forms(message.string), _forms(wanted.id)
    if not said or not all(said):
        yield "not translated"
        return
    if message.fuzzy:
        yield "fuzzy, so nobody has looked at it"
    if len(said) != len(ids):
        yield f"has {len(said)} forms instead of {len(ids)}"
        return
    for original, translated in zip(ids, said, strict=True):
        if _placeholders(original) != _placeholders(translated):
            yield f'other placeholders in "{translated}"'


def _placeholders(text: str) -> frozenset[str] | None:
    """The names in braces; None where the braces don't match, so that it is like no other text."""
    try:
        return frozenset(
            name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None
        )
    except ValueError:
        return None

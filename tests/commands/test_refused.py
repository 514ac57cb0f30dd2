"""A refused command changes nothing: every row of every table, and on SQLite every byte, is as it was."""

import random
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from commands.command import Caller, Command, Reply, Request
from commands.grammar import tokens
from commands.reading import match, read_words
from commands.registry import COMMANDS
from core.database import Database
from core.errors import Refused
from tests.records import Contents, contents
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    COUNCIL,
    EDITOR,
    MANAGER,
    OUTSIDER,
    REGISTRAR,
    Town,
    local,
)

NOW = local(2026, 11, 20, 15, 0)
PEOPLE = (EDITOR, MANAGER, COMMUNICATOR, COUNCIL, REGISTRAR, ADMIN, OUTSIDER)
RUBBISH = ("???", "Hemligt2026!", "x" * 5000, "2199-13-45", "-1")
# What examples call people by, as this town's cast.
NAMES = {"rut-redaktör": EDITOR, "eva-editor": EDITOR, "Rut Redaktör": "Eva"}
SCENE = (
    f"fråga {ACCOUNT}",
    f"inlägg {ACCOUNT} grund=samtycke",
    f"moderera {ACCOUNT} kategori=hets åtgärd=dold",
    f'skärmdump {ACCOUNT} plats="Arkivet"',
)


@pytest.fixture
def busy(town: Town) -> Town:
    """A town in which the numbers that examples name are taken."""
    town.now = NOW
    for line in SCENE:
        town.say(EDITOR, line)
    return town


def whole(database: Database) -> tuple[Contents, bytes]:
    """All rows, and the bytes of SQLite's file and of its log."""
    path = Path(database.engine.url.database or "") if database.is_sqlite else Path("/nonexistent")
    files = (path, path.with_name(path.name + "-wal"))
    return contents(database), b"".join(each.read_bytes() for each in files if each.is_file())


def examples(command: Command) -> Iterator[dict[str, str]]:
    """The words of a command's examples by field, with this town's names."""
    for example in command.examples:
        for old, new in NAMES.items():
            example = example.replace(old, new)
        try:
            found, rest = match(tokens(example))
            yield dict(read_words(found, rest))
        except Refused:
            continue


def wrong(command: Command) -> Iterator[dict[str, str]]:
    """Each example with each of its form's fields made rubbish, and without each of them."""
    for words in examples(command):
        for name in command.form.model_fields:
            for rubbish in RUBBISH:
                yield words | {name: rubbish}
            yield {key: word for key, word in words.items() if key != name}


def ask(town: Town, command: Command, person: str, words: dict[str, str]) -> Reply:
    """What is answered to a filled-in form."""
    request = Request(Caller(person), f"test:{uuid4()}", town.now, command=command.name, data=words, step=1)
    return town.dispatch.handle(request)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_form_with_a_fault_changes_nothing(busy: Town, command: Command) -> None:
    """S2, S3: whatever is wrong with it; what goes well meanwhile is another matter."""
    before, refused = whole(busy.database), 0
    for number, words in enumerate(wrong(command)):
        reply = ask(busy, command, PEOPLE[number % len(PEOPLE)], words)
        if reply.ok:
            before = whole(busy.database)
            continue
        refused += 1
        assert "Något gick fel" not in reply.card.title, (words, reply.card)
    assert whole(busy.database) == before
    assert refused or not command.form.model_fields


def test_what_is_refused_on_the_way_changes_nothing(busy: Town) -> None:
    """S2, S3: a walk through all that can be said, by everybody, in whatever state things are by then."""
    chance = random.Random(5)
    said = [(command, words) for command in COMMANDS for words in (*examples(command), {})]
    before, refused, done = whole(busy.database), 0, 0
    for _step in range(300):
        command, words = chance.choice(said)
        reply = ask(busy, command, chance.choice(PEOPLE), words)
        assert "Något gick fel" not in reply.card.title, (command.name, words, reply.card)
        now = whole(busy.database)
        if reply.ok:
            done += 1
        else:
            refused += 1
            assert now == before, (command.name, words)
        before = now
    assert refused > 50 and done > 50

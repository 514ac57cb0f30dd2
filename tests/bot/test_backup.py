"""A copy is whole: restored, every row and every file is what it was, on either database and from one to the other."""

import threading
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlmodel import select

from bot import app as house
from bot.app import App
from bot.backup import backup, restore
from bot.settings import Settings
from bot.storage import FileStore
from core.database import Database
from core.errors import Refused
from core.questions import Question
from tests.postgres import fresh
from tests.records import chain_faults, contents
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, FOUNDED, Town, png


def app_of(database: Database, folder: Path) -> App:
    """The parts for a database, its evidence in a folder."""
    url = database.engine.url.render_as_string(hide_password=False)
    made = house.build(Settings(_env_file=None, database_url=url, evidence_url=f"file://{folder}"))
    return replace(made, database=database)


@pytest.fixture
def lived_in(town: Town, tmp_path: Path) -> App:
    """A town with something of everything."""
    town.say(EDITOR, f'fråga {ACCOUNT} text="När öppnar ni? åäö \U0001f600"')
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=3")
    for number in (1, 2):
        line = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold antal={number}"
        town.say(EDITOR, line, files={"evidence": png(width=number)})
    town.say(COMMUNICATOR, f"skärmdump {ACCOUNT}", files={"file": png(height=5)})
    app = app_of(town.database, tmp_path / "evidence")
    return replace(app, store=town.store)  # type: ignore[arg-type]


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[App]:
    """An empty database of the other kind or the same, with a store of its own."""
    with ExitStack() as kept:
        if request.param == "sqlite":
            url = str(tmp_path / "elsewhere.db")
        else:
            name = f"elsewhere_{abs(hash(request.node.nodeid)):x}"
            url = kept.enter_context(fresh(request.getfixturevalue("postgres_server"), name))
        database = Database(url)
        yield app_of(database, tmp_path / "elsewhere")
        database.close()


def test_what_is_restored_is_what_was(lived_in: App, elsewhere: App, tmp_path: Path) -> None:
    """Every row, every hash, the audit chain; and it goes on from there (S3, F13)."""
    backup(lived_in, tmp_path / "copy.zip", FOUNDED)
    restore(elsewhere, tmp_path / "copy.zip")
    before, after = contents(lived_in.database), contents(elsewhere.database)
    assert after == before
    assert sum(map(len, before.values())) > 50
    town = Town(elsewhere.database, FileStore(elsewhere.store.url), FOUNDED)
    assert chain_faults(town) == []
    hashes = {row[2] for row in before["stored_file"]}
    assert len(hashes) == 3
    assert all(elsewhere.store.get(sha256) == lived_in.store.get(sha256) for sha256 in hashes)
    assert town.say(EDITOR, f"fråga {ACCOUNT}").card.data["question"] == "F-2026-0002"


def test_citizens_words_stay_encrypted_in_the_copy(town: Town, tmp_path: Path) -> None:
    """S5: the key is not in it, and they can be read with the key afterwards."""
    key, url = Fernet.generate_key().decode(), town.database.engine.url.render_as_string(hide_password=False)
    locked = Town(Database(url, key), town.store, town.now)
    locked.say(EDITOR, f'fråga {ACCOUNT} text="Hemlig undran"')
    copy = tmp_path / "copy.zip"
    backup(app_of(locked.database, tmp_path / "evidence"), copy, town.now)
    with zipfile.ZipFile(copy) as made:
        assert all(
            b"Hemlig" not in made.read(name) and key.encode() not in made.read(name)
            for name in made.namelist()
        )
    there = Database(str(tmp_path / "there.db"), key)
    restore(app_of(there, tmp_path / "there"), copy)
    with there.read() as session:
        assert session.exec(select(Question)).one().text == "Hemlig undran"
    there.close()
    locked.database.close()


def test_a_copy_taken_under_way_is_of_one_moment(lived_in: App, elsewhere: App, tmp_path: Path) -> None:
    """Who writes meanwhile is not held up, and the copy's audit chain ends where its head says."""
    town, stop, said = Town(lived_in.database, lived_in.store, FOUNDED), threading.Event(), list[int]()

    def goes_on() -> None:
        while not stop.is_set():
            town.say(EDITOR, f"inlägg {ACCOUNT}")
            said.append(1)

    busy = threading.Thread(target=goes_on)
    busy.start()
    try:
        backup(lived_in, tmp_path / "copy.zip", FOUNDED)
    finally:
        stop.set()
        busy.join()
    restore(elsewhere, tmp_path / "copy.zip")
    assert chain_faults(Town(elsewhere.database, elsewhere.store, FOUNDED)) == []
    assert said


def test_nothing_is_restored_over_anything(lived_in: App, tmp_path: Path) -> None:
    backup(lived_in, tmp_path / "copy.zip", FOUNDED)
    before = contents(lived_in.database)
    with pytest.raises(Refused):
        restore(lived_in, tmp_path / "copy.zip")
    with pytest.raises(Refused):
        backup(lived_in, tmp_path / "copy.zip", FOUNDED)
    assert contents(lived_in.database) == before


def test_a_damaged_copy_is_refused(lived_in: App, elsewhere: App, tmp_path: Path) -> None:
    """Nothing of it is kept."""
    whole, damaged = tmp_path / "copy.zip", tmp_path / "damaged.zip"
    backup(lived_in, whole, FOUNDED)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(damaged, "w") as made:
        for name in source.namelist():
            content = source.read(name)
            made.writestr(name, content[:-200] if name == "rows/audit.jsonl" else content)
    for file in (damaged, tmp_path / "nothing.zip"):
        with pytest.raises((Refused, ValueError)):
            restore(elsewhere, file)
    assert not any(contents(elsewhere.database).values())


def test_evidence_that_is_gone_stops_the_copy(lived_in: App, tmp_path: Path) -> None:
    """A copy that lacks something is none."""
    empty = replace(lived_in, store=FileStore(f"file://{tmp_path}/empty"))
    with pytest.raises(Refused):
        backup(empty, tmp_path / "copy.zip", FOUNDED)
    assert not list(tmp_path.glob("copy.zip*"))

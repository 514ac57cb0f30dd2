"""The second wall: as the role the bot runs as, one workspace's session sees and writes nothing of another's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from bot import app as house
from bot.app import App
from bot.atrest import look, rotate
from bot.settings import Settings
from bot.storage import FileStore
from core import walls, workspace
from core.accounts import Account
from core.cipher import State
from core.database import Database
from core.people import Person
from core.tables import METADATA
from reminders.worker import Worker
from tests.postgres import named, run
from tests.records import chain_faults
from tests.reminders.recorder import Recorder
from tests.town import ACCOUNT, EDITOR, FOUNDED, Town, local, settle

OWNER, BOT = "somerad_owner", "somerad_bot"


def _as(url: str, role: str, key: str = "") -> Database:
    """The database as a role sees it."""
    seen = Database(url).engine.url.set(username=role, password=None)
    return Database(seen.render_as_string(hide_password=False), key)


@pytest.fixture(scope="module")
def walled_url(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of two towns, owned by one role and walled for another; neither is a superuser."""
    for role in (OWNER, BOT):
        run(postgres_server, f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS")
    run(postgres_server, f"CREATE DATABASE walled OWNER {OWNER}")
    url = named(postgres_server, "walled")
    owner = _as(url, OWNER)
    settle(owner, FileStore(f"file://{tmp_path_factory.mktemp('walled')}"))
    house.make_workspace(owner, FOUNDED, "Grannbyns kommun", "falkoping")
    assert walls.protect(owner, BOT) == len(METADATA.tables)
    assert walls.unprotected(owner) == []
    owner.close()
    return url


@pytest.fixture
def bots(walled_url: str) -> Iterator[Database]:
    """The database as the bot has it."""
    database = _as(walled_url, BOT)
    yield database
    database.close()


def test_narrowed_to_one_town_nothing_of_another_is_seen(bots: Database) -> None:
    with bots.read() as session:
        first, second = workspace.everyone(session)
        both = {person.workspace_id for person in session.exec(select(Person))}
        walls.narrow(session, second.id)
        assert {person.workspace_id for person in session.exec(select(Person))} == {second.id}
        assert session.exec(select(Account)).all() == []
        walls.narrow(session, first.id)
        assert len(session.exec(select(Account)).all()) == 1
    assert both == {first.id, second.id}
    with bots.read() as session:
        assert len(workspace.everyone(session)) == 2  # the next transaction begins anew


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO mailbox (workspace_id, recipient) VALUES (:other, 'x')",
        "UPDATE person SET workspace_id = :other WHERE workspace_id = :own",
    ],
)
def test_narrowed_to_one_town_nothing_is_written_to_another(bots: Database, statement: str) -> None:
    with bots.write() as session:
        first, second = workspace.everyone(session)
    with pytest.raises(DBAPIError, match="row-level security"), bots.write() as session:
        walls.narrow(session, first.id)
        session.execute(text(statement), {"other": second.id, "own": first.id})


def test_without_the_bots_own_setting_nothing_is_seen(bots: Database) -> None:
    """Somebody with the role's password and psql."""
    tables = [METADATA.tables[name] for name in ("person", "workspace", "audit")]
    with bots.engine.connect() as connection:
        assert all(connection.execute(table.select()).all() for table in tables)
        connection.execute(text(f"SET {walls.SETTING} = ''"))
        assert not any(connection.execute(table.select()).all() for table in tables)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE person DISABLE ROW LEVEL SECURITY",
        "DROP POLICY one_workspace ON person",
        "CREATE TABLE mine (id int)",
        "UPDATE alembic_version SET version_num = 'x'",
    ],
)
def test_the_bot_can_not_take_the_wall_down(bots: Database, statement: str) -> None:
    with pytest.raises(DBAPIError), bots.engine.begin() as connection:
        connection.execute(text(statement))


def test_the_bot_does_its_work_behind_the_wall(bots: Database, tmp_path: Path) -> None:
    """Commands, a sweep over all towns and a delivery; and a command leaves its session narrowed."""
    town = Town(bots, FileStore(f"file://{tmp_path}"), FOUNDED)
    town.home = lambda session: workspace.find(session, "falköpings-kommun")  # type: ignore[method-assign]
    asked = local(2026, 11, 20, 15)
    from commands.command import Caller, Request

    line = Request(Caller(EDITOR), "walled:1", asked, text=f"fråga {ACCOUNT}", workspace="falköpings-kommun")
    assert town.dispatch.handle(line).ok
    heard = Recorder()
    worker = Worker(bots, house.policy_of)
    for at in (asked, local(2026, 11, 23, 9), local(2026, 11, 23, 11)):
        worker.run(at, heard)
    assert "reply_due" in heard.rules(EDITOR)
    assert chain_faults(town) == []
    with bots.read() as session:
        town.scope(session)
        assert {each.id for each in workspace.everyone(session)} == {town.home(session).id}


def test_a_table_outside_the_wall_is_told(walled_url: str) -> None:
    """After an upgrade: `somerad doctor` says to put it up again."""
    owner = _as(walled_url, OWNER)
    with owner.engine.begin() as connection:
        connection.execute(text("ALTER TABLE mailbox DISABLE ROW LEVEL SECURITY"))
    assert walls.unprotected(owner) == ["mailbox"]
    walls.protect(owner, BOT)
    assert walls.unprotected(owner) == []
    owner.close()


def test_sqlite_has_no_such_wall(small_town: Town) -> None:
    assert walls.unprotected(small_town.database) == []
    with pytest.raises(ValueError, match="PostgreSQL"):
        walls.protect(small_town.database, BOT)


def test_behind_the_wall_every_towns_words_are_put_under_a_new_key(walled_url: str) -> None:
    """S5: by the bot's own role, one town at a time."""
    bots = _as(walled_url, BOT, Fernet.generate_key().decode())
    town = Town(bots, FileStore("file:///unused"), FOUNDED)
    app = App(Settings(_env_file=None), bots, town.store, town.dispatch)
    before = look(app)
    assert before[State.CLEAR] > 0
    rotate(app)
    assert look(app) == {State.NEWEST: before.total()}
    bots.close()

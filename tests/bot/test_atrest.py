"""Citizens' words at rest: nowhere in clear with a key, put under a new one while the bot runs, and never forgotten."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlmodel import col, select

from bot import atrest as renewing
from bot.app import App, policy_of
from bot.atrest import check_key, findings, look, rotate
from bot.backup import backup
from bot.settings import Settings
from core import atrest
from core.cipher import State
from core.database import Database
from core.errors import Refused
from core.questions import Question
from core.tables import METADATA
from core.workspace import Workspace
from reminders.worker import Worker
from tests.records import audit_rows, chain_faults
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, REGISTRAR, Town

MARK = "Snokvadet"  # ASCII, so that it looks the same in JSON
OLD, NEW, ANOTHER = (Fernet.generate_key().decode() for _ in range(3))


@dataclass
class Keyed:
    """The town as the bot has it with keys."""

    town: Town
    opened: list[Database] = field(default_factory=list)

    def app(self, keys: str = "") -> App:
        """The bot's parts; the keys as in DATA_KEY."""
        settings = Settings(_env_file=None, data_key=keys)
        url = self.town.database.engine.url.render_as_string(hide_password=False)
        database = Database(url, settings.words_key)
        self.opened.append(database)
        return App(
            settings, database, self.town.store, Town(database, self.town.store, self.town.now).dispatch
        )

    def ask(self, keys: str, *texts: str) -> None:
        """Questions by a bot with these keys."""
        asking = Town(self.app(keys).database, self.town.store, self.town.now)
        for words in texts:
            asking.say(EDITOR, f'fråga {ACCOUNT} text="{words}"')


@pytest.fixture
def keyed(town: Town) -> Iterator[Keyed]:
    """The town, to be opened with keys."""
    made = Keyed(town)
    yield made
    for database in made.opened:
        database.close()


def raw(database: Database) -> bytes:
    """What lies on the disk: SQLite's file and its log of writes; every table as PostgreSQL copies it out."""
    if database.is_sqlite:
        path = Path(str(database.engine.url.database))
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    kept = BytesIO()
    with database.engine.connect() as connection:
        cursor = connection.connection.cursor()
        for table in METADATA.sorted_tables:
            with cursor.copy(f'COPY "{table.name}" TO STDOUT') as rows:  # type: ignore[attr-defined]
                for row in rows:
                    kept.write(row)
    return kept.getvalue()


def words(database: Database) -> list[str]:
    """The questions' texts as the bot reads them."""
    with database.read() as session:
        return [row.text or "" for row in session.exec(select(Question).order_by(col(Question.id)))]


# Nowhere in clear


def put_in_everywhere(town: Town) -> None:
    """A citizen's words wherever the bot takes them, and shown wherever it shows them."""
    town.say(EDITOR, f'fråga {ACCOUNT} text="Till {MARK}?" länk=https://facebook.com/1')
    town.say(EDITOR, "fråga visa F-2026-0001")
    town.say(EDITOR, "rätta F-2026-0001 länk=https://facebook.com/2")
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=blockerad profil={MARK}")
    town.say(EDITOR, f"utlämnande konto {ACCOUNT}")
    town.report(REGISTRAR, "utlämnande granska U-2026-0001")
    Worker(town.database, policy_of).tick(town.now + timedelta(days=1))
    town.say(REGISTRAR, f'utlämnande maskera U-2026-0001 ord="{MARK}" lagrum="OSL 21 kap. 1 §"')


def test_with_a_key_citizens_words_lie_nowhere_in_clear(keyed: Keyed, tmp_path: Path) -> None:
    """S5: neither in the database, its log of writes, the audit log, what is sent nor a copy; nothing finds them."""
    app = keyed.app(NEW)
    town = Town(app.database, keyed.town.store, keyed.town.now)
    put_in_everywhere(town)
    for place in atrest.places():  # a column that is new has to get something above
        with app.database.read() as session:
            table = METADATA.tables[place.table.name]
            query = table.select().where(table.c.workspace_id == town.home(session).id)
            found = session.connection().execute(query).mappings().all()
            for column in place.columns:
                assert any(MARK in str(row[column]) for row in found), f"{place.table.name}.{column}"
    assert MARK.encode() not in raw(app.database)
    backup(app, tmp_path / "copy.zip", town.now)
    with zipfile.ZipFile(tmp_path / "copy.zip") as copy:
        assert not any(MARK.encode() in copy.read(name) for name in copy.namelist())
    assert town.say(COMMUNICATOR, f"sök {MARK}").card.data["found"] == []
    assert town.say(COMMUNICATOR, f"personuppgifter sök {MARK}").card.data[
        "found"
    ]  # who has the key finds them


def test_without_the_key_nobody_is_told_the_words(keyed: Keyed) -> None:
    """S5: a reference code, and doctor says what is missing."""
    keyed.ask(NEW, f"Till {MARK}?")
    answer = keyed.town.try_say(EDITOR, "fråga visa F-2026-0001")
    assert not answer.ok
    assert MARK not in str(answer)
    ((sound, said),) = findings(keyed.app("off"))
    assert not sound and "DATA_KEY" in said


# Under the newest key


def test_all_that_was_written_is_put_under_the_newest_key(keyed: Keyed) -> None:
    """S5: what was in clear and what an older key wrote; then the older may go. The chain and all else stay."""
    keyed.ask("off", f"Till {MARK}?")
    keyed.ask(OLD, f"Från {MARK}?")
    app, before = keyed.app(f"{NEW},{OLD}"), [row.hash for row in audit_rows(keyed.town)]
    put = look(app)
    assert put[State.OLDER] > 0 and put[State.CLEAR] > 0 and put[State.UNREADABLE] == 0
    assert MARK.encode() in raw(app.database)
    assert rotate(app) == (
        f"{put.total() - put[State.NEWEST]} texter har krypterats på nytt. Alla {put.total()} är krypterade med den "
        "första nyckeln i DATA_KEY. De andra kan tas bort därifrån. Spara dem så länge det finns säkerhetskopior från "
        "tiden före bytet."
    )
    after = keyed.app(NEW)
    assert look(after) == {State.NEWEST: put.total()}
    assert words(after.database) == [f"Till {MARK}?", f"Från {MARK}?"]
    assert MARK.encode() not in raw(after.database)
    assert ([row.hash for row in audit_rows(keyed.town)], chain_faults(keyed.town)) == (before, [])
    assert rotate(after).startswith("0 texter")


def test_stopped_midway_it_goes_on(keyed: Keyed) -> None:
    """Each batch is a transaction of its own: what was done is done, and everything can be read at any time."""
    keyed.ask(OLD, *(f"Fråga {number}?" for number in range(5)))
    app = keyed.app(f"{NEW},{OLD}")
    whole = look(app).total()
    assert app.database.cipher
    stopped = renewing.batches(app.database, app.database.cipher, size=2)
    assert next(stopped) <= 2
    stopped.close()
    midway = look(app)
    assert 0 < midway[State.NEWEST] < midway.total() == whole
    keyed.ask(f"{NEW},{OLD}", "Fråga 5?")  # the bot runs meanwhile
    assert words(app.database) == [f"Fråga {number}?" for number in range(6)]
    rotate(app)
    assert look(keyed.app(NEW)) == {State.NEWEST: whole + 2}  # and its question, and the answer to that


def test_without_the_key_it_was_written_with_nothing_is_changed(keyed: Keyed) -> None:
    """S5: how many can't be read, and what to do."""
    keyed.ask(OLD, f"Till {MARK}?")
    keyed.ask(ANOTHER, "Hej?")
    before = raw_rows(keyed.town.database)
    with pytest.raises(Refused, match="DATA_KEY") as refused:
        rotate(keyed.app(f"{NEW},{ANOTHER}"))
    assert refused.value.text.startswith("2 texter")
    assert raw_rows(keyed.town.database) == before
    with pytest.raises(Refused, match="DATA_KEY"):
        rotate(keyed.app("off"))


def raw_rows(database: Database) -> list[Any]:
    """The questions' texts as they are stored."""
    with database.engine.connect() as connection:
        return list(connection.execute(text("SELECT text FROM question ORDER BY id")).scalars())


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_row_that_somebody_writes_is_left_for_the_next_time(keyed: Keyed) -> None:
    """Nobody waits, so nobody can wait for each other."""
    keyed.ask(OLD, "Hej?")
    app = keyed.app(f"{NEW},{OLD}")
    with app.database.engine.begin() as busy:
        busy.execute(text("SELECT id FROM question FOR UPDATE"))
        assert "1 är kvar" in rotate(app)
    assert rotate(app).startswith("1 text har")


# Never forgotten


def test_a_bot_for_real_people_does_not_run_without_a_key(keyed: Keyed) -> None:
    """S5: off by default only in the demo; elsewhere somebody has to say so."""
    with pytest.raises(Refused, match="DATA_KEY") as refused:
        check_key(keyed.app())
    assert "somerad key" in refused.value.what_to_do
    for keys in ("off", NEW):
        check_key(keyed.app(keys))
    with keyed.town.database.write() as session:
        session.get_one(Workspace, keyed.town.home(session).id).is_demo = True
    check_key(keyed.app())


def test_doctor_tells_how_the_words_lie(keyed: Keyed) -> None:
    """S5: without a key a fault; readable ones are to be encrypted; an older key is a reminder."""

    def told(keys: str) -> tuple[bool, str]:
        ((sound, said),) = findings(keyed.app(keys))
        return sound, said

    keyed.ask(OLD, "Hej?")
    assert told("")[0] is False and "somerad key" in told("")[1]
    assert told(OLD)[0] is False and "somerad db rotate" in told(OLD)[1]
    rotate(keyed.app(OLD))
    assert told(OLD) == (True, "Invånares ord: krypterade med den senaste nyckeln.")
    assert told(f"{NEW},{OLD}")[0] and "somerad db rotate" in told(f"{NEW},{OLD}")[1]

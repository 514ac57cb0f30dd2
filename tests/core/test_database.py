"""The database: concurrent writers lose nothing, an error leaves nothing, bad values are refused by it."""

from datetime import datetime
from functools import partial

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlmodel import select

from core import accounts, people, questions, workspace
from core.accounts import Account, Status
from core.database import Database, normal_url, take_turn
from core.people import Person, Role
from core.questions import Question
from core.watch import Watch
from tests.records import contents, scope_of, together
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, MANAGER, Town

THREADS, ROUNDS = 4, 10


def test_four_writers_lose_nothing(town: Town) -> None:
    """Each reads, changes and writes back; without a turn of its own three of four changes would be lost."""

    def add_dots() -> None:
        for _round in range(ROUNDS):
            with town.database.write() as session:
                take_turn(session, workspace.find(session, "").id)
                account = session.exec(select(Account)).one()
                account.purpose += "."

    before = town.account().purpose
    together(*[add_dots] * THREADS)
    assert town.account().purpose == before + "." * THREADS * ROUNDS


def test_two_who_approve_at_the_same_time_approve_it_together(town: Town) -> None:
    """F1: neither sees the other's step too late, so the account is never left between."""
    for slug in ("konto-1", "konto-2", "konto-3"):
        town.new_account(slug, active=False)
        line = f"konto godkänn {slug}"
        together(partial(town.say, MANAGER, line), partial(town.say, COMMUNICATOR, line))
        assert town.account(slug).status is Status.APPROVED


def test_of_two_who_settle_a_question_at_the_same_time_one_is_told(town: Town) -> None:
    """F10: it is answered or closed, never both; the other reads that it is done."""
    for number in ("F-2026-0001", "F-2026-0002", "F-2026-0003"):
        town.say(EDITOR, f"fråga {ACCOUNT}")
        lines = (f"svar {number} namn=Eva avdelning=Kultur", f"stäng {number} orsak=dubblett")
        replies = together(*[partial(town.try_say, EDITOR, line) for line in lines])
        assert sorted(reply.ok for reply in replies) == [False, True]


def test_a_repeated_request_at_the_same_time_is_done_once(town: Town) -> None:
    """A platform's retry can arrive while the first is under way."""
    together(*[lambda: town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold", key="twice")] * 3)
    assert len(contents(town.database)["moderation_case"]) == 1


def test_an_error_leaves_nothing(town: Town) -> None:
    """S3: neither the change nor its audit row, however far it got."""
    before = contents(town.database)
    with pytest.raises(ZeroDivisionError), town.database.write() as session:
        people.add(scope_of(town, session, COMMUNICATOR), "halv", (Role.EDITOR,))
        session.flush()
        raise ZeroDivisionError
    assert contents(town.database) == before


def test_a_reader_changes_nothing(town: Town) -> None:
    before = contents(town.database)
    with town.database.read() as session:
        session.exec(select(Account)).one().purpose = "Något annat"
        session.flush()
    assert contents(town.database) == before


def test_a_reader_sees_one_state(town: Town) -> None:
    """What is committed meanwhile is not seen by a row already read."""
    with town.database.read() as session:
        account = session.exec(select(Account)).one()
        town.say(EDITOR, f"konto ändra {ACCOUNT} syfte=Nytt")
        assert account.purpose != "Nytt"
    assert town.account().purpose == "Nytt"


def test_a_naive_time_is_refused(town: Town) -> None:
    with pytest.raises((ValueError, StatementError)), town.database.write() as session:
        session.exec(select(Account)).one().closed_at = datetime(2026, 1, 1)  # noqa: DTZ001
        session.flush()


def test_times_come_back_aware_and_equal(town: Town) -> None:
    with town.database.read() as session:
        account = session.exec(select(Account)).one()
    assert account.requested_at == town.now
    assert account.requested_at.utcoffset() is not None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account SET status = 'nonsense'",
        "UPDATE account SET access = 'nonsense'",
        "UPDATE account SET status = 'ACTIVE'",
        "UPDATE person_role SET role = 'boss'",
        "UPDATE approval SET step = 'mayor'",
        "UPDATE approval SET decision = 'maybe'",
        "UPDATE watch SET family = 'nonsense'",
    ],
)
def test_the_database_refuses_a_value_outside_an_enumeration(database: Database, statement: str) -> None:
    """SQLModel's tables don't check: the database does."""
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text(statement))


def test_the_model_writes_values_not_member_names(database: Database) -> None:
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT DISTINCT status FROM account")).scalars().all() == ["active"]


@pytest.mark.parametrize("statement", ["DELETE FROM person", "UPDATE account SET workspace_id = 999"])
def test_what_others_rest_on_cannot_be_removed(database: Database, statement: str) -> None:
    """S4: foreign keys hold, on SQLite too."""
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text(statement))


def test_a_slug_is_taken_once_per_workspace(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        first = session.exec(select(Person)).first()
        assert first
        session.add(Person(**first.model_dump(exclude={"id"})))


def test_a_row_of_work_is_there_once_however_often_it_is_woken(town: Town) -> None:
    with town.database.write() as session:
        scope = town.scope(session)
        account = accounts.identify(session, scope.workspace_id, ACCOUNT)
        assert account
        accounts.wake_all(scope, account)
        accounts.wake_all(scope, account)
        rows = session.exec(select(Watch).where(Watch.subject_id == account.id)).all()
    assert len({row.family for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("town.db", "sqlite:///town.db"),
        ("/var/lib/town.db", "sqlite:////var/lib/town.db"),
        ("sqlite:///town.db", "sqlite:///town.db"),
        ("postgres://a@h/d", "postgresql+psycopg://a@h/d"),
        ("postgresql://a@h/d", "postgresql+psycopg://a@h/d"),
        ("postgresql+psycopg://a@h/d", "postgresql+psycopg://a@h/d"),
    ],
)
def test_a_url_gets_our_driver(given: str, used: str) -> None:
    assert normal_url(given) == used


def test_a_password_is_never_shown() -> None:
    """S1."""
    assert "hemligt" not in Database("postgresql://somerad:hemligt@db/somerad").shown_url


# Citizens' words (S5) -------------------------------------------------------------------------------------

WORDS = "När öppnar badhuset på Odengatan?"


def ask(town: Town, database: Database, words: str = WORDS) -> str:
    """Records a question with a citizen's words through a database of the town's."""
    with database.write() as session:
        scope = scope_of(town, session, EDITOR)
        account = accounts.identify(session, scope.workspace_id, ACCOUNT)
        assert account
        return questions.record(scope, account, scope.now, text=words).number


def said(town: Town, database: Database, number: str) -> str | None:
    """A question's words, read through a database of the town's."""
    with database.read() as session:
        found = questions.identify(session, town.home(session).id, number)
        assert found
        return found.text


def at_rest(database: Database) -> str:
    """What stands in the column."""
    with database.engine.connect() as connection:
        return " ".join(connection.execute(text("SELECT text FROM question")).scalars())


def keyed(database: Database) -> Database:
    """The same database, opened with a key."""
    return Database(database.engine.url.render_as_string(hide_password=False), Fernet.generate_key().decode())


def test_citizens_words_are_encrypted_at_rest_with_a_key(town: Town) -> None:
    """S5."""
    with_key = keyed(town.database)
    number = ask(town, with_key)
    assert "badhuset" not in at_rest(town.database)
    assert said(town, with_key, number) == WORDS
    with_key.close()


def test_a_key_can_come_later(town: Town) -> None:
    """S5: older rows stay readable, new ones are encrypted."""
    with_key, older = keyed(town.database), ask(town, town.database)
    newer = ask(town, with_key, "Och simhallen?")
    assert said(town, with_key, older) == WORDS
    assert said(town, with_key, newer) == "Och simhallen?"
    assert "simhallen" not in at_rest(town.database)
    with_key.close()


def test_without_its_key_a_row_says_what_is_needed(town: Town) -> None:
    """S5: no guessing, no garbage."""
    with_key = keyed(town.database)
    number = ask(town, with_key)
    with pytest.raises(LookupError, match="DATA_KEY"):
        said(town, town.database, number)
    with_key.close()


def test_with_another_key_a_row_says_what_is_needed(town: Town) -> None:
    """S5."""
    with_key, with_another = keyed(town.database), keyed(town.database)
    number = ask(town, with_key)
    with pytest.raises(LookupError, match="DATA_KEY"):
        said(town, with_another, number)
    with_key.close()
    with_another.close()


def test_older_keys_still_read_and_the_newest_writes(town: Town) -> None:
    """S5: the key can be changed; what the newest wrote needs no other."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    url = town.database.engine.url.render_as_string(hide_password=False)
    before, both, after = (Database(url, keys) for keys in (old, f"{new}, {old}", new))
    older, newer = ask(town, before), ask(town, both, "Och simhallen?")
    assert (said(town, both, older), said(town, after, newer)) == (WORDS, "Och simhallen?")
    for database, number in ((after, older), (before, newer)):
        with pytest.raises(LookupError, match="DATA_KEY"):
            said(town, database, number)
    for database in (before, both, after):
        database.close()


def test_words_that_look_like_the_mark_of_encryption_are_words(town: Town) -> None:
    """S5: `1:` in a citizen's text is no token."""
    number = ask(town, town.database, "1: första frågan")
    assert said(town, town.database, number) == "1: första frågan"


def test_no_words_are_no_words(town: Town) -> None:
    with town.database.write() as session:
        scope = scope_of(town, session, EDITOR)
        account = accounts.identify(session, scope.workspace_id, ACCOUNT)
        assert account
        questions.record(scope, account, scope.now)
    with town.database.read() as session:
        assert session.exec(select(Question)).one().text is None


def test_text_that_cannot_be_stored_is_an_error_and_leaves_nothing(town: Town) -> None:
    """A NUL can't be stored on PostgreSQL; what was written before it in the transaction goes too."""
    before = contents(town.database)
    try:
        ask(town, town.database, "a\0b")
    except (DBAPIError, ValueError):
        assert contents(town.database) == before


def test_a_statement_that_fails_does_not_show_the_words_it_carried(town: Town) -> None:
    """S5: the log gets the error, not what a citizen wrote."""
    with pytest.raises(DBAPIError) as failed, town.database.read() as session:
        session.execute(
            text("SELECT nothing_like_it FROM question WHERE text = :words"), {"words": "Hemligsson"}
        )
    assert "Hemligsson" not in str(failed.value)

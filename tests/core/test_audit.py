"""The audit log: every change in its own transaction, one chain a workspace, every tampering found (S3, S5)."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot import app as house
from core import accounts, audit, questions, threads, workspace
from core.audit import AuditHead, AuditRow
from core.people import Person
from tests.records import audit_rows, chain_faults, contents, scope_of, together
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, FOUNDED, MANAGER, OUTSIDER, SECOND_EDITOR, Town


def run(town: Town, *statements: str) -> None:
    """Tampers with the database behind the bot's back."""
    with town.database.engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


# The chain ------------------------------------------------------------------------------------------------


def test_the_chain_holds_after_real_commands(town: Town) -> None:
    """S3."""
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold")
    town.say(EDITOR, f"konto avsluta {ACCOUNT} Upphör")
    assert chain_faults(town) == []
    rows = audit_rows(town)
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE audit SET payload = REPLACE(payload, 'admin', 'adam') WHERE seq = 5"],
        ["UPDATE audit SET action = 'account.closed' WHERE seq = 12"],
        ["UPDATE audit SET subject = 'account:annat' WHERE seq = 12"],
        ["UPDATE audit SET recorded_at = '2020-01-01 00:00:00+00' WHERE seq = 12"],
        ["UPDATE audit SET digest = 'x' || SUBSTR(digest, 2) WHERE seq = 12"],
        ["UPDATE audit SET hash = 'x' || SUBSTR(hash, 2) WHERE seq = 12"],
        ["UPDATE audit SET previous = 'x' || SUBSTR(previous, 2) WHERE seq = 12"],
        ["UPDATE audit SET salt = 'nothing' WHERE seq = 12"],
        ["UPDATE audit SET version = 2 WHERE seq = 12"],
        ["DELETE FROM audit WHERE seq = 1"],
        ["DELETE FROM audit WHERE seq = 12"],
        ["DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)"],
        ["DELETE FROM audit"],
        ["DELETE FROM audit_head"],
        ["UPDATE audit_head SET seq = 0"],
        [
            "UPDATE audit SET seq = -1 WHERE seq = 12",
            "UPDATE audit SET seq = 12 WHERE seq = 13",
            "UPDATE audit SET seq = 13 WHERE seq = -1",
        ],
    ],
    ids=lambda statements: statements[0],
)
def test_every_tampering_is_found(small_town: Town, statements: list[str]) -> None:
    """S3: changed, deleted, cut short, swapped."""
    run(small_town, *statements)
    assert chain_faults(small_town) != []


def test_a_tail_cut_with_its_head_is_shown_by_a_head_written_down_before(town: Town) -> None:
    """Who can write everywhere can cut the tail and its head; a hash kept outside the database shows it."""
    kept = audit_rows(town)[-1]
    run(
        town,
        "UPDATE audit_head SET seq = seq - 1, hash = (SELECT previous FROM audit WHERE seq = audit_head.seq)",
        "DELETE FROM audit WHERE seq > (SELECT seq FROM audit_head)",
    )
    assert chain_faults(town) == []
    assert kept.hash not in {row.hash for row in audit_rows(town)}


def test_a_row_deleted_is_named(town: Town) -> None:
    run(town, "DELETE FROM audit WHERE seq = 12")
    with town.database.read() as session:
        assert [fault.seq for fault in audit.verify(session, town.home(session).id)] == [12, 13]


def test_a_payload_may_be_deleted_and_the_chain_still_holds(town: Town) -> None:
    """S4: deletion under a decision deletes; the digest that stays was salted, so it can't be guessed."""
    run(town, "UPDATE audit SET payload = NULL, salt = NULL WHERE seq IN (1, 12)")
    assert chain_faults(town) == []
    town.say(COMMUNICATOR, f"person utbildad {OUTSIDER}")
    assert chain_faults(town) == []


def test_writers_at_the_same_time_keep_one_chain(town: Town) -> None:
    before = len(audit_rows(town))
    works = [partial(town.say, ADMIN, f"person ny deltagare-{number} roll=råd") for number in range(6)]
    together(*works)
    rows = audit_rows(town)
    assert chain_faults(town) == []
    assert len(rows) == before + 6


def test_each_workspace_has_a_chain_of_its_own(town: Town) -> None:
    house.make_workspace(town.database, FOUNDED, "Osby kommun", "falkoping")
    run(town, "UPDATE audit SET digest = 'x' || SUBSTR(digest, 2) WHERE seq = 12")
    with town.database.read() as session:
        faults = {home.slug: audit.verify(session, home.id) for home in workspace.everyone(session)}
    assert faults["osby-kommun"] == []
    assert faults["falköpings-kommun"] != []


def test_the_log_keeps_when_it_happened_and_when_it_was_recorded(town: Town) -> None:
    """Decision 6: both times, in UTC."""
    town.say(EDITOR, f'moderera {ACCOUNT} kategori=hets åtgärd=dold när="2026-08-31 10:00"')
    payload = json.loads(audit_rows(town)[-1].payload or "")
    assert payload["happened_at"] == "2026-08-31T08:00:00+00:00"
    assert payload["recorded_at"] == town.now.isoformat()
    assert payload["actor"] == EDITOR and payload["operator"] is False


def test_the_operator_is_marked(town: Town) -> None:
    """S2: what was done in the terminal by the operator can be told from what people did."""
    town.say(ADMIN, f"moderera {ACCOUNT} kategori=hets åtgärd=dold")
    payload = json.loads(audit_rows(town)[-1].payload or "")
    assert payload["actor"] == ADMIN and payload["operator"] is True


def test_the_same_payload_is_always_the_same_text() -> None:
    one = {"b": frozenset({"å", "a"}), "a": datetime(2026, 1, 1, tzinfo=UTC)}
    other = {"a": datetime(2026, 1, 1, tzinfo=UTC), "b": frozenset({"a", "å"})}
    assert audit.canonical(one) == audit.canonical(other) == '{"a":"2026-01-01T00:00:00+00:00","b":["a","å"]}'


def test_equal_payloads_have_different_digests(town: Town) -> None:
    """The salt: a deleted payload can't be guessed from its digest."""
    with town.database.write() as session:
        scope = town.scope(session)
        audit.record(scope, "test.twice", "test:1")
        audit.record(scope, "test.twice", "test:1")
    first, second = audit_rows(town)[-2:]
    assert first.payload == second.payload
    assert first.digest != second.digest


# Every change leaves a row, a refusal leaves nothing (S3) -------------------------------------------------

Line = tuple[str, str]
SLUG = "ungdom-ig"
REQUEST = f'konto ny {SLUG} plattform=instagram verksamhet=Bibliotek syfte="Unga" ansvarig={SECOND_EDITOR}'

CHANGES: tuple[tuple[Line, ...], ...] = (
    ((ADMIN, "person ny nils-ny roll=redaktör"),),
    ((COMMUNICATOR, f"person ändra {EDITOR} titel=Chef"),),
    ((COMMUNICATOR, f"person ändra {EDITOR} roll=råd"),),
    ((COMMUNICATOR, f"person utbildad {EDITOR}"),),
    ((ADMIN, f"person sluta {EDITOR} efterträdare={SECOND_EDITOR}"),),
    ((EDITOR, REQUEST),),
    ((EDITOR, REQUEST), (MANAGER, f"konto godkänn {SLUG}")),
    ((EDITOR, REQUEST), (COMMUNICATOR, f"konto avslå {SLUG} Nej")),
    (
        (EDITOR, REQUEST), (MANAGER, f"konto godkänn {SLUG}"), (COMMUNICATOR, f"konto godkänn {SLUG}"),
        (COMMUNICATOR, f"konto aktivera {SLUG} åtkomst=administratör"),
    ),
    ((EDITOR, f"konto ändra {ACCOUNT} syfte=Nytt"),),
    ((EDITOR, f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR}"),),
    ((EDITOR, f"konto inaktivt {ACCOUNT}"),),
    ((MANAGER, f"konto uppdrag {ACCOUNT} {SECOND_EDITOR}"),),
    ((EDITOR, f"konto avsluta {ACCOUNT} Upphör"),),
    ((EDITOR, f"konto avsluta {ACCOUNT} Upphör"), (COMMUNICATOR, f"konto avslå {ACCOUNT} Behövs")),
    ((COMMUNICATOR, f"konto avsluta {ACCOUNT} Upphör"),),
    ((EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold"),),
    (
        (EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold"),
        (EDITOR, "moderering komplettera M-2026-0001 plats=Platina"),
    ),
    (
        (EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold"),
        (MANAGER, "moderering avskriv M-2026-0001 polisanmälan Ringa"),
    ),
)  # fmt: skip


@pytest.mark.parametrize("lines", CHANGES, ids=lambda lines: lines[-1][1])
def test_a_change_leaves_its_row(small_town: Town, lines: tuple[Line, ...]) -> None:
    """S3: in the same transaction, naming who did it."""
    *before, (person, line) = lines
    for earlier in before:
        small_town.say(*earlier)
    count = len(audit_rows(small_town))
    small_town.say(person, line)
    added = audit_rows(small_town)[count:]
    assert added
    assert {json.loads(row.payload or "")["actor"] for row in added} == {person}
    assert chain_faults(small_town) == []


REFUSED: tuple[Line, ...] = (
    (EDITOR, "person ny nils-ny roll=redaktör"),
    (ADMIN, f"person ny {EDITOR} roll=redaktör"),
    (ADMIN, "person ny nils-ny roll=borgmästare"),
    (ADMIN, "person ny nils-ny"),
    (ADMIN, f"person sluta {ADMIN}"),
    (COMMUNICATOR, f"person utbildad {EDITOR} datum=2030-01-01"),
    (EDITOR, f"konto godkänn {ACCOUNT}"),
    (MANAGER, f"konto godkänn {ACCOUNT}"),
    (EDITOR, f"konto aktivera {ACCOUNT} åtkomst=administratör"),
    (COMMUNICATOR, f"konto aktivera {ACCOUNT} åtkomst=administratör"),
    (OUTSIDER, f"konto avsluta {ACCOUNT} Upphör"),
    (OUTSIDER, f"konto ändra {ACCOUNT} syfte=Nytt"),
    (EDITOR, f"konto ändra {ACCOUNT}"),
    (EDITOR, f"konto ändra {ACCOUNT} url=facebook"),
    (EDITOR, REQUEST.replace(SLUG, ACCOUNT)),
    (EDITOR, REQUEST.replace(SLUG, "lista")),
    (EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold när=2030-01-01T10:00"),
    (EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold plats=Sommar2026!"),
    (EDITOR, "moderera finns-inte kategori=hets åtgärd=dold"),
    ("nobody", f"konto visa {ACCOUNT}"),
    (EDITOR, "obegripligt"),
    (EDITOR, 'moderera "öppet citat'),
)


@pytest.mark.parametrize(("person", "line"), REFUSED, ids=lambda word: word)
def test_a_refusal_leaves_nothing(small_town: Town, person: str, line: str) -> None:
    """S3: not a row of any table, and nobody is woken."""
    before = contents(small_town.database)
    reply = small_town.try_say(person, line)
    assert not reply.ok
    assert contents(small_town.database) == before
    assert small_town.woken == 0


@pytest.mark.parametrize("line", [f"konto visa {ACCOUNT}", "konto lista", f"person visa {EDITOR}"])
def test_looking_leaves_nothing(small_town: Town, line: str) -> None:
    before = contents(small_town.database)
    small_town.say(COMMUNICATOR, line)
    assert contents(small_town.database) == before


# A citizen's words are never in the log (S5) --------------------------------------------------------------

WORDS = "Min granne Xerxes har stulit cykeln"


def everything_but_questions(town: Town) -> str:
    """All the database holds outside the one encrypted column."""
    tables = contents(town.database)
    return repr({name: rows for name, rows in tables.items() if name != "question"})


def with_question(change: Callable[..., object]) -> Callable[[Town], None]:
    """Does a thing with a question that has a citizen's words."""

    def act(town: Town) -> None:
        with town.database.write() as session:
            scope = scope_of(town, session, EDITOR)
            account = accounts.identify(session, scope.workspace_id, ACCOUNT)
            assert account
            change(scope, questions.record(scope, account, scope.now, text=WORDS))

    return act


@pytest.mark.parametrize(
    "act",
    [
        with_question(lambda scope, question: None),
        with_question(lambda scope, question: questions.answer(scope, question, scope.now, name="Eva")),
        with_question(lambda scope, question: questions.close(scope, question, "dubblett")),
        with_question(lambda scope, question: threads.forward(scope, question, "Gatukontoret")),
        with_question(lambda scope, question: questions.correct(scope, question, text=WORDS + "!")),
    ],
    ids=["recorded", "answered", "closed", "passed on", "corrected"],
)
def test_a_citizens_words_are_nowhere_but_in_their_column(town: Town, act: Callable[[Town], None]) -> None:
    """S5: so that deleting them there deletes them."""
    act(town)
    assert "Xerxes" not in everything_but_questions(town)


def test_the_log_says_that_there_were_words(town: Town) -> None:
    """S5: the field's name, not what stood in it."""
    with_question(lambda scope, question: None)(town)
    assert json.loads(audit_rows(town)[-1].payload or "")["changes"]["has_text"] is True


def test_the_bot_itself_has_no_name(town: Town) -> None:
    with town.database.write() as session:
        scope = replace(town.scope(session), door="bot")
        audit.record(scope, "test.by_itself", "test:1")
    payload = json.loads(audit_rows(town)[-1].payload or "")
    assert payload["actor"] is None and payload["door"] == "bot"


def test_the_head_is_the_last_row(town: Town) -> None:
    with town.database.read() as session:
        head = session.exec(select(AuditHead)).one()
        last = session.exec(select(AuditRow).where(AuditRow.seq == head.seq)).one()
        assert head.hash == last.hash
        assert session.exec(select(Person)).first()

"""Deletion carried out: nothing of what was said is anywhere, the log's chain holds, the protocol tells kinds (S4)."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.storage import FileStore
from commands.command import Reply
from core import evidence
from core.card import File
from core.evidence import StoredFile
from tests.records import audit_rows, chain_faults, contents
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, REGISTRAR, Town, local, png

THEN, NOW = local(2026, 9, 10, 10), local(2026, 11, 24, 10)
PICTURE = png(7, 7)
PROPOSE = "gallring föreslå slag=fråga,inlägg,moderering,ögonblicksbild,utlämnande före=2026-11-01"
DECIDE = 'gallring besluta G-2026-0001 beslut="KS 2026/45 § 12"'
DO = "gallring verkställ G-2026-0001"


@pytest.fixture
def full(town: Town) -> Town:
    """A town with an entry of every kind, of long ago, and a request that was answered with all of them."""
    town.say(EDITOR, f'fråga {ACCOUNT} text="Anna Hemlig undrar" länk=https://x.example/hemlig', THEN)
    town.say(EDITOR, "svar F-2026-0001 namn=Eva avdelning=Kultur", THEN)
    town.say(EDITOR, f"inlägg {ACCOUNT} länk=https://x.example/hemlig", THEN)
    line = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold länk=https://x.example/hemlig"
    town.say(EDITOR, line, THEN, files={"evidence": PICTURE})
    town.say(EDITOR, f"skärmdump {ACCOUNT}", THEN, files={"file": PICTURE})
    town.say(EDITOR, "utlämnande fråga F-2026-0001", THEN)
    town.report(REGISTRAR, "utlämnande granska U-2026-0001", THEN)
    town.say(REGISTRAR, 'utlämnande maskera U-2026-0001 ord=Hemlig lagrum="OSL 21 kap. 1 §"', THEN)
    town.say(REGISTRAR, "utlämnande granskad U-2026-0001", THEN)
    town.report(REGISTRAR, "utlämnande lämna-ut U-2026-0001", THEN)
    return town


class Stuck(FileStore):
    """A store that lets nothing go."""

    def remove(self, path: str) -> None:
        """Refuses."""
        raise PermissionError(path)


def carried_out(town: Town) -> Reply:
    """The deletion proposed by one, decided by another, and done."""
    town.say(COMMUNICATOR, PROPOSE, NOW)
    town.say(REGISTRAR, DECIDE, NOW)
    reply = town.report(REGISTRAR, DO, NOW)
    assert reply.ok, reply.card.text
    return reply


def text_of(file: File) -> str:
    """What a PDF reads as, on one line."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(file.content)).pages)
    return re.sub(r"\s+", " ", " ".join(pages).replace("\xa0", " "))


def test_nothing_of_it_is_left_and_the_chain_still_holds(full: Town) -> None:
    """S4, S3, M9, H17: rows, log, evidence, masks, what was handed out, and answers kept for repeats."""
    kept = {row.sha256 for row in files_of(full)}
    numbers = len(audit_rows(full))
    reply = carried_out(full)
    assert reply.card.data["counts"] == {
        "question": 1, "post": 1, "case": 1, "snapshot": 1, "disclosure": 1, "files": 3, "log": 10,
    }  # fmt: skip
    left = repr(contents(full.database)).casefold()
    for said in ("hemlig", "reklam-", "x.example", *kept):
        assert said not in left, said
    assert chain_faults(full) == []
    assert len(audit_rows(full)) > numbers
    for sha256 in kept:
        with pytest.raises(FileNotFoundError):
            full.store.get(sha256)


def files_of(town: Town) -> list[StoredFile]:
    """Every file that is registered: evidence, what was handed out, protocols."""
    with town.database.read() as session:
        return evidence.registered_in(session, town.home(session).id)


def test_the_database_files_hold_none_of_it_either(full: Town) -> None:
    """S4: SQLite keeps what it forgot, unless it is told to write over it."""
    carried_out(full)
    if full.database.is_sqlite:
        full.database.close()
        path = Path(full.database.engine.url.database or "")
        for each in path.parent.glob(f"{path.name}*"):
            assert b"Anna Hemlig" not in each.read_bytes(), each.name


def test_the_protocol_tells_kinds_and_numbers_and_nothing_of_what_they_said(full: Town) -> None:
    """S4, M9, H17: the decision, who proposed, who decided, where it may still be; kept as evidence, for good."""
    (file,) = carried_out(full).card.files
    text = text_of(file)
    for part in ("KS 2026/45 § 12", COMMUNICATOR, REGISTRAR, "Frågor 1", "Säkerhetskopior"):
        assert part in text, part
    for said in ("Hemlig", "F-2026-0001", ACCOUNT):
        assert said not in text
    assert b"pdfaid" in file.content
    (row,) = files_of(full)
    assert full.store.get(row.sha256) == file.content


def test_what_is_left_asks_for_nothing_and_says_that_it_is_deleted(full: Town) -> None:
    """S4: a deleted case does not lack its evidence, nor a deleted answer its signature; figures hold."""
    before = full.say(COMMUNICATOR, "status period=2026-H2", NOW).card.data
    todo = full.say(EDITOR, "mina", NOW).card
    carried_out(full)
    assert full.say(COMMUNICATOR, "status period=2026-H2", NOW).card.data == before
    assert full.say(EDITOR, "mina", NOW).card == todo
    assert "G-2026-0001" in str(full.say(COMMUNICATOR, "fråga visa F-2026-0001", NOW).card)
    for line in (
        "rätta F-2026-0001 öppen=ja",
        "diarie F-2026-0001 nummer=1",
        "moderering komplettera M-2026-0001",
    ):
        assert not full.try_say(COMMUNICATOR, line, NOW).ok, line


def test_a_file_that_could_not_be_taken_away_is_taken_when_asked_again(full: Town) -> None:
    """S4: rows first, then files; what a store refuses is told and tried again."""
    store = full.store
    full = Town(full.database, Stuck(store.url), full.now)
    card = carried_out(full).card
    facts = {fact.label: fact.value for fact in card.facts}
    assert facts["Har inte kunnat tas bort"] == "PermissionError"
    full = Town(full.database, store, full.now)
    again = full.report(REGISTRAR, DO, NOW + timedelta(hours=1)).card
    assert "Har inte kunnat tas bort" not in {fact.label for fact in again.facts}
    assert [file.name for file in again.files] == ["gallringsprotokoll-G-2026-0001.pdf"]


def test_what_a_standing_decision_covers_needs_no_second_person_and_no_protocol(small_town: Town) -> None:
    """M14, O11: the town's own posts; nothing that a citizen wrote, and nothing removed for its content."""
    small_town.follow("mullsjo")
    small_town.say(EDITOR, f"inlägg {ACCOUNT} länk=https://x.example/1", THEN)
    small_town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    due = small_town.say(COMMUNICATOR, "gallring förslag", NOW).card.data["due"]
    assert due == [{"rule": "eget", "before": "2026-11-24", "post": 1}]
    assert small_town.try_say(COMMUNICATOR, "gallring föreslå regel=eget slag=moderering", NOW).errors
    small_town.say(COMMUNICATOR, "gallring föreslå regel=eget", NOW)
    reply = small_town.report(COMMUNICATOR, DO, NOW)
    assert reply.card.data["counts"] == {"post": 1, "log": 1}
    assert reply.card.files == ()
    assert reply.card.data["decision"].startswith("Nämndens gallringsbeslut")


def test_an_extract_tells_that_it_was_deleted(full: Town) -> None:
    """F19, S4: who asks for it afterwards gets what is held: that it was, and by which decision it is gone."""
    carried_out(full)
    full.say(EDITOR, "utlämnande fråga F-2026-0001", NOW)
    (file,) = full.report(REGISTRAR, "utlämnande granska U-2026-0002", NOW).card.files
    with zipfile.ZipFile(io.BytesIO(file.content)) as packet:
        line = packet.read("data/question.jsonl").decode()
    assert '"deleted_by": "G-2026-0001"' in line
    assert "text" not in line


def test_an_administrator_may_decide_too(small_town: Town) -> None:
    """S4, S2: where communications is one person."""
    small_town.say(EDITOR, f"inlägg {ACCOUNT}", THEN)
    small_town.say(COMMUNICATOR, PROPOSE, NOW)
    small_town.say(ADMIN, DECIDE, NOW)

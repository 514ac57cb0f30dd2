"""The extract of what is held of somebody who works with the accounts: all of it, and nobody else's (GDPR art. 15)."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from pypdf import PdfReader

from bot.app import policy_of
from core.audit import AuditRow
from reminders.worker import Worker
from tests.records import audit_rows
from tests.reminders.recorder import Recorder
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    EDITOR,
    MANAGER,
    REGISTRAR,
    SECOND_EDITOR,
    Town,
    local,
    png,
)

NOW = local(2026, 11, 24, 10)
WORDS = "Snokvadet"
Packet = dict[str, bytes]


@pytest.fixture
def lived(town: Town) -> Town:
    """The editor has done something of most kinds, with words of citizens and colleagues in it."""
    lines = (
        (ADMIN, f'person ändra {EDITOR} kontakt="070-123 45 67"'),
        (ADMIN, f"person utbildad {EDITOR} datum=2026-09-01"),
        (EDITOR, f'fråga {ACCOUNT} text="{WORDS} undrar" länk=https://facebook.com/{WORDS}'),
        (EDITOR, "svar F-2026-0001 namn=Eva avdelning=Kultur"),
        (EDITOR, f"inlägg {ACCOUNT} antal=2 länk=https://facebook.com/{WORDS}"),
        (EDITOR, f"frånvaro {EDITOR} från=2026-12-01 till=2026-12-05 ersättare={SECOND_EDITOR}"),
        (EDITOR, "inställningar sammanställning mig tid=09:00"),
        (EDITOR, f"fråga {ACCOUNT}"),
    )
    for person, line in lines:
        town.say(person, line, NOW - timedelta(days=2))
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold", NOW, files={"evidence": png()})
    return town


def taken(town: Town, person: str, line: str = "personuppgifter utdrag") -> tuple[dict[str, int], Packet]:
    """How many of what, and the files."""
    reply = town.report(person, line, NOW)
    assert reply.ok
    (file,) = reply.card.files
    assert file.private
    with zipfile.ZipFile(io.BytesIO(file.content)) as packet:
        return reply.card.data["entries"], {name: packet.read(name) for name in packet.namelist()}


def lines(packet: Packet, kind: str) -> list[dict[str, object]]:
    """The entries of a kind."""
    return [json.loads(line) for line in packet[f"data/{kind}.jsonl"].splitlines()]


async def test_one_gets_all_that_is_held_of_oneself_and_nobody_elses(lived: Town) -> None:
    """S5: kinds, numbers and times of what they did; no citizen's words, no colleague's name."""
    worker = Worker(lived.database, policy_of)
    worker.tick(NOW)
    worker.deliver(NOW, Recorder())
    counts, packet = taken(lived, EDITOR)
    assert counts.keys() >= {
        "person", "person_role", "training", "assignment", "absence", "digest_choice", "question", "post",
        "moderation_case", "stored_file", "reminder", "delivery", "audit",
    }  # fmt: skip
    (own,) = lines(packet, "person")
    assert (own["slug"], own["contact"]) == (EDITOR, "070-123 45 67")
    assert {row["number"] for row in lines(packet, "question")} == {"F-2026-0001", "F-2026-0002"}
    assert lines(packet, "absence")[0]["first_day"] == "2026-12-01"
    assert {row["action"] for row in lines(packet, "audit")} >= {"person.changed", "question.recorded"}
    assert "Redaktör" in text_of(packet["personuppgifter.pdf"])
    whole = b"".join(packet.values()).decode(errors="ignore") + text_of(packet["personuppgifter.pdf"])
    others = (SECOND_EDITOR, MANAGER, COMMUNICATOR, REGISTRAR)
    assert [word for word in (WORDS, *others) if word in whole] == []


def text_of(pdf: bytes) -> str:
    """What a PDF reads as, on one line."""
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_manifest_has_every_files_hash(small_town: Town) -> None:
    """S9: as in what is handed out of public records."""
    _counts, packet = taken(small_town, EDITOR)
    told = json.loads(packet.pop("manifest.json"))
    assert {f["path"]: f["sha256"] for f in told["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in packet.items()
    }
    assert (told["person"], told["format"]) == (EDITOR, "somerad-own-data/1")


def test_anothers_is_given_to_communications_and_administrators_and_that_is_logged(small_town: Town) -> None:
    """S2, S3: also of somebody who has left."""
    refused = small_town.try_say(SECOND_EDITOR, f"personuppgifter utdrag {EDITOR}")
    assert "Kim" in refused.errors["person"] or COMMUNICATOR in refused.errors["person"]
    assert not small_town.try_say(MANAGER, f"personuppgifter utdrag {EDITOR}").ok
    small_town.say(ADMIN, f"person sluta {EDITOR} efterträdare={SECOND_EDITOR}")
    counts, _packet = taken(small_town, COMMUNICATOR, f"personuppgifter utdrag {EDITOR}")
    assert counts["person"] == 1
    last: AuditRow = audit_rows(small_town)[-1]
    assert (last.action, last.subject) == ("person.extracted", f"person:{EDITOR}")
    assert COMMUNICATOR in (last.payload or "")

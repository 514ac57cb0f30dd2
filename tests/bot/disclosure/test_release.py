"""What is handed out of public records: complete, masked by law, hashed, and the original as it was (F19, H23, H25)."""

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from pypdf import PdfReader

from commands.command import Reply
from tests.records import audit_rows, chain_faults, contents
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, REGISTRAR, Town, local, png

NOW = local(2026, 11, 24, 10)
LATER = NOW + timedelta(hours=3)
WORDS = "Hej, jag heter Anna  Andersson. När öppnar ni? Ring 070-123 45 67."
NUMBER = "U-2026-0001"
LAW = 'lagrum="OSL 21 kap. 1 §"'
Packet = dict[str, bytes]


@pytest.fixture
def asked(town: Town) -> Town:
    """A town with a question, posts, a removal with evidence and a snapshot, and a request for all of the account."""
    town.say(EDITOR, f'fråga {ACCOUNT} text="{WORDS}"', NOW - timedelta(days=2))
    town.say(EDITOR, "svar F-2026-0001 namn=Eva avdelning=Kultur", NOW - timedelta(days=1))
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=3 länk=https://facebook.com/anna.andersson", NOW)
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold", NOW, files={"evidence": png(3, 3)})
    town.say(EDITOR, f"skärmdump {ACCOUNT}", NOW, files={"file": png(4, 4)})
    town.say(EDITOR, f"utlämnande konto {ACCOUNT}", NOW)
    return town


def made(town: Town, line: str, person: str = REGISTRAR) -> tuple[Reply, Packet]:
    """What comes later of a line, and the files of its packet."""
    reply = town.report(person, line, LATER)
    assert reply.ok, reply.card.text
    (file,) = reply.card.files
    assert file.private
    with zipfile.ZipFile(io.BytesIO(file.content)) as packet:
        return reply, {name: packet.read(name) for name in packet.namelist()}


def released(town: Town, *masks: str) -> tuple[Reply, Packet]:
    """The request gone through with these masks, and released."""
    made(town, f"utlämnande granska {NUMBER}")
    for mask in masks:
        town.say(REGISTRAR, f"utlämnande maskera {NUMBER} {mask} {LAW}", LATER)
    town.say(REGISTRAR, f"utlämnande granskad {NUMBER} bilagor=ja", LATER)
    return made(town, f"utlämnande lämna-ut {NUMBER}")


def text_of(pdf: bytes) -> str:
    """What a PDF reads as, on one line."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", " ".join(pages))


def lines_of(content: bytes) -> list[dict[str, object]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in content.decode().splitlines()]


def test_everything_is_handed_out_to_read_and_as_data_with_a_manifest(asked: Town) -> None:
    """F19, H23, H25: by the registrar; questions, answers, posts, moderation, snapshots, evidence and log."""
    reply, packet = released(asked)
    manifest = json.loads(packet.pop("manifest.json"))
    hashes = {file["path"]: file["sha256"] for file in manifest["files"]}
    assert hashes == {path: hashlib.sha256(content).hexdigest() for path, content in packet.items()}
    assert packet["bilagor/E-2026-0001.png"] == png(3, 3)
    assert packet["bilagor/E-2026-0002.png"] == png(4, 4)
    assert manifest["entries"] == reply.card.data["entries"]
    (question,) = lines_of(packet["data/question.jsonl"])
    assert (question["text"], question["answered_by"]) == (WORDS, EDITOR)
    sheet = csv.DictReader(io.StringIO(packet["data/post.csv"].decode("utf-8-sig")), delimiter=";")
    assert [row["link"] for row in sheet] == ["https://facebook.com/anna.andersson"]
    actions = {line["action"] for line in lines_of(packet["data/audit.jsonl"])}
    assert {"account.requested", "question.answered", "moderation.recorded", "snapshot.recorded"} <= actions
    text = text_of(packet["utdrag.pdf"])
    assert "Anna Andersson" in text and "Hallstahammar" not in text
    with pikepdf.open(io.BytesIO(packet["utdrag.pdf"])) as pdf, pdf.open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfuaid:part"]) == ("2", "1")
    assert reply.card.data["minutes"] == 180
    assert reply.card.data["ready_text"].startswith("Hej! Här är det du har begärt.\n")


def test_what_is_masked_is_masked_in_every_file_and_says_by_which_law(asked: Town) -> None:
    """F19, H23: in the PDF, the data, the log and the files' own; with the way to a decision that can be appealed."""
    before = contents(asked.database)["question"]
    reply, packet = released(
        asked, 'F-2026-0001 fält=text ord="anna andersson"', 'ord="070-123 45 67"', "M-2026-0001",
        "I-2026-0001 fält=Länk",
    )  # fmt: skip
    everything = b"\n".join(packet.values()).decode("utf-8", "replace") + text_of(packet["utdrag.pdf"])
    for secret in ("Andersson", "070-123", "reklam", "anna.andersson", "/E-2026-0001.png", "evidence.png"):
        assert secret not in everything, secret
    (question,) = lines_of(packet["data/question.jsonl"])
    bar = "█████ [maskat: OSL 21 kap. 1 §]"
    assert question["text"] == f"Hej, jag heter {bar}. När öppnar ni? Ring {bar}."
    assert bar in text_of(packet["utdrag.pdf"])
    withheld = json.loads(packet["manifest.json"])["masked"]
    assert {
        "record": "E-2026-0001",
        "field": "file",
        "extent": "file",
        "lagrum": "OSL 21 kap. 1 §",
    } in withheld
    assert "kammarrätten" in reply.card.data["ready_text"]
    assert contents(asked.database)["question"] == before
    assert WORDS in [
        fact.value for fact in asked.say(COMMUNICATOR, "fråga visa F-2026-0001", LATER).card.facts
    ]


def test_the_log_says_what_was_done_and_none_of_the_words(asked: Town) -> None:
    """S3, S5: who saw it in clear, what was masked where, how long it took; the passage itself nowhere."""
    released(asked, 'ord="Anna Andersson"')
    rows = [row for row in audit_rows(asked) if row.action.startswith("disclosure.")]
    assert [row.action.partition(".")[2] for row in rows] == [
        "asked", "seen", "masked", "reviewed", "released",
    ]  # fmt: skip
    assert not any("Andersson" in (row.payload or "") for row in rows)
    assert '"minutes":180' in (rows[-1].payload or "")
    assert chain_faults(asked) == []


def test_the_copy_for_review_shows_what_will_be_masked_in_clear(asked: Town) -> None:
    """H23: and every file whole; it is kept nowhere."""
    made(asked, f"utlämnande granska {NUMBER}")
    asked.say(REGISTRAR, f"utlämnande maskera {NUMBER} M-2026-0001 fält=fil {LAW}", LATER)
    asked.say(REGISTRAR, f'utlämnande maskera {NUMBER} ord="Anna Andersson" {LAW}', LATER)
    reply, packet = made(asked, f"utlämnande granska {NUMBER}")
    text = text_of(packet["granskningsexemplar.pdf"])
    assert "får inte lämnas ut" in text
    assert "«Anna Andersson» [maskas: OSL 21 kap. 1 §]" in text
    assert packet["bilagor/E-2026-0001.png"] == png(3, 3)
    with pytest.raises(FileNotFoundError):
        asked.store.get(reply.card.data["sha256"])


def test_a_masked_copy_is_handed_out_in_the_files_place(asked: Town) -> None:
    """H23: a picture with a face made unknown."""
    made(asked, f"utlämnande granska {NUMBER}")
    line = f"utlämnande maskera {NUMBER} M-2026-0001 {LAW}"
    asked.say(REGISTRAR, line, LATER, files={"copy_": png(5, 5)})
    asked.say(REGISTRAR, f"utlämnande granskad {NUMBER} bilagor=ja", LATER)
    _reply, packet = made(asked, f"utlämnande lämna-ut {NUMBER}")
    assert packet["bilagor/E-2026-0001.png"] == png(5, 5)
    extents = {each["extent"] for each in json.loads(packet["manifest.json"])["masked"]}
    assert "copy" in extents


def test_what_is_handed_out_is_kept_and_the_same_bytes(asked: Town) -> None:
    """H23: what was released can be shown later."""
    reply, _packet = released(asked)
    (file,) = reply.card.files
    assert asked.store.get(reply.card.data["sha256"]) == file.content
    again = asked.report(REGISTRAR, f"utlämnande lämna-ut {NUMBER}", LATER + timedelta(days=9))
    assert again.card.files == reply.card.files

"""The archive gets a package that E-ARK's own validator reads, whole and documented (C1, F18)."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from bot.archive.markup import NAMESPACES as NS
from bot.storage import FileStore
from commands import archive
from tests.bot.archive.verdict import findings, representation_findings, verdict
from tests.media import picture, wacz
from tests.records import audit_rows, chain_faults
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, MANAGER, REGISTRAR, Town, local

AT = local(2026, 9, 3, 10)
WORDS = '=HYPERLINK("http://x") sa\x0b hon, och <b>"å"</b>'
TOLD = 'överenskommelse="Dnr KA 2026/12" organisationsnummer=212000-1637 mottagare=Kommunarkivet'
LINE = f"arkivera konto {ACCOUNT} {TOLD}"


class Package:
    """A package's files, without its folder."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self.content = name, content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            self.files = {
                path.removeprefix(f"{name.removesuffix('.zip')}/"): archive.read(path)
                for path in archive.namelist()
            }

    def xml(self, path: str) -> ET.Element:
        """A file's root."""
        return ET.fromstring(self.files[path])  # noqa: S314  (ours)

    def table(self, name: str) -> list[dict[str, str]]:
        """A table's rows."""
        said = self.files[f"representations/logg/data/{name}.csv"].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(said), delimiter=";"))


def package(town: Town, person: str, line: str) -> Package:
    """What somebody gets."""
    reply = town.report(person, line, AT)
    assert reply.ok, (reply.card.title, reply.card.text)
    (file,) = reply.card.files
    assert file.private
    assert hashlib.sha256(file.content).hexdigest() == reply.card.data["sha256"]
    return Package(file.name, file.content)


@pytest.fixture
def lived(town: Town) -> Town:
    """An account with a question in somebody's words, a removal with a WebP that was witnessed, and a snapshot."""
    town.say(EDITOR, f"fråga {ACCOUNT} text='{WORDS}'", local(2026, 9, 1, 10))
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=2", local(2026, 9, 1, 11))
    town.say(
        EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=borttagen", local(2026, 9, 2, 10),
        files={"evidence": picture("WEBP", lossless=True)},
    )  # fmt: skip
    town.say(MANAGER, "underlag intyga E-2026-0001", local(2026, 9, 2, 11))
    town.say(
        EDITOR,
        f"skärmdump {ACCOUNT}",
        local(2026, 9, 2, 12),
        files={"file": wacz(software="ArchiveWeb.page")},
    )
    town.say(EDITOR, "rätta M-2026-0001 kategori=svordomar", local(2026, 9, 2, 13))
    return town


def test_the_independent_validator_accepts_the_package(lived: Town, tmp_path: Path) -> None:
    """C1: E-ARK CSIP without a word of blame; E-ARK SIP but for one rule nobody can keep (decision 122)."""
    made = package(lived, REGISTRAR, LINE)
    (tmp_path / made.name).write_bytes(made.content)
    report = verdict(tmp_path / made.name)
    assert report.structure.status.value == "WellFormed"
    assert report.metadata.schema_results.status.value == "VALID"
    assert findings(report) == ["Error SIP14"]
    assert report.package.details.oaispackagetype == "SIP"
    for name in ("logg", "filer"):
        content = made.files[f"representations/{name}/METS.xml"]
        assert representation_findings(content, tmp_path) == []


def test_everything_in_it_is_listed_with_its_hash(lived: Town) -> None:
    """C1: nothing beside the lists, nothing listed that is not there."""
    made = package(lived, REGISTRAR, LINE)
    listed = {"METS.xml"}
    for path in [path for path in made.files if path.endswith("METS.xml")]:
        base = path.removesuffix("METS.xml")
        root = made.xml(path)
        for each in (*root.iter(f"{{{NS['mets']}}}file"), *root.iter(f"{{{NS['mets']}}}mdRef")):
            place = each if each.tag.endswith("mdRef") else each[0]
            target = base + place.attrib[f"{{{NS['xlink']}}}href"]
            assert hashlib.sha256(made.files[target]).hexdigest() == each.attrib["CHECKSUM"], target
            assert len(made.files[target]) == int(each.attrib["SIZE"])
            listed.add(target)
    assert listed == made.files.keys()


def test_the_log_is_there_to_the_letter(lived: Town) -> None:
    """C1: voided rows too; in XML as it was written, in CSV so that no spreadsheet calculates it."""
    made = package(lived, REGISTRAR, LINE)
    (question,) = made.table("fragor")
    assert question["text"] == f"'{WORDS}"
    root = made.xml("representations/logg/data/logg.xml")
    said = [each.text for each in root.iter(f"{{{NS['log']}}}falt") if each.attrib["namn"] == "text"]
    assert said == [WORDS.replace("\x0b", "\N{REPLACEMENT CHARACTER}")]
    old, new = made.table("modereringar")
    assert (old["nummer"], old["ersatt_av"], new["kategori"]) == ("M-2026-0001", "M-2026-0002", "svordomar")
    assert (question["mottagen"], question["registrerad_av"]) == ("2026-09-01T10:00:00+02:00", EDITOR)
    known = json.loads(made.files["documentation/tabeller.json"])["resources"]
    for each in known:
        (head,) = csv.reader(
            io.StringIO(
                made.files[f"representations/logg/data/{each['path']}"].decode("utf-8-sig").splitlines()[0]
            ),
            delimiter=";",
        )
        assert [field["name"] for field in each["schema"]["fields"]] == head
    for row in made.table("granskningslogg"):
        assert hashlib.sha256(f"{row['salt']}\n{row['innehall']}".encode()).hexdigest() == row["summa"]


def test_a_file_tells_its_life(lived: Town) -> None:
    """F13: captured, handed in, witnessed, looked at; a format that is not kept for good has a copy of each pixel."""
    made = package(lived, REGISTRAR, LINE)
    data = "representations/filer/data/"
    names = sorted(path.removeprefix(data) for path in made.files if path.startswith(data))
    assert names == ["E-2026-0001.bevarande.png", "E-2026-0001.webp", "E-2026-0002.wacz"]
    webp, png = (Image.open(io.BytesIO(made.files[data + name])) for name in ("E-2026-0001.webp", names[0]))
    assert webp.convert("RGB").tobytes() == png.convert("RGB").tobytes()
    premis = made.xml("representations/filer/metadata/preservation/premis.xml")
    events = [each.text for each in premis.iter(f"{{{NS['premis']}}}eventType")]
    first = ["capture", "ingestion", "validation", "fixity check"]
    assert events == [*first, "migration", "capture", "ingestion", "fixity check"]
    assert {row["fil"] for row in made.table("underlag")} == {
        data + "E-2026-0001.webp",
        data + "E-2026-0002.wacz",
    }


def test_what_is_lost_is_told_in_the_answer_and_in_the_package(lived: Town) -> None:
    """F13: a package with a hole says so; the administrators hear of it as of any file."""
    assert isinstance(lived.store, FileStore)
    (webp,) = (
        path
        for path, _at in lived.store.addresses()
        if path.endswith(hashlib.sha256(picture("WEBP", lossless=True)).hexdigest())
    )
    lived.store.remove(webp)
    reply = lived.report(COMMUNICATOR, LINE, AT)
    assert reply.card.data["missing"] == ["E-2026-0001"]
    assert "E-2026-0001" in reply.card.text
    made = Package(reply.card.files[0].name, reply.card.files[0].content)
    assert "Filer som saknas: E-2026-0001" in made.files["documentation/las-mig.txt"].decode()
    premis = made.xml("representations/filer/metadata/preservation/premis.xml")
    assert "fail" in [each.text for each in premis.iter(f"{{{NS['premis']}}}eventOutcome")]
    actions = [row.action for row in audit_rows(lived)]
    assert actions[-2:] == ["evidence.missing", "archive.made"]
    assert chain_faults(lived) == []


def test_a_period_holds_all_accounts_and_nothing_else(lived: Town) -> None:
    """C1: a package of the half-year; and of one in which nothing was."""
    made = package(lived, REGISTRAR, "arkivera period 2026-H2")
    assert [row["nummer"] for row in made.table("fragor")] == ["F-2026-0001"]
    empty = package(lived, REGISTRAR, "arkivera period 2026-H1")
    assert empty.table("fragor") == [] and not any(
        path.startswith("representations/filer") for path in empty.files
    )


def test_who_hands_over_and_how_much(lived: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """S2: the registrar and communications; what would be too large is refused before it is made."""
    for person in (EDITOR, MANAGER, ADMIN):
        assert not lived.try_say(person, LINE, AT).ok
    monkeypatch.setattr(archive, "MOST_BYTES", 100)
    refused = lived.try_say(REGISTRAR, LINE, AT)
    assert not refused.ok and "kortare perioder" in refused.card.text


def test_closing_an_account_offers_the_archive(small_town: Town) -> None:
    """C1: to those who hand over; the button asks what the archive wants to know."""
    closed = small_town.say(COMMUNICATOR, f'konto avsluta {ACCOUNT} orsak="Verksamheten upphör"', AT).card
    (button,) = (each for each in closed.buttons if each.command == f"arkivera konto {ACCOUNT}")
    assert button.asks
    assert package(small_town, COMMUNICATOR, button.command).table("konton")[0]["status"] == "closed"

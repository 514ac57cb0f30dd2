"""A town's own register comes in: columns by name, faults by row and column, all or nothing, twice without doubles."""

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import select

from bot import app as house
from bot.exchange.exporting import export
from bot.exchange.importing import Told, as_text, import_file
from bot.settings import Settings
from core.accounts import Account, Status
from core.errors import Refused
from core.intake import cells
from core.intake.plan import Outcome
from core.people import Person
from core.posts import Post
from core.questions import Question
from core.worktime import Calendar
from tests.bot.exchange.messy import register
from tests.records import chain_faults, contents
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, Town, local

NOW = local(2026, 11, 26, 12, 0)


def take_in(town: Town, path: Path, *, dry_run: bool = False) -> Told:
    """An import into the town."""
    app = house.App(Settings(_env_file=None), town.database, town.store, town.dispatch)  # type: ignore[call-arg]
    return import_file(app, path, NOW, dry_run=dry_run)


def table(path: Path, *rows: tuple[object, ...], divider: str = ";", encoding: str = "utf-8") -> Path:
    """A CSV file."""
    lines = (divider.join("" if cell is None else str(cell) for cell in row) for row in rows)
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def test_a_messy_register_of_300_rows(town: Town, tmp_path: Path) -> None:
    """F2, F6: 294 accounts, six of them twice; nothing of the password's column, and the log holds."""
    path = register(tmp_path / "konton.xlsx")
    told = take_in(town, path)
    assert told.faults == ()
    assert told.plans[0].counted() == {Outcome.NEW: 294, Outcome.CHANGED: 0, Outcome.SAME: 6}
    assert told.plans[0].sheet.secret == ("Lösenord",)
    assert told.plans[0].sheet.unused == ("Nr", "Anteckningar")
    with town.database.read() as session:
        found = {a.slug: a for a in session.exec(select(Account)) if a.slug != ACCOUNT}
        people = list(session.exec(select(Person)))
    assert len(found) == 294
    assert {account.platform for account in found.values()} == {
        "facebook",
        "instagram",
        "youtube",
        "linkedin",
        "x",
        "tiktok",
    }
    assert {account.status for account in found.values()} == {Status.ACTIVE, Status.CLOSED}
    assert {account.unit for account in found.values()} >= {"Bibliotek", "Skola"}
    assert "BIBLIOTEK" not in {account.unit for account in found.values()}
    assert all(account.url is None or account.url.startswith("http") for account in found.values())
    assert len({person.folded for person in people}) == len(people)
    assert not any("hemligt" in str(row) for rows in contents(town.database).values() for row in rows)
    assert chain_faults(town) == []


def test_the_same_file_again_changes_nothing(town: Town, tmp_path: Path) -> None:
    """F6: every row is as before, and so is every row of the database but those of the file itself."""
    path = register(tmp_path / "konton.xlsx", seed=7)  # spells its units in ways the town does not
    take_in(town, path)
    before = contents(town.database)
    again = take_in(town, path)
    assert again.plans[0].counted() == {Outcome.NEW: 0, Outcome.CHANGED: 0, Outcome.SAME: 300}
    assert contents(town.database) == before


def test_a_dry_run_says_row_by_row_and_keeps_nothing(small_town: Town, tmp_path: Path) -> None:
    """F6: what would happen, by the row's number in the file."""
    path = table(
        tmp_path / "k.csv", ("Register",), ("Konto", "Plattform", "Verksamhet", "Ansvarig", "Länk"),
        ("museum-ig", "insta", "museum", "Ny Person", "example.com/m"),
        (ACCOUNT, "facebook", "Bibliotek", EDITOR, "https://example.com/ny"),
    )  # fmt: skip
    before = contents(small_town.database)
    told = take_in(small_town, path, dry_run=True)
    assert contents(small_town.database) == before
    said = as_text(told)
    assert "rad 3: museum-ig: nytt konto (instagram, aktivt, Ny Person)" in said
    assert "rad 4: bibliotek-fb: ändras (Länk: https://example.com/ny)" in said
    assert "1 nya, 1 ändrade, 0 som förut" in said
    assert said.endswith("Inget ändrades: det här var en provkörning.")


def test_one_fault_and_nothing_is_kept(small_town: Town, tmp_path: Path) -> None:
    """S1: every fault at once, by row and column; a password is one wherever it stands."""
    path = table(
        tmp_path / "k.csv", ("Konto", "Plattform", "Länk", "Status", "Syfte", "Startdatum"),
        ("a", "facebook", "example.com", "aktivt", "Tips", "2020-01-01"),
        ("b", "brevduva", "inte en länk", "kanske", "lösenord: hemligt1", "2020-13-01"),
        ("c", "facebook", "", "", "", "2030-01-01"),
        ("a", "instagram", "", "", "", ""),
        ("", "facebook", "", "", "", ""),
    )  # fmt: skip
    before = contents(small_town.database)
    told = take_in(small_town, path)
    assert [(fault.row, fault.column) for fault in told.faults] == [
        (3, "Plattform"), (3, "Länk"), (3, "Syfte"), (3, "Status"), (3, "Startdatum"), (4, "Startdatum"), (6, ""),
        (5, "Konto"),
    ]  # fmt: skip
    assert contents(small_town.database) == before
    assert "8 fel. Inget ändrades" in as_text(told)
    assert "! rad 3: Plattform: Det finns ingen plattform som heter ”brevduva”." in as_text(told)


def test_posts_and_questions_of_old(town: Town, tmp_path: Path) -> None:
    """F9, F10, S5: in one workbook with what they belong to; days, clocks and links; never what a citizen wrote."""
    book = Workbook()
    posts = book.active
    assert posts is not None
    posts.append(["Konto", "Datum", "Tid", "Antal", "Länk"])
    posts.append([ACCOUNT, datetime(2026, 9, 14, 8, 5), None, 2, "example.com/1"])  # noqa: DTZ001
    posts.append(["Bibliotek-FB", "15/9 2026", "kl. 9.30", None, None])
    questions = book.create_sheet("Frågor")
    questions.append(["Konto", "Inkom", "Besvarad", "Fråga", "Besvarad av"])
    questions.append([ACCOUNT, "2026-09-14 10:00", "2026-09-14 11:00", "Jag heter Kim och undrar…", "Eva Ek"])
    questions.append([ACCOUNT, "2026-11-25 10:00", None, "Hej!", None])
    book.save(tmp_path / "historik.xlsx")
    told = take_in(town, tmp_path / "historik.xlsx")
    assert (told.faults, [plan.counted()[Outcome.NEW] for plan in told.plans]) == ((), [2, 2])
    with town.database.read() as session:
        published = sorted((p.published_at, p.count, p.link) for p in session.exec(select(Post)))
        answered, waiting = sorted(session.exec(select(Question)), key=lambda q: q.received_at)
    assert published == [
        (local(2026, 9, 14, 8, 5), 2, "https://example.com/1"), (local(2026, 9, 15, 9, 30), 1, None),
    ]  # fmt: skip
    assert (answered.in_time, answered.signed_name, answered.text, waiting.is_open) == (
        True,
        "Eva Ek",
        None,
        True,
    )
    assert not any("undrar" in str(row) for rows in contents(town.database).values() for row in rows)
    before = contents(town.database)
    again = take_in(town, tmp_path / "historik.xlsx")
    assert [plan.counted()[Outcome.SAME] for plan in again.plans] == [2, 2]
    assert contents(town.database) == before


def test_an_answer_that_came_since_is_recorded(small_town: Town, tmp_path: Path) -> None:
    """F10: a question known as open is answered by a later file."""
    heads = ("Konto", "Mottagen", "Besvarad")
    take_in(small_town, table(tmp_path / "f.csv", heads, (ACCOUNT, "2026-11-20 10:00", "")))
    told = take_in(
        small_town, table(tmp_path / "f.csv", heads, (ACCOUNT, "2026-11-20 10:00", "2026-11-20 12:00"))
    )
    assert told.plans[0].counted()[Outcome.CHANGED] == 1
    assert small_town.say(COMMUNICATOR, "status", NOW).card.data["answered_in_time"] == 1


@pytest.mark.parametrize(("divider", "encoding"), [(";", "cp1252"), (",", "utf-8-sig"), ("\t", "utf-8")])
def test_csv_as_it_is_saved(small_town: Town, tmp_path: Path, divider: str, encoding: str) -> None:
    """F6: Windows' letters and each of the usual dividers; English headings."""
    path = table(
        tmp_path / "k.csv", ("Account", "Platform", "Unit", "Owner"), ("räddning-fb", "Facebook", "Räddning", "Åsa Ö"),
        divider=divider, encoding=encoding,
    )  # fmt: skip
    assert take_in(small_town, path).faults == ()
    assert small_town.account("räddning-fb").unit == "Räddning"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", b"hej;du\r\n1;2\r\n"])
def test_what_is_no_table_is_told(small_town: Town, tmp_path: Path, content: bytes) -> None:
    """F6: with what to do."""
    for name in ("a.csv", "a.xlsx", "a.docx"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Refused) as told:
            take_in(small_town, tmp_path / name)
        assert told.value.what_to_do


LAUGHS = b'<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


def bombed(path: Path, part: str, put_in: bytes) -> None:
    """A workbook with something put into one of its parts: at its beginning, where XML tells of entities."""
    register(path)
    with zipfile.ZipFile(path) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    parts[part] = re.sub(rb"^(<\?.*?\?>\s*)?", lambda begins: begins[0] + put_in, parts[part], count=1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
        for name, content in parts.items():
            after.writestr(name, content)


@pytest.mark.parametrize(
    ("part", "put_in"),
    [
        ("[Content_Types].xml", LAUGHS), ("xl/workbook.xml", LAUGHS), ("xl/worksheets/sheet1.xml", LAUGHS),
        ("xl/styles.xml", LAUGHS), ("xl/styles.xml", b"<"), ("xl/worksheets/sheet1.xml", b" " * 500_000_001),
    ],
    ids=["entities in the list of parts", "in the workbook", "in a sheet", "in styles", "no XML", "half a gigabyte"],
)  # fmt: skip
def test_a_workbook_that_is_a_bomb_is_refused(
    small_town: Town, tmp_path: Path, part: str, put_in: bytes
) -> None:
    """Nothing in it is unfolded, and nothing of it is kept."""
    before = contents(small_town.database)
    bombed(tmp_path / "a.xlsx", part, put_in)
    with pytest.raises(Refused) as told:
        take_in(small_town, tmp_path / "a.xlsx")
    assert "a.xlsx" in told.value.text
    assert contents(small_town.database) == before


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-03-01", local(2024, 3, 1, 12)), ("1/3 2024", local(2024, 3, 1, 12)),
        ("1.3.2024 kl. 9.05", local(2024, 3, 1, 9, 5)),
        ("1 mars 2024", local(2024, 3, 1, 12)), ("20240301", local(2024, 3, 1, 12)), (45352, local(2024, 3, 1, 12)),
        (45352.5, local(2024, 3, 1, 12)), ("2024-03-01 14:05", local(2024, 3, 1, 14, 5)),
        ("2024-03-01T14:05:00", local(2024, 3, 1, 14, 5)),
        (datetime(2024, 7, 1, 8, 0), local(2024, 7, 1, 8)),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_times_as_people_write_them(written: object, read: datetime) -> None:
    """F9, F10: in the town's own time; a day without a clock is noon."""
    found = cells.moment(written, None, Calendar(), datetime(2026, 1, 1, tzinfo=UTC))  # type: ignore[arg-type]
    assert found == read


def test_people_as_they_are_written() -> None:
    """F2: turned names, several in a cell."""
    assert cells.people("Ek, Eva") == ("Eva Ek",)
    assert cells.people("Eva Ek; Bo Å / Cia Ö och Dan D, Eva Ek") == ("Eva Ek", "Bo Å", "Cia Ö", "Dan D")
    assert cells.people("-") == ()


def test_what_is_exported_comes_in_again_as_it_was(town: Town, tmp_path: Path) -> None:
    """F6, F19: everything in open formats, and an import of it changes nothing."""
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=2 länk=https://example.com/1", NOW)
    town.say(EDITOR, f"fråga {ACCOUNT}", NOW)
    town.report(COMMUNICATOR, "rapport 2026-H2 format=csv", NOW)
    app = house.App(Settings(_env_file=None), town.database, town.store, town.dispatch)  # type: ignore[call-arg]
    written = {path.relative_to(tmp_path).as_posix() for path in export(app, tmp_path / "ut", NOW)}
    assert {
        "ut/konton.csv",
        "ut/inlagg.csv",
        "ut/fragor.csv",
        "ut/datapackage.json",
        "ut/rader/audit.jsonl",
    } <= written
    assert "ut/rader/page_link.jsonl" not in written
    assert sum(name.startswith("ut/filer/") for name in written) == 1
    for name in ("konton.csv", "inlagg.csv", "fragor.csv"):
        counted = take_in(town, tmp_path / "ut" / name, dry_run=True).plans[0].counted()
        assert counted[Outcome.SAME] > 0
        assert counted[Outcome.NEW] + counted[Outcome.CHANGED] == 0
    with pytest.raises(Refused):
        export(app, tmp_path / "ut", NOW)


def test_an_imported_account_is_in_use_with_its_gaps(small_town: Town, tmp_path: Path) -> None:
    """F2, F3, F4: it has no chain of approvals; what the guideline wants of it is told as gaps."""
    heads = ("Konto", "Plattform", "Verksamhet", "Ansvarig")
    take_in(small_town, table(tmp_path / "k.csv", heads, ("museum-ig", "instagram", "Museum", "Ny Person")))
    data = small_town.say(ADMIN, "konto visa museum-ig", NOW).card.data
    assert (data["status"], set(data["gaps"])) == (
        "active", {"assignment:ny-person", "training:ny-person", "access", "address"},
    )  # fmt: skip

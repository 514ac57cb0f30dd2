"""The council's report: one set of figures in card, page, PDF and sheets; whole, tagged, and safe (C2, F7)."""

import csv
import io
import re
from datetime import datetime

import pikepdf
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from bot.report import told
from core import overview, periods, reports
from core.card import File
from core.figures import too_telling
from core.words.figures import duration, percent
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    EDITOR,
    MANAGER,
    OTHER_MANAGER,
    OUTSIDER,
    Town,
    local,
    png,
)

NOW = local(2026, 11, 26, 12, 0)


@pytest.fixture
def used(town: Town) -> Town:
    """A town with a half-year: questions of every kind, posts, removals, a snapshot, a closing asked for."""
    town.new_account("museum-ig", local(2026, 9, 2, 9, 0))
    for n in range(8):
        at = local(2026, 11, 2 + n, 9, 0)
        number = town.say(EDITOR, f"fråga {ACCOUNT}", at).card.data["question"]
        if n < 7:
            answered = local(2026, 11, 2 + n, 15, 0) if n < 5 else local(2026, 11, 13, 9, 0)
            town.say(EDITOR, f"svar {number} namn=Eva avdelning=Kultur", answered)
    town.say(EDITOR, "fråga museum-ig", local(2026, 11, 20, 9, 0))
    town.say(EDITOR, "svar F-2026-0009 namn=Eva avdelning=Kultur", local(2026, 11, 25, 9, 0))
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=3", local(2026, 11, 18, 9, 0))
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold antal=7 plats=Arkivet", NOW)
    town.say(EDITOR, f"skärmdump {ACCOUNT}", NOW, files={"file": png()})
    town.say(MANAGER, 'konto avsluta museum-ig orsak="Används inte"', NOW)
    return town


def made(town: Town, line: str = "rapport 2026-H2", at: datetime = NOW) -> File:
    """The file a report comes as."""
    reply = town.report(COMMUNICATOR, line, at)
    assert reply.ok, reply.card.text
    (file,) = reply.card.files
    return file


def text_of(file: File) -> str:
    """What a PDF reads as, in order, with spaces that don't break as others."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(file.content)).pages)
    return re.sub(r"\s+", " ", "\n".join(pages).replace("\xa0", " "))


def sheet(file: File, name: str) -> list[list[object]]:
    """A sheet's rows, as another library reads them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_name(name).to_python()


def test_the_same_figures_in_card_page_pdf_and_sheet(used: Town) -> None:
    """C2, F9, F10: counted once, and said the same wherever they are read."""
    card = used.say(COMMUNICATOR, "status period=2026-H2", NOW).card.data
    with used.database.read() as session:
        scope = used.scope(session, NOW)
        page = overview.of(scope, periods.named("2026-H2", scope.calendar))
    figures = dict(
        map(tuple, (row[:2] for row in sheet(made(used, "rapport 2026-H2 format=xlsx"), "Siffror")))
    )
    said = text_of(made(used))
    asked = page.answering
    assert (asked.total, asked.in_time, asked.with_due) == (9, 5, 8)
    assert (card["received"], card["answered_in_time"], card["answered_with_due"]) == (9, 5, 8)
    assert (figures["Frågor som kom in"], figures["Besvarade i tid"], figures["Svar med svarstid"]) == (
        9,
        5,
        8,
    )
    assert figures["Andel i tid"] == pytest.approx(0.62)
    assert f"5 av 8 svar kom i tid, {percent(5, 8)}" in said.replace("\xa0", " ")
    assert asked.median
    assert card["median"]["working"] == asked.median.working.total_seconds()
    assert f"Mediantid till svar, arbetstid {duration(asked.median.working)}" in said
    assert card["posts_per_week"] == page.posting.mean == figures["Inlägg per vecka och konto"] == 3
    assert (card["weeks_known"], card["weeks"]) == (page.posting.weeks_known, page.posting.weeks_lived)
    assert (figures["Kända kontoveckor"], figures["Kontoveckor i bruk"]) == (
        card["weeks_known"],
        card["weeks"],
    )
    assert card["cases"] == sum(each.cases for each in page.removals) == figures["Modereringsärenden"] == 1
    (half,) = page.snapshots
    assert (card["snapshots"], card["snapshots_expected"]) == (len(half.taken), len(half.expected)) == (1, 2)
    assert (figures["Ögonblicksbilder som finns"], figures["Ögonblicksbilder som ska finnas"]) == (1, 2)
    assert card["gaps"] == len(page.gaps)


def test_the_pdf_is_for_keeping_and_for_everybody(used: Town) -> None:
    """C2: it says that it is PDF/A-2a and PDF/UA-1, and has what these ask for: tags, language, title, alt texts."""
    with pikepdf.open(io.BytesIO(made(used, 'rapport 2026-H2 diarienummer="KS 2026/12"').content)) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["pdfuaid:part"] == "1"
            assert "andra halvåret 2026" in metadata["dc:title"]
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "sv"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_outline() as outline:
            names = [item.title for top in outline.root for item in top.children]
        tags = list(walked(pdf.Root.StructTreeRoot))
        assert all("/Alt" in tag for tag in tags if tag.get("/S") == "/Figure")
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/P"} <= {str(tag.get("/S")) for tag in tags}
        assert all("/FontDescriptor" not in font or embedded(font) for font in fonts(pdf))
    assert names == [
        "Sammanfattning", "Perioden och den innan", "Konto för konto", "Frågor", "Moderering", "Ögonblicksbilder",
        "Luckor", "Föreslagna avslut", "Beslut och uppgifter", "Loggen",
    ]  # fmt: skip


def walked(node: pikepdf.Object) -> list[pikepdf.Object]:
    """The structure's elements."""
    found, kids = [node] if "/S" in node else [], node.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += walked(kid)
    return found


def fonts(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Every font there is."""
    return [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]


def embedded(font: pikepdf.Object) -> bool:
    """Whether the letters lie in the file."""
    return any(name in font.FontDescriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_the_text_reads_in_order_with_the_diary_number_on_every_page(used: Town) -> None:
    """C2: what is read aloud comes as it is seen."""
    file = made(used, 'rapport 2026-H2 diarienummer="KS 2026/12" möte=2026-11-30')
    said = text_of(file)
    places = [said.index(word) for word in (
        "Rapport till", "Diarienummer: KS 2026/12", "Möte: 2026-11-30", "Sammanfattning", "9 frågor kom in.",
        "Perioden och den innan", "Konto för konto", "Ärenden och kommentarer per kategori", "Föreslagna avslut",
    )]  # fmt: skip
    assert places == sorted(places)
    for page in PdfReader(io.BytesIO(file.content)).pages:
        assert "KS 2026/12" in page.extract_text()


def test_few_answers_and_few_removals_tell_of_nobody(used: Town) -> None:
    """C2, S5: by account neither a share of fewer than five answers nor a count of fewer than five removals."""
    rows = {row[0]: row for row in sheet(made(used, "rapport 2026-H2 format=xlsx"), "Konton")[1:]}
    assert rows[ACCOUNT][2:4] == [8, pytest.approx(0.71)]
    assert rows["museum-ig"][2:4] == [1, "färre än 5"]
    assert rows[ACCOUNT][6] == "färre än 5"
    assert rows["museum-ig"][6] == 0
    assert too_telling({"a": 3, "b": 9, "c": 7, "d": 0}) == {"a", "c"}  # else it is the sum less the others
    assert too_telling({"a": 3, "b": 4, "c": 7}) == {"a", "b"}


def test_status_of_others_tells_no_small_figures(used: Town) -> None:
    """C2: who works there sees them, whoever else asks does not; of all the town everybody does."""
    for who in (EDITOR, MANAGER, COMMUNICATOR):
        assert used.say(who, "status museum-ig", NOW).card.data["answered_in_time"] is not None
    for who in (OUTSIDER, OTHER_MANAGER):
        reply = used.say(who, "status museum-ig", NOW).card
        assert (reply.data["answered_in_time"], reply.data["received"], reply.data["median"]) == (
            None,
            1,
            None,
        )
        assert "färre än 5" in {fact.value for fact in reply.facts}
    assert used.say(OUTSIDER, f"status {ACCOUNT}", NOW).card.data["answered_in_time"] == 5
    assert used.say(OUTSIDER, "status", NOW).card.data["cases"] == 1


def test_status_of_a_unit_and_of_a_period(used: Town) -> None:
    """C2: a unit's sum is its accounts'; a period that is no period is told in its field."""
    unit = used.say(COMMUNICATOR, "status verksamhet=bibliotek period=2026-H2", NOW).card
    alone = [
        used.say(COMMUNICATOR, f"status {slug} period=2026-H2", NOW).card.data
        for slug in (ACCOUNT, "museum-ig")
    ]
    for name in ("received", "answered", "answered_in_time", "cases", "snapshots", "weeks_known", "gaps"):
        assert unit.data[name] == sum(each[name] for each in alone)
    assert used.say(COMMUNICATOR, "status period=2026-H1", NOW).card.data["received"] == 0
    assert list(used.try_say(COMMUNICATOR, "status period=2026-H3", NOW).errors) == ["period"]
    assert list(used.try_say(COMMUNICATOR, "status verksamhet=Månen", NOW).errors) == ["unit"]


def test_sheets_have_real_types_and_a_heading_that_stays(used: Town) -> None:
    """C2: times are times, numbers numbers; the first row and column stay in sight."""
    book = load_workbook(io.BytesIO(made(used, "rapport 2026-H2 format=xlsx").content))
    questions = book["Frågor"]
    assert (questions.freeze_panes, questions.auto_filter.ref) == ("B2", "A1:G10")
    assert questions["C2"].value == datetime(2026, 11, 2, 9, 0)  # noqa: DTZ001  (a sheet's times are local)
    assert isinstance(questions["G2"].value, float | int)
    assert [cell.font.bold for cell in questions[1]] == [True] * 7
    assert book["Konton"]["D2"].number_format == "0 %"


def test_no_text_becomes_a_formula(small_town: Town) -> None:
    """C2: neither in a workbook nor in CSV, whatever somebody called a unit."""
    small_town.say(ADMIN, f'konto ändra {ACCOUNT} verksamhet="=1+1"', NOW)
    small_town.say(EDITOR, f"inlägg {ACCOUNT}", NOW)
    workbook = load_workbook(io.BytesIO(made(small_town, "rapport 2026-H2 format=xlsx").content))
    assert (workbook["Konton"]["B2"].value, workbook["Konton"]["B2"].data_type) == ("=1+1", "s")
    rows = list(
        csv.reader(
            made(small_town, "rapport 2026-H2 format=csv").content.decode("utf-8-sig").splitlines(),
            delimiter=";",
        )
    )
    assert rows[1][1] == "'=1+1"


def test_a_report_is_kept_as_evidence_of_its_meeting(town: Town) -> None:
    """C2, S3: its row says who ordered what for which meeting; the file lies in the store under its hash."""
    reply = town.report(COMMUNICATOR, "rapport 2026-H2 format=csv möte=2026-11-30", NOW)
    data = reply.card.data
    with town.database.read() as session:
        row = reports.identify(session, town.home(session).id, data["report"])
    assert row
    assert (row.meeting, row.period, row.made_at) == ("2026-11-30", "2026-H2", NOW)
    assert town.store.get(data["sha256"]) == reply.card.files[0].content


def test_the_same_order_twice_is_one_report(town: Town) -> None:
    """S3: a repeated request gets the first one's card, and nothing is made again."""
    first = town.say(COMMUNICATOR, "rapport 2026-H2", NOW, key="once")
    again = town.say(COMMUNICATOR, "rapport 2026-H2", NOW, key="once")
    assert (first.later is not None, again.later) == (True, None)
    assert again.card == first.card


def test_letters_no_font_has_are_seen_as_boxes(small_town: Town) -> None:
    """C2: one of them alone would fail the whole PDF/A."""
    small_town.say(ADMIN, f'konto ändra {ACCOUNT} verksamhet="图书馆 😀 é Ж №"', NOW)
    small_town.say(EDITOR, f"inlägg {ACCOUNT}", NOW)
    assert "□□□ □ é Ж №" in text_of(made(small_town))
    assert told.covered("a\u200bb\tc") == "a□b c"


def test_the_town_s_colour_and_logo(small_town: Town) -> None:
    """C2: a logo is a picture with a text; a colour too light to read is told."""
    small_town.say(COMMUNICATOR, "inställningar utseende färg=#005AA0", NOW, files={"logo": png(40, 20)})
    with pikepdf.open(io.BytesIO(made(small_town).content)) as pdf:
        alts = [str(tag.Alt) for tag in walked(pdf.Root.StructTreeRoot) if "/Alt" in tag]
    assert "Logotyp för Falköpings kommun" in alts
    assert list(small_town.try_say(COMMUNICATOR, "inställningar utseende färg=#ffee00").errors) == ["colour"]
    assert list(small_town.try_say(COMMUNICATOR, "inställningar utseende färg=blå").errors) == ["colour"]


def test_an_empty_town_and_a_year_have_their_report(small_town: Town) -> None:
    """C2: nothing to tell is told too; and no period before the calendar is no fault."""
    assert "Inget avslut är föreslaget." in text_of(made(small_town, "rapport 2026"))
    assert "Ingen period innan" in text_of(made(small_town, "rapport 1953-H1"))
    assert list(small_town.try_say(COMMUNICATOR, "rapport 2026-13").errors) == ["period"]


def test_who_may_not_read_the_figures_gets_no_report(small_town: Town) -> None:
    """S2."""
    assert not small_town.try_say(EDITOR, "rapport").ok

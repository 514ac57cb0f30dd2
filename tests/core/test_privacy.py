"""The register of personal data: every column of every table is in it, and the page for the data protection officer."""

from pathlib import Path

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, String, Table

from core.privacy.page import markdown
from core.privacy.register import Entry, Holding, Holds, Register, faults, held, register
from core.table import CitizensWords
from core.tables import METADATA
from core.words import speaking

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"


def test_every_column_has_a_class_and_every_class_a_column() -> None:
    assert list(faults(register(), METADATA.tables)) == []


def test_the_page_is_of_the_register_as_it_is() -> None:
    """docs/privacy.md; make it anew with `uv run python -m core.privacy > docs/privacy.md`."""
    with speaking("sv"):
        assert PAGE.read_text(encoding="utf-8") == markdown()


def told(**tables: Entry) -> Register:
    """A register of these tables."""
    said = dict.fromkeys(("title", "whose", "purpose", "basis", "kept", "seen"), "x")
    return Register(holding=(Holding(tables=tables, **said),))


def test_what_is_new_gone_or_named_twice_is_found() -> None:
    """A text, however it is kept, must be named; an encrypted one is a citizen's."""
    table = Table(
        "letter", MetaData(), Column("id", Integer), Column("from_whom", String(20)), Column("note", CitizensWords),
        Column("is_read", Boolean),
    )  # fmt: skip
    entry = Entry(title="Brev", staff=("gone", "gone"), either=("note",))
    assert list(faults(told(letter=entry, old=entry), {"letter": table, "other": table})) == [
        "old: no such table",
        "other: the table is not in the register",
        "letter.gone: no such column",
        "letter.gone: no such column",
        "letter.gone: named twice",
        "letter.from_whom: say in register.toml whom it tells of",
        "letter.note: encrypted as a citizen's words, so it is a citizen's",
    ]


def test_a_type_tells_whom_a_reference_is_to_and_that_a_number_is_of_nobody() -> None:
    """But where each row is about a member of staff, its times and answers are theirs."""
    tables = MetaData()
    Table("person", tables, Column("id", Integer, primary_key=True))
    visit = Table(
        "visit",
        tables,
        Column("id", Integer),
        Column("by", ForeignKey("person.id")),
        Column("is_late", Boolean),
    )
    plain, of_staff = Entry(title="Besök"), Entry(title="Besök", of_staff=True)
    assert held(visit, plain) == {"id": Holds.TECHNICAL, "by": Holds.STAFF, "is_late": Holds.TECHNICAL}
    assert held(visit, of_staff)["is_late"] is Holds.STAFF

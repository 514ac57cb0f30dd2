"""Reads tables from files: Excel workbooks and CSV, as people save them."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from core.errors import Refused
from core.intake.columns import Sheet, Value, understood
from core.words import _

MOST_ROWS, MOST_BYTES, MOST_UNPACKED = 20_000, 50_000_000, 500_000_000


def sheets_of(path: Path) -> list[Sheet]:
    """The tables in a file that are understood. Refused where there is none, with what headings are looked for."""
    if not path.is_file():
        raise Refused(_("There is no file {path}.", path=path), _("Check the path and try again."))
    if path.stat().st_size > MOST_BYTES:
        raise Refused(_("The file is larger than {size} MB.", size=MOST_BYTES // 1_000_000))
    found = [sheet for table in _tables(path) if (sheet := understood(table))]
    if not found:
        raise Refused(
            _("No table in {name} is understood.", name=path.name),
            _("Have headings such as: Konto, Plattform, Verksamhet, Ansvarig, Länk; Konto, Datum, Antal; "
              "Konto, Mottagen, Besvarad."),
        )  # fmt: skip
    return found


def _tables(path: Path) -> list[list[Sequence[Value]]]:
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return _workbook(path)
    if path.suffix.lower() in {".csv", ".txt", ".tsv"}:
        return [_csv(path.read_bytes())]
    raise Refused(
        _("{name} is neither xlsx nor csv.", name=path.name), _("Save it as one of these, and try again.")
    )


def _workbook(path: Path) -> list[list[Sequence[Value]]]:
    """Every sheet's rows, with values as the cells hold them. openpyxl reads by defusedxml: entities are refused."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _check_size(path)
        book = load_workbook(path, read_only=True, data_only=True)
        return [[tuple(map(_value, row)) for row in _rows(sheet)] for sheet in book.worksheets]
    except (InvalidFileException, KeyError, OSError, SyntaxError, ValueError, zipfile.BadZipFile) as trouble:
        raise Refused(
            _("{name} can't be read as a workbook: {reason}.", name=path.name, reason=type(trouble).__name__),
            _("Save it anew as xlsx, or as csv, and try again."),
        ) from None


def _check_size(path: Path) -> None:
    """ValueError when it unpacks to more than any register of accounts."""
    with zipfile.ZipFile(path) as archive:
        if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
            raise ValueError


def _rows(sheet: Any) -> Any:
    return sheet.iter_rows(max_row=MOST_ROWS, values_only=True)


def _value(cell: Any) -> Value:
    return cell if cell is None or isinstance(cell, (str, int, float, date)) else str(cell)


def _csv(content: bytes) -> list[Sequence[Value]]:
    """UTF-8 or what Windows writes; divided by whichever of `;`, tab and `,` divides its lines most."""
    try:
        said = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = content.decode("cp1252", errors="replace")
    head = said[:20_000]
    divider = max(";\t,", key=lambda each: head.count(each))
    rows = csv.reader(io.StringIO(said.replace("\0", "")), delimiter=divider)
    return [tuple(row) for _number, row in zip(range(MOST_ROWS), rows, strict=False)]

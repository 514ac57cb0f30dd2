"""Spreadsheets of a report's tables: real types, a heading row that stays, and no text that is read as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.report.parts import Cell, Grid, Head, Share, Weeks

_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FORMATS: tuple[tuple[type, str], ...] = (
    (Share, "0 %"), (datetime, "yyyy-mm-dd hh:mm"), (date, "yyyy-mm-dd"), (timedelta, "[h]:mm"), (float, "0.0#"),
)  # fmt: skip
WIDEST = 60


def workbook(head: Head, grids: Sequence[Grid]) -> bytes:
    """An Excel workbook: a first sheet that says what it is, then a sheet a table."""
    from openpyxl import Workbook

    made = Workbook()
    made.properties.title, made.properties.creator = f"{head.title}, {head.period}", head.town
    made.properties.language = head.language
    made.properties.created = made.properties.modified = head.made
    about = made.active
    assert about is not None  # noqa: S101
    about.title = _name(head.words["about"])
    _fill(about, ((head.town, None), (head.title, head.period), *head.facts))
    _fit(about)
    for grid in grids:
        _sheet(made.create_sheet(_name(grid.name)), grid)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _name(text: str) -> str:
    return _NO_NAME.sub(" ", text)[:31]


def _sheet(sheet: Any, grid: Grid) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    _fill(sheet, (tuple(column.label for column in grid.columns), *grid.rows))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(grid.columns))}{len(grid.rows) + 1}"
    _fit(sheet)


def _fill(sheet: Any, rows: Iterable[Sequence[Cell]]) -> None:
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            if value is not None:
                _write(sheet.cell(number, place), value)


def _write(cell: Any, value: Cell) -> None:
    """A text stays text, whatever it begins with."""
    if isinstance(value, str | Weeks):
        cell.value = _HIDDEN.sub("", value if isinstance(value, str) else value.told)
        cell.data_type = "s"
        return
    cell.value = float(value) if isinstance(value, Share) else value
    cell.number_format = next((format for kind, format in _FORMATS if isinstance(value, kind)), "General")


def _fit(sheet: Any) -> None:
    for column in sheet.columns:
        longest = max((len(_shown(cell.value)) for cell in column), default=0)
        sheet.column_dimensions[column[0].column_letter].width = min(longest + 3, WIDEST)


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def table(grid: Grid) -> bytes:
    """One table as CSV, as Swedish Excel reads it: semicolons, decimal commas, UTF-8 with a mark. Shares go to 1."""
    kept = io.StringIO(newline="")
    written = csv.writer(kept, delimiter=";")
    written.writerow([_safe(column.label) for column in grid.columns])
    for row in grid.rows:
        written.writerow([_plain(cell) for cell in row])
    return b"\xef\xbb\xbf" + kept.getvalue().encode()


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Weeks():
            return _safe(cell.told)
        case timedelta():
            return str(int(cell.total_seconds()))
        case date():
            return cell.isoformat()
    return (
        _safe(cell)
        if isinstance(cell, str)
        else f"{cell:g}".replace(".", ",")
        if isinstance(cell, float)
        else str(cell)
    )


def _safe(text: str) -> str:
    """A text that a spreadsheet would read as a formula is shown as text."""
    shown = _HIDDEN.sub("", text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown

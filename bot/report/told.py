"""Parts as plain data for the typesetter: every cell in words, every text in letters its fonts have."""

import json
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from bot.report.parts import Cell, Grid, Head, Kind, Part, Share, Stack, Weeks
from core.card import Chart
from core.words.figures import day, decimal, duration, percent
from core.words.times import clock

MISSING = "□"  # stands for a letter no font has, so that it is seen
_COVERED = ((0x20, 0x4FF), (0x1E00, 0x22FF), (0x2500, 0x25FF))
_HOLES = frozenset(
    {0x2041, 0x2043, 0x2053, 0x211F, 0x2121, 0x2123, 0x2125, 0x2152, *range(0x2185, 0x2189), 0x218A, 0x218B}
)
_UNSET = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp"})


def report(head: Head, parts: Iterable[Part], logo: str = "") -> str:
    """The whole report as JSON; `logo` is its file's name."""
    told = {
        "town": head.town, "title": head.title, "period": head.period, "facts": [list(fact) for fact in head.facts],
        "made": [head.made.year, head.made.month, head.made.day], "language": head.language, "words": head.words,
        "running": head.running, "colour": head.colour, "logo": logo, "parts": [_part(part) for part in parts],
    }  # fmt: skip
    return json.dumps(_safe(told), ensure_ascii=False)


def picture(chart: Chart) -> str:
    """A chart as JSON."""
    return json.dumps(_safe(_chart(chart)), ensure_ascii=False)


def _part(part: Part) -> dict[str, Any]:
    return {
        "heading": part.heading,
        "text": [text for text in part.text if text],
        "charts": [_chart(chart) for chart in part.charts],
        "grids": [_grid(grid) for grid in part.grids if grid.in_print],
    }


def _chart(chart: Chart | Stack) -> dict[str, Any]:
    if isinstance(chart, Stack):
        series = [{"label": s.label, "look": s.look, "values": list(s.values)} for s in chart.series]
        return {"title": chart.title, "told": chart.told, "labels": list(chart.labels), "series": series}
    bars = [{"label": b.label, "value": b.value, "said": b.said or f"{b.value:g}"} for b in chart.bars]
    return {"title": chart.title, "told": chart.told, "bars": bars}


def _grid(grid: Grid) -> dict[str, Any]:
    columns = [{"label": c.label, "width": c.width, "right": c.kind is Kind.NUMBER} for c in grid.columns]
    return {
        "caption": grid.caption,
        "columns": columns,
        "rows": [[said(cell) for cell in row] for row in grid.rows],
    }


def said(cell: Cell) -> Any:
    """A cell in words; a small picture's numbers as they are."""
    match cell:
        case None:
            return "–"
        case Weeks():
            own = range(cell.first, cell.after)
            posts = [None if posts is None else posts for posts in cell.posts]
            return {
                "posts": posts,
                "own": [place in own for place in range(len(posts))],
                "wanted": cell.wanted,
                "told": cell.told,
            }
        case Share():
            return percent(round(cell * 100), 100)
        case float():
            return decimal(cell)
        case datetime():
            return f"{day(cell)} {clock(cell)}"
        case date():
            return day(cell)
        case timedelta():
            return duration(cell)
    return str(cell)


def _safe(told: Any) -> Any:
    if isinstance(told, str):
        return covered(told)
    if isinstance(told, dict):
        return {name: _safe(value) for name, value in told.items()}
    return [_safe(value) for value in told] if isinstance(told, list) else told


def covered(text: str) -> str:
    """The text with what the fonts lack shown as a box: one letter without a font would fail the whole PDF/A."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        " " if letter in "\n\t\r" else letter if _has_font(letter) else MISSING for letter in composed
    )


@lru_cache(maxsize=4096)
def _has_font(letter: str) -> bool:
    code = ord(letter)
    within = any(first <= code <= last for first, last in _COVERED) and code not in _HOLES
    return within and unicodedata.category(letter) not in _UNSET

"""What a report is made of, before it is a page or a sheet: parts with text, charts, and tables of typed cells."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from core.card import Chart


class Kind(StrEnum):
    """What a column holds, and so how it is set."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    STRIP = "strip"


@dataclass(frozen=True, slots=True)
class Weeks:
    """An account's posts by week as a small picture: None is unknown (S6). It lived from `first` up to `after`.

    `wanted` is the guideline's number, `told` says the same in words.
    """

    posts: tuple[int | None, ...]
    first: int
    after: int
    wanted: float
    told: str


class Share(float):
    """A share from 0 to 1, cut to whole per cent: only all of them is 1."""

    @classmethod
    def of(cls, part: int, whole: int) -> "Share | None":
        """None where there is nothing to share."""
        return cls(100 * part // whole / 100) if whole else None


Cell = str | int | float | date | datetime | timedelta | Weeks | None


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column. `width` is its share of the page, 0 for as much as it needs."""

    label: str
    kind: Kind = Kind.TEXT
    width: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: a short name (a sheet's), what it shows, typed rows; times are local and naive, unknown is None.

    `in_print`: whether it is for the page too, or only for the spreadsheet.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    in_print: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of thing in a stacked chart: its label, how it is filled, its value in each column."""

    label: str
    look: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """A chart of columns over time, each a stack of the series' values from below; `told` says it in words."""

    title: str
    told: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report under its heading."""

    heading: str
    text: tuple[str, ...] = ()
    charts: tuple[Chart | Stack, ...] = ()
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top: whose report, of what, when, under which numbers; and how it looks."""

    town: str
    title: str
    period: str
    facts: tuple[tuple[str, str], ...]
    made: datetime
    language: str
    words: dict[str, str]
    running: str = ""
    colour: str = ""


Told = dict[str, Any]

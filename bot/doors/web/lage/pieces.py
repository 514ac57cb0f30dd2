"""What the status page is made of, before a template draws it: figures, charts with their numbers, addresses."""

from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from core.overview.answering import ANSWERED
from core.words import DEFAULT_LANGUAGE, spoken

EVERY_ANSWER, WITH_DUE = (
    "answered",
    ",".join(ANSWERED),
)  # choices of questions: all answered, those with a due time


@dataclass(frozen=True, slots=True)
class Way:
    """Addresses under `/lage` that keep the period and the language spoken."""

    period: str

    def to(self, what: str = "", **asked: str) -> str:
        """The page or a list of it."""
        language = {} if spoken() == DEFAULT_LANGUAGE else {"lang": spoken()}
        query = urlencode({"period": self.period, **asked, **language})
        return f"/lage{f'/{what}' if what else ''}?{query}"


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure: its name, its value, what it is of, and where its list is."""

    label: str
    value: str
    note: str
    href: str
    needs: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a legend: how it is drawn, what it is, how many, and where they are listed."""

    swatch: Markup
    label: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The numbers behind a chart: a caption, column headings and rows, the first cell of each its heading."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart under its heading, with what explains it, its legend and its numbers; `none` where there is nothing."""

    key: str
    heading: str
    text: str
    chart: Markup
    legend: tuple[Entry, ...]
    sheet: Sheet
    href: str
    none: str = ""


@dataclass(frozen=True, slots=True)
class Small:
    """An account's own small chart."""

    account: str
    mean: str
    chart: Markup

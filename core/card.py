"""The neutral card: what the bot says, before any platform draws it. Text is plain; doors escape it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class Audience(StrEnum):
    """Who may see the card: only the caller, or the channel where the command was typed."""

    CALLER = "caller"
    CHANNEL = "channel"


class Style(StrEnum):
    """How a button looks: ordinary, the one expected, or one that can't be taken lightly."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A command already typed. One that lacks a field opens its form; `confirm` is asked first.

    `asks` shows the command's form even when nothing lacks; `file` names the field that takes the file the card
    is about, which the door has kept. One with a `url` opens that address instead, and has no command.
    """

    label: str
    command: str
    style: Style = Style.PLAIN
    confirm: str = ""
    asks: bool = False
    file: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """Column headings, and rows as long as they."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: its label, its length, and what stands at its end where that is not the number itself."""

    label: str
    value: float
    said: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a title. `told` says the same in words. Each door draws it its own way, as text at least.

    A `plain` one has so little to show that nobody is to wait for a picture of it.
    """

    title: str
    told: str
    bars: tuple[Bar, ...]
    plain: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file the bot has made, to be handed over where it was asked for; a `private` one in one's own conversation.

    `about` is the number of what it goes with when that is deleted: it is noted where it was put, to be taken back.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)
    private: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a grouped message: its text and its own buttons."""

    text: str
    buttons: tuple[Button, ...] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What the bot says. `data` holds machine values (ids, ISO times); `more` is a command that shows the rest.

    One that `holds_a_secret` is said once and kept nowhere; one with `files` comes of `Later`, and is not kept either.
    """

    title: str
    text: str = ""
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    sections: tuple[Section, ...] = ()
    buttons: tuple[Button, ...] = ()
    audience: Audience = Audience.CALLER
    data: Mapping[str, Any] = field(default_factory=dict)
    more: str = ""
    holds_a_secret: bool = False
    chart: Chart | None = None
    files: tuple[File, ...] = ()

    @property
    def to_picture(self) -> Chart | None:
        """The chart where a picture of it is worth the wait, on a platform that carries one."""
        return None if self.chart and self.chart.plain else self.chart


@cache
def _adapter() -> "TypeAdapter[Card]":
    from pydantic import TypeAdapter

    return TypeAdapter(Card)


def to_json(card: Card) -> str:
    """The card as JSON text, to store."""
    return _adapter().dump_json(card).decode()


def from_json(text: str) -> Card:
    """The card back from `to_json`."""
    return _adapter().validate_json(text)


BAR_CELLS = 12


def bar_lines(chart: Chart) -> tuple[str, ...]:
    """The chart as lines of equally wide letters: label, bar, number; anything but nothing has a bar."""
    most = max((bar.value for bar in chart.bars), default=0) or 1
    width = max((len(bar.label) for bar in chart.bars), default=0)
    return tuple(f"{bar.label.ljust(width)}  {_cells(bar.value / most)}{_end_of(bar)}" for bar in chart.bars)


def _cells(share: float) -> str:
    count = max(round(share * BAR_CELLS), 1) if share > 0 else 0
    return "█" * count + " " * bool(count)


def _end_of(bar: Bar) -> str:
    return bar.said or f"{bar.value:g}"

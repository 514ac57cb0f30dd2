"""Charts as SVG, drawn by hand: pure functions of their numbers, told in words too, never by colour alone.

Looks come from classes (`lage.css`), so that light and dark and the page's CSP hold; a `hatched`, `dotted` or
`unsure` mark has a pattern over its colour.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup, escape

WIDTH, HEIGHT = 600, 250
LEFT, TOP, BOTTOM = 44, 12, 36
BAR, BAR_ROW, BAR_TEXT = 20, 62, 64
STRIP_HEIGHT, STRIP_STEP = 40, 10
_TOP_LABELS = 6
STRIPS = "strips"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a kind of thing is drawn: a colour's class, and a pattern (`hatched`, `dotted`, `unsure`) or none."""

    look: str
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a stacked chart: its label on the axis, what it says when pointed at, its values in order."""

    label: str
    said: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what stands over it, its length, and the number at its end."""

    label: str
    value: int
    said: str


def stacked(key: str, title: str, told: str, marks: Sequence[Mark], columns: Sequence[Column]) -> Markup:
    """Columns over time, each a stack of the marks' values from below. `key` is unique on the page."""
    top = nice(max((sum(column.values) for column in columns), default=0))
    step = (WIDTH - LEFT) / max(len(columns), 1)
    scale = (HEIGHT - TOP - BOTTOM) / top
    every = ceil(len(columns) / _TOP_LABELS)
    drawn = [_grid(top, scale)]
    for place, column in enumerate(columns):
        x = LEFT + place * step
        drawn.append(_column(key, marks, column, x + step * 0.12, step * 0.76, scale))
        if place % every == 0:
            drawn.append(_text(x + step * 0.12, HEIGHT - 10, column.label))
    return _svg(key, "chart", WIDTH, HEIGHT, title, told, [_patterns(key), *drawn])


def nice(most: int) -> int:
    """The even number at the top of an axis that holds so many."""
    for size in (2, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40, 50, 60, 80, 100):
        if most <= size:
            return size
    power: int = 10 ** (len(str(most)) - 1)
    return ceil(most / power) * power if ceil(most / power) % 2 == 0 else (ceil(most / power) + 1) * power


def _grid(top: int, scale: float) -> str:
    lines = []
    for value in (0, top // 2, top):
        y = HEIGHT - BOTTOM - value * scale
        lines.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(_text(LEFT - 8, y + 6, str(value), "end"))
    return "".join(lines)


def _column(key: str, marks: Sequence[Mark], column: Column, x: float, width: float, scale: float) -> str:
    y = float(HEIGHT - BOTTOM)
    drawn = [f"<title>{escape(column.said)}</title>"]
    for mark, value in zip(marks, column.values, strict=True):
        if value:
            y -= value * scale
            drawn.append(_rect(key, mark, x, y, width, value * scale))
    return f"<g>{''.join(drawn)}</g>"


def bars(key: str, title: str, told: str, mark: Mark, rows: Sequence[Bar]) -> Markup:
    """Bars beside each other by length, each under its label, its number at its end."""
    most = max((row.value for row in rows), default=0) or 1
    drawn = []
    for place, row in enumerate(rows):
        y = place * BAR_ROW
        width = max((WIDTH - BAR_TEXT) * row.value / most, 2)
        drawn.append(_text(0, y + 24, row.label))
        drawn.append(_rect(key, mark, 0, y + 33, width, BAR))
        drawn.append(_text(width + 8, y + 50, row.said))
    return _svg(key, "chart", WIDTH, BAR_ROW * len(rows), title, told, [_patterns(key), *drawn])


def whole(key: str, title: str, told: str, parts: Iterable[tuple[Mark, int]]) -> Markup:
    """One bar, all of something, split into its parts."""
    parts = tuple(parts)
    total = sum(value for _mark, value in parts) or 1
    drawn, x = list[str](), 0.0
    for mark, value in parts:
        width = WIDTH * value / total
        if value:
            drawn.append(_rect(key, mark, x, 0, max(width - 2, 1), 36))
        x += width
    return _svg(key, "chart whole", WIDTH, 36, title, told, [_patterns(key), *drawn])


def strip(key: str, title: str, told: str, weeks: Sequence[int | None], known: range, wanted: int) -> Markup:
    """An account's weeks as small columns up to twice what is `wanted` or more; hatched where unknown (S6).

    Nothing is drawn for weeks outside `known`, which it did not live through.
    """
    top = max(wanted * 2, 4)
    unit = (STRIP_HEIGHT - 4) / top
    drawn = []
    for place in known:
        posts, x = weeks[place], place * STRIP_STEP + 1
        if posts is None:
            drawn.append(_rect(STRIPS, UNKNOWN, x, 4, STRIP_STEP - 2, STRIP_HEIGHT - 4))
        else:
            height = min(posts, top) * unit or 1.5
            mark = POSTED if posts else NOTHING
            drawn.append(_rect(STRIPS, mark, x, STRIP_HEIGHT - height, STRIP_STEP - 2, height))
    width = max(len(weeks), 1) * STRIP_STEP
    if wanted:
        y = STRIP_HEIGHT - wanted * unit
        drawn.append(f'<line class="wanted" x1="0" x2="{width}" y1="{y:.1f}" y2="{y:.1f}"/>')
    return _svg(key, "strip", width, STRIP_HEIGHT, title, told, drawn)


UNKNOWN, NOTHING, POSTED = Mark("unknown", "unsure"), Mark("nothing"), Mark("brand")


def swatch(key: str, mark: Mark) -> Markup:
    """The mark as it stands in a legend, beside its name."""
    drawn = f"{_patterns(key) if mark.pattern else ''}{_rect(key, mark, 1, 1, 14, 14)}"
    return _drawn('<svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">', drawn, "</svg>")


def strip_patterns() -> Markup:
    """The patterns of strips, which are many: drawn once on their page."""
    return _drawn(
        '<svg class="patterns" width="0" height="0" aria-hidden="true">', _patterns(STRIPS), "</svg>"
    )


def _drawn(*parts: str) -> Markup:
    """Parts in which every text from elsewhere is escaped already."""
    return Markup("".join(parts))  # noqa: S704


def _rect(key: str, mark: Mark, x: float, y: float, width: float, height: float) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    over = f'<rect {place} fill="url(#{key}-{mark.pattern})"/>' if mark.pattern else ""
    return f'<rect class="{mark.look}" {place}/>{over}'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _patterns(key: str) -> str:
    unit = 'patternUnits="userSpaceOnUse"'
    slanting = f'{unit} width="6" height="6" patternTransform="rotate(45)"'
    return (
        f'<defs><pattern id="{key}-hatched" {slanting}><line class="over" x1="0" y1="0" x2="0" y2="6"/></pattern>'
        f'<pattern id="{key}-unsure" {slanting}><line class="under" x1="0" y1="0" x2="0" y2="6"/></pattern>'
        f'<pattern id="{key}-dotted" {unit} width="6" height="6"><circle class="dot" cx="3" cy="3" r="1.4"/>'
        "</pattern></defs>"
    )


def _svg(
    key: str, kind: str, width: float, height: float, title: str, told: str, drawn: Iterable[str]
) -> Markup:
    fills = "" if kind == "chart" else ' preserveAspectRatio="none"'
    opening = (
        f'<svg class="{kind}" viewBox="0 0 {width:g} {height:g}"{fills} role="img" '
        f'aria-labelledby="{key}-title {key}-told"><title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-told">{escape(told)}</desc>'
    )
    return _drawn(opening, *drawn, "</svg>")

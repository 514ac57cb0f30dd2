"""A card's parts as elements of an Adaptive Card that stay together, each small enough for a page of its own."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from microsoft_teams.cards import (
    ActionSet,
    Container,
    ExecuteAction,
    FactSet,
    OpenUrlAction,
    RichTextBlock,
    SubmitAction,
    TextBlock,
    TextRun,
)
from microsoft_teams.cards import Fact as CardFact
from pydantic import BaseModel

from bot.doors.held import Held
from bot.doors.paging import Piece, packed
from bot.doors.teams.texts import literal, octets
from bot.doors.texts import EMPTY, Json, chunks, clean, clip, row
from core.card import Button, Card, Chart, Fact, Section, Style, Table, bar_lines
from core.words import _

TITLE, LABEL = 300, 75
LINE, ADDRESS = 2_000, 4_000  # octets
ROW, WIDTH = 5, 60  # buttons beside each other, of which Teams shows six, and how wide they may be in all
SHORT = 250  # a fact that stands beside its label
LARGEST = 6_000  # octets
LONGEST = 1_000  # octets of a line that every button bears
PRESS, REMIND, FILE, MORE, OPEN, AGAIN, SAVE = "press", "remind", "file", "more", "open", "again", "save"
STYLES = {Style.PRIMARY: "positive", Style.DANGER: "destructive"}


@dataclass(frozen=True)
class Buttons:
    """How a card's buttons are drawn: `do` is what they are, `again` the line that gave the card, `file` its file.

    `asks` tells whether a line needs a form. `in_dialog`: a dialog takes no Action.Execute, and needs no opening;
    `origin` is the message it was opened from.
    """

    asks: Callable[[str], bool]
    do: str = PRESS
    again: str = ""
    file: Held | None = None
    in_dialog: bool = False
    origin: Mapping[str, Any] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The line, where it is short enough to be borne by every button."""
        shown = clean(self.again).strip()
        return shown if octets(shown) <= LONGEST else ""


def dump(element: BaseModel) -> Json:
    """An element as it is sent."""
    made: Json = element.model_dump(by_alias=True, exclude_none=True, mode="json")
    return made


def head(title: str, *, is_first: bool) -> list[Json]:
    """What stands on top of a page; on the first one a title too long for it stands whole in the body."""
    shown = clean(title).strip()
    if not shown or (is_first and len(shown) > TITLE):
        return []
    return [
        dump(TextBlock(text=literal(shown, TITLE), style="heading", size="Large", weight="Bolder", wrap=True))
    ]


def body(card: Card, how: Buttons) -> Iterator[Piece]:
    """All of the card but its own buttons."""
    if len(clean(card.title).strip()) > TITLE:
        yield from text(card.title)
    yield from text(card.text)
    yield from _facts(card.facts)
    if card.chart:
        yield from _chart(card.chart)
    if card.table:
        yield from _table(card.table)
    for section in card.sections:
        yield from _part(section, how)


def text(said: str) -> Iterator[Piece]:
    """Paragraphs, in which nothing is parsed."""
    for chunk in chunks(said, 2_000):
        for part in _in_octets(lines(chunk)):
            yield Piece(tuple(part))


def lines(said: str, **look: Any) -> Iterator[Json]:
    """A line after the other: a card knows no line ends. `look` is a TextRun's."""
    is_near = False
    for line in clean(said).strip().splitlines():
        if line.strip():
            inline: Any = TextRun(text=line, **look) if look else line
            yield dump(RichTextBlock(inlines=[inline], spacing="None" if is_near else None))
        is_near = bool(line.strip())


def note(said: str) -> Json:
    """A line in small print."""
    return next(lines(" ".join(clean(said).split()) or EMPTY, is_subtle=True, size="Small"))


def _facts(facts: Iterable[Fact]) -> Iterator[Piece]:
    """Label and value side by side; a long one below its label."""
    for group in packed(facts, 12, LARGEST - 500, _weight):
        if _is_long(group[0]):
            yield from text(f"{group[0].label}:\n{group[0].value}")
        else:
            shown = [CardFact(title=literal(fact.label), value=literal(fact.value)) for fact in group]
            yield Piece((dump(FactSet(facts=shown)),), len(group))


def _weight(fact: Fact) -> int:
    return LARGEST if _is_long(fact) else octets([fact.label, fact.value]) * 2 + 30


def _is_long(fact: Fact) -> bool:
    return max(len(fact.label), len(fact.value)) > SHORT or "\n" in fact.value.strip()


def _chart(chart: Chart) -> Iterator[Piece]:
    """Bars of equally wide letters, and the same in words: letters have no alternative text in a card."""
    heading = lines(clip(chart.title, SHORT), weight="Bolder")
    bars = [
        line | {"spacing": "None"}
        for bar in bar_lines(chart)
        for line in lines(_kept_wide(clip(bar, SHORT)), font_type="Monospace")
    ]
    yield from (Piece(tuple(group)) for group in _in_octets([*heading, *bars]))
    yield from (Piece((note(part),)) for part in chunks(chart.told, 2_000))


def _kept_wide(bar: str) -> str:
    """With its column's spaces, which a client may else make one of."""
    return re.sub(" {2,}", lambda found: "\xa0" * len(found[0]), bar)


def _table(table: Table) -> Iterator[Piece]:
    """A line a row: it reads on a telephone and survives any content."""
    yield from (Piece((line,), 0) for line in lines(clip(row(table.columns), SHORT), weight="Bolder"))
    drawn = ([*lines(clip("• " + row(cells), 2_000))] for cells in table.rows)
    for group in packed(drawn, 15, LARGEST - 500, octets):
        yield Piece(tuple(line | {"spacing": "None"} for lines_ in group for line in lines_), len(group))


def _part(part: Section, how: Buttons) -> Iterator[Piece]:
    """A part of a grouped message; what belongs together is cut off together."""
    heading = [*lines(part.heading, weight="Bolder")]
    said, rows = [*text(part.text)], [*buttons(part.buttons, how)]
    if heading and said:
        first, *others = said[0].blocks
        said[0] = Piece((first | {"spacing": "None"}, *others))
    whole = [*heading, *(block for piece in (*said, *rows) for block in piece.blocks)]
    box = dump(Container(items=[], separator=True)) | {"items": whole}
    if whole and octets(box) <= LARGEST:
        yield Piece((box,))
        return
    yield from (Piece(tuple(group)) for group in _in_octets(heading))
    yield from (*said, *rows)


def buttons(shown: Sequence[Button], how: Buttons) -> Iterator[Piece]:
    """Rows of buttons; one whose command is too long is told of instead."""
    told = [button for button in shown if _is_too_long(button)]
    drawn = [_button(button, how) for button in shown if not _is_too_long(button)]
    for row_ in packed((action for action in drawn if action), ROW, WIDTH, _width):
        for group in packed(row_, ROW, LARGEST - 500, octets):
            yield Piece((dump(ActionSet(actions=[])) | {"actions": group},), len(group))
    for button in told:
        said = _(
            "{label}: too long for a button here. Type the command instead.", label=clip(button.label, LABEL)
        )
        yield Piece((note(said),))


def _width(action: Json) -> int:
    """How wide a button is, in letters."""
    return len(action["title"]) + 5


def _is_too_long(button: Button) -> bool:
    return octets(clean(button.command)) > LINE or octets(button.url) > ADDRESS


def _button(button: Button, how: Buttons) -> Json | None:
    """A button as an action; None where it does nothing."""
    line, label = clean(button.command).strip(), clip(clean(button.label).strip(), LABEL) or EMPTY
    if button.url:
        return dump(OpenUrlAction(title=label, url=button.url))
    if not line and how.do != OPEN:
        return None
    data = {"do": how.do, "line": line, **_taken_along(button, how)}
    opens = how.do == OPEN or button.asks or bool(button.confirm.strip()) or how.asks(line)
    return press(label, data, opens=opens, in_dialog=how.in_dialog, style=STYLES.get(button.style))


def _taken_along(button: Button, how: Buttons) -> Json:
    """What a button bears besides its line."""
    along: Json = {"origin": dict(how.origin)} if how.origin else {}
    if how.line:
        along["again"] = how.line
    if button.file and how.file:
        along |= {"field": button.file, "held": [clean(how.file.name), how.file.url]}
        along |= {} if how.do == OPEN else {"do": FILE}
    if button.confirm.strip():
        along["confirm"] = clip(clean(button.confirm).strip(), 300)
    if button.asks:
        along["asks"] = True
    return along


def press(
    label: str, data: Mapping[str, Any], *, opens: bool, in_dialog: bool, style: str | None = None
) -> Json:
    """An action that comes back with its data: at once, from a dialog, or to open one."""
    if in_dialog:
        return dump(SubmitAction(title=label, style=style, data=dict(data)))
    if opens:
        return dump(SubmitAction(title=label, style=style, data={"msteams": {"type": "task/fetch"}, **data}))
    return dump(ExecuteAction(title=label, style=style, verb=data["do"], data=dict(data)))


def _in_octets(blocks: Iterable[Json]) -> Iterator[list[Json]]:
    return packed(blocks, 100, LARGEST, octets)

"""Draws a card as Block Kit, within Slack's limits: what finds no room is counted, never lost silently."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.doors.slack.texts import EMPTY, Json, bold, chunks, clean, escaped, literal, mrkdwn, plain
from core.card import Button, Card, Fact, Section, Style, Table
from core.words import _, n_

T = TypeVar("T")

TEXT, HEADER, FIELD, LABEL, VALUE, SECTION = 3500, 150, 2000, 75, 2000, 3000
CONFIRM = {"title": 100, "text": 300, "confirm": 30}
ELEMENTS, FIELDS = 25, 10
MORE = "more"


@dataclass(frozen=True)
class Room:
    """How much there is left: blocks, and characters of their JSON."""

    blocks: int
    chars: int

    def without(self, blocks: Sequence[Json]) -> "Room":
        """What is left beside these."""
        return Room(self.blocks - len(blocks), self.chars - sum(map(_size, blocks)))

    def holds(self, blocks: Sequence[Json]) -> bool:
        """Whether these find room."""
        left = self.without(blocks)
        return left.blocks >= 0 and left.chars >= 0


MESSAGE = Room(50, 13_000)
VIEW = Room(60, 60_000)
_TAIL = Room(2, 2_700)  # the count of what is left out, and the button that shows it


@dataclass(frozen=True)
class Drawn:
    """A message: blocks, and the same as text for notifications and screen readers."""

    text: str
    blocks: list[Json]

    def as_message(self) -> Json:
        """The parts every way to send a message takes."""
        return {"text": self.text, "blocks": self.blocks}


@dataclass(frozen=True)
class _Piece:
    """Blocks that stay together, and how many of the card's items they show."""

    blocks: tuple[Json, ...]
    items: int = 1


def message(card: Card) -> Drawn:
    """The card as a message."""
    return Drawn(as_text(card), blocks(card, MESSAGE))


def blocks(card: Card, room: Room = VIEW) -> list[Json]:
    """The card's blocks in that room; never none."""
    half = Room(room.blocks // 2, room.chars // 2)
    buttons, lost = _fit(_buttons(card.buttons), half)
    kept = room.without(buttons)
    body, left = _fit(_body(card), Room(kept.blocks - _TAIL.blocks, kept.chars - _TAIL.chars))
    drawn = [*body, *_rest(left + lost, card.more), *buttons]
    return numbered(drawn or [_section("")])


def as_text(card: Card) -> str:
    """The card as escaped text, cut to what Slack takes beside blocks."""
    lines = [card.title, card.text, *(f"{fact.label}: {fact.value}" for fact in card.facts)]
    if card.table:
        lines += [_row(row) for row in (card.table.columns, *card.table.rows)]
    for section in card.sections:
        lines += [section.heading, section.text]
    text = clean("\n".join(line for line in lines if line)).strip()
    return escaped(text, TEXT) or EMPTY


def _size(block: Json) -> int:
    return len(json.dumps(block, ensure_ascii=False, separators=(",", ":")))


def _fit(pieces: Iterable[_Piece], room: Room) -> tuple[list[Json], int]:
    """The pieces that find room, in order, and how many items did not."""
    taken: list[Json] = []
    waiting = iter(pieces)
    for piece in waiting:
        if not room.holds(piece.blocks):
            return taken, piece.items + sum(other.items for other in waiting)
        taken += piece.blocks
        room = room.without(piece.blocks)
    return taken, 0


def _rest(left: int, more: str) -> list[Json]:
    shown = [_note(n_("+ {count} more", "+ {count} more", left))] if left else []
    if more:
        label = _("Show the rest") if left else _("Show more")
        shown += [block for piece in _buttons((Button(label, more),)) for block in piece.blocks]
    return shown


def _body(card: Card) -> Iterator[_Piece]:
    yield from _title(card.title)
    yield from _text(card.text)
    yield from _facts(card.facts)
    if card.table:
        yield from _table(card.table)
    for section in card.sections:
        yield from _part(section)


def _title(title: str) -> Iterator[_Piece]:
    shown = clean(title).strip()
    if len(shown) > HEADER:
        yield from _text(shown)
    elif shown:
        yield _Piece(({"type": "header", "text": plain(shown, HEADER)},))


def _text(text: str) -> Iterator[_Piece]:
    for chunk in chunks(text):
        yield _Piece((_section(chunk),))


def _section(text: str) -> Json:
    return {"type": "section", "text": plain(text)}


def _note(text: str) -> Json:
    return {"type": "context", "elements": [plain(text, FIELD)]}


def _facts(facts: Iterable[Fact]) -> Iterator[_Piece]:
    """Label and value side by side; one too long for a field gets a section of its own."""
    for group in _packed(facts, FIELDS // 2, 2_500, lambda fact: 2_501 if _is_long(fact) else 250):
        if _is_long(group[0]):
            yield from _text(f"{group[0].label}:\n{group[0].value}")
        else:
            fields = [field for fact in group for field in (mrkdwn(bold(fact.label)), plain(fact.value))]
            yield _Piece(({"type": "section", "fields": fields},), len(group))


def _is_long(fact: Fact) -> bool:
    return max(len(fact.label), len(fact.value)) > 250


def _table(table: Table) -> Iterator[_Piece]:
    """A line a row: the first cell, then the others. It reads on a telephone and survives any content."""
    yield from _heading(_row(table.columns))
    lines = ("• " + _row(row) for row in table.rows)
    for group in _packed(lines, 15, 2_500, len):
        parts = list(chunks("\n".join(group)))
        yield from (_Piece((_section(part),), len(group) if len(parts) == 1 else 1) for part in parts)


def _row(cells: Sequence[str]) -> str:
    shown = [" ".join(clean(cell).split()) or EMPTY for cell in cells]
    return " — ".join(filter(None, (shown[0], " · ".join(shown[1:])))) if shown else EMPTY


def _heading(text: str) -> Iterator[_Piece]:
    if len(bold(text)) > SECTION:
        yield from _text(text)
    elif text.strip():
        yield _Piece(({"type": "section", "text": mrkdwn(bold(text))},))


def _part(section: Section) -> Iterator[_Piece]:
    """A part of a grouped message; what belongs together is cut off together."""
    together = f"{bold(section.heading)}\n{literal(section.text)}" if section.heading.strip() else ""
    buttons = list(_buttons(section.buttons))
    if together and len(together) <= SECTION and len(buttons) <= 1:
        drawn = {"type": "section", "text": mrkdwn(together.strip())}
        yield _Piece((drawn, *(block for piece in buttons for block in piece.blocks)))
    else:
        yield from _heading(section.heading)
        yield from _text(section.text)
        yield from buttons


def _buttons(buttons: Sequence[Button]) -> Iterator[_Piece]:
    """Rows of buttons; one whose command is too long for Slack is told of instead."""
    whole = [button for button in buttons if button.command.strip() and len(button.command) <= VALUE]
    for group in _packed(whole, ELEMENTS, 3_000, lambda button: len(button.command) + len(button.confirm)):
        yield _Piece(({"type": "actions", "elements": [_button(button) for button in group]},), len(group))
    for button in buttons:
        if len(button.command) > VALUE:
            said = _("{label}: too long for a button in Slack. Type the command instead.", label=button.label)
            yield _Piece((_note(said),))


def _button(button: Button) -> Json:
    drawn: Json = {"type": "button", "text": plain(button.label, LABEL), "value": button.command}
    if button.style is not Style.PLAIN:
        drawn["style"] = button.style.value
    if button.confirm:
        drawn["confirm"] = _confirm(button)
    return drawn


def _confirm(button: Button) -> Json:
    said = {"title": _("Are you sure?"), "text": button.confirm, "confirm": button.label}
    drawn: Json = {name: plain(text, CONFIRM[name]) for name, text in said.items()}
    drawn["deny"] = plain(_("No, go back"), 30)
    if button.style is Style.DANGER:
        drawn["style"] = "danger"
    return drawn


def numbered(drawn: list[Json]) -> list[Json]:
    """The blocks, in which every button has an action_id of its own."""
    elements = [e for block in drawn if block["type"] == "actions" for e in block["elements"]]
    for number, element in enumerate(elements):
        element["action_id"] = f"press:{number}"
    return drawn


def _packed(items: Iterable[T], most: int, heaviest: int, weigh: Callable[[T], int]) -> Iterator[list[T]]:
    """The items in groups of at most `most`, and of at most that weight unless one alone is heavier."""
    group: list[T] = []
    weight = 0
    for item in items:
        if group and (len(group) == most or weight + weigh(item) > heaviest):
            yield group
            group, weight = [], 0
        group.append(item)
        weight += weigh(item)
    if group:
        yield group

"""Draws a card as Block Kit, within Slack's limits: what finds no room is counted or paged to, never lost silently."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.doors.paging import Room, Sheet, page
from bot.doors.slack import alone, pieces
from bot.doors.slack.pieces import numbered
from bot.doors.slack.texts import EMPTY, Json, clean, clip, escaped
from bot.doors.texts import row
from core.card import Card, Chart
from core.words import _, n_

__all__ = [
    "HOME", "MESSAGE", "VIEW", "Drawn", "Room", "as_text", "blocks", "message", "numbered", "pictured", "sizes",
]  # fmt: skip

TEXT, BLOCK_ID, ALT = 3500, 255, 2000
MORE = "more"


MESSAGE = Room(50, 13_000)
VIEW = Room(60, 60_000)
HOME = Room(100, 60_000)


@dataclass(frozen=True)
class Drawn:
    """A message: blocks, and the same as text for notifications and screen readers. Without blocks, text alone."""

    text: str
    blocks: list[Json]

    def as_message(self) -> Json:
        """The parts every way to send a message takes."""
        return {"text": self.text, "blocks": self.blocks} if self.blocks else {"text": self.text}


@dataclass(frozen=True)
class _Way:
    """How the rest of a card is reached: the command whose answer it is, and how many pieces were shown before."""

    again: str
    start: int
    more: str
    turns_back: bool

    def rest(self, left: int, shown: int, start: int) -> list[Json]:
        """What stands below a page: how much is left, and how to get there."""
        told = [pieces.note(n_("+ {count} more", "+ {count} more", left))] if left else []
        if self.again and (left or (start and self.turns_back)):
            return [*told, {"type": "actions", "elements": self._turns(left, shown, start)}]
        if len(self.more) > pieces.VALUE or not self.more.strip():
            return told
        label = _("Show the rest") if left else _("Show more")
        return [*told, {"type": "actions", "elements": [pieces.press(label, self.more)]}]

    def _turns(self, left: int, shown: int, start: int) -> list[Json]:
        forth = pieces.press(_("Show the rest"), self.again, f"{MORE}:{shown}")
        back = pieces.press(_("From the beginning"), self.again, f"{MORE}:0")
        return [*([forth] if left else []), *([back] if start and self.turns_back else [])]


def message(card: Card, *, again: str = "", start: int = 0, prefix: str = "press", file: str = "") -> Drawn:
    """The card as a message.

    `again` is the command whose answer it is: what finds no room is then reached by a button `more:N` that carries
    it, where N is the `start` to draw the next page with. `prefix` begins the action_ids of the card's own buttons,
    as in `press:n`, or `press:n:asks` where it shows its form first; one that takes along a file has
    `file:n:FIELD:FILE`, where `file` names the one the card is about.
    """
    way = _Way(_known(again), start, clean(card.more), turns_back=False)
    return Drawn(as_text(card), numbered(_page(card, _tagged(MESSAGE, way), way, file), prefix))


def blocks(
    card: Card, room: Room = VIEW, *, again: str = "", start: int = 0, prefix: str = "press", file: str = ""
) -> list[Json]:
    """The card's blocks in that room of a view, never none; as `message`, with a button back to the beginning."""
    way = _Way(_known(again), start, clean(card.more), turns_back=True)
    return numbered(_page(card, room, way, file), prefix)


def sizes(
    card: Card, *, again: str = "", start: int = 0, prefix: str = "press", file: str = ""
) -> Iterator[Drawn]:
    """The card as a message, then in half the room where that differs, then as text alone: for when Slack refuses."""
    whole = message(card, again=again, start=start, prefix=prefix, file=file)
    yield whole
    way = _Way(_known(again), start, clean(card.more), turns_back=False)
    smaller = numbered(_page(card, _tagged(MESSAGE.half(), way), way, file), prefix)
    if smaller != whole.blocks:
        yield Drawn(whole.text, smaller)
    yield Drawn(alone.text(card), [])


def pictured(drawn: Drawn, chart: Chart | None, picture: str) -> list[Drawn]:
    """The message with its chart as a picture (Slack's id of it), where there is one and room for it."""
    if not (chart and picture) or not 0 < len(drawn.blocks) < MESSAGE.blocks:
        return []
    image = {
        "type": "image",
        "slack_file": {"id": picture},
        "alt_text": clip(clean(chart.told) or EMPTY, ALT),
    }
    return [replace(drawn, blocks=[*drawn.blocks, image])]


def as_text(card: Card) -> str:
    """The card as escaped text, cut to what Slack takes beside blocks."""
    lines = [card.title, card.text, *(f"{fact.label}: {fact.value}" for fact in card.facts)]
    if card.chart:
        lines += [card.chart.title, card.chart.told]
    if card.table:
        lines += [row(cells) for cells in (card.table.columns, *card.table.rows)]
    for section in card.sections:
        lines += [section.heading, section.text]
    text = clean("\n".join(line for line in lines if line)).strip()
    return escaped(text, TEXT) or EMPTY


def _known(again: str) -> str:
    """The command that shows the card again, unless it is too long for a button."""
    shown = clean(again)
    return shown if shown.strip() and len(shown) <= pieces.VALUE else ""


def _tagged(room: Room, way: _Way) -> Room:
    """The room where each row of buttons also says, in its block_id, which command it is the answer of."""
    tag = len(way.again) * 2 + 30
    return replace(room, tag=tag) if way.again and len(way.again) <= BLOCK_ID else room


def _page(card: Card, room: Room, way: _Way, file: str) -> list[Json]:
    sheet = Sheet(
        head=lambda is_first: pieces.head(card.title, is_first=is_first),
        body=list(pieces.body(card, file)),
        own=list(pieces.buttons(card.buttons, file)),
        rest=way.rest,
        turns=bool(way.again),
    )
    return page(sheet, room, way.start) or [pieces.section("")]

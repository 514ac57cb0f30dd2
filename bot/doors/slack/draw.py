"""Draws a card as Block Kit, within Slack's limits: what finds no room is counted or paged to, never lost silently."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.doors.slack import alone, pieces
from bot.doors.slack.pieces import Piece, numbered
from bot.doors.slack.texts import EMPTY, Json, clean, clip, escaped
from core.card import Card, Chart
from core.words import _, n_

__all__ = [
    "HOME", "MESSAGE", "VIEW", "Drawn", "Room", "as_text", "blocks", "message", "numbered", "pictured", "sizes",
]  # fmt: skip

TEXT, BLOCK_ID, ALT = 3500, 255, 2000
MORE = "more"


@dataclass(frozen=True)
class Room:
    """How much there is left: blocks, and characters of their JSON; each row of buttons bears a tag of so many."""

    blocks: int
    chars: int
    tag: int = 0

    def without(self, blocks: Sequence[Json]) -> "Room":
        """What is left beside these."""
        tags = self.tag * sum(block["type"] == "actions" for block in blocks)
        return replace(
            self,
            blocks=self.blocks - len(blocks),
            chars=self.chars - tags - sum(map(pieces.size, blocks)),
        )

    def holds(self, blocks: Sequence[Json]) -> bool:
        """Whether these find room."""
        left = self.without(blocks)
        return left.blocks >= 0 and left.chars >= 0

    def beside(self, *others: Sequence[Json]) -> "Room":
        """What is left beside whichever of these it will be."""
        rooms = [self.without(blocks) for blocks in others]
        return replace(
            self, blocks=min(room.blocks for room in rooms), chars=min(room.chars for room in rooms)
        )

    def half(self) -> "Room":
        """Half of it."""
        return replace(self, blocks=self.blocks // 2, chars=self.chars // 2)


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

    def rest(self, left: int, shown: int) -> list[Json]:
        """What stands below a page: how much is left, and how to get there."""
        told = [pieces.note(n_("+ {count} more", "+ {count} more", left))] if left else []
        if self.again and (left or (self.start and self.turns_back)):
            return [*told, {"type": "actions", "elements": self._turns(left, shown)}]
        if len(self.more) > pieces.VALUE or not self.more.strip():
            return told
        label = _("Show the rest") if left else _("Show more")
        return [*told, {"type": "actions", "elements": [pieces.press(label, self.more)]}]

    def _turns(self, left: int, shown: int) -> list[Json]:
        forth = pieces.press(_("Show the rest"), self.again, f"{MORE}:{shown}")
        back = pieces.press(_("From the beginning"), self.again, f"{MORE}:0")
        return [*([forth] if left else []), *([back] if self.start and self.turns_back else [])]


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
        lines += [pieces.row(row) for row in (card.table.columns, *card.table.rows)]
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
    """One page: head, body, the way to the rest, and the card's own buttons.

    Of a card that can be paged, the buttons that find no room come after the body, and a page always gets on.
    """
    body, own = list(pieces.body(card, file)), list(pieces.buttons(card.buttons, file))
    start = way.start if way.again else 0
    head = pieces.head(card.title, is_first=start == 0)
    left = room.without(head).beside(way.rest(9999, 9999), way.rest(0, 9999))
    pinned = _fit(own, left.half())
    queue = [*body, *own[len(pinned) :]]
    if start > len(queue) or (start and start == len(queue) and not pinned):
        return _page(card, room, replace(way, start=0), file)
    taken = _fit(queue[start:], left.without(_blocks(pinned)))
    waiting: list[Piece] = []
    if way.again and not taken and start < len(queue):
        taken, waiting, pinned = _fit(queue[start:], left) or queue[start : start + 1], pinned, []
    end = start + len(taken)
    lacking = sum(piece.items for piece in (*queue[end:], *waiting))
    drawn = [*head, *_blocks(taken), *way.rest(lacking, end), *_blocks(pinned)]
    return drawn or [pieces.section("")]


def _fit(waiting: Sequence[Piece], room: Room) -> list[Piece]:
    """The pieces that find room, in order."""
    taken: list[Piece] = []
    for piece in waiting:
        if not room.holds(piece.blocks):
            break
        taken.append(piece)
        room = room.without(piece.blocks)
    return taken


def _blocks(shown: Sequence[Piece]) -> list[Json]:
    return [block for piece in shown for block in piece.blocks]

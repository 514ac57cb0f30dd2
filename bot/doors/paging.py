"""Pages of a card too long for one message: what finds room, how much is left, and nothing lost or shown twice."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.doors.texts import Json

T = TypeVar("T")


@dataclass(frozen=True)
class Piece:
    """Blocks that stay together, and how many of the card's items they show."""

    blocks: tuple[Json, ...]
    items: int = 1


def characters(block: Json) -> int:
    """The characters of a block as it is sent."""
    return len(json.dumps(block, ensure_ascii=False, separators=(",", ":")))


@dataclass(frozen=True)
class Room:
    """How much there is left: blocks, and their size by `measure`; each row of buttons bears a tag of so much."""

    blocks: int
    size: int
    tag: int = 0
    measure: Callable[[Json], int] = characters

    def without(self, blocks: Sequence[Json]) -> "Room":
        """What is left beside these."""
        tags = self.tag * sum(block["type"] == "actions" for block in blocks)
        return replace(
            self, blocks=self.blocks - len(blocks), size=self.size - tags - sum(map(self.measure, blocks))
        )

    def holds(self, blocks: Sequence[Json]) -> bool:
        """Whether these find room."""
        left = self.without(blocks)
        return left.blocks >= 0 and left.size >= 0

    def beside(self, *others: Sequence[Json]) -> "Room":
        """What is left beside whichever of these it will be."""
        rooms = [self.without(blocks) for blocks in others]
        return replace(self, blocks=min(room.blocks for room in rooms), size=min(room.size for room in rooms))

    def half(self) -> "Room":
        """Half of it."""
        return replace(self, blocks=self.blocks // 2, size=self.size // 2)


@dataclass(frozen=True)
class Sheet:
    """A card in parts. `head` is told whether it is the first page's, `rest` how much is left, shown, and begun with.

    `turns`: whether there is a way to the next page.
    """

    head: Callable[[bool], list[Json]]
    body: Sequence[Piece]
    own: Sequence[Piece]
    rest: Callable[[int, int, int], list[Json]]
    turns: bool


def page(sheet: Sheet, room: Room, start: int = 0) -> list[Json]:
    """One page: head, body, the way to the rest, and the card's own buttons.

    Of a card that can be paged, the buttons that find no room come after the body, and a page always gets on.
    """
    start = start if sheet.turns else 0
    head = sheet.head(start == 0)
    left = room.without(head).beside(sheet.rest(9999, 9999, start), sheet.rest(0, 9999, start))
    pinned = _fit(sheet.own, left.half())
    queue = [*sheet.body, *sheet.own[len(pinned) :]]
    if start > len(queue) or (start and start == len(queue) and not pinned):
        return page(sheet, room)
    taken = _fit(queue[start:], left.without(_blocks(pinned)))
    waiting: list[Piece] = []
    if sheet.turns and not taken and start < len(queue):
        taken, waiting, pinned = _fit(queue[start:], left) or queue[start : start + 1], pinned, []
    end = start + len(taken)
    lacking = sum(piece.items for piece in (*queue[end:], *waiting))
    return [*head, *_blocks(taken), *sheet.rest(lacking, end, start), *_blocks(pinned)]


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


def packed(items: Iterable[T], most: int, heaviest: int, weigh: Callable[[T], int]) -> Iterator[list[T]]:
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

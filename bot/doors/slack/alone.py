"""A card as text alone, for when Slack takes no blocks: every button is a command to type."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.doors.slack.texts import EMPTY, clean, cut, escape, literal
from bot.doors.slack.ways import COMMAND
from bot.doors.texts import row
from core.card import Button, Card, bar_lines
from core.words import _, n_

LIMIT = 4_000
_REST = 200  # the count of what is left out
_WORTH_CUTTING = 200


@dataclass(frozen=True)
class _Line:
    """Text as Slack takes it; one that can be cut has an end that may be left out."""

    text: str
    can_be_cut: bool = True


def text(card: Card) -> str:
    """The card in at most 4 000 characters; the commands of its own buttons come first to their room."""
    own, lost = _fit([_typed(button) for button in card.buttons], (LIMIT - _REST) // 2)
    room = LIMIT - _REST - sum(len(line) + 1 for line in own)
    body, left = _fit(list(_body(card)), room)
    rest = [n_("+ {count} more", "+ {count} more", lost + left)] if lost + left else []
    return "\n".join([*body, *rest, *own]).strip() or EMPTY


def _body(card: Card) -> Iterator[_Line]:
    shown = [card.title, card.text, *(f"{fact.label}: {fact.value}" for fact in card.facts)]
    if card.chart:
        shown += [card.chart.title, *(" ".join(line.split()) for line in bar_lines(card.chart))]
    if card.table:
        shown += [row(cells) for cells in (card.table.columns, *card.table.rows)]
    yield from (_line(said) for said in shown if clean(said).strip())
    for section in card.sections:
        yield from (_line(said) for said in (section.heading, section.text) if clean(said).strip())
        yield from (_typed(button) for button in section.buttons if button.command.strip() or button.url)
    if card.more.strip():
        yield _typed(Button(_("Show more"), card.more))


def _line(said: str) -> _Line:
    return _Line(literal(said).strip())


def _typed(button: Button) -> _Line:
    """What to type instead of pressing, in Slack's marks for code where these can hold it; or the address itself."""
    if button.url:
        return _Line(f"{literal(button.label).strip() or EMPTY}: {escape(button.url)}", can_be_cut=False)
    command = escape(f"{COMMAND} {clean(button.command)}".strip())
    shown = command if "`" in command or "\n" in command else f"`{command}`"
    return _Line(f"{literal(button.label).strip() or EMPTY}: {shown}", can_be_cut=False)


def _fit(waiting: Sequence[_Line], room: int) -> tuple[list[str], int]:
    """The lines that find room in so many characters, the last one cut where it can be; how many do not."""
    taken: list[str] = []
    for number, line in enumerate(waiting):
        if len(line.text) >= room:
            if line.can_be_cut and room > _WORTH_CUTTING:
                return [*taken, cut(line.text, room - 1)], len(waiting) - number - 1
            return taken, len(waiting) - number
        taken.append(line.text)
        room -= len(line.text) + 1
    return taken, 0

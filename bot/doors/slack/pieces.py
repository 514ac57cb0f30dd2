"""A card's parts as blocks that stay together, each small enough for a page of its own."""

from collections.abc import Iterable, Iterator, Sequence

from bot.doors.paging import Piece, characters, packed
from bot.doors.slack.texts import Json, bold, chunks, clean, cut, escape, literal, mrkdwn, plain
from bot.doors.texts import row
from core.card import Button, Card, Chart, Fact, Section, Style, Table, bar_lines
from core.words import _

HEADER, FIELD, LABEL, VALUE, SECTION, ACTION = 150, 2000, 75, 2000, 3000, 255
CONFIRM = {"title": 100, "text": 300, "confirm": 30}
ELEMENTS, FIELDS = 25, 10
ASKS = ":asks"  # ends the action_id of a button that shows its form first
LARGEST = 6_000  # characters of JSON: half of what a message holds, or less


def head(title: str, *, is_first: bool) -> list[Json]:
    """What stands on top of a page; on the first one a title too long for it stands whole in the body."""
    shown = clean(title).strip()
    if not shown or (is_first and len(shown) > HEADER):
        return []
    return [{"type": "header", "text": plain(shown, HEADER)}]


def body(card: Card, file: str = "") -> Iterator[Piece]:
    """All of the card but its own buttons."""
    if len(clean(card.title).strip()) > HEADER:
        yield from _text(card.title)
    yield from _text(card.text)
    yield from _facts(card.facts)
    if card.chart:
        yield from _chart(card.chart)
    if card.table:
        yield from _table(card.table)
    for section in card.sections:
        yield from _part(section, file)


def buttons(shown: Sequence[Button], file: str = "") -> Iterator[Piece]:
    """Rows of buttons; one whose command is too long for Slack is told of instead."""
    commands = [clean(button.command) for button in shown]
    told = [button for button, command in zip(shown, commands, strict=True) if len(command) > VALUE]
    drawn = [
        _button(button, command, file)
        for button, command in zip(shown, commands, strict=True)
        if (command.strip() or button.url) and len(command) <= VALUE
    ]
    for group in packed(drawn, ELEMENTS, LARGEST - 500, characters):
        yield Piece(({"type": "actions", "elements": group},), len(group))
    for button in told:
        said = _("{label}: too long for a button in Slack. Type the command instead.", label=button.label)
        yield Piece((note(said),))


def press(label: str, command: str, action: str = "press:9999") -> Json:
    """A button; it is numbered, and named otherwise, when all of its page are known."""
    return {"type": "button", "text": plain(label, LABEL), "value": command, "action_id": action}


def note(text: str) -> Json:
    """A line in small print."""
    return {"type": "context", "elements": [plain(text, FIELD)]}


def section(text: str) -> Json:
    """A paragraph."""
    return {"type": "section", "text": plain(text)}


def _text(text: str) -> Iterator[Piece]:
    for chunk in chunks(text):
        yield Piece((section(chunk),))


def _facts(facts: Iterable[Fact]) -> Iterator[Piece]:
    """Label and value side by side; one too long for a field gets a section of its own."""
    for group in packed(facts, FIELDS // 2, LARGEST - 500, _weight):
        if _is_long(group[0]):
            yield from _text(f"{group[0].label}:\n{group[0].value}")
        else:
            fields = [field for fact in group for field in _pair(fact)]
            yield Piece(({"type": "section", "fields": fields},), len(group))


def _pair(fact: Fact) -> tuple[Json, Json]:
    return mrkdwn(bold(fact.label)), plain(fact.value)


def _weight(fact: Fact) -> int:
    return LARGEST if _is_long(fact) else sum(map(characters, _pair(fact)))


def _is_long(fact: Fact) -> bool:
    return max(len(fact.label), len(fact.value)) > 250


def _chart(chart: Chart) -> Iterator[Piece]:
    """Bars of letters, equally wide; the picture of it is a file's business."""
    yield from _heading(chart.title)
    for group in packed(bar_lines(chart), 30, 2_000, len):
        bars = escape(clean("\n".join(group)).replace("`", "ˋ"))
        yield Piece((({"type": "section", "text": mrkdwn(f"```{cut(bars, SECTION - 6)}```")}),), len(group))


def _table(table: Table) -> Iterator[Piece]:
    """A line a row: it reads on a telephone and survives any content."""
    yield from _heading(row(table.columns))
    lines = ("• " + row(cells) for cells in table.rows)
    for group in packed(lines, 15, 2_500, len):
        parts = list(chunks("\n".join(group)))
        yield from (Piece((section(part),), len(group) if len(parts) == 1 else 1) for part in parts)


def _heading(text: str) -> Iterator[Piece]:
    if len(bold(text)) > SECTION:
        yield from _text(text)
    elif text.strip():
        yield Piece(({"type": "section", "text": mrkdwn(bold(text))},))


def _part(part: Section, file: str) -> Iterator[Piece]:
    """A part of a grouped message; what belongs together is cut off together."""
    rows = list(buttons(part.buttons, file))
    whole = (*_together(part), *(block for piece in rows for block in piece.blocks))
    if _together(part) and len(rows) <= 1 and sum(map(characters, whole)) <= LARGEST:
        yield Piece(whole)
    else:
        yield from _heading(part.heading)
        yield from _text(part.text)
        yield from rows


def _together(part: Section) -> tuple[Json, ...]:
    """Heading and text in one block, where there is a heading and room for both."""
    said = f"{bold(part.heading)}\n{literal(part.text)}".strip() if part.heading.strip() else ""
    return ({"type": "section", "text": mrkdwn(said)},) if 0 < len(said) <= SECTION else ()


def _button(button: Button, command: str, file: str) -> Json:
    drawn = press(button.label, command)
    if button.style is not Style.PLAIN:
        drawn["style"] = button.style.value
    if button.url:
        del drawn["value"]
        return drawn | {"url": button.url, "action_id": "link:9999"}
    if button.confirm.strip():
        drawn["confirm"] = _confirm(button)
    if button.file and file and len(f"{button.file}{file}") <= ACTION - 20:
        return drawn | {"action_id": f"file:9999:{button.file}:{file}"}
    return drawn | ({"action_id": f"press:9999{ASKS}"} if button.asks else {})


def _confirm(button: Button) -> Json:
    said = {"title": _("Are you sure?"), "text": button.confirm, "confirm": button.label}
    drawn: Json = {name: plain(text, CONFIRM[name]) for name, text in said.items()}
    drawn["deny"] = plain(_("No, go back"), 30)
    if button.style is Style.DANGER:
        drawn["style"] = "danger"
    return drawn


def numbered(drawn: list[Json], prefix: str = "press") -> list[Json]:
    """The blocks, in which every button has an action_id of its own: what it does, and its number."""
    elements = [e for block in drawn if block["type"] == "actions" for e in block["elements"]]
    for number, element in enumerate(elements):
        what, _number, *rest = element["action_id"].split(":", 2)
        if what != "more":
            element["action_id"] = ":".join((prefix if what == "press" else what, str(number), *rest))
    return drawn

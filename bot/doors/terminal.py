"""The terminal: typed lines in, cards as text or JSON out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import count, islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot import app as house
from bot.clock import now
from bot.settings import Settings
from commands.command import Caller, FileRef, FormView, Kind, Reply, Request, kind_of
from commands.dispatch import Dispatch, Shape
from commands.grammar import TimeProblem, moment, quote
from core import workspace
from core.card import Button, Card, Fact, File, Table, bar_lines
from core.errors import Refused
from core.words import _

MOST_NAMES = 1000


def line(words: Sequence[str]) -> str:
    """The words of a shell's command line as one line to read: what the shell unquoted is quoted again."""
    if len(words) == 1:
        return words[0]
    return " ".join(_requoted(word) for word in words)


def _requoted(word: str) -> str:
    key, equals, value = word.partition("=")
    if equals and key and not any(c.isspace() for c in key):
        return f"{key}={quote(value)}" if value else word
    return quote(word) if any(c.isspace() for c in word) or not word else word


def say(settings: Settings, text: str, person: str, at: str, home: str) -> tuple[bool, str, dict[str, Any]]:
    """One command through dispatch: whether it went well, as text, and as JSON's object."""
    made = house.build(settings)
    try:
        house.check_schema(made.database)
        request = Request(
            Caller(person), key=f"terminal:{uuid4()}", at=time_of(made, at, home), text=text, workspace=home
        )
        reply = made.dispatch.handle(with_files(made.dispatch, request))
        if reply.later:
            reply = saved(finished(made.dispatch, request, reply))
    except Refused as refusal:
        reply = Reply(False, Card(refusal.text, refusal.what_to_do), errors={"": refusal.text})
    return reply.ok, as_text(reply), as_data(reply)


@contextmanager
def watching(what: str) -> Iterator[Callable[..., None]]:
    """A bar that shows how far something long is, while it lasts; nothing on a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def shown(done: int, of: int, doing: str = what) -> None:
            bar.update(task, completed=done, total=of, description=doing)

        yield shown


def finished(dispatch: Dispatch, request: Request, reply: Reply) -> Reply:
    """What was to come later, with a bar that shows how far it is."""
    with watching(reply.card.title) as progress:
        return dispatch.finish(request, reply, progress)


def saved(reply: Reply) -> Reply:
    """The reply with its files written here, under names that overwrite nothing, and told of."""
    paths = [_write(file) for file in reply.card.files]
    if not paths:
        return reply
    facts = tuple(Fact(_("Saved"), str(path)) for path in paths)
    data = {**reply.card.data, "files": [str(path) for path in paths]}
    return replace(reply, card=replace(reply.card, facts=(*reply.card.facts, *facts), data=data))


def _write(file: File) -> Path:
    name = Path(file.name)
    numbered = (f"{name.stem}-{number}{name.suffix}" for number in count(2))
    for each in (file.name, *islice(numbered, MOST_NAMES)):
        try:
            with Path(each).open("xb") as kept:
                kept.write(file.content)
        except FileExistsError:
            continue
        return Path(each)
    raise Refused(_("There are too many files called {name} here.", name=file.name), _("Move some away."))


def time_of(made: house.App, at: str, home: str) -> datetime:
    """`--at`, or now. Refused once a chat is connected: time is not played with where people work."""
    if not at:
        return now()
    with made.database.read() as session:
        found = workspace.find(session, home)
    if found.has_chat:
        raise Refused(_("A chat is connected, so --at is not allowed."), _("Leave --at out."))
    try:
        return moment(at, now(), workspace.calendar_of(found))
    except TimeProblem as problem:
        raise Refused(str(problem)) from None


def with_files(dispatch: Dispatch, request: Request) -> Request:
    """The request with the paths typed for its file fields opened: only the terminal does that."""
    shape = dispatch.shape(request)
    typed = {name: shape.words[name] for name in _file_fields(shape) if name in shape.words}
    if not typed:
        return request
    files = {name: FileRef(Path(path).name, _reader(path)) for name, path in typed.items()}
    words = {name: word for name, word in shape.words.items() if name not in typed}
    return Request(
        request.caller, request.key, request.at,
        command=shape.command.name, data=words, files=files, door=request.door, workspace=request.workspace,
        step=request.step,
    )  # fmt: skip


def _file_fields(shape: Shape) -> list[str]:
    form = shape.command.form
    return [
        name
        for name, key in form.keys().items()
        if kind_of(key, form.model_fields[name].annotation) is Kind.FILE
    ]


def _reader(path: str) -> Any:
    if not Path(path).is_file():
        raise Refused(_("There is no file {path}.", path=path), _("Check the path and try again."))
    return Path(path).read_bytes


def as_data(reply: Reply) -> dict[str, Any]:
    """The contract's JSON object: ok, title, text, data, buttons, errors by the key that is typed."""
    keys = {field.name: field.key for field in reply.form.fields} if reply.form else {}
    return {
        "ok": reply.ok,
        "title": reply.card.title,
        "text": reply.card.text,
        "data": dict(reply.card.data),
        "buttons": [_button_data(button) for button in reply.card.buttons],
        "errors": {keys.get(name, name): text for name, text in _wanting(reply).items()},
    }


def _button_data(button: Button) -> dict[str, str]:
    address = {"url": button.url} if button.url else {}
    return {"label": button.label, "command": button.command} | address


def _wanting(reply: Reply) -> dict[str, str]:
    """The errors by field; of a form that just asks for more, its fields."""
    if reply.errors or not reply.form:
        return dict(reply.errors)
    return {field.name: field.label for field in reply.form.fields}


def as_text(reply: Reply) -> str:
    """The card as lines; a form's faulty fields, or those it asks for, as what to type."""
    shown = card_text(reply.card)
    if reply.form:
        shown += "\n" + "\n".join(_asked(reply.form, reply.errors))
    return shown


def _asked(form: FormView, errors: Any) -> list[str]:
    """The fields with errors; all of them, with what they hold now, where there are none."""
    return [
        f"  {field.key}={'' if errors or not field.value else quote(field.value)}  "
        + f"{field.label}: {', '.join(o.value for o in field.options[:12]) or field.hint}".rstrip(": ")
        for field in form.fields
        if field.name in errors or not errors
    ]


def card_text(card: Card, *, commands: bool = True) -> str:
    """A card as plain lines; its buttons with the `commands` behind them, or by their labels alone."""
    parts = [card.title, card.text, *(f"  {fact.label}: {fact.value}" for fact in card.facts)]
    if card.chart:
        parts += [card.chart.title, *(f"  {line}" for line in bar_lines(card.chart))]
    if card.table:
        parts.append(_table_text(card.table))
    for section in card.sections:
        parts += [section.heading, section.text, *_button_lines(section.buttons, commands)]
    parts += _button_lines(card.buttons, commands)
    return "\n".join(part for part in parts if part)


def _button_lines(buttons: tuple[Button, ...], commands: bool) -> list[str]:
    if commands:
        return [_button_line(button) for button in buttons]
    return ["  " + "  ".join(f"[{button.label}]" for button in buttons)] if buttons else []


def _button_line(button: Button) -> str:
    return f"  {button.label}: {button.url}" if button.url else f"  [{button.label}] {button.command}"


def _table_text(table: Table) -> str:
    rows = [table.columns, *table.rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.columns))]
    return "\n".join(
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )

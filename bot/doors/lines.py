"""What doors ask of lines and commands: the line that gives a card again, the fields that take a file, what changed."""

from collections.abc import Mapping
from typing import get_args, get_type_hints

from bot.doors.texts import clean
from commands.command import Ask, Command, FormView, Kind, Reply, Request, kind_of
from commands.dispatch import Dispatch
from commands.grammar import typed
from commands.registry import COMMANDS
from core.card import Button, Style
from core.errors import Refused
from core.words import _

FILE = "file.ask"


def named(name: str) -> Command | None:
    """The command with that name, if there still is one."""
    return next((known for known in COMMANDS if known.name == name), None)


def written(command: Command, values: Mapping[str, str]) -> str:
    """The command with its values by field name, as a person would type it."""
    keys = {name: key.sv for name, key in command.form.keys().items()}
    words = " ".join(word for word in command.words.split() if not word.endswith("*"))
    return typed(words, {keys[name]: value for name, value in values.items() if value})


def again(request: Request, reply: Reply) -> str:
    """The line that would give this card again; none where it would change something."""
    command = named(reply.command)
    if not (reply.ok and command and command.reads):
        return ""
    return clean(request.text) or written(command, dict(request.data))


def unfinished(request: Request, reply: Reply) -> str:
    """A form's line with what is filled in so far."""
    command = named(reply.command)
    return request.text or (
        written(command, dict(reply.form.values) if reply.form else {}) if command else ""
    )


def fill_in(line: str, file: str = "") -> Button:
    """A button that opens the form of a line where a message can't; `file` names the field of one that goes along."""
    return Button(_("Fill in"), line, Style.PRIMARY, file=file)


def changed(reply: Reply) -> bool:
    """Whether something was written, so that what was shown before is no longer how things are."""
    command = named(reply.command)
    return reply.ok and command is not None and not command.reads


def refused(reply: Reply) -> bool:
    """Whether it could not be done at all: often because somebody else was first."""
    return not reply.ok and reply.form is None


def is_turned_away(request: Request, reply: Reply) -> bool:
    """Whether no file sent along will be answered otherwise: a stranger, or somebody who may keep none."""
    return refused(reply) and (request.command == FILE or not reply.errors)


def file_fields(command: str) -> frozenset[str]:
    """The names of a command's fields that take a file."""
    found = named(command)
    if found is None:
        return frozenset()
    form = found.form
    kinds = {name: kind_of(key, form.model_fields[name].annotation) for name, key in form.keys().items()}
    return frozenset(name for name, kind in kinds.items() if kind is Kind.FILE)


def lacks(dispatch: Dispatch, request: Request) -> bool:
    """Whether a form is needed, as far as the words alone can tell."""
    try:
        shape = dispatch.shape(request)
    except Refused:
        return False
    return bool(shape.missing or file_fields(shape.command.name) & shape.words.keys())


def opens(dispatch: Dispatch, request: Request) -> bool:
    """Whether a line is to open a dialog: a form is needed, or its command may want more than the line says."""
    try:
        asks = Ask in get_args(get_type_hints(dispatch.shape(request).command.run).get("return"))
    except Refused:
        return False
    return asks or lacks(dispatch, request)


def only_reads(dispatch: Dispatch, request: Request) -> bool:
    """Whether the typed line changes nothing, as far as the words alone can tell."""
    try:
        return dispatch.shape(request).command.reads
    except Refused:
        return False


def file_field(dispatch: Dispatch, request: Request) -> str | None:
    """The field of the typed command that takes a file, empty where none does; None where it is no command."""
    if not request.text:
        return None
    try:
        return next(iter(file_fields(dispatch.shape(request).command.name)), "")
    except Refused:
        return None


def kept_values(form: FormView) -> dict[str, str]:
    """What a form's page does not show of what was given; a file's name typed as text is no file, and is not kept."""
    shown = {field.name for field in form.fields} | file_fields(form.command)
    return {name: value for name, value in form.values.items() if value and name not in shown}

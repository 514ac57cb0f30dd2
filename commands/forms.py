"""Forms as doors draw them: what is missing, what is wrong, what a command asks for next."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from commands import grammar
from commands.command import Ask, Command, Context, FieldView, FormView, Key, Kind, Reply, kind_of, takes_text
from core.card import Card
from core.words import N_, _

_FAULTS = {
    "int_parsing": N_("Write a whole number."),
    "int_type": N_("Write a whole number."),
    "greater_than_equal": N_("At least {ge}."),
    "less_than_equal": N_("At most {le}."),
}


def missing(context: Context, command: Command, words: Mapping[str, str], names: tuple[str, ...]) -> Reply:
    """The form of a command that was called without all it needs, with what was given filled in."""
    errors = {name: _("This is needed.") for name in names}
    keys = ", ".join(_typed(command.form.keys()[name]) for name in names)
    card = Card(
        _(command.summary),
        _("Missing: {keys}. See how: hjälp {command}", keys=keys, command=command.words),
        data={"missing": list(names)},
    )
    return Reply(False, card, view(context, command, words, named=names, wanted=names), errors, command.name)


def again(context: Context, command: Command, words: Mapping[str, str], errors: Mapping[str, str]) -> Reply:
    """The same form with its faults; what was filled in is kept."""
    keys = command.form.keys()
    lines = [f"{_(keys[name].label)}: {text}" if name in keys else text for name, text in errors.items()]
    card = Card(_("That can't be recorded yet"), "\n".join(lines))
    return Reply(False, card, view(context, command, words, named=tuple(errors)), errors, command.name)


def asked(context: Context, command: Command, words: Mapping[str, str], ask: Ask) -> Reply:
    """The next page of the form, as the command asked for it; earlier answers go along."""
    drawn = view(context, command, {**words, **ask.values}, named=ask.fields, only=ask.fields, card=ask.card)
    card = ask.card or Card(_(command.summary))
    return Reply(False, card, drawn, {}, command.name)


def view(
    context: Context,
    command: Command,
    words: Mapping[str, str],
    *,
    named: tuple[str, ...] = (),
    wanted: tuple[str, ...] = (),
    only: tuple[str, ...] | None = None,
    card: Card | None = None,
) -> FormView:
    """The form's page: its first page and the fields named, or only those given, which are its next page.

    The fields `wanted` must be answered though the command could do without.
    """
    words = {name: _readable(context, command, name, word) for name, word in words.items()}
    shown = [
        _field_view(context, command, name, key, words.get(name, ""), wanted=name in wanted)
        for name, key in command.form.keys().items()
        if (name in only if only is not None else key.page == 1 or name in named)
    ]
    step = context.step + 1 if only is not None else max(context.step, 1)
    return FormView(command.name, _(command.summary), step, tuple(shown), dict(words), card)


def _field_view(
    context: Context, command: Command, name: str, key: Key, value: str, *, wanted: bool
) -> FieldView:
    info = command.form.model_fields[name]
    kind = kind_of(key, info.annotation)
    return FieldView(
        name=name,
        key=key.sv,
        label=_(key.label),
        kind=kind,
        required=info.is_required() or wanted,
        hint=_(key.hint) if key.hint else "",
        value=value,
        options=tuple(key.source.options(context)) if key.source else (),
        max_length=key.max_length,
        has_more=key.source is not None and key.source.has_more,
        zone=context.calendar.zone if kind is Kind.TIME else "",
        takes_text=takes_text(command.form, name),
    )


def _readable(context: Context, command: Command, name: str, word: str) -> str:
    """A time or a day as a picker shows it, so that `igår 9` means the same tomorrow; anything else as typed."""
    keys = command.form.keys()
    kind = kind_of(keys[name], command.form.model_fields[name].annotation) if name in keys else Kind.TEXT
    readers = {Kind.TIME: (_moment, _day), Kind.DAY: (_day,)}.get(kind, ())
    for read in readers:
        try:
            return read(context, word)
        except grammar.TimeProblem:
            continue
    return word


def _moment(context: Context, word: str) -> str:
    """The local time to the minute, where that is the same instant: not in the hour that comes twice."""
    at = grammar.moment(word, context.now, context.calendar)
    said = f"{context.calendar.local(at):%Y-%m-%d %H:%M}"
    is_same = grammar.moment(said, context.now, context.calendar) == at.replace(second=0, microsecond=0)
    return said if is_same else word


def _day(context: Context, word: str) -> str:
    return grammar.day(word, context.now, context.calendar).isoformat()


def texts(faults: ValidationError) -> dict[str, str]:
    """Each field's fault, in words a person can act on."""
    return {_field(fault): _text(fault) for fault in faults.errors(include_url=False)}


def _field(fault: Any) -> str:
    return str(fault["loc"][0]) if fault["loc"] else ""


def _text(fault: Any) -> str:
    context = fault.get("ctx", {})
    if "error" in context:
        return str(context["error"])
    values = {name: value for name, value in context.items() if isinstance(value, (int, float, str))}
    return _(_FAULTS[fault["type"]], **values) if fault["type"] in _FAULTS else str(fault["msg"])


def _typed(key: Key) -> str:
    return key.sv if key.position or key.free else f"{key.sv}="

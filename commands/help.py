"""Help, made from the commands themselves: fields, examples, and the rule behind them."""

from typing import Annotated

from commands.command import EVERYONE, ROLE_NAMES, Command, Context, Form, Key
from core.card import Button, Card, Fact, Section, Table
from core.errors import Refused
from core.people import Role
from core.policy.cite import cited
from core.slugs import fold
from core.words import N_, _

# Rules that the client ordered beside the document, and the bot's own: they stand in no section of it.
_NOT_OF_THE_DOCUMENT = "CS"


class HelpForm(Form):
    """About which command."""

    command: Annotated[str | None, Key("kommando", "command", N_("Command"), free=True, max_length=60)] = None


def show(context: Context, form: HelpForm) -> Card:
    """The caller's commands, or one command with its fields, examples and rule."""
    mine = [command for command in context.commands if command.roles & context.roles]
    wanted = fold(form.command or "").strip()
    if not wanted:
        return _overview(mine)
    exact = [c for c in context.commands if wanted in (fold(c.words), fold(c.english))]
    found = exact or [c for c in context.commands if fold(c.words).split()[0] == wanted.split()[0]]
    if not found:
        raise Refused(_("There is no command {word}.", word=form.command), _("See all: hjälp"))
    if len(found) > 1 and not exact:
        return _overview(found)
    return _one(context, found[0])


def _overview(commands: list[Command]) -> Card:
    rows = tuple((_shown(command), _(command.summary)) for command in commands)
    return Card(
        _("What you can say"),
        _("More about one: hjälp fråga. Leave fields out and I ask for them."),
        table=Table((_("Command"), _("What it does")), rows),
        buttons=(Button(_("To do"), "mina"),),
        data={"commands": [command.words for command in commands]},
    )


def _shown(command: Command) -> str:
    return command.words.replace("*", "…")


def _one(context: Context, command: Command) -> Card:
    required = command.form.required()
    fields = [
        Fact(
            key.sv if key.position or key.free else f"{key.sv}=",
            ". ".join(part for part in (_field_text(key, name in required), _options(context, key)) if part),
        )
        for name, key in command.form.keys().items()
    ]
    sections = [Section("\n".join(command.examples), heading=_("Examples"))]
    if rules := _rules(context, command):
        sections.append(Section(rules, heading=_("The rule behind it")))
    who = ", ".join(_(ROLE_NAMES[role]) for role in Role if role in command.roles)
    return Card(
        _shown(command),
        _("{summary} For: {who}.", summary=_sentence(_(command.summary)), who=who),
        facts=tuple(fields),
        sections=tuple(sections),
        data={
            "command": command.words,
            "fields": [key.sv for key in command.form.keys().values()],
            "required": [command.form.keys()[name].sv for name in required],
            "rules": list(command.rules),
        },
    )


def _sentence(text: str) -> str:
    return text if text.endswith("?") else f"{text}."


def _field_text(key: Key, required: bool) -> str:
    said = _(key.label) + (f" ({_('needed')})" if required else "")
    return f"{said}. {_(key.hint).rstrip('.')}" if key.hint else said


def _options(context: Context, key: Key) -> str:
    """The choices of a closed list; those of the register are too many to read."""
    source = key.source if key.source and not key.source.has_more else None
    options = [option.value for option in source.options(context)] if source else []
    return ", ".join(options) if 0 < len(options) <= 12 else ""


def _rules(context: Context, command: Command) -> str:
    document = context.policy.document
    where = ", ".join(filter(None, (document.title, document.number)))
    known = cited(context.policy)
    return "\n".join(
        _("{rule}: {section} ({document})", rule=rule, section=known[rule][0], document=where)
        if rule[0] not in _NOT_OF_THE_DOCUMENT
        else _("{rule}: {section}", rule=rule, section=known[rule][0])
        for rule in command.rules
        if rule in known
    )


COMMANDS = (
    Command(
        "help", "hjälp", "help", HelpForm, show, EVERYONE, N_("Help"), reads=True,
        examples=("hjälp", "hjälp fråga"),
    ),
)  # fmt: skip

"""The terminal door as a conversation: type commands, press buttons by number, change person, move the clock."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from bot.demo.clock import MAX_AHEAD, Message, next_working_day
from bot.doors.terminal import card_text, with_files
from commands.command import Caller, FieldView, FileRef, FormView, Kind, Reply, Request
from commands.dispatch import Dispatch
from commands.grammar import TimeProblem, moment
from core import people
from core.card import Button, Card
from core.database import Database
from core.errors import Refused
from core.words import _
from core.words.times import moment as said_moment
from core.worktime import Calendar

_AHEAD = re.compile(r"^\+(\d+)\s*([a-z]+)$")
_UNITS = {"m": 1, "min": 1, "h": 60, "t": 60, "d": 1440, "v": 7 * 1440, "w": 7 * 1440}

Advance = Callable[[datetime, datetime], Iterator[Message]]


@dataclass
class Filling:
    """A form being filled in, field by field."""

    form: FormView
    words: dict[str, str]
    files: dict[str, FileRef] = field(default_factory=dict)
    at_field: int = 0

    @property
    def asked(self) -> FieldView:
        """The field that is asked for now."""
        return self.form.fields[self.at_field]


@dataclass
class Conversation:
    """One line in, lines out. `advance(from, to)` lets time pass and yields what the bot says meanwhile."""

    dispatch: Dispatch
    database: Database
    workspace_id: int
    calendar: Calendar
    advance: Advance
    now: datetime
    person: str
    buttons: list[tuple[str, Button]] = field(default_factory=list)
    filling: Filling | None = None
    over: bool = False

    def prompt(self) -> str:
        """What stands before the cursor: the field asked for, or who speaks and when."""
        if self.filling:
            asked = self.filling.asked
            options = ", ".join(option.value for option in asked.options[:15])
            default = f" [{asked.value}]" if asked.value else ""
            optional = "" if asked.required or asked.value else f" ({_('Enter to skip')})"
            hint = options or asked.hint
            return f"  {asked.label}{f' – {hint}' if hint else ''}{default}{optional}: "
        local = self.calendar.local(self.now)
        return f"{said_moment(self.now, self.calendar) if local else ''}  {self.person}> "

    def hear(self, line: str) -> str:
        """The answer to one line."""
        line = line.strip()
        if self.filling and line not in {"/avbryt", "/sluta"}:
            return self._fill(line)
        if line.startswith("/") and not line.startswith("/some"):
            return self._meta(line[1:])
        if not line:
            return ""
        if line.isdigit() and 0 < int(line) <= len(self.buttons):
            return self._press(int(line))
        return self._say(Request(Caller(self.person), f"demo:{uuid4()}", self.now, text=line))

    def _meta(self, line: str) -> str:
        word, _space, rest = line.partition(" ")
        known: dict[str, Callable[[str], str]] = {
            "som": self._become,
            "tid": self._pass_time,
            "vilka": self._cast,
            "avbryt": self._cancel,
            "sluta": self._leave,
        }
        return known.get(word, self._meta_help)(rest.strip())

    def _meta_help(self, _rest: str) -> str:
        return _(
            "/som NAME speaks as another person, /vilka shows who there are, /tid +24h moves the clock "
            "(also +3d, +2v, 2026-12-01 08:00), a number presses a button, /avbryt leaves a form, /sluta ends."
        )

    def _become(self, name: str) -> str:
        with self.database.read() as session:
            found = people.identify(session, self.workspace_id, name) if name else None
        if found is None:
            return _("There is nobody called {name}. See who there are: /vilka", name=name or "–")
        self.person, self.filling = found.slug, None
        return _("You are {name} now.", name=found.name)

    def _cast(self, _rest: str) -> str:
        reply = self.dispatch.handle(
            Request(Caller("admin"), f"demo:{uuid4()}", self.now, command="person.list")
        )
        return card_text(reply.card)

    def _cancel(self, _rest: str) -> str:
        self.filling = None
        return _("The form is left. Nothing was saved.")

    def _leave(self, _rest: str) -> str:
        self.over = True
        return ""

    def _pass_time(self, text: str) -> str:
        try:
            until = self._time(text)
        except TimeProblem as problem:
            return str(problem)
        if not self.now < until <= self.now + MAX_AHEAD:
            return _("The clock only goes forward, at most {days} days at a time.", days=MAX_AHEAD.days)
        self.buttons.clear()
        said = [self._message(message) for message in self.advance(self.now, until)]
        self.now = until
        return "\n\n".join(said) or _("Nothing happened.")

    def _time(self, text: str) -> datetime:
        ahead = _AHEAD.match(text)
        if ahead and ahead[2] in _UNITS:
            return self.now + timedelta(minutes=int(ahead[1]) * _UNITS[ahead[2]])
        if not text:
            return next_working_day(self.now, self.calendar)
        return moment(text, self.now, self.calendar)

    def _message(self, message: Message) -> str:
        head = _("{when}  to {whom}", when=said_moment(message.at, self.calendar), whom=message.to)
        return f"─── {head}\n{self._drawn(message.card, message.to)}"

    def _press(self, number: int) -> str:
        person, button = self.buttons[number - 1]
        note = ""
        if person != self.person and self._exists(person):
            self.person = person
            note = _("(as {name})", name=person) + "\n"
        return note + self._say(
            Request(Caller(self.person), f"demo:{uuid4()}", self.now, text=button.command)
        )

    def _exists(self, slug: str) -> bool:
        with self.database.read() as session:
            return people.identify(session, self.workspace_id, slug) is not None

    def _say(self, request: Request) -> str:
        try:
            return self._answer(self.dispatch.handle(with_files(self.dispatch, request)))
        except Refused as refusal:
            return "\n".join(filter(None, (refusal.text, refusal.what_to_do)))

    def _answer(self, reply: Reply) -> str:
        self.buttons.clear()
        self.filling = None
        shown = self._drawn(reply.card, self.person)
        if reply.form and reply.form.fields:
            form = self._fields_to_ask(reply)
            self.filling = Filling(form, dict(reply.form.values))
            shown += "\n" + _("Fill in, field by field (/avbryt leaves):")
        return shown

    def _fields_to_ask(self, reply: Reply) -> FormView:
        """Only the faulty or missing fields when there are some, else all that the page has."""
        assert reply.form  # noqa: S101
        faulty = tuple(f for f in reply.form.fields if f.name in reply.errors)
        return replace(reply.form, fields=faulty or reply.form.fields)

    def _fill(self, line: str) -> str:
        filling = self.filling
        assert filling  # noqa: S101
        asked = filling.asked
        if asked.required and not line and not asked.value:
            return "  " + _("This is needed.")
        if line and asked.kind is Kind.FILE:
            path = Path(line).expanduser()
            if not path.is_file():
                return "  " + _("There is no file {path}.", path=line)
            filling.files[asked.name] = FileRef(path.name, path.read_bytes)
        elif line:
            filling.words[asked.name] = line
        filling.at_field += 1
        return "" if filling.at_field < len(filling.form.fields) else self._send(filling)

    def _send(self, filling: Filling) -> str:
        words = {name: word for name, word in filling.words.items() if name not in filling.files}
        request = Request(
            Caller(self.person), f"demo:{uuid4()}", self.now,
            command=filling.form.command, data=words, files=filling.files, step=filling.form.step,
        )  # fmt: skip
        return self._answer(self.dispatch.handle(request))

    def _drawn(self, card: Card, to: str) -> str:
        """The card, its buttons as numbers to press."""
        sections = tuple(
            replace(section, buttons=self._numbered(section.buttons, to)) for section in card.sections
        )
        return card_text(
            replace(card, sections=sections, buttons=self._numbered(card.buttons, to)), commands=False
        )

    def _numbered(self, buttons: tuple[Button, ...], to: str) -> tuple[Button, ...]:
        numbered = []
        for button in buttons:
            self.buttons.append((to, button))
            numbered.append(replace(button, label=f"{len(self.buttons)} {button.label}"))
        return tuple(numbered)

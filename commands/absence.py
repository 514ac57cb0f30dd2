"""Absences: who is away when, and who stands in (H11)."""

from datetime import date
from typing import Annotated

from commands import choices, rights
from commands.command import EVERYONE, Command, Context, Form, Key, NoForm
from commands.fields import FIRST, LAST
from core import absences, accounts, people
from core.absences import Absence
from core.card import Button, Card, Table
from core.errors import FieldError, Refused
from core.people import Person
from core.words import N_, _
from core.words.times import day

WHO = Key(
    "person", "person", N_("Who is away"), N_("You, if you leave it out."), position=1, source=choices.PEOPLE
)


class AbsenceForm(Form):
    """Who is away, when, and who stands in."""

    person: Annotated[Person | None, WHO] = None
    first: Annotated[date, FIRST]
    last: Annotated[date, LAST]
    deputy: Annotated[
        Person | None,
        Key("ersättare", "deputy", N_("Deputy"), N_("Gets the reminders meanwhile."), source=choices.PEOPLE),
    ] = None


def new(context: Context, form: AbsenceForm) -> Card:
    """Records an absence: reminders go to the deputy, and come back by themselves (H11)."""
    person = _whose(context, form.person)
    deputy = form.deputy or _deputy_of(context, person)
    absences.record(context, person, form.first, form.last, deputy)
    text = (
        _("Reminders go to {name} meanwhile.", name=deputy.name)
        if deputy
        else _("Nobody stands in: reminders go to the account's other editors, else to the manager.")
    )
    return Card(
        _("{name} is away {first} to {last}", name=person.name, first=day(form.first), last=day(form.last)),
        f"{text} {_('Times for answers stand still for nobody.')}",
        buttons=(Button(_("Back earlier"), f"frånvaro slut {person.slug}"),),
        data={
            "person": person.slug, "from": form.first.isoformat(), "to": form.last.isoformat(),
            "deputy": deputy.slug if deputy else None,
        },
    )  # fmt: skip


def _whose(context: Context, person: Person | None) -> Person:
    """The caller, or somebody whose absence is theirs to record: their unit's, or anybody for communications."""
    person = person or context.doer
    if rights.may_act(context, rights.ABSENCE, owner=person, unit=person.unit):
        return person
    raise Refused(
        _("{name}'s absence is not yours to record.", name=person.name),
        rights.who_may(context, rights.ABSENCE, owner=person),
    )


def _deputy_of(context: Context, person: Person) -> Person | None:
    """Who is named deputy on the accounts the person is responsible for, where it is one and the same."""
    theirs = [a for a in accounts.edited_by(context, person) if a.responsible_id == person.id]
    named = {account.deputy_id for account in theirs if account.deputy_id}
    found = context.session.get(Person, named.pop()) if len(named) == 1 else None
    return found if found and found.is_here and found.id != person.id else None


class BackForm(Form):
    """Who is back."""

    person: Annotated[Person | None, WHO] = None


def back(context: Context, form: BackForm) -> Card:
    """Ends an absence today."""
    person = _whose(context, form.person)
    if not absences.end(context, person):
        raise FieldError("person", _("{name} is not away today.", name=person.name))
    return Card(
        _("{name} is back", name=person.name), _("Reminders come as before."), data={"person": person.slug}
    )


def listing(context: Context, _form: NoForm) -> Card:
    """Who is away now or will be, and who stands in."""
    found = absences.listed(context)
    names = {person.id: person.name for person in people.present(context)}
    rows = tuple(_row(absence, names) for absence in found if absence.person_id in names)
    columns = (_("Name"), _("First day"), _("Last day"), _("Deputy"))
    return Card(
        _("Away ({count})", count=len(rows)),
        "" if rows else _("Nobody is away."),
        table=Table(columns, rows) if rows else None,
        data={"absences": [{"from": str(each.first_day), "to": str(each.last_day)} for each in found]},
    )


def _row(absence: Absence, names: dict[int, str]) -> tuple[str, ...]:
    deputy = names.get(absence.deputy_id or 0, "–")
    return names[absence.person_id], day(absence.first_day), day(absence.last_day), deputy


COMMANDS = (
    Command(
        "absence.new", "frånvaro", "absence", AbsenceForm, new, EVERYONE, N_("Record that somebody is away"),
        rules=("H11",), examples=("frånvaro från=2026-12-21 till=2027-01-06 ersättare=elis-ek",),
    ),
    Command(
        "absence.back", "frånvaro slut", "absence over", BackForm, back, EVERYONE, N_("Somebody is back"),
        rules=("H11",), examples=("frånvaro slut", "frånvaro slut rut-redaktör"),
    ),
    Command(
        "absence.list", "frånvaro lista", "absence list", NoForm, listing, EVERYONE, N_("List who is away"),
        reads=True, rules=("H11",), examples=("frånvaro lista",),
    ),
)  # fmt: skip

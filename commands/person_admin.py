"""A second administrator confirms who becomes an administrator, or is one no longer (S2)."""

from typing import Annotated

from commands.command import Command, Context, Form
from commands.person import ADMINS, PERSON, person_card
from core import administrators
from core.card import Card
from core.errors import Refused
from core.people import Person
from core.words import N_, _


class DecideForm(Form):
    """About whom."""

    person: Annotated[Person, PERSON]


def approve(context: Context, form: DecideForm) -> Card:
    """A second administrator confirms what another asked for (S2)."""
    person = _decided(context, form.person, is_granted=True)
    return person_card(context, person, _("{name} is changed", name=person.name))


def reject(context: Context, form: DecideForm) -> Card:
    """A second administrator says no: all stays as it is (S2)."""
    person = _decided(context, form.person, is_granted=False)
    return person_card(context, person, _("{name} stays as before", name=person.name))


def _decided(context: Context, person: Person, *, is_granted: bool) -> Person:
    change = administrators.pending_for(context, person)
    if change is None:
        raise Refused(
            _("Nothing about {name} waits for a second administrator.", name=person.name),
            _("Look at it: person visa {who}", who=person.slug),
        )
    return administrators.decide(context, change, is_granted=is_granted)


COMMANDS = (
    Command(
        "person.approve", "person godkänn", "person approve", DecideForm, approve, ADMINS,
        N_("Confirm a new administrator, or that one is none any more"), rules=("S2",),
        examples=("person godkänn rut-redaktör",),
    ),
    Command(
        "person.reject", "person avslå", "person reject", DecideForm, reject, ADMINS,
        N_("Say no to a change of administrator"), rules=("S2",), examples=("person avslå rut-redaktör",),
    ),
)  # fmt: skip

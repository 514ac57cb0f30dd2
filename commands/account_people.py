"""Who works with an account: assignments, readings, loans (F2, H8, H12, M12)."""

from datetime import date
from typing import Annotated

from commands import choices
from commands.account_card import ACCOUNT, data_of
from commands.command import EVERYONE, LOGS, Command, Context, Form, Key
from commands.fields import FIRST, LAST, PERSON
from core import accounts, loans, plans, readings
from core.accounts import Account, Status
from core.card import Card
from core.errors import FieldError, Refused
from core.people import Person, Role
from core.words import N_, _
from core.words.times import day, joined


class AssignForm(Form):
    """Who gets the task of working with which account."""

    account: Annotated[Account, ACCOUNT]
    person: Annotated[Person, PERSON]
    task: Annotated[
        str | None,
        Key("uppgift", "task", N_("The task"), N_("What it covers, if that is not plain."), max_length=500),
    ] = None


def assign(context: Context, form: AssignForm) -> Card:
    """The manager assigns a person to an account, as an employee (F2, H8, O3)."""
    if context.actor and form.person.id == context.actor.id:
        raise FieldError("person", _("Your own assignment is given by your manager."))
    accounts.assign(context, form.account, form.person, form.task)
    confirms = context.policy.approval.as_employee.value
    return Card(
        _("{name} is assigned to {slug}", name=form.person.name, slug=form.account.slug),
        _("You have confirmed that those who work with the account do so as employees.") if confirms else "",
        data=data_of(form.account) | {"person": form.person.slug},
    )


class ReadForm(Form):
    """Which account's plan was read; all of one's own where none is named."""

    account: Annotated[
        Account | None, Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)
    ] = None


def read(context: Context, form: ReadForm) -> Card:
    """The caller has read the guidelines and the plans of their accounts (M12)."""
    theirs = [a for a in accounts.handled_by(context, context.doer) if a.status is not Status.REQUESTED]
    chosen = [a for a in theirs if form.account is None or a.id == form.account.id]
    if not chosen:
        raise Refused(
            _("You work with no such account."), _("Those who work with an account confirm for themselves.")
        )
    made = plans.newest(context, [account.id for account in chosen])
    plan_ids = {id: plan.id for id, plan in made.items()}
    readings.confirm(context, {(a.id, a.slug): plan_ids.get(a.id) for a in chosen}, context.doer)
    slugs = [account.slug for account in chosen]
    return Card(
        _("Thank you! It is noted what you have read"),
        _("The guidelines, and the plan of: {slugs}.", slugs=joined(slugs)),
        data={"accounts": slugs, "guidelines_of": _iso(readings.guidelines_of(context))},
    )


def _iso(found: date | None) -> str | None:
    return found.isoformat() if found else None


class LendForm(Form):
    """Who borrows the account, for how long, and what is confirmed."""

    account: Annotated[Account, ACCOUNT]
    person: Annotated[Person, PERSON]
    first: Annotated[date, FIRST]
    last: Annotated[date, LAST]
    agreed: Annotated[bool, Key("förankrat", "agreed", N_("Agreed with communications"))] = False
    guidelines: Annotated[bool, Key("riktlinjer", "guidelines", N_("The borrower knows the guidelines"))] = (
        False
    )

    def check(self, context: Context) -> None:
        """What the guideline wants confirmed is confirmed (H12); communications' own word is agreement. FieldError."""
        wants = context.policy.lending
        if wants.agreed.value and not self.agreed and Role.COMMUNICATIONS not in context.roles:
            raise FieldError("agreed", _("Agree on it with communications first, then confirm it here."))
        if wants.guidelines.value and not self.guidelines:
            raise FieldError("guidelines", _("The borrower must know the guidelines. Confirm it here."))


def lend(context: Context, form: LendForm) -> Card:
    """Lends the account to a person for a time; it ends by itself (H12)."""
    loans.lend(context, form.account, form.person, form.first, form.last)
    return Card(
        _("{slug} is lent to {name}", slug=form.account.slug, name=form.person.name),
        _("From {first} to {last}. The loan ends by itself.", first=day(form.first), last=day(form.last)),
        data=data_of(form.account)
        | {"person": form.person.slug, "from": form.first.isoformat(), "to": form.last.isoformat()},
    )


class ReturnForm(Form):
    """Whose loan is over."""

    account: Annotated[Account, ACCOUNT]
    person: Annotated[Person, PERSON]


def take_back(context: Context, form: ReturnForm) -> Card:
    """Ends a loan before its time (H12)."""
    found = [
        loan for loan in loans.standing(context.session, form.account) if loan.person_id == form.person.id
    ]
    if not found:
        raise FieldError("person", _("{name} does not borrow the account.", name=form.person.name))
    for loan in found:
        loans.take_back(context, loan)
    return Card(
        _("{name} no longer borrows {slug}", name=form.person.name, slug=form.account.slug),
        data=data_of(form.account) | {"person": form.person.slug},
    )


COMMANDS = (
    Command(
        "account.assign", "konto uppdrag", "account assign", AssignForm, assign, frozenset({Role.MANAGER, Role.ADMIN}),
        N_("Assign a person to an account"), about="account", rules=("F2", "H8", "O3"),
        examples=("konto uppdrag bibliotek-fb eva-editor",),
    ),
    Command(
        "account.read", "läst", "read", ReadForm, read, EVERYONE,
        N_("Confirm that you have read the guidelines and the account's plan"), rules=("M12", "H8"),
        examples=("läst", "läst bibliotek-fb"),
    ),
    Command(
        "account.lend", "konto låna", "account lend", LendForm, lend, LOGS, N_("Lend an account for a time"),
        about="account", rules=("H12",),
        examples=("konto låna bibliotek-fb elis-ek från=2026-12-01 till=2026-12-14 förankrat=ja riktlinjer=ja",),
    ),
    Command(
        "account.return", "konto återta", "account return", ReturnForm, take_back, LOGS,
        N_("End a loan before its time"), about="account", rules=("H12",),
        examples=("konto återta bibliotek-fb elis-ek",),
    ),
)  # fmt: skip

"""Looking after accounts: one tap for all one's own, more often for a time, over days off (G4, H11, H22)."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from commands import choices
from commands.command import EVERYONE, LOGS, Command, Context, Form, Key, NoForm
from commands.recent import not_ahead
from core import accounts, supervision
from core.accounts import Account, Status
from core.card import Button, Card, Fact, Table
from core.errors import Refused
from core.people import Person
from core.policy.supervision import said_rate
from core.supervision import Raised
from core.words import N_, _, n_
from core.words.times import day, moment

LOOKED_AFTER = (Status.ACTIVE, Status.CLOSING)
ACCOUNT = Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)


class LookForm(Form):
    """Which account was looked at; all of one's own when left out."""

    account: Annotated[Account | None, ACCOUNT] = None
    at: Annotated[
        datetime | None, Key("när", "when", N_("When you looked"), N_("Now, if you leave it out."))
    ] = None


def look(context: Context, form: LookForm) -> Card:
    """Records that the caller has looked at one account, or at all of theirs (G4, H11)."""
    at = not_ahead(context, "at", form.at)
    mine = [a for a in accounts.edited_by(context, context.doer) if a.status in LOOKED_AFTER]
    chosen = [form.account] if form.account else mine
    if not chosen:
        raise Refused(_("You have no account in use."), _("Name one: uppsikt {slug}", slug="bibliotek-fb"))
    for account in chosen:
        supervision.look(context, account, at)
    names = [account.slug for account in chosen]
    return Card(
        n_(
            "Noted: you have looked at {count} account",
            "Noted: you have looked at {count} accounts",
            len(chosen),
        ),
        ", ".join(names),
        facts=(Fact(_("When"), moment(at, context.calendar)),),
        data={"accounts": names, "at": context.calendar.local(at).isoformat()},
    )


class RaiseForm(Form):
    """Which account, for how long, and why."""

    account: Annotated[Account, ACCOUNT]
    days: Annotated[
        int | None,
        Key("dagar", "days", N_("For how many days"), N_("As the guideline says, if you leave it out.")),
        Field(ge=1, le=60),
    ] = None
    reason: Annotated[
        str | None, Key("orsak", "reason", N_("Reason"), N_("No names."), free=True, max_length=300)
    ] = None


def more(context: Context, form: RaiseForm) -> Card:
    """The account is looked at more often for a time (H11)."""
    days = form.days or context.policy.supervision.raised_days.value or 1
    row = supervision.raise_for(context, form.account, days, form.reason)
    return _level_card(context, form.account, row)


def _level_card(context: Context, account: Account, row: Raised) -> Card:
    raised, until = context.policy.supervision.raised.value, context.calendar.local(row.until)
    return Card(
        _("{slug} is looked at more often", slug=account.slug),
        _(
            "{rate}, up to and including {day}.",
            rate=said_rate(raised).capitalize(),
            day=day(row.last_day(context.calendar)),
        )
        if raised
        else "",
        buttons=(Button(_("As usual again"), f"uppsikt normal {account.slug}"),),
        data={"account": account.slug, "until": until.isoformat()},
    )


class UsualForm(Form):
    """Which account."""

    account: Annotated[Account, ACCOUNT]


def usual(context: Context, form: UsualForm) -> Card:
    """The account is looked at as usual again."""
    supervision.lower(context, form.account)
    return Card(
        _("{slug} is looked at as usual", slug=form.account.slug), data={"account": form.account.slug}
    )


class DaysOffForm(Form):
    """Which account, and who looks after it over the next days off."""

    account: Annotated[Account, ACCOUNT]
    person: Annotated[Person | None, Key("vem", "who", N_("Who, if not you"), source=choices.PEOPLE)] = None


def days_off(context: Context, form: DaysOffForm) -> Card:
    """Who looks after an account over the next weekend or other days off (H11)."""
    person = form.person or context.doer
    first, last = supervision.take_days_off(context, form.account, person)
    return Card(
        _("{name} looks after {slug}, {span}", name=person.name, slug=form.account.slug, span=_span(first, last)),
        data={
            "account": form.account.slug, "person": person.slug, "first": str(first), "last": str(last),
        },
    )  # fmt: skip


def _span(first: date, last: date) -> str:
    return day(first) if first == last else _("{first} to {last}", first=day(first), last=day(last))


def listing(context: Context, _form: NoForm) -> Card:
    """When each account was last known to be looked at, and which are looked at more often (G4, H11, S6)."""
    found = accounts.listed(context, *LOOKED_AFTER)
    ids = [account.id for account in found]
    last, levels = supervision.last_looks(context.session, ids), supervision.raised(context.session, ids)
    rows = tuple((a.slug, _last(context, last.get(a.id)), _level(context, levels.get(a.id))) for a in found)
    usually = context.policy.supervision.rate.value
    said = said_rate(usually).capitalize() + "." if usually else _("The guideline sets no number.")
    return Card(
        _("Supervision ({count})", count=len(found)),
        said,
        table=Table((_("Account"), _("Last known look"), _("Note")), rows) if rows else None,
        data={
            "accounts": [
                {
                    "account": a.slug,
                    "last": context.calendar.local(last[a.id]).isoformat() if a.id in last else None,
                    "raised": a.id in levels and levels[a.id].until > context.now,
                }
                for a in found
            ]
        },
    )


def _last(context: Context, at: datetime | None) -> str:
    return moment(at, context.calendar) if at else _("unknown")


def _level(context: Context, row: Raised | None) -> str:
    if row is None or row.until <= context.now:
        return ""
    return _("more often, up to and including {day}", day=day(row.last_day(context.calendar)))


COMMANDS = (
    Command(
        "supervision.look", "uppsikt", "supervision", LookForm, look, LOGS, N_("Record that you have looked"),
        about="account", rules=("G4", "H11", "H22"), examples=("uppsikt", "uppsikt bibliotek-fb"),
    ),
    Command(
        "supervision.raise", "uppsikt höjd", "supervision raised", RaiseForm, more, LOGS,
        N_("Look at an account more often for a time"), about="account", rules=("H11",),
        examples=('uppsikt höjd bibliotek-fb dagar=3 "Livligt inlägg"',),
    ),
    Command(
        "supervision.lower", "uppsikt normal", "supervision usual", UsualForm, usual, LOGS,
        N_("Look at an account as usual again"), about="account", rules=("H11",),
        examples=("uppsikt normal bibliotek-fb",),
    ),
    Command(
        "supervision.days_off", "uppsikt helg", "supervision days-off", DaysOffForm, days_off, LOGS,
        N_("Say who looks after an account over days off"), about="account", rules=("H11",),
        examples=("uppsikt helg bibliotek-fb", "uppsikt helg bibliotek-fb vem=elis-ek"),
    ),
    Command(
        "supervision.list", "uppsikt lista", "supervision list", NoForm, listing, EVERYONE,
        N_("See when accounts were last looked at"), reads=True, rules=("G4", "H11"), examples=("uppsikt lista",),
    ),
)  # fmt: skip

"""Crisis mode: begun and ended by communications, seen by all (H21)."""

from typing import Annotated

from commands import choices
from commands.command import DECIDES, EVERYONE, Ask, Command, Context, Form, Key, NoForm
from core import crisis, meetings
from core.accounts import Account
from core.card import Button, Card, Fact, Section
from core.crisis import Crisis
from core.words import N_, _, n_
from core.words.times import moment


class StartForm(Form):
    """What has happened, and which account leads."""

    reason: Annotated[str, Key("vad", "what", N_("What has happened"), free=True, max_length=300)]
    account: Annotated[
        Account | None,
        Key("konto", "account", N_("The account that leads"),
            N_("The central one, if you leave it out: inställningar kris"), source=choices.ACCOUNTS),
    ] = None  # fmt: skip


def start(context: Context, form: StartForm) -> Card | Ask:
    """A crisis begins: all editors are told at once, nagging waits, supervision is raised (H21)."""
    leads = form.account.slug if form.account else context.workspace.central_account
    if not leads and not context.policy.crisis.leads.value:
        return Ask(("account",))
    crisis.start(context, form.reason, leads)
    count = len(meetings.members(context))
    told = n_("{count} person is told at once.", "{count} people are told at once.", count)
    waits = _("Reminders of posts, snapshots, gaps and evaluations wait. Answers, cases and watch do not.")
    return _card(context, _("Crisis mode is on"), f"{told} {waits}")


def end(context: Context, _form: NoForm) -> Card:
    """The crisis is over: all are told, and what waited comes again (H21)."""
    over = crisis.end(context)
    return Card(
        _("Crisis mode is off"),
        _("All are told. It lasted from {start}.", start=moment(over.started_at, context.calendar)),
        data=_data(context, over),
    )


def show(context: Context, _form: NoForm) -> Card:
    """Whether there is a crisis, who leads, and what the others do (H21)."""
    return _card(context, _("Crisis") if crisis.active(context) else _("There is no crisis now."))


def _card(context: Context, title: str, text: str = "") -> Card:
    found = crisis.active(context)
    policy = context.policy
    leads = (found.leads if found else context.workspace.central_account) or policy.crisis.leads.value
    facts = (
        (_("What has happened"), found.reason if found else None),
        (_("Since"), moment(found.started_at, context.calendar) if found else None),
        (_("Leads"), leads),
        (_("Coordinates"), policy.crisis.coordinates.value),
    )
    points = policy.checklists.crisis.value
    over = (Button(_("The crisis is over"), "kris slut"),) if found and context.roles & DECIDES else ()
    return Card(
        title,
        text,
        facts=tuple(Fact(label, value) for label, value in facts if value),
        sections=(Section("\n".join(f"– {p}" for p in points), heading=_("The others")),) if points else (),
        buttons=over,
        data=_data(context, found),
    )


def _data(context: Context, found: Crisis | None) -> dict[str, object]:
    if found is None:
        return {"crisis": False}
    return {
        "crisis": found.ended_at is None,
        "reason": found.reason,
        "leads": found.leads,
        "started_at": context.calendar.local(found.started_at).isoformat(),
        "ended_at": context.calendar.local(found.ended_at).isoformat() if found.ended_at else None,
    }


def section(context: Context, found: Crisis | None) -> tuple[Section, ...]:
    """The crisis as the first thing to see, where there is one."""
    if found is None:
        return ()
    since = moment(found.started_at, context.calendar)
    text = _("{reason}, since {time}.", reason=found.reason.rstrip("."), time=since)
    return (Section(text, (Button(_("Show"), "kris"),), heading=_("Crisis")),)


COMMANDS = (
    Command(
        "crisis.show", "kris", "crisis", NoForm, show, EVERYONE, N_("See whether there is a crisis"), reads=True,
        rules=("H21",), examples=("kris",),
    ),
    Command(
        "crisis.start", "kris start", "crisis start", StartForm, start, DECIDES, N_("Turn crisis mode on"),
        rules=("H21",), examples=('kris start "Vattnet i Floby måste kokas" konto=kommun-fb',),
    ),
    Command(
        "crisis.end", "kris slut", "crisis end", NoForm, end, DECIDES, N_("Turn crisis mode off"),
        rules=("H21",), examples=("kris slut",),
    ),
)  # fmt: skip

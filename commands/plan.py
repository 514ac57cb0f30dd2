"""Accounts' plans: written, presented, looked at again, left for keeping, listed (M4, M5, M6, O2, O7)."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from commands.account_card import ACCOUNT, AboutForm, data_of
from commands.command import DECIDES, EVERYONE, LOGS, Ask, Command, Context, Form, Key, NoForm
from commands.fields import GOALS, part
from core import accounts, gaps, gapwords, people, plans, readings, whole
from core.accounts import Account, Status
from core.card import Button, Card, Fact, Section, Table
from core.errors import FieldError
from core.gaps import GapKind
from core.held import Editor
from core.people import Role
from core.policy.life import PlanItem
from core.whole import Whole
from core.words import N_, _
from core.words.times import day

ON = Key("datum", "date", N_("Day"), N_("Today, if you leave it out."))


class PlanForm(Form):
    """What an account's plan says; what follows from the account itself is not asked for."""

    account: Annotated[Account, ACCOUNT]
    activity: Annotated[
        str | None, part("aktivitet", "activity", N_("Activity"), N_("What you do, and on which platform."))
    ] = None
    goals: Annotated[str | None, GOALS] = None
    supervision: Annotated[
        str | None,
        part("uppsikt", "supervision", N_("How it is watched"), N_("Who looks, how often, and who else.")),
    ] = None
    updating: Annotated[
        str | None, part("uppdatering", "updating", N_("How it is updated"), N_("Who posts, how often."))
    ] = None
    problems: Annotated[str | None, part("problem", "problems", N_("What is done about problems"))] = None
    public_records: Annotated[
        str | None,
        part("handlingar", "records", N_("Public records"), N_("How they are kept in order and handed out.")),
    ] = None


FIELDS = {
    PlanItem.ACTIVITY: "activity",
    PlanItem.GOALS: "goals",
    PlanItem.SUPERVISION: "supervision",
    PlanItem.UPDATING: "updating",
    PlanItem.PROBLEMS: "problems",
    PlanItem.PUBLIC_RECORDS: "public_records",
}
LABELS = {
    "activity": N_("Activity"), "goals": N_("Goals"), "supervision": N_("How it is watched"),
    "updating": N_("How it is updated"), "problems": N_("What is done about problems"),
    "public_records": N_("Public records"),
}  # fmt: skip


def write(context: Context, form: PlanForm) -> Card | Ask:
    """Writes an account's plan (M4, O2); without anything given it asks for what the guideline wants in it."""
    given = form.model_dump(include=set(plans.WRITTEN))
    if not any(given.values()):
        return _ask(context, form.account)
    plan = plans.write(context, form.account, **given)
    return _card(
        context,
        form.account,
        _("The plan of {slug}, version {version}", slug=form.account.slug, version=plan.version),
    )


def _ask(context: Context, account: Account) -> Ask:
    wanted = [FIELDS[item] for item in context.policy.plan.contents.value if item in FIELDS]
    plan, need = plans.current(context.session, account), plans.need_of(context.session, account)
    values = {name: getattr(plan, name, None) for name in plans.WRITTEN}
    values["goals"] = values["goals"] or (need.goals if need else None)
    return Ask(tuple(wanted or plans.WRITTEN), {name: text for name, text in values.items() if text})


def _card(context: Context, account: Account, title: str) -> Card:
    """The plan: what it lacks first, then what follows from the account, then what is written."""
    known = whole.of(context, account)
    plan = known.plan
    lacks = [gap for gap in gaps.found(context.policy, account, known.held) if gap.kind in OF_PLAN]
    written = [(name, getattr(plan, name)) for name in plans.WRITTEN] if plan else []
    return Card(
        title,
        "\n".join(gapwords.said(gap.kind, "", gap.lacks, gap.should) for gap in lacks),
        facts=_facts(context, account, known),
        sections=tuple(Section(text, heading=_(LABELS[name])) for name, text in written if text),
        buttons=(Button(_("Change the plan"), f"plan {account.slug}", asks=True),),
        data=data_of(account)
        | {
            "version": plan.version if plan else None,
            "lacks": [item for gap in lacks if gap.kind is GapKind.PLAN_PARTS for item in gap.lacks],
        },
    )


OF_PLAN = frozenset({GapKind.PLAN, GapKind.PLAN_PARTS, GapKind.PRESENTED, GapKind.DEPOSIT})


def _facts(context: Context, account: Account, known: Whole) -> tuple[Fact, ...]:
    plan, editors = known.plan, known.held.editors
    facts = (
        (_("Purpose"), account.purpose),
        (_("Target group"), account.target_group),
        (_("Manager"), _reached(known.managers)),
        (_("Responsible"), _reached([p for p in editors if p.id == account.responsible_id])),
        (_("Administrators"), _reached([p for p in editors if p.id != account.responsible_id])),
        (_("Where the log-in is kept"), account.access_place),
        (_("Presented to"), plan and plan.presented_to),
        (_("Presented"), plan and plan.last_presented_on and day(plan.last_presented_on)),
        (_("Read by"), _read_by(context, account, plan)),
        (_("Left"), plan and plan.deposited_on and f"{day(plan.deposited_on)}, {plan.deposited_place}"),
    )
    return tuple(Fact(label, value) for label, value in facts if value)


def _read_by(context: Context, account: Account, plan: plans.Plan | None) -> str:
    """Who has confirmed that they have read it, and when (M12)."""
    found = readings.of_plan(context, account.id, plan.id if plan else None)
    return "; ".join(f"{name}, {day(context.calendar.local(at).date())}" for name, at in found)


def _reached(found: Iterable[people.Person | Editor]) -> str:
    """Names with how to reach them (M4)."""
    return "; ".join(f"{p.name}, {p.contact}" if p.contact else p.name for p in found)


def show(context: Context, form: AboutForm) -> Card:
    """An account's plan as it stands."""
    return _card(context, form.account, _("The plan of {slug}", slug=form.account.slug))


class PresentForm(Form):
    """To whom the plan was presented, and when."""

    account: Annotated[Account, ACCOUNT]
    to: Annotated[str | None, Key("till", "to", N_("To whom"), max_length=120)] = None
    on: Annotated[date | None, ON] = None


def present(context: Context, form: PresentForm) -> Card:
    """Records that the plan was presented (M5)."""
    to = form.to or context.policy.plan.presented_to.value
    if not to:
        raise FieldError("to", _("This is needed."))
    plans.present(context, form.account, to, form.on or _today(context))
    return _card(context, form.account, _("The plan of {slug} is presented", slug=form.account.slug))


def _today(context: Context) -> date:
    return context.calendar.local(context.now).date()


def unchanged(context: Context, form: AboutForm) -> Card:
    """The plan was looked at and needs no change (M5)."""
    plans.look_at(context, form.account)
    return _card(context, form.account, _("The plan of {slug} is looked through", slug=form.account.slug))


class DepositForm(Form):
    """Where the plan and the log-in lie."""

    account: Annotated[Account, ACCOUNT]
    place: Annotated[str, Key("plats", "place", N_("Where the plan is kept"), place=True)]
    log_in: Annotated[
        str | None,
        Key(
            "inloggning",
            "login",
            N_("Where the log-in is kept"),
            N_("The place, never the log-in itself."),
            place=True,
        ),
    ] = None
    on: Annotated[date | None, ON] = None


def deposit(context: Context, form: DepositForm) -> Card:
    """Records that the plan and the log-in were left for keeping; the place, never the log-in (O7, S1)."""
    plans.deposit(context, form.account, form.place, form.log_in, form.on or _today(context))
    return _card(context, form.account, _("The plan of {slug} is left for keeping", slug=form.account.slug))


def listing(context: Context, _form: NoForm) -> Card:
    """All accounts in use with how it is with their plans (M6)."""
    found = accounts.listed(context, Status.APPROVED, Status.ACTIVE, Status.CLOSING)
    made, lacking = plans.newest(context), gaps.of_accounts(context, found)
    rows = [_row(context, account, made.get(account.id), lacking[account.id]) for account in found]
    columns = (_("Account"), _("Version"), _("Changed"), _("Presented"), _("Left"), _("Missing"))
    return Card(
        _("Plans ({count})", count=len(made)),
        "" if made else _("There are none yet. Write one: plan bibliotek-fb"),
        table=Table(columns, tuple(rows)) if rows else None,
        data={
            "plans": [_plan_data(a, made.get(a.id)) for a in found],
        },
    )


def _plan_data(account: Account, plan: plans.Plan | None) -> dict[str, object]:
    return {
        "account": account.slug,
        "version": plan.version if plan else None,
        "presented_on": _iso(plan.last_presented_on if plan else None),
        "deposited_on": _iso(plan.deposited_on if plan else None),
    }


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _row(
    context: Context, account: Account, plan: plans.Plan | None, lacking: tuple[gaps.Gap, ...]
) -> tuple[str, ...]:
    if plan is None:
        return account.slug, "–", "–", "–", "–", _("a plan")
    lacks = [item for gap in lacking if gap.kind is GapKind.PLAN_PARTS for item in gap.lacks]
    changed = day(context.calendar.local(plan.made_at).date())
    days = (day(on) if on else "–" for on in (plan.last_presented_on, plan.deposited_on))
    return account.slug, str(plan.version), changed, *days, gapwords.parts(lacks) if lacks else ""


KEEPS = DECIDES | {Role.REGISTRAR}

COMMANDS = (
    Command(
        "plan.write", "plan", "plan", PlanForm, write, LOGS, N_("Write an account's plan"), about="account",
        rules=("M4", "O2"),
        examples=("plan bibliotek-fb", 'plan bibliotek-fb mål="Fler lånar" uppsikt="Eva varje morgon, annars Elis"'),
    ),
    Command(
        "plan.show", "plan visa", "plan show", AboutForm, show, EVERYONE, N_("Read an account's plan"), reads=True,
        rules=("M4", "M12"), examples=("plan visa bibliotek-fb",),
    ),
    Command(
        "plan.present", "plan redovisad", "plan presented", PresentForm, present, LOGS,
        N_("Record that a plan was presented"), about="account", rules=("M5",),
        examples=("plan redovisad bibliotek-fb till=Informationsansvarig datum=2026-11-20",),
    ),
    Command(
        "plan.unchanged", "plan oförändrad", "plan unchanged", AboutForm, unchanged, LOGS,
        N_("Record that a plan needs no change"), about="account", rules=("M5",),
        examples=("plan oförändrad bibliotek-fb",),
    ),
    Command(
        "plan.deposit", "plan lämnad", "plan deposited", DepositForm, deposit, LOGS | KEEPS,
        N_("Record where a plan and a log-in are kept"), about="account", rules=("O7", "S1"),
        examples=('plan lämnad bibliotek-fb plats="Pärm 3, kommunledningskontoret" inloggning="Kassaskåpet"',),
    ),
    Command(
        "plan.list", "plan lista", "plan list", NoForm, listing, KEEPS | {Role.COUNCIL}, N_("List the plans"),
        reads=True, rules=("M6",), examples=("plan lista",),
    ),
)  # fmt: skip

"""An account's card: what it waits for, what it lacks, how it is run, and what can be done with it."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from commands import choices
from commands.command import DECIDES, Context, Form, Key
from commands.grammar import typed
from core import approvals, checklists, closing, gaps, gapwords, whole
from core.accounts import Account, Status
from core.card import Button, Card, Fact, Section, Style
from core.checklists import Check, Checklist
from core.gaps import Gap
from core.plans import Advice, Plan
from core.policy.accounts import Step
from core.whole import OnLoan, Whole
from core.words import N_, _
from core.words.times import day, moment

ACCOUNT = Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)


class AboutForm(Form):
    """Which account."""

    account: Annotated[Account, ACCOUNT]


def show(context: Context, form: AboutForm) -> Card:
    """An account, what it waits for and what it lacks."""
    return account_card(context, form.account, form.account.slug)


def data_of(account: Account) -> dict[str, object]:
    """What every card about an account holds for scripts."""
    return {"account": account.slug, "status": account.status.value}


def account_card(context: Context, account: Account, title: str) -> Card:
    """The account: first what it waits for and lacks, then its facts, then how it is run, a group at a time."""
    known = whole.of(context, account)
    found = gaps.found(context.policy, account, known.held)
    waiting = approvals.waiting_steps(context, account)
    names = {person.slug: person.name for person in known.held.editors}
    lines = [gap_text(gap, names) for gap in found]
    if waiting:
        lines.insert(0, _("It waits for: {who}.", who=approvals.who_can_approve(context, account)))
    if context.policy.approval.as_employee.value and Step.MANAGER in _open_steps(context, account):
        lines.append(_("By approving you confirm that those who work with the account do so as employees."))
    return Card(
        title,
        "\n".join(lines),
        facts=facts_of(context, account, known),
        sections=tuple(_life(context, account, known)),
        buttons=_buttons(context, account, known),
        data=data_of(account)
        | {"gaps": [gap.key for gap in found], "waiting": [step.value for step in waiting]},
    )


def _open_steps(context: Context, account: Account) -> tuple[Step, ...]:
    return (
        approvals.steps_open_to(context, account, context.doer) if account.status is Status.REQUESTED else ()
    )


def gap_text(gap: Gap, names: Mapping[str, str]) -> str:
    """What is missing, in one sentence; `names` are people's, by their slugs."""
    return gapwords.said(gap.kind, names.get(gap.person, ""), gap.lacks, gap.should)


def facts_of(context: Context, account: Account, known: Whole | None = None) -> tuple[Fact, ...]:
    """What stands in the account's entry, but for what is empty; `known` where it was read already."""
    known = known or whole.of(context, account)
    editors, last = known.held.editors, known.last
    names = {person.id: person.name for person in editors}
    facts = (
        (_("Status"), _(choices.STATUS_LABELS[account.status])),
        (_("Platform"), account.platform),
        (_("Unit"), account.unit),
        (_("Purpose"), account.purpose),
        (_("Target group"), account.target_group),
        (_("Responsible"), names.get(account.responsible_id or 0, _("nobody"))),
        (_("Deputy"), names.get(account.deputy_id or 0)),
        (_("Administrators"), ", ".join(p.name for p in editors if p.id != account.responsible_id)),
        (_("Address"), account.url),
        (_("Contact for the public"), account.contact),
        (_("Linked from"), account.website_url),
        (_("Why it is to be closed"), account.closing_reason),
        (_("Rests"), rest_text(account)),
        (_("Last known activity"), moment(last.at, context.calendar) if last else None),
    )
    return tuple(Fact(label, value) for label, value in facts if value)


def rest_text(account: Account) -> str:
    """From when until when the account rests; empty where that was never said."""
    if account.rests_from is None or account.rests_until is None:
        return ""
    return _("{first} to {last}", first=day(account.rests_from), last=day(account.rests_until))


def _life(context: Context, account: Account, known: Whole) -> Iterable[Section]:
    """How the account is run, of what is recorded: plan, checklists, loans, its handing over."""
    groups = (
        (_("Assignments"), (f"{name}: {task}" for name, task in known.tasks)),
        (_("Advice"), _advice_lines(context, known.advice)),
        (_("Plan"), _plan_lines(context, account, known.plan)),
        (_("Gone through"), _check_lines(context, known.checks)),
        (_("On loan"), map(_loan_line, known.loans)),
        (_("Handed over"), _transfer_lines(context, account)),
    )
    for heading, lines in groups:
        if text := "\n".join(lines):
            yield Section(text, heading=heading)


def _advice_lines(context: Context, advice: Advice | None) -> Iterable[str]:
    if advice:
        at = day(context.calendar.local(advice.given_at).date())
        yield _("{day}: {text}", day=at, text=advice.text)


def _plan_lines(context: Context, account: Account, plan: Plan | None) -> Iterable[str]:
    if plan is None:
        return
    made = day(context.calendar.local(plan.made_at).date())
    yield _(
        "Version {version}, {day}. Read it: plan visa {slug}",
        version=plan.version,
        day=made,
        slug=account.slug,
    )
    if plan.last_presented_on:
        yield _("Presented {day}.", day=day(plan.last_presented_on))
    if plan.deposited_on:
        yield _("Left {day}: {place}", day=day(plan.deposited_on), place=plan.deposited_place)


def _check_lines(context: Context, checks: Mapping[Checklist, Check]) -> Iterable[str]:
    labels = {Checklist.PROFILE: _("The profile"), Checklist.LAUNCH: _("The launch")}
    for checklist, check in sorted(checks.items()):
        points = checklists.points(context.policy, checklist).value
        done = sum(point.id in check.done for point in points)
        at = day(context.calendar.local(check.checked_at).date())
        yield _(
            "{what}: {done} of {all} points, {day}.",
            what=labels[checklist],
            done=done,
            all=len(points),
            day=at,
        )


def _loan_line(loan: OnLoan) -> str:
    return _("{name}: {first} to {last}", name=loan.name, first=day(loan.first_day), last=day(loan.last_day))


def _transfer_lines(context: Context, account: Account) -> Iterable[str]:
    if account.closed_at and (made := closing.transfer_of(context.session, account)):
        yield _("To {to}, by the decision {decision}.", to=made.to, decision=made.decision)


def _buttons(context: Context, account: Account, known: Whole) -> tuple[Button, ...]:
    slug = account.slug
    if _open_steps(context, account):
        return decide_buttons(slug)
    if account.status is Status.CLOSING and closing.may_decide(context, account, context.roles):
        return closing_buttons(account)
    if account.status is Status.APPROVED and context.roles & DECIDES:
        return (activate_button(slug),)
    if account.status is Status.ACTIVE and _is_handled(context, known):
        return (
            Button(_("Record a post"), f"inlägg {slug}", asks=True),
            Button(_("Record a question"), f"fråga {slug}", asks=True),
        )
    return ()


def _is_handled(context: Context, known: Whole) -> bool:
    """Whether the caller works with the account, or stands in today for somebody who does (H11)."""
    return not {context.doer.id, *known.stands_in_for}.isdisjoint(person.id for person in known.held.editors)


def activate_button(slug: str) -> Button:
    """The button of an account that everybody needed has approved."""
    return Button(_("Activate"), f"konto aktivera {slug}", Style.PRIMARY)


def decide_buttons(slug: str) -> tuple[Button, ...]:
    """The buttons of a waiting request."""
    return (
        Button(_("Approve"), f"konto godkänn {slug}", Style.PRIMARY),
        Button(_("Reject"), f"konto avslå {slug}", Style.DANGER),
    )


def closing_buttons(account: Account) -> tuple[Button, ...]:
    """The buttons of a closing that is asked for (F5)."""
    reason = account.closing_reason or ""
    return (
        Button(_("Close"), typed(f"konto avsluta {account.slug}", {"orsak": reason}), Style.PRIMARY),
        Button(_("Keep the account"), f"konto avslå {account.slug}"),
    )

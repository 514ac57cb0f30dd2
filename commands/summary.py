"""How things stand in a period: the town's figures, a unit's, or an account's, with bars (C2)."""

from typing import Annotated, Any

from commands import choices
from commands.command import EVERYONE, Command, Context, Form, Key
from commands.crisis import section
from commands.metric import evaluation_fact, metric_facts, metric_sums, readings
from commands.rights import ANYWHERE
from core import account_summary, accounts, crisis, pagelinks, summary
from core.accounts import Account, Status
from core.card import Audience, Bar, Button, Card, Chart, Fact
from core.crisis import Crisis
from core.figures import FEWEST_SHOWN, IN_USE, is_small
from core.people import Role
from core.periods import Period
from core.policy.posting import said_minimum
from core.summary import Summary
from core.words import N_, _, n_
from core.words.figures import decimal, duration, outcome_labels, percent, period_name, said_of


class StatusForm(Form):
    """Of which account or unit, in which period."""

    account: Annotated[
        Account | None, Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)
    ] = None
    unit: Annotated[str | None, Key("verksamhet", "unit", N_("Unit"), source=choices.UNITS)] = None
    period: Annotated[
        Period | None,
        Key("period", "period", N_("Period"), N_("This half-year so far, if you leave it out."), example="2026-H1",
            source=choices.PERIODS, max_length=30),
    ] = None  # fmt: skip


def status(context: Context, form: StatusForm) -> Card:
    """The figures, with questions by outcome as a chart; small ones only for who handles what they are of."""
    if form.account:
        known = account_summary.of(context, form.account, form.period)
        facts = (*metric_facts(context, known.series), *evaluation_fact(context, known.evaluation))
        data = {"account": form.account.slug, "metrics": readings(known.series)}
        return _card(context, form, known.summary, known.crisis, facts, data)
    found = summary.of(context, unit=form.unit or "", period=form.period)
    return _card(context, form, found, crisis.active(context), _sums(context, form), {})


def _card(
    context: Context,
    form: StatusForm,
    found: Summary,
    crisis_now: Crisis | None,
    more: tuple[Fact, ...],
    data: dict[str, Any],
) -> Card:
    """`more` is what was read off the platforms, and of an account its evaluation (G3, H19)."""
    if not _handles(context, form):
        found = summary.protected(found)
    name = form.account.slug if form.account else form.unit or context.workspace.name
    return Card(
        _("Status of {name}, {period}", name=name, period=_said(found, form)),
        _few() if found.is_hidden else "",
        facts=(*(Fact(label, value) for label, value in lines(context, found, form.account)), *more),
        sections=section(context, crisis_now),
        buttons=_way_to_the_page(context),
        audience=Audience.CALLER,
        data=summary.as_data(found) | {"crisis": crisis_now is not None} | data,
        chart=_chart(context, found, plain=form.account is not None),
    )


def _handles(context: Context, form: StatusForm) -> bool:
    """Whether all they ask about is theirs, or it is all of the town's, which tells of nobody."""
    if context.roles & ANYWHERE or not (form.account or form.unit):
        return True
    of_unit = form.account.unit if form.account else form.unit
    is_manager = Role.MANAGER in context.roles and context.doer.unit == of_unit
    mine = {account.id for account in accounts.edited_by(context, context.doer)}
    return is_manager or (form.account is not None and form.account.id in mine)


def _said(found: Summary, form: StatusForm) -> str:
    return said_of(form.period) if form.period else found.period


def _few() -> str:
    return _(
        "Figures of fewer than {count}, by which a person could be told, are only for those who work there.",
        count=FEWEST_SHOWN,
    )


def _sums(context: Context, form: StatusForm) -> tuple[Fact, ...]:
    """What was read off the platforms, of all the accounts together."""
    in_use = accounts.listed(context, *IN_USE)
    return metric_sums(context, [each for each in in_use if form.unit in (None, each.unit)])


def _way_to_the_page(context: Context) -> tuple[Button, ...]:
    """Where the status page is served, for who may read it."""
    may = context.links is not None and context.roles & pagelinks.READERS
    return (Button(_("Open the status page"), "lägesbild"),) if may else ()


def lines(context: Context, found: Summary, account: Account | None = None) -> list[tuple[str, str]]:
    """The figures with their labels."""
    lines = [
        *_answer_lines(context, found),
        (_("Median time to answer"), _median(found)),
        (_("Posts a week"), _posts_text(found)),
        (_("Moderation"), _cases(found)),
        (
            _("Snapshots of {period}", period=period_name(found.snapshots_of)),
            _share(found.snapshots, found.snapshots_expected),
        ),
        (_("Gaps"), str(found.gaps)),
    ]
    if account:
        least = context.policy.posting.least(account.platform)
        asked = [(_("The guideline asks for"), said_minimum(least))] if least else []
        return [(_("Status"), _(choices.STATUS_LABELS[account.status])), *lines, *asked]
    by_state = ", ".join(_counted(s, found.accounts[s.value]) for s in Status if found.accounts[s.value])
    return [(_("Accounts"), by_state or _("none")), *lines]


def _answer_lines(context: Context, found: Summary) -> list[tuple[str, str]]:
    """Open and answered questions; nothing is late where the guideline's time does not bind, or where it sets none."""
    if context.policy.reply.clock.value is None:
        return [(_("Open questions"), str(found.open)), (_("Answered questions"), str(found.answered))]
    opened = (_("Open questions"), _open_text(context, found))
    if context.policy.reply.binds:
        return [opened, (_("Answered in time"), _in_time(found))]
    return [opened, (_("Answered within the recommended time"), _in_time(found))]


def _counted(status: Status, count: int) -> str:
    return {
        Status.REQUESTED: n_("{count} requested", "{count} requested", count),
        Status.APPROVED: n_("{count} approved", "{count} approved", count),
        Status.ACTIVE: n_("{count} active", "{count} active", count),
        Status.CLOSING: n_("{count} with closing asked for", "{count} with closing asked for", count),
        Status.CLOSED: n_("{count} closed", "{count} closed", count),
        Status.REJECTED: n_("{count} rejected", "{count} rejected", count),
    }[status]


def _open_text(context: Context, found: Summary) -> str:
    if found.past_due is None:
        return str(found.open)
    if context.policy.reply.binds:
        return _("{open}, of which late: {late}", open=found.open, late=found.late)
    return _("{open}, of which {count} after the recommended time", open=found.open, count=found.past_due)


def _in_time(found: Summary) -> str:
    part, whole = found.answered_in_time, found.answered_with_due
    if part is None:
        return _too_few()
    said = _share(part, whole)
    return f"{said} ({percent(part, whole)})" if whole else said


def _too_few() -> str:
    return _("fewer than {count}", count=FEWEST_SHOWN)


def _share(part: int, whole: int) -> str:
    return _("{part} of {whole}", part=part, whole=whole) if whole else _("nothing to count")


def _median(found: Summary) -> str:
    if found.median is None:
        return _too_few() if is_small(found.answered) else _("nothing to count")
    return _(
        "{working} of working time; {plain} by the clock",
        working=duration(found.median.working), plain=duration(found.median.plain),
    )  # fmt: skip


def _posts_text(found: Summary) -> str:
    if found.posts_per_week is None:
        return _("unknown: nobody has answered for the last weeks")
    return _(
        "{mean} (known: {known} of {weeks} account-weeks)",
        mean=decimal(found.posts_per_week),
        known=found.weeks_known,
        weeks=found.weeks,
    )


def _cases(found: Summary) -> str:
    if found.cases is None:
        return _too_few()
    return _("{cases} cases, {lacking} lack something", cases=found.cases, lacking=found.cases_lacking)


def _chart(context: Context, found: Summary, *, plain: bool) -> Chart | None:
    """Questions by how they stand; those there are none of are left out. An account's few need no picture."""
    bars = tuple(
        Bar(_(label), found.outcomes[outcome])
        for outcome, label in outcome_labels(context.policy, found.outcomes).items()
        if found.outcomes.get(outcome)
    )
    if not bars:
        return None
    said = ", ".join(f"{bar.label}: {bar.value:g}" for bar in bars)
    count = n_("{count} question came in.", "{count} questions came in.", found.received)
    return Chart(_("Questions of the period"), f"{count} {said}.", bars, plain=plain)


COMMANDS = (
    Command(
        "status.show", "status", "status", StatusForm, status, EVERYONE, N_("How things stand"), reads=True,
        rules=("C2", "F9", "F10"),
        examples=("status", "status bibliotek-fb", "status verksamhet=Bibliotek period=2026-H1"),
    ),
)  # fmt: skip

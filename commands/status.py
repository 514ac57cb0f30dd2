"""How things stand: the workspace's or an account's figures, and one's own matters."""

from dataclasses import asdict
from typing import Annotated

from commands import choices, diary
from commands.account_card import activate_button, closing_buttons, decide_buttons
from commands.command import DECIDES, EVERYONE, Command, Context, Form, Key, NoForm
from commands.crisis import section
from commands.metric import evaluation_fact, metric_facts, metric_sums, readings
from core import (
    accounts,
    approvals,
    closing,
    crisis,
    figures,
    gaps,
    meetings,
    moderation,
    pagelinks,
    questions,
    snapshots,
    tasks,
)
from core.accounts import Account, Status
from core.card import Audience, Button, Card, Fact, Section, Style
from core.figures import Figures
from core.policy.posting import said_minimum
from core.questions import Question
from core.words import N_, _, n_
from core.words.times import age, day, deadline, moment


class StatusForm(Form):
    """Of which account."""

    account: Annotated[
        Account | None, Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)
    ] = None


def status(context: Context, form: StatusForm) -> Card:
    """The figures of the half-year so far."""
    found = figures.of(context, form.account)
    title = form.account.slug if form.account else context.workspace.name
    return Card(
        _("Status of {name}, {period}", name=title, period=found.period),
        facts=(
            *(Fact(label, value) for label, value in lines(context, found, form.account)),
            *_more(context, form),
        ),
        sections=section(context),
        buttons=_way_to_the_page(context),
        audience=Audience.CALLER,
        data=asdict(found) | _data(context, form),
    )


def _way_to_the_page(context: Context) -> tuple[Button, ...]:
    """Where the status page is served, for who may read it."""
    may = context.links is not None and context.roles & pagelinks.READERS
    return (Button(_("Open the status page"), "lägesbild"),) if may else ()


def _more(context: Context, form: StatusForm) -> tuple[Fact, ...]:
    """What was read off the platforms, of the account over time or of all together; and its evaluation (G3, H19)."""
    if form.account:
        return (*metric_facts(context, form.account), *evaluation_fact(context, form.account))
    return metric_sums(context, accounts.listed(context, *figures.IN_USE))


def _data(context: Context, form: StatusForm) -> dict[str, object]:
    """The crisis, and of an account its figures over time: what nobody has read is not there (S6)."""
    now: dict[str, object] = {"crisis": crisis.is_active(context.session, context.workspace_id)}
    if form.account is None:
        return now
    return now | {"account": form.account.slug, "metrics": readings(context, form.account)}


def lines(context: Context, found: Figures, account: Account | None = None) -> list[tuple[str, str]]:
    """The figures with their labels."""
    lines = [
        *_answer_lines(context, found),
        (_("Posts a week"), _posts_text(found)),
        (
            _("Moderation"),
            _("{cases} cases, {lacking} lack something", cases=found.cases, lacking=found.cases_lacking),
        ),
        (
            _("Snapshots of {period}", period=found.snapshots_of),
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


def _answer_lines(context: Context, found: Figures) -> list[tuple[str, str]]:
    """Open and answered questions; nothing is late where the guideline's time does not bind, or where it sets none."""
    in_time = _share(found.answered_in_time, found.answered_with_due)
    if context.policy.reply.clock.value is None:
        return [(_("Open questions"), str(found.open)), (_("Answered questions"), str(found.answered))]
    if context.policy.reply.binds:
        opened = _("{open}, of which late: {late}", open=found.open, late=found.late)
        return [(_("Open questions"), opened), (_("Answered in time"), in_time)]
    opened = _("{open}, of which {count} after the recommended time", open=found.open, count=found.past_due)
    return [(_("Open questions"), opened), (_("Answered within the recommended time"), in_time)]


def _counted(status: Status, count: int) -> str:
    return {
        Status.REQUESTED: n_("{count} requested", "{count} requested", count),
        Status.APPROVED: n_("{count} approved", "{count} approved", count),
        Status.ACTIVE: n_("{count} active", "{count} active", count),
        Status.CLOSING: n_("{count} with closing asked for", "{count} with closing asked for", count),
        Status.CLOSED: n_("{count} closed", "{count} closed", count),
        Status.REJECTED: n_("{count} rejected", "{count} rejected", count),
    }[status]


def _share(part: int, whole: int) -> str:
    return _("{part} of {whole}", part=part, whole=whole) if whole else _("nothing to count")


def _posts_text(found: Figures) -> str:
    if found.posts_per_week is None:
        return _("unknown: nobody has answered for the last weeks")
    whole, _point, tenth = f"{found.posts_per_week:.1f}".partition(".")
    mean = _("{whole}.{tenth}", whole=whole, tenth=tenth)
    return _(
        "{mean} (known: {known} of {weeks} account-weeks)",
        mean=mean,
        known=found.weeks_known,
        weeks=found.weeks,
    )


def mine(context: Context, _form: NoForm) -> Card:
    """What the caller has to do: open questions, cases that lack something, gaps, snapshots."""
    theirs = accounts.handled_by(context, context.doer)
    ids = tuple(account.id for account in theirs)
    waiting = questions.open_ones(context, ids) if ids else []
    sections = [_question_section(context, question) for question in waiting]
    sections += _signature_sections(context, ids)
    sections += _case_sections(context, ids)
    sections += diary.sections(context, ids)
    sections += _snapshot_sections(context, theirs)
    sections += _council_sections(context)
    decisions = _decision_sections(context)
    sections = decisions + sections
    lacking = gaps.of_accounts(context, theirs)
    text = n_("You have {count} account.", "You have {count} accounts.", len(theirs)) if theirs else ""
    return Card(
        _("To do"),
        text if sections else " ".join(filter(None, (text, _("There is nothing to do now.")))),
        sections=tuple(sections),
        data={
            "accounts": [account.slug for account in theirs],
            "questions": [question.number for question in waiting],
            "gaps": [f"{a.slug}:{gap.key}" for a in theirs for gap in lacking[a.id]],
            "decisions": len(decisions),
        },
    )


def _question_section(context: Context, question: Question) -> Section:
    account = accounts.get(context.session, question.account_id)
    what: dict[str, object] = {"number": question.number, "slug": account.slug}
    if question.due_at is None:
        asked = age(question.received_at, context.now)
        text = _("{number} on {slug}: no set time, asked {age} ago", age=asked, **what)
    else:
        due = deadline(question.due_at, context.calendar)
        text = _("{number} on {slug}: answer at the latest {due}", due=due, **what)
        if not context.policy.reply.binds:
            text = _("{number} on {slug}: should be answered {due}", due=due, **what)
        elif question.due_at < context.now:
            text = _("LATE: {text}", text=text)
    if question.is_waiting:
        text = _("{text} (waits for the citizen)", text=text)
    return Section(
        text,
        (
            Button(_("Answered"), f"svar {question.number}", Style.PRIMARY),
            Button(_("Pass on"), f"vidare {question.number}"),
        ),
    )


def _signature_sections(context: Context, account_ids: tuple[int, ...]) -> list[Section]:
    """Answers on one's accounts that are not signed (F11)."""
    return [
        Section(
            _("The answer to {number} is not signed", number=question.number),
            (Button(_("Sign"), f"underteckna {question.number}", Style.PRIMARY),),
        )
        for question in questions.unsigned(context)
        if question.account_id in account_ids
    ]


def _case_sections(context: Context, account_ids: tuple[int, ...]) -> list[Section]:
    found = moderation.unfinished(context, account_ids) if account_ids else []
    return [
        Section(
            _("{number} lacks: {what}", number=case.number, what=", ".join(_names(lacks))),
            (Button(_("Complete"), f"moderering komplettera {case.number}"),),
        )
        for case, lacks in found
    ]


def _names(lacks: tuple[moderation.FollowUp, ...]) -> list[str]:
    return [choices.word_of(choices.FOLLOW_UP_WORDS, kind).lower() for kind in lacks]


def _snapshot_sections(context: Context, theirs: list[Account]) -> list[Section]:
    """Accounts without the snapshot of this half-year or year, once its campaign month has come (C1, M10)."""
    policy = context.policy.snapshots
    period = snapshots.period_at(context.policy, context.now, context.calendar)
    month = policy.month_of(period)
    if not policy.every.value or month is None or context.calendar.local(context.now).month < month:
        return []
    active = [account for account in theirs if account.status in figures.IN_USE]
    taken = snapshots.taken(context.session, (account.id for account in active), period)
    return [
        Section(
            _("{slug} has no snapshot of {period} yet", slug=account.slug, period=period),
            (Button(_("Hand in the snapshot"), f"skärmdump {account.slug}"),),
        )
        for account in active
        if account.id not in taken
    ]


def _council_sections(context: Context) -> list[Section]:
    """One's tasks, and the coming meeting while one has not answered (F7)."""
    given = [
        Section(
            _("{number}: {text}, by {day}", number=task.number, text=task.text, day=day(task.due_on)),
            (Button(_("Done"), f"uppgift klar {task.number}", Style.PRIMARY),),
        )
        for task in tasks.open_ones(context, context.doer)
    ]
    coming = meetings.unanswered(context, context.doer)
    if coming is None:
        return given
    name, time = context.policy.council.name.value, moment(coming.starts_at, context.calendar)
    asked = Section(
        _("{council} meets {time}, {place}.", council=name, time=time, place=coming.place),
        (
            Button(_("I come"), f"möte svar {coming.number} kommer", Style.PRIMARY),
            Button(_("I can't"), f"möte svar {coming.number} kan-inte"),
        ),
    )
    return [*given, asked]


def _decision_sections(context: Context) -> list[Section]:
    requested = [
        account
        for account in accounts.listed(context, Status.REQUESTED)
        if account.requested_by != context.doer.id and approvals.steps_open_to(context, account, context.doer)
    ]
    approved = accounts.listed(context, Status.APPROVED) if context.roles & DECIDES else []
    closings = [
        account
        for account in accounts.listed(context, Status.CLOSING)
        if closing.may_decide(context, account, context.roles)
    ]
    return (
        [
            Section(
                _("{slug} waits for your decision", slug=account.slug),
                decide_buttons(account.slug),
            )
            for account in requested
        ]
        + [
            Section(
                _("{slug} is approved: create the account, then activate it here", slug=account.slug),
                (activate_button(account.slug),),
            )
            for account in approved
        ]
        + [
            Section(
                _(
                    "The closing of {slug} is asked for: {reason}",
                    slug=account.slug,
                    reason=account.closing_reason,
                ),
                closing_buttons(account),
            )
            for account in closings
        ]
    )


COMMANDS = (
    Command(
        "status.mine", "mina", "mine", NoForm, mine, EVERYONE, N_("To do"), reads=True, examples=("mina",),
    ),
    Command(
        "status.show", "status", "status", StatusForm, status, EVERYONE, N_("How things stand"), reads=True,
        rules=("C2", "F9", "F10"), examples=("status", "status bibliotek-fb"),
    ),
)  # fmt: skip

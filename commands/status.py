"""How things stand: the workspace's or an account's figures, and one's own matters."""

from dataclasses import asdict
from typing import Annotated

from commands import choices, diary
from commands.account import activate_button, closing_buttons, decide_buttons
from commands.command import DECIDES, EVERYONE, Command, Context, Form, Key, NoForm
from core import accounts, approvals, figures, gaps, moderation, pagelinks, questions, snapshots, worktime
from core.accounts import Account, Status
from core.card import Audience, Button, Card, Fact, Section, Style
from core.figures import Figures
from core.questions import Question
from core.words import N_, _, n_
from core.words.times import deadline


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
        facts=tuple(Fact(label, value) for label, value in _lines(found, form.account)),
        buttons=_way_to_the_page(context),
        audience=Audience.CALLER,
        data=asdict(found) | ({"account": form.account.slug} if form.account else {}),
    )


def _way_to_the_page(context: Context) -> tuple[Button, ...]:
    """Where the status page is served, for who may read it."""
    may = context.links is not None and context.roles & pagelinks.READERS
    return (Button(_("Open the status page"), "lägesbild"),) if may else ()


def _lines(found: Figures, account: Account | None) -> list[tuple[str, str]]:
    lines = [
        (_("Open questions"), _("{open}, of which late: {late}", open=found.open, late=found.late)),
        (_("Answered in time"), _share(found.answered_in_time, found.answered_with_due)),
        (_("Posts a week"), _posts_text(found)),
        (
            _("Moderation"),
            _("{cases} cases, {lacking} lack something", cases=found.cases, lacking=found.cases_lacking),
        ),
        (_("Snapshots of the half-year"), _share(found.snapshots, found.snapshots_expected)),
        (_("Gaps"), str(found.gaps)),
    ]
    if account:
        return [(_("Status"), _(choices.STATUS_LABELS[account.status])), *lines]
    by_state = ", ".join(_counted(s, found.accounts[s.value]) for s in Status if found.accounts[s.value])
    return [(_("Accounts"), by_state or _("none")), *lines]


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
    theirs = accounts.edited_by(context, context.doer)
    ids = tuple(account.id for account in theirs)
    waiting = questions.open_ones(context, ids) if ids else []
    sections = [_question_section(context, question) for question in waiting]
    sections += _signature_sections(context, ids)
    sections += _case_sections(context, ids)
    sections += diary.sections(context, ids)
    sections += _snapshot_sections(context, theirs)
    decisions = _decision_sections(context)
    sections = decisions + sections
    text = n_("You have {count} account.", "You have {count} accounts.", len(theirs)) if theirs else ""
    return Card(
        _("To do"),
        text if sections else " ".join(filter(None, (text, _("There is nothing to do now.")))),
        sections=tuple(sections),
        data={
            "accounts": [account.slug for account in theirs],
            "questions": [question.number for question in waiting],
            "gaps": [f"{a.slug}:{gap.key}" for a in theirs for gap in gaps.of_account(context, a)],
            "decisions": len(decisions),
        },
    )


def _question_section(context: Context, question: Question) -> Section:
    account = accounts.get(context.session, question.account_id)
    what: dict[str, object] = {"number": question.number, "slug": account.slug}
    if question.due_at is None:
        text = _("{number} on {slug}: no set time", **what)
    else:
        due = deadline(question.due_at, context.calendar)
        text = _("{number} on {slug}: answer at the latest {due}", due=due, **what)
        if question.due_at < context.now:
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
    """Accounts without this half-year's snapshot, once its campaign month has come (C1)."""
    policy = context.policy.snapshots
    local = context.calendar.local(context.now)
    months = [month for month in policy.months.value if (month > 6) == (local.month > 6)]
    if not policy.every.value or not months or local.month < months[0]:
        return []
    period = worktime.half_year(context.now, context.calendar)
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


def _decision_sections(context: Context) -> list[Section]:
    requested = [
        account
        for account in accounts.listed(context, Status.REQUESTED)
        if account.requested_by != context.doer.id and approvals.steps_open_to(context, account, context.doer)
    ]
    approved = accounts.listed(context, Status.APPROVED) if context.roles & DECIDES else []
    closing = accounts.listed(context, Status.CLOSING) if context.roles & DECIDES else []
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
            for account in closing
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

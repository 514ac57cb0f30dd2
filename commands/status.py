"""What one has to do: open questions, cases, snapshots, decisions."""

from commands import choices
from commands.account import activate_button, closing_buttons, decide_buttons
from commands.command import DECIDES, EVERYONE, Command, Context, NoForm
from core import accounts, approvals, figures, gaps, moderation, questions, snapshots, worktime
from core.accounts import Account, Status
from core.card import Button, Card, Section, Style
from core.questions import Question
from core.words import N_, _, n_
from core.words.times import deadline


def mine(context: Context, _form: NoForm) -> Card:
    """What the caller has to do: open questions, cases that lack something, gaps, snapshots."""
    theirs = accounts.edited_by(context, context.doer)
    ids = tuple(account.id for account in theirs)
    waiting = questions.open_ones(context, ids) if ids else []
    sections = [_question_section(context, question) for question in waiting]
    sections += _signature_sections(context, ids)
    sections += _case_sections(context, ids)
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
)  # fmt: skip

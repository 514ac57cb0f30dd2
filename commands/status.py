"""What one has to do: open questions, cases, snapshots, decisions."""

from collections.abc import Mapping

from commands import choices, deletion, diary, disclosure
from commands.account_card import activate_button, closing_buttons, decide_buttons
from commands.command import DECIDES, EVERYONE, Command, Context, NoForm
from core import (
    accounts,
    approvals,
    closing,
    figures,
    gaps,
    meetings,
    moderation,
    questions,
    snapshots,
    tasks,
)
from core.accounts import Account, Status
from core.card import Button, Card, Section, Style
from core.gaps import Gap
from core.questions import Question
from core.words import N_, _, n_
from core.words.times import age, day, deadline, moment


def mine(context: Context, _form: NoForm) -> Card:
    """What the caller has to do: open questions, cases that lack something, gaps, snapshots."""
    theirs = accounts.handled_by(context, context.doer)
    waiting = questions.open_ones(context, tuple(account.id for account in theirs)) if theirs else []
    return to_do(context, theirs, waiting, gaps.of_accounts(context, theirs))


def to_do(
    context: Context,
    theirs: list[Account],
    waiting: list[Question],
    lacking: Mapping[int, tuple[Gap, ...]],
) -> Card:
    """As `mine`, with the caller's accounts, their open questions and what they lack."""
    ids = tuple(account.id for account in theirs)
    sections = [_question_section(context, question) for question in waiting]
    sections += _signature_sections(context, ids)
    sections += _case_sections(context, ids)
    sections += diary.sections(context, ids)
    sections += _snapshot_sections(context, theirs)
    sections += _council_sections(context)
    decisions = _decision_sections(context)
    sections = [*disclosure.sections(context), *decisions, *sections, *deletion.sections(context)]
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
    waiting = accounts.listed(context, Status.REQUESTED, Status.APPROVED, Status.CLOSING)
    asked = [a for a in waiting if a.status is Status.REQUESTED and a.requested_by != context.doer.id]
    requested = approvals.open_to(context, asked, context.roles)
    approved = [a for a in waiting if a.status is Status.APPROVED and context.roles & DECIDES]
    closings = [
        account
        for account in waiting
        if account.status is Status.CLOSING and closing.may_decide(context, account, context.roles)
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
)  # fmt: skip

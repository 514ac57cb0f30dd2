"""A question as everybody sees it: its time with the reasoning, its history, and what can be done."""

from collections.abc import Iterable

from commands import choices, rights
from commands import ready as texts
from commands.command import Context, Key
from core import accounts, diary, questions, threads
from core.card import Button, Card, Fact, Style
from core.policy.questions import Kind
from core.questions import Question
from core.words import N_, _
from core.words.deadlines import reasoning
from core.words.times import age, deadline, moment

QUESTION = Key(
    "nummer", "number", N_("Question"), position=1, source=choices.QUESTIONS, example="F-2026-0001"
)


def question_card(
    context: Context,
    question: Question,
    title: str,
    *said: str,
    ready: str = "",
    more: tuple[Button, ...] = (),
    is_new: bool = False,
) -> Card:
    """A question with its due time, the reasoning and what can be done; `said` first, `ready` is a text to paste.

    After one that `is_new` nobody has written again.
    """
    account = accounts.get(context.session, question.account_id)
    due = questions.due(context.policy, context.calendar, question.received_at)
    why = reasoning(context.policy.reply, question.received_at, due, context.calendar)
    if due and question.due_at is None:
        why = _("The citizen was told in time, so no time runs any more")
    facts = [
        Fact(_("Account"), account.slug),
        Fact(_("The citizen wrote"), moment(question.received_at, context.calendar)),
        Fact(due_label(context), due_text(context, question)),
        *_age(context, question),
        *_history(context, question, () if is_new else threads.next_of(context, question)),
    ]
    return Card(
        title,
        "\n".join((*said, _("{why}.", why=why.rstrip(".")))),
        tuple(facts),
        sections=(texts.section(ready),) if ready else (),
        buttons=(*more, *_buttons(context, question)),
        data=data_of(context, question) | {"reason": why} | ({"ready_text": ready} if ready else {}),
    )


def due_label(context: Context) -> str:
    """A `bör` is when it should be, not the last moment there is."""
    return _("Answer at the latest") if context.policy.reply.binds else _("Should be answered")


def _age(context: Context, question: Question) -> list[Fact]:
    """How long an open question without a due time has waited (G13)."""
    waits = question.is_open and question.due_at is None
    return [Fact(_("Age"), age(question.received_at, context.now))] if waits else []


def due_text(context: Context, question: Question) -> str:
    """When an answer is due at the latest, or that no time is set."""
    return deadline(question.due_at, context.calendar) if question.due_at else _("no set time")


def _history(context: Context, question: Question, after: Iterable[str]) -> list[Fact]:
    kind = choices.word_of(choices.KIND_WORDS, question.kind)
    since = question.waiting_since if question.is_waiting else None
    facts: list[tuple[str, str | None]] = [
        (_("Kind"), None if question.kind is Kind.QUESTION else kind),
        (_("Link"), question.link),
        (_("Passed on to"), question.forwarded_to),
        (
            _("The citizen was told"),
            moment(question.interim_at, context.calendar) if question.interim_at else None,
        ),
        (_("Waits for the citizen since"), moment(since, context.calendar) if since else None),
        (_("Answered"), moment(question.answered_at, context.calendar) if question.answered_at else None),
        (_("Closed"), _closed_text(context, question)),
        (_("Diary number"), question.diary_number),
        (_("Not registered in the diary"), question.diary_declined),
        (_("Follows on"), question.follows),
        (_("The citizen wrote again"), ", ".join(after)),
        (_("Voided"), _voided_text(question)),
        (_("Deleted under a decision"), question.deleted_by),
    ]
    account = accounts.get(context.session, question.account_id)
    if question.text and rights.may_read_words(context, account):
        facts.insert(0, (_("The question in short"), question.text))
    return [Fact(label, value) for label, value in facts if value]


def _closed_text(context: Context, question: Question) -> str | None:
    reasons = {reason.id: reason.name for reason in context.policy.reply.closing_reasons.value}
    return reasons.get(question.closed_reason or "", question.closed_reason)


def _voided_text(question: Question) -> str | None:
    if question.replaced_by:
        return _("yes, replaced by {number}", number=question.replaced_by)
    return _("yes") if question.voided_at else None


def data_of(context: Context, question: Question) -> dict[str, object]:
    """A question's machine values, as scripts read them."""
    due_at = question.due_at
    return {
        "question": question.number,
        "due_at": context.calendar.local(due_at).isoformat() if due_at else None,
        "received_at": context.calendar.local(question.received_at).isoformat(),
        "kind": question.kind.value,
        "author": question.author.value,
        "waiting": question.is_waiting,
        "diary_number": question.diary_number,
        "lacks_diary": diary.lacks_number(question, context.policy),
    }


def _buttons(context: Context, question: Question) -> tuple[Button, ...]:
    number = question.number
    buttons = [
        Button(_("Answered"), f"svar {number}", Style.PRIMARY),
        Button(_("Pass on"), f"vidare {number}"),
        Button(_("Close without an answer"), f"stäng {number}"),
    ] if question.is_open else []  # fmt: skip
    if question.is_waiting:
        buttons.append(Button(_("The citizen has written"), f"återöppna {number}"))
    if diary.lacks_number(question, context.policy):
        buttons.append(Button(_("Give the diary number"), f"diarie {number}"))
    return tuple(buttons)

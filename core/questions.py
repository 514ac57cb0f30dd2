"""Citizens' questions: when they came, when an answer is due, who answered and how it was signed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self

from sqlalchemy import Column, Index, UniqueConstraint, false, or_
from sqlmodel import Field, Session, col, select

from core import audit, outbox, supervision, worktime
from core.accounts import Account
from core.errors import FieldError, Refused
from core.logbook import Author, LogRow, must_stand, replace, subject
from core.numbers import next_number
from core.people import Person
from core.policy import Policy
from core.policy.questions import Kind
from core.scope import Scope
from core.table import CitizensWords, one_of
from core.watch import Family, wake
from core.words import _
from core.worktime import Calendar, Due


class Question(LogRow, table=True):
    """A question. `received_at` is when the citizen wrote; `due_at` the last instant in time, null for none.

    `follows` is the number of the settled question after which the citizen wrote again; `waiting_since` is when the
    citizen was asked something; `diary_declined` the registrar's reason why it is not registered (H15).
    """

    __table_args__ = (
        UniqueConstraint("workspace_id", "number"),
        # All that a period is counted by, so that counting reads no question, wherever it is stored.
        Index(
            "ix_question_counted",
            "account_id",
            "received_at",
            "voided_at",
            "due_at",
            "answered_at",
            "closed_at",
        ),
    )

    author: ClassVar[Author] = Author.CITIZEN

    kind: Kind = Field(default=Kind.QUESTION, sa_column=one_of(Kind))
    received_at: datetime
    due_at: datetime | None = Field(default=None, index=True)
    link: str | None = Field(default=None, max_length=1000)
    text: str | None = Field(default=None, sa_column=Column(CitizensWords, nullable=True))
    forwarded_to: str | None = Field(default=None, max_length=200)
    forwarded_at: datetime | None = None
    interim_at: datetime | None = None
    waiting_since: datetime | None = None
    follows: str | None = Field(default=None, max_length=20)
    diary_number: str | None = Field(default=None, max_length=60)
    diary_declined: str | None = Field(default=None, max_length=500)
    answered_at: datetime | None = None
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answer_recorded_at: datetime | None = None
    answer_recorded_by: int | None = Field(default=None, foreign_key="person.id")
    signed_name: str | None = Field(default=None, max_length=120)
    signed_title: str | None = Field(default=None, max_length=120)
    signed_department: str | None = Field(default=None, max_length=120)
    unsigned_reason: str | None = Field(default=None, max_length=300)
    closed_at: datetime | None = None
    closed_by: int | None = Field(default=None, foreign_key="person.id")
    closed_reason: str | None = Field(default=None, max_length=60)

    @property
    def is_open(self) -> bool:
        """Neither answered, nor closed, nor voided."""
        return self.answered_at is None and self.closed_at is None and self.voided_at is None

    @property
    def is_waiting(self) -> bool:
        """Open, and the citizen has been asked something; the clock goes on all the same."""
        return self.is_open and self.waiting_since is not None

    @property
    def in_time(self) -> bool | None:
        """Whether the answer came in time (F10); None without an answer or without a due time."""
        if self.answered_at is None or self.due_at is None:
            return None
        return self.answered_at <= self.due_at

    def signs(self, policy: Policy) -> bool:
        """Whether the answer has every part of the signature the policy asks for (F11)."""
        parts = {"name": self.signed_name, "title": self.signed_title, "department": self.signed_department}
        return all(parts[part] for part in policy.reply.signature.value)

    @classmethod
    def numbered(cls, scope: Scope, account: Account, **fields: Any) -> Self:
        """A new question row with the next number."""
        assert scope.actor  # noqa: S101
        return cls(
            workspace_id=scope.workspace_id,
            number=next_number(scope, "F"),
            account_id=account.id,
            recorded_by=scope.doer.id,
            recorded_at=scope.now,
            door=scope.door,
            **fields,
        )


def due(policy: Policy, calendar: Calendar, received_at: datetime) -> Due | None:
    """When an answer is due and why (F10, H9); None where the guideline sets no number (G13)."""
    reply = policy.reply
    return worktime.due(reply.clock.value, reply.amount.value, received_at, calendar)


def kept_time(policy: Policy, question: Question) -> bool | None:
    """Whether an answer came in time; never False by a `bör`, which nobody is late by (F10)."""
    return question.in_time if policy.reply.binds or question.in_time else None


def due_by(
    policy: Policy, calendar: Calendar, received_at: datetime, interim_at: datetime | None
) -> datetime | None:
    """The due time, which an interim answer in time has met where the policy says so (H9)."""
    reckoned = due(policy, calendar, received_at)
    if reckoned is None:
        return None
    met = policy.reply.interim_meets.value and interim_at is not None and interim_at <= reckoned.at
    return None if met else reckoned.at


def due_at_of(scope: Scope, received_at: datetime, interim_at: datetime | None) -> datetime | None:
    """As `due_by`, by the town's own policy and calendar."""
    return due_by(scope.policy, scope.calendar, received_at, interim_at)


def record(
    scope: Scope,
    account: Account,
    received_at: datetime,
    *,
    kind: Kind = Kind.QUESTION,
    link: str | None = None,
    text: str | None = None,
    follows: Question | None = None,
) -> Question:
    """Records a question on an account; its due time counts from `received_at` (aware, not in the future).

    FieldError for the words of something confidential (S10). `follows`: after which the citizen wrote again.
    """
    if kind is Kind.CONFIDENTIAL and text:
        raise FieldError("text", _("Never write confidential words here: a link is enough."))
    due_at = due_at_of(scope, received_at, None)
    question = Question.numbered(
        scope, account,
        kind=kind, received_at=received_at, due_at=due_at, link=link, text=text,
        follows=follows.number if follows else None, diary_number=follows.diary_number if follows else None,
    )  # fmt: skip
    scope.session.add(question)
    scope.session.flush()
    audit.record(
        scope, "question.recorded", subject(question), received_at,
        account=account.slug, kind=kind, due_at=question.due_at, link=link, has_text=text is not None,
        follows=question.follows,
    )  # fmt: skip
    supervision.seen(scope, account.id, scope.now, (Family.QUESTION, question.id))
    return question


def answer(
    scope: Scope,
    question: Question,
    answered_at: datetime,
    *,
    by: Person | None = None,
    name: str | None = None,
    title: str | None = None,
    department: str | None = None,
    unsigned_reason: str | None = None,
) -> None:
    """Records that a question was answered and how it was signed (F10, F11). Raises Refused, FieldError."""
    must_be_open(question)
    if answered_at < question.received_at:
        raise FieldError("at", _("The answer can't be older than the question."))
    question.answered_at, question.answer_recorded_at = answered_at, scope.now
    question.answered_by, question.answer_recorded_by = (by or scope.doer).id, scope.doer.id
    question.signed_name, question.signed_title, question.signed_department = name, title, department
    question.unsigned_reason = unsigned_reason
    audit.record(
        scope, "question.answered", subject(question), answered_at,
        by=(by or scope.doer).slug, signed=question.signs(scope.policy), in_time=kept_time(scope.policy, question),
        unsigned_reason=unsigned_reason,
    )  # fmt: skip
    supervision.seen(scope, question.account_id, answered_at, (Family.QUESTION, question.id))


def sign_later(
    scope: Scope, question: Question, name: str | None, title: str | None, department: str | None
) -> None:
    """The answer was signed after all: fills the parts given (F11). Refused without an answer."""
    _must_be_answered(question)
    question.signed_name = name or question.signed_name
    question.signed_title = title or question.signed_title
    question.signed_department = department or question.signed_department
    audit.record(scope, "question.signed", subject(question), signed=question.signs(scope.policy))
    wake(scope, question.id, Family.QUESTION)


def excuse_unsigned(scope: Scope, question: Question, reason: str) -> None:
    """Why the answer bears no name: then it is no longer followed up (F11). Refused without an answer."""
    _must_be_answered(question)
    question.unsigned_reason = reason
    audit.record(scope, "question.unsigned", subject(question), reason=reason)
    wake(scope, question.id, Family.QUESTION)


def take_back_answer(scope: Scope, question: Question) -> None:
    """Undoes an answer recorded by mistake: the question is open again, with its due time."""
    question.answered_at = question.answered_by = None
    question.answer_recorded_at = question.answer_recorded_by = None
    question.signed_name = question.signed_title = question.signed_department = None
    question.unsigned_reason = None
    audit.record(scope, "question.answer_undone", subject(question))
    wake(scope, question.id, Family.QUESTION)


def close(scope: Scope, question: Question, reason: str) -> None:
    """Closes a question unanswered, with one of the policy's reasons (F10). Raises Refused."""
    must_be_open(question)
    question.closed_at, question.closed_by, question.closed_reason = scope.now, scope.doer.id, reason
    audit.record(scope, "question.closed", subject(question), reason=reason)
    wake(scope, question.id, Family.QUESTION)


def reopen(scope: Scope, question: Question) -> None:
    """Undoes a closing recorded by mistake: the question is open again, with its due time."""
    question.closed_at = question.closed_by = question.closed_reason = None
    audit.record(scope, "question.reopened", subject(question))
    wake(scope, question.id, Family.QUESTION)


_SETTLED = (
    "answered_at", "answered_by", "answer_recorded_at", "answer_recorded_by", "signed_name", "signed_title",
    "signed_department", "unsigned_reason", "closed_at", "closed_by", "closed_reason",
)  # fmt: skip


def correct(scope: Scope, question: Question, *, reopen: bool | None = None, **changes: Any) -> Question:
    """A correcting row with a new number; the due time is reckoned anew from when the citizen wrote (F10).

    `reopen`: it was neither answered nor closed after all.
    """
    if reopen:
        changes |= dict.fromkeys(_SETTLED)
    elif "answered_at" in changes and question.answered_at is None:
        raise FieldError(
            "answered_at", _("{number} has no answer to correct: svar {number}", number=question.number)
        )
    received_at = changes.get("received_at", question.received_at)
    answered_at = changes.get("answered_at", question.answered_at)
    if answered_at and answered_at < received_at:
        field = "answered_at" if "answered_at" in changes else "received_at"
        raise FieldError(field, _("The answer can't be older than the question."))
    due_at = due_at_of(scope, received_at, question.interim_at)
    if changes.get("kind") is Kind.CONFIDENTIAL:
        changes["text"] = None
    new = replace(scope, question, next_number(scope, "F"), **changes, due_at=due_at)
    wake(scope, question.id, Family.QUESTION)
    wake(scope, new.id, Family.QUESTION)
    return new


def _must_be_answered(question: Question) -> None:
    must_stand(question)
    if question.answered_at is None:
        raise Refused(
            _("{number} has no answer yet.", number=question.number),
            _("Record it first: svar {number}", number=question.number),
        )


def must_be_open(question: Question) -> None:
    """Refused when the question is answered, closed or voided."""
    must_stand(question)
    number = question.number
    if question.answered_at:
        raise Refused(
            _("{number} is answered already.", number=number),
            _("If it was recorded wrongly: rätta {number}", number=number),
        )
    if question.closed_at:
        raise Refused(
            _("{number} is closed already.", number=number),
            _("If it was recorded wrongly: rätta {number}", number=number),
        )


def identify(session: Session, workspace_id: int, number: str) -> Question | None:
    """The question with that number."""
    query = select(Question).where(Question.workspace_id == workspace_id, Question.number == number.upper())
    return session.exec(query).first()


def open_ones(scope: Scope, account_ids: tuple[int, ...] | None = None) -> list[Question]:
    """Open questions, of the accounts given or all: first due first, then oldest."""
    query = select(Question).where(
        Question.workspace_id == scope.workspace_id,
        col(Question.answered_at).is_(None),
        col(Question.closed_at).is_(None),
        col(Question.voided_at).is_(None),
    )
    if account_ids is not None:
        query = query.where(col(Question.account_id).in_(account_ids))
    return list(
        scope.session.exec(query.order_by(col(Question.due_at).nulls_last(), col(Question.received_at)))
    )


def unsigned(scope: Scope) -> list[Question]:
    """Answers that lack a part of the signature and a reason for it (F11), oldest first."""
    columns = {
        "name": Question.signed_name,
        "title": Question.signed_title,
        "department": Question.signed_department,
    }
    parts = (columns[part] for part in scope.policy.reply.signature.value)
    query = select(Question).where(
        Question.workspace_id == scope.workspace_id,
        col(Question.answered_at).is_not(None),
        col(Question.voided_at).is_(None),
        col(Question.deleted_at).is_(None),
        col(Question.unsigned_reason).is_(None),
        or_(*(col(part).is_(None) | (col(part) == "") for part in parts), false()),
    )
    return list(scope.session.exec(query.order_by(col(Question.answered_at))))


def wake_open(scope: Scope, of: Iterable[Account]) -> None:
    """Has the next sweep look at the accounts' open questions: whom they are said to has changed."""
    for question in open_ones(scope, tuple(account.id for account in of)):
        wake(scope, question.id, Family.QUESTION)


def reckoned_anew(scope: Scope, policy: Policy, calendar: Calendar) -> dict[int, datetime | None]:
    """The open questions (by id) whose due time would be another by this policy and calendar, and which."""
    return {
        question.id: at
        for question in open_ones(scope)
        if (at := due_by(policy, calendar, question.received_at, question.interim_at)) != question.due_at
    }


def reckon_anew(scope: Scope, policy: Policy, calendar: Calendar) -> int:
    """Gives open questions the due time they have by this policy and calendar; how many got another one.

    What was said of the old one is no longer said, and may be said again of the new.
    """
    moved = reckoned_anew(scope, policy, calendar)
    for question in open_ones(scope):
        if question.id in moved:
            before, question.due_at = question.due_at, moved[question.id]
            audit.record(
                scope, "question.due_moved", subject(question), before=before, due_at=question.due_at
            )
            wake(scope, question.id, Family.QUESTION)
    outbox.set_aside(scope, Family.QUESTION, moved)
    return len(moved)


def between(scope: Scope, start: datetime, end: datetime, account_id: int | None = None) -> list[Question]:
    """Questions received in [start, end), voided ones aside, oldest first."""
    query = select(Question).where(
        Question.workspace_id == scope.workspace_id,
        col(Question.voided_at).is_(None),
        Question.received_at >= start,
        Question.received_at < end,
    )
    if account_id is not None:
        query = query.where(Question.account_id == account_id)
    return list(scope.session.exec(query.order_by(col(Question.received_at))))

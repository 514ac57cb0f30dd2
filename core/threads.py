"""A question's way until it is settled, and after: passed on, waiting for the citizen, written about again."""

from datetime import datetime

from sqlmodel import col, select

from core import accounts, audit, questions
from core.errors import FieldError, Refused
from core.logbook import must_stand, subject
from core.questions import Question, due_at_of, must_be_open
from core.scope import Scope
from core.watch import Family, wake
from core.words import _


def forward(scope: Scope, question: Question, to: str, interim_at: datetime | None = None) -> None:
    """Passes a question on (M8, O4). An interim answer in time meets the deadline where the policy says so (H9)."""
    must_be_open(question)
    if interim_at and interim_at < question.received_at:
        raise FieldError("interim", _("The interim answer can't be older than the question."))
    question.forwarded_to, question.forwarded_at = to, scope.now
    told = [at for at in (question.interim_at, interim_at) if at]
    question.interim_at = min(told, default=None)
    question.due_at = due_at_of(scope, question.received_at, question.interim_at)
    audit.record(scope, "question.forwarded", subject(question), to=to, interim_at=interim_at)
    wake(scope, question.id, Family.QUESTION)


def wait(scope: Scope, question: Question) -> None:
    """The citizen was asked something. No guideline lets that stop the clock, so it goes on. Refused when settled."""
    must_be_open(question)
    question.waiting_since = question.waiting_since or scope.now
    audit.record(scope, "question.waiting", subject(question))
    wake(scope, question.id, Family.QUESTION)


def write_again(
    scope: Scope,
    question: Question,
    received_at: datetime,
    *,
    link: str | None = None,
    text: str | None = None,
) -> Question:
    """The citizen wrote again: one that waited goes on, a settled one is followed by a new one with a clock of its own.

    What was settled stays as it was. Returns the question that is open now. Refused, FieldError.
    """
    must_stand(question)
    if received_at < question.received_at:
        raise FieldError("at", _("That is before the question itself."))
    if not question.is_open:
        account = accounts.get(scope.session, question.account_id)
        return questions.record(
            scope, account, received_at,
            kind=question.kind, link=link or question.link, text=text, follows=question,
        )  # fmt: skip
    if not question.is_waiting:
        raise Refused(
            _("{number} is open already, and its time runs.", number=question.number),
            _("Look at it: fråga visa {number}", number=question.number),
        )
    question.waiting_since = None
    audit.record(scope, "question.resumed", subject(question), received_at)
    wake(scope, question.id, Family.QUESTION)
    return question


def next_of(scope: Scope, question: Question) -> list[str]:
    """The numbers of the questions that follow on one, oldest first."""
    query = select(Question.number).where(
        Question.workspace_id == scope.workspace_id,
        Question.follows == question.number,
        col(Question.voided_at).is_(None),
    )
    return list(scope.session.exec(query.order_by(col(Question.id))))

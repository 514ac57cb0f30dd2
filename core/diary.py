"""The diary: which questions need a diary number, and the registrar's word that one is not registered (H15, O8, O9)."""

from sqlmodel import col, select

from core import audit
from core.errors import Refused
from core.logbook import must_stand, subject
from core.policy.model import Policy
from core.questions import Question
from core.scope import Scope
from core.watch import Family, wake
from core.words import _


def lacks_number(question: Question, policy: Policy) -> bool:
    """Whether the policy wants a diary number that is not there, and the registrar has not declined (H15)."""
    stands = (
        question.voided_at is None
        and question.deleted_at is None
        and question.kind in policy.diary.required.value
    )
    return stands and not question.diary_number and not question.diary_declined


def give_number(scope: Scope, question: Question, number: str) -> None:
    """It is in the diary under that number (O8, H15), also where the policy does not ask for it."""
    must_stand(question)
    question.diary_number, question.diary_declined = number, None
    audit.record(scope, "question.diary", subject(question), diary_number=number)
    wake(scope, question.id, Family.QUESTION)


def decline(scope: Scope, question: Question, reason: str) -> None:
    """The registrar does not register it, for a reason (H15). Refused when it has a number."""
    must_stand(question)
    if question.diary_number:
        raise Refused(
            _("{number} is in the diary: {diary}.", number=question.number, diary=question.diary_number),
            _("Give another number if it is wrong: diarie {number} nummer=…", number=question.number),
        )
    question.diary_declined = reason
    audit.record(scope, "question.diary_declined", subject(question), reason=reason)
    wake(scope, question.id, Family.QUESTION)


def without_number(scope: Scope) -> list[Question]:
    """The questions that lack their diary number (H15), oldest first."""
    kinds = scope.policy.diary.required.value
    if not kinds:
        return []
    query = select(Question).where(
        Question.workspace_id == scope.workspace_id,
        col(Question.kind).in_(kinds),
        col(Question.diary_number).is_(None),
        col(Question.diary_declined).is_(None),
        col(Question.voided_at).is_(None),
        col(Question.deleted_at).is_(None),
    )
    return list(scope.session.exec(query.order_by(col(Question.recorded_at))))

"""What begins and ends by itself on its day: loans of accounts and absences of people (H11, H12)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from core import absences, loans, presence
from core.loans import Loan
from core.scope import Scope
from core.watch import Family

Turn = Callable[[Scope, int], datetime | None]


def loan(scope: Scope, loan_id: int) -> datetime | None:
    """The loan begins or ends; when to look at it again."""
    return loans.turn(scope, scope.session.get_one(Loan, loan_id))


def absence(scope: Scope, person_id: int) -> datetime | None:
    """The person went away or is back: reminders go to the deputy, or to them again; when to look again."""
    presence.turned(scope, person_id)
    return absences.turns_at(scope, [person_id]).get(person_id)


TURNS: Mapping[Family, Turn] = {Family.LOAN: loan, Family.ABSENCE: absence}

"""What the council's report is made from: the period's figures, the last period's, and every account's own."""

from dataclasses import dataclass

from core import inventory, overview, periods, proceedings
from core.inventory import AccountFacts
from core.meetings import Meeting
from core.overview import Overview, answering, lines, standing
from core.overview.answering import QuestionRow
from core.overview.lines import Line
from core.overview.standing import Silent
from core.periods import Period
from core.proceedings import Proceedings
from core.scope import Scope


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything a section may need. `before` is the period before, None where there can be none.

    `questions` are all of the period, for the spreadsheet; none where there is to be none.

    `council` is what the council came to since the meeting before the one the report is for, else in the period.
    """

    scope: Scope
    accounts: tuple[AccountFacts, ...]
    now: Overview
    before: Overview | None
    lines: tuple[Line, ...]
    questions: tuple[QuestionRow, ...]
    silent: tuple[Silent, ...]
    council: Proceedings

    @property
    def period(self) -> Period:
        """The report's period."""
        return self.now.period


def gather(
    scope: Scope, period: Period, meeting: Meeting | None = None, *, for_sheets: bool = True
) -> Findings:
    """What is found at the scope's time, in a bounded number of statements."""
    accounts = inventory.taken(scope)
    now = overview.of(scope, period)
    earlier = periods.before(period, scope.calendar)
    strips = {strip.account.id: strip for strip in now.posting.strips}
    made = lines.lines(scope, period, accounts, strips)
    return Findings(
        scope,
        tuple(accounts),
        now,
        overview.of(scope, earlier) if earlier else None,
        tuple(line for line in made if line.strip or line.received or line.cases),
        answering.all_of(scope, period) if for_sheets else (),
        standing.silent(scope, accounts),
        proceedings.since_last(scope, meeting)
        if meeting
        else proceedings.between(scope, period.start, min(period.end, scope.now)),
    )

"""The last whole week, account by account, with the posts of the weeks before: what the weekly digest tells (C2)."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core import periods, worktime
from core.inventory import AccountFacts
from core.overview import lines, posting
from core.overview.lines import Line
from core.overview.posting import Strip
from core.periods import Part
from core.scope import Scope
from core.worktime import DAY

WEEKS = 6  # of posts, the last one counted


@dataclass(frozen=True, slots=True)
class Weekly:
    """The last whole week's lines, and the posts of the last `weeks` by account id."""

    lines: tuple[Line, ...]
    weeks: tuple[Part, ...]
    strips: Mapping[int, Strip]

    def told(self, ids: Container[int] | None = None) -> "Told":
        """The sums of those accounts, or of all."""
        mine = [line for line in self.lines if ids is None or line.account.id in ids]
        strips = [strip for id, strip in self.strips.items() if ids is None or id in ids]
        by_week = [[strip.posts[place] for strip in strips] for place in range(len(self.weeks))]
        return Told(
            week=self.weeks[-1].name,
            received=sum(line.received for line in mine),
            in_time=sum(line.in_time for line in mine),
            with_due=sum(line.with_due for line in mine),
            cases=sum(line.cases for line in mine),
            known=sum(strip.posts[-1] is not None for strip in strips),
            accounts=sum(strip.after == len(self.weeks) for strip in strips),
            posts={week.name: _sum(column) for week, column in zip(self.weeks, by_week, strict=True)},
        )


@dataclass(frozen=True, slots=True)
class Told:
    """A week in figures. `posts` by week, None where no account's is known (S6); `known` of `accounts` had the last."""

    week: str
    received: int
    in_time: int
    with_due: int
    cases: int
    known: int
    accounts: int
    posts: Mapping[str, int | None]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is known to have happened in the week itself."""
        return not (self.received or self.cases or self.posts[self.week])


def _sum(posts: Iterable[int | None]) -> int | None:
    known = [count for count in posts if count is not None]
    return sum(known) if known else None


def last_whole_week(scope: Scope, accounts: Sequence[AccountFacts]) -> Weekly:
    """Of the accounts, in four statements."""
    monday = worktime.week_start(worktime.iso_week(scope.now, scope.calendar))
    last = periods.between(str(monday - 7 * DAY), str(monday - DAY), scope.calendar)
    first = monday - timedelta(weeks=WEEKS)
    posted = posting.of(scope, periods.between(str(first), str(monday - DAY), scope.calendar), accounts)
    strips = {strip.account.id: strip for strip in posted.strips}
    return Weekly(lines.lines(scope, last, accounts, strips), posted.weeks, strips)

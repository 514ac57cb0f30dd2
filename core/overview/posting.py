"""Posts a week and account: what is known, what is not (F9, S6)."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import accumulate, repeat
from typing import NamedTuple

from sqlalchemy import Select, String, bindparam, cast, func, select
from sqlmodel import col

from core.accounts import Account
from core.figures import ended, in_use_between
from core.inventory import AccountFacts
from core.overview.instants import place_of, places
from core.periods import Part, Period, whole_weeks
from core.policy.posting import Per
from core.policy.posting import Posting as Policy
from core.posts import Post, WeekAnswer
from core.scope import Scope
from core.table import plain

_MOST = 1_000_000  # more than any week's posts


class Level(StrEnum):
    """What a week of an account was, against the guideline's posts a week (F9); `unknown` is never zero (S6)."""

    ENOUGH = "enough"
    FEW = "few"
    NONE = "none"
    UNKNOWN = "unknown"


class Strip(NamedTuple):
    """An account's weeks, as the period's: posts, None where unknown (S6).

    It lived through the weeks from place `first` up to `after`; the others say nothing of it. `total` are the posts
    of its `known` weeks; `wanted` what the guideline asks of a week on its platform, None where it asks for nothing
    or counts by the month.
    """

    account: AccountFacts
    wanted: int | None
    first: int
    after: int
    posts: tuple[int | None, ...]
    known: int
    total: int

    @property
    def weeks(self) -> int:
        """Its whole weeks in use."""
        return self.after - self.first

    @property
    def mean(self) -> float | None:
        """Posts a known week; None where none is known (S6)."""
        return self.total / self.known if self.known else None


@dataclass(frozen=True, slots=True)
class Posting:
    """The period's whole weeks; how many accounts were at each level, by week; and every account's own weeks.

    Strips come in order of need: those with
    least known posts a week first, those of whom nothing is known before them.
    """

    weeks: tuple[Part, ...]
    by_week: tuple[dict[Level, int], ...]
    strips: tuple[Strip, ...]

    @property
    def mean(self) -> float | None:
        """Posts a known account-week; None where none is known (S6)."""
        known = sum(strip.known for strip in self.strips)
        return sum(strip.total for strip in self.strips) / known if known else None

    @property
    def weeks_known(self) -> int:
        """Account-weeks somebody has answered for."""
        return sum(strip.known for strip in self.strips)

    @property
    def weeks_lived(self) -> int:
        """Account-weeks there were."""
        return sum(strip.weeks for strip in self.strips)


def of(scope: Scope, period: Period, accounts: Iterable[AccountFacts]) -> Posting:
    """The posts of the period, of the accounts that were in use in it, in two statements."""
    weeks = whole_weeks(period, scope.now, scope.calendar)
    counted = _counted(scope, weeks) if weeks else defaultdict[int, list[int | None]](list)
    wanted = _Wanted(scope.policy.posting)
    strips = [
        _strip(account, wanted[account.platform], weeks, counted[account.id])
        for account in accounts
        if in_use_between(account, period.start, period.end)
    ]
    lived = sorted((strip for strip in strips if strip.weeks), key=_need)
    return Posting(weeks, _by_week(lived, len(weeks)), tuple(lived))


class _Wanted(dict[str, int | None]):
    """The posts a week asked for on each platform, looked up once."""

    def __init__(self, policy: Policy) -> None:
        super().__init__()
        self._policy = policy

    def __missing__(self, platform: str) -> int | None:
        least = self._policy.least(platform)
        self[platform] = least.posts if least and least.per is Per.WEEK else None
        return self[platform]


def _strip(
    account: AccountFacts, wanted: int | None, weeks: Sequence[Part], counts: list[int | None]
) -> Strip:
    """The account's weeks, without what was said of weeks it did not live through."""
    first, after = _alive(account, weeks)
    posts = (*repeat(None, first), *counts[first:after], *repeat(None, len(weeks) - after))
    return Strip(
        account, wanted, first, after, posts, len(posts) - posts.count(None), sum(filter(None, posts))
    )


def _alive(account: AccountFacts, weeks: Sequence[Part]) -> tuple[int, int]:
    """The first of the weeks that the account lived all through, and the first after those (F9)."""
    began, closed_at = account.activated_at, ended(account)
    if began and weeks and began <= weeks[0].start and not closed_at:
        return 0, len(weeks)
    first = bisect_left(weeks, began, key=lambda week: week.start) if began else len(weeks)
    after = bisect_right(weeks, closed_at, key=lambda week: week.end) if closed_at else len(weeks)
    return first, max(first, after)


def _need(strip: Strip) -> tuple[float, str]:
    return (-1 if strip.mean is None else strip.mean, strip.account.slug)


def _by_week(strips: Sequence[Strip], weeks: int) -> tuple[dict[Level, int], ...]:
    # Where one post is enough there are none too few.
    wanted = [(place, strip.wanted) for place, strip in enumerate(strips) if (strip.wanted or 0) > 1]
    columns = list(zip(*(strip.posts for strip in strips), strict=True)) or [()] * weeks
    came, went = Counter(strip.first for strip in strips), Counter(strip.after for strip in strips)
    lived = accumulate(came[place] - went[place] for place in range(weeks))
    return tuple(_levels(column, wanted, there) for column, there in zip(columns, lived, strict=True))


def _levels(
    column: Sequence[int | None], wanted: Sequence[tuple[int, int | None]], lived: int
) -> dict[Level, int]:
    known, none, few = len(column) - column.count(None), column.count(0), _few(column, wanted)
    return {
        Level.ENOUGH: known - none - few,
        Level.FEW: few,
        Level.NONE: none,
        Level.UNKNOWN: lived - known,
    }


def _few(column: Sequence[int | None], wanted: Sequence[tuple[int, int | None]]) -> int:
    """How many posted, but less than is asked for."""
    return sum(1 for place, least in wanted if least and 0 < (column[place] or 0) < least)


def _counted(scope: Scope, weeks: Sequence[Part]) -> dict[int, list[int | None]]:
    """Posts by account id and week: those recorded, or those a week was said to have if that is more (S6)."""
    found: defaultdict[int, list[int | None]] = defaultdict(lambda: [None] * len(weeks))
    recorded, said = _Codes(), _Said({week.name: place for place, week in enumerate(weeks)})
    turns, given = places(weeks)
    given |= {"town": scope.workspace_id, "start": weeks[0].start, "end": weeks[-1].end}
    for account_id, codes in plain(scope.session, _recorded(turns), **given):
        known = found[account_id]
        for code, times in Counter(codes.split(",")).items():
            place, count = recorded[code]
            known[place] = (known[place] or 0) + count * times
    given = {"town": scope.workspace_id, "first": weeks[0].name, "last": weeks[-1].name}
    for account_id, answers in plain(scope.session, _ANSWERED, **given):
        known = found[account_id]
        for answer in answers.split(","):
            place, count = said[answer]
            if (known[place] or -1) < count:
                known[place] = count
    return found


class _Codes(dict[str, tuple[int, int]]):
    """A post's code as the place of its week and its count: few differ, and each is read once."""

    def __missing__(self, code: str) -> tuple[int, int]:
        self[code] = found = divmod(int(code), _MOST)
        return found


class _Said(dict[str, tuple[int, int]]):
    """What was said of a week, by its name, likewise."""

    def __init__(self, places: Mapping[str, int]) -> None:
        super().__init__()
        self._places = places

    def __missing__(self, answer: str) -> tuple[int, int]:
        week, count = answer.split(":")
        self[answer] = found = (self._places[week], int(count))
        return found


@cache
def _recorded(turns: int) -> Select[int, str]:
    """A row an account, since rows cost more than what they hold: each post's week and count as one number.

    One statement for so many changes to or from summer time.
    """
    at = col(Post.published_at)
    code = place_of(at, turns) * _MOST + col(Post.count)
    return (
        select(col(Post.account_id), func.aggregate_strings(cast(code, String), ","))
        .where(
            col(Post.account_id).in_(_OURS), col(Post.voided_at).is_(None),
            at >= bindparam("start"), at < bindparam("end"),
        )
        .group_by(col(Post.account_id))
    )  # fmt: skip


_OURS = select(col(Account.id)).where(col(Account.workspace_id) == bindparam("town"))
# Likewise what was said of weeks: each by its name.
_ANSWERED = (
    select(
        col(WeekAnswer.account_id),
        func.aggregate_strings(col(WeekAnswer.week) + ":" + cast(col(WeekAnswer.count), String), ","),
    )
    .where(
        col(WeekAnswer.account_id).in_(_OURS),
        col(WeekAnswer.week) >= bindparam("first"),
        col(WeekAnswer.week) <= bindparam("last"),
    )
    .group_by(col(WeekAnswer.account_id))
)

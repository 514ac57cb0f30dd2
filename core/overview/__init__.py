"""The council's status page: its figures for a period. What each counts stands in `docs/figures.md`."""

from collections.abc import Mapping
from dataclasses import dataclass

from core import inventory
from core.accounts import Status
from core.gaps import Gap
from core.inventory import AccountFacts
from core.overview import answering, posting, removing, standing
from core.overview.answering import Answering
from core.overview.posting import Posting
from core.overview.removing import Removals
from core.overview.standing import Snapshots, Waiting
from core.periods import Period
from core.scope import Scope


@dataclass(frozen=True, slots=True)
class Overview:
    """All figures. States, gaps, closings and approvals are as they are now; the rest is of the period."""

    period: Period
    states: Mapping[Status, int]
    gaps: tuple[tuple[AccountFacts, Gap], ...]
    closings: tuple[AccountFacts, ...]
    approvals: tuple[Waiting, ...]
    answering: Answering
    posting: Posting
    snapshots: tuple[Snapshots, ...]
    removals: tuple[Removals, ...]


def of(scope: Scope, period: Period) -> Overview:
    """The figures of the period, in at most thirteen statements however many accounts there are."""
    every = inventory.taken(scope)
    return Overview(
        period,
        states=standing.states(every),
        gaps=standing.gaps(scope, every),
        closings=standing.closings(every),
        approvals=standing.requests(scope, every),
        answering=answering.of(scope, period),
        posting=posting.of(scope, period, every),
        snapshots=standing.snapshots(scope, period, every),
        removals=removing.of(scope, period),
    )

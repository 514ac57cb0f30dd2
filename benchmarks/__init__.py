"""How fast we are beside a known library, measured the same way each time: `python -m benchmarks`."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two compared: its name, and a call that does so many units of the work; `ready` goes before it."""

    name: str
    work: Callable[[], object]
    units: int
    ready: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Result:
    """Units a second of both sides, round by round, and the ratio we ask of ourselves."""

    name: str
    unit: str
    floor: str
    ours: str
    floor_rates: tuple[float, ...]
    our_rates: tuple[float, ...]
    goal: float

    @property
    def ratio(self) -> float:
        """The median of the rounds' own ratios, so that a slow moment of the machine hits both sides."""
        return median(ours / floor for floor, ours in zip(self.floor_rates, self.our_rates, strict=True))

    @property
    def ms_each(self) -> float:
        """Milliseconds one of ours takes, in the middle round; by the machine as it was, so the ratio says more."""
        return 1000 / median(self.our_rates)


def compare(
    name: str,
    unit: str,
    floor: Side,
    ours: Side,
    *,
    goal: float,
    rounds: int,
    clock: Callable[[], float] = perf_counter,
) -> Result:
    """Run the floor, then ours, `rounds` times over.

    Work that waits for nothing outside this process is better timed by `process_time`: others on the machine
    are not in it.
    """
    rates = [(_rate(floor, clock), _rate(ours, clock)) for _ in range(rounds)]
    floors, our = zip(*rates, strict=True)
    return Result(name, unit, floor.name, ours.name, floors, our, goal)


def _rate(side: Side, clock: Callable[[], float]) -> float:
    side.ready()
    started = clock()
    side.work()
    return side.units / (clock() - started)

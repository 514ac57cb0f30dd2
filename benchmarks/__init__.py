"""How fast we are beside a known library, measured the same way each time: `python -m benchmarks`."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two compared: its name, and a call that does so many units of the work."""

    name: str
    work: Callable[[], object]
    units: int


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


def compare(name: str, unit: str, floor: Side, ours: Side, *, goal: float, rounds: int) -> Result:
    """Run the floor, then ours, `rounds` times over."""
    rates = [(_rate(floor), _rate(ours)) for _ in range(rounds)]
    floors, our = zip(*rates, strict=True)
    return Result(name, unit, floor.name, ours.name, floors, our, goal)


def _rate(side: Side) -> float:
    started = perf_counter()
    side.work()
    return side.units / (perf_counter() - started)

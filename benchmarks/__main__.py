"""Runs every benchmark and prints a table: `python -m benchmarks [--short] [--json FILE]`."""

import argparse
import json
import platform
from dataclasses import asdict
from pathlib import Path
from statistics import median

from benchmarks import Result, delivery, endurance, locks, pages, reports, slack, start, sweep, worktime

BENCHMARKS = (
    worktime,
    start,
    pages,
    slack,
    locks,
    sweep,
    delivery,
    reports,
    endurance,
)  # each module has `run(*, short: bool) -> list[Result]`, and checks before it measures


def main() -> None:
    """Measure, print, and write JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a small sample, for a quick look")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args()
    results = [result for module in BENCHMARKS for result in module.run(short=options.short)]
    print(table(results))
    if options.json:
        options.json.write_text(json.dumps(report(results), indent=2) + "\n", encoding="utf-8")


def table(results: list[Result]) -> str:
    """The medians, a line a comparison, in columns."""
    lines: list[tuple[str, ...]] = [
        ("benchmark", "unit", "floor", "floor/s", "ours", "ours/s", "ms each", "ratio", "goal")
    ]
    lines += [row(result) for result in results]
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )


def row(result: Result) -> tuple[str, ...]:
    """One line of the table."""
    floor, ours = (_rate(median(rates)) for rates in (result.floor_rates, result.our_rates))
    each, ratio, goal = (f"{number:.3g}" for number in (result.ms_each, result.ratio, result.goal))
    return (result.name, result.unit, result.floor, floor, result.ours, ours, each, f"{ratio} x", f"{goal} x")


def _rate(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.2f}"


def report(results: list[Result]) -> dict[str, object]:
    """The same figures for machines, with every round."""
    benchmarks = [asdict(result) | {"ratio": result.ratio, "ms_each": result.ms_each} for result in results]
    return {"python": platform.python_version(), "machine": platform.machine(), "benchmarks": benchmarks}


if __name__ == "__main__":
    main()

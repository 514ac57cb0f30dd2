"""A sample of `python -m tests.fuzz`, the same inputs every time: no 500, no hang, no half-written row."""

from pathlib import Path

from tests import fuzz


def test_a_sample_breaks_nothing(tmp_path: Path) -> None:
    """The whole is run by hand: docs/security.md has its figures."""
    told = fuzz.run(600, tmp_path)
    assert sum(seen["tried"] for seen in told.values()) >= 600
    assert (
        told["forms"]["ok"]
        and told["forms"]["refused"]
        and told["policies"]["faults"]
        and told["doors"]["teams 200"]
        and told["doors"]["slack 200"]
    )
